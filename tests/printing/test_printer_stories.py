"""Whatever goes wrong in whatever order: no label twice, no label later, and a proved set is on paper."""

from __future__ import annotations

import random
from typing import get_args

import pytest

from donor_room.domain.refusal import Trouble
from donor_room.packs.texts import Texts
from donor_room.printing.languages.speech import PrintSettings
from donor_room.printing.printer import LanguagePrinter
from donor_room.printing.raster import Raster
from donor_room.printing.transports.tcp import TcpChannel
from donor_room.printing.virtual_printer import Spoken, VirtualPrinter
from donor_room.printing.virtual_works import FAULTS, HOLDING
from tests.printing.printers import LANGUAGES, raster

LABELS = 3
EVENTS = 7
MISCHIEF = ("break", "break", "break", "power_cut", "mend", "none")


class Story:
    """One printer, sets that are sent to it, and what happens in between."""

    def __init__(self, seed: int, language: Spoken) -> None:
        self.chance = random.Random(seed)
        self.virtual = VirtualPrinter(language=language)
        self.printer = self.fresh()
        self.sets: list[tuple[str, tuple[Raster, ...], str]] = []
        """Number, labels, and what was told: proved, uncertain, nothing."""
        self.later: list[str] = []

    def fresh(self) -> LanguagePrinter:
        """The program after a start: it remembers nothing."""
        self.channel = TcpChannel(self.virtual.address, answer_within_s=0.08, stalled_after_s=0.5)
        return LanguagePrinter(
            name="p",
            language=LANGUAGES[self.virtual.language],
            channel=self.channel,
            settings=PrintSettings(),
            dpi=203,
            texts=Texts("zh_CN"),
        )

    def tell(self) -> None:
        """Let a few sets leave, with mischief before each."""
        for number in range(EVENTS):
            self.mischief()
            if self.send(number) == "nothing" and self.chance.random() < 0.7:
                self.virtual.works.mend()
        self.virtual.works.mend()
        self.channel._answer_within_s = 5.0  # what answers late from here on is this machine, no printer
        if self.send(EVENTS) == "nothing":  # such as half a bitmap from before the program was started
            self.virtual.switch_off_and_on()
            self.send(EVENTS + 1)

    def mischief(self) -> None:
        what = self.chance.choice(MISCHIEF)
        if what == "break":
            fault, after = self.chance.choice(FAULTS), self.chance.randrange(LABELS + 1)
            self.virtual.works.break_down(fault, after=after, stubborn=self.chance.random() < 0.3)
        elif what == "mend":
            self.virtual.works.mend()
        elif what == "power_cut":
            self.printer = self.fresh()

    def send(self, number: int) -> str:
        labels = tuple(raster(LABELS * number + place, 400, 40) for place in range(LABELS))
        before = len(self.virtual.works.printed)
        try:
            told = "uncertain" if self.printer.put_out(str(number), labels).uncertain else "proved"
        except Trouble:
            told = "nothing"
        self.sets.append((str(number), labels, told))
        self.note_strangers(labels, before, told)
        return told

    def note_strangers(self, labels: tuple[Raster, ...], before: int, told: str) -> None:
        """While a set is printed nothing of an earlier one may come out any more."""
        own = [one.image.tobytes() for one in labels]
        came = [one.tobytes() for one in self.virtual.works.printed[before:]]
        first = next((place for place, one in enumerate(came) if one in own), len(came))
        self.later += [f"{told}: of another set" for one in came[first:] if one not in own]


@pytest.mark.parametrize("language", get_args(Spoken))
@pytest.mark.parametrize("seed", range(12))
def test_no_label_comes_twice_or_later_and_a_proved_set_is_on_paper(seed: int, language: Spoken) -> None:
    story = Story(seed, language)
    try:
        story.tell()
        paper = [one.tobytes() for one in story.virtual.works.printed]
    finally:
        story.virtual.close()
    assert len(paper) == len(set(paper))
    assert story.later == []
    for number, labels, told in story.sets:
        on_paper = sum(one.image.tobytes() in paper for one in labels)
        assert on_paper == LABELS or told != "proved", f"set {number} was proved with {on_paper} labels"
        assert on_paper == 0 or told != "nothing", f"of set {number} nothing left, and {on_paper} are printed"
    assert story.sets[-1][2] == "proved"


@pytest.mark.lab
@pytest.mark.parametrize("language", get_args(Spoken))
def test_a_thousand_stories(language: Spoken) -> None:
    for seed in range(1_000, 2_000):
        test_no_label_comes_twice_or_later_and_a_proved_set_is_on_paper(seed, language)


def test_every_fault_that_stops_a_printer_is_one_that_it_can_have() -> None:
    assert set(HOLDING) < set(FAULTS)
