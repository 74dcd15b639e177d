"""Joins the handover with its use cases: pack, close gaps, give back, sign, close."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from donor_room.domain.donation_number import check_character, grouped
from donor_room.domain.isbt128 import read_code
from donor_room.domain.own_codes import OWN
from donor_room.domain.refusal import Refusal
from donor_room.domain.shift import QUARANTINE_BOX
from donor_room.domain.visit import Visit
from donor_room.ui.asking_presenter import AskingPresenter, choices_of
from donor_room.ui.reaction_care import time_of_day
from donor_room.ui.shell import Shell
from donor_room.ui.steps.handover.paper import Story, Told, look, sheet_of, sign_and_close
from donor_room.ui.steps.handover.view import CountShown, HandoverView
from donor_room.ui.texts import said, say
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.numbers import NumberEnd, NumberSquare
from donor_room.workflow import hand_over, label

_ENDS = {"used": NumberEnd.USED, "void": NumberEnd.VOID, "returned": NumberEnd.RETURNED,
         "unspent": NumberEnd.UNSPENT, "open": NumberEnd.UNEXPLAINED,
         "explained": NumberEnd.UNEXPLAINED}  # fmt: skip


class HandoverPresenter(AskingPresenter):
    """Leads from the last donor to two signatures."""

    page = "handover"

    def __init__(self, shell: Shell, view: HandoverView) -> None:
        super().__init__(shell, view)
        self.told: Told | None = None
        self._box = 1
        self._number = ""
        self._waits_for_used = False
        view.way_chosen.connect(self._way)
        view.number_chosen.connect(self._choose_number)
        view.return_asked.connect(self._return_unspent)
        view.box_asked.connect(self._next_box)
        view.print_asked.connect(self._print)
        view.main_pressed.connect(self._sign)
        view.language_wanted.connect(self._say_again)
        self.when_given |= {"void": self._void, "explain": self._explain, "sign": self._close}

    def open(self, visit: Visit | None) -> None:
        """Show the shift that is open; without one the page of the shift comes."""
        super().open(None)
        self._waits_for_used = False
        self._look()

    def back(self) -> None:
        self.shell.show("reception")

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        """Look again when another desk wrote something."""
        if self.told is not None and self.view.open_sheet is None:
            self._look()

    def _look(self, _answer: object = None) -> None:
        self.shell.tasks.run(lambda: look(self.shell.desk), self._show, self.refused, self.refused)

    # showing

    def _show(self, told: Any) -> None:
        self.told = told
        boxes = [int(box) for box, _ in told.boxes if box.isdecimal()]
        self._box = max([self._box, *boxes])
        self._show_sum(told)
        self._show_strip(told)
        self._show_gap(told)
        self._show_packing(told)
        self._show_rail(told)
        self._show_main(told)

    def _show_sum(self, told: Told) -> None:
        total, opened = told.total, told.shift.opened
        where = "  ".join(word for word in (opened.on.isoformat(), opened.site, opened.vehicle) if word)
        ends = [
            (total.used, say("frame.numbers.used")),
            (total.void, say("frame.numbers.void")),
            (total.returned, say("frame.numbers.returned")),
        ]
        if total.unspent:
            ends.append((total.unspent, say("handover.unspent_words")))
        if total.explained:
            ends.append((len(total.explained), say("handover.explained_words")))
        gap = (len(total.unexplained), say("frame.numbers.unexplained")) if total.unexplained else None
        self.view.show_sum(where, (total.issued, say("handover.issued")), ends, gap)

    def _show_strip(self, told: Told) -> None:
        numbers = [number for number, _ in told.ends]
        words = say("handover.range", first=numbers[0][-6:], last=numbers[-1][-6:]) if numbers else ""
        squares = [NumberSquare(number=number, end=_ENDS[end]) for number, end in told.ends]
        self.view.show_strip(words, squares)

    def _story(self) -> Story | None:
        stories = self.told.stories if self.told else ()
        chosen = next((one for one in stories if one.number == self._number), None)
        return chosen or (stories[0] if stories else None)

    def _show_gap(self, told: Told) -> None:
        story = self._story()
        if story is None:
            self.view.show_gap(None)
            return
        profile = story.written_in
        printed = "handover.story.not_printed"
        values: dict[str, object] = {}
        if story.sent_at is not None:
            printed, values = (
                "handover.story.printed",
                {"at": time_of_day(datetime.fromisoformat(story.sent_at))},
            )
        scanned = say(
            "handover.story.scanned" if story.scanned else "handover.story.not_scanned", n=story.scanned
        )
        step = say(f"handover.story.at.{story.step}")
        if self._waits_for_used:
            step = say("handover.story.scan_now")
        groups = grouped(story.number, profile).split(" ")
        check = check_character(story.number, profile) or ""
        self.view.show_gap((groups, check, say(printed, **values) + scanned, step))

    def _show_packing(self, told: Told) -> None:
        missing = sum(expected - scanned for _, expected, scanned in told.counts)
        unspent = told.total.unspent if not told.total.unexplained else 0
        if told.apart:
            number, reasons = told.apart[0]
            prompt = say("handover.pack_apart", number=number[-6:])
            hint = "、".join(say(f"handover.apart.{reason}") for reason in reasons)
        elif missing:
            prompt, hint = say("handover.pack", box=self._box), say("handover.pack_hint")
        else:
            prompt, hint = say("handover.packed_all"), say("handover.packed_all_hint")
        left = say("frame.missing_scans", count=missing) if missing else ""
        give_back = say("handover.give_back", count=unspent) if unspent else ""
        self.view.show_packing(prompt, hint, left, give_back)

    def _show_rail(self, told: Told) -> None:
        counts = [CountShown(say(f"labels.role.{role}"), want, got) for role, want, got in told.counts]
        boxes = [(_box_words(box), say("handover.bags", n=bags)) for box, bags in told.boxes[-4:]]
        if not boxes:
            boxes = [(say("handover.box", n=self._box), say("handover.bags", n=0))]
        marks = [
            *((say(f"collection.mark.{mark}"), say("handover.bags", n=n)) for mark, n in told.marks),
            *(
                (say("handover.released_by", name=name), say("handover.times", n=n))
                for name, n in told.released
            ),
        ][:6]
        signs = (say("handover.given_by"), told.person)
        self.view.show_rail(counts, boxes, marks, signs)

    def _show_main(self, told: Told) -> None:
        if told.why_not is None:
            self.view.set_main(say("handover.close"))
            self.view.show_ready()
        else:
            self.view.show_blocked(say(f"{told.why_not.code}_short", **told.why_not.values))

    def _say_again(self) -> None:
        if self.told is not None:
            self._show(self.told)

    # packing

    def scanned(self, text: str) -> bool:
        """Count a code into the box; one of a number without an end leads to its visit if asked for."""
        if self.told is None or text.startswith(OWN):
            return False
        if self.view.open_sheet is not None:
            self.shell.window.scan_line.say_bad(said("labels.finish_sheet"))
            return True
        story = self._story()
        if self._waits_for_used and story is not None and _is_of(text, story):
            self.shell.take_up(story.visit)
            return True
        box = str(self._box)
        self.run(lambda: hand_over.pack(self.shell.desk, text=text, box=box), self._packed, act=None)
        return True

    def _packed(self, packed: Any) -> None:
        role, number, box = packed
        line, what = self.shell.window.scan_line, say(f"labels.role.{role}")
        if box == QUARANTINE_BOX:
            line.say_bad(said("handover.packed_apart", what=what, number=number[-6:]))
        else:
            line.say_good(said("handover.packed", what=what, number=number[-6:], box=box))
        self._look()

    def _next_box(self) -> None:
        self._box += 1
        self._say_again()

    # gaps

    def _choose_number(self, number: str) -> None:
        self._number, self._waits_for_used = number, False
        self._say_again()

    def _way(self, way: str) -> None:
        story = self._story()
        if story is None:
            return
        self._number, self._waits_for_used = story.number, way == "used"
        eyes = grouped(story.number, story.written_in).replace(" ", "  ")
        if way == "found":
            self.ask_two(
                "void", act="void", key="labels.void", choices=choices_of("void_reason"), number=eyes
            )
        elif way == "lost":
            self.ask_two("explain", act="hand_over", key="handover.explain", number=eyes)
        else:
            self._say_again()

    def _void(self, given: Given) -> None:
        story = self._story()
        if story is None:
            return
        self.act_on_sheet(
            lambda: label.void(
                self.shell.desk, story.visit, reason=given.reason, witness=given.witness, pin=given.pin
            ),
            self._look,
        )

    def _explain(self, given: Given) -> None:
        story = self._story()
        if story is None:
            return
        self.act_on_sheet(
            lambda: hand_over.explain_gap(
                self.shell.desk, number=story.number, reason=given.words, witness=given.witness, pin=given.pin
            ),
            self._look,
        )

    def _return_unspent(self) -> None:
        self.run(lambda: hand_over.return_unspent(self.shell.desk), self._look)

    # the end

    def _print(self) -> None:
        """Draw the sheet without its second name, to be read before signing."""
        from donor_room.packs.texts import Texts
        from donor_room.printing.documents import save_document
        from donor_room.workflow.shift import the_shift

        def draw() -> str:
            desk, shift = self.shell.desk, the_shift(self.shell.desk)
            why_not = hand_over.why_not_closable(desk)
            if why_not is not None:
                raise why_not
            file = self.shell.papers / "handover" / f"{shift.opened.on.isoformat()}-draft.pdf"
            return save_document(sheet_of(desk, shift, received_by=""), Texts("zh_CN"), file)

        self.run(draw, lambda _: self.shell.window.scan_line.say_good(said("handover.printed")))

    def _sign(self) -> None:
        self.ask_two("sign", act="hand_over", key="handover.sign")

    def _close(self, given: Given) -> None:
        papers = self.shell.papers
        self.act_on_sheet(
            lambda: sign_and_close(
                self.shell.desk,
                own_pin=given.values["own_pin"],
                received_by=given.witness,
                pin=given.pin,
                papers=papers,
            ),
            self._closed,
        )

    def _closed(self, _shift: object) -> None:
        self.told, self._box, self._number = None, 1, ""
        self.shell.show("shift")
        self.shell.window.scan_line.say_good(said("handover.closed"))


def _box_words(box: str) -> str:
    return say("handover.box_apart") if box == QUARANTINE_BOX else say("handover.box", n=box)


def build(shell: Shell) -> HandoverPresenter:
    """Make the page and its presenter."""
    return HandoverPresenter(shell, HandoverView())


def _is_of(text: str, story: Story) -> bool:
    try:
        return read_code(text, story.written_in).number == story.number
    except Refusal:
        return False
