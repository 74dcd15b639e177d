"""Joins the handover with its use cases: pack, close gaps, give back, sign, close."""

from __future__ import annotations

from typing import Any, Protocol

from donor_room.domain.donation_number import grouped
from donor_room.domain.isbt128 import read_code
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.ui.asking_presenter import choices_of
from donor_room.ui.shell import Shell
from donor_room.ui.steps.handover.amiss_sheet import counts_of
from donor_room.ui.steps.handover.crates import CratesPresenter
from donor_room.ui.steps.handover.day_report import NotDrawn, report_of_the_day
from donor_room.ui.steps.handover.ends import ends_of, runs_of
from donor_room.ui.steps.handover.gaps import gap_of
from donor_room.ui.steps.handover.paper import sheet_of, sign_and_close
from donor_room.ui.steps.handover.standing import Story, Told, look
from donor_room.ui.steps.handover.view import CountShown, HandoverView
from donor_room.ui.texts import said, say
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import numbered
from donor_room.ui.widgets.numbers import NumberEnd, NumberSquare
from donor_room.workflow import hand_over, label

_ENDS = {"used": NumberEnd.USED, "void": NumberEnd.VOID, "returned": NumberEnd.RETURNED,
         "unspent": NumberEnd.UNSPENT, "open": NumberEnd.UNEXPLAINED,
         "explained": NumberEnd.UNEXPLAINED}  # fmt: skip


ELSEWHERE = ("board", "checks", "from_paper", "supplies", "amiss")
"""Pages of the shift that are reached from here; from the supplies one comes back. What did not go as it
should is a sheet of this page.
"""


class AsideShell(Shell, Protocol):
    """What this page asks of the house beyond the usual."""

    def show_aside(self, page: str) -> None:
        """Show another page from which one comes back here."""


