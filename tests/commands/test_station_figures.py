"""`station figures DAY..DAY [PART]`: a line for each part, and the papers that were asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from donor_room.commands import station as command
from donor_room.commands.shell import texts
from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal
from donor_room.station.server import Station
from tests.support.busy_day import fill
from tests.support.stations import new_database
from tests.support.van import MORNING


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    url = new_database()
    with Station(url, clock=FixedClock(MORNING)) as running:
        fill(running)

    def ran(*words: str) -> list[dict[str, Any]]:
        assert command.main(["figures", *words, "--database-url", url]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return ran


NOBODY_KNOWN = {"first": 0, "repeat": 0, "further": 1, "donations": 11}
DAYS = "2026-01-01..2026-12-31"


def test_figures_are_told_by_part_and_written_on_paper(run: Any, tmp_path: Path) -> None:
    papers = [tmp_path / name for name in ("a.pdf", "a.xlsx", "b.pdf")]
    options = ("--pdf", "--xlsx", "--first-sticks")
    words = [word for pair in zip(options, map(str, papers), strict=True) for word in pair]
    told = run(DAYS, "site", *words, "--year-before")
    assert {line["site"]: line["visits"] for line in told}["样例广场"] == 12
    (whole,) = run(DAYS)
    assert whole["persons"]["donations"] == whole["donated"]
    said = "".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(papers[0].read_bytes())
    )
    assert "样例广场" in said
    count = whole["persons"]["persons"]
    assert (
        texts().say("figures.sheet.persons_are", persons=count, **NOBODY_KNOWN | {"unknown": count}) in said
    )
    assert papers[1].read_bytes()[:2] == b"PK"
    assert papers[2].read_bytes()[:5] == b"%PDF-"


@pytest.mark.parametrize("words", [("soon",), (DAYS, "weather"), ("2026-02-02..2026-02-01",)])
def test_what_cannot_be_meant_is_refused(run: Any, words: tuple[str, ...]) -> None:
    with pytest.raises(Refusal):
        run(*words)
