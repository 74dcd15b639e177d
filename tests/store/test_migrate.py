"""Migrations run once, whole, in order, and only as they were."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room import settings
from donor_room.domain.refusal import Trouble
from donor_room.store.database import open_database
from donor_room.store.migrate import read_migrations, refuse_foreign_schema, statements
from tests.store.conftest import KEY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "db"
    folder.mkdir()
    write(folder, "0001_bags.sql", "CREATE TABLE bag (lot TEXT) STRICT;\nINSERT INTO bag VALUES ('a;b');\n")
    return folder


def write(folder: Path, name: str, sql: str) -> None:
    (folder / name).write_text(sql, encoding="utf-8", newline="")


def tables(path: Path, folder: Path) -> set[str]:
    database = open_database(path, KEY, folder)
    try:
        return {name for (name,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    finally:
        database.close()


def code_of_opening(path: Path, folder: Path) -> str:
    with pytest.raises(Trouble) as no:
        open_database(path, KEY, folder)
    return no.value.code


def test_a_new_database_gets_every_migration(path, folder):
    write(folder, "0002_tubes.sql", "CREATE TABLE tube (lot TEXT) STRICT;")
    assert tables(path, folder) == {"migration", "bag", "tube"}


def test_a_migration_runs_once(path, folder):
    tables(path, folder)
    database = open_database(path, KEY, folder)
    assert database.rows("SELECT lot FROM bag") == [("a;b",)]
    database.close()


def test_a_database_of_yesterday_gets_what_is_new(path, folder):
    tables(path, folder)
    write(folder, "0002_tubes.sql", "CREATE TABLE tube (lot TEXT) STRICT;")
    assert "tube" in tables(path, folder)


def test_a_newer_database_is_refused(path, folder):
    write(folder, "0002_tubes.sql", "CREATE TABLE tube (lot TEXT) STRICT;")
    tables(path, folder)
    (folder / "0002_tubes.sql").unlink()
    assert code_of_opening(path, folder) == "store.newer_schema"


def test_a_changed_migration_is_refused(path, folder):
    tables(path, folder)
    write(folder, "0001_bags.sql", "CREATE TABLE bag (lot TEXT, code TEXT) STRICT;")
    assert code_of_opening(path, folder) == "store.migration_changed"


def test_line_ends_of_windows_are_no_change(path, folder):
    tables(path, folder)
    unix = (folder / "0001_bags.sql").read_text(encoding="utf-8")
    write(folder, "0001_bags.sql", unix.replace("\n", "\r\n"))
    assert "bag" in tables(path, folder)


def test_a_migration_that_fails_leaves_no_trace(path, folder):
    tables(path, folder)
    write(folder, "0002_tubes.sql", "CREATE TABLE tube (lot TEXT) STRICT; INSERT INTO nowhere VALUES (1);")
    with pytest.raises(Exception, match="no such table"):
        open_database(path, KEY, folder)
    (folder / "0002_tubes.sql").unlink()
    assert tables(path, folder) == {"migration", "bag"}


@pytest.mark.parametrize(
    "word",
    [
        "BEGIN",
        "COMMIT",
        "END",
        "ROLLBACK",
        "VACUUM",
        "PRAGMA user_version = 3",
        "ATTACH 'x' AS y",
        "savepoint s",
    ],
)
def test_a_migration_cannot_leave_its_transaction(path, folder, word):
    write(
        folder,
        "0002_tubes.sql",
        f"-- a comment; with a semicolon\nCREATE TABLE tube (lot TEXT);\n/* so */ {word};",
    )
    with pytest.raises(ValueError, match="one transaction"):
        open_database(path, KEY, folder)
    (folder / "0002_tubes.sql").unlink()
    assert "tube" not in tables(path, folder)


def test_an_unfinished_statement_is_refused(path, folder):
    write(
        folder,
        "0002_tubes.sql",
        "CREATE TABLE tube (lot TEXT); CREATE TRIGGER t AFTER INSERT ON tube BEGIN SELECT 1;",
    )
    with pytest.raises(ValueError, match="unfinished"):
        open_database(path, KEY, folder)


@pytest.mark.parametrize(
    "name", ["0003_gap.sql", "0001_again.sql", "tubes.sql", "2_tubes.sql", "0002_Tubes.sql"]
)
def test_a_stray_name_or_number_is_a_bug_found_at_once(folder, name):
    write(folder, name, "SELECT 1;")
    with pytest.raises(ValueError, match="migration"):
        read_migrations(folder)


@pytest.mark.parametrize("folder", [settings.terminal_migrations(), settings.directory_migrations()])
def test_our_own_migrations_are_in_order_and_whole(folder):
    for migration in read_migrations(folder):
        assert list(statements(migration.sql))


def test_a_trigger_stays_in_one_piece():
    trigger = "CREATE TRIGGER t AFTER INSERT ON bag BEGIN DELETE FROM bag; SELECT ';'; END;"
    assert list(statements(f"-- why; so\n{trigger} SELECT 2; -- the end;\n")) == [trigger, "SELECT 2;"]


@given(st.lists(st.text(alphabet="ab ;-'\n", max_size=12), max_size=5))
def test_texts_with_semicolons_survive_the_split(texts):
    written = ["SELECT '" + text.replace("'", "''") + "';" for text in texts]
    assert list(statements("\n".join(written))) == written


KILLED = """
import os, sys
from pathlib import Path
from donor_room.store import migrate
from donor_room.store.database import Database, open_database

execute, left = Database.execute, [int(sys.argv[3])]

def dying(self, sql, parameters=()):
    left[0] -= 1
    if left[0] < 0:
        os._exit(9)
    return execute(self, sql, parameters)

Database.execute = dying
open_database(Path(sys.argv[1]), bytes(range(32)), Path(sys.argv[2])).close()
"""


@pytest.mark.parametrize("statements_before", [8, 11, 14, 16, 17, 18])
def test_a_migration_killed_midway_is_done_by_the_next_start(path, folder, statements_before):
    write(folder, "0002_tubes.sql", "CREATE TABLE tube (lot TEXT) STRICT; INSERT INTO tube VALUES ('c');")
    words = [sys.executable, "-c", KILLED, str(path), str(folder), str(statements_before)]
    subprocess.run(words, check=False, cwd=settings.terminal_migrations().parents[1])
    assert tables(path, folder) == {"migration", "bag", "tube"}


def test_looking_refuses_a_newer_database_too(path, folder):
    write(folder, "0002_tubes.sql", "CREATE TABLE tube (lot TEXT) STRICT;")
    database = open_database(path, KEY, folder)
    with pytest.raises(Trouble) as no:
        refuse_foreign_schema(database, read_migrations(folder)[:1])
    refuse_foreign_schema(database, read_migrations(folder))
    database.close()
    assert no.value.code == "store.newer_schema"


def test_there_is_nothing_to_look_at_before_the_first_migration(path, tmp_path):
    """What a kill in the making leaves."""
    database = open_database(path, KEY, tmp_path / "no migrations")
    with pytest.raises(Trouble) as no:
        refuse_foreign_schema(database, [])
    database.close()
    assert no.value.code == "store.database_empty"
