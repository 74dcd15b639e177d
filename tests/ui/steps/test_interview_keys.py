"""A returning donor's whole interview by keyboard, counted in key presses."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from donor_room.ui.steps.interview.presenter import InterviewPresenter, build
from donor_room.workflow import interview
from tests.support import desks as d
from tests.ui.steps.house import ShellSpy, press, put_up

F10 = Qt.Key.Key_F10
MOST_KEYS = 45
"""From the first question to the signature, what issue 3 allows; the notice is counted apart."""


class Hands:
    """Presses one key after the other and counts them."""

    def __init__(self, shell: ShellSpy) -> None:
        self.window, self.count = shell.window, 0

    def press(self, key: Qt.Key | str) -> None:
        self.count += 1
        press(self.window, key)


def come_again(shell: ShellSpy, sex: str) -> InterviewPresenter:
    """Show the interview of a donor whom the station knows for three donations."""
    donor = d.invented(shell.desk, sex=sex)
    d.know(shell.desk, donor, count=3)
    visit = d.come_in(shell.desk, sex=sex)
    presenter = build(shell)
    put_up(shell, presenter, visit)
    return presenter


def sign_the_notice(page: InterviewPresenter, hands: Hands) -> None:
    for key in ("1", "2", F10, F10, F10):
        hands.press(key)
    pad = page.view.consent.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    for step in range(12):
        QTest.mouseMove(pad, QPoint(60 + 10 * step, 60 + step % 3 * 20))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    hands.press(F10)


def answer_as_expected(page: InterviewPresenter, hands: Hands) -> None:
    """Answer every question, the private ones on the donor's own screen, and sign."""
    desk, turned = page.shell.desk, False
    for item in interview.items_of(desk, page.visit):
        if item.private and not turned:
            hands.press(F10)
            turned = True
        hands.press("1" if item.expect == "yes" else "2")
    hands.press(F10)
    hands.press(F10)


@pytest.mark.parametrize(("sex", "questions"), [("male", 36), ("female", 37)])
def test_a_returning_donor_hears_every_question_within_45_keys(shell: ShellSpy, sex: str, questions: int):
    page = come_again(shell, sex)
    assert not interview.is_first_time(page.visit)
    sign_the_notice(page, Hands(shell))
    hands = Hands(shell)
    answer_as_expected(page, hands)
    assert len(shell.went_on) == 1
    assert len(shell.went_on[0].answers) == questions
    assert hands.count == questions + 3 <= MOST_KEYS


def test_the_notice_takes_six_keys_and_a_signature(shell: ShellSpy):
    page, hands = come_again(shell, "male"), Hands(shell)
    sign_the_notice(page, hands)
    assert (hands.count, page.view.face) == (6, "questions")


def test_a_medicine_with_its_day_takes_fourteen_keys(shell: ShellSpy):
    page = come_again(shell, "male")
    sign_the_notice(page, Hands(shell))
    for key in "1122222":
        press(shell.window, key)
    hands = Hands(shell)
    for key in ("1", "b", "l", "f", "1", *"20261119", Qt.Key.Key_Return):
        hands.press(key)
    assert hands.count == 14
    assert page.shell.desk.visits.get(page.visit_id).answers["Q06"].answer.details[0].name == "布洛芬"
