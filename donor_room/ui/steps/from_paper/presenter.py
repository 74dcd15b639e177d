"""Joins the page of the paper forms with its use cases: one box after the other, each on the disk at once."""

from __future__ import annotations

from typing import NamedTuple

from donor_room.domain.clock import day_at_site
from donor_room.domain.paper_form import written
from donor_room.domain.questionnaire import Item
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.packs.questionnaires import QuestionnairePack
from donor_room.ui.asking_presenter import AskingPresenter, choices_of, words_of
from donor_room.ui.shell import Shell
from donor_room.ui.steps.from_paper.telling import (
    Line,
    answers_words,
    differing_words,
    form_words,
    lines_of,
    time_words,
)
from donor_room.ui.steps.from_paper.view import FromPaperView
from donor_room.ui.texts import said, say, say_again, texts
from donor_room.ui.widgets.asking import Given
from donor_room.workflow import back_entry, interview, label, paper_boxes, paper_registration
from donor_room.workflow.back_entry import Differs
from donor_room.workflow.desk import Desk
from donor_room.workflow.paper_boxes import ALL_BLANK, BLANK, Box, Typed, question_no
from donor_room.workflow.register import Second

_STAYS = ("day", "filled_by", "plan")
"""What is as on the form before, until something else is typed."""
_CODED = {"plan": "donation_kind", "bag_kind": "bag_kind"}


def build(shell: Shell) -> FromPaperPresenter:
    """Make the page."""
    return FromPaperPresenter(shell, FromPaperView())


class Told(NamedTuple):
    """All that the page shows, read on the store thread."""

    box: Box | None
    visit: Visit | None
    items: tuple[Item, ...]
    pack: QuestionnairePack
    differs: Differs | None
    unfinished: list[Visit]
    done: int


