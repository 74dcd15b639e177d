"""What a chip card says about its bearer, and whether its parts agree with each other."""

from __future__ import annotations

from datetime import date

import msgspec

from donor_room.domain.identity import DocumentKind, Identity, Sex, disagreement, read_document
from donor_room.domain.names import has_private_use, reason_against_name


class CardRead(msgspec.Struct, frozen=True, kw_only=True):
    """The text of an identity card as its chip gave it; no photograph and no fingerprint is ever kept.

    nation is the two-digit code of GB/T 3304 (resident cards), nationality the three letters of a foreigner.
    valid_until is None with is_long_term, or where the card leaves it blank.
    """

    kind: DocumentKind
    name: str
    latin_name: str | None
    sex: Sex | None
    nation: str | None
    nationality: str | None
    birth_on: date
    address: str | None
    number: str
    authority: str | None
    valid_from: date | None
    valid_until: date | None
    is_long_term: bool

    @property
    def has_rare_character(self) -> bool:
        """A private-use character stands in the name: the nurse compares it with the printed card."""
        return has_private_use(self.name)


def identity_of(card: CardRead, today: date, *, practice: bool = False) -> Identity:
    """Read the card's number as any typed number would be read."""
    return read_document(card.kind, card.number, today, practice=practice)


def reason_against_card(card: CardRead, today: date, *, practice: bool = False) -> str | None:
    """Give the text key of why a card may not be taken over: an impossible number, parts that disagree."""
    identity = identity_of(card, today, practice=practice)
    reason = identity.reason or disagreement(identity, card.birth_on, card.sex)
    return f"identity.{reason}" if reason is not None else None


def notes_on_card(card: CardRead, today: date) -> tuple[str, ...]:
    """Text keys of what the nurse should look at, though the card is taken: its name, its date."""
    name_reason = reason_against_name(card.name)
    expired = card.valid_until is not None and card.valid_until < today
    return tuple(
        note for note in (name_reason, "devices.card.expired" if expired else None) if note is not None
    )
