"""`station lock` and `unlock`: a stolen laptop is shut out while the server runs, and let in again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from donor_room.commands.shell import DONE, NOT_DONE
from donor_room.domain.clock import FixedClock
from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from tests.commands.test_station import done
from tests.support.stations import Caller, new_database
from tests.support.van import MORNING, Book


@pytest.fixture(scope="module")
def database() -> str:
    return new_database()


@pytest.fixture
def caller(database: str) -> Iterator[Caller]:
    with Station(database, clock=FixedClock(MORNING)) as station:
        caller = Caller(station)
        yield caller
        caller.link.close()


def told(database: str, *words: str) -> dict[str, object]:
    status, (line,), err = done("station", *words, "--database-url", database)
    assert (status, err) == (DONE, "")
    return line


def test_a_locked_terminal_is_shut_out_at_once_and_let_in_again(caller: Caller, database: str) -> None:
    book, terminal = Book(), caller.reply.terminal
    caller.push("van1", book.lines)
    assert told(database, "lock", terminal) == {"terminal": terminal, "locked": True, "changed": True}
    book.open_shift()
    with pytest.raises(StationSaysNo, match="terminal_locked"):
        caller.push("van1", book.lines)
    assert told(database, "lock", terminal)["changed"] is False
    assert told(database, "unlock", terminal)["changed"] is True
    assert caller.push("van1", book.lines).fresh == 1
    assert told(database, "unlock", terminal)["changed"] is False


@pytest.mark.parametrize("words", [["lock", "nobody"], ["unlock", "nobody"], ["lock"]])
def test_a_name_that_no_terminal_has_is_said_in_words(database: str, words: list[str]) -> None:
    status, lines, err = done("station", *words, "--database-url", database)
    assert (status, lines, "No single terminal is called" in err) == (NOT_DONE, [], True)


def test_the_real_and_the_practice_terminals_are_told_apart(caller: Caller, database: str) -> None:
    status, _, _ = done("station", "lock", caller.reply.terminal, "--practice", "--database-url", database)
    assert status == NOT_DONE