class FromPaperPresenter(AskingPresenter):
    """Registration is a draft until the visit is begun; from then on every box is an act."""

    page = "from_paper"
    view: FromPaperView

    def __init__(self, shell: Shell, view: FromPaperView) -> None:
        super().__init__(shell, view)
        self.draft: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        self._blank: set[str] = set()
        self._bag_kind = ""
        self._asked_twice = ""
        self._left = ("", "")
        self._problem = ""
        self._came_too_soon = ""
        self._typed_last: Typed | None = None
        """The box that was typed last, which a form that is too old asks again."""
        self.told: Told | None = None
        view.text_given.connect(self._take)
        texts().language_changed.connect(self._say_again)
        self.when_given = {
            "confirm": self._confirmed,
            "second": self._seconded,
            "late": self._let_in,
            "destroyed": self._destroyed,
            "closing": self._read_back,
        }

    def open(self, visit: Visit | None) -> None:
        """Ask for a form; what was typed of one that was not begun is let go."""
        super().open(None)
        self._start_anew()

    def scanned(self, text: str) -> bool:
        """Every code that is read belongs to the form on the table; one that came too soon is kept."""
        if self.told is None:
            self._came_too_soon = text
        else:
            self._take(text)
        return True

    def back(self) -> None:
        """Put the form down where it stands; with none in hand go to the reception."""
        if self.visit is not None or self.draft:
            self._start_anew()
        else:
            self.shell.show("reception")

    def whom(self) -> object:
        return self.visit.id if self.visit else self.draft.get("form")

    # ---- what is next ------------------------------------------------------------------------------

    def _start_anew(self) -> None:
        self.visit, self.draft, self._blank, self._asked_twice = None, {}, set(), ""
        self.told = None
        self._look()

    def _look(self, _answer: object = None) -> None:
        """Read where the form stands, and ask for the next box."""
        visit, draft = self.visit, self.draft
        blank, bag_kind = frozenset(self._blank), self._bag_kind
        self.shell.tasks.run(
            lambda: _read(self.shell.desk, visit, draft, blank, bag_kind),
            self._show,
            self.refused,
            self.refused,
        )

    def _show(self, told: Told) -> None:
        self.told = told
        if told.visit is not None:
            self.visit = told.visit
        if told.box is None and told.visit is None:
            self._begin()
            return
        self._say()
        waiting, self._came_too_soon = self._came_too_soon, ""
        if waiting:
            self._take(waiting)

    def _say_again(self, _language: str) -> None:
        if self.told is not None:
            typed, problem = self.view.field.text(), self._problem
            self._say()
            self.view.field.setText(typed)
            self._say_problem(say_again(problem))

    def _say(self) -> None:
        told = self.told
        if told is None or told.box is None:
            return
        visit, box = told.visit, told.box
        lines = lines_of(visit) if visit else self._draft_lines()
        self.view.show_boxes(lines, answers_words(visit, told.items) if visit else "")
        self.view.show_form(self._form_pairs(visit), differing_words(visit, told.differs) if visit else "")
        here = visit.id if visit else ""
        others = [(form_words(one), one.donor.name) for one in told.unfinished if one.id != here]
        self.view.show_today(told.done, others)
        self._problem = ""
        self.view.show_question(_prompt(box), _ask(box, told), self._hint(box))

    def _draft_lines(self) -> list[Line]:
        return [
            Line(f"{paper_boxes.NUMBERS[key]} {say(f'paper.box.{key}')}", _draft_words(key, text))
            for key, text in self.draft.items()
            if key in paper_boxes.NUMBERS
        ]

    def _form_pairs(self, visit: Visit | None) -> list[tuple[str, str]]:
        if visit is None or visit.paper is None:
            return []
        donor, day = visit.donor, visit.opened_at
        sex = say(f"frame.sex.{donor.sex}")
        late = [(say("paper.late.box"), visit.let_in.reason)] if visit.let_in else []
        return [
            (say("paper.box.form"), form_words(visit)),
            (say("paper.box.name"), donor.name),
            (say("paper.box.document"), donor.document_number),
            (say("paper.box.born"), say("paper.person", sex=sex, born=donor.birth_on)),
            (say("paper.box.plan"), words_of("donation_kind", visit.plan)),
            (
                say("paper.box.came"),
                f"{_day_words(visit)} {time_words(day)}  {visit.paper.filled_by}",
            ),
            *late,
        ]

    def _hint(self, box: Box) -> str:
        if box.key in self._kept:
            return say("paper.default_hint", text=_draft_words(box.key, self._kept[box.key]))
        return "" if self.visit is None else say("paper.blank_hint")

    # ---- what is typed -----------------------------------------------------------------------------

    def _take(self, text: str) -> None:
        """Write the box down; what belongs on a sheet is asked there."""
        told, text = self.told, text.strip()
        if told is None or told.box is None or self.view.open_sheet is not None:
            return
        box = told.box
        if text == "" and box.key == "day" and "day" in self._kept:
            self._take_draft(box, self._kept["day"].replace("-", ""))  # asked again whether it is too old
        elif text == "" and box.key in self._kept:
            self.draft[box.key] = self._kept[box.key]
            self._look()
        elif text in (BLANK, ALL_BLANK) and self.visit is not None and box.key not in _NEVER_BLANK:
            self._leave_blank(box, all_of_them=text == ALL_BLANK)
        elif self.visit is None:
            self._take_draft(box, text)
        else:
            self._take_box(box, text)

    def _leave_blank(self, box: Box, *, all_of_them: bool) -> None:
        self._blank.add(box.mark)
        if all_of_them:
            self._blank |= paper_boxes.NUMBERS.keys() - _NEVER_BLANK - _AFTER_DECISION
        self._look()

    def _take_draft(self, box: Box, text: str) -> None:
        if box.key == "form":
            self.run(lambda: back_entry.find_form(self.shell.desk, text), self._found)
            return
        draft, typed = self.draft, Typed(box, text)
        self._typed_last = typed
        self.run(lambda: paper_registration.take(self.shell.desk, draft, typed), self._drafted)

    def _found(self, found: back_entry.Found) -> None:
        """Go on with a form that was left unfinished, or begin another one."""
        if found.visit is not None:
            self.visit = found.visit
        else:
            self.draft = {"form": found.form}
        self._look()

    def _drafted(self, draft: dict[str, str]) -> None:
        self.draft = draft
        self._kept |= {key: draft[key] for key in _STAYS if key in draft}
        self._look()

    def _begin(self, second: Second | None = None) -> None:
        draft = self.draft

        def begun(visit: Visit) -> None:
            self.view.close_sheet()
            self.visit, self.draft = visit, {}
            self._say_good("paper.begun", visit)
            self._look()

        self.run(lambda: paper_registration.begin(self.shell.desk, draft, second), begun)

    def _take_box(self, box: Box, text: str) -> None:
        if box.key == "bag_kind":
            self._choose_bag(box, text)
        elif box.needs == "pin":
            self.ask("confirm", key="paper.confirm")
        elif box.key == "void":
            self.ask_two("destroyed", act="void", key="paper.destroyed", choices=choices_of("void_reason"))
        elif box.needs == "second":
            self._ask_to_read_back(text)
        else:
            self._fill(box, text)

    def _choose_bag(self, box: Box, text: str) -> None:
        try:
            self._bag_kind = paper_boxes.chosen(Typed(box, text))
        except Refusal as no:
            self.refused(no)
        else:
            self._look()

    def _fill(self, box: Box, text: str) -> None:
        typed = Typed(box, text, confirmed=self._asked_twice == text, bag_kind=self._bag_kind)
        self._asked_twice = text
        visit = self.visit_id
        self.run(lambda: paper_boxes.fill(self.shell.desk, visit, typed), self._filled)

    def _filled(self, _visit: Visit) -> None:
        self._asked_twice = ""
        self._look()

    # ---- sheets ------------------------------------------------------------------------------------

    def _confirmed(self, given: Given) -> None:
        visit, pin = self.visit_id, given.values["pin"]
        self.act_on_sheet(lambda: back_entry.sign_decision(self.shell.desk, visit, pin=pin), self._look)

    def _seconded(self, given: Given) -> None:
        self._begin(Second(staff=given.witness, pin=given.pin))

    def _let_in(self, given: Given) -> None:
        """A head of the station agreed to a form that is too old: the box is taken once more."""
        draft, typed = self.draft, self._typed_last
        if typed is None:
            return
        second = Second(staff=given.witness, pin=given.pin)

        def let_in() -> dict[str, str]:
            told = paper_registration.let_in(self.shell.desk, draft, second, given.words)
            return paper_registration.take(self.shell.desk, told, typed)

        self.act_on_sheet(let_in, self._drafted)

    def _destroyed(self, given: Given) -> None:
        visit = self.visit_id
        self.act_on_sheet(
            lambda: label.void(
                self.shell.desk, visit, reason=given.reason, witness=given.witness, pin=given.pin
            ),
            self._look,
        )

    def _ask_to_read_back(self, text: str) -> None:
        """The time is looked at before the second person comes; her or his PIN ends the form."""
        time, _, remark = text.partition(" ")
        visit, self._left = self.visit, (time, remark)
        if visit is not None:
            self.run(
                lambda: back_entry.at_time(self.shell.desk, visit, time),
                lambda _act: self.ask_two("closing", act="register", key="paper.closing"),
            )

    def _read_back(self, given: Given) -> None:
        visit, (time, remark) = self.visit_id, self._left
        self.act_on_sheet(
            lambda: back_entry.close(
                self.shell.desk, visit, time=time, remark=remark, witness=given.witness, pin=given.pin
            ),
            self._closed,
        )

    def _closed(self, visit: Visit) -> None:
        self._say_good("paper.through", visit)
        self._start_anew()

    def _say_good(self, key: str, visit: Visit) -> None:
        self.shell.window.scan_line.say_good(said(key, form=form_words(visit), name=visit.donor.name))

    # ---- what was refused --------------------------------------------------------------------------

    def refused(self, no: Refusal | Trouble) -> None:
        """Say it under the line; where a second person is needed, ask for one."""
        self.view.set_busy(False)
        if self.view.open_sheet is not None:
            super().refused(no)
        elif no.code == "register.second_person_needed":
            self.ask_two("second", act="register", key="paper.second")
        elif no.code == "paper.too_old":
            self._say_problem(said(no.code, **no.values))
            self.ask_two("late", act="let_in_late", key="paper.late", days=no.values["days"])
        else:
            is_unlikely = no.values.get("band") == "unlikely"
            self._asked_twice = self._asked_twice if is_unlikely else ""
            self._say_problem(said(no.code, **no.values))
            if self.visit is None and self.told is not None and self.told.box is None:
                self._ask_registration_again()

    def _ask_registration_again(self) -> None:
        """The form could not be begun: the document and all after it are typed once more."""
        kept = ("form", "day", "came", "filled_by", "late_because", "late_with")
        self.draft = {key: text for key, text in self.draft.items() if key in kept}
        words = self._problem
        self._look()
        self._say_problem(words)

    def _say_problem(self, words: str) -> None:
        self._problem = words
        self.view.show_problem(words)
        if words and self._asked_twice:
            self.view.show_once_more()


