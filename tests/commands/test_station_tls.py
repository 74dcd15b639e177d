"""A station that other machines reach, as a script starts it: TLS, and a code that says whom to trust."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from donor_room.domain.clock import SystemClock
from tests.commands.test_station import done, start
from tests.support.profiles import new_profile, open_at_once
from tests.support.stations import new_database


@pytest.fixture(scope="module")
def database() -> str:
    return new_database()


@pytest.fixture(scope="module")
def served(database: str) -> Iterator[dict[str, Any]]:
    place = ("--database-url", database, "--port", "0")
    with start("station", *place, "--host", "0.0.0.0", "--reachable-as", "xz.example.cn") as process:  # noqa: S104
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())
            process.send_signal(signal.SIGINT)
            assert process.communicate(timeout=30)[1] == ""
        finally:
            process.kill()


@pytest.fixture
def terminal(tmp_path: Path) -> Path:
    profile = new_profile(tmp_path / "terminal")
    open_at_once(profile, SystemClock()).close()
    return profile.database


def test_a_terminal_joins_and_is_brought_level_over_tls(
    served: dict[str, Any], terminal: Path, database: str
) -> None:
    assert served["ready"].startswith("https://127.0.0.1:")
    _, (given,), _ = done("station", "enrol-code", "--database-url", database, "--terminal", "van")
    words = ("enrol", "--db", terminal, "--station", served["ready"])
    assert done(*words, "--code", given["code"])[0] == 0
    status, (level,), err = done("sync", "--db", terminal)
    assert (status, level["waiting"], err) == (0, 0, "")


@pytest.mark.parametrize(
    ("code", "said"),
    [("2345-6789-ABCD", "needs the long code"), ("2222-" * 7 + "2222", "A sign of this code is wrong")],
)
def test_a_code_that_does_not_serve_is_said_in_words(
    served: dict[str, Any], terminal: Path, code: str, said: str
) -> None:
    status, lines, err = done("enrol", "--db", terminal, "--station", served["ready"], "--code", code)
    assert (status, lines, said in err) == (2, [], True)


def test_nobody_else_believes_its_certificate(served: dict[str, Any]) -> None:
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{served['ready']}/v1/health")


def test_plain_http_is_not_answered_there(served: dict[str, Any]) -> None:
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{served['ready'].replace('https', 'http')}/v1/health")
