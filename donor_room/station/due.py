"""From which day on each donor who agreed to be called may give again: kept where the directory is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import NamedTuple

import msgspec

from donor_room.domain.clock import day_at_site
from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.due import due_of
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
from donor_room.packs.rules import load_rules
from donor_room.station import releases, tables
from donor_room.station.joins import Group, groups_of
from donor_room.station.store import Connection, one

_AT_ONCE = 500
"""So few that nobody who waits for the feed waits long."""

_RHD = {"-": "negative", "+": "positive"}
"""How some stations write it in the list of donors whom they knew before."""


class Counted(NamedTuple):
    """By which rules the days are counted, and from which person on still by those of before."""

    release: str
    on_day: date
    stamps: str
    upto: str | None


def keep(conn: Connection, station_code: str, donors: Iterable[tuple[Group, DirectoryDonor | None]]) -> None:
    """Put the days of these donors in the place of those that stand; one with several records stands once."""
    told = list(donors)
    rules = rules_at_hand(conn, station_code)
    conn.execute(
        "DELETE FROM due WHERE station_code = %s AND person = ANY(%s)",
        [station_code, sorted(person for group, _donor in told for person in group)],
    )
    with (
        conn.cursor() as cursor,
        cursor.copy(
            "COPY due (station_code, person, family, from_on, until_on, abo, rhd, tags) FROM STDIN"
        ) as copy,
    ):
        for group, donor in told:
            if donor is None or donor.contact is None or donor.contact.word != "agreed":
                continue
            abo = None if donor.abo_also else donor.abo
            rhd = _RHD.get(donor.rhd or "", donor.rhd)
            for day in due_of(rules, donor):
                copy.write_row((
                    station_code, min(group), day.family, day.from_on, day.until_on, abo, rhd,
                    list(donor.tags),
                ))  # fmt: skip


def counted(conn: Connection, station_code: str) -> Counted | None:
    """Return by which rules the days are counted; None before anybody looked."""
    row = one(
        conn,
        "SELECT release, on_day, stamps, upto FROM due_rules WHERE station_code = %(station)s",
        {"station": station_code},
    )
    return Counted(*row) if row else None


def rules_at_hand(conn: Connection, station_code: str) -> RulePack:
    """Return the rules by which the days of whoever is told now are counted."""
    by = counted(conn, station_code)
    return _rules(conn, station_code, by.release, by.on_day) if by else load_rules()


def recount(
    conn: Connection, station_code: str, now: datetime, *, is_over: Callable[[], bool] = lambda: False
) -> int:
    """Count the days anew where other rules have come into force; return of how many records.

    Goes on where it was stopped. Once it `is_over`, the rest is counted the next time.
    """
    day, release = day_at_site(now), releases.in_force(conn, station_code, now)
    stamps = _name(_rules(conn, station_code, release, day))
    by = counted(conn, station_code)
    if by is not None and by.stamps == stamps and by.upto is None:
        return 0
    if by is None or by.stamps != stamps:
        _begin(conn, station_code, Counted(release, day, stamps, ""))
    total = 0
    while not is_over() and (some := _some(conn, station_code)):
        total += some
    return total


def _begin(conn: Connection, station_code: str, by: Counted) -> None:
    """Let all be counted by these rules; some that another process counts just now by others come first."""
    with conn.transaction():
        tables.lock_feed(conn, station_code)
        conn.execute(
            "INSERT INTO due_rules (station_code, release, on_day, stamps, upto) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (station_code) DO UPDATE SET release = excluded.release, on_day = excluded.on_day,"
            " stamps = excluded.stamps, upto = excluded.upto",
            [station_code, *by],
        )


def _some(conn: Connection, station_code: str) -> int:
    """Count the next records anew; 0 when none is left."""
    with conn.transaction():
        tables.lock_feed(conn, station_code)
        by = counted(conn, station_code)
        if by is None or by.upto is None:
            return 0
        rows = conn.execute(
            "SELECT person, donor FROM directory WHERE station_code = %s AND donor_agreed(donor)"
            " AND person > %s ORDER BY person LIMIT %s",
            [station_code, by.upto, _AT_ONCE],
        ).fetchall()
        donors = {person: msgspec.json.decode(donor, type=DirectoryDonor) for person, donor in rows}
        keep(conn, station_code, _as_donors(conn, station_code, donors))
        conn.execute(
            "UPDATE due_rules SET upto = %s WHERE station_code = %s",
            [rows[-1][0] if rows else None, station_code],
        )
    return len(rows)


def _as_donors(
    conn: Connection, station_code: str, rows: dict[str, DirectoryDonor]
) -> list[tuple[Group, DirectoryDonor | None]]:
    """Of one donor the same is told under every record, so that any of them stands for all."""
    groups = groups_of(conn, station_code, rows.keys())
    return [(group, next(rows[person] for person in sorted(group) if person in rows)) for group in groups]


def _rules(conn: Connection, station_code: str, release: str, day: date) -> RulePack:
    """Those of the program where there is no release, or none that this program can put in force."""
    if not release:
        return load_rules()
    try:
        return releases.rules_under(conn, station_code, release, day)
    except Refusal:
        return load_rules()


def _name(rules: RulePack) -> str:
    stamps = (rules.stamp, *rules.overlays)
    return msgspec.json.encode([(one.id, one.edition, one.sha256) for one in stamps]).decode()
