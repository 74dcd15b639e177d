"""What the station told this terminal, and who took note of it: part of the record as all that was done."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import ClassVar

from donor_room.domain.entry import Act

_NAME_SIGNS = 32


class NoticeHeard(Act, frozen=True, kw_only=True):
    """The station told something at `at`, by its own clock; body is JSON of a shape of its kind.

    A notice of a kind that this program does not know is kept all the same.
    """

    KIND: ClassVar[str] = "notice.heard"
    revision: int
    notice: str
    urgent: bool
    at: datetime
    body: str

    @property
    def said(self) -> str:
        """The name of the notice, made of what it says: told twice, or to two terminals, it is one."""
        words = "\n".join((self.notice, self.at.isoformat(), self.body))
        return sha256(words.encode()).hexdigest()[:_NAME_SIGNS]


class NoticesNoted(Act, frozen=True, kw_only=True):
    """A person took note of what the station told; notices are named by what they say."""

    KIND: ClassVar[str] = "notice.noted"
    notices: tuple[str, ...]
