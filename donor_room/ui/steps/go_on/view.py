"""What happened, what still works, whom to call; and one field for the code that is read out."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.widgets.fields import Mark, TextField
from donor_room.ui.widgets.form import Form
from donor_room.ui.widgets.labels import Complaint, Label, heading, quiet
from donor_room.ui.widgets.layout import Column
from donor_room.ui.widgets.page import Page

Mode = Literal["wait", "copied", "unknown", "fine"]
_TOLD = ("what", "works", "stands", "call")


class GoOnView(Page):
    """Four short paragraphs on the left, the code below; the rail says what comes afterwards."""

    shows_donor = False
    code_given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("go_on")
        self.mode: Mode = "wait"
        self._names = {"station": "", "terminal": "", "id": ""}
        self.add_back().setObjectName("back")
        self.add_action(Act.NIGHT, theme().toggle_night)
        self._headline, self._hint = self.add_title()
        self.left.gap(12)
        self._told = [(heading(""), Label("", 18, wrap=True)) for _ in _TOLD]
        self.told_side = QWidget()
        whole = Column(self.told_side)
        for head, words in self._told:
            whole.addWidget(head)
            whole.addWidget(words)
            whole.gap(6)
        self.left.addWidget(self.told_side)
        self.left.gap(8)
        self._build_form()
        self.left.addStretch(1)
        self._after_head, self._after = heading(""), Label("", 18, colour="quiet", wrap=True)
        self.rail.addWidget(self._after_head)
        self.rail.gap(8)
        self.rail.addWidget(self._after)
        self.rail.addStretch(1)
        self._id = quiet("")
        self.rail.addWidget(self._id)
        self.main.setObjectName("main")
        self.main_pressed.connect(self._go_on)
        self.show_mode("wait")

    def _build_form(self) -> None:
        self.form, self.code = Form(), TextField(560)
        self.code.setObjectName("go_on_code")
        self._line = self.form.add("go_on.copied.code", self.code)
        self._line.message.hide()  # what is wrong is longer than the room beside a field
        self.message = Complaint()
        self.message.setObjectName("message")
        self.left.addWidget(self.form)
        self.left.addWidget(self.message)

    @property
    def asks(self) -> bool:
        """Whether a code is asked for."""
        return self.mode in ("copied", "unknown")

    def show_mode(self, mode: Mode, **names: str) -> None:
        """Turn to what it is; names are of station and terminal, as they are said at the telephone."""
        self.mode = mode
        self._names |= names
        self.told_side.setVisible(self.asks)
        self.form.setVisible(self.asks)
        self.set_busy(False)
        self.retext()

    def retext(self) -> None:
        super().retext()
        self.form.retext()
        self._headline.setText(say(f"go_on.{self.mode}.title"))
        self._hint.setText(say(f"go_on.{self.mode}.hint"))
        self._after_head.setText(say(f"go_on.{self.mode}.after_title"))
        self._after.setText(say(f"go_on.{self.mode}.after"))
        if self.asks:
            for name, (head, words) in zip(_TOLD, self._told, strict=True):
                head.setText(say(f"go_on.{name}"))
                words.setText(say(f"go_on.{self.mode}.{name}", **self._names))
            self._line.name.setText(say(f"go_on.{self.mode}.code"))
        self._id.setText(say("go_on.id", **self._names) if self.asks else "")
        self.code.set_hint("XXXX-XXXX-XXXX")
        self._say_main()

    def _say_main(self) -> None:
        if self.mode == "wait":
            self.show_blocked(say("go_on.main.wait"))
        else:
            self.set_main(say(f"go_on.main.{self.mode}"))
            self.show_ready()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "message"):
            self.message.setMinimumHeight(px(56))

    def begin_typing(self) -> None:
        """Let the keyboard stand in the field, as soon as there is one."""
        if self.asks:
            self.code.setFocus()

    def show_asking(self) -> None:
        """The station is being asked: the code stays, a second press does nothing."""
        self.show_problem("")
        self.code.setEnabled(False)
        self.show_blocked(say("go_on.main.asking"))

    def show_problem(self, words: str) -> None:
        """Say what is wrong with the code; it stays and can be corrected."""
        self.message.setText(words)
        self.code.setEnabled(True)
        self.code.set_mark(Mark.ERROR if words else Mark.NONE)
        if words:
            self._say_main()
            self.code.setFocus()
            self.code.selectAll()

    def forget_code(self) -> None:
        """Let a code that was spent not stand on the screen."""
        self.code.clear()
        self.show_problem("")

    def _go_on(self) -> None:
        if self.asks:
            self.code_given.emit(self.code.text())
        else:
            self.back_asked.emit()
