"""What the nurse waits for on the real window: a visit that is taken up, the next page, a key while it saves.

The twin of the first two draws a bare widget of the same size after the same way through the event
loop; the twin of `page.after_f10` inserts the bytes of the act into a bare file as well, since ours has
saved it when it shows. `window.longest_pause` is the longest time for which the window heard nothing
while answers were saved on the store thread: the gap between the beats of a timer of 2 ms, whose twin
beats while nothing is saved.
"""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from donor_room.domain.visit import Visit
from donor_room.practice.people import People
from donor_room.workflow import examine, interview, register
from donor_room.workflow.desk import Desk
from tests.bench.act import raw_file, raw_insert
from tests.bench.desk import expected, visit_in_interview
from tests.bench.line import Line, against_limit, in_turns
from tests.bench.stage import Stage, open_stage

ENTRIES = 60
_BEAT_MS = 2


def lines(*, quick: bool) -> list[Line]:
    """Measure on one terminal that stays open."""
    runs = 12 if quick else 60
    with open_stage(visits=2) as stage:
        bare = Bare(stage.window.size().width(), stage.window.size().height())
        return [_taken_up(stage, bare, runs), _next_page(stage, bare, runs), _pauses(stage, runs * 5)]


class Bare(QWidget):
    """A widget that fills itself with one colour, and how long that takes."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.resize(width, height)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), Qt.GlobalColor.white)

    def ms_to_draw(self) -> float:
        """Return the milliseconds until an update that was asked for has been painted."""
        loop = QEventLoop()
        began = perf_counter()
        self.update()
        QTimer.singleShot(0, lambda: QTimer.singleShot(0, loop.quit))
        loop.exec()
        return (perf_counter() - began) * 1_000


def _taken_up(stage: Stage, bare: Bare, runs: int) -> Line:
    visit = stage.on_store(_visit_of_sixty)
    stage.ms_until_painted("interview", lambda: stage.terminal.take_up(visit))
    stage.rest()

    def ours() -> float:
        stage.ms_until_painted("reception", lambda: stage.terminal.show("reception"))
        stage.on_store(lambda desk: desk.visits.forget())  # so that it is folded from the ledger again
        stage.rest(20)
        return stage.ms_until_painted("interview", lambda: stage.terminal.take_up(visit))

    values, twin = in_turns(ours, bare.ms_to_draw, runs)
    return against_limit("visit.fold_and_draw", "ms", values, twin, most=16, note=f"{ENTRIES} entries")


def _visit_of_sixty(desk: Desk) -> str:
    visit = visit_in_interview(desk)
    answers = expected(desk, visit)[:-1]
    while len(desk.ledger.of_visit(visit.id)) < ENTRIES:
        item, given = answers[len(desk.ledger.of_visit(visit.id)) % len(answers)]
        interview.answer(desk, visit.id, item=item, given=given)
    return visit.id


def _next_page(stage: Stage, bare: Bare, runs: int) -> Line:
    people = People(4_711, stage.terminal.clock.today())
    raw = stage.on_store(lambda desk: raw_file(desk.database.path.with_name("raw.db")))
    stage.ms_until_painted("tests", lambda: stage.terminal.window.show_page("tests"))

    def ours() -> float:
        visit = stage.on_store(lambda desk: _ready_to_sign(desk, people).id)
        stage.ms_until_painted("exam", lambda: stage.terminal.take_up(visit))
        stage.rest()
        return stage.ms_until_painted("tests", stage.press_f10)

    def twin() -> float:
        return float(stage.on_store(lambda desk: raw_insert(raw, desk))) + bare.ms_to_draw()

    values, twins = in_turns(ours, twin, runs)
    stage.on_store(lambda _desk: raw.close())
    return against_limit("page.after_f10", "ms", values, twins, most=50, note="exam signed, tests shown")


def _ready_to_sign(desk: Desk, people: People) -> Visit:
    """A donor at the examination, all of it done but the signature."""
    visit = register.open_visit(desk, donor=people.next_donor(), source="typed", plan="WB400")
    interview.give_consent(desk, visit.id, language="zh_CN", strokes=(((0, 0),) * 20,))
    for item, given in expected(desk, visit):
        interview.answer(desk, visit.id, item=item, given=given)
    interview.sign(desk, visit.id, seen=())
    examine.measure_pressure(desk, visit.id, sbp="118", dbp="76", confirmed=False)
    for quantity, text in (("pulse", "72"), ("temp", "36.5"), ("weight", "66")):
        examine.measure(desk, visit.id, quantity=quantity, text=text, confirmed=True)
    for sign in examine.SIGNS:
        visit = examine.see_sign(desk, visit.id, sign=sign, normal=True)
    return visit


def _pauses(stage: Stage, acts: int) -> Line:
    visit = stage.on_store(lambda desk: visit_in_interview(desk, donor=2))
    answers = stage.on_store(lambda desk: expected(desk, desk.visits.get(visit.id)))
    stage.ms_until_painted("interview", lambda: stage.terminal.take_up(visit.id))
    stage.rest()

    def while_saving() -> float:
        item, given = answers[0]
        answers.append(answers.pop(0))
        return _longest_pause(stage, lambda desk: interview.answer(desk, visit.id, item=item, given=given))

    def while_idle() -> float:
        return _longest_pause(stage, lambda _desk: None)

    values, twin = in_turns(while_saving, while_idle, acts)
    note = "longest time without an event while one act is saved"
    return against_limit("window.longest_pause", "ms", values, twin, most=50, at_p99=True, note=note)


def _longest_pause(stage: Stage, work: Any) -> float:
    beats = [perf_counter()]
    timer = QTimer(interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: beats.append(perf_counter()))
    timer.start()
    stage.on_store(work)
    stage.rest(3 * _BEAT_MS)
    timer.stop()
    return max(later - earlier for earlier, later in pairwise(beats)) * 1_000
