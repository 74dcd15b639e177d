"""`packs release|install`: signed packs made into one file, and such a file put on a terminal by hand."""

from __future__ import annotations

import argparse
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from donor_room.commands.joined import add_terminal, desk_of
from donor_room.commands.replay import write_line
from donor_room.commands.shell import DONE, texts
from donor_room.domain.clock import DONATION_SITE, SystemClock
from donor_room.domain.refusal import Refusal
from donor_room.packs.locate import resources_folder
from donor_room.packs.release import MAX_BYTES, make_release
from donor_room.packs.trust import read_key
from donor_room.workflow.releases import install, put_in_force


def make(wanted: argparse.Namespace) -> int:
    """Write a release of these packs, signed by a key for packs."""
    raw = make_release(
        wanted.pack or resources_folder() / "rules",
        wanted.names,
        read_key(wanted.key),
        station_code=wanted.station_code or "",
        edition=wanted.edition,
        title=wanted.title,
        made_at=SystemClock().now(),
    )
    try:
        wanted.out.write_bytes(raw)
    except OSError as fault:
        raise Refusal("pack_release.unreadable_file", file=str(wanted.out)) from fault
    write_line({"release": str(wanted.out), "bytes": len(raw)})
    return DONE


def install_file(wanted: argparse.Namespace) -> int:
    """Install a release on a terminal that no network reaches, from a day on; from today if none is named."""
    clock = SystemClock()
    try:
        with wanted.file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except OSError as fault:
        raise Refusal("pack_release.unreadable_file", file=str(wanted.file)) from fault
    day = _day(wanted.from_on) if wanted.from_on else clock.today()
    with desk_of(wanted, clock) as desk:
        kept = install(desk, raw, from_at=datetime.combine(day, time(), tzinfo=DONATION_SITE))
        put_in_force(desk)
    write_line({"release": kept.id, "edition": kept.edition, "from": kept.from_at.isoformat()})
    return DONE


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Refusal("pack_release.day_shape") from fault


def describe(does: Any) -> None:
    """Add both words to the parser of `packs`."""
    say = texts().say
    release = does.add_parser("release", help=say("pack_release.command.make"))
    release.set_defaults(does=make)
    release.add_argument("names", nargs="+", metavar="NAME", help=say("packs.option.names"))
    release.add_argument("--pack", type=Path, metavar="DIR", help=say("packs.option.pack"))
    release.add_argument("--key", type=Path, required=True, metavar="FILE", help=say("packs.option.key"))
    release.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=say("pack_release.command.out")
    )
    release.add_argument("--edition", required=True, help=say("pack_release.command.edition"))
    release.add_argument("--station-code", help=say("pack_release.command.station"))
    release.add_argument("--title", required=True, help=say("pack_release.command.title"))
    installs = does.add_parser("install", help=say("pack_release.command.install"))
    installs.set_defaults(does=install_file)
    installs.add_argument("file", type=Path, metavar="FILE")
    add_terminal(installs)
    installs.add_argument("--from", dest="from_on", metavar="DATE", help=say("pack_release.command.from"))
