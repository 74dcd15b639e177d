"""`station nonconformances DAY..DAY`: a line for each and one for the sums, and papers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from donor_room.commands import station as command
from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal
from donor_room.station.server import Station
from tests.station.test_nonconforming import bad_book
from tests.support.stations import Caller, new_database
from tests.support.van import MORNING

DAYS = "2026-01-01..2026-12-31"


@pytest.fixture(scope="module")
def url() -> str:
    """The database of a station that has read nothing yet of what came."""
    url = new_database()
    with Station(url, clock=FixedClock(MORNING)) as running:
        Caller(running, numbers=10).push("van1", bad_book().lines)
    return url


def test_what_has_come_is_read_and_told_and_written(
    url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pdf, xlsx = tmp_path / "a.pdf", tmp_path / "a.xlsx"
    words = ["nonconformances", DAYS, "--pdf", str(pdf), "--xlsx", str(xlsx), "--database-url", url]
    assert command.main(words) == 0
    lines: list[dict[str, Any]] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["code"] for line in lines[:-1]] == ["unit_apart", "crate_outside", "number_gap"]
    assert lines[0]["site"] == "样例广场"
    assert (lines[-1]["count"], lines[-1]["open"]) == (3, 3)
    assert pdf.read_bytes()[:5] == b"%PDF-"
    assert xlsx.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("words", [("soon",), ("2026-02-02..2026-02-01",), ("2026-02-02..x",)])
def test_what_cannot_be_meant_is_refused(url: str, words: tuple[str, ...]) -> None:
    with pytest.raises(Refusal):
        command.main(["nonconformances", *words, "--database-url", url])


def test_there_is_no_second_word(url: str) -> None:
    with pytest.raises(SystemExit):
        command.main(["nonconformances", DAYS, "site", "--database-url", url])
