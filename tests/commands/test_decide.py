"""`decide` answers line by line, and a bad line stops nobody behind it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from donor_room.commands import decide
from donor_room.commands.shell import DONE, NO
from tests.support.cases import line


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, object]]]:
    status = decide.main(list(arguments))
    return status, [json.loads(text) for text in capsys.readouterr().out.splitlines()]


def test_every_line_is_answered_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b"\n".join([line(id="a"), b"", line(id="b", donor__sex="female"), line(id=7)]) + b"\n")
    status, answers = said(capsys, str(file))
    assert (status, [answer["id"] for answer in answers]) == (DONE, ["a", "b", 7])


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        (b'{"id": "x", "sex": 1}', "x"),
        (b'{"id": ["x"]}', None),
        (b'{"id": true, "sex": 1}', None),
        (b"{", None),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(
    bad: bytes, named: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b"\n".join([line(id="a"), bad, line(id="b")]))
    status, answers = said(capsys, str(file))
    assert (status, [answer["id"] for answer in answers]) == (NO, ["a", named, "b"])
    assert set(answers[1]) == {"id", "error"}


def test_without_a_file_it_reads_what_is_piped_in(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(line(id="piped"))))
    status, (answer,) = said(capsys)
    assert (status, answer["outcome"]) == (DONE, "eligible")
