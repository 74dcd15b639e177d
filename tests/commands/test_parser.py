"""Bad use is one plain sentence on standard error and exit status 2."""

from __future__ import annotations

import re

import pytest

from donor_room import cli
from donor_room.commands.parser import Parser

BAD_USE = [
    ["demo", "--donors", "0"],
    ["demo", "--donors", "many"],
    ["demo", "--speed", "nan"],
    ["demo", "--speed", "quick"],
    ["play", "--db", "x", "--visits", "-1"],
    ["play", "--db", "x", "--visits", "few"],
    ["identity"],
    ["verify"],
    ["sync", "--db", "a", "--profile", "b"],
    ["station", "teapot"],
    ["terminal", "--practice", "--real"],
    ["station", "--port", "x"],
    ["station", "--e", "x"],
    ["station", "--database-url", ""],
    ["enrol", "--db", "x", "--station", "y", "--code", "\udcff"],
    ["export", "--db", "x", "--visit", "\udcff"],
    ["verify", "--db"],
    ["verify", "--db", "x", "more"],
    ["terminal", "--real=3"],
    ["play", "--db", "x", "--s", "3", "--vi", "2", "--seed", "many"],
    ["packs"],
]


@pytest.mark.parametrize("words", BAD_USE, ids=" ".join)
def test_bad_use_is_one_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.run(words)
    said = capsys.readouterr()
    assert (left.value.code, said.out, said.err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("words", BAD_USE, ids=" ".join)
def test_bad_use_is_said_without_a_word_of_argparse(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Chinese text in which only names of options and words that were typed are Latin."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(SystemExit):
        cli.run(words)
    sentence, _, _ = capsys.readouterr().err.partition("。")
    assert not re.findall(r"\b(argument|invalid|expected|required|unrecognized|arguments|value)\b", sentence)


def test_a_long_word_is_not_said_whole(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.run(["play", "--db", "x", "--seed", "9" * 5000])
    assert len(capsys.readouterr().err) < 250


def test_help_is_in_the_language_of_the_shell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(SystemExit) as left:
        cli.run(["identity", "--help"])
    said = capsys.readouterr().out
    assert left.value.code == 0
    assert said.startswith("用法：python3 -m donor_room identity ")
    assert not re.findall(r"usage|options|arguments|show this", said)


def test_a_bound_is_named_and_no_name_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.run(["demo", "--donors", "many"])
    said = capsys.readouterr().err
    assert "400" in said
    assert "_count" not in said


def test_bad_use_speaks_the_language_of_the_shell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(SystemExit):
        cli.run(["identity"])
    assert "用法" in capsys.readouterr().err


def test_options_may_stand_between_words() -> None:
    parser = Parser(prog="donor_room try")
    parser.add_argument("--data")
    parser.add_argument("what", nargs="?")
    parser.add_argument("file", nargs="?")
    typed = (["in", "--data", "d", "f"], ["--data", "d", "in", "f"], ["in", "f", "--data", "d"])
    assert {tuple(vars(parser.parse_args(words)).values()) for words in typed} == {("d", "in", "f")}


def test_behind_two_dashes_all_are_words() -> None:
    parser = Parser(prog="donor_room try")
    parser.add_argument("--data")
    parser.add_argument("texts", nargs="+")
    wanted = parser.parse_args(["--data", "d", "--", "-:", "--data"])
    assert (wanted.data, wanted.texts) == ("d", ["-:", "--data"])
