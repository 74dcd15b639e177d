"""The tests of the station on the PostgreSQL of the distribution, in a cluster made for them alone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import open_to_all
from tests.support.lab_tools import _install
from tests.support.stations import GIVEN

pytestmark = pytest.mark.lab
ROOT = Path(__file__).resolve().parents[2]
OWNER = "postgres"


@pytest.fixture
def programs() -> Path:
    """Where the newest installed server has its programs."""
    if not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        _install("postgresql")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[4]))
    if not found:
        pytest.skip("PostgreSQL cannot be installed here")
    return found[-1].parent


@pytest.fixture
def server(programs: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="donor-room-lab-"))  # its user can reach no folder of pytest's
    cluster = open_to_all(folder) / "cluster"
    owner = {"user": OWNER} if os.geteuid() == 0 else {}  # it refuses to run as root

    def do(*words: str | Path) -> None:
        subprocess.run(words, check=True, capture_output=True, cwd="/", **owner)  # type: ignore[call-overload]

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    do(programs / "initdb", "-D", cluster, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    do(programs / "pg_ctl", "-D", cluster, "-w", "-l", cluster / "log", "-o", options, "start")
    try:
        yield f"postgresql://{OWNER}@127.0.0.1:{port}/postgres"
    finally:
        do(programs / "pg_ctl", "-D", cluster, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_the_station_holds_on_the_distributions_own_server(server: str, tmp_path: Path) -> None:
    words = ["-m", "pytest", "-q", "-m", "not lab", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'b'}"]
    done = subprocess.run(
        [sys.executable, *words, "tests/station"],
        cwd=ROOT, env=os.environ | {GIVEN: server}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6_000:]
    print(done.stdout[-200:])
