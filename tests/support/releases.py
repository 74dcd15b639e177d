"""Releases as a station makes them: the shipped rules with a change, signed by the key of these tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copy, copytree

import pytest

from donor_room.packs import trust
from donor_room.packs.locate import resources_folder
from donor_room.packs.release import make_release
from donor_room.packs.rules import NATIONAL
from donor_room.packs.trust import read_key
from donor_room.station.release_trial import try_out
from donor_room.station.releases import Kept, add_release, set_out
from donor_room.station.server import Station
from donor_room.workflow.desk import Desk
from donor_room.workflow.packs import StationPacks
from donor_room.workflow.rules_taken import newest_edition
from tests.support import layers as s

STATION = "66001"
MADE = datetime(2026, 11, 20, 2, tzinfo=UTC)
STRICTER = ("hb_min_male_g_l = { number = 120", "hb_min_male_g_l = { number = 140")
"""One limit under which the fit donor of the tests, whose Hb is 138 g/L, is deferred."""


def trust_the_tests(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let this installation trust the key of the tests, as a station puts its own beside the program's."""
    keys = copytree(resources_folder() / "keys", folder / "installation" / "keys")
    copy(s.public_file(), keys / "tests.pub")
    patch.setattr(trust, "resources_folder", lambda: folder / "installation")


def ask_who_signed(desk: Desk, folder: Path) -> None:
    """Give a desk the packs of a real terminal: they ask who signed."""
    desk.packs = StationPacks(
        folder, desk.clock, is_real=True, newest_seen=lambda: newest_edition(desk.ledger)
    )


def released(
    folder: Path,
    *,
    edition: str = "1",
    base: str = "2011.6",
    change: tuple[str, str] = STRICTER,
    station: str = STATION,
    title: str = "样例规则",
) -> bytes:
    """Return a release of the national rules with one thing changed."""
    rules = s.copy_of_rules(folder / f"release-{edition}-{base}", *change)
    file = rules / f"{NATIONAL}.toml"
    text = file.read_text("utf-8").replace('edition = "2011.5"', f'edition = "{base}"', 1)
    file.write_text(text, "utf-8")
    s.sign(rules, NATIONAL)
    return sealed(rules, NATIONAL, edition=edition, station=station, title=title)


def sealed(
    rules: Path, *stems: str, edition: str = "1", station: str = STATION, title: str = "样例规则"
) -> bytes:
    """Return these packs of a folder as a release."""
    return make_release(
        rules,
        stems,
        read_key(s.key_file()),
        station_code=station,
        edition=edition,
        title=title,
        made_at=MADE,
    )


def set_out_at(
    station: Station, raw: bytes, *, from_on: date, terminals: tuple[str, ...] = (), practice: bool = False
) -> Kept:
    """Do at the station what a keeper does: store, try, set out."""
    now = station.clock.now()
    with station.connections.lend() as conn:
        house = station.houses["66001-practice" if practice else "66001"]
        kept = add_release(conn, house, raw, by="keeper", now=now)
        try_out(conn, house, kept, days=30, by="keeper", now=now)
        why = "新规则经医师审阅"
        return set_out(
            conn, house, kept.release, from_on=from_on, terminals=terminals, by="keeper", why=why, now=now
        )
