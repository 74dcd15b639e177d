"""Whole databases on one PostgreSQL: made, copied, put in each other's place; for try-outs and runs."""

from __future__ import annotations

import psycopg
from psycopg import sql


def make(server: str, name: str) -> None:
    """Make an empty database in the place of one of this name."""
    drop(server, name)
    _do(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def copy(server: str, name: str, to: str) -> None:
    """Copy a database that nobody uses now."""
    drop(server, to)
    _do(
        server,
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(to), sql.Identifier(name)
        ),
    )


def move(server: str, name: str, to: str) -> None:
    """Put a database in the place of another one, which is gone then."""
    drop(server, to)
    _do(server, sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to)))


def drop(server: str, name: str) -> None:
    """Remove a database, whoever is still in it."""
    _do(server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def cut_off(server: str, name: str) -> None:
    """End every connection to a database in the middle of whatever it does."""
    _do(
        server,
        sql.SQL("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {}").format(
            sql.Literal(name)
        ),
    )


def never_wait_for_disk(server: str) -> None:
    """Let this PostgreSQL keep nothing through a power cut: only for what is thrown away."""
    _do(server, sql.SQL("ALTER SYSTEM SET fsync = off"))
    _do(server, sql.SQL("SELECT pg_reload_conf()"))


def _do(server: str, statement: sql.SQL | sql.Composed) -> None:
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(statement)
