"""A place for one widget: shown at a width, and forgotten after the test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import texts
from donor_room.ui.theme import theme


@pytest.fixture
def put(qtbot, qapp) -> Callable[..., QWidget]:
    """Show a widget at this width, and at its own height where none is given."""

    kept: list[QWidget] = []

    def shown(widget: QWidget, width: int = 880, height: int = 0) -> QWidget:
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(width, height or widget.sizeHint().height())
        widget.show()
        widget.activateWindow()
        qapp.processEvents()
        return widget

    return shown


@pytest.fixture(params=[100, 115, 130])
def percent(request) -> int:
    """Every size of letters that a nurse can choose."""
    theme().set_nurse_percent(request.param)
    return request.param


@pytest.fixture(params=["zh_CN", "en"])
def language(request) -> str:
    """Both languages of the screen."""
    texts().switch(request.param)
    return request.param


@pytest.fixture(params=[False, True], ids=["day", "night"])
def night(request) -> bool:
    """Both looks."""
    theme().set_night(request.param)
    return request.param


@pytest.fixture
def heard() -> Callable[..., list]:
    """Listen to a signal; what it sends is kept in the order it came."""

    def listen(signal) -> list:
        kept: list = []
        signal.connect(lambda *sent: kept.append(sent[0] if len(sent) == 1 else sent))
        return kept

    return listen
