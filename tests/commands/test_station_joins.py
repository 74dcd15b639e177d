"""`station join|part|joins`: the same look at what changes as on the pages."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from donor_room.commands import station as command
from donor_room.domain.clock import FixedClock
from donor_room.station.server import Station
from tests.support.desks import refused
from tests.support.stations import Caller, new_database
from tests.support.van import MORNING, Book, donor

WHO = ("--by", "clerk", "--why", "one person, two documents")


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Any:
    url = new_database()
    with Station(url, clock=FixedClock(MORNING)) as running:
        for name, visit, who, days in (
            ("van1", "v1", donor(), 0),
            ("van2", "v2", donor("E00000001", document_kind="passport"), 10),
        ):
            book, caller = Book(name, at=MORNING + timedelta(days=days)), Caller(running)
            book.open_visit(visit, who)
            if visit == "v1":
                book.donate(visit, "A999926000001")
            else:
                book.decide(visit, "deferred_for_good")
            caller.push(book.name, book.lines)
            caller.link.close()

    def ran(*words: str) -> list[dict[str, Any]]:
        assert command.main([*words, "--database-url", url]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return ran


def test_a_look_shows_both_and_joins_nothing(say: Any) -> None:
    one, other, after = say("join", "A999926000001", "v2", "--dry-run")
    assert (one["name"], one["visits"], other["deferrals"]) == ("样*甲", ["v1"], ["permanent"])
    assert (after["donations"], after["deferral"], after["joined_already"]) == (1, "permanent", False)
    assert {one["reason"] for one in after["closes"]} == {"same_person"}
    assert say("joins") == []


def test_records_are_joined_and_parted(say: Any) -> None:
    *_, done = say("join", "v1", "v2", *WHO)
    assert done["joined"] is True
    assert [line["why"] for line in say("joins")] == ["one person, two documents"]
    *_, seen, done = say("part", done["one"], done["other"], *WHO)
    assert (seen["joined_already"], done["joined"]) == (True, False)
    assert say("joins")[0]["parted_by"] == "clerk"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("join", "v1"), "joins.command.which"),
        (("join", "v1", "nobody"), "joins.unknown"),
        (("join", "v1", "v1"), "joins.same_record"),
        (("join", "v1", "v2"), "station.hold_who_and_why"),
        (("part", "v1", "v2", *WHO), "station.not_joined"),
    ],
)
def test_what_cannot_be_joined_is_said(say: Any, words: tuple[str, ...], code: str) -> None:
    with refused(code):
        say(*words)
