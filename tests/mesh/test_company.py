"""Who is here is who was heard lately; a calling goes on whatever happens at the other end."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.mesh.calling import Calling
from donor_room.mesh.company import HEARD_FOR_S, Company, Here
from donor_room.mesh.neighbour import NoNeighbour
from donor_room.mesh.round import Met
from donor_room.wire.beside import Presence
from tests.mesh.conftest import NOON

AT_THE_EXAM = Presence(visit="v1", step="exam", person="王芳", since=NOON)


def met(terminal: str = "t1", name: str = "03-1", presence: Presence | None = None, **stopped: str) -> Met:
    return Met(terminal, name, presence, 0, is_more=False, stopped=stopped)


def test_a_neighbour_is_here_until_it_was_not_heard_for_a_while() -> None:
    now = [0.0]
    company = Company(lambda: now[0])
    company.meet(met(book="differs"))
    assert company.here() == (Here("03-1", None),)
    assert company.stopped() == {"book": "differs"}
    now[0] = HEARD_FOR_S
    assert company.here() == ()
    assert company.stopped() == {}


def test_which_laptops_were_heard_within_a_minute() -> None:
    now = [0.0]
    company = Company(lambda: now[0])
    company.meet(met())
    now[0] = 59.9
    assert company.heard(60.0) == {"t1"}
    now[0] = 60.0
    assert company.heard(60.0) == frozenset()


def test_who_is_at_a_step_is_told_for_that_visit_and_step_alone() -> None:
    company = Company(lambda: 0.0)
    company.meet(met(presence=AT_THE_EXAM))
    assert company.at_step("v1", "exam") == Here("03-1", AT_THE_EXAM)
    assert company.at_step("v1", "tests") is None
    assert company.at_step("v2", "exam") is None


def test_what_a_neighbour_said_last_counts() -> None:
    company = Company(lambda: 0.0)
    company.meet(met(presence=AT_THE_EXAM))
    company.meet(met(presence=None))
    assert company.at_step("v1", "exam") is None


class Line:
    """A neighbour whose hellos end one after another as it was told; then it is silent."""

    def __init__(self, *ends: Exception) -> None:
        self._ends, self.hellos, self.is_closed = list(ends), 0, False

    def hello(self) -> Any:
        self.hellos += 1
        if self._ends:
            raise self._ends.pop(0)
        member = SimpleNamespace(terminal="t1", terminal_name="03-1", until=NOON + timedelta(days=1))
        return SimpleNamespace(membership=member, heads=(), presence=None, acknowledged=(), receipted=())

    def close(self) -> None:
        self.is_closed = True


def until(is_so: Callable[[], object]) -> None:
    give_up = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < give_up
        time.sleep(0.005)


def ask(work: Callable[[Any], Any], /) -> Any:
    store = SimpleNamespace(keep_name=lambda *_: None, look=lambda _: {}, take_acknowledged=lambda _: None)
    store.receipts = SimpleNamespace(wanted=lambda _: [])
    return work(store)


def test_a_calling_outlives_silence() -> None:
    line, heard = Line(NoNeighbour("mesh.nobody"), NoNeighbour("mesh.stranger")), []
    calling = Calling(line, ask, heard.append, every_s=0.001)  # type: ignore[arg-type]
    calling.start()
    until(lambda: len(heard) > 2)
    calling.stop()
    assert line.is_closed
    assert line.hellos >= 4


def test_a_calling_ends_with_its_store() -> None:
    for closed in (Trouble("store.closed"), Refusal("staff.open_first")):
        line = Line(closed)
        calling = Calling(line, ask, print, every_s=0.001)  # type: ignore[arg-type]
        calling.start()
        until(lambda calling=calling: not calling._thread.is_alive())
        assert line.hellos == 1
        calling.stop()
