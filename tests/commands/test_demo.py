"""`demo` as a shell starts it: whoever ends it leaves nothing running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.databases import databases_in, open_to_all
from tests.support.practice import RUN


def wait_for(what: object, until: float = 30) -> bool:
    over = time.monotonic() + until
    while not what():  # type: ignore[operator]
        if time.monotonic() > over:
            return False
        time.sleep(0.05)
    return True


def demonstration(folder: Path, temporary: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "demo", "--donors", "3", "--out", str(folder / "out")],
        env=os.environ | {"TMPDIR": str(temporary)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize(
    "stop", ["SIGTERM", *(pytest.param(name, marks=pytest.mark.lab) for name in ("SIGHUP", "SIGINT"))]
)
def test_an_ended_demonstration_leaves_no_database_running(tmp_path: Path, stop: str) -> None:
    temporary = open_to_all(tmp_path)
    with demonstration(tmp_path, temporary) as process:
        assert wait_for(lambda: databases_in(temporary))
        process.send_signal(getattr(signal, stop))
        assert process.wait(30) in (130, 128 + getattr(signal, stop))
    assert wait_for(lambda: not databases_in(temporary))
    assert list(temporary.glob("donor-room-station-*")) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.lab
@pytest.mark.parametrize("tenths", range(0, 31, 2))
def test_a_demonstration_ended_while_its_station_starts_leaves_nothing_behind(
    tmp_path: Path, tenths: int
) -> None:
    temporary = open_to_all(tmp_path)
    with demonstration(tmp_path, temporary) as process:
        assert wait_for(lambda: list(temporary.glob("donor-room-station-*")))
        time.sleep(tenths / 10)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 128 + signal.SIGTERM
    assert list(temporary.glob("donor-room-station-*")) == []
    assert databases_in(temporary) == []
