"""The traps of the toolchain that would lose a record or stop a day, held shut."""

from __future__ import annotations

import sys

import pytest
import sqlcipher3.dbapi2 as engine
from PySide6.QtCore import QObject, Signal


class Bell(QObject):
    rung = Signal(bool)


def emit_often(bell: Bell, times: int) -> None:
    for _ in range(times):
        bell.rung.emit(True)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="True is immortal from Python 3.12 on")
def test_a_thousand_signals_take_no_reference_from_true():
    bell = Bell()
    before = sys.getrefcount(True)
    emit_often(bell, 1000)
    assert abs(sys.getrefcount(True) - before) < 50


def test_a_thousand_signals_all_arrive():
    bell, heard = Bell(), []
    bell.rung.connect(heard.append)
    emit_often(bell, 1000)
    assert heard == [True] * 1000


def test_the_engine_cannot_lose_a_commit_of_two_connections():
    assert engine.sqlite_version_info >= (3, 51, 3)


def test_the_engine_encrypts():
    with engine.connect(":memory:") as memory:
        assert memory.execute("PRAGMA cipher_version").fetchone()[0] >= "4."
