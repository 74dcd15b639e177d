"""The thread of sync: it talks when woken, waits after failures, and ends when told."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, Queue
from time import sleep
from typing import Any

from donor_room.commands.shell import sentence_for
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.station.server import Station
from donor_room.sync.client import State
from donor_room.sync.schedule import Schedule
from donor_room.sync.session import Session, Told, link_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import Exchange, exchange_of


class StoreHere:
    """Lets the test's own thread be the store thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asked: Queue[tuple[Callable[[Exchange], Any], Queue[Any]]] = Queue()
        self.told: Queue[Told] = Queue()

    def ask(self, work: Callable[[Exchange], Any]) -> Any:
        answer: Queue[Any] = Queue()
        self._asked.put((work, answer))
        return answer.get(timeout=30)

    def serve(self) -> Told:
        """Do what sync asks until a conversation has ended, and return what it came to."""
        while self.told.empty():
            try:
                work, answer = self._asked.get(timeout=0.05)
            except Empty:
                continue
            answer.put(work(exchange_of(self._desk)))
        return self.told.get()


def test_it_talks_at_once_and_again_when_woken(enrolled: Desk) -> None:
    store = StoreHere(enrolled)
    with link_of(enrolment_of(enrolled.ledger), enrolled.clock) as link:
        schedule = Schedule(Session(link, store.ask), store.told.put, every_s=600)
        schedule.start()
        assert store.serve().is_all_there
        schedule.wake()
        assert store.serve().is_all_there
        schedule.stop()
    assert not schedule._thread.is_alive()


def test_it_waits_after_a_failure_until_a_person_asks(enrolled: Desk, station: Station) -> None:
    station.stop()
    store = StoreHere(enrolled)
    with link_of(enrolment_of(enrolled.ledger), enrolled.clock) as link:
        schedule = Schedule(Session(link, store.ask), store.told.put, every_s=600)
        schedule.start()
        assert store.serve().state is State.WAITING
        schedule.try_now()
        assert store.serve().trouble == "sync.unreachable"
        schedule.stop()


def test_a_trouble_of_the_store_ends_one_conversation_and_not_the_next(enrolled: Desk) -> None:
    store = StoreHere(enrolled)
    troubles = [Trouble("store.disk_full")]

    def ask(work: Callable[[Exchange], Any]) -> Any:
        if troubles:
            raise troubles.pop()
        return store.ask(work)

    with link_of(enrolment_of(enrolled.ledger), enrolled.clock) as link:
        schedule = Schedule(Session(link, ask), store.told.put, every_s=600)
        schedule.start()
        assert store.serve().trouble == "store.disk_full"
        schedule.try_now()
        assert store.serve().is_all_there
        schedule.stop()


def test_a_fault_of_ours_ends_one_conversation_and_not_the_next(enrolled: Desk) -> None:
    """It is broken off wherever it stood; the next one begins anew."""
    store = StoreHere(enrolled)
    faults: list[Exception] = [Refusal("labels.number_used")]

    def ask(work: Callable[[Exchange], Any]) -> Any:
        if faults:
            raise faults.pop()
        return store.ask(work)

    with link_of(enrolment_of(enrolled.ledger), enrolled.clock) as link:
        session = Session(link, ask)
        schedule = Schedule(session, store.told.put, every_s=600)
        schedule.start()
        told = store.serve()
        assert (told.trouble, [sentence_for(one, {}) != one for one in told.sentences]) == (
            "sync.not_taken",
            [True],
        )
        faults.append(ZeroDivisionError("a bug"))
        schedule.try_now()
        while faults:
            sleep(0.01)
        schedule.try_now()
        assert store.serve().is_all_there
        schedule.stop()


def test_a_closed_store_ends_the_thread(enrolled: Desk) -> None:
    def ask(work: Callable[[Exchange], Any]) -> Any:
        raise Trouble("store.closed")

    with link_of(enrolment_of(enrolled.ledger), enrolled.clock) as link:
        schedule = Schedule(Session(link, ask), lambda told: None)
        schedule.start()
        schedule._thread.join(30)
    assert not schedule._thread.is_alive()
