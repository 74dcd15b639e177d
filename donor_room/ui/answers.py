"""Answers to what donors ask, on any page by one key, and as a page to hand out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.ui.answers_sheet import AnswersSheet
from donor_room.ui.shell import Shell
from donor_room.ui.texts import said, texts
from donor_room.ui.widgets.fields import Mark


class AnswersDesk(QObject):
    """Reads the list and the rules in force on the store thread, each time that it is asked."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell.window)
        self._shell = shell
        self.sheet = AnswersSheet(shell.window)
        self.sheet.print_asked.connect(self._print)
        self.sheet.closed.connect(self._closed)
        self._station: tuple[str, str | None, bool] = ("", None, False)

    def open(self) -> None:
        """Show the questions; a list that cannot be read is told and stops nothing."""
        if self.sheet.isHidden():
            self._shell.tasks.run(self._look, self._show, self._refused, self._refused)

    def _look(self) -> Any:
        from donor_room.workflow.label_print import station_name

        desk = self._shell.desk
        station = (station_name(desk) or "", desk.packs.policy.phone, desk.practice)
        return desk.packs.answers.answers, desk.packs.rules, station

    def _show(self, found: Any) -> None:
        answers, rules, self._station = found
        self.sheet.show_answers(answers, rules)

    def _refused(self, no: Refusal | Trouble) -> None:
        self._shell.window.scan_line.say_bad(said(no.code, **no.values))

    def _closed(self) -> None:
        """Give the keyboard back to the page."""
        if self._shell.window.current is not None:
            self._shell.window.current.take_focus()

    def _print(self) -> None:
        """Draw the page in the language of the screen, where nobody waits for it."""
        told, folder, language = self.sheet.told(), self._shell.papers / "answers", texts().language
        name, phone, practice = self._station

        def work() -> None:
            from donor_room.packs.texts import Texts
            from donor_room.printing.answers_page import AnswersPage, save_answers

            words = Texts(language)
            station = name or words.say("aftercare.station")
            page = AnswersPage(station=station, practice=practice, phone=phone, told=told)
            save_answers(page, words, folder)

        self._shell.aside.run(work, self._printed, self._not_printed, self._not_printed)

    def _printed(self, _answer: Any) -> None:
        self.sheet.say_note(said("answers.printed_now"))

    def _not_printed(self, no: Refusal | Trouble) -> None:
        self.sheet.say_note(said(no.code, **no.values), Mark.ERROR)
