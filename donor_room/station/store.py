"""The station's connections to PostgreSQL, a few of them, each used by one request at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import LifoQueue
from typing import Any

import psycopg
from psycopg.rows import TupleRow

from donor_room.domain.refusal import Trouble

Connection = psycopg.Connection[TupleRow]

_CONNECT_S = 10
_SETTINGS = "-c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000"


class Connections:
    """Lends connections; whoever comes when all are lent waits."""

    def __init__(self, url: str, *, size: int = 8) -> None:
        self._url = url
        self._over = False
        self._idle: LifoQueue[Connection | None] = LifoQueue()
        for _ in range(size):
            self._idle.put(None)

    @contextmanager
    def lend(self) -> Iterator[Connection]:
        """Lend one connection; a broken one is thrown away and made anew for the next borrower."""
        conn = self._idle.get()
        try:
            if conn is None or conn.broken:
                conn = None
                conn = open_database(self._url)
            yield conn
        finally:
            self._idle.put(_sound(conn, keep=not self._over))

    def close(self) -> None:
        """Close what is idle now, and what is still lent when it comes back."""
        self._over = True
        while not self._idle.empty():
            conn = self._idle.get()
            if conn is not None:
                conn.close()


def _sound(conn: Connection | None, *, keep: bool) -> Connection | None:
    """Return the connection if it can be lent again; close it otherwise."""
    if conn is None:
        return None
    if keep and not conn.closed and conn.info.transaction_status == psycopg.pq.TransactionStatus.IDLE:
        return conn
    conn.close()
    return None


def open_database(url: str) -> Connection:
    """Return a connection that commits by itself outside transactions; raises Trouble when nobody answers.

    An address that is none is Trouble too.
    """
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_S, options=_SETTINGS)
    except (psycopg.OperationalError, psycopg.ProgrammingError) as problem:
        raise Trouble("station.database_away") from problem


@contextmanager
def one_moment(conn: Connection) -> Iterator[None]:
    """Within, every question is answered as of one moment: what is told together belongs together.

    However long it takes to draw what was asked meanwhile, the database waits.
    """
    with conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        conn.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield


def one(conn: Connection, query: Any, values: dict[str, Any]) -> TupleRow | None:
    """Return the first row of a question, or None."""
    return conn.execute(query, values).fetchone()
