"""Joins the page of a foreign form with its state: what was typed becomes an answer, or is put right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from donor_room.domain.clock import DONATION_SITE, Clock
from donor_room.domain.foreign_answers import read_number, read_value
from donor_room.domain.foreign_form import CHOICES, Amount, Coded, Day, Form, FormItem, Value
from donor_room.domain.refusal import Refusal
from donor_room.ui.steps.interview import form_state as states
from donor_room.ui.steps.interview.form_rows import Asked, FormLine, LineKind, Way
from donor_room.ui.steps.interview.form_state import FormState, Section
from donor_room.ui.steps.interview.form_view import FormView
from donor_room.ui.texts import say, texts
from donor_room.ui.widgets.fields import parse_day

_WAYS: dict[str, Way] = {
    "boolean": "yes_no", "integer": "integer", "decimal": "decimal", "date": "date", "quantity": "amount",
}  # fmt: skip


class FormPresenter(QObject):
    """Asks one form; nothing is stored anywhere before it is finished."""

    finished = Signal(object)
    """The answers as a QuestionnaireResponse."""
    left = Signal()
    """Nothing is kept."""

    def __init__(self, form: Form, view: FormView, clock: Clock) -> None:
        super().__init__(view)
        self.view, self._clock = view, clock
        self.state: FormState = states.begin(form)
        view.said.connect(self._say_yes_or_no)
        view.touched.connect(self._stand_on)
        view.went_on.connect(self._go_on)
        view.up_asked.connect(self._up)
        view.clear_asked.connect(self._clear)
        view.answer.chosen.connect(self._choose)
        view.answer.worded.connect(self._word)
        view.answer.typed.connect(self._type)
        view.answer.skipped.connect(self._go_on)
        view.back_asked.connect(self._leave)
        view.answered.connect(self.left)
        view.main_pressed.connect(self._finish)
        view.main.missing_asked.connect(self._lead_to_missing)
        texts().language_changed.connect(self.show)

    # showing

    def show(self, *_: object, keep_page: bool = False) -> None:
        """Show where the asking stands."""
        state, item = self.state, self.state.item
        if item is not None and item.kind != "boolean":
            self.view.show_asked(self._asked(item), keep_page=keep_page)
        self.view.show_lines(state.section.title, self._lines())
        self._show_rail()
        missing = state.missing
        self.view.set_main(say("questionnaire.run.finish"))
        if missing:
            self.view.show_blocked(say("questionnaire.run.still_to_answer", n=len(missing)))
        else:
            self.view.show_ready()

    def _lines(self) -> list[FormLine]:
        """Return what stands on the page, without headings that have no words."""
        return [self._line(item) for item in self.state.on_page() if item.is_question or item.text]

    def _line(self, item: FormItem) -> FormLine:
        words = f"{item.prefix} {item.text}".strip() or item.link_id
        if not item.is_question:
            kind: LineKind = "heading" if item.kind == "group" else "words"
            return FormLine(item.link_id, kind, words, level=self._level(item))
        given = self.state.given(item)
        yes = given[0] if given and isinstance(given[0], bool) else None
        return FormLine(
            item.link_id,
            "question",
            words,
            number=self.state.number(item),
            level=self._level(item),
            answer="" if item.kind == "boolean" else "; ".join(shown(value) for value in given),
            yes=yes,
            way=self._way(item),
            is_here=item.link_id == self.state.at,
        )

    def _level(self, item: FormItem) -> int:
        """How far in a line stands: only what belongs under another question does."""
        by_id = {one.link_id: one for one in self.state.form.items}
        level, above = 0, item.parent
        while above is not None:
            level += by_id[above].is_question
            above = by_id[above].parent
        return level

    def _way(self, item: FormItem) -> Way:
        if item.kind in CHOICES:
            return "choices" if item.options else "words"
        return _WAYS.get(item.kind, "words")

    def _asked(self, item: FormItem) -> Asked:
        given = self.state.given(item)
        way = self._way(item)
        if way == "choices":
            words = next((one for one in given if one not in item.options and isinstance(one, str)), "")
            offered = tuple((shown(option), option in given) for option in item.options)
            return Asked(way, choices=offered, may_be_other=item.kind == "open-choice", text=words)
        text, unit = _in_field(item, given)
        units = tuple(one.words for one in item.units)
        return Asked(
            way, units=units, unit=unit, text="" if item.repeats else text, most=item.max_length or 0
        )

    def _show_rail(self) -> None:
        state = self.state
        questions = state.questions
        done = sum(bool(state.given(item)) for item in questions)
        progress = say("questionnaire.run.of", done=done, all=len(questions))
        self.view.show_parts(state.form.title, progress, [self._part(one) for one in state.parts])
        item = state.item
        if item is None:
            key = "still_to_answer" if state.missing else "all_done"
            said = say(f"questionnaire.run.{key}", n=len(state.missing))
            self.view.show_help("", said, "" if state.missing else say("questionnaire.run.nothing_left"))
            return
        must = say(f"questionnaire.run.{'required' if item.required else 'optional'}")
        several = say("questionnaire.run.several") if item.repeats else ""
        self.view.show_help(say("questionnaire.run.number", n=state.number(item)), must, several)

    def _part(self, section: Section) -> tuple[str, str, str]:
        asked = self.state.asked_in(section)
        done = sum(bool(self.state.given(item)) for item in asked)
        is_here = self.state.at is not None and section == self.state.section
        state = "here" if is_here else "done" if asked and done == len(asked) else "open"
        return section.title, say("questionnaire.run.of", done=done, all=len(asked)), state

    # answers

    def _say_yes_or_no(self, link_id: str, yes: bool) -> None:
        self.state = states.go_on(states.answer(states.stand_on(self.state, link_id), link_id, (yes,)))
        self.show()

    def _choose(self, place: int) -> None:
        item = self.state.item
        if item is None:
            return
        option, given = item.options[place], self.state.given(item)
        if not item.repeats:
            self._give(item, (option,))
            return
        kept = tuple(one for one in given if one != option)
        self.state = states.answer(self.state, item.link_id, kept if option in given else (*given, option))
        self.show(keep_page=True)

    def _word(self, words: str) -> None:
        item = self.state.item
        if item is not None:
            listed = tuple(one for one in self.state.given(item) if one in item.options and item.repeats)
            self._give(item, (*listed, words))

    def _type(self, words: str, unit: int) -> None:
        item = self.state.item
        if item is None:
            return
        try:
            value = _value(item, words, unit)
        except Refusal as no:
            self.view.answer.complain(_wrong(item, no))
            return
        if item.repeats:
            self.state = states.answer(self.state, item.link_id, (*self.state.given(item), value))
            self.show()
        else:
            self._give(item, (value,))

    def _give(self, item: FormItem, values: tuple[Value, ...]) -> None:
        self.state = states.go_on(states.answer(self.state, item.link_id, values))
        self.show()

    def _clear(self) -> None:
        if self.state.at is not None:
            self.state = states.answer(self.state, self.state.at, ())
            self.show()

    # going about

    def _go_on(self) -> None:
        self.state = states.go_on(self.state)
        self.show()

    def _up(self) -> None:
        self.state = states.go_back(self.state)
        self.show()

    def _stand_on(self, link_id: str) -> None:
        self.state = states.stand_on(self.state, link_id)
        self.show()

    def _lead_to_missing(self) -> None:
        missing = self.state.missing
        within = {missing[0].link_id} if missing else set()
        for item in self.state.form.items:  # a required group is led to by its first question
            if item.link_id in within or item.parent in within:
                within.add(item.link_id)
        first = next((item for item in self.state.questions if item.link_id in within), None)
        if first is not None:
            self._stand_on(first.link_id)

    def _leave(self) -> None:
        if self.state.answers:
            self.view.ask_to_leave()
        else:
            self.left.emit()

    def _finish(self) -> None:
        from donor_room.packs.fhir.response import response_of

        state, now = self.state, self._clock.now()
        at: datetime = now.astimezone(DONATION_SITE)
        response: dict[str, Any] = response_of(state.form, state.enabled, state.answers, authored_at=at)
        self.finished.emit(response)


def shown(value: Value) -> str:
    """Return a value as it is read on the page."""
    if isinstance(value, bool):
        return say(f"questionnaire.run.{'yes' if value else 'no'}")
    if isinstance(value, Coded):
        return value.words
    if isinstance(value, Amount):
        return f"{value.value:f} {value.unit or value.code or ''}".strip()
    return value.text if isinstance(value, Day) else str(value)


def _in_field(item: FormItem, given: tuple[Value, ...]) -> tuple[str, int | None]:
    """Return what stands in the field for an answer, and the place of its unit."""
    if not given:
        return "", None
    value = given[0]
    if not isinstance(value, Amount):
        return shown(value), None
    place = next((place for place, unit in enumerate(item.units) if unit.code == value.code), None)
    return f"{value.value:f}", place


def _value(item: FormItem, words: str, unit: int) -> Value:
    """Read what was typed; refuses what the item cannot take, also an amount without its unit."""
    if item.kind == "quantity":
        return _amount(item, words, unit)
    if item.kind in CHOICES:
        return Coded(display=words)
    if item.kind == "date":
        day = parse_day(words)
        return read_value(item, day.isoformat() if day is not None else words)
    if item.kind == "integer":
        return read_value(item, int(words) if words.lstrip("-").isdecimal() else words)
    return read_value(item, words)


def _amount(item: FormItem, words: str, unit: int) -> Amount:
    number, _, written = words.partition(" ")
    value = read_number(number)
    if value is None:
        raise Refusal("questionnaire.answer.no_decimal", item=item.link_id)
    if unit >= 0:
        named = item.units[unit]
        return Amount(value=value, unit=named.words, system=named.system, code=named.code)
    if not written:
        raise Refusal("questionnaire.answer.no_quantity", item=item.link_id)
    return Amount(value=value, unit=written)


def _wrong(item: FormItem, no: Refusal) -> str:
    if no.code == "questionnaire.answer.too_long":
        return say("questionnaire.run.too_long", most=item.max_length)
    wrong = {"integer": "integer", "decimal": "decimal", "date": "date"}.get(item.kind, "words")
    if item.kind == "quantity":
        wrong = "unit" if no.code.endswith("quantity") else "decimal"
    return say(f"questionnaire.run.wrong_{wrong}")
