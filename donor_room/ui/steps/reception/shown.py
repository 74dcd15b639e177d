"""What the desk shows of a person, every text ready to be read."""

from __future__ import annotations

from dataclasses import dataclass

from donor_room.ui.contact_words import ANSWERS
from donor_room.ui.steps.reception.state import Mode
from donor_room.ui.tokens import Meaning, Tone
from donor_room.ui.widgets.asking import Parts
from donor_room.ui.widgets.fields import NumberField

HIGH = 580
"""From this height of a page on, in px at scale 1, the form and the plan with its title fit."""
MOST_LINKS = 3
"""So many messages fit into the summary; of more it names the fields, where the messages stand."""


def _pressure() -> NumberField:
    return NumberField("mmHg")


SHEETS = {
    "second": Parts(second_person=True),
    "contact": Parts(choices=ANSWERS, at_once=True),
    "tags": Parts(choices="reception.tags.answer", at_once=True),
    "guest": Parts(choices="guests.what.answer", at_once=True),
    "guest_pressure": Parts(
        fields=(("sbp", "guests.sbp", _pressure), ("dbp", "guests.dbp", _pressure)),
        choices="guests.name",
        words="guests.name_hint",
    ),
    "guest_group": Parts(choices="guests.abo", columns=4, words="guests.name_hint", needs_choice=True),
}
"""What the desk asks on a sheet."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One standing fact, ready to be read."""

    value: str
    reason: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the panel says when a person cannot begin; `tell` is said to the donor."""

    meaning: Meaning
    word: str
    reason: str
    label: str
    value: str
    tell: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """One donation of the past, ready to be read."""

    on: str
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody who was found; `key` is the visit, or the place in the list of the directory."""

    key: str
    name: str
    born: str
    note: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that the page shows of one person."""

    mode: Mode
    headline: str
    hint: str
    main: str
    facts: dict[str, Fact]
    plan: str | None
    plan_note: str
    counts: str
    earlier: list[Earlier]
    verdict: Verdict | None = None
    next_days: tuple[tuple[str, str], ...] = ()
    """Each kind of donation and the first day on which the earlier ones allow it."""
    tone: str = "quiet"
    contact: str = ""
    """Whether the donor may be called, as it stands on the button that asks."""
