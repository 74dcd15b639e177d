"""`station release|releases|withdraw-release`: rules for the terminals, as on the station's pages."""

from __future__ import annotations

import argparse
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from donor_room.commands.shell import DONE, texts
from donor_room.commands.station_office import office, tell
from donor_room.domain.clock import DONATION_SITE, SystemClock
from donor_room.domain.refusal import Refusal
from donor_room.packs.release import MAX_BYTES
from donor_room.station.enrolment import find_by_name
from donor_room.station.founding import House, twin_of
from donor_room.station.projector import project_all
from donor_room.station.release_feed import holders
from donor_room.station.release_trial import DAYS, Changed, Trial, try_out
from donor_room.station.releases import Kept, add_release, day_of, find_release, releases, set_out, withdraw
from donor_room.station.store import Connection

RELEASE, WITHDRAW = "release", "withdraw-release"


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options of these works."""
    say = texts().say
    parser.add_argument("--from", dest="from_on", metavar="DATE", help=say("pack_release.command.from"))
    parser.add_argument("--days", type=int, default=DAYS, help=say("pack_release.command.days"))
    parser.add_argument(
        "--to", action="append", default=[], metavar="NAME", help=say("pack_release.command.to")
    )


def release(wanted: argparse.Namespace) -> int:
    """Check a file, try it on the station's own visits, and with --from let it go down."""
    raw = _read(wanted.what)
    if wanted.from_on and not (wanted.by and wanted.why):
        raise Refusal("pack_release.command.why_needed")
    with office(wanted) as (conn, houses):
        house, now = twin_of(houses, practice=wanted.practice), SystemClock().now()
        project_all(conn, house.world, now)
        kept = _stored(conn, house, raw, wanted.by or "command_line", now)
        by = wanted.by or "command_line"
        trial = try_out(conn, house, kept, days=wanted.days, by=by, now=now)
        for one in trial.changed:
            tell(changed_line(one))
        tell(_trial_line(trial))
        if wanted.from_on:
            kept = _set_out(conn, house, kept, wanted, now)
        tell(_line(conn, house, kept, now))
    return DONE


def _read(file: str | None) -> bytes:
    if not file:
        raise Refusal("pack_release.command.file_needed")
    try:
        with Path(file).open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as fault:
        raise Refusal("pack_release.unreadable_file", file=file) from fault


def _stored(conn: Connection, house: House, raw: bytes, by: str, now: datetime) -> Kept:
    """Return the release of a file; one that is stored already is gone on with."""
    known = {kept.release: kept for kept in releases(conn, house.code)}
    return known.get(sha256(raw).hexdigest()) or add_release(conn, house, raw, by=by, now=now)


def _set_out(conn: Connection, house: House, kept: Kept, wanted: argparse.Namespace, now: datetime) -> Kept:
    from_on = day_of(wanted.from_on)
    terminals = [find_by_name(conn, house, name) for name in wanted.to]
    return set_out(
        conn, house, kept.release, from_on=from_on, terminals=terminals, by=wanted.by, why=wanted.why, now=now
    )


def changed_line(one: Changed) -> dict[str, object]:
    """Return a decision that would differ: what it was, what it would be, and by which clauses."""
    return {
        "visit": one.visit,
        "number": one.number,
        "on": one.on.isoformat(),
        "before": one.before.outcome,
        "after": one.after.outcome,
        "until": one.after.until_on and one.after.until_on.isoformat(),
        "came": [[finding.rule, finding.clause] for finding in one.came],
        "gone": [[finding.rule, finding.clause] for finding in one.gone],
    }


def _trial_line(trial: Trial) -> dict[str, object]:
    return {
        "decisions": trial.decisions,
        "differing": trial.differing,
        "unreadable": trial.unreadable,
        "days": trial.days,
        "as_on": trial.as_on.isoformat(),
        "cut": trial.is_cut,
    }


def _line(conn: Connection, house: House, kept: Kept, now: datetime) -> dict[str, object]:
    held = holders(conn, house.code, kept.release)
    return {
        "release": kept.release,
        "edition": kept.edition,
        "title": kept.title,
        "state": kept.state(now),
        "from": kept.from_at and kept.from_at.astimezone(DONATION_SITE).isoformat(),
        "terminals": kept.terminals,
        "taken": [one.name for one in held if one.state == "taken"],
        "refused": {one.name: one.code for one in held if one.state == "refused"},
        "not_yet": [one.name for one in held if one.told_at is None],
    }


def list_releases(wanted: argparse.Namespace) -> int:
    """Name every release, how it stands, who has it and who has not yet."""
    with office(wanted) as (conn, houses):
        for house in houses.values():
            for kept in releases(conn, house.code):
                tell(_line(conn, house, kept, SystemClock().now()) | {"station_code": house.code})
    return DONE


def withdraw_release(wanted: argparse.Namespace) -> int:
    """Take back a release that is not in force yet."""
    if not wanted.what:
        raise Refusal("pack_release.command.which")
    if not (wanted.by and wanted.why):
        raise Refusal("pack_release.command.why_needed")
    with office(wanted) as (conn, houses):
        house, now = twin_of(houses, practice=wanted.practice), SystemClock().now()
        kept = find_release(conn, house.code, wanted.what)
        tell(
            _line(
                conn, house, withdraw(conn, house, kept.release, by=wanted.by, why=wanted.why, now=now), now
            )
        )
    return DONE


WORKS = {RELEASE: release, "releases": list_releases, WITHDRAW: withdraw_release}
OF_SOMETHING = {RELEASE, WITHDRAW}
