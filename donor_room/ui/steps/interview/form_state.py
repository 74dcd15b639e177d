"""Where the asking of a foreign form stands: which question, which answers, what both make of the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from donor_room.domain.foreign_form import Enabling, Form, FormItem, Value, unanswered

MOST_QUESTIONS = 6
"""Questions on the page at once, as in our own interview."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form as the rail names it; the title may be empty."""

    title: str
    items: tuple[FormItem, ...]
    heading: tuple[FormItem, ...] = ()
    """The group that gave the title, where one did."""


@dataclass(frozen=True, slots=True)
class FormState:
    """Immutable; at is the linkId of the question that is asked, None when the end is reached."""

    form: Form
    enabling: Enabling
    sections: tuple[Section, ...]
    enabled: frozenset[str]
    answers: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    at: str | None = None

    @property
    def item(self) -> FormItem | None:
        return None if self.at is None else self.form.item(self.at)

    @property
    def questions(self) -> list[FormItem]:
        """All that is asked now, in the order of the form."""
        return [item for item in self.form.items if item.is_question and item.link_id in self.enabled]

    @property
    def missing(self) -> tuple[FormItem, ...]:
        """What must be answered and is not."""
        return unanswered(self.form, self.enabled, self.answers)

    @property
    def parts(self) -> list[Section]:
        """The parts in which something is asked; what is only read goes with the next, or the last."""
        found: list[Section] = []
        before: tuple[FormItem, ...] = ()
        for section in self.sections:
            if self.asked_in(section):
                found.append(Section(section.title, (*before, *section.items)))
                before = ()
            else:
                before = (*before, *section.heading, *section.items)
        if before and found:
            found[-1] = Section(found[-1].title, (*found[-1].items, *before))
        return found or [Section(self.form.title, before)]

    @property
    def section(self) -> Section:
        """The part in which the question stands; the last one at the end."""
        parts = self.parts
        return next((one for one in parts if any(item.link_id == self.at for item in one.items)), parts[-1])

    def given(self, item: FormItem) -> tuple[Value, ...]:
        """What was answered to an item."""
        return self.answers.get(item.link_id, ())

    def number(self, item: FormItem) -> int:
        """Return the place of a question among those that are asked, from 1."""
        return 1 + self.questions.index(item)

    def asked_in(self, section: Section) -> list[FormItem]:
        """Return the questions of a part that are asked now."""
        return [item for item in section.items if item.is_question and item.link_id in self.enabled]

    def on_page(self) -> list[FormItem]:
        """Return what stands on the page: a few questions, with the headings and words before each."""
        shown = [item for item in self.section.items if item.link_id in self.enabled and self._leads_on(item)]
        pages: list[list[FormItem]] = [[]]
        for item in shown:
            full = sum(one.is_question for one in pages[-1]) == MOST_QUESTIONS
            if full and (item.is_question or item.kind == "group"):
                pages.append([])
            pages[-1].append(item)
        found = (page for page in pages if any(item.link_id == self.at for item in page))
        return next(found, pages[-1])

    def _leads_on(self, item: FormItem) -> bool:
        """A heading stands only above something that is asked or read."""
        if item.kind != "group":
            return True
        within = {item.link_id}
        for one in self.form.items:
            if one.parent in within and one.link_id in self.enabled:
                if one.kind != "group":
                    return True
                within.add(one.link_id)
        return False


def begin(form: Form) -> FormState:
    """Stand on the first question."""
    enabling = Enabling(form)
    state = FormState(form, enabling, tuple(_sections(form)), enabling.enabled({}))
    return replace(state, at=next((item.link_id for item in state.questions), None))


def answer(state: FormState, link_id: str, values: tuple[Value, ...]) -> FormState:
    """Put these values in the place of those before; none of them takes the answer back."""
    answers = {**state.answers, link_id: values}
    if not values:
        del answers[link_id]
    enabled = state.enabling.after(state.enabled, answers, link_id)
    return replace(state, answers=answers, enabled=enabled)


def go_on(state: FormState) -> FormState:
    """Stand on the next question, or at the end."""
    return replace(state, at=_neighbour(state, 1))


def go_back(state: FormState) -> FormState:
    """Stand on the question before; the first one stays."""
    if state.at is None:
        return replace(state, at=state.questions[-1].link_id if state.questions else None)
    return replace(state, at=_neighbour(state, -1) or state.at)


def stand_on(state: FormState, link_id: str) -> FormState:
    """Stand on a question that was touched."""
    return replace(state, at=link_id) if link_id in {item.link_id for item in state.questions} else state


def _neighbour(state: FormState, step: int) -> str | None:
    order = [item.link_id for item in state.questions]
    if state.at not in order:
        return None
    place = order.index(state.at) + step
    return order[place] if 0 <= place < len(order) else None


def _sections(form: Form) -> Iterator[Section]:
    """Each group at the top is a part; a form that is one single group is parted by what stands in it."""
    level, title = _top(form)
    gathered: list[FormItem] = []
    for item in form.items:
        if item.level < level:
            continue
        starts = item.level == level and (item.kind == "group" or (gathered and gathered[0].kind == "group"))
        if starts and gathered:
            yield _section(gathered, title)
            gathered = []
        gathered.append(item)
    yield _section(gathered, title)


def _section(items: list[FormItem], title: str) -> Section:
    first = items[0]
    if first.kind != "group":
        return Section(title, tuple(items))
    return Section(first.text or title, tuple(items[1:]), heading=(first,))


def _top(form: Form) -> tuple[int, str]:
    roots = [item for item in form.items if item.level == 0]
    if len(roots) != 1 or roots[0].kind != "group":
        return 0, form.title
    return 1, roots[0].text or form.title
