"""Keys that come through the window, as from a keyboard or a wedge scanner."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent

from donor_room.ui import scans as scans_module
from donor_room.ui.widgets.fields import TextField
from donor_room.ui.widgets.page import Page


@pytest.fixture
def ticking(monkeypatch):
    """A clock that the test moves, in ms."""
    moment = [1_000_000]
    monkeypatch.setattr(scans_module, "_now_ms", lambda: moment[0])
    return moment


class OneField(Page):
    def __init__(self) -> None:
        super().__init__()
        self.field = TextField()
        self.left.addWidget(self.field)


@pytest.fixture
def page(window, qtbot) -> OneField:
    window.register("one", OneField)
    page = window.show_page("one")
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    page.field.setFocus()
    return page


def strike(window, text: str, ticking: list[int], gap_ms: int) -> None:
    for char in text:
        ticking[0] += gap_ms
        key = Qt.Key.Key_Return if char == "\r" else Qt.Key(ord(char.upper()))
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, char)
        QCoreApplication.sendEvent(window.windowHandle(), event)


def test_a_scan_is_said_and_types_nothing(window, page, ticking, qtbot):
    with qtbot.waitSignal(window.code_scanned) as heard:
        strike(window, "=A12342651432700\r", ticking, 5)
    assert heard.args == ["=A12342651432700"]
    assert page.field.text() == ""


def test_what_a_nurse_types_reaches_the_field(window, page, ticking, qtbot):
    strike(window, "1988", ticking, 180)
    ticking[0] += 200
    window.scans._waited()
    assert page.field.text() == "1988"


def test_a_nurse_who_types_fast_and_presses_enter_has_scanned_nothing(window, page, ticking, qtbot):
    with qtbot.assertNotEmitted(window.code_scanned):
        strike(window, "118\r", ticking, 25)
    assert page.field.text() == "118"


def test_another_key_lets_the_waiting_ones_go_first(window, page, ticking):
    strike(window, "12", ticking, 20)
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier, "\x08")
    QCoreApplication.sendEvent(window.windowHandle(), event)
    assert page.field.text() == "1"


def test_a_scan_after_typing_leaves_the_typing_alone(window, page, ticking, qtbot):
    strike(window, "77", ticking, 150)
    with qtbot.waitSignal(window.code_scanned):
        ticking[0] += 300
        strike(window, "=A12342651432700\r", ticking, 5)
    assert page.field.text() == "77"


def test_a_scanner_on_its_own_port_is_heard_the_same_way(window, qtbot):
    with qtbot.waitSignal(window.code_scanned) as heard:
        window.scans.deliver("=A1234")
    assert heard.args == ["=A1234"]
