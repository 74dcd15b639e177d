"""The one door to SQLite: SQLCipher's engine, also under the name that sqlite-utils looks for.

Nothing else imports sqlcipher3, sqlite3 or pysqlite3. sqlite-utils takes `pysqlite3` when there is one and
catches its exception classes, so the name must be taken before sqlite-utils is first imported (110 ms: late).
"""

from __future__ import annotations

import sys
from typing import TypeAlias

import sqlcipher3
from sqlcipher3 import dbapi2

from donor_room.domain.refusal import Trouble

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2

Connection: TypeAlias = dbapi2.Connection
Cursor: TypeAlias = dbapi2.Cursor
Error = dbapi2.Error
IntegrityError = dbapi2.IntegrityError
connect = dbapi2.connect
complete_statement = dbapi2.complete_statement

VERSION: str = dbapi2.sqlite_version
OLDEST_SOUND = (3, 51, 3)
"""Before this, a WAL file with two connections can lose a commit (the WAL-reset race)."""

_TROUBLES = {
    3: "store.read_only",  # SQLITE_PERM
    5: "store.busy",
    6: "store.busy",  # SQLITE_LOCKED
    8: "store.read_only",
    10: "store.disk_error",
    11: "store.damaged",
    13: "store.disk_full",
    14: "store.cannot_open",
    26: "store.damaged",  # SQLITE_NOTADB, once the key is known to fit
}


def refuse_old_engine(version: str = VERSION) -> None:
    """Raise Trouble when the linked SQLite is older than 3.51.3."""
    if tuple(int(part) for part in version.split(".")) < OLDEST_SOUND:
        raise Trouble("store.engine_too_old", version=version, oldest=".".join(map(str, OLDEST_SOUND)))


def trouble_of(error: BaseException, path: object) -> Trouble | None:
    """Name the trouble behind an engine's error; None when the error is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    said = None if code is None else _TROUBLES.get(code & 0xFF)
    return Trouble(said, path=str(path)) if said else None