class HandoverPresenter(CratesPresenter):
    """Leads from the last donor to two signatures."""

    page = "handover"
    shell: AsideShell

    def __init__(self, shell: AsideShell, view: HandoverView) -> None:
        super().__init__(shell, view)
        self._number = ""
        self._waits_for_used = False
        view.way_chosen.connect(self._way)
        view.number_chosen.connect(self._choose_number)
        view.print_asked.connect(self._print)
        view.elsewhere_asked.connect(self._ask_where)
        view.main_pressed.connect(self._sign)
        view.language_wanted.connect(self.say_again)
        self.when_given |= {
            "void": self._void,
            "explain": self._explain,
            "sign": self._close,
            "elsewhere": self._go,
        }

    def open(self, visit: Visit | None) -> None:
        """Show the shift that is open; without one the page of the shift comes."""
        super().open(None)
        self._waits_for_used, self.bundle, self.box, self.offer = False, None, "", None
        self.look_again()

    def back(self) -> None:
        self.shell.show("reception")

    def _ask_where(self) -> None:
        """Ask which other page of the shift is wanted: each is one digit away."""
        choices = numbered([(page, said(f"handover.elsewhere.{page}")) for page in ELSEWHERE])
        self.ask("elsewhere", key="handover.elsewhere", choices=choices)

    def _tell_amiss(self) -> None:
        """Show what did not go as it should in this shift; the team leader reads it before signing."""
        if self.told is not None:
            self.view.amiss_sheet.tell(self.told.amiss, self.told.names)

    def _go(self, given: Given) -> None:
        self.view.close_sheet()
        if given.choice == "amiss":
            self._tell_amiss()
        elif given.choice == "supplies":
            self.shell.show_aside(given.choice)
        else:
            self.shell.show(given.choice)

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        """Look again when another desk wrote something."""
        if self.told is not None and self.view.open_sheet is None:
            self.look_again()

    def look_again(self, _answer: object = None) -> None:
        self.shell.tasks.run(lambda: look(self.shell.desk), self._show, self.refused, self.refused)

    # showing

    def _show(self, told: Any) -> None:
        self.told = told
        self.box = self.box or told.box
        self._show_sum(told)
        self._show_strip(told)
        self._show_gap()
        self._show_packing(told)
        self._show_rail(told)
        self._show_main(told)

    def _show_sum(self, told: Told) -> None:
        total, opened = told.total, told.shift.opened
        where = "  ".join(word for word in (opened.on.isoformat(), opened.site, opened.vehicle) if word)
        ends = ends_of(told)
        gap = (len(total.unexplained), say("frame.numbers.unexplained")) if total.unexplained else None
        self.view.show_sum(where, (total.issued, say("handover.issued")), ends, gap)

    def _show_strip(self, told: Told) -> None:
        in_work = dict.fromkeys(told.total.in_work, NumberEnd.IN_WORK)
        squares = [NumberSquare(number=n, end=in_work.get(n, _ENDS[end])) for n, end in told.ends]
        self.view.show_strip(runs_of(told), squares)

    def _story(self) -> Story | None:
        """Return the number that was chosen, else the first without an end."""
        told = self.told
        if told is None or self.bundle is not None:
            return None
        every = (*told.stories, *told.sets_left)
        chosen = next((one for one in every if one.number == self._number), None)
        return chosen or (told.stories[0] if told.stories else None)

    def _show_gap(self) -> None:
        story = self._story()
        waits = self._waits_for_used
        self.view.show_gap(gap_of(story, waits_for_scan=waits) if story is not None else None)

    def _show_packing(self, told: Told) -> None:
        if self.bundle is not None:
            prompt, hint = self.bundle_prompt(), say("preprinted.bundle_hint")
        else:
            prompt, hint = self.packing_words(told)
        missing = len(told.not_named) if self.bundle is None else 0
        left = say("frame.missing_scans", count=missing) if missing else ""
        self.view.show_packing(prompt, hint, left)
        is_free = self._story() is None and self.bundle is None
        self.view.show_keys(self.return_words(told) if is_free else "", self.bundle_words(told))
        self.view.show_crate_keys(self.crate_keys(told) if is_free else {})

    def _show_rail(self, told: Told) -> None:
        counts = [CountShown(say(f"labels.role.{role}"), want, got) for role, want, got in told.counts]
        marks = [
            *((say(f"collection.mark.{mark}"), say("handover.bags", n=n)) for mark, n in told.marks),
            *(
                (say("handover.released_by", name=name), say("handover.times", n=n))
                for name, n in told.released
            ),
            *(
                [(say("handover.parts_missing"), say("handover.parts", n=told.missing))]
                if told.missing
                else []
            ),
            *((say(f"supplies.{key}"), say("supplies.times", n=n)) for key, n in told.supplies if n),
            *((say(f"preprinted.told.{how}"), say("handover.times", n=n)) for how, n in _by_hand(told) if n),
            *_amiss(told),
        ][-6:]
        signs = (say("handover.given_by"), told.person, say("handover.not_received_yet"))
        self.view.show_rail(counts, self.crates_shown(told), marks, signs)

    def _show_main(self, told: Told) -> None:
        if told.why_not is None:
            self.view.set_main(say("handover.close"))
            self.view.show_ready()
        else:
            self.view.show_blocked(say(f"{told.why_not.code}_short", **told.why_not.values))

    def say_again(self) -> None:
        if self.told is not None:
            self._show(self.told)

    # gaps

    def story_scanned(self, text: str) -> bool:
        """A scan of the number that is looked for leads to its donor."""
        story = self._story()
        if not self._waits_for_used or story is None or not _is_of(text, story):
            return False
        self.shell.take_up(story.visit)
        return True

    def _choose_number(self, number: str) -> None:
        self._number, self._waits_for_used = number, False
        self.say_again()

    def _way(self, way: str) -> None:
        story = self._story()
        if story is None:
            return
        self._number, self._waits_for_used = story.number, way == "used"
        eyes = grouped(story.number, story.written_in).replace(" ", "  ")
        if way == "back":
            self._number = ""
        if way in ("back", "used"):
            self.say_again()
        elif story.kind == "in_work":  # its visit goes on: what is not used up there is void there
            reasons = choices_of("void_reason", *(("label_lost",) if way == "lost" else ()))
            self.ask_two("void", act="void", key="labels.void", choices=reasons, number=eyes)
        else:
            self.ask_two("explain", act="hand_over", key="handover.explain", number=eyes)

    def _void(self, given: Given) -> None:
        story = self._story()
        if story is None:
            return
        self.act_on_sheet(
            lambda: label.void(
                self.shell.desk, story.visit, reason=given.reason, witness=given.witness, pin=given.pin
            ),
            self.look_again,
        )

    def _explain(self, given: Given) -> None:
        story = self._story()
        if story is None:
            return
        self.act_on_sheet(
            lambda: hand_over.explain_gap(
                self.shell.desk, number=story.number, reason=given.words, witness=given.witness, pin=given.pin
            ),
            self.look_again,
        )

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
        if self.told is not None:
            counts = counts_of(self.told.amiss)
            self.ask_two("sign", act="hand_over", key="handover.sign", n=counts["n"], open=counts["open"])

    def _close(self, given: Given) -> None:
        papers = self.shell.papers
        self.act_on_sheet(
            lambda: report_of_the_day(
                self.shell.desk,
                sign_and_close(
                    self.shell.desk,
                    own_pin=given.values["own_pin"],
                    received_by=given.witness,
                    pin=given.pin,
                    papers=papers,
                ),
                papers,
            ),
            self._closed,
        )

    def _closed(self, report: NotDrawn | None) -> None:
        """The shift is closed whatever became of the report of its day."""
        self.told, self.box, self._number = None, "", ""
        self.shell.show("shift")
        if report is None:
            self.shell.window.scan_line.say_good(said("handover.closed"))
        else:
            self.shell.window.scan_line.say_bad(said(report.code, **report.values))


def build(shell: AsideShell) -> HandoverPresenter:
    """Make the page and its presenter."""
    return HandoverPresenter(shell, HandoverView())


def _by_hand(told: Told) -> tuple[tuple[str, int], ...]:
    return ("typed", told.typed), ("copied", told.copies)


def _is_of(text: str, story: Story) -> bool:
    try:
        return read_code(text, story.written_in).number == story.number
    except Refusal:
        return False


def _amiss(told: Told) -> list[tuple[str, str]]:
    """Return the mark that says how much did not go as it should; none where all did."""
    if not told.amiss:
        return []
    return [(say("nonconforming.mark"), say("nonconforming.mark_value", **counts_of(told.amiss)))]
