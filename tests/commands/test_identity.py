from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from donor_room.commands.identity import main
from donor_room.domain.clock import FixedClock

CLOCK = FixedClock(datetime(2026, 11, 21, 4, tzinfo=UTC))


def lines(capsys, *arguments):
    assert main(list(arguments), CLOCK) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_number_gets_a_line(capsys):
    found = lines(capsys, "11010519491231002X", "110105194912310021")
    assert found[0] == {
        "kind": "01",
        "valid": True,
        "birth": "1949-12-31",
        "sex": "female",
        "masked": "110105********002X",
        "reason": None,
        "warnings": [],
    }
    assert (found[1]["valid"], found[1]["reason"]) == (False, "check_character")


def test_a_practice_number_needs_to_be_admitted(capsys):
    assert lines(capsys, "660001199003070013")[0]["reason"] == "practice_area"
    assert lines(capsys, "--practice", "660001199003070013")[0]["valid"]


def test_text_that_is_no_number_is_answered_too(capsys):
    assert [line["kind"] for line in lines(capsys, "", "张三", "\udcff")] == [None] * 3


@pytest.mark.parametrize("arguments", [[], ["--no-such"]])
def test_bad_use_ends_in_two(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "NUMBER" in capsys.readouterr().err


def test_help_is_given(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "--practice" in capsys.readouterr().out
