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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize(
    "stop", ["SIGTERM", *(pytest.param(name, marks=pytest.mark.lab) for name in ("SIGHUP", "SIGINT"))]
)
def test_an_ended_demonstration_leaves_no_database_running(tmp_path: Path, stop: str) -> None:
    temporary = open_to_all(tmp_path)
    environ = os.environ | {"TMPDIR": str(temporary)}
    with subprocess.Popen(
        [sys.executable, "-c", RUN, "demo", "--donors", "3", "--out", str(tmp_path / "out")],
        env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert wait_for(lambda: databases_in(temporary))
        process.send_signal(getattr(signal, stop))
        assert process.wait(30) in (130, 128 + getattr(signal, stop))
    assert wait_for(lambda: not databases_in(temporary))
    assert list(temporary.glob("donor-room-station-*")) == []
