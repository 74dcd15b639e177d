"""Releases of packs at the station: checked, stored, set out with a first day, withdrawn before it."""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from shutil import rmtree
from typing import LiteralString, NamedTuple

from donor_room.domain.clock import DONATION_SITE, day_at_site
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
from donor_room.packs.active import load_active
from donor_room.packs.in_force import rank_of
from donor_room.packs.release import Release, lay_out, read_release
from donor_room.packs.released_rules import is_newer, refuse_unless_on, rules_of_release
from donor_room.packs.trust import trusted_keys
from donor_room.station import tables
from donor_room.station.founding import House
from donor_room.station.journal import note
from donor_room.station.past import refuse_longer_memory
from donor_room.station.rules_kept import KeptRules
from donor_room.station.store import Connection, one

SHORTEST_WHY, LONGEST_WHY = 4, 1_000


class Kept(NamedTuple):
    """A release as the station has it; without from_at it waits for a person."""

    release: str
    edition: str
    base_edition: str
    title: str
    signed_by: str
    added_by: str
    added_at: datetime
    tried_at: datetime | None
    tried_days: int | None
    tried_decisions: int | None
    tried_differing: int | None
    from_at: datetime | None
    released_by: str | None
    released_at: datetime | None
    why: str | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawn_why: str | None
    terminals: list[str]

    def state(self, now: datetime) -> str:
        """Return the key of the word for how it stands."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.from_at is None:
            return "waits"
        return "in_force" if self.from_at <= now else "coming"


_KEPT: LiteralString = (
    "SELECT r.release, edition, base_edition, title, signed_by, added_by, added_at, tried_at, tried_days,"
    " tried_decisions, tried_differing, from_at, released_by, released_at, why, withdrawn_by, withdrawn_at,"
    " withdrawn_why,"
    " ARRAY(SELECT f.terminal FROM release_for f WHERE f.station_code = r.station_code"
    " AND f.release = r.release ORDER BY f.terminal)"
    " FROM release r WHERE r.station_code = %(station)s"
)


def releases(conn: Connection, station_code: str) -> list[Kept]:
    """Return every release, the newest first."""
    rows = conn.execute(_KEPT + " ORDER BY added_at DESC, release", {"station": station_code})
    return [Kept(*row) for row in rows]


def find_release(conn: Connection, station_code: str, release: str) -> Kept:
    """Return one release by its id or the beginning of it; raises Refusal for none or several."""
    rows = conn.execute(
        _KEPT + " AND starts_with(r.release, %(release)s) LIMIT 2",
        {"station": station_code, "release": release},
    ).fetchall()
    if len(rows) != 1 or not release:
        raise Refusal("pack_release.unknown", release=release[:64])
    return Kept(*rows[0])


def add_release(conn: Connection, house: House, raw: bytes, *, by: str, now: datetime) -> Kept:
    """Check a file and store it; of what is no release for this station nothing is stored: raises Refusal."""
    release = read_release(raw, trusted_keys(), station_code=house.code)
    with conn.transaction():
        tables.lock_feed(conn, house.code)
        if one(conn, _IS_THERE, {"station": house.code, "release": release.id}) is not None:
            raise Refusal("pack_release.there_already", edition=release.contents.edition)
        _refuse_old(conn, house, release.contents.edition)
        (_, pack), *_later = check_rules(conn, house, release, day_at_site(now))
        conn.execute(
            "INSERT INTO release (station_code, release, edition, base_edition, title, signed_by, content,"
            " added_by, added_at) VALUES (%s, %s, %s, %s, %s, %s, %b, %s, %s)",
            [
                house.code,
                release.id,
                release.contents.edition,
                pack.stamp.edition,
                release.contents.title,
                release.key,
                raw,
                by,
                now,
            ],
        )
        note(conn, house.code, by, "release_added", _named(release.id, release.contents.edition), now)
    return find_release(conn, house.code, release.id)


_IS_THERE: LiteralString = "SELECT 1 FROM release WHERE station_code = %(station)s AND release = %(release)s"


def _named(release: str, edition: str, **more: object) -> dict[str, object]:
    return {"release": release[:12], "edition": edition, **more}


def _refuse_old(conn: Connection, house: House, edition: str) -> None:
    """Rules never go back: a release comes after all that were ever set out and not withdrawn."""
    newest = _newest(conn, house, "edition")
    if not is_newer(edition, newest):
        raise Refusal("pack_release.old_edition", edition=edition, newest=newest or "")


def _newest(conn: Connection, house: House, column: LiteralString) -> str | None:
    """Return the newest edition of the releases that were set out, or of the bases under them."""
    rows = conn.execute(_SET_OUT[column], [house.code])
    return max((edition for (edition,) in rows), key=rank_of, default=None)


_SET_OUT: dict[str, LiteralString] = {
    column: f"SELECT {column} FROM release WHERE station_code = %s"  # noqa: S608 - two names of ours
    " AND from_at IS NOT NULL AND withdrawn_at IS NULL"
    for column in ("edition", "base_edition")
}


def content_of(conn: Connection, house: House, release: str) -> Release:
    """Return a stored release, its signature checked once more."""
    return _content(conn, house.code, release)


def _content(conn: Connection, station_code: str, release: str) -> Release:
    row = one(
        conn,
        "SELECT content FROM release WHERE station_code = %(station)s AND release = %(release)s",
        {"station": station_code, "release": release},
    )
    if row is None:
        raise Refusal("pack_release.unknown", release=release[:12])
    return read_release(bytes(row[0]), trusted_keys(), station_code=station_code)


def in_force(conn: Connection, station_code: str, now: datetime) -> str:
    """Return the release by which all terminals of the station decide now; empty where there is none."""
    row = one(
        conn,
        "SELECT release FROM release r WHERE station_code = %(station)s AND from_at <= %(now)s"
        " AND withdrawn_at IS NULL AND NOT EXISTS (SELECT 1 FROM release_for f"
        "  WHERE f.station_code = r.station_code AND f.release = r.release)"
        " ORDER BY from_at DESC, revision DESC LIMIT 1",
        {"station": station_code, "now": now},
    )
    return str(row[0]) if row else ""


def rules_under(conn: Connection, station_code: str, release: str, day: date) -> RulePack:
    """Return the rules of a day under a release; raises Refusal where they cannot be in force here."""
    return _rules_of(lay_out(_content(conn, station_code, release), _workshop()), day)


@lru_cache(maxsize=8)
def _rules_of(folder: Path, day: date) -> RulePack:
    """A release is named by its hash: what lies in its folder is always the same."""
    return rules_of_release(folder, day, trusted_keys(), station=folder)


def check_rules(conn: Connection, house: House, release: Release, first: date) -> list[tuple[date, RulePack]]:
    """Return the rules of a first day and of each later one on which a layer comes into force.

    Raises Refusal where anything of it could not decide: a terminal must not find that out on the day.
    """
    folder, keys = lay_out(release, _workshop()), trusted_keys()
    seen = KeptRules(conn, house.code).newest().stamp.edition
    newest = max(seen, _newest(conn, house, "base_edition") or seen, key=rank_of)
    active = load_active(folder)
    later = sorted({layer.from_on for layer in active.layer if layer.from_on > first} if active else ())
    days = (first, *later)
    rules = [(day, rules_of_release(folder, day, keys, station=folder, newest=newest)) for day in days]
    for _, pack in rules:
        refuse_longer_memory(pack)
    return rules


@cache
def _workshop() -> Path:
    """A folder of this process in which releases are laid out to be read."""
    folder = Path(tempfile.mkdtemp(prefix="donor-room-releases-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    return folder


def set_out(
    conn: Connection,
    house: House,
    release: str,
    *,
    from_on: date,
    terminals: Collection[str] = (),
    by: str,
    why: str,
    now: datetime,
) -> Kept:
    """Let a release go down to all terminals, or to those named, in force from a day; raises Refusal.

    Nobody releases what was not tried on the station's own visits before.
    """
    _refuse_silent(why)
    if from_on < day_at_site(now):
        raise Refusal("pack_release.day_over", day=from_on)
    with conn.transaction():
        tables.lock_feed(conn, house.code)
        kept = find_release(conn, house.code, release)
        if kept.tried_at is None:
            raise Refusal("pack_release.try_first")
        if kept.from_at is not None:
            raise Refusal("pack_release.released_already")
        _refuse_old(conn, house, kept.edition)
        _refuse_strangers(conn, house, terminals)
        for day, pack in check_rules(conn, house, content_of(conn, house, kept.release), from_on):
            refuse_unless_on(pack, day)
        _write_down(conn, house, kept, midnight(from_on), sorted(set(terminals)), by, why.strip(), now)
    return find_release(conn, house.code, kept.release)


def day_of(text: str) -> date:
    """Return a day as people write it to a computer, 2027-03-01; raises Refusal."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as fault:
        raise Refusal("pack_release.day_shape") from fault


