"""A donation is held against the rules of its own decision, as the terminal kept them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.stamp import PackStamp
from donor_room.packs.rules import load_rules, text_of
from donor_room.station.rules_kept import KeptRules
from donor_room.station.server import Station
from donor_room.station.store import Connection
from tests.support.acts import decision
from tests.support.stations import Caller
from tests.support.van import Book

BASE = load_rules()


@pytest.fixture
def conn(station: Station) -> Iterator[Connection]:
    with station.connections.lend() as conn:
        yield conn


def keep(station: Station, van: str, *texts: tuple[PackStamp, str]) -> None:
    book = Book(van)
    book.add(e.RulesTaken(packs=tuple(e.TakenPack(stamp=stamp, text=text) for stamp, text in texts)))
    Caller(station).push(van, book.lines)
    station.settle()


def months_of(rules: KeptRules, stamp: PackStamp) -> str:
    pack = rules.of(replace(decision("eligible"), rules=stamp))
    return next(str(row.least) for row in pack.interval if (row.last, row.next) == ("WB", "WB"))


def test_the_rules_of_a_decision_are_found_by_their_stamps(station: Station, conn: Connection) -> None:
    text = text_of(BASE.stamp)
    changed = text.replace('least = { n = 6, unit = "month" }', 'least = { n = 3, unit = "month" }')
    assert changed != text
    other = replace(BASE.stamp, edition="2012.1", sha256="1" * 64)
    keep(station, "van1", (BASE.stamp, text))
    keep(station, "van2", (other, changed))
    rules = KeptRules(conn, station.house.code)
    assert (months_of(rules, BASE.stamp), months_of(rules, other)) == ("6 month", "3 month")


def test_rules_that_nobody_kept_are_the_newest_that_anybody_kept(station: Station, conn: Connection) -> None:
    newest = replace(BASE.stamp, edition="2030.2", sha256="2" * 64)
    text = text_of(BASE.stamp)
    keep(station, "van1", (newest, text.replace('6, unit = "month"', '9, unit = "month"')))
    keep(station, "van2", (BASE.stamp, text))
    unknown = replace(BASE.stamp, sha256="f" * 64)
    rules = KeptRules(conn, station.house.code)
    assert months_of(rules, unknown) == "9 month"
    assert rules.of(None) is rules.newest()


def test_without_any_kept_rules_those_of_the_program_count(station: Station, conn: Connection) -> None:
    rules = KeptRules(conn, station.house.code)
    assert rules.newest() == BASE
    assert rules.newest() is rules.newest()


def test_rules_of_a_shape_that_is_no_more_stop_nothing(station: Station, conn: Connection) -> None:
    keep(station, "van1", (BASE.stamp, "nonsense = 1"))
    assert KeptRules(conn, station.house.code).of(replace(decision("eligible"), rules=BASE.stamp)) == BASE
