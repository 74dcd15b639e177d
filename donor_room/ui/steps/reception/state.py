"""Where the desk stands with the person before it: a frozen state and what changes it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from donor_room.domain.card import CardRead
from donor_room.domain.contact import Word
from donor_room.domain.donor_tags import in_order
from donor_room.domain.entries import Donor
from donor_room.domain.identity import Sex

if TYPE_CHECKING:
    from donor_room.workflow.group_list import ListRow
    from donor_room.workflow.register import Known, Tick

Mode = Literal["idle", "elsewhere", "deferred", "ticks", "form", "facts"]
PLANS = ("WB400", "WB300", "WB200")


@dataclass(frozen=True, slots=True)
class Person:
    """What document, card, directory and earlier visits say of the person; None is not known."""

    name: str | None = None
    sex: Sex | None = None
    birth_on: date | None = None
    phone: str | None = None
    address: str | None = None
    ethnic_group: str | None = None
    organisation: str | None = None

    @property
    def is_enough(self) -> bool:
        """Say whether a visit can be opened without asking anything more."""
        return None not in (self.name, self.sex, self.birth_on)


@dataclass(frozen=True, slots=True)
class State:
    """Nobody is at the desk, or one person with what is known.

    Ticks and plan are as far as they were given.
    """

    searching: bool = False
    expected: ListRow | None = None
    tail: int = 0
    known: Known | None = None
    card: CardRead | None = None
    person: Person = Person()
    plan: str | None = None
    ticks: dict[Tick, bool] = field(default_factory=dict)
    contact: Word | None = None
    """What the donor said today about being called, not written yet."""
    tagged: dict[str, bool] = field(default_factory=dict)
    """Tags given or taken away today, not written yet."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags as they will stand."""
        before = self.known.tags if self.known else ()
        changed = {**dict.fromkeys(before, True), **self.tagged}
        return in_order(tag for tag, is_on in changed.items() if is_on)

    @property
    def may_call(self) -> Word | None:
        """What stands about being called once today's word is written; None = nobody asked."""
        stood = self.known.contact if self.known else None
        return self.contact or (stood.word if stood else None)

    @property
    def mode(self) -> Mode:
        """Return what the page shows: what stands against going on comes before what is missing."""
        if self.known is None:
            return "idle"
        if self.known.open_visit is not None:
            return "elsewhere"
        if self.known.keeps_out:
            return "deferred"
        if self.known.needs_ticks and len(self.ticks) < 3:
            return "ticks"
        return "form" if self.is_first or not self.person.is_enough else "facts"

    @property
    def is_first(self) -> bool:
        """Say whether no earlier donation is known: then the form stands in the place of the facts."""
        return self.known is not None and not self.known.earlier and not count_of(self.known)

    @property
    def source(self) -> Literal["card", "typed"]:
        """Say where the document's number came from."""
        return "card" if self.card is not None else "typed"


def count_of(known: Known) -> int:
    """Return how many donations are known, those of this terminal included."""
    told = known.donor
    extra = len(known.earlier) - (len(told.donations) if told else 0)
    return (told.count if told else 0) + max(extra, 0)


def searching() -> State:
    """Nobody is here, and somebody is looked for by name, initials or phone."""
    return State(searching=True)


def expecting(row: ListRow, tail: int) -> State:
    """Somebody of an organiser's list is here; the document, or so much of its end, is to be read."""
    return State(expected=row, tail=tail)


def found(
    known: Known, *, card: CardRead | None, before: Donor | None, listed: ListRow | None = None
) -> State:
    """Somebody's document was read; `before` is the donor of an earlier visit here, `listed` of a list."""
    person = person_of(known, card, before, listed)
    return State(known=known, card=card, person=person, plan=usual_plan(known))


def chose_plan(state: State, plan: str) -> State:
    """Take another plan than the last time."""
    return replace(state, plan=plan)


def ticked(state: State, what: Tick, *, is_so: bool) -> State:
    """Take one of the three conditions of clause 7.1; a later answer replaces it."""
    return replace(state, ticks={**state.ticks, what: is_so})


def said_contact(state: State, word: Word) -> State:
    """Take what the donor says about being called; a later word replaces it."""
    return replace(state, contact=word)


def turned_tag(state: State, tag: str) -> State:
    """Give a tag that the donor has not, or take it away; twice changes nothing."""
    changed = {**state.tagged, tag: tag not in state.tags}
    before = state.known.tags if state.known else ()
    return replace(state, tagged={one: is_on for one, is_on in changed.items() if is_on != (one in before)})


def usual_plan(known: Known) -> str | None:
    """Return the plan of the last donation; None for a first donor and where that kind is not given here."""
    last = known.earlier[0].kind if known.earlier else None
    return last if last in PLANS else None


def person_of(
    known: Known, card: CardRead | None, before: Donor | None, listed: ListRow | None = None
) -> Person:
    """Join what is known: the chip wins, then an earlier visit here, then the directory, then the number.

    An organiser's list fills what is open then.
    """
    sources: tuple[object, ...] = (card, before, known.donor, known.identity, listed)

    def first(name: str) -> object:
        values = (getattr(source, name, None) for source in sources)
        return next((value for value in values if value is not None), None)

    return Person(
        name=first("name"),  # type: ignore[arg-type]
        sex=first("sex"),  # type: ignore[arg-type]
        birth_on=first("birth_on"),  # type: ignore[arg-type]
        phone=before.phone if before else (listed.phone if listed else None),
        address=first("address"),  # type: ignore[arg-type]
        ethnic_group=card.nation if card and card.nation else (before.ethnic_group if before else None),
        organisation=before.organisation if before else (listed.organisation if listed else None),
    )
