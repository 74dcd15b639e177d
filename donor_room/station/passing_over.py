"""Which numbers a station passes over when it begins anew with a backup, and how many it lends from then on.

What was lent since the backup is not known, and the same backup may be put back a second time when numbers
were lent after the first. So time is told in turns of two hours, and each turn has a step of its own beyond
the numbers that the backup knows. A station that begins anew goes to the step of this turn and lends no
further than that of the turn before now: whoever puts the same backup back later begins beyond.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from math import ceil
from typing import LiteralString, NamedTuple

from donor_room.domain.donation_number import NumberProfile, number_head
from donor_room.station.founding import House
from donor_room.station.refused import refused
from donor_room.station.store import Connection, one

AT_REST = "numbers.rests"
TURN = timedelta(hours=2)
LEAST_STEP = 1_000
"""A step is a sixth of the numbers of the busiest day, and never less than this."""
TURNS = 120
"""After ten days the steps begin with the first again, so as not to use up the year for an old backup."""
MOST_LOST = 500_000
"""No more numbers of one head are taken for lent in the lost time: half a year of the largest station."""
_FIRST_TURN = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_YEAR = timedelta(days=366)


class Gap(NamedTuple):
    """How many numbers of each head to pass over, and how many belong to each turn from then on."""

    numbers: int
    step: int


# ---- beginning anew ----------------------------------------------------------------------------------------


class _Known(NamedTuple):
    """What a backup knows of lending: how many on the busiest day and on any, and the last that happened."""

    most: int
    usual: float
    last_at: datetime | None


def gap(conn: Connection, station_code: str, now: datetime) -> Gap:
    """Return the gap of a station that begins anew: a step for each turn, and twice what is usually lent.

    Turns are counted from the beginning of the day of which the backup last knows. From the very instant they
    would begin again where a terminal called before anybody knew that a backup was put back.
    """
    known = _Known(*(one(conn, _KNOWN, {"station": station_code}) or (0, 0.0, None)))
    step = max(LEAST_STEP, ceil(known.most / 6))
    last_at = known.last_at or now
    turns = _turn(now) - _turn(datetime.combine(last_at.astimezone(UTC).date(), time(), UTC))
    lost = min(max(now - last_at, timedelta()), _YEAR)
    lent = ceil(2 * float(known.usual) * (lost / _DAY))
    return Gap(step * (1 + turns % TURNS) + min(lent, MOST_LOST), step)


def _turn(moment: datetime) -> int:
    return (moment - _FIRST_TURN) // TURN


# What terminals told of was lent before, and on other days.
_KNOWN: LiteralString = """
WITH days AS (
 SELECT leased_at::date AS day, sum(last_serial - first_serial + 1) AS lent, max(leased_at) AS last_at
 FROM number_range WHERE station_code = %(station)s AND request NOT LIKE 'held-%%' GROUP BY 1)
SELECT coalesce(max(lent), 0), coalesce(sum(lent) / (max(day) - min(day) + 1), 0),
 greatest(max(last_at), (SELECT restored_at FROM station WHERE station_code = %(station)s),
  (SELECT max(greeted_at) FROM greeting WHERE station_code = %(station)s))
FROM days
"""


# ---- lending afterwards ------------------------------------------------------------------------------------


class Beginning(NamedTuple):
    """How this life of a station's data began: by no backup where `at` is None."""

    at: datetime | None
    passed_over: int
    step: int

    def turns(self, now: datetime) -> int:
        """Return how many turns have begun since."""
        return _turn(now) - _turn(self.at) if self.at else 0

    def rests_until(self, turns: int = 1) -> datetime | None:
        """Return when so many turns will have begun."""
        return _FIRST_TURN + (_turn(self.at) + turns) * TURN if self.at else None

    def beyond(self, house: House, profile: NumberProfile, head: str) -> int | None:
        """Return after which number a head begins that is new here; None where no backup binds it.

        A head of which the backups do not know may have been lent from all the same; that of a year which
        began after the last of them was put back was not.
        """
        if self.at is None:
            return None
        years = {(self.at + days).year % 100 for days in (-_DAY, timedelta(), _DAY)}
        heads = {number_head(profile, facility=house.facility, year=year) for year in years}
        return self.passed_over if head in heads else None


def beginning(conn: Connection, station_code: str) -> Beginning:
    """Return how this life of a station's data began."""
    row = one(
        conn,
        "SELECT restored_at, passed_over, lends_a_step FROM station WHERE station_code = %(station)s",
        {"station": station_code},
    )
    return Beginning(*row) if row else Beginning(None, 0, 0)


def rests_until(conn: Connection, station_code: str, now: datetime) -> datetime | None:
    """Return until when no numbers are lent because a backup was put back; None where some are."""
    began = beginning(conn, station_code)
    return began.rests_until() if began.step and began.turns(now) < 1 else None


def refuse_too_early(began: Beginning, lent: int, now: datetime) -> None:
    """Raise Refused where more would be lent of a head since the beginning than its turns so far have."""
    if began.step == 0 or lent <= began.step * began.turns(now):
        return
    until = began.rests_until(ceil(lent / began.step)) or now
    raise refused(409, AT_REST, retry_after_s=ceil((until - now).total_seconds()))