_NEVER_BLANK = frozenset({"decision", "sign", "number", "needle", "end", "void", "bag", "close", "bag_kind"})
_AFTER_DECISION = frozenset({"compared", "compared_after", "reaction"})


def _read(
    desk: Desk, visit: Visit | None, draft: dict[str, str], blank: frozenset[str], bag_kind: str
) -> Told:
    unfinished, done = back_entry.typed_in(desk)
    if visit is None:
        box = paper_registration.next_box(desk, draft)
        return Told(box, None, (), desk.packs.interview, None, unfinished, len(done))
    folded = desk.visits.get(visit.id)
    return Told(
        box=paper_boxes.next_box(desk, folded, blank, bag_kind=bag_kind),
        visit=folded,
        items=interview.items_of(desk, folded),
        pack=desk.packs.interview,
        differs=back_entry.how_they_differ(desk, folded),
        unfinished=unfinished,
        done=len(done),
    )


def _prompt(box: Box) -> str:
    if box.gap is None:
        return f"{box.no}  {say(f'paper.box.{box.key}')}"
    return f"{box.no}  {say('paper.box.gap', no=question_no(box.gap.item))}"


def _ask(box: Box, told: Told) -> str:
    """Say how a box is typed; what a private question may mean stands on paper alone."""
    ask = say(f"paper.ask.gap_{box.gap.part}" if box.gap else f"paper.ask.{box.key}")
    words = [f"{place} {word}" for place, word in enumerate(_choices(box, told), 1)]
    return "   ".join((ask, *words))


def _choices(box: Box, told: Told) -> list[str]:
    if box.key in _CODED:
        return [words_of(_CODED[box.key], choice) for choice in box.choices]
    if box.gap is None or box.gap.part != "which":
        return []
    item = next(one for one in told.items if one.id == box.gap.item)
    if item.private:
        return []
    return [told.pack.choice_label(item.id, choice, texts().language) for choice in box.choices]


def _draft_words(key: str, text: str) -> str:
    if key == "form":
        return written(text)
    if key in _CODED:
        return words_of(_CODED[key], text)
    return say(f"frame.sex.{text}") if key == "sex" else text


def _day_words(visit: Visit) -> str:
    return day_at_site(visit.opened_at).isoformat()
