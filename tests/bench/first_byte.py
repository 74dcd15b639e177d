"""From the key F8 on the page of the labels to the first byte of a label at the printer, over TCP."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from donor_room.domain.walk import step_of
from donor_room.packs.texts import Texts
from donor_room.practice.people import TEAM
from donor_room.practice.script import Player
from donor_room.printing.languages import zpl
from donor_room.printing.languages.speech import PrintSettings
from donor_room.printing.printer import LanguagePrinter
from donor_room.printing.transports.tcp import TcpChannel
from donor_room.printing.virtual_printer import VirtualPrinter
from donor_room.workflow import label
from donor_room.workflow.desk import Desk
from tests.bench.line import Line, against_limit
from tests.bench.stage import Stage, open_stage
from tests.support.desks import empty_chairs

MOST_MS = 150
_LABEL_BEGINS = b"^XA"


class Stopwatch(VirtualPrinter):
    """A virtual printer that knows when the first byte of a label came."""

    first_at: float | None = None

    def _say(self, received: bytes) -> bytes:
        if self.first_at is None and _LABEL_BEGINS in received:
            self.first_at = perf_counter()
        return super()._say(received)


def line(*, quick: bool) -> Line:
    """Print one set after another on a terminal that stays open."""
    printer = Stopwatch(language="zpl")
    try:
        with open_stage(visits=1) as stage:
            stage.on_store(lambda desk: put_up(desk, printer))
            player = stage.on_store(player_of)
            took = [click_to_first_byte(stage, printer, player) for _ in range(6 if quick else 20)]
    finally:
        printer.close()
    note = "planned set of 6 labels; printer asked, set drawn, read back and on record before"
    return against_limit("labels: F8 to the first byte", "ms", took[1:], most=MOST_MS, note=note)


def put_up(desk: Desk, printer: VirtualPrinter) -> None:
    desk.printer = LanguagePrinter(
        name="bench", language=zpl, channel=TcpChannel(printer.address), settings=PrintSettings(),
        dpi=203, texts=Texts("zh_CN"),
    )  # fmt: skip


def click_to_first_byte(stage: Stage, printer: Stopwatch, player: Player) -> float:
    visit = stage.on_store(lambda desk: planned(desk, player))
    stage.ms_until_painted("labels", lambda: stage.terminal.take_up(visit))
    stage.rest()
    printer.first_at = None
    began = perf_counter()
    QTest.keyClick(stage.window.focusWidget() or stage.window, Qt.Key.Key_F8)
    while printer.first_at is None:
        stage.rest(2)
        assert perf_counter() - began < 10, "no label came"
    first_at = printer.first_at
    while stage.on_store(lambda desk: desk.visits.get(visit).label_set.uncertain):
        stage.rest(20)
    return (first_at - began) * 1_000


def planned(desk: Desk, player: Player) -> str:
    """A donor whose set is planned and not yet printed."""
    visit = player._come_in()
    while (step := step_of(visit)) != "labels":
        visit = player._come_in() if step == "closed" else getattr(player, f"_{step}")(visit)
    player._as(TEAM[1])
    empty_chairs(desk)
    label.confirm_at_chair(desk, visit.id)
    return label.plan(desk, visit.id, bag_kind="triple_400").id


def player_of(desk: Desk) -> Player:
    """Somebody who brings donors as far as the labels; the window hears of what is written as before."""
    told = desk.grew
    player = Player(desk, seed=128, told=lambda: None)
    desk.grew = told
    return player
