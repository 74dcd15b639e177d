"""`decide` answers line by line, and a bad line stops nobody behind it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from codecs import BOM_UTF8
from pathlib import Path
from types import SimpleNamespace

import pytest

from donor_room.commands import decide
from donor_room.commands.shell import DONE, NO
from tests.support.cases import line

ROOT = Path(__file__).parents[2]
RUN = "import sys; from donor_room.cli import run; sys.exit(run(sys.argv[1:]))"


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


def test_a_byte_order_mark_before_the_first_line_is_no_part_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(BOM_UTF8 + line(id="a") + b"\n" + BOM_UTF8 + line(id="b"))
    status, answers = said(capsys, str(file))
    assert (status, [answer["id"] for answer in answers]) == (NO, ["a", None])


# ---- through the real command ------------------------------------------------------------------------------

HB = b'"hb_g_l": 135'
BAD: dict[str, tuple[bytes, object]] = {
    "words": (b"hello", None),
    "nothing but a mark": (b"null", None),
    "a list": (b'[{"id": "x"}]', None),
    "a text": (b'"x"', None),
    "zero bytes": (b"\0\0\0", None),
    "UTF-16": (line(id="x").decode().encode("utf-16").replace(b"\n", b""), None),
    "GB 18030": ('{"id": "x", "on": "今天"}'.encode("gb18030"), "x"),
    "a broken character": (line(id="x").replace(b'"A"', b'"\xc3\x28"'), "x"),
    "half a character": (line(id="x").replace(b'"A"', b'"\\ud800"'), "x"),
    "an id of half a character": (b'{"id": "\\ud800"}', None),
    "a broken id": (b'{"id": "\xff"}', None),
    "an endless id": (b'{"id": ' + b"9" * 5_000 + b"}", None),
    "two cases in a line": (line(id="x") + line(id="y"), None),
    "a field twice": (line(id="x").replace(HB, HB.replace(b"135", b"100") + b", " + HB), "x"),
    "a part twice": (line(id="x")[:-1] + b', "tests": {}}', "x"),
    "NaN": (line(id="x").replace(HB, HB.replace(b"135", b"NaN")), "x"),
    "Infinity": (line(id="x").replace(HB, HB.replace(b"135", b"-Infinity")), "x"),
    "a unit in the number": (line(id="x", vitals__weight_kg="62.5 kg"), "x"),
    "a number with its unit": (line(id="x", vitals__weight_kg={"value": 62.5, "unit": "kg"}), "x"),
    "another unit": (line(id="x", vitals__sbp_kpa=16), "x"),
    "half a dose": (line(id="x", plan={"kind": "APH_PLT", "doses": 1.5}), "x"),
    "a negative dose": (line(id="x", plan={"kind": "APH_PLT", "doses": -1}), "x"),
    "a negative dose of the past": (line(id="x", history=[{"kind": "APH_PLT", "doses": -1}]), "x"),
    "a kind that is none": (line(id="x", plan={"kind": "RBC"}), "x"),
    "a donation that is none": (line(id="x", history=[None]), "x"),
    "no such day": (line(id="x", on="2026-02-30"), "x"),
    "an instant for a day": (line(id="x", on="2026-11-21T10:00:00"), "x"),
    "a donation to come": (line(id="x", history=[{"kind": "WB", "on": "2026-11-22", "ml": 400}]), "x"),
    "a donation before the birth": (line(id="x", history=[{"kind": "WB", "on": "1986-03-01"}]), "x"),
    "brackets without end": (b"[" * 200_000, None),
    "brackets in a field": (b'{"id": "x", "y": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", None),
    "10 MB of nothing": (b'{"id": "x", "y": "' + b"a" * 10_000_000 + b'"}', "x"),
}


def started(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command as a program of its own; `given` is piped in."""
    command = [sys.executable, "-c", RUN, "decide", *words]
    return subprocess.run(command, input=given, check=False, capture_output=True, cwd=ROOT)


@pytest.fixture(scope="module")
def answered() -> tuple[subprocess.CompletedProcess[bytes], list[dict[str, object]]]:
    """Every bad line, each between two good ones, in one run of the program."""
    good = [line(id=number) for number in range(len(BAD) + 1)]
    told = [text for one, (bad, _) in zip(good, BAD.values(), strict=False) for text in (one, bad)]
    ended = started(given=b"\n".join([*told, good[-1], b""]))
    return ended, [json.loads(text) for text in ended.stdout.splitlines()]


def test_no_bad_line_costs_the_good_ones_their_answer_or_their_place(answered) -> None:
    ended, answers = answered
    assert (ended.returncode, ended.stderr) == (NO, b"")
    assert [one["id"] for one in answers[0::2]] == list(range(len(BAD) + 1))
    assert {one["outcome"] for one in answers[0::2]} == {"eligible"}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_gets_an_error_by_its_id_and_no_decision(name, answered) -> None:
    error = answered[1][1::2][list(BAD).index(name)]
    assert (set(error), error["id"]) == ({"id", "error"}, BAD[name][1])
    assert error["error"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("nowhere.jsonl",), "nowhere.jsonl"),
        (("{folder}",), "{folder}"),
        (("-", "another"), "another"),
        (("--mood", "good"), "--mood"),
        (("--pack", "{folder}"), "gb18467-2011.toml"),
        (("--pack", "nowhere"), "gb18467-2011.toml"),
        (("--overlay", "NO-SUCH"), "NO-SUCH"),
        (("--overlay", "../../CN-46-HAINAN"), "../../CN-46-HAINAN"),
        (("--overlay", "CN-46-HAINAN"), "CN-46-HAINAN"),
        (("--trust", "nowhere.pub"), "nowhere.pub"),
    ],
)
def test_a_wrong_use_is_one_sentence_that_names_what_is_wrong_and_2(words, named, tmp_path) -> None:
    ended = started(*(word.format(folder=tmp_path) for word in words), given=line())
    assert (ended.returncode, ended.stdout, ended.stderr.count(b"\n")) == (2, b"", 1)
    assert named.format(folder=tmp_path) in ended.stderr.decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no shell that closes a stream")
def test_from_a_closed_stream_no_case_comes() -> None:
    closing = ["/bin/sh", "-c", 'exec "$0" -c "$1" decide <&-', sys.executable, RUN]
    ended = subprocess.run(closing, check=False, capture_output=True, cwd=ROOT)
    assert (ended.returncode, ended.stdout, ended.stderr) == (DONE, b"", b"")
