"""Asks a foreign form in a window of its own, with the look of the terminal."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication

from donor_room.domain.clock import Clock, SystemClock
from donor_room.domain.foreign_form import Form
from donor_room.packs.texts import Language
from donor_room.ui.steps.interview.form_presenter import FormPresenter
from donor_room.ui.steps.interview.form_view import FormView
from donor_room.ui.texts import say, texts
from donor_room.ui.theme import theme
from donor_room.ui.window import MainWindow

PAGE = "foreign_form"


class FormWindow(MainWindow):
    """The one page, and what came of it: response stays None when the window is closed before the end."""

    def __init__(self, form: Form, clock: Clock) -> None:
        super().__init__(clock)
        self.response: dict[str, Any] | None = None
        view = FormView()
        self.presenter = FormPresenter(form, view, clock)
        self.register(PAGE, lambda: view)
        self.presenter.left.connect(self.close)
        self.presenter.finished.connect(self._finished)
        self.show_page(PAGE)
        self.presenter.show()
        self.status.hide()  # neither station nor shift nor person has to do with a form of others

    def retext(self) -> None:
        self.setWindowTitle(say("questionnaire.run.program"))

    def _finished(self, response: dict[str, Any]) -> None:
        self.response = response
        self.close()


def ask(form: Form, *, language: Language) -> dict[str, Any] | None:
    """Show the form until it is finished or its window is closed; return the answers, None without them."""
    application = QApplication.instance() or QApplication(["donor-room", "-style", "Fusion"])
    if isinstance(application, QApplication):
        theme().begin()
        theme().load_rare()
        theme().fit_screen(application.primaryScreen())
    texts().switch(language)
    window = FormWindow(form, SystemClock())
    window.showMaximized()
    application.exec()
    return window.response
