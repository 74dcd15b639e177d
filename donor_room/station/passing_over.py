"""Which numbers a station passes over when it begins anew with a backup, and how long it lends none.

What was lent since the backup is not known, and the same backup may be put back a second time when numbers
were lent after the first. So what is passed over grows by a step as often as the station rests, and after
each beginning it rests once: two lives of one backup never lend from the same step.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from math import ceil
from secrets import randbelow
from typing import LiteralString

from donor_room.domain.donation_number import NumberProfile, number_head
from donor_room.station.founding import House
from donor_room.station.refused import refused
from donor_room.station.store import Connection, one

RESTS = timedelta(hours=2)
"""How long no numbers are lent; a terminal asks long before its own are used up."""
AT_REST = "numbers.rests"
LEAST_STEP = 2_000
"""A step is twice the numbers of the busiest day, and never less than this."""
MOST_BY_STEPS = 200_000
"""Beyond this an old backup passes over by chance, so as not to use up the year."""
_DAY = timedelta(days=1)


def gap(conn: Connection, station_code: str, now: datetime) -> int:
    """Return how many numbers of each head to pass over; asked again later it is more by whole steps.

    Steps are counted from the day of which the backup last knows. From the very instant they would begin
    again where a terminal called before anybody knew that a backup was put back.
    """
    step = max(LEAST_STEP, 2 * _most_on_a_day(conn, station_code))
    gone = max(timedelta(), now - _last_known_day(conn, station_code, now))
    by_steps = step * (1 + gone // RESTS)
    if by_steps <= MOST_BY_STEPS:
        return by_steps
    return max(step * (2 + gone // _DAY), MOST_BY_STEPS - randbelow(MOST_BY_STEPS // 2))


def _most_on_a_day(conn: Connection, station_code: str) -> int:
    """Return how many numbers were lent on the busiest day; what terminals told of was lent before."""
    row = one(
        conn,
        "SELECT coalesce(max(lent), 0) FROM (SELECT sum(last_serial - first_serial + 1) AS lent"
        " FROM number_range WHERE station_code = %(station)s AND request NOT LIKE 'held-%%'"
        " GROUP BY leased_at::date) AS days",
        {"station": station_code},
    )
    return int(row[0]) if row else 0


def _last_known_day(conn: Connection, station_code: str, now: datetime) -> datetime:
    row = one(conn, _LAST_KNOWN, {"station": station_code})
    known: datetime = now if row is None or row[0] is None else row[0]
    return datetime.combine(known.astimezone(UTC).date(), time(), UTC)


_LAST_KNOWN: LiteralString = """
SELECT greatest(
 restored_at,
 (SELECT max(leased_at) FROM number_range
  WHERE station_code = %(station)s AND request NOT LIKE 'held-%%'),
 (SELECT max(greeted_at) FROM greeting WHERE station_code = %(station)s))
FROM station WHERE station_code = %(station)s
"""


def refuse_at_rest(conn: Connection, house: House, now: datetime) -> None:
    """Raise Refused as long as this station lends nothing after it began anew."""
    until = rests_until(conn, house.code, now)
    if until is not None:
        raise refused(409, AT_REST, retry_after_s=ceil((until - now).total_seconds()))


def rests_until(conn: Connection, station_code: str, now: datetime) -> datetime | None:
    """Return until when no numbers are lent because a backup was put back; None where they are."""
    row = one(
        conn, "SELECT restored_at FROM station WHERE station_code = %(station)s", {"station": station_code}
    )
    began: datetime | None = row[0] if row else None
    return began + RESTS if began and now < began + RESTS else None


def begins_beyond(conn: Connection, house: House, profile: NumberProfile, head: str) -> int:
    """Return how many numbers to pass over of a head that is new here.

    A head of which the backups do not know may have been lent from all the same; that of a year which began
    after the last of them was put back was not.
    """
    row = one(
        conn,
        "SELECT passed_over, restored_at FROM station WHERE station_code = %(station)s",
        {"station": house.code},
    )
    if row is None or row[1] is None:
        return 0
    years = {(row[1] + days).year % 100 for days in (-_DAY, timedelta(), _DAY)}
    heads = {number_head(profile, facility=house.facility, year=year) for year in years}
    return int(row[0]) if head in heads else 0
