"""Bodies that leave: whole or not at all whenever the program is killed, and then found in no page."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Trouble
from donor_room.domain.visit import Visit
from donor_room.station.server import Station
from donor_room.store import hollow
from donor_room.store.database import Database, read_database
from donor_room.store.hollow import wipe_log
from donor_room.workflow.purge import Purge
from tests.mesh.conftest import clock, station, vehicle  # noqa: F401
from tests.mesh.laptops import Laptop, Vehicle
from tests.support import left
from tests.support.plain_pages import plain_bytes


@pytest.fixture
def laptop(vehicle: Vehicle) -> Laptop:  # noqa: F811
    return vehicle.laptop("1")


@pytest.fixture
def old(laptop: Laptop, station: Station, clock: FixedClock) -> list[Visit]:  # noqa: F811
    return left.day_over(laptop, station, clock, donors=3)


def test_a_purge_that_is_killed_at_any_statement_leaves_nothing_half(
    laptop: Laptop, old: list[Visit], tmp_path: Path
) -> None:
    folder = laptop.desk.database.path.parent
    wipe_log(laptop.desk.database)
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.purge_kills", str(folder), str(tmp_path / "killed")],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) > 10
    assert {one["said"] for one in found} == {0, 1, 2}, "killed before, between and after two pieces"
    wanted = {"halves": [], "same": True, "left": 0, "owed": "", "findings": []}
    assert [one for one in found if {name: one[name] for name in wanted} != wanted] == []


def test_what_was_said_is_in_no_page_of_the_file_and_of_its_log(laptop: Laptop, old: list[Visit]) -> None:
    database = laptop.desk.database
    sought = [left.REMARK.encode(), old[0].donor.name.encode(), old[0].donor.document_number.encode()]
    assert all(one in plain_bytes(database) for one in sought)
    left.purge_all(laptop.desk)
    assert [one for one in sought if one in plain_bytes(database)] == []


def test_a_log_that_a_backup_is_reading_is_wiped_the_next_time(laptop: Laptop, old: list[Visit]) -> None:
    database = laptop.desk.database
    reader = read_database(database.path, database.key)
    with _reading(reader):
        left.purge_all(laptop.desk)
        assert laptop.desk.ledger.cursor("left.wipe_owed") == "yes"
    Purge(laptop.desk).due()
    assert laptop.desk.ledger.cursor("left.wipe_owed") == ""
    assert left.REMARK.encode() not in plain_bytes(database)
    assert old


def test_where_much_has_left_the_file_is_made_smaller_as_it_is_closed(
    laptop: Laptop, old: list[Visit]
) -> None:
    database = laptop.desk.database
    left.purge_all(laptop.desk)
    before, heads = database.row("PRAGMA page_count"), laptop.desk.ledger.verify()
    assert not hollow.compact(database), "few holes wait"
    assert hollow.compact(database, holes=1)
    assert database.row("PRAGMA page_count") < before  # type: ignore[operator]
    assert laptop.desk.ledger.verify() == heads
    assert not hollow.compact(database, holes=1), "nothing is left to do"
    assert left.REMARK.encode() not in plain_bytes(database)
    assert old


def test_a_disk_that_has_no_room_for_it_leaves_the_file_as_it_is(
    laptop: Laptop, old: list[Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    left.purge_all(laptop.desk)
    database, run = laptop.desk.database, laptop.desk.database.execute

    def full(sql: str, *given: object) -> object:
        if sql == "VACUUM":
            raise Trouble("store.disk_full", path="x")
        return run(sql, *given)

    monkeypatch.setattr(database, "execute", full)
    assert not hollow.compact(database, holes=1)
    monkeypatch.undo()
    assert hollow.compact(database, holes=1)
    assert old


@contextmanager
def _reading(reader: Database) -> Iterator[None]:
    """A transaction of a reader that stands open, as while a backup is made."""
    reader.execute("BEGIN").close()
    reader.rows("SELECT count(*) FROM ledger")
    yield
    reader.execute("COMMIT").close()
    reader.close()
