"""One thread, in order, to the end, and every asker gets an answer."""

from __future__ import annotations

import threading

import pytest

from donor_room import settings
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.store.database import Database, open_database
from donor_room.store.writer import StoreThread
from tests.store.conftest import KEY


class Notes:
    """A store that remembers on which thread it lived and what was done to it."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.threads = {threading.get_ident()}
        self.tidied = threading.Event()
        self.trouble: Trouble | None = None

    def note(self, word: str) -> str:
        self.threads.add(threading.get_ident())
        self.done.append(word)
        return word

    def tidy(self) -> None:
        self.tidied.set()
        if self.trouble:
            raise self.trouble

    def close(self) -> None:
        self.note("closed")


def test_work_is_done_in_order_on_one_thread_and_then_closed():
    thread = StoreThread(Notes)
    for number in range(100):
        thread.submit(lambda notes, number=number: notes.note(str(number)))
    notes = thread.opened.result(5)
    thread.stop()
    assert notes.done == [*map(str, range(100)), "closed"]
    assert len(notes.threads) == 1


def test_an_answer_comes_back():
    thread = StoreThread(Notes)
    assert thread.submit(lambda notes: notes.note("a")).result(5) == "a"
    thread.stop()


def test_a_refusal_comes_back_and_the_next_work_goes_on():
    thread = StoreThread(Notes)

    def refuse(notes: Notes) -> None:
        raise Refusal("shift.closed")

    refused = thread.submit(refuse)
    went_on = thread.submit(lambda notes: notes.note("b"))
    assert isinstance(refused.exception(5), Refusal)
    assert went_on.result(5) == "b"
    thread.stop()


def test_work_taken_back_before_its_turn_is_not_done():
    thread, gate = StoreThread(Notes), threading.Event()
    thread.submit(lambda notes: gate.wait(5))
    stale = thread.submit(lambda notes: notes.note("stale"))
    assert stale.cancel()
    gate.set()
    thread.stop()
    assert thread.opened.result().done == ["closed"]


def test_after_the_stop_everyone_is_told():
    thread = StoreThread(Notes)
    thread.stop()
    thread.stop()
    told = thread.submit(lambda notes: notes.note("late")).exception(5)
    assert isinstance(told, Trouble)
    assert told.code == "store.closed"


def test_the_store_thread_may_stop_itself():
    thread = StoreThread(Notes)
    thread.submit(lambda notes: thread.stop()).result(5)
    thread._thread.join(5)
    assert thread.opened.result().done == ["closed"]


def test_a_store_that_does_not_open_tells_all_who_wait():
    gate = threading.Event()

    def open_store() -> Notes:
        gate.wait(5)
        raise Trouble("store.in_use")

    thread = StoreThread(open_store)
    waiting = thread.submit(lambda notes: notes.note("a"))
    gate.set()
    assert isinstance(thread.opened.exception(5), Trouble)
    assert waiting.exception(5) is thread.opened.exception()
    assert isinstance(thread.submit(lambda notes: notes.note("b")).exception(5), Trouble)
    thread.stop()


def test_an_idle_moment_is_used_and_its_trouble_does_not_end_the_work():
    thread = StoreThread(Notes)
    notes = thread.opened.result(5)
    notes.trouble = Trouble("store.disk_error")
    assert notes.tidied.wait(5)
    assert thread.submit(lambda notes: notes.note("a")).result(5) == "a"
    thread.stop()


def test_a_real_database_lives_on_the_thread(path):
    thread: StoreThread[Database] = StoreThread(
        lambda: open_database(path, KEY, settings.terminal_migrations())
    )
    assert thread.submit(lambda database: database.row("SELECT 1")).result(20) == (1,)
    thread.stop()
    open_database(path, KEY, settings.terminal_migrations()).close()


def test_a_database_is_of_no_use_on_another_thread(database):
    told = []

    def touch() -> None:
        with pytest.raises(Exception, match="thread"):
            database.row("SELECT 1")
        told.append(True)

    other = threading.Thread(target=touch)
    other.start()
    other.join()
    assert told
