"""Joins the desk with registration: look up, ask what is missing, open the visit or turn the donor away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, QTimer

from donor_room.domain.card import CardRead, notes_on_card, reason_against_card
from donor_room.domain.directory import phone_digits
from donor_room.domain.entries import Donor
from donor_room.domain.identity import read_document
from donor_room.domain.names import LONGEST_NAME, reason_against_name
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.ui.asking_presenter import AskingPresenter
from donor_room.ui.donor_line import queue_line
from donor_room.ui.notice import outcome_of_notice, print_notice
from donor_room.ui.shell import Shell
from donor_room.ui.steps.reception import state as at_desk
from donor_room.ui.steps.reception import telling
from donor_room.ui.steps.reception.guests import Guests
from donor_room.ui.steps.reception.knowing import FIRST_PLAN, found_of, phone_like
from donor_room.ui.steps.reception.shown import Hit
from donor_room.ui.steps.reception.state import State
from donor_room.ui.steps.reception.telling import Found
from donor_room.ui.steps.reception.view import ReceptionView
from donor_room.ui.steps.reception.words import Words, acts_of
from donor_room.ui.texts import said, say, say_again, texts
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.fields import parse_day
from donor_room.ui.widgets.queue import QueueLine
from donor_room.workflow import register, shift
from donor_room.workflow.common_day import common_lines
from donor_room.workflow.expected import is_proved, tail_needed
from donor_room.workflow.group_list import ListRow
from donor_room.workflow.register import Second

_LOOK_AROUND_MS = 30_000
_LONG_NUMBER = 15
_PHONE = range(7, 16)
_FIELD_OF = {
    "register.other_name_known": "name",
    "register.other_birth_known": "birth_on",
    "identity.birth_disagrees": "birth_on",
    "identity.birth_to_come": "birth_on",
    "identity.sex_disagrees": "sex",
}


def build(shell: Shell) -> ReceptionPresenter:
    """Make the page and its presenter."""
    return ReceptionPresenter(shell, ReceptionView())


class ReceptionPresenter(AskingPresenter):
    """One person at a time; the queue of the shift at the side."""

    page = "reception"

    def __init__(self, shell: Shell, view: ReceptionView) -> None:
        super().__init__(shell, view)
        self.state = State()
        self.found: Found | None = None
        self.when_given = {"second": self._second_given}
        self.words, self.guests = Words(self, view), Guests(self, view)
        view.number_given.connect(self._number_given)
        view.hit_chosen.connect(self._hit_chosen)
        view.visit_asked.connect(shell.take_up)
        view.find_asked.connect(self._find)
        view.list_asked.connect(lambda: shell.show("group_list"))
        view.notices_asked.connect(shell.window.notices_asked)
        view.chairs_asked.connect(shell.window.chairs_asked)
        view.shift_asked.connect(lambda: shell.show("handover"))
        view.plan_chosen.connect(self._plan_chosen)
        view.ticked.connect(self._ticked)
        view.began.connect(self._begin)
        texts().language_changed.connect(self._language_changed)
        self._hits: list[Hit] = []
        self._note = ""
        self._told: dict[str, str] = {}
        """What the fields of the form were last told to be wrong."""
        self._look_around = QTimer(view, interval=_LOOK_AROUND_MS)
        self._look_around.timeout.connect(self._keep_true)
        self._look_around.start()

    # ---- nobody at the desk --------------------------------------------------------------------------------

    def open(self, visit: Visit | None) -> None:
        super().open(None)
        self._set(State())
        self.view.show_idle()
        self._look()  # the window still shows the page that is left

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        if self.state.mode == "idle":
            self._refresh()

    def _keep_true(self) -> None:
        """Keep the minutes true while the page is looked at."""
        if self.view.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        if self.state.mode == "idle" and self.shell.window.page_name in ("", self.page):
            self._look()

    def _look(self) -> None:
        self.shell.tasks.run(self._read_queue, self._show_queue, self.refused, self.refused)

    def _read_queue(self) -> tuple[list[QueueLine], bool] | None:
        desk = self.shell.desk
        current = shift.current_shift(desk)
        if current is None:
            return None
        now, late_after_min = desk.clock.now(), desk.packs.policy.queue_late_after_min
        lines = common_lines(desk, open_only=True)
        shown = [
            queue_line(line, place=place, now=now, here="", late_after_min=late_after_min)
            for place, line in enumerate(lines, 1)
        ]
        return shown, current.opened.drive == "group"

    def _show_queue(self, told: tuple[list[QueueLine], bool] | None) -> None:
        if told is None:
            QTimer.singleShot(0, self, lambda: self.shell.show("shift"))
        elif self.state.mode == "idle":
            self.view.show_queue(told[0], of_group=told[1])

    def _find(self) -> None:
        self._set(at_desk.searching())
        self.view.show_idle(searching=True)
        self._refresh()

    def back(self) -> None:
        """Let the person go who is at the desk; nothing was written. With nobody there it ends a search."""
        self.open(None)
        self._show_bands()

    # ---- finding ---------------------------------------------------------------------------------

    def expect(self, row: ListRow, typed: str) -> None:
        """Begin with somebody of an organiser's list: first the document is read, or its last characters."""
        self.shell.tasks.run(
            lambda: tail_needed(self.shell.desk, row), lambda tail: self._expect(row, typed, tail)
        )

    def _expect(self, row: ListRow, typed: str, tail: int) -> None:
        self._set(at_desk.expecting(row, tail))
        self.view.show_idle(**self._awaited())
        if typed:
            self._number_given(typed, "")

    def _awaited(self) -> dict[str, str]:
        """Return what is said of the person whose document is awaited."""
        row = self.state.expected
        if row is None:
            return {"note": say_again(self._note), "entry": ""}
        born = row.birth_on.isoformat() if row.birth_on else ""
        note = say("reception.expected", name=row.name, born=born, count=self.state.tail)
        return {"note": note, "entry": say("reception.expected_entry", count=self.state.tail)}

    def _number_given(self, text: str, kind: str) -> None:
        row = self.state.expected
        if row is not None and not kind and is_proved(row, text, least=self.state.tail):
            self.look_up(str(row.document.kind), row.document.number)
        elif row is not None and not kind and not self._is_number(text):
            self.view.say_number_problem(said("reception.not_the_expected", name=row.name))
        elif kind or self._is_number(text):
            self.look_up(kind or None, text)
        else:
            self.shell.tasks.run(lambda: self._search(text), self._show_hits, self._not_read, self._not_read)

    def _is_number(self, text: str) -> bool:
        """Say whether a text is read as a document's number; a name, initials or a phone are looked for."""
        typed = text.strip()
        if self.state.searching and len(typed) < _LONG_NUMBER:
            return False
        digits = sum(character.isdecimal() for character in typed)
        known = read_document(None, typed, date.max, practice=True).kind is not None
        return (known or digits >= _LONG_NUMBER) and not phone_like(typed)

    def _search(self, text: str) -> list[Hit]:
        desk = self.shell.desk
        today = [telling.hit_of_visit(line) for line in register.find(desk, text)]
        digits = phone_digits(text)
        known = desk.directory.find_by_phone(digits) if digits else desk.directory.find_by_name(text)
        rest = [
            telling.hit_of_donor(
                place,
                one.donor.name,
                one.donor.birth_on,
                one.donor.donations[0] if one.donor.donations else None,
            )
            for place, one in enumerate(known)
        ]
        return [*today, *rest]

    def _show_hits(self, hits: list[Hit]) -> None:
        self._hits = hits
        if not hits:
            self.view.show_hits([], "")
            self.view.say_number_problem(said("register.not_found"))
            return
        self.view.say_number_problem("")
        self.view.show_hits(hits, said("reception.found", count=len(hits)))

    def _hit_chosen(self, key: str) -> None:
        hit = next(one for one in self._hits if one.key == key)
        if key.startswith("#"):
            self._set(State())
            self._note = said("reception.bring_document", name=hit.name, born=hit.born)
            self.view.show_idle(note=self._note)
        else:
            self.shell.take_up(key)

    def look_up(self, kind: str | None, number: str, card: CardRead | None = None) -> None:
        """Ask what is known of the holder of a document and show it."""

        def work() -> Found:
            desk = self.shell.desk
            known = register.look_up(desk, document_kind=kind, number=number, plan=FIRST_PLAN)
            return found_of(desk, known)

        self.shell.tasks.run(
            work, lambda found: self._show_found(found, card), self._not_read, self._not_read
        )

    def card_read(self, card: CardRead) -> bool:
        """Take a card that was laid on the reader; with a donor open the nurse finishes that one first."""
        if self.state.mode != "idle":
            return False
        if self.found is not None and self.state.known is not None:
            return False

        def work() -> Found:
            desk = self.shell.desk
            reason = reason_against_card(card, desk.clock.today(), practice=desk.practice)
            if reason is not None:
                raise Refusal(reason)
            known = register.look_up(desk, document_kind=card.kind.value, number=card.number, plan=FIRST_PLAN)
            return found_of(desk, known)

        self.shell.tasks.run(
            work, lambda found: self._show_found(found, card), self._not_read, self._not_read
        )
        return True

    def _not_read(self, no: Refusal | Trouble) -> None:
        self.view.say_number_problem(said(no.code, **no.values))
        if no.code in ("identity.kind_unknown", "identity.other_kind"):
            self.view.offer_kinds()

    # ---- a person at the desk --------------------------------------------------------------------

    def _show_found(self, found: Found, card: CardRead | None) -> None:
        self.found = found
        self._set(at_desk.found(found.known, card=card, before=found.before, listed=found.listed))
        self._show()
        if card is not None:
            for note in notes_on_card(card, found.today):
                self.shell.window.scan_line.say_bad(said(note, longest=LONGEST_NAME))

    def _set(self, state: State) -> None:
        self.state, self._note = state, ""
        if state.known is None:
            self.found = None

    def _show(self) -> None:
        found = self.found
        if found is None:
            return
        self.view.show_desk(telling.desk_of(self.state, found))
        self._show_what_was_ticked()
        mode = self.state.mode
        needs_words = mode == "deferred" and not self.state.person.is_enough
        if mode == "form" or needs_words:
            self._fill_form(only_needed=needs_words)
        self._show_missing()
        self._show_bands()
        self.view.take_focus()

    def _fill_form(self, *, only_needed: bool) -> None:
        person, found = self.state.person, self.found
        assert found is not None  # noqa: S101 - somebody is at the desk
        if person.organisation is None and found.organisation:
            person = replace(person, organisation=found.organisation)
        fixed = ("name", "sex", "birth_on", "address") if self.state.card is not None else ()
        has = tuple(name for name in fixed if getattr(person, name) is not None)
        self.view.show_form(True)
        group = telling.ethnic_word(person.ethnic_group)
        self.view.form.show_person(person, ethnic_group=group, fixed=has, only_needed=only_needed)

    def _show_what_was_ticked(self) -> None:
        for name, row in self.view.ticks.items():
            row.show_value(self.state.ticks.get(name))

    def _show_bands(self) -> None:
        """Put banner and walk up with a person, and take them away without one."""
        line = telling.banner_of(self.state, self.found) if self.found is not None else None
        self.view.shows_donor = line is not None
        window = self.shell.window
        window.show_donor(line)
        if window.page_name == self.page:
            window.show_page(self.page)

    def _show_missing(self) -> None:
        mode, left = self.state.mode, 3 - len(self.state.ticks)
        if mode == "ticks":
            self.view.show_blocked(say("reception.still_to_tick", count=left))
        elif mode in ("form", "facts") and self.state.plan is None:
            self.view.show_blocked(say("reception.no_plan_yet"))
        else:
            self.view.show_ready()

    def _plan_chosen(self, plan: str) -> None:
        self.state = at_desk.chose_plan(self.state, plan)
        self._show_missing()
        found = self.found
        if found is not None:
            line = telling.banner_of(self.state, found)
            self.shell.window.show_donor(line)
        self.view.main.setFocus() if self.state.mode == "form" else self.view.take_focus()

    def _ticked(self, what: register.Tick, is_so: bool) -> None:
        self.state = at_desk.ticked(self.state, what, is_so=is_so)
        if self.state.mode == "ticks":
            self._show_missing()
        else:
            self._show()

    def _language_changed(self) -> None:
        if self.shell.window.page_name != self.page:
            return
        if self.state.mode == "idle":
            self.view.say_idle(**self._awaited())
            return
        typed = self.view.form.typed() if not self.view.form.isHidden() else None
        told, held = self._told if self.view.summary.isVisible() else {}, self.view.focusWidget()
        self._show()
        if typed is not None:
            self._put_back(typed)
        if told:
            self._say_problems({name: say_again(words) for name, words in told.items()})
        if held is not None and held.isVisible():
            held.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_problems(self, problems: dict[str, str]) -> None:
        self._told = problems
        self.view.show_problems(problems)

    def _put_back(self, typed: dict[str, str]) -> None:
        for name, text in typed.items():
            if name != "sex" and not self.view.form.fields[name].isReadOnly():
                self.view.form.fields[name].setText(text)
        self.view.form.sex.show_value(typed["sex"] or None)

    # ---- going on --------------------------------------------------------------------------------

    def _begin(self) -> None:
        known = self.state.known
        if known is None:
            return
        if known.open_visit is not None:
            self.shell.take_up(known.open_visit)
            return
        donor = self._donor()
        if donor is None:
            return
        if self.state.mode == "deferred":
            self._turn_away(donor)
        elif known.second_for:
            self.ask_two("second", act="register", key=f"reception.second.{known.second_for[0]}")
        else:
            self._open(donor, None)

    def _second_given(self, given: Given) -> None:
        donor = self._donor()
        if donor is not None:
            self._open(donor, Second(staff=given.witness, pin=given.pin))

    def _open(self, donor: Donor, second: Second | None) -> None:
        state = self.state

        def work() -> Visit:
            return register.open_visit(
                self.shell.desk,
                donor=donor,
                source=state.source,
                plan=state.plan or "",
                ticks=state.ticks,
                second=second,
                words=acts_of(state),
            )

        self.act_on_sheet(work, self._opened)

    def _opened(self, visit: Visit) -> None:
        self._set(State())
        self.shell.go_on(visit)

    def _turn_away(self, donor: Donor) -> None:
        state, papers = self.state, self.shell.papers
        deferral = state.known.deferral if state.known else None
        until_on = deferral.until_on if deferral else None
        outcome = outcome_of_notice(
            for_good=bool(deferral and deferral.kind == "permanent"), next_on=until_on
        )

        def work() -> Visit:
            desk = self.shell.desk
            sha256 = print_notice(desk, papers, name=donor.name, outcome=outcome, next_on=until_on)
            plan = state.plan or FIRST_PLAN
            return register.turn_away(
                desk, donor=donor, source=state.source, plan=plan, notice_sha256=sha256, words=acts_of(state)
            )

        self.run(work, self._turned_away)

    def _turned_away(self, visit: Visit) -> None:
        self.shell.go_on(visit)
        self.back()
        self.shell.window.scan_line.say_good(said("reception.notice_printed"))

    def whom(self) -> object:
        """The person at the desk: somebody else may stand here when the store answers."""
        return self.found

    # ---- what was typed --------------------------------------------------------------------------

    def _donor(self) -> Donor | None:
        """Return the person as document and form say; None when a field must be put right first."""
        if self.view.form.isHidden():
            return self._donor_of(self.state.person)
        typed = self.view.form.typed()
        problems = self._problems(typed)
        self._say_problems(problems)
        if problems:
            return None
        return self._donor_of(
            at_desk.Person(
                name=typed["name"],
                sex="male" if typed["sex"] == "male" else "female",
                birth_on=parse_day(typed["birth_on"]),
                phone=phone_digits(typed["phone"]) or None,
                address=typed["address"] or None,
                ethnic_group=telling.ethnic_code(typed["ethnic_group"]),
                organisation=typed["organisation"] or None,
            )
        )

    def _donor_of(self, person: at_desk.Person) -> Donor:
        known = self.state.known
        if known is None or person.name is None or person.sex is None or person.birth_on is None:
            raise Refusal("register.not_enough")
        return Donor(
            document_kind=str(known.identity.kind),
            document_number=known.identity.number,
            name=person.name,
            sex=person.sex,
            birth_on=person.birth_on,
            phone=person.phone,
            address=person.address,
            ethnic_group=person.ethnic_group,
            organisation=person.organisation,
        )

    def _problems(self, typed: dict[str, str]) -> dict[str, str]:
        found = self.found
        problems: dict[str, str] = {}
        reason = reason_against_name(typed["name"])
        if reason is not None:
            problems["name"] = said(f"reception.problem.{reason.replace('.', '_')}", longest=LONGEST_NAME)
        if not typed["sex"]:
            problems["sex"] = said("reception.problem.sex")
        born = parse_day(typed["birth_on"])
        if born is None:
            problems["birth_on"] = said("reception.problem.birth_on")
        elif found is not None and born > found.today:
            problems["birth_on"] = said("reception.problem.birth_to_come")
        digits = phone_digits(typed["phone"])
        if typed["phone"] and len(digits) not in _PHONE:
            problems["phone"] = said("reception.problem.phone")
        if typed["ethnic_group"] and telling.ethnic_code(typed["ethnic_group"]) is None:
            problems["ethnic_group"] = said("reception.problem.ethnic_group")
        return problems

    def refused(self, no: Refusal | Trouble) -> None:
        if no.code == "register.second_person_needed" and self.view.open_sheet is None:
            self.view.set_busy(False)
            self.ask_two("second", act="register", key=f"reception.second.{no.values['cause']}")
            return
        field = _FIELD_OF.get(no.code)
        if field is not None and not self.view.form.isHidden() and self.view.open_sheet is None:
            self.view.set_busy(False)
            self._say_problems({field: said(f"reception.problem.{no.code.replace('.', '_')}")})
            return
        super().refused(no)
