"""`cards` writes one PDF, with as many chairs as the station has."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from donor_room import cli
from donor_room.packs.policy import load_policy


@pytest.mark.parametrize(
    ("words", "count"), [((), load_policy().chairs), (("--chairs", "2"), 2), (("--boxes", "5"), 2)]
)
def test_the_cards_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], count: int
) -> None:
    file = tmp_path / "cards.pdf"
    assert cli.run(["cards", "--out", str(file), *words]) == 0
    assert capsys.readouterr().out.strip() == str(file)
    document = pypdfium2.PdfDocument(file)
    assert len(document) == count
    document.close()


@pytest.mark.parametrize(
    "words", [["cards"], ["cards", "--out", "x", "--chairs", "0"], ["cards", "--out", "x", "--boxes", "201"]]
)
def test_bad_use_is_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.run(words)
    assert left.value.code == 2
