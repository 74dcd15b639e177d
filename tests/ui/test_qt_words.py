"""What Qt says by itself is said in the language of the screens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLabel, QPushButton

from donor_room.ui.qt_words import QtWords
from donor_room.ui.texts import texts


@pytest.fixture
def words(qapp: QCoreApplication) -> Iterator[QtWords]:
    owner = QObject()
    made = QtWords(owner)
    yield made
    texts().language_changed.disconnect(made.follow)
    made.leave()
    texts().switch("zh_CN")


def cancel(qtbot) -> str:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    return box.button(QDialogButtonBox.StandardButton.Cancel).text()


def test_the_buttons_of_a_dialog_are_chinese(qtbot, words) -> None:
    assert cancel(qtbot).startswith("取消")


def test_they_follow_the_switch_of_the_language_and_back(qtbot, words) -> None:
    texts().switch("en")
    assert cancel(qtbot) == "Cancel"
    texts().switch("zh_CN")
    assert cancel(qtbot).startswith("取消")


def test_a_file_dialog_says_no_english_word(qtbot, words) -> None:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    said += [button.text() for button in dialog.findChildren(QPushButton)]
    shown = "".join(said).replace("&", "")
    assert shown
    assert not any(word in shown for word in ("Look", "File", "Open", "Cancel", "type"))
