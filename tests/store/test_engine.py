"""The engine is SQLCipher's, new enough, and the one that sqlite-utils uses too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from donor_room.domain.refusal import Trouble
from donor_room.store import engine
from donor_room.store.database import Database

PACKAGE = Path(engine.__file__).parents[1]


def test_the_linked_engine_is_sound():
    engine.refuse_old_engine()


@pytest.mark.parametrize("version", ["3.51.3", "3.53.4", "4.0.0"])
def test_an_engine_from_3_51_3_on_is_taken(version):
    engine.refuse_old_engine(version)


@pytest.mark.parametrize("version", ["3.51.2", "3.40.1", "3.7.0", "2.8.17"])
def test_an_engine_that_can_lose_a_commit_is_refused(version):
    with pytest.raises(Trouble) as no:
        engine.refuse_old_engine(version)
    assert no.value.code == "store.engine_too_old"


def test_sqlite_utils_uses_the_same_engine_and_its_errors(database: Database):
    names = database.utils().table_names()
    import sqlite_utils.utils

    assert "ledger" in names
    assert issubclass(sqlite_utils.utils.OperationalError, engine.Error)


def test_opening_a_database_does_not_import_sqlite_utils():
    code = "import sys, donor_room.store.database; sys.exit('sqlite_utils' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=PACKAGE.parent).returncode == 0


def test_no_other_module_opens_the_door():
    named = ("import sqlite3", "from sqlite3", "import sqlcipher3", "from sqlcipher3", "pysqlite3")
    openers = [
        p for p in PACKAGE.rglob("*.py") if any(name in p.read_text(encoding="utf-8") for name in named)
    ]
    assert [p.relative_to(PACKAGE).as_posix() for p in openers] == ["store/engine.py"]


def test_an_error_of_ours_is_no_trouble():
    assert engine.trouble_of(ValueError("a bug"), "x") is None
    assert engine.trouble_of(engine.IntegrityError("a constraint"), "x") is None
