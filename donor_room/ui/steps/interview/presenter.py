"""Joins the interview page with its use cases: one key, one answer, one entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from donor_room.domain.clock import day_at_site
from donor_room.domain.facts import Exclusion
from donor_room.domain.findings import Finding
from donor_room.domain.questionnaire import Answer, Item, Value, exceptions, missing
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.domain.walk import is_begun_anew
from donor_room.ui.shell import Done, Shell
from donor_room.ui.steps.interview import state as states
from donor_room.ui.steps.interview.naming_presenter import NamingPresenter
from donor_room.ui.steps.interview.state import State
from donor_room.ui.steps.interview.turned import DonorScreen
from donor_room.ui.steps.interview.view import InterviewView
from donor_room.ui.steps.interview.wording import Wording
from donor_room.ui.texts import said, say, texts
from donor_room.ui.widgets.asking import Given
from donor_room.workflow import aftercare, interview


def build(shell: Shell) -> InterviewPresenter:
    """Make the page and its presenter."""
    return InterviewPresenter(shell, InterviewView())


class InterviewPresenter(NamingPresenter):
    """Shows what the state says; the state changes only after an answer is on the disk."""

    page = "interview"

    def __init__(self, shell: Shell, view: InterviewView) -> None:
        super().__init__(shell, view)
        self.when_given = {"leave": self._leave}
        view.leave_asked.connect(self._ask_leave)
        self._seen: set[str] = set()
        self._is_aloud = False
        self._language_before = ""
        self.donor_screen = DonorScreen(shell.window)
        self._connect(view, self.donor_screen)

    def _connect(self, view: InterviewView, donor: DonorScreen) -> None:
        view.main_pressed.connect(self._go_on)
        view.value_pressed.connect(self._answer)
        view.item_answered.connect(self._answer_item)
        view.up_asked.connect(self._up)
        view.aloud_asked.connect(self._mark_aloud)
        view.turn_asked.connect(self._ask_alone_again)
        view.choices_done.connect(self._choices_done)
        view.consent.changed.connect(self._consent_changed)
        view.review.seen.connect(self._see)
        view.review.again.connect(self._ask_again)
        view.main.missing_asked.connect(self._lead_to_missing)
        donor.answered.connect(self._answer)
        donor.back_asked.connect(self._up)
        donor.call_asked.connect(donor.show_hand_back)
        donor.language_asked.connect(self.shell.window.toggle_language)
        donor.returned.connect(self._screen_returned)
        for follow_up in (view.follow_up, donor.follow_up):
            follow_up.chosen.connect(self._choose)
            follow_up.given.connect(self._give_details)
            follow_up.day_unknown.connect(self._day_unknown)
        view.follow_up.day_typed.connect(self._day_typed)
        texts().language_changed.connect(self._show)

    # opening

    def open(self, visit: Visit | None) -> None:
        if self.visit is None or visit is None or visit.id != self.visit.id:
            self._seen = set()
            self.view.consent.begin()
        super().open(visit)
        self._state, self._is_aloud, self._is_busy = None, False, False
        if visit is not None:
            self.shell.tasks.run(
                lambda: self._know(visit), lambda told: self._known(visit, told), self.refused
            )

    def _know(self, visit: Visit) -> tuple[Any, ...]:
        desk = self.shell.desk
        notices = {language: desk.packs.consent(language) for language in ("zh_CN", "en")}
        rules, today = desk.rules_of(visit), desk.clock.today()
        lasting = rules.exclusion_spans() | {one: known.span for one, known in rules.incubation.items()}
        spans = {code: (span.n, span.unit) for code, span in lasting.items()}

        def meaning(exclusion: Exclusion) -> tuple[Finding, ...]:
            return interview.would_mean(rules, exclusion, plan=visit.plan, today=today)

        return interview.items_of(desk, visit), desk.packs.interview, notices, spans, meaning

    def _known(self, visit: Visit, told: tuple[Any, ...]) -> None:
        if self.visit is None or not self.is_of(visit):
            return
        items, *packs = told
        self._words = Wording(*packs)
        self._state = states.begin(items, interview.answers_of(self.visit))
        self._show()

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        if self.visit is not None and visit == self.visit.id and not self._is_busy:
            self.shell.tasks.run(lambda: self.shell.desk.visits.get(visit), self._refreshed, self.refused)

    def _refreshed(self, visit: Visit) -> None:
        if self.visit is not None and self._state is not None and visit.id == self.visit.id:
            self.visit = visit
            self._state = states.begin(self._state.items, interview.answers_of(visit))
            self._show()

    # showing

    def _show(self, *_: object) -> None:
        state, visit, words = self._state, self.visit, self._words
        if state is None or visit is None or words is None:
            return
        if visit.consent is None:
            self._show_consent(visit, words)
        elif state.is_private:
            self._show_curtain(state)
        elif state.at is None:
            self._show_end(state, words)
        else:
            self._show_question(state, words)
        self._show_rail(state, words)
        self.view.show_mark(say("walk.lapsed") if is_begun_anew(visit) else "")
        self._name_main(state, visit)
        if not self.donor_screen.isHidden():
            self._show_to_donor(state, words)

    def _show_consent(self, visit: Visit, words: Wording) -> None:
        caption = f"{visit.donor.name}  {day_at_site(visit.opened_at)}"
        self.view.show_face("consent")
        self.view.consent.show_notice(words.topics(), words.notice.promise, caption)
        self.view.setFocus()

    def _show_curtain(self, state: State) -> None:
        self.view.show_face("curtain")
        self.view.curtain.show_progress(state.done_in(state.group), len(state.of_group(state.group)))

    def _show_end(self, state: State, words: Wording) -> None:
        """All is answered: the answers to be looked at, or where the last question stood."""
        found = exceptions(state.items, state.answers)
        here = self._here()
        if found:
            self.view.show_face("review")
            if here is None:
                self.view.setFocus()
            self.view.review.show_lines(
                [
                    words.review(
                        state, one, is_seen=one.id in self._seen, is_here=one is here, notes=self._notes(one)
                    )
                    for one in found
                ]
            )
        elif state.items[-1].private:
            self._show_curtain(state)
        else:
            self._show_rows(state, words)

    def _show_question(self, state: State, words: Wording) -> None:
        item = state.item
        if state.stage == "answer" or item is None:
            self._show_rows(state, words)
            return
        line = words.line(state, item, is_aloud=self._is_aloud)
        if state.stage == "which" and item.named_in is not None:
            self.view.show_find(line)
            self._need_list(item.named_in)
            self._find(self.view.finder.words)
        elif state.stage == "which":
            self.view.show_choices(line, words.choices(state, item))
        else:
            details = words.details(state, item)
            title = self._name_here(item, details.entry, details.title)
            self.view.show_details(line, replace(details, title=title))

    def _show_rows(self, state: State, words: Wording) -> None:
        items = state.of_group(state.group)
        lines = [words.line(state, item, is_aloud=self._is_aloud) for item in items]
        self.view.show_questions(words.group_title(state.group), lines)

    def _meant(self, words: Wording, state: State, item: Item, day: date | None) -> tuple[str, str, str]:
        """Return what a condition means with a day; one that has not come yet means nothing."""
        label, means, clause = words.means(state, item, day)
        is_to_come = day is not None and day > self.shell.desk.clock.today()
        return label, "" if is_to_come else means, clause

    def _show_rail(self, state: State, words: Wording) -> None:
        asking = self.visit is not None and self.visit.consent is not None
        self.view.show_groups(words.progress(state), words.groups(state, is_asking=asking))
        item = state.item
        if item is None or item.private or not asking:
            self.view.show_help("", "", "")
        elif state.stage == "details":
            self.view.show_help(*self._meant(words, state, item, self.view.follow_up.day.day))
        else:
            self.view.show_help(*words.help(state, item))
        self.view.show_for_physician(words.for_physician(state))

    def _name_main(self, state: State, visit: Visit) -> None:
        view = self.view
        if visit.consent is None:
            self._consent_changed()
            return
        left = len({gap.item for gap in missing(state.items, state.answers)})
        unseen = [item for item in exceptions(state.items, state.answers) if item.id not in self._seen]
        view.set_main(say("keys.main"))
        view.show_ready()
        if state.is_private:
            view.set_main(say("interview.curtain.turn"))
        elif left:
            view.show_blocked(say("interview.still_to_answer", n=left))
        elif state.at is None and unseen:
            view.show_blocked(say("interview.review.still_to_see", n=len(unseen)))

    def _consent_changed(self) -> None:
        part, view = self.view.consent, self.view
        if self.visit is None or self.visit.consent is not None:
            return
        view.set_main(say("interview.consent.signed" if part.is_signing else "interview.consent.next"))
        if part.unconfirmed:
            view.show_blocked(say("interview.consent.still_to_confirm", n=part.unconfirmed))
        elif part.is_signing and not part.pad.is_signed:
            view.show_blocked(say("interview.consent.needs_signature"))
        else:
            view.show_ready()

    # the main key

    def _go_on(self) -> None:
        state, visit = self._state, self.visit
        if state is None or visit is None or self._is_busy:
            return
        if visit.consent is None:
            self._go_on_with_consent()
        elif state.is_private:
            self._turn()
        else:
            self._sign()

    def _go_on_with_consent(self) -> None:
        part = self.view.consent
        if not part.is_signing:
            part.go_on()
            return
        visit, desk, strokes, language = self.visit_id, self.shell.desk, part.pad.strokes, texts().language
        self.run(
            lambda: interview.give_consent(desk, visit, language=language, strokes=strokes),
            lambda _: self._show(),
        )

    def _sign(self) -> None:
        visit, desk, state = self.visit_id, self.shell.desk, self._state
        seen = tuple(item.id for item in exceptions(state.items, state.answers) if item.id in self._seen)
        self.run(lambda: interview.sign(desk, visit, seen=seen), self.went_on)

    def _lead_to_missing(self) -> None:
        if self._state is not None and self.visit is not None and self.visit.consent is not None:
            self._state = states.begin(self._state.items, self._state.answers)
            self._show()

    # answers

    def run(self, work: Callable[[], Any], done: Done | None = None, *, act: str | None = "") -> None:
        if act is None or not self.under_way:
            self._is_busy = True
            super().run(work, done, act=act)

    def _done(self, answer: Any, done: Done | None) -> None:
        self._is_busy = False
        super()._done(answer, done)

    def refused(self, no: Refusal | Trouble) -> None:
        self._is_busy = False
        shown = self._follow_up_shown()
        if shown is not None and self.view.open_sheet is None:
            self.view.set_busy(False)
            shown.complain(said(no.code, **no.values), shown.day)
        else:
            super().refused(no)

    def _follow_up_shown(self) -> Any:
        shown = (self.donor_screen if not self.donor_screen.isHidden() else self.view).follow_up
        return shown if shown.isVisible() and shown.asks_details else None

    def _answer(self, value: Value) -> None:
        state = self._state
        if self._is_busy or state is None or state.item is None:
            return
        before = state.answers.get(state.item.id)
        if before is not None and before.value == value and before.details and len(state.item.choices) > 1:
            self._state = states.which_again(state)
            self._show()
            return
        self._store(state.item, states.answer_of(state.item, value, asked_aloud=self._is_aloud))

    def _answer_item(self, item_id: str, value: Value) -> None:
        if self._state is not None and not self._is_busy:
            self._state = states.stand_on(self._state, item_id)
            self._answer(value)

    def _store(self, item: Item, given: Answer) -> None:
        visit, desk = self.visit_id, self.shell.desk
        self.run(lambda: interview.answer(desk, visit, item=item.id, given=given), self._stored)

    def _stored(self, visit: Visit) -> None:
        if self._state is None:
            return
        self._is_aloud = False
        self._seen.discard(self._state.at or "")
        self._state = states.stored(self._state, interview.answers_of(visit))
        self._show()

    def _choose(self, choice: str) -> None:
        state = self._state
        if self._is_busy or state is None or state.item is None:
            return
        given = state.answers[state.item.id]
        named = any((detail.which, detail.entry) == (choice, None) for detail in given.details)
        if not named:
            self._store(state.item, states.with_choice(given, choice))
        elif state.item.choice(choice).needs_nothing_more:
            self._store(state.item, states.without_choice(given, choice))
        else:
            self._state = states.details_of(state, choice)
            self._show()

    def _choices_done(self) -> None:
        """Enter among the conditions: go on when at least one is named."""
        state = self._state
        if state is not None and state.at and state.answers[state.at].details:
            self._state = states.stored(state, state.answers)
            self._show()

    def _give_details(self, day: date | None, ongoing: bool, name: str) -> None:
        state = self._state
        if self._is_busy or state is None or state.item is None or state.choice is None:
            return
        given = state.answers[state.item.id]
        filled = states.with_detail(
            given, state.choice, day=day, ongoing=ongoing, name=name or None, entry=state.entry
        )
        self._store(state.item, filled)

    def _day_unknown(self, name: str) -> None:
        state = self._state
        if self._is_busy or state is None or state.item is None or state.choice is None:
            return
        given = states.day_not_known(
            state.answers[state.item.id], state.choice, name=name or None, entry=state.entry
        )
        self._store(state.item, given)

    def _day_typed(self, day: date | None) -> None:
        """Say what the condition would mean with the day as it stands."""
        state, words = self._state, self._words
        if state is None or words is None or state.item is None or state.stage != "details":
            return
        if not state.item.private:
            self.view.show_help(*self._meant(words, state, state.item, day))

    def _up(self) -> None:
        state = self._state
        if state is None or self.visit is None or self._is_busy:
            return
        if self.visit.consent is None:
            self.view.consent.go_back()
        else:
            self._is_aloud = False
            self._state = states.back(state)
            self._show()

    def _mark_aloud(self) -> None:
        """Mark that the item in question was asked aloud; it is stored with the answer."""
        if self._state is not None and self._state.item is not None and not self._state.is_private:
            self._is_aloud = not self._is_aloud
            self._show()

    # the donor alone

    def _turn(self) -> None:
        self._language_before = texts().language
        self.donor_screen.turn()
        self._show()

    def _ask_alone_again(self) -> None:
        """Ask all private questions once more, from the first."""
        state = self._state
        private = next((item for item in state.items if item.private), None) if state else None
        if state is not None and private is not None and not self._is_busy:
            self._state = states.stand_on(state, private.id)
            self._show()
            self._turn()

    def _show_to_donor(self, state: State, words: Wording) -> None:
        item, screen = state.item, self.donor_screen
        if item is None or not item.private:
            screen.show_hand_back()
            return
        private = [one for one in state.items if one.private]
        place, whole = private.index(item), len(private)
        progress = say("interview.turn.progress", n=place + 1, all=whole)
        if state.stage == "answer":
            answer = state.answers.get(item.id)
            screen.show_question(progress, place, whole, words.ask(item), answer.value if answer else None)
        elif state.stage == "which":
            screen.show_choices(progress, place, whole, words.choices(state, item))
        else:
            screen.show_details(progress, place, whole, words.details(state, item))

    def _screen_returned(self) -> None:
        self.donor_screen.give_back()
        texts().switch(self._language_before or texts().language)
        self.view.setFocus()
        self._show()

    # leaving

    def _ask_leave(self) -> None:
        self.ask("leave", key="interview.leave")

    def _leave(self, given: Given) -> None:
        """The donor goes before a decision; the visit ends and keeps what it has."""
        visit, desk = self.visit_id, self.shell.desk
        self.act_on_sheet(lambda: aftercare.close(desk, visit, how="left", remark=given.reason), self.went_on)

    # looking at exceptions

    def _here(self) -> Item | None:
        state = self._state
        if state is None or state.at is not None:
            return None
        found = exceptions(state.items, state.answers)
        return next((item for item in found if item.id not in self._seen), None)

    def _see(self) -> None:
        here = self._here()
        if here is not None:
            self._seen.add(here.id)
            self._show()

    def _ask_again(self) -> None:
        here = self._here()
        if here is None or self._state is None:
            return
        self._state = states.stand_on(self._state, here.id)
        self._show()
        if here.private:
            self._turn()
