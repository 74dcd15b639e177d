"""Bad use is one plain sentence on standard error and exit status 2."""

from __future__ import annotations

import pytest

from donor_room import cli

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
]


@pytest.mark.parametrize("words", BAD_USE, ids=" ".join)
def test_bad_use_is_one_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.run(words)
    said = capsys.readouterr()
    assert (left.value.code, said.out, said.err.count("\n")) == (2, "", 1)


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
