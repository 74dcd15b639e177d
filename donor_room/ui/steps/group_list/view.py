"""A file to be looked through before it is taken; afterwards the people of today, sought and pressed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.keys import Act
from donor_room.ui.steps.group_list.lines import PEOPLE, ROWS, Line, LineList
from donor_room.ui.steps.group_list.state import Mode, Side
from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.widgets.buttons import Button, ChoiceRow
from donor_room.ui.widgets.fields import TextField
from donor_room.ui.widgets.icons import icon
from donor_room.ui.widgets.labels import Complaint, Label, heading, quiet
from donor_room.ui.widgets.layout import HairLine, Row
from donor_room.ui.widgets.page import Page
from donor_room.ui.widgets.painting import CENTRE, box, write_line
from donor_room.ui.widgets.rows import PairRow

_PAIRS = 8
FILES = "*.csv *.xlsx *.txt"


class GroupListView(Page):
    """The page asks for a file, shows what is in it, or shows who is expected."""

    shows_donor = False
    file_chosen = Signal(str)
    take_asked = Signal()
    side_chosen = Signal(str)
    sought = Signal(str)
    person_chosen = Signal(int)
    """The place of a person among the lines that are shown."""
    check_in_asked = Signal()
    """The marked person is here and gets a number."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("group_list")
        self.mode: Mode = "empty"
        self.setAcceptDrops(True)
        self.add_back().setObjectName("back")
        self.add_action(Act.AGAIN, self.ask_for_file, "group_list.page.other_file").setObjectName(
            "other_file"
        )
        self.add_action(Act.PRINT, self.check_in_asked.emit, "group_list.page.check_in").setObjectName(
            "check_in"
        )
        self._headline, self._hint = self.add_title()
        self.left.gap(8)
        self._build_work()
        self.message = Complaint()
        self.message.setObjectName("message")
        self.left.addWidget(self.message)
        self._build_figures()
        self.main.setObjectName("main")
        self.main_pressed.connect(self._go_on)
        self.listen_digits(self._digit)
        self.show_mode("empty")

    def _build_work(self) -> None:
        self.place = _DropPlace()
        self.place.setObjectName("drop_place")
        self.place.clicked.connect(self.ask_for_file)
        self.search = TextField()
        self.search.setObjectName("search")
        self.search.setAcceptDrops(False)
        self.search.textEdited.connect(self.sought)
        self.sides = ChoiceRow(width=200, height=56)
        self.sides.setObjectName("sides")
        self.sides.chosen.connect(lambda side: self.side_chosen.emit(str(side)))
        self.list = LineList()
        self.list.setObjectName("lines")
        self.list.chosen.connect(self.person_chosen)
        self.list.moved.connect(self._say_span)
        self._span = quiet("")
        self._nobody = Label("", 18, colour="quiet", wrap=True)
        head = Row(gap=16)
        head.addWidget(self.search, 1)
        head.addWidget(self.sides, 1)
        head.addWidget(self._span)
        self.left.addLayout(head)
        self.left.gap(8)
        self.left.addWidget(self._nobody)
        self.left.addWidget(self.place, 1)
        self.left.addWidget(self.list, 1)

    def _build_figures(self) -> None:
        self._facts_head, self._why = heading(""), Label("", 18, colour="quiet", wrap=True)
        self.rail.addWidget(self._facts_head)
        self.rail.gap(4)
        self.pairs = [PairRow(indent=112) for _ in range(_PAIRS)]
        for pair in self.pairs:
            self.rail.addWidget(pair)
        self.rail.addWidget(HairLine(above=12, below=12))
        self.rail.addWidget(self._why)
        self.rail.addStretch(1)

    # ---- what is shown -----------------------------------------------------------------------------

    def show_mode(self, mode: Mode) -> None:
        """Turn to a file, to the people, or to the question for a file."""
        self.mode = mode
        self.place.setVisible(mode in ("empty", "reading"))
        self.search.setVisible(mode == "people")
        self.sides.setVisible(mode == "preview")
        self.list.setVisible(mode in ("preview", "people"))
        self._span.setVisible(mode in ("preview", "people"))
        self.action(Act.AGAIN).setVisible(mode in ("preview", "people"))
        self.action(Act.PRINT).setVisible(mode == "people")
        self.set_busy(False)
        self.retext()

    def retext(self) -> None:
        super().retext()
        self._headline.setText(say(f"group_list.page.{self.mode}.title"))
        self._hint.setText(say(f"group_list.page.{self.mode}.hint"))
        self._facts_head.setText(say(f"group_list.page.{self.mode}.facts"))
        self._why.setText(say(f"group_list.page.{self.mode}.why"))
        self.search.set_hint(say("group_list.page.search"))
        self._nobody.setText(say("group_list.page.not_found_hint"))
        self.place.say_words(say("group_list.page.drop"), say("group_list.page.drop_hint"))
        self.main.show()
        self._say_main()
        self._say_span()

    def _say_main(self) -> None:
        if self.mode == "empty":
            self.set_main(say("group_list.page.choose_file"))
            self.show_ready()
        elif self.mode == "reading":
            self.show_blocked(say("group_list.page.reading.main"))

    def show_headline(self, words: str, hint: str) -> None:
        """Say what is shown in numbers of its own."""
        self._headline.setText(words)
        self._hint.setText(hint)

    def show_pairs(self, pairs: list[tuple[str, str]]) -> None:
        """Show the figures of the rail."""
        for place, row in enumerate(self.pairs):
            row.setVisible(place < len(pairs))
            if place < len(pairs):
                row.show_pair(*pairs[place])

    def show_file(self, lines: list[Line], *, side: Side, refused: int, taken: int) -> None:
        """Show one side of a file that was read, and how many there are on either."""
        self.sides.set_choices(
            [
                (1, say("group_list.page.side_refused", count=refused), "refused"),
                (2, say("group_list.page.side_rows", count=taken), "rows"),
            ]
        )
        for button, name in zip(self.sides.buttons, ("refused", "rows"), strict=True):
            button.setObjectName(f"side_{name}")
        self.sides.show_value(side)
        self.list.show_lines(lines, columns=ROWS, choose=False)
        self.set_main(say("group_list.page.take", count=taken))
        if taken:
            self.show_ready()
        else:
            self.show_blocked(say("group_list.page.nobody_to_take"))

    def show_people(self, lines: list[Line]) -> None:
        """Show those who are meant, the first one marked."""
        self.list.show_lines(lines, columns=PEOPLE, choose=True)
        self.set_main(say("group_list.page.register"))
        if lines:
            self.show_ready()
        else:
            self.show_blocked(say("group_list.page.not_found"))

    def show_problem(self, words: str) -> None:
        """Say what is wrong with a file; an empty text takes it back."""
        self.message.setText(words)
        self.message.setVisible(bool(words))

    def _say_span(self) -> None:
        first, last = self.list.span
        count = len(self.list.lines)
        span = say("group_list.page.span", first=first, last=last, count=count)
        self._span.setText(span if count else "")
        self._span.setVisible(bool(count) and self.mode in ("preview", "people"))
        self._nobody.setVisible(not count and self.mode == "people")

    # ---- files -------------------------------------------------------------------------------------

    def ask_for_file(self) -> None:
        """Open the system's window for a file; the page goes on living behind it."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self, say("group_list.page.choose_file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setOption(QFileDialog.Option.ReadOnly)  # a list is chosen here: nothing is made or removed
        dialog.setNameFilter(f"{say('group_list.page.files')} ({FILES})")
        dialog.fileSelected.connect(self.file_chosen)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _file_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = _file_of(event)
        if file:
            event.acceptProposedAction()
            self.file_chosen.emit(file)

    # ---- keys --------------------------------------------------------------------------------------

    def take_focus(self) -> None:
        """Typing looks for somebody; a file is looked through by arrows."""
        target = {"people": self.search, "preview": self.list}.get(self.mode, self)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.list.isVisible() and self.list.take_key(Qt.Key(event.key())):
            return
        super().keyPressEvent(event)

    def go_on_from(self, field: QWidget | None) -> None:
        """Take Enter in the search, or on a line, as choosing the marked person."""
        if self.mode == "people":
            self.list.press()
        else:
            self.main.setFocus(Qt.FocusReason.TabFocusReason)

    def _digit(self, digit: int) -> bool:
        return self.sides.isVisible() and self.sides.digit_pressed(digit)

    def _go_on(self) -> None:
        if self.mode == "empty":
            self.ask_for_file()
        elif self.mode == "preview":
            self.take_asked.emit()
        else:
            self.list.press()


def _file_of(event: QDropEvent) -> str:
    """Return the one file that is dragged; a folder, several files or anything else is none."""
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""


class _DropPlace(Button):
    """Where a file may be let fall; pressed, it asks for one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._hint = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def say_words(self, words: str, hint: str) -> None:
        self.setText(words)
        self._hint = hint
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(400), px(200))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_edge(painter)
            side, middle = px(40), self.rect().center()
            picture = icon("form", "quiet", side, self.devicePixelRatioF())
            painter.drawPixmap(middle.x() - side // 2, middle.y() - px(84), picture)
            for text, top, size, bold, colour in (
                (self.text(), -32, 24, True, "text"), (self._hint, 12, 18, False, "quiet"),
            ):  # fmt: skip
                room = QRectF(px(16), middle.y() + px(top), self.width() - px(32), px(36))
                write_line(painter, room, text, size=size, bold=bold, colour=colour, align=CENTRE,
                           cut=self.cut_texts)  # fmt: skip

    def _paint_edge(self, painter: QPainter) -> None:
        box(painter, self.rect(), fill="chosen" if self.isDown() else "surface")
        pen = QPen(theme().colour("edge"), px(2), Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(8), px(8))
