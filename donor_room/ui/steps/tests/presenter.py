"""Joins the page of the blood tests with its use cases; keeps the shift's lots and the strips' clocks."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import replace
from time import monotonic
from typing import Literal

from PySide6.QtCore import QTimer, Signal

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.ui.asking_presenter import AskingPresenter
from donor_room.ui.box_codes import read_box
from donor_room.ui.shell import Shell
from donor_room.ui.steps.tests.knowing import Known, know, refused_lots
from donor_room.ui.steps.tests.showing import number_words, show_alt, show_group, show_haemoglobin
from donor_room.ui.steps.tests.state import Strip, Window
from donor_room.ui.steps.tests.view import LOTS, TESTS, TestsView
from donor_room.ui.texts import said, say, texts
from donor_room.ui.widgets.asking import Given
from donor_room.workflow import aftercare, blood_tests
from donor_room.workflow.blood_tests import SOLUTIONS, HbMethod, Lot
from donor_room.workflow.checks import take_lots

PRACTICE_FACTOR = 60
"""On a practice terminal a strip's minute lasts a second, and the page says so."""

Result = Literal["reactive", "nonreactive", "invalid"]
Group = Literal["A", "B", "O", "AB"]
_ALL_RESULTS = ("reactive", "nonreactive", "invalid")


def build(shell: Shell) -> TestsPresenter:
    """Make the page and its presenter."""
    return TestsPresenter(shell, TestsView(), factor=PRACTICE_FACTOR if shell.practice() else 1)


