"""How it is asked and said whether a donor may be called; the same at the reception and at the thanks."""

from __future__ import annotations

from collections.abc import Mapping

from donor_room.domain.contact import Contact, Word
from donor_room.ui.texts import said, say
from donor_room.ui.widgets.choices import Choice

ANSWERS = "reception.contact.answer"
"""Text key over the two answers."""


def contact_answers() -> list[Choice]:
    """Return the two answers with their digits."""
    return [(1, said("reception.contact.yes"), "agreed"), (2, said("reception.contact.no"), "withdrawn")]


def word_given(choice: str) -> Word:
    """Return the word of an answer; whatever is no agreement is a withdrawal."""
    return "agreed" if choice == "agreed" else "withdrawn"


def contact_now(word: Word | None) -> str:
    """Return whether the donor may be called, as it stands now; None where nobody was asked."""
    return say(f"reception.contact.now.{word or 'unasked'}")


def contact_stands(stood: Contact | None, names: Mapping[str, str]) -> str:
    """Return the word that stands, of which day and by whom; a name that nobody here knows is left out."""
    if stood is None:
        return said("reception.contact.stands.unasked")
    parts = (stood.on.isoformat() if stood.on else "", names.get(stood.by, ""))
    told = "  ".join(part for part in parts if part)
    return said(f"reception.contact.stands.{stood.word}", told=told)
