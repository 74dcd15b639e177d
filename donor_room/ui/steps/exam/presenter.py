"""Joins the examination page with its use cases: each value is on the disk when its field is left."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QTimer

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.ui.asking_presenter import AskingPresenter
from donor_room.ui.risk_words import AFRAID, fear_choices, found_words, unknown_words
from donor_room.ui.shell import Done, Shell
from donor_room.ui.steps.exam.view import SIGNS, ExamView
from donor_room.ui.texts import said, say, texts
from donor_room.ui.widgets.asking import Given
from donor_room.workflow import aftercare, examine, register
from donor_room.workflow.chair_board import risk_of
from donor_room.workflow.examine import Limits, Past

_PAST = ("sbp", "dbp", "pulse", "temp", "weight")
_MOST_PAST = 5
Knowledge = tuple[dict[str, Limits], dict[str, tuple[Past, ...]], int, int]


def build(shell: Shell) -> ExamPresenter:
    """Make the page and its presenter."""
    return ExamPresenter(shell, ExamView())


class ExamPresenter(AskingPresenter):
    """Saves on leaving, asks where a value is unlikely, signs when all is there."""

    page = "exam"

    def __init__(self, shell: Shell, view: ExamView) -> None:
        super().__init__(shell, view)
        self.when_given = {"leave": self._leave, "fear": self._fear_said}
        view.leave_asked.connect(self._ask_leave)
        view.fear_asked.connect(self._ask_fear)
        self._limits: dict[str, Limits] = {}
        self._past: dict[str, tuple[Past, ...]] = {}
        self._rest_minutes = 0
        self._asked: tuple[str, str] = ("", "")
        self._waiting: set[str] = set()
        self._wants_to_sign = False
        self._repeats = False
        self._most_tries = 0
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.look_at_rest)
        self._timer.start()
        view.typed.connect(self._typed)
        view.question_answered.connect(self._answered)
        view.sign_chosen.connect(self._sign_seen)
        view.repeat_asked.connect(self._repeat)
        view.main_pressed.connect(self._go_on)
        texts().language_changed.connect(self._show)

    # opening

    def open(self, visit: Visit | None) -> None:
        super().open(visit)
        self._wants_to_sign = self._repeats = False
        self._asked = ("", "")
        self._waiting.clear()
        self.view.clear_words()
        for field in self.view.fields.values():
            field.begin_again()
        if visit is not None:
            self.shell.tasks.run(
                lambda: self._know(visit), lambda told: self._known(visit, told), self.refused
            )

    def _know(self, visit: Visit) -> Knowledge:
        desk = self.shell.desk
        past = {quantity: examine.past(desk, visit, quantity) for quantity in _PAST}
        rules = desk.rules_of(visit)
        minutes, tries = rules.whole("bp_recheck_minutes"), rules.whole("bp_max_tries")
        return examine.limits(desk, visit), past, minutes, tries

    def _known(self, visit: Visit, told: Knowledge) -> None:
        if not self.is_of(visit):
            return
        self._limits, self._past, self._rest_minutes, self._most_tries = told
        self._show()

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        if self.visit is not None and visit == self.visit.id and not self.under_way:
            self.shell.tasks.run(lambda: self.shell.desk.visits.get(visit), self._refreshed, self.refused)

    def _refreshed(self, visit: Visit) -> None:
        if self.visit is not None and visit.id == self.visit.id:
            self.visit = visit
            self._show()

    # showing

    def _show(self, *_: object) -> None:
        visit = self.visit
        if visit is None or not self._limits:
            return
        for quantity in self.view.fields:
            reading = visit.last(quantity)
            if not (self._repeats and quantity in ("sbp", "dbp")):
                self.view.show_value(quantity, str(reading.measured.value) if reading else "")
        for sign in SIGNS:
            seen = visit.signs.get(sign)
            self.view.show_sign(sign, seen.normal if seen else None)
        self.view.show_height(visit.plan.startswith("APH"))
        self._show_limits()
        self._show_past(visit)
        self._show_rail(visit)
        if examine.asks_for_endurance(visit, self._limits) and not self._asked[0]:
            self._ask_about_endurance()

    def _show_limits(self) -> None:
        sbp, dbp = self._limits["sbp"], self._limits["dbp"]
        self.view.show_limit(
            "pressure",
            say("exam.limit.pressure", sbp_low=_shown(sbp.low), dbp_low=_shown(dbp.low),
                sbp_high=_below(sbp.high), dbp_high=_below(dbp.high)),
        )  # fmt: skip
        for name, key in (("pulse", "between"), ("temp", "below"), ("weight", "least")):
            limits = self._limits[name]
            words = say(f"exam.limit.{key}", low=_shown(limits.low), high=_shown(limits.high))
            self.view.show_limit(name, words)

    def _show_past(self, visit: Visit) -> None:
        """Values of which there are none leave their room empty: the rail says it once."""
        for name in ("pressure", "pulse", "temp", "weight"):
            values = self._past["sbp" if name == "pressure" else name]
            past = self.view.rows[name].past
            if not values or name == "pressure":
                past.show_nothing("")
            else:
                today = visit.last(name)
                limit = self._limits[name].high or self._limits[name].low
                past.show_past(
                    [float(one.value) for one in values],
                    (str(values[-1].value), values[-1].on.isoformat()),
                    float(today.measured.value) if today else None,
                    (float(limit), _shown(limit)) if limit is not None else None,
                )

    def _show_rail(self, visit: Visit) -> None:
        pairs = list(zip(visit.all_of("sbp"), visit.all_of("dbp"), strict=False))
        rows = [
            (upper.at.astimezone(DONATION_SITE).strftime("%H:%M"),
             f"{upper.measured.value}/{lower.measured.value} mmHg", say("exam.reading_note", n=place))
            for place, (upper, lower) in enumerate(pairs, start=1)
        ]  # fmt: skip
        key = "rest_then_repeat" if self._repeats else "all_are_kept" if rows else "no_reading"
        self.view.show_readings(rows, say(f"exam.{key}", minutes=self._rest_minutes))
        past = zip(self._past["sbp"], self._past["dbp"], strict=False)
        days = [(upper.on.isoformat(), f"{upper.value}/{lower.value}") for upper, lower in past]
        none = say("exam.no_past" if visit.known is None else "exam.no_past_here")
        self.view.show_past_pressures(days[: -_MOST_PAST - 1 : -1], none)
        tick = visit.ticks.get("is_endurance_athlete")
        athlete = "" if tick is None else say("exam.confirm.yes" if tick else "exam.confirm.no")
        self.view.show_notes(self._blood_volume(visit), athlete)
        risk = risk_of(self.shell.desk, visit)
        self.view.show_risk(found_words(risk), unknown_words(risk))
        self.look_at_rest()

    def look_at_rest(self) -> None:
        """Let the rest before a repeat go on, on the page that is shown."""
        visit = self.visit
        if visit is None or not self._limits or self.shell.window.page_name != self.page:
            return
        last = visit.last("sbp")
        if last is None or not self._may_repeat(visit):
            self.view.show_rest(None, "")
            return
        seconds = max(0, int((self.shell.desk.clock.now() - last.at).total_seconds()))
        over = seconds >= self._rest_minutes * 60
        key = "exam.rest_is_over" if over else "exam.rest_goes_on"
        self.view.show_rest(seconds, say(key, minutes=self._rest_minutes))

    def _may_repeat(self, visit: Visit) -> bool:
        """Say whether a pressure stands outside its limits, or is being repeated, and a try is left."""
        tries = len(visit.all_of("sbp"))
        return 0 < tries < self._most_tries and (
            self._repeats or any(self._is_outside(visit, name) for name in ("sbp", "dbp"))
        )

    def _is_outside(self, visit: Visit, quantity: str) -> bool:
        reading, bounds = visit.last(quantity), self._limits[quantity]
        if reading is None:
            return False
        value = reading.measured.value
        too_low = bounds.low is not None and value < bounds.low
        return too_low or (bounds.high is not None and value >= bounds.high)

    def _blood_volume(self, visit: Visit) -> str:
        height, weight = visit.last("height"), visit.last("weight")
        if height is None or weight is None:
            return ""
        litres = examine.estimated_blood_volume_l(
            self.shell.desk,
            visit.donor.sex,
            height_cm=height.measured.value,
            weight_kg=weight.measured.value,
        )
        return f"{litres} L"

    # saving

    def _typed(self, quantity: str, text: str) -> None:
        if quantity in ("sbp", "dbp"):
            self._pressure_typed()
        else:
            self._measure(quantity, text, confirmed=False)

    def _pressure_typed(self) -> None:
        """Save the pair once both halves stand and the nurse has gone past them."""
        upper, lower = self.view.fields["sbp"], self.view.fields["dbp"]
        if upper.text() and lower.text() and not (upper.hasFocus() or lower.hasFocus()):
            self._measure_pressure(confirmed=False)

    def _measure_pressure(self, *, confirmed: bool) -> None:
        if "dbp" in self._waiting:
            return
        self._waiting.add("dbp")
        visit, desk = self.visit_id, self.shell.desk
        sbp, dbp = self.view.fields["sbp"].text(), self.view.fields["dbp"].text()
        self.run(
            lambda: examine.measure_pressure(desk, visit, sbp=sbp, dbp=dbp, confirmed=confirmed),
            self._pressure_saved,
            act=None,
        )

    def _measure(self, quantity: str, text: str, *, confirmed: bool) -> None:
        if quantity in self._waiting:
            return
        self._waiting.add(quantity)
        visit, desk = self.visit_id, self.shell.desk
        self.run(
            lambda: examine.measure(desk, visit, quantity=quantity, text=text, confirmed=confirmed),
            lambda _: self._saved(quantity),
            act=None,
        )

    def _pressure_saved(self, _visit: Visit) -> None:
        self._repeats = False
        self._saved("dbp")

    def _saved(self, quantity: str) -> None:
        self._waiting.discard(quantity)
        was_asked = self._asked[0] == quantity or (quantity == "dbp" and self._asked[0] == "sbp")
        self.view.settle(quantity)
        if was_asked:
            self._asked = ("", "")
        self._show()
        if was_asked and not self._asked[0]:
            self.view.focus_after(quantity)

    def _answered(self, row: str, value: object) -> None:
        quantity, what = self._asked
        if what == "endurance":
            self._tick_endurance(value is True)
        elif quantity in ("sbp", "dbp"):
            self._measure_pressure(confirmed=True)
        elif quantity:
            self._measure(quantity, self.view.fields[quantity].text(), confirmed=True)

    def _ask_about_endurance(self) -> None:
        self._asked = ("pulse", "endurance")
        choices = [(1, said("exam.confirm.yes"), True), (2, said("exam.confirm.no"), False)]
        self.view.ask("pulse", said("exam.athlete"), choices)

    def _tick_endurance(self, is_so: bool) -> None:
        visit, desk = self.visit_id, self.shell.desk
        self.run(
            lambda: register.tick(desk, visit, what="is_endurance_athlete", is_so=is_so),
            lambda _: self._saved("pulse"),
        )

    def _sign_seen(self, sign: examine.Sign, normal: bool) -> None:
        if sign in self._waiting:
            return
        self._waiting.add(sign)
        visit, desk = self.visit_id, self.shell.desk
        self.run(
            lambda: examine.see_sign(desk, visit, sign=sign, normal=normal),
            lambda _: self._sign_saved(sign),
            act=None,
        )

    def _sign_saved(self, sign: examine.Sign) -> None:
        self._waiting.discard(sign)
        self._show()
        self.view.focus_next_sign()

    def _repeat(self) -> None:
        self._repeats = True
        self._forget_question("dbp")
        self.view.begin_pressure_again()
        if self.visit is not None and self._limits:
            self._show_rail(self.visit)

    def _forget_question(self, quantity: str) -> None:
        if self._asked[0] == quantity:
            self._asked = ("", "")

    # fear

    def _ask_fear(self) -> None:
        self.ask("fear", key="reactions.fear", choices=fear_choices())

    def _fear_said(self, given: Given) -> None:
        """What is said of the needle stands in the rail at once; it decides nothing."""
        visit, desk, is_afraid = self.visit_id, self.shell.desk, given.choice == AFRAID
        self.act_on_sheet(lambda: examine.say_fear(desk, visit, is_afraid=is_afraid), lambda _: self._show())

    # leaving

    def _ask_leave(self) -> None:
        self.ask("leave", key="interview.leave")

    def _leave(self, given: Given) -> None:
        """The donor goes before a decision; the visit ends and keeps what it has."""
        visit, desk = self.visit_id, self.shell.desk
        self.act_on_sheet(lambda: aftercare.close(desk, visit, how="left", remark=given.reason), self.went_on)

    # going on

    def _done(self, answer: Any, done: Done | None) -> None:
        super()._done(answer, done)
        self._sign_when_quiet()

    def refused(self, no: Refusal | Trouble) -> None:
        quantity = str(no.values.get("quantity", ""))
        self._waiting.clear()
        if self.view.open_sheet is not None or quantity not in self.view.fields:
            super().refused(no)
        elif no.values.get("band") == "unlikely":
            self.view.set_busy(False)
            self._asked = (quantity, "unlikely")
            self.view.ask(quantity, said(no.code, **no.values), [(1, said("exam.confirm.is_so"), True)])
        else:
            self.view.set_busy(False)
            self._forget_question(quantity)
            self.view.complain(quantity, said(no.code, **no.values))
        self._sign_when_quiet()

    def _go_on(self) -> None:
        self._wants_to_sign = True
        self.view.hand_in_all()
        upper, lower = self.view.fields["sbp"], self.view.fields["dbp"]
        if (upper.is_unsaved or lower.is_unsaved) and upper.text() and lower.text() and not self.under_way:
            self._measure_pressure(confirmed=False)
        self._sign_when_quiet()

    def _sign_when_quiet(self) -> None:
        """Sign when everything handed in has got its answer; name what stands against it otherwise."""
        if not self._wants_to_sign or self.under_way or self.visit is None:
            return
        self._wants_to_sign = False
        problems = self._problems(self.visit)
        if problems:
            self.view.show_summary(problems)
            return
        visit, desk = self.visit_id, self.shell.desk
        self.run(lambda: examine.sign_exam(desk, visit), self.went_on)

    def _problems(self, visit: Visit) -> list[tuple[str, str]]:
        asked = self.view.open_questions()
        named = {what for _, what in asked}
        missing = [what for what in examine.missing_of_exam(visit) if what != "sbp" and what not in named]
        signs = [what for what in missing if what in SIGNS]
        values = [what for what in missing if what not in SIGNS]
        several = len(asked) + len(values) + len(signs) > 2
        wanted = [(_wanted("exam.fill_in", what, short=several), what) for what in values]
        seen = [(_wanted("exam.see", what, short=several), what) for what in signs]
        return [*asked, *wanted, *seen]


def _wanted(key: str, what: str, *, short: bool) -> str:
    name = (
        said("exam.pressure")
        if what == "dbp"
        else said(f"exam.sign.{what}" if what in SIGNS else f"measures.name.{what}")
    )
    return name if short else said(key, what=name)


def _shown(number: Decimal | None) -> str:
    """Return a limit without zeros at the end of its fraction."""
    return "" if number is None else f"{number.normalize():f}"


def _below(limit: Decimal | None) -> str:
    """Return the highest whole number below a limit: below 140 is read as to 139."""
    return "" if limit is None else _shown(limit - 1)
