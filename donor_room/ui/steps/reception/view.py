"""What the nurse sees at the desk; it knows no rule and no use case."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.keys import Act
from donor_room.ui.steps.reception.form import DonorForm
from donor_room.ui.steps.reception.rows import (
    HitRow,
    KindGrid,
    NextDays,
    NumberEntry,
    QueueSide,
    VisitRow,
    call,
    drop,
)  # fmt: skip
from donor_room.ui.steps.reception.shown import HIGH, MOST_LINKS, SHEETS, Desk, Hit
from donor_room.ui.steps.reception.state import PLANS, Mode
from donor_room.ui.texts import say, say_again
from donor_room.ui.theme import px
from donor_room.ui.widgets.asking import AskingPage
from donor_room.ui.widgets.buttons import AnswerLook, ChoiceRow, QuietButton
from donor_room.ui.widgets.fields import Mark, Message
from donor_room.ui.widgets.labels import Label, heading, quiet, title
from donor_room.ui.widgets.layout import Column, HairLine, Row
from donor_room.ui.widgets.queue import QueueLine
from donor_room.ui.widgets.rows import FactRow, PairRow
from donor_room.ui.widgets.summary import Summary
from donor_room.ui.widgets.verdict import VerdictPanel

TICKS = ("asks_to_give_again", "no_earlier_reaction", "meets_requirements")
FACTS = (("list", "shield"), ("interval", "clock"), ("age", "person"), ("reactions", "heart"))
_MOST_DONATIONS = 3


class ReceptionView(AskingPage):
    """Idle it waits for a document and shows who is here; with a person it shows what is known."""

    step = 1
    shows_donor = False
    sheets = SHEETS
    number_given = Signal(str, str)
    """What was typed, and the kind of document chosen (empty = the number says it)."""
    hit_chosen = Signal(str)
    visit_asked = Signal(str)
    find_asked = Signal()
    list_asked = Signal()
    notices_asked = Signal()
    chairs_asked = Signal()
    shift_asked = Signal()
    contact_asked = Signal()
    tags_asked = Signal()
    guest_asked = Signal()
    plan_chosen = Signal(str)
    ticked = Signal(str, bool)
    began = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reception")
        self.mode: Mode = "idle"
        self.kind = self._contact_words = ""
        self.searching = self.of_group = False
        self.hits: list[HitRow] = []
        self.visits: list[VisitRow] = []
        self._build_head()
        self._build_idle()
        self._build_verdict()
        self._build_ticks()
        self._build_facts()
        self.form = DonorForm()
        self.form.changed.connect(self._form_changed)
        self.left.addWidget(self.form)
        self.left.addStretch(1)
        self._build_plan()
        self.left.addStretch(1)
        self._queue_side = QueueSide()
        self.rail.addWidget(self._queue_side, 1)
        self._build_person_side()
        self.rail.set_margins((23, 16, 24, 8))
        self.add_back().setObjectName("back")
        self.add_action(Act.FIND, self.find_asked.emit, "reception.find").setObjectName("find")
        self.add_action(Act.RECORDS, self._records, "reception.shift").setObjectName("shift")
        self.add_action(Act.AGAIN, self._again, "reception.group_list").setObjectName("group_list")
        self.add_action(Act.DEFER, self.guest_asked.emit, "guests.key").setObjectName("guest")
        self.add_action(Act.REACTION, self.chairs_asked.emit, "chairs.title").setObjectName("chairs")
        self.add_action(Act.PRINT, self.notices_asked.emit, "reception.notices").setObjectName("notices")
        self.main.setObjectName("main")
        self.main_pressed.connect(self._go_on)
        self.main.missing_asked.connect(self.take_focus)
        self.listen_digits(self._digit)
        self.retext()
        self.show_idle()

    # building

    def _build_head(self) -> None:
        self.headline, self.hint = title(""), Label("", 18, colour="quiet", wrap=True)
        self.headline.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.summary = Summary()
        self.summary.setObjectName("summary")
        for part in (self.headline, self.hint, self.summary):
            self.left.addWidget(part)

    def _build_idle(self) -> None:
        self._idle = QWidget()
        whole = Column(self._idle, gap=8, margins=(0, 24, 0, 0))
        line = Row(gap=16)
        self.number = NumberEntry()
        self.number.setObjectName("number")
        self.other = QuietButton("", height=80)
        self.other.setObjectName("other_document")
        self.other.clicked.connect(self._toggle_kinds)
        line.addWidget(self.number, 1)
        line.addWidget(self.other)
        self.number_message = Message(height=32)
        self.kinds = KindGrid()
        self.kinds.chosen.connect(self._kind_chosen)
        self._hit_words = Label("", 18, colour="quiet")
        self._hit_column = Column()
        whole.addLayout(line)
        for part in (self.number_message, self.kinds, self._hit_words):
            whole.addWidget(part)
        whole.addLayout(self._hit_column)
        self.kinds.hide()
        self.left.addWidget(self._idle)

    def _build_verdict(self) -> None:
        self._stop = QWidget()
        whole = Column(self._stop)
        self.verdict = VerdictPanel()
        self.verdict.setObjectName("verdict")
        self._tell_title, self.tell = heading(""), Label("", 20, wrap=True)
        whole.addWidget(self.verdict)
        whole.gap(16)
        whole.addWidget(self._tell_title)
        whole.addWidget(self.tell)
        whole.gap(16)
        self.left.addWidget(self._stop)

    def _build_ticks(self) -> None:
        self._ticks_side = QWidget()
        whole = Column(self._ticks_side, margins=(0, 8, 0, 0))
        self._tick_words: dict[str, Label] = {}
        self.ticks: dict[str, ChoiceRow] = {}
        for name in TICKS:
            whole.addWidget(HairLine())
            line = Row(gap=16, margins=(0, 12, 0, 12))
            self._tick_words[name] = Label("", 20, wrap=True)
            choices = ChoiceRow(width=112)
            choices.chosen.connect(lambda is_so, what=name: self.ticked.emit(what, is_so))
            self.ticks[name] = choices
            line.addWidget(self._tick_words[name], 1)
            line.addWidget(choices)
            whole.addLayout(line)
        whole.addWidget(HairLine())
        self.left.addWidget(self._ticks_side)

    def _build_facts(self) -> None:
        self._facts_side = QWidget()
        whole = Column(self._facts_side, margins=(0, 8, 0, 0))
        self.facts: dict[str, FactRow] = {}
        for name, icon_name in FACTS:
            self.facts[name] = FactRow(icon_name)
            self.facts[name].setObjectName(f"fact_{name}")
            whole.addWidget(self.facts[name])
        whole.addWidget(HairLine())
        self.left.addWidget(self._facts_side)

    def _build_plan(self) -> None:
        self._plan_side = QWidget()
        whole = Column(self._plan_side, gap=4, margins=(0, 8, 0, 0))
        self._plan_head = QWidget()
        head = Row(self._plan_head, gap=16)
        self._plan_title, self._plan_note = Label("", 18, bold=True), quiet("", 18)
        head.addWidget(self._plan_title)
        head.addWidget(self._plan_note)
        head.addStretch(1)
        whole.addWidget(self._plan_head)
        self.plan = ChoiceRow(look=AnswerLook.CHIP, width=208)
        self.plan.setObjectName("plan")
        self.plan.chosen.connect(lambda kind: self.plan_chosen.emit(str(kind)))
        whole.addWidget(self.plan)
        self.left.addWidget(self._plan_side)

    def _build_person_side(self) -> None:
        self._person_side = QWidget()
        whole = Column(self._person_side)
        self._check_title, self._check_hint = heading(""), quiet("", 18)
        self.words_to_say = [Label("", 28, bold=True), Label("", 28, bold=True)]
        whole.addWidget(self._check_title)
        whole.addWidget(self._check_hint)
        whole.gap(8)
        for words in self.words_to_say:
            whole.addWidget(words)
            whole.gap(4)
        whole.addWidget(HairLine(above=8, below=8))
        head = Row(gap=8)
        self._history_title, self.counts = heading(""), quiet("", 16)
        head.addWidget(self._history_title)
        head.addStretch(1)
        head.addWidget(self.counts)
        whole.addLayout(head)
        self.history = [PairRow(indent=120, height=30) for _ in range(_MOST_DONATIONS)]
        for row in self.history:
            whole.addWidget(row)
        self.next_days = NextDays(whole)
        whole.addStretch(1)
        self.rail.addWidget(self._person_side, 1)

    def retext(self) -> None:
        super().retext()
        self._tell_title.setText(say("reception.tell_title"))
        self._plan_title.setText(say("reception.plan"))
        self._check_title.setText(say("reception.check_person"))
        self._check_hint.setText(say("reception.let_say"))
        for label, key in zip(self.words_to_say, ("name", "birth_on"), strict=True):
            label.setText(say(f"reception.field.{key}"))
        self._history_title.setText(say("reception.history"))
        self.other.say_text(say("reception.other_document"))
        for name, words in self._tick_words.items():
            words.setText(say(f"reception.tick.{name}"))
            self._say_yes_no(name)
        self._say_plans()
        self.kinds.say_kinds()
        self._queue_side.say_count(len(self.visits))
        self._say_actions()

    def _say_yes_no(self, name: str) -> None:
        row = self.ticks[name]
        given = row.value
        row.set_choices([(1, say("reception.yes"), True), (2, say("reception.no"), False)])
        call(row, f"{name}_yes", f"{name}_no")
        row.show_value(given)

    def _say_plans(self) -> None:
        chosen = self.plan.value
        self.plan.set_choices([(n, say(f"reception.plans.{kind}"), kind) for n, kind in enumerate(PLANS, 1)])
        call(self.plan, *(f"plan_{kind}" for kind in PLANS))
        self.plan.show_value(chosen)

    def _records(self) -> None:
        (self.shift_asked if self.mode == "idle" else self.tags_asked).emit()

    def _again(self) -> None:
        (self.list_asked if self.mode == "idle" else self.contact_asked).emit()

    def say_contact(self, words: str) -> None:
        """Say on its button whether the person may be called."""
        self._contact_words = words
        self._say_actions()

    def _say_actions(self) -> None:
        is_idle = self.mode == "idle"
        self.action(Act.RECORDS).say_text(say("reception.shift" if is_idle else "reception.tags.title"))
        self.action(Act.AGAIN).say_text(say("reception.group_list") if is_idle else self._contact_words)

    # idle

    def show_idle(self, *, searching: bool = False, note: str = "", entry: str = "") -> None:
        """Wait for the next person; the note tells of whom the number is awaited."""
        self.searching, self.kind = searching, ""
        self._show_mode("idle")
        self.number.clear()
        self.say_number_problem("")
        self.kinds.hide()
        self.kinds.show_value(None)
        self.show_hits([], "")
        self.say_idle(note=note, entry=entry)
        self.show_ready()
        self.take_focus()

    def say_idle(self, *, note: str, entry: str) -> None:
        """Say who is awaited, in the language of the screen; what was typed and found stays."""
        self.headline.setText(say("reception.search_title" if self.searching else "reception.idle_title"))
        self.say_hint(note or say("reception.search_hint" if self.searching else "reception.idle_hint"))
        self.action(Act.BACK).setVisible(self.searching or bool(entry))
        named = say(f"identity.kind.{self.kind}") if self.kind else entry
        self.number.set_hint(
            named or say("reception.search_entry" if self.searching else "reception.number_entry")
        )
        self._hit_words.setText(say_again(self._hit_words.text()))
        self.set_main(say("reception.look_up"))

    def say_hint(self, words: str, tone: str = "quiet") -> None:
        """Say what stands below the headline."""
        self.hint.setText(words)
        self.hint.set_colour(tone)

    def say_number_problem(self, words: str) -> None:
        """Say beside the large field what is wrong with it; what was typed stays."""
        self.number.set_mark(Mark.ERROR if words else Mark.NONE)
        if words:
            self.number_message.say(words)
            self.number.selectAll()
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.number_message.clear()

    def offer_kinds(self) -> None:
        """Ask which document it is."""
        self.show_hits([], "")
        self.kinds.show()

    def _toggle_kinds(self) -> None:
        if self.kinds.isHidden():
            self.offer_kinds()
            self.kinds.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.kinds.hide()

    def _kind_chosen(self, kind: object) -> None:
        self.kind = str(kind)
        self.kinds.hide()
        self.number.set_hint(say(f"identity.kind.{kind}"))
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.number.text():
            self._look_up()

    def show_hits(self, hits: list[Hit], words: str) -> None:
        """Show who was found, the first one ready to be taken by Enter after Down."""
        drop(self.hits)
        self._hit_words.setText(words)
        self._hit_words.setVisible(bool(words))
        self.hits = [HitRow(hit.key, hit.name, hit.born, hit.note) for hit in hits]
        for place, row in enumerate(self.hits):
            row.setObjectName(f"hit_{place + 1}")
            row.clicked.connect(lambda _=False, key=row.key: self.hit_chosen.emit(key))
            self._hit_column.addWidget(row)
            row.show()
        if self.hits:
            self.kinds.hide()
            self.hits[0].setFocus(Qt.FocusReason.TabFocusReason)

    def show_queue(self, lines: list[QueueLine], *, of_group: bool = False) -> None:
        """Show who is here, and the way to the list of a group; what is unchanged is not built again."""
        self.of_group = of_group
        self.action(Act.AGAIN).setVisible(of_group or self.mode != "idle")
        if [row.line for row in self.visits] == lines:
            return
        before = self.focusWidget()
        self.visits = self._queue_side.show_rows(lines, self.visit_asked.emit)
        if isinstance(before, VisitRow) and before not in self.visits:  # Qt would go on to another's visit
            self.take_focus()

    # a person

    def show_desk(self, desk: Desk) -> None:
        """Show what is known of the person at the desk."""
        self._show_mode(desk.mode)
        self.headline.setText(desk.headline)
        self.say_hint(desk.hint, desk.tone)
        for name, fact in desk.facts.items():
            self.facts[name].show_fact(say(f"reception.fact.{name}"), fact.value, fact.reason, fact.tone)
        if desk.verdict is not None:
            told = desk.verdict
            self.verdict.show_verdict(told.meaning, told.reason, told.label, told.value, told.word)
            self.tell.setText(told.tell)
        self._tell_title.setVisible(bool(desk.verdict and desk.verdict.tell))
        self.plan.show_value(desk.plan)
        self._plan_note.setText(desk.plan_note)
        self._show_history(desk)
        self.say_contact(desk.contact)
        self.set_main(desk.main)

    def _show_history(self, desk: Desk) -> None:
        self.counts.setText(desk.counts)
        self.next_days.show_days(desk.next_days)
        for row, earlier in zip(self.history, desk.earlier, strict=False):
            row.show_pair(earlier.on, earlier.what, earlier.where)
        for place, row in enumerate(self.history):
            row.setVisible(place < len(desk.earlier))

    def show_form(self, shown: bool) -> None:
        """Put the fields up in the place of the facts, or take them away."""
        self.form.setVisible(shown)
        self.summary.show_problems([])
        self.summary.hide()

    def show_problems(self, problems: dict[str, str]) -> None:
        """Say what is wrong in the summary and beside the fields; an empty table takes it back."""
        links = self.form.show_problems(problems)
        self.hint.setVisible(not links)
        self.summary.setVisible(bool(links))
        names = [(self.form.title_of(field), field) for _, field in links]
        self.summary.show_problems(links if len(links) <= MOST_LINKS else names)

    def _form_changed(self) -> None:
        if not self.summary.isHidden():
            self.show_problems({})

    def _show_mode(self, mode: Mode) -> None:
        self.mode = mode
        self._idle.setVisible(mode == "idle")
        self._stop.setVisible(mode in ("deferred", "elsewhere"))
        self.headline.setVisible(mode not in ("deferred", "elsewhere"))
        self.hint.setVisible(self.headline.isVisibleTo(self))
        self._ticks_side.setVisible(mode == "ticks")
        self._facts_side.setVisible(mode == "facts")
        self._plan_side.setVisible(mode in ("form", "facts"))
        self._queue_side.setVisible(mode == "idle")
        self._person_side.setVisible(mode != "idle")
        self.show_form(mode == "form")
        self._fit_form()
        self.action(Act.BACK).setVisible(mode != "idle" or self.searching)
        is_resting = mode == "idle" and not self.searching
        for act in (Act.PRINT, Act.DEFER):
            self.action(act).setVisible(is_resting)
        self.action(Act.REACTION).setVisible(is_resting and not self.of_group)
        self.action(Act.AGAIN).setVisible(mode != "idle" or self.of_group)
        self._say_actions()

    def _fit_form(self) -> None:
        """Keep the summary's room free below the headline; on a low screen leave the plan's title out."""
        is_form = self.mode == "form"
        is_high = self.height() >= px(HIGH)
        self.headline.setMinimumHeight(px(43) if is_form and is_high else 0)
        self.form.set_air(8 if is_high else 4)
        self.hint.setMinimumHeight(px(56) if is_form else 0)
        self._plan_head.setVisible(not is_form or is_high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_form()

    # keys

    def take_focus(self) -> None:
        """Put the keyboard where the next thing is to be given."""
        if self.open_sheet is not None:
            return
        if self.mode == "idle":
            target: QWidget = self.number
        else:
            target = (None if self.form.isHidden() else self.form.first_open()) or self
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.mode == "idle" and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._walk(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)

    def _walk(self, by: int) -> None:
        """Up and down lead through the field, the hits, and who is here."""
        stops: list[QWidget] = [self.number, *self.hits, *self.visits]
        here = self.focusWidget()
        place = stops.index(here) if here in stops else 0
        stops[(place + by) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)

    def go_on_from(self, field: QWidget | None) -> None:
        if self.mode == "idle":
            self._look_up()
            return
        stops = self.form.stops() if not self.form.isHidden() else []
        place = stops.index(field) if field in stops else len(stops)
        if place + 1 < len(stops):
            following = stops[place + 1]
        elif stops and self.plan.isVisibleTo(self) and self.plan.value is None:
            following = self.plan.buttons[0]
        else:
            following = self.main
        following.setFocus(Qt.FocusReason.TabFocusReason)

    def _digit(self, digit: int) -> bool:
        if self.mode == "idle":
            row = next((row for row in self.visits if row.digit == str(digit)), None)
            if row is not None:
                row.click()
            return row is not None
        if self.mode == "ticks":
            asked = next((row for row in self.ticks.values() if row.value is None), None)
            return asked is not None and asked.digit_pressed(digit)
        return self.plan.isVisibleTo(self) and self.plan.digit_pressed(digit)

    def _go_on(self) -> None:
        focused = self.focusWidget()
        if self.mode == "idle" and isinstance(focused, HitRow | VisitRow):
            focused.click()
        elif self.mode == "idle":
            self._look_up()
        else:
            self.began.emit()

    def _look_up(self) -> None:
        if self.number.text().strip():
            self.number_given.emit(self.number.text(), self.kind)
        else:
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "other"):
            self.other.setMinimumHeight(px(80))
            self.form.setContentsMargins(0, px(8), 0, 0)