class TestsPresenter(AskingPresenter):
    """Shows nothing that would lead the eye before a result stands."""

    page = "tests"
    _strip_told = Signal(object)
    """A visit whose strip may have been wetted or read, from the store thread."""

    def __init__(
        self, shell: Shell, view: TestsView, *, factor: int = 1, ticks: Callable[[], float] = monotonic
    ) -> None:
        """Factor says how many times faster than real a strip's clock runs; ticks gives seconds."""
        super().__init__(shell, view)
        self.when_given = {"leave": self._leave}
        view.leave_asked.connect(self._ask_leave)
        self._ticks = ticks
        self._factor = factor
        self._lots: dict[str, dict[str, Lot]] = {}
        self._strips: dict[str, Strip] = {}
        self._window: Window | None = None
        """When a strip is read; known with the first visit, and so before the first strip."""
        self._known: Known | None = None
        self._methods: dict[str, HbMethod] = {}
        """How the next donor of a shift is tested for haemoglobin."""
        self._by_drop = False
        """How this one is: a repeat the other way is for one donor alone."""
        self._waiting: set[str] = set()
        self._connect(view)
        self._timer = QTimer(self, interval=500)
        self._timer.timeout.connect(self.look_at_clocks)
        self._timer.start()

    def _connect(self, view: TestsView) -> None:
        self._strip_told.connect(self._hear_of_strip)
        view.typed.connect(self._typed)
        view.confirmed.connect(self._confirmed)
        view.group_chosen.connect(self._type_group)
        view.strip_begun.connect(self._begin_strip)
        view.strip_read.connect(self._read_strip)
        view.dropped.connect(self._see_drop)
        view.drop_questioned.connect(self._drop_questioned)
        view.other_way_asked.connect(self._go_other_way)
        view.repeat_asked.connect(self._repeat)
        view.lots_asked.connect(self._ask_lots)
        view.main_pressed.connect(self._go_on)
        texts().language_changed.connect(self._show)
        self.shell.window.page_shown.connect(self._page_changed)

    def take_time_from(self, ticks: Callable[[], float]) -> None:
        """Let a demonstration give its own seconds; ValueError outside practice, where time is real."""
        if not self.shell.practice():
            raise ValueError(ticks)
        self._ticks, self._factor = ticks, 1

    def hurry_strips(self, factor: int) -> None:
        """Let the strips' clocks run faster, openly; ValueError outside practice, where time is real."""
        if factor != 1 and not self.shell.practice():
            raise ValueError(factor)
        self._factor = factor
        self._show()

    # opening

    def open(self, visit: Visit | None) -> None:
        super().open(visit)
        self._waiting.clear()
        for row in self.view.values.values():
            row.begin_anew()
        if visit is not None:
            self._hide_group(visit)
            kept, desk = self._kept(), self.shell.desk
            self.shell.tasks.run(
                lambda: know(desk, visit, kept), lambda known: self._learnt(visit, known), self.refused
            )

    def _learnt(self, visit: Visit, known: Known) -> None:
        if not self.is_of(visit):
            return
        shift = visit.opened.shift
        self._known, self._window = known, known.window
        self._lots[shift] = dict(known.lots)
        self._methods.setdefault(shift, known.method or "meter")
        self._by_drop = self._may_drop() and self._starts_by_drop(visit)
        self._take_up_strip(visit, known.ran_s)
        self.view.show_panel(known.panel)
        self._show_way()
        if self._lots_lacking(known.stale):
            self._ask_lots()
        else:
            self._show_results()

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        if self.visit is not None and visit == self.visit.id and not self._waiting:
            self.shell.tasks.run(lambda: self.shell.desk.visits.get(visit), self._refreshed, self.refused)

    def _refreshed(self, visit: Visit) -> None:
        if self.visit is not None and visit.id == self.visit.id:
            self.visit = visit
            self._show()

    def _page_changed(self, name: str) -> None:
        if name != self.page:
            self.shell.window.banner.hide_group(False)
        elif self.visit is not None:
            self._hide_group(self.visit)

    def _hide_group(self, visit: Visit) -> None:
        self.shell.window.banner.hide_group(visit.group is None)

    # the way to haemoglobin

    def _starts_by_drop(self, visit: Visit) -> bool:
        """A donor who was tested is shown as tested; any other one begins as the shift does."""
        if visit.haemoglobin:
            return visit.drop is not None
        return self._methods[visit.opened.shift] == "drop"

    def _may_drop(self) -> bool:
        """Say whether the rules have a density for this donor, and the station tests haemoglobin at all."""
        known, visit = self._known, self.visit
        if known is None or visit is None:
            return False
        return "hb" in known.panel and known.densities.get(visit.donor.sex) is not None

    def _go_other_way(self) -> None:
        """The choice is for all who come; once somebody was tested it is a repeat for that donor alone."""
        visit, row = self.visit, self.view.hb
        if visit is None or not self._may_drop() or "hb" in self._waiting:
            return
        if not self._by_drop and row.field.is_unsaved and not row.question.text:
            row.field.hand_in()  # as when the field is left; the key pressed once more goes the other way
            return
        self._by_drop = not self._by_drop
        if not visit.haemoglobin:
            self._methods[visit.opened.shift] = "drop" if self._by_drop else "meter"
        row.begin_anew()
        self._show_way()
        if self.view.lots.isHidden() and not self._lots_lacking():
            self._show()
            row.take_focus()
        elif self.view.lots.isHidden():
            self._ask_lots()

    def _show_way(self) -> None:
        self.view.show_way(by_drop=self._by_drop, may_change=self._may_drop())
        self.view.lots.show_panel(self._lots_offered())
        if self._known is not None:
            words = {sex: number_words(density) for sex, density in self._known.densities.items()}
            self.view.lots.show_solutions({SOLUTIONS[sex]: density for sex, density in words.items()})

    # lots

    def _kept(self) -> dict[str, Lot]:
        return self._lots.get(self.visit.opened.shift, {}) if self.visit else {}

    def _lots_needed(self) -> tuple[str, ...]:
        """Return what must have a lot for this donor, with the solution in the place of the cuvettes."""
        if self._known is None or self.visit is None:
            return ()
        hb = SOLUTIONS[self.visit.donor.sex] if self._by_drop else "hb"
        return tuple(hb if test == "hb" else test for test in self._known.panel)

    def _lots_offered(self) -> tuple[str, ...]:
        """Return what a lot may be given for: by drop, both solutions at once."""
        needed = self._lots_needed()
        solutions = tuple(SOLUTIONS.values()) if self._by_drop else ()
        return tuple(test for test in LOTS if test in (*needed, *solutions))

    def _lots_lacking(self, stale: Container[str] = ()) -> bool:
        return any(test not in self._kept() or test in stale for test in self._lots_needed())

    def _ask_lots(self) -> None:
        for test in LOTS:
            lot = self._kept().get(test)
            self.view.lots.show_lot(test, lot.number if lot else "", lot.expires_on if lot else None)
        self.view.lots.show_problems({})
        self.view.lots.show_panel(self._lots_offered())
        self.view.show_lots(True)
        self._show()
        self.view.lots.lots[self._lots_offered()[0]].setFocus()

    def _take_lots(self) -> None:
        given: dict[str, Lot] = {}
        problems: dict[str, str] = {}
        for test in self._lots_offered():
            number, typed, day = self.view.lots.given(test)
            if not (number or typed) and test not in self._lots_needed():
                continue
            if not number:
                problems[test] = said("tests.no_lot")
            elif day is None:
                problems[test] = said("tests.no_expiry")
            else:
                given[test] = Lot(number=number, expires_on=day)
        desk = self.shell.desk
        self.run(
            lambda: refused_lots(desk, given), lambda refused: self._lots_checked(given, problems, refused)
        )

    def _lots_checked(self, given: dict[str, Lot], problems: dict[str, str], refused: list[Refusal]) -> None:
        problems |= {str(no.values["test"]): said(no.code, **no.values) for no in refused}
        self.view.lots.show_problems({test: problems[test] for test in LOTS if test in problems})
        if not problems and self.visit is not None:
            self._lots[self.visit.opened.shift] = self._kept() | given
            self.run(lambda: take_lots(self.shell.desk, given), lambda _none: self._show_results())

    def _show_results(self) -> None:
        self.view.show_lots(False)
        self._show()
        self.view.go_to_missing()

    def scanned(self, text: str) -> bool:
        box = read_box(text)
        if box is None or self.view.lots.isHidden():
            return False
        test = self.view.lots.test_in_hand()
        if test:
            self.view.lots.show_lot(test, box.lot, box.expires_on)
            self.view.go_on_from(self.view.lots.days[test])
        return bool(test)

    # showing

    def _show(self, *_: object) -> None:
        visit, known = self.visit, self._known
        if visit is None or known is None:
            return
        self._hide_group(visit)
        hurried = say("tests.clock.hurried", factor=self._factor) if self._factor != 1 else ""
        self.view.show_window(known.window.from_minutes, known.window.until_minutes, hurried)
        show_haemoglobin(self.view.hb, visit, known)
        show_alt(self.view.values["alt"], visit, known)
        show_group(self.view.group, visit)
        self._show_reagents(visit, known)
        self.view.show_missing(self._missing(visit))
        self.look_at_clocks()

    def _show_reagents(self, visit: Visit, known: Known) -> None:
        solution = say("tests.solution", density=number_words(known.densities.get(visit.donor.sex)))
        names = {"hb": "Hb", "alt": "ALT", "hbsag": "HBsAg", "abo": "ABO"} | dict.fromkeys(
            SOLUTIONS.values(), solution
        )
        kept, needed = self._kept(), self._lots_needed()
        self.view.show_reagents([
            (names[test], kept[test].number, say("tests.until", on=kept[test].expires_on))
            for test in LOTS if test in needed and test in kept
        ])  # fmt: skip

    def _missing(self, visit: Visit) -> tuple[str, ...]:
        done = {
            "hb": bool(visit.haemoglobin),
            "alt": visit.last("alt") is not None,
            "abo": visit.group is not None,
            "hbsag": visit.strip is not None and visit.strip.result != "invalid",
        }
        asked = {row.test for row in self.view.values.values() if row.question.text}
        panel = self._known.panel if self._known else TESTS
        return tuple(test for test in TESTS if test in panel and (not done[test] or test in asked))

    # values

    def _typed(self, test: str, text: str) -> None:
        self._measure(test, text, confirmed=False)

    def _confirmed(self, test: str) -> None:
        self._measure(test, self.view.fields[test].text(), confirmed=True)

    def _measure(self, test: str, text: str, *, confirmed: bool) -> None:
        if test in self._waiting:
            return
        self._waiting.add(test)
        visit, desk, lot = self.visit_id, self.shell.desk, self._kept().get(test)
        save = blood_tests.measure_hb if test == "hb" else blood_tests.measure_alt
        self.run(
            lambda: save(desk, visit, text=text, confirmed=confirmed, lot=lot),
            lambda _: self._saved(test, was_asked=confirmed),
            act=None,
        )

    def _saved(self, test: str, *, was_asked: bool) -> None:
        self._waiting.discard(test)
        self.view.rows[test].take_as_saved()
        self._show()
        if was_asked:
            self.view.go_on_from(self.view.fields[test])

    def _see_drop(self, sank: bool) -> None:
        visit, desk = self.visit_id, self.shell.desk
        lot = self._kept().get(SOLUTIONS[self.visit.donor.sex]) if self.visit else None
        self._save_key("hb", lambda: blood_tests.see_drop(desk, visit, sank=sank, lot=lot), self._drop_saved)

    def _drop_questioned(self) -> None:
        self._show()
        if not self.view.hb.question.is_open:
            self.view.go_to_missing()

    def _drop_saved(self) -> None:
        self.view.hb.take_as_saved()
        self._show()
        self.view.go_to_missing()

    def _repeat(self, test: str) -> None:
        self.view.values[test].begin_again()
        self.view.values[test].take_focus()

    def refused(self, no: Refusal | Trouble) -> None:
        self._waiting.clear()
        test = str(no.values.get("quantity", ""))
        if self.view.open_sheet is not None or test not in self.view.fields:
            super().refused(no)
            return
        self.view.set_busy(False)
        words, row = said(no.code, **no.values), self.view.rows[test]
        if no.values.get("band") == "unlikely":
            row.ask(words, said("exam.confirm.is_so"))
        elif no.code.startswith("measures.unit."):
            row.ask(words, "")
        else:
            row.complain(words)
        if self.visit is not None:
            self.view.show_missing(self._missing(self.visit))

    # group and strip

    def _type_group(self, abo: Group) -> None:
        visit, desk, lot = self.visit_id, self.shell.desk, self._kept().get("abo")
        self._save_key("abo", lambda: blood_tests.type_group(desk, visit, abo=abo, lot=lot))

    def _begin_strip(self) -> None:
        visit, desk, lot = self.visit_id, self.shell.desk, self._kept().get("hbsag")
        self._save_key("hbsag", lambda: blood_tests.start_strip(desk, visit, lot=lot))

    def _take_up_strip(self, visit: Visit, ran_s: float | None) -> None:
        """Let a strip go on that was wetted before the program was started again."""
        if ran_s is not None and visit.id not in self._strips:
            self._strips[visit.id] = Strip(donor=visit.donor.name, began_at=self._ticks() - ran_s)

    def _read_strip(self, result: Result) -> None:
        visit, desk, lot = self.visit_id, self.shell.desk, self._kept().get("hbsag")
        self._save_key("hbsag", lambda: blood_tests.read_strip(desk, visit, result=result, lot=lot))

    def _save_key(
        self, test: str, work: Callable[[], Visit], saved: Callable[[], None] | None = None
    ) -> None:
        """Save what one key says; the same key once more, before the answer, is not heard."""
        if test in self._waiting:
            return
        self._waiting.add(test)

        def save() -> Visit:
            visit = work()
            self._strip_told.emit(visit)
            return visit

        self.run(save, lambda _: self._key_saved(test, saved), act=None)

    def _key_saved(self, test: str, saved: Callable[[], None] | None) -> None:
        self._waiting.discard(test)
        if saved is not None:
            saved()
            return
        self._show()
        self.view.go_to_keys()

    def _hear_of_strip(self, visit: Visit) -> None:
        """Let the clock of a strip run or end as the ledger has it, also of a donor who was left."""
        if visit.strip_started_at is None:
            self._strips.pop(visit.id, None)
        elif visit.id not in self._strips:
            self._strips[visit.id] = Strip(donor=visit.donor.name, began_at=self._ticks())

    def _seconds(self, strip: Strip) -> int:
        return int((self._ticks() - strip.began_at) * self._factor)

    def look_at_clocks(self) -> None:
        """Let every strip's clock go on; one that opens is said aloud on whatever page is shown."""
        self._announce()
        visit = self.visit
        if visit is None or self.shell.window.page_name != self.page:
            return
        strip = self._strips.get(visit.id)
        if strip is not None:
            self.view.show_clock(visit.donor.name, self._seconds(strip))
        else:
            is_read = visit.strip is not None
            self.view.show_no_clock(visit.donor.name, _no_clock_words(visit), is_read=is_read)
        others = [one for owner, one in self._strips.items() if owner != visit.id]
        self.view.show_other_strips([self._line_of(one) for one in others])
        self._show_strip(visit, strip)

    def _announce(self) -> None:
        for owner, strip in list(self._strips.items()):
            if not strip.was_told and self._window.phase(self._seconds(strip)) == "open":
                self._strips[owner] = replace(strip, was_told=True)
                self.shell.window.scan_line.say_good(said("tests.clock.now", name=strip.donor))

    def _line_of(self, strip: Strip) -> tuple[str, str, str]:
        seconds = self._seconds(strip)
        state = {"waiting": "open", "open": "here", "over": "check"}[self._window.phase(seconds)]
        return strip.donor, _minutes(seconds), state

    def _show_strip(self, visit: Visit, strip: Strip | None) -> None:
        stored = visit.strip.result if visit.strip else None
        show = self.view.strip.show_strip
        if strip is None:
            words = say("tests.clock.invalid" if stored == "invalid" else "tests.clock.not_begun")
            may_begin = stored in (None, "invalid")
            show(stored, words if may_begin else "", may_begin=may_begin, open_for=())
            return
        seconds = self._seconds(strip)
        phase, left = self._window.phase(seconds), _minutes(self._window.seconds_left(seconds))
        if phase == "waiting":
            show(None, say("tests.clock.opens_in", time=left), may_begin=False, open_for=())
        elif phase == "open":
            show(None, say("tests.clock.open_for", time=left), may_begin=False, open_for=_ALL_RESULTS)
        else:
            words = say("tests.clock.over", minutes=self._window.until_minutes)
            show(None, words, may_begin=False, open_for=("invalid",))

    # leaving

    def _ask_leave(self) -> None:
        self.ask("leave", key="interview.leave")

    def _leave(self, given: Given) -> None:
        """The donor goes before a decision; the visit ends and keeps what it has."""
        visit, desk = self.visit_id, self.shell.desk
        self.act_on_sheet(lambda: aftercare.close(desk, visit, how="left", remark=given.reason), self.went_on)

    # going on

    def _go_on(self) -> None:
        if not self.view.lots.isHidden():
            self._take_lots()
            return
        self.view.hand_in_all()
        if self._waiting or any(row.question.text for row in self.view.values.values()):
            return
        visit, desk = self.visit_id, self.shell.desk
        self.run(lambda: blood_tests.sign_tests(desk, visit), self.went_on)


def _no_clock_words(visit: Visit) -> str:
    if visit.strip is None or visit.strip_read_at is None:
        return say("tests.clock.none")
    at = visit.strip_read_at.astimezone(DONATION_SITE).strftime("%H:%M")
    return say("tests.clock.read", at=at, result=say(f"tests.result.{visit.strip.result}"))


def _minutes(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return say("tests.clock.minutes_seconds", minutes=minutes, seconds=f"{rest:02d}")
