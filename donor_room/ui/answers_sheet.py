"""What donors ask, over whatever page is open: a digit shows an answer in large letters, Esc closes it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from donor_room.domain.answers import Answer
from donor_room.domain.ruleset import RulePack
from donor_room.packs.answers import Told, told
from donor_room.packs.texts import Texts
from donor_room.ui.keys import Act, act_of
from donor_room.ui.texts import Said, say, say_again, texts
from donor_room.ui.theme import theme
from donor_room.ui.widgets.buttons import ActionButton
from donor_room.ui.widgets.choices import ChoiceGrid, numbered
from donor_room.ui.widgets.fields import Mark
from donor_room.ui.widgets.labels import Complaint, Label
from donor_room.ui.widgets.sheet import Sheet

_WIDEST, _ROW, _LARGE = 1180, 64, 30


class AnswersSheet(Sheet):
    """The questions with their digits, or one answer; nothing is written down, nothing asked of a donor."""

    print_asked = Signal()

    def __init__(self, host: QWidget) -> None:
        self._answers: tuple[Answer, ...] = ()
        self._rules: RulePack | None = None
        self._shown: int | None = None
        self._note: str | Said = ""
        self._is_bad = False
        super().__init__(host, width=_WIDEST)
        self.setObjectName("answers")
        self.questions = ChoiceGrid(2, height=_ROW)
        self.questions.chosen.connect(self._chosen)
        self.answer = Label("", _LARGE, wrap=True)
        self.source = Label("", 16, colour="quiet", wrap=True)
        self.foot = Label("", 18, colour="quiet", wrap=True)
        self.trouble = Complaint()
        for part in (self.questions, self.answer, self.source, self.foot, self.trouble):
            self.body.addWidget(part)
        self.print = ActionButton("", Act.PRINT.chip)
        self.print.setObjectName("answers.print")
        self.print.clicked.connect(self.print_asked)
        self.buttons.insertWidget(1, self.print)
        self.buttons.addStretch(0)  # where the main button is not, the others stay at the left
        self.main_pressed.connect(self._back_to_list)

    def show_answers(self, answers: tuple[Answer, ...], rules: RulePack) -> None:
        """Open with these answers, by these rules."""
        self._answers, self._rules, self._shown, self._note = answers, rules, None, ""
        self._fill_in()
        self.open_sheet()

    def told(self) -> tuple[Told, ...]:
        """Return every answer in the language of the screen."""
        rules = self._rules
        if rules is None:
            return ()
        language = Texts(texts().language)
        return tuple(told(one, rules, language) for one in self._answers)

    def say_note(self, words: str, mark: Mark = Mark.NONE) -> None:
        """Say what came of the printing."""
        self._note, self._is_bad = words, mark is Mark.ERROR
        self._say_note()

    def _say_note(self) -> None:
        """What went wrong stands below; all else in the place of the hint."""
        words = say_again(self._note) if self._note else ""
        hint = say("answers.hint" if self._shown is None else "answers.one_hint")
        self.trouble.setText(words if self._is_bad else "")
        self.trouble.setVisible(bool(words) and self._is_bad)
        self.hint.setText(hint if self._is_bad or not words else words)

    def retext(self) -> None:
        super().retext()
        self._fill_in()

    def restyle(self) -> None:
        self._width = min(_WIDEST, int(self.parentWidget().width() / theme().scale) - 48)
        super().restyle()

    def _cover(self) -> None:
        super()._cover()
        self.restyle()

    def first_field(self) -> QWidget:
        return self.main if self._shown is not None else self.questions.buttons[0]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = act_of(event.key())
        if act is Act.READ_CARD and not event.isAutoRepeat():
            self.close_sheet()
        elif act is Act.PRINT and not event.isAutoRepeat():
            self.print.click()
        elif act is not Act.MAIN or self._shown is not None:
            super().keyPressEvent(event)

    def digit_pressed(self, digit: int) -> bool:
        place = (digit - 1) % 10
        if place >= len(self._answers):
            return False
        self._chosen(place)
        return True

    # showing

    def _chosen(self, place: object) -> None:
        self._shown = int(str(place))
        self._note = ""
        self._fill_in()
        self.main.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back_to_list(self) -> None:
        self._shown, self._note = None, ""
        self._fill_in()
        self.questions.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_in(self) -> None:
        every, shown = self.told(), self._shown
        is_list = shown is None
        self.questions.setVisible(is_list)
        self.questions.set_choices(numbered([(place, one.short) for place, one in enumerate(every)]))
        self.questions.show_value(None)
        self.headline.setText(say("answers.title") if shown is None else every[shown].question)
        self.answer.setText("" if shown is None else every[shown].answer)
        self.source.setText("" if shown is None else every[shown].source)
        self.answer.setVisible(not is_list)
        self.source.setVisible(bool(self.source.text()))
        self.foot.setText(say("answers.foot"))
        self.print.say_text(say("answers.print"))
        self.main.say_text(say("answers.list"))
        self.main.setVisible(not is_list)
        self._say_note()
