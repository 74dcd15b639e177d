"""Structures 004 to 009: a day, or a day and minute, of expiry, collection or production; local time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

import msgspec

from donor_room.domain.refusal import Refusal

IDENTIFIERS = {"expiry": ">", "collected": "*", "produced": "}"}
END_OF_DAY = time(23, 59)
_FIRST_YEAR, _LAST_YEAR = 1900, 2899


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """A day, and the minute where the code says one."""

    on: date
    at: time | None

    @property
    def ends_at(self) -> datetime:
        """The last minute that is meant: without a time that is 23:59 of the day."""
        return datetime.combine(self.on, self.at or END_OF_DAY)

    @property
    def text(self) -> str:
        """ISO 8601, without a time where the code has none."""
        return self.on.isoformat() if self.at is None else self.ends_at.isoformat(timespec="minutes")


def read_moment(value: str) -> Moment:
    """Return the moment of cyyjjj or cyyjjjhhmm; refuses a day that its year does not have.

    The first digit stands for the century: 0 = 2000, 1 = 2100, and 9 = 1900, which is past for ever.
    """
    year = int(value[:3]) + (_FIRST_YEAR - 900 if value[0] == "9" else 2000)
    on = date(year, 1, 1) + timedelta(days=int(value[3:6]) - 1)
    if on.year != year:
        raise Refusal("numbers.code_value", kind="date", text=value)
    return Moment(on=on, at=time(int(value[6:8]), int(value[8:10])) if value[6:] else None)


def moment_code(kind: Literal["expiry", "collected", "produced"], moment: Moment) -> str:
    """Return the text of the bar code of a moment; refuses a year that has no century digit."""
    year = moment.on.year
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Refusal("numbers.code_value", kind="date", text=moment.text)
    day = f"{year % 1000:03d}{moment.on.timetuple().tm_yday:03d}"
    if moment.at is None:
        return f"={IDENTIFIERS[kind]}{day}"
    return f"&{IDENTIFIERS[kind]}{day}{moment.at.hour:02d}{moment.at.minute:02d}"
