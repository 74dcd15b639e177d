from __future__ import annotations

import logging
import threading

import pytest

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.ui.tasks import InlineTasks, Tasks


def refuse():
    raise Refusal("pulse.too_low", beats_per_min=38)


def trouble():
    raise Trouble("printer.no_paper")


def bug():
    raise KeyError("李建国")


@pytest.fixture(params=[Tasks, InlineTasks])
def tasks(request, qapp):
    made = request.param()
    yield made
    assert made.close()


def test_the_answer_comes_back(tasks, qtbot):
    heard = []
    tasks.run(lambda: 42, heard.append)
    qtbot.waitUntil(lambda: heard == [42])


def test_the_answer_comes_on_the_thread_of_the_screen(tasks, qtbot):
    heard = []
    tasks.run(lambda: None, lambda _: heard.append(threading.current_thread()))
    qtbot.waitUntil(lambda: heard == [threading.main_thread()])


def test_a_refusal_goes_to_whoever_hears_refusals(tasks, qtbot):
    done, refused = [], []
    tasks.run(refuse, done.append, refused.append)
    qtbot.waitUntil(lambda: len(refused) == 1)
    assert (refused[0].code, refused[0].values, done) == ("pulse.too_low", {"beats_per_min": 38}, [])


def test_trouble_goes_where_trouble_is_heard(tasks, qtbot):
    refused, troubled = [], []
    tasks.run(trouble, None, refused.append, troubled.append)
    qtbot.waitUntil(lambda: len(troubled) == 1)
    assert refused == []


def test_trouble_is_shown_as_a_refusal_where_nobody_hears_trouble(tasks, qtbot):
    refused = []
    tasks.run(trouble, None, refused.append)
    qtbot.waitUntil(lambda: [said.code for said in refused] == ["printer.no_paper"])


def test_a_no_that_nobody_hears_reaches_the_window(tasks, qtbot):
    with qtbot.waitSignal(tasks.unheard) as heard:
        tasks.run(refuse)
    assert heard.args[0].code == "pulse.too_low"


def test_a_bug_has_a_reference_and_its_message_is_never_logged(tasks, qtbot, caplog):
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(tasks.failed) as heard:
        tasks.run(bug, lambda _: pytest.fail("a bug is no answer"))
    assert heard.args[0] in caplog.text
    assert "KeyError" in caplog.text
    assert "李建国" not in caplog.text


def test_who_waits_for_work_that_failed_is_told_so_and_waits_no_more(tasks, qtbot):
    troubled = []
    with qtbot.waitSignal(tasks.failed) as heard:
        tasks.run(bug, None, troubled.append)
    qtbot.waitUntil(lambda: len(troubled) == 1)
    assert (troubled[0].code, troubled[0].values) == ("frame.failed", {"reference": heard.args[0]})


def test_work_is_done_in_the_order_given(qtbot, qapp):
    tasks, heard = Tasks(), []
    for number in range(50):
        tasks.run(lambda number=number: number, heard.append)
    qtbot.waitUntil(lambda: heard == list(range(50)))
    assert tasks.close()


def test_all_work_is_done_on_one_thread(qtbot, qapp):
    tasks, heard = Tasks(), []
    for _ in range(5):
        tasks.run(threading.current_thread, heard.append)
    qtbot.waitUntil(lambda: len(heard) == 5)
    assert {thread.name for thread in heard} == {"store"}
    assert tasks.close()


def test_a_page_that_was_closed_hears_nothing(qtbot, qapp):
    from PySide6.QtCore import QObject
    from shiboken6 import delete

    class Listener(QObject):
        def heard(self, answer):
            pytest.fail("a dead page was called")

    listener, tasks, gate = Listener(), Tasks(), threading.Event()
    tasks.run(gate.wait, listener.heard)
    delete(listener)
    gate.set()
    last = []
    tasks.run(lambda: 1, last.append)
    qtbot.waitUntil(lambda: last == [1])
    assert tasks.close()


def test_what_is_still_brought_after_everybody_left_is_not_taken(qtbot, qapp):
    tasks, heard, may_end, ended = Tasks(), [], threading.Event(), threading.Event()
    tasks.run(lambda: may_end.wait(10), heard.append)
    tasks.run(ended.set)
    tasks.leave()
    may_end.set()
    qtbot.waitUntil(ended.is_set)
    assert tasks.close()
    qapp.processEvents()
    assert heard == []
