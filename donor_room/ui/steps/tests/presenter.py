"""Joins the page of the blood tests with its use cases; keeps the shift's lots and the strips' clocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from time import monotonic
from typing import Any, Literal

from PySide6.QtCore import QTimer, Signal

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.ui.asking_presenter import AskingPresenter
from donor_room.ui.shell import Shell
from donor_room.ui.steps.tests.state import Strip, Window, read_box
from donor_room.ui.steps.tests.view import TESTS, TestsView, ValueRow
from donor_room.ui.texts import said, say, texts
from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.asking import Given
from donor_room.workflow import aftercare, blood_tests, examine
from donor_room.workflow.blood_tests import Lot
from donor_room.workflow.examine import Past

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
        self._panel: tuple[str, ...] = TESTS
        self._least_hb: Decimal | None = None
        self._most_alt: Decimal | None = None
        self._past: dict[str, tuple[Past, ...]] = {"hb": (), "alt": ()}
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
        for row in self._value_rows():
            row.field.begin_again()
            row.settle()
        if visit is not None:
            self._hide_group(visit)
            self.shell.tasks.run(
                lambda: self._know(visit), lambda told: self._known(visit, told), self.refused
            )

    def _know(self, visit: Visit) -> tuple[Any, ...]:
        desk = self.shell.desk
        past = {quantity: examine.past(desk, visit, quantity) for quantity in ("hb", "alt")}
        kept = self._lots.get(visit.opened.shift) or blood_tests.lots_in_use(desk, visit.opened.shift)
        stale = {test for test, lot in kept.items() if lot.expires_on < desk.clock.today()}
        return (
            blood_tests.panel(desk),
            blood_tests.least_hb(desk, visit),
            blood_tests.most_alt(desk),
            past,
            stale,
            kept,
            _ran_s(visit, desk.clock.now()),
            Window(*blood_tests.reading_minutes(desk)),
        )

    def _known(self, visit: Visit, told: tuple[Any, ...]) -> None:
        if not self.is_of(visit):
            return
        self._panel, self._least_hb, self._most_alt, self._past, stale, lots, ran_s, self._window = told
        self._lots.setdefault(visit.opened.shift, dict(lots))
        self._take_up_strip(visit, ran_s)
        self.view.show_panel(self._panel)
        self.view.lots.show_panel(self._panel)
        kept = self._kept()
        if stale or any(test not in kept for test in self._panel):
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

    # lots

    def _kept(self) -> dict[str, Lot]:
        return self._lots.get(self.visit.opened.shift, {}) if self.visit else {}

    def _ask_lots(self) -> None:
        for test in TESTS:
            lot = self._kept().get(test)
            self.view.lots.show_lot(test, lot.number if lot else "", lot.expires_on if lot else None)
        self.view.lots.show_problems({})
        self.view.show_lots(True)
        self._show()
        self.view.lots.lots[self._panel[0]].setFocus()

    def _take_lots(self) -> None:
        given: dict[str, Lot] = {}
        problems: dict[str, str] = {}
        for test in self._panel:
            number, _, day = self.view.lots.given(test)
            if not number:
                problems[test] = said("tests.no_lot")
            elif day is None:
                problems[test] = said("tests.no_expiry")
            else:
                given[test] = Lot(number=number, expires_on=day)
        self.run(lambda: self._expired(given), lambda refused: self._lots_checked(given, problems, refused))

    def _expired(self, given: dict[str, Lot]) -> list[Refusal]:
        refused: list[Refusal] = []
        for test, lot in given.items():
            try:
                blood_tests.check_lot(self.shell.desk, lot, test)
            except Refusal as no:
                refused.append(no)
        return refused

    def _lots_checked(self, given: dict[str, Lot], problems: dict[str, str], refused: list[Refusal]) -> None:
        problems |= {str(no.values["test"]): said(no.code, **no.values) for no in refused}
        self.view.lots.show_problems({test: problems[test] for test in TESTS if test in problems})
        if not problems and self.visit is not None:
            self._lots[self.visit.opened.shift] = given
            self._show_results()

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

    def _value_rows(self) -> list[ValueRow]:
        return [self.view.rows[test] for test in self.view.fields]

    def _show(self, *_: object) -> None:
        visit = self.visit
        if visit is None or self._window is None:
            return
        self._hide_group(visit)
        hurried = say("tests.clock.hurried", factor=self._factor) if self._factor != 1 else ""
        self.view.show_window(self._window.from_minutes, self._window.until_minutes, hurried)
        self._show_values(visit)
        self._show_group(visit)
        kept = self._kept()
        names = {"hb": "Hb", "alt": "ALT", "hbsag": "HBsAg", "abo": "ABO"}
        self.view.show_reagents([
            (names[test], kept[test].number, say("tests.until", on=kept[test].expires_on))
            for test in TESTS if test in kept
        ])  # fmt: skip
        self.view.show_missing(self._missing(visit))
        self.look_at_clocks()

    def _missing(self, visit: Visit) -> tuple[str, ...]:
        done = {
            "hb": visit.last("hb") is not None,
            "alt": visit.last("alt") is not None,
            "abo": visit.group is not None,
            "hbsag": visit.strip is not None and visit.strip.result != "invalid",
        }
        asked = {row.test for row in self._value_rows() if row.question.text}
        return tuple(test for test in TESTS if test in self._panel and (not done[test] or test in asked))

    def _show_values(self, visit: Visit) -> None:
        sex = say(f"tests.limit.{visit.donor.sex}")
        hb, alt = self.view.rows["hb"], self.view.rows["alt"]
        hb.limit.setText(say("tests.limit.least", sex=sex, low=_shown(self._least_hb), unit="g/L"))
        alt.limit.setText(say("tests.limit.most", high=_shown(self._most_alt), unit="U/L"))
        for row, limit in ((hb, self._least_hb), (alt, self._most_alt)):
            reading = visit.last(row.test)
            row.field.show_saved(str(reading.measured.value) if reading else "")
            self._show_past(visit, row, limit)

    def _show_past(self, visit: Visit, row: ValueRow, limit: Decimal | None) -> None:
        """The past is not shown before a value stands: nobody reads what they expect."""
        values, reading = self._past[row.test], visit.last(row.test)
        if not any(self._past.values()):
            none = say("tests.no_past" if visit.known is None else "tests.no_past_here")
            row.past.show_nothing(none if row.test == "hb" else "")  # said once: it is so of every row
        elif reading is None or not values:
            row.past.show_nothing(say("tests.past_after_value") if reading is None else "")
        else:
            row.past.show_past(
                [float(one.value) for one in values],
                (str(values[-1].value), values[-1].on.isoformat()),
                float(reading.measured.value),
                (float(limit), _shown(limit)) if limit is not None else None,
                Tone.CHECK if reading.measured.confirmed else Tone.ACTION,
            )

    def _show_group(self, visit: Visit) -> None:
        known, typed = visit.known, visit.group.abo if visit.group else None
        before = known.abo if known else None
        if typed is None:
            self.view.group.show_group(None, "", "", differs=False)
        elif known is None or before is None:
            self.view.group.show_group(typed, say("tests.group_first"), "", differs=False)
        elif before != typed:
            words = say("tests.group_differs", known=before)
            self.view.group.show_group(typed, words, "", differs=True)
        else:
            rh = say(f"tests.rh.{known.rhd}") if known.rhd in ("positive", "negative") else ""
            history = say("tests.known_group", abo=before, rh=rh, count=known.count)
            self.view.group.show_group(typed, say("tests.group_same"), history, differs=False)

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

    def _repeat(self, test: str) -> None:
        self.view.rows[test].settle()
        self.view.fields[test].begin_again()
        self.view.fields[test].setFocus()

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

    def _save_key(self, test: str, work: Callable[[], Visit]) -> None:
        """Save what one key says; the same key once more, before the answer, is not heard."""
        if test in self._waiting:
            return
        self._waiting.add(test)

        def save() -> Visit:
            visit = work()
            self._strip_told.emit(visit)
            return visit

        self.run(save, lambda _: self._key_saved(test), act=None)

    def _key_saved(self, test: str) -> None:
        self._waiting.discard(test)
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
        if self._waiting or any(row.question.text for row in self._value_rows()):
            return
        visit, desk = self.visit_id, self.shell.desk
        self.run(lambda: blood_tests.sign_tests(desk, visit), self.went_on)


def _shown(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def _ran_s(visit: Visit, now: datetime) -> float | None:
    """Return for how many seconds a strip has been running; None when none is."""
    began = visit.strip_started_at
    return None if began is None else max(0.0, (now - began).total_seconds())


def _no_clock_words(visit: Visit) -> str:
    if visit.strip is None or visit.strip_read_at is None:
        return say("tests.clock.none")
    at = visit.strip_read_at.astimezone(DONATION_SITE).strftime("%H:%M")
    return say("tests.clock.read", at=at, result=say(f"tests.result.{visit.strip.result}"))


def _minutes(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return say("tests.clock.minutes_seconds", minutes=minutes, seconds=f"{rest:02d}")
