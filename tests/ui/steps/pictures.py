"""Draws the interview, the examination and the blood tests as they are met, to be laid beside the sketches.

python -m tests.ui.steps.pictures DIR
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from donor_room.domain.clock import FixedClock
from donor_room.practice.script import SIGNATURE
from donor_room.ui.shell import Presenter
from donor_room.ui.steps.exam import presenter as exam
from donor_room.ui.steps.interview import presenter as interviewing
from donor_room.ui.steps.tests import presenter as testing
from donor_room.ui.steps.tests.view import TestsView
from donor_room.ui.theme import theme
from donor_room.ui.window import MainWindow
from donor_room.workflow import interview
from donor_room.workflow.desk import Desk
from tests.ui.camera import LOOKS, photograph
from tests.ui.samples import LI, dress
from tests.ui.steps.house import ShellSpy, answer_all, come_in, make_desk, press, put_up

ENTER, F3, F4, F5, F10 = (
    Qt.Key.Key_Return, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F10
)  # fmt: skip
NOW = datetime(2026, 11, 21, 6, 32, tzinfo=UTC)


class Studio:
    """One desk, one window, and a picture in every look of whatever stands on it."""

    def __init__(self, desk: Desk, folder: Path, only: str) -> None:
        self.desk, self.folder, self.only = desk, folder, only
        self.seed = 20

    def shell(self) -> ShellSpy:
        window = MainWindow(FixedClock(NOW))
        dress(window)
        window.show_donor(LI)
        window.resize(1366, 768)
        return ShellSpy(self.desk, window, self.folder)

    def visit(self, *, answered: bool = False, consented: bool = True, sex: str = "male"):
        self.seed += 1
        visit = come_in(self.desk, seed=self.seed, sex=sex, name="李建国")
        if answered:
            return answer_all(self.desk, visit)
        if consented:
            return interview.give_consent(self.desk, visit.id, language="zh_CN", strokes=SIGNATURE)
        return visit

    def shoot(self, name: str, play: Callable[[], Presenter]) -> None:
        if self.only not in name:
            return
        presenter = play()
        window = presenter.shell.window
        focus = window.focusWidget()
        looks = [look._replace(night=look.night and "donor" not in name) for look in LOOKS]

        def laid_out() -> None:
            if presenter.page == "tests":
                presenter.look_at_clocks()

        def before() -> None:
            if focus is not None:
                focus.setFocus()

        photograph(window, self.folder, name, looks=looks, before=before, laid_out=laid_out)
        window.close()


class Pictures:
    """The states worth looking at."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio

    def interview(self, *keys: object, consented: bool = True) -> Presenter:
        shell = self.studio.shell()
        presenter = interviewing.build(shell)
        put_up(shell, presenter, self.studio.visit(consented=consented))
        press(shell.window, *keys)
        return presenter

    def consent(self) -> Presenter:
        return self.interview("1", consented=False)

    def signature(self) -> Presenter:
        presenter = self.interview("12", F10, F10, F10, consented=False)
        pad = presenter.view.consent.pad
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(120, 60))
        for step in range(30):
            QTest.mouseMove(pad, QPoint(120 + 14 * step, 100 + (step % 4) * 20))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(500, 60))
        return presenter

    def questions(self) -> Presenter:
        return self.interview("1122", "2222", "220", F5)

    def which(self) -> Presenter:
        return self.interview("1122", "2222", "22", "1")

    def details(self) -> Presenter:
        return self.interview("1122", "2222", "11", "20261125", ENTER)

    def find_empty(self) -> Presenter:
        return self.interview("1122", "2", "1")

    def find(self) -> Presenter:
        return self.interview("1122", "222", "1", "aspl")

    def find_many(self) -> Presenter:
        return self.interview("1122", "2", "1", "ym")

    def find_nothing(self) -> Presenter:
        return self.interview("1122", "222", "1", "xyzxyz")

    def find_day(self) -> Presenter:
        return self.interview("1122", "222", "1", "aspl", "2", "20261119")

    def find_named(self) -> Presenter:
        presenter = self.interview("1122", "2", "1", "sdj", "1", "20261101", ENTER, Qt.Key.Key_Up, "1")
        press(presenter.shell.window, "cs", "9", "20261102", ENTER, Qt.Key.Key_Up, "1")
        return presenter

    def find_long_term(self) -> Presenter:
        return self.interview("1122", "2222", "222222", "222", "222222", "222222", "2", "1", "x")

    def find_review(self) -> Presenter:
        keys = ("1122", "2", "1", "sdj", "1", "20261101", ENTER, "2", "1", "lbgl", "1", "20261119", ENTER)
        presenter = self.interview(*keys, "222222", "222", "222222", "222222", "22222")
        press(presenter.shell.window, F10, "22", F10)
        return presenter

    def curtain(self) -> Presenter:
        return self.interview("1122", "2222", "220222", "222", "222222", "222222", "22222")

    def donor_question(self) -> Presenter:
        presenter = self.curtain()
        press(presenter.shell.window, F10)
        return presenter

    def donor_which(self) -> Presenter:
        presenter = self.donor_question()
        press(presenter.shell.window, "1")
        return presenter

    def donor_details(self) -> Presenter:
        presenter = self.donor_which()
        press(presenter.shell.window, "1")
        return presenter

    def donor_back(self) -> Presenter:
        presenter = self.donor_question()
        press(presenter.shell.window, "2", "2")
        return presenter

    def review(self) -> Presenter:
        presenter = self.interview(
            "1122", "2222", "22", "1", "1", "20261101", ENTER, "0", "22", "222", "222222", "222222", "22222"
        )
        press(presenter.shell.window, F10, "2", "0", F10, "1")
        return presenter

    def examination(self, *keys: object) -> Presenter:
        shell = self.studio.shell()
        presenter = exam.build(shell)
        put_up(shell, presenter, self.studio.visit(answered=True))
        press(shell.window, *keys)
        return presenter

    def exam_empty(self) -> Presenter:
        return self.examination()

    def exam(self) -> Presenter:
        presenter = self.examination(
            "146", ENTER, "88", ENTER, "72", ENTER, "36.5", ENTER, F5, "118", ENTER, "181", ENTER
        )
        presenter.view.fields["weight"].setFocus()
        press(presenter.shell.window, "135", ENTER)
        presenter.view.signs["skin"].digit_pressed(1)
        presenter.view.signs["limbs"].digit_pressed(1)
        press(presenter.shell.window, F10)
        presenter.view.fields["dbp"].setFocus()
        return presenter

    def exam_pulse(self) -> Presenter:
        return self.examination("118", ENTER, "76", ENTER, "54", ENTER)

    def exam_fear(self) -> Presenter:
        return self.examination("118", ENTER, "76", ENTER, F4)

    def exam_missing(self) -> Presenter:
        return self.examination("118", ENTER, "76", ENTER, F10)

    def blood(self, *keys: object, lots: bool = True, minutes: float = 12.2) -> Presenter:
        shell = self.studio.shell()
        seconds = [0.0]
        presenter = testing.TestsPresenter(shell, TestsView(), ticks=lambda: seconds[0])
        put_up(shell, presenter, self.studio.visit(answered=True))
        if lots and presenter.view.lots.isVisibleTo(presenter.view):  # they are asked once a shift
            for lot in ("HB-02", "A2610", "B2609", "H2608"):
                press(shell.window, lot, ENTER, "20270531", ENTER)
            press(shell.window, F10)
        press(shell.window, *keys)
        seconds[0] = minutes * 60
        presenter.look_at_clocks()
        return presenter

    def by_drop(self, *keys: object) -> Presenter:
        presenter = self.blood()
        if not presenter.view.hb.by_drop:
            press(presenter.shell.window, F3)
        if not presenter.view.lots.isHidden():
            for lot in ("CU-52", "CU-51"):
                press(presenter.shell.window, lot, ENTER, "20270531", ENTER)
            press(presenter.shell.window, F10)
        press(presenter.shell.window, *keys)
        return presenter

    def lots(self) -> Presenter:
        return self.blood("HB-02", ENTER, "20261120", ENTER, "A2610", ENTER, F10, lots=False)

    def tests_empty(self) -> Presenter:
        return self.blood()

    def tests(self) -> Presenter:
        return self.blood("124", ENTER, "22", ENTER, "1", "1")

    def tests_unit(self) -> Presenter:
        return self.blood("13.5", ENTER)

    def tests_unlikely(self) -> Presenter:
        return self.blood("75", ENTER)

    def tests_drop_empty(self) -> Presenter:
        return self.by_drop()

    def tests_drop(self) -> Presenter:
        return self.by_drop("1", "22", ENTER, "1", "1")

    def tests_drop_low(self) -> Presenter:
        return self.by_drop("2", "22", ENTER, "1", "1")

    def tests_drop_twice(self) -> Presenter:
        presenter = self.tests_drop_low()
        presenter.view.hb.drop.buttons[0].click()
        return presenter

    def tests_drop_then_meter(self) -> Presenter:
        return self.by_drop("2", F3)

    def tests_meter_then_drop(self) -> Presenter:
        presenter = self.by_drop()
        press(presenter.shell.window, F3)
        if not presenter.view.lots.isHidden():
            press(presenter.shell.window, "HB-02", ENTER, "20270531", ENTER, F10)
        press(presenter.shell.window, "118", ENTER, F3)
        return presenter

    def lots_drop(self) -> Presenter:
        presenter = self.by_drop()
        presenter.view.change_lots.click()
        presenter.view.lots.show_lot("cuso4_male", "CU-11", date(2026, 11, 20))
        press(presenter.shell.window, F10)
        return presenter

    def tests_open(self) -> Presenter:
        return self.blood("142", ENTER, "22", ENTER, "1", "1", minutes=16)


NAMES = (
    "consent", "signature", "questions", "which", "details", "find_empty", "find", "find_many",
    "find_nothing", "find_day", "find_named", "find_long_term", "find_review", "curtain", "donor_question",
    "donor_which", "donor_details", "donor_back", "review", "exam_empty", "exam", "exam_pulse",
    "exam_fear", "exam_missing", "lots", "tests_empty", "tests", "tests_unit", "tests_unlikely", "tests_open",
    "lots_drop", "tests_drop_empty", "tests_drop", "tests_drop_low", "tests_drop_twice",
    "tests_drop_then_meter", "tests_meter_then_drop",
)  # fmt: skip


def draw(folder: Path, only: str = "") -> None:
    """Draw every state whose name holds a text."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        desk = make_desk(Path(place), FixedClock(NOW))
        pictures = Pictures(Studio(desk, folder, only))
        for name in NAMES:
            pictures.studio.shoot(name, getattr(pictures, name))
        desk.close()


if __name__ == "__main__":
    app = QApplication([])
    theme().start(app)
    draw(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
