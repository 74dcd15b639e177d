"""The acts of a visit that tell of the donor beyond this day: whether she or he may be called, and tags."""

from __future__ import annotations

from typing import ClassVar

from donor_room.domain.contact import Word
from donor_room.domain.donor_tags import Tag
from donor_room.domain.entry import Act


class ContactSaid(Act, frozen=True, kw_only=True):
    """The donor said whether she or he may be called.

    `seen` are the withdrawals, by the ids of their entries, that stood on the screen of whoever wrote it: an
    agreement counts over these alone.
    """

    KIND: ClassVar[str] = "donor.contact"
    word: Word
    seen: tuple[str, ...]


class DonorTagged(Act, frozen=True, kw_only=True):
    """A tag was given to the donor or taken away."""

    KIND: ClassVar[str] = "donor.tagged"
    tag: Tag
    is_on: bool