def midnight(day: date) -> datetime:
    """Return when a day begins at the station."""
    return datetime.combine(day, time(), tzinfo=DONATION_SITE)


def _refuse_silent(why: str) -> None:
    if not SHORTEST_WHY <= len(why.strip()) <= LONGEST_WHY:
        raise Refusal("console.problem.why", least=SHORTEST_WHY, most=LONGEST_WHY)


def _refuse_strangers(conn: Connection, house: House, terminals: Collection[str]) -> None:
    rows = conn.execute("SELECT terminal FROM terminal WHERE station_code = %s", [house.code])
    strangers = set(terminals) - {terminal for (terminal,) in rows}
    if strangers:
        raise Refusal("pack_release.terminal_unknown", terminal=min(strangers))


def _write_down(
    conn: Connection,
    house: House,
    kept: Kept,
    from_at: datetime,
    terminals: Sequence[str],
    by: str,
    why: str,
    now: datetime,
) -> None:
    conn.execute(
        "UPDATE release SET revision = %s, from_at = %s, released_by = %s, released_at = %s, why = %s"
        " WHERE station_code = %s AND release = %s",
        [tables.take_feed_numbers(conn, house.code, 1), from_at, by, now, why, house.code, kept.release],
    )
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO release_for (station_code, release, terminal) VALUES (%s, %s, %s)",
            [(house.code, kept.release, terminal) for terminal in terminals],
        )
    told = {"from_on": str(from_at.date()), "terminals": ", ".join(terminals) or "*", "why": why}
    note(conn, house.code, by, "release_set_out", _named(kept.release, kept.edition, **told), now)


def withdraw(conn: Connection, house: House, release: str, *, by: str, why: str, now: datetime) -> Kept:
    """Take a release back before its first moment; raises Refusal when donors are decided by it already."""
    _refuse_silent(why)
    with conn.transaction():
        tables.lock_feed(conn, house.code)
        kept = find_release(conn, house.code, release)
        if kept.state(now) != "coming":
            raise Refusal("pack_release.not_to_withdraw")
        conn.execute(
            "UPDATE release SET revision = %s, withdrawn_by = %s, withdrawn_at = %s, withdrawn_why = %s"
            " WHERE station_code = %s AND release = %s",
            [tables.take_feed_numbers(conn, house.code, 1), by, now, why.strip(), house.code, kept.release],
        )
        told = _named(kept.release, kept.edition, why=why.strip())
        note(conn, house.code, by, "release_withdrawn", told, now)
    return find_release(conn, house.code, kept.release)
