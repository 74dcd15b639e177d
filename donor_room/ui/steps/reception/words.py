"""What is asked at the desk beyond this day: whether the donor may be called, and the tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from donor_room.domain.donor_tags import TAGS
from donor_room.ui.asking_presenter import words_of
from donor_room.ui.contact_words import contact_answers, contact_stands, word_given
from donor_room.ui.steps.reception import state as at_desk
from donor_room.ui.steps.reception import telling
from donor_room.ui.steps.reception.state import State
from donor_room.ui.texts import said
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import numbered
from donor_room.workflow import donor_words, register

if TYPE_CHECKING:
    from donor_room.ui.steps.reception.presenter import ReceptionPresenter
    from donor_room.ui.steps.reception.view import ReceptionView


class Words:
    """Asks for the presenter of the desk; what is said waits there until the visit begins."""

    def __init__(self, desk: ReceptionPresenter, view: ReceptionView) -> None:
        self._desk = desk
        view.contact_asked.connect(self.ask_contact)
        view.tags_asked.connect(self.ask_tags)
        desk.when_given |= {"contact": self.contact_given, "tags": self.tag_given}

    def ask_contact(self) -> None:
        """Ask whether the donor may be called, under the word that stands."""
        known, found = self._desk.state.known, self._desk.found
        if known is not None and found is not None:
            stands = contact_stands(known.contact, found.names)
            self._desk.ask("contact", key="reception.contact", choices=contact_answers(), stands=stands)

    def contact_given(self, given: Given) -> None:
        """Take the answer."""
        self._take(at_desk.said_contact(self._desk.state, word_given(given.choice)))

    def ask_tags(self) -> None:
        """Offer every tag, to be given or taken away."""
        has = self._desk.state.tags
        offered: list[tuple[object, str]] = [
            (tag, said(f"reception.tags.{way}", tag=words_of("donor_tag", tag)))
            for tag in TAGS
            for way in ("take" if tag in has else "give",)
        ]
        self._desk.ask("tags", key="reception.tags", choices=numbered(offered))

    def tag_given(self, given: Given) -> None:
        """Turn the tag that was chosen."""
        self._take(at_desk.turned_tag(self._desk.state, given.choice))

    def _take(self, state: State) -> None:
        """Keep what was said; where the visit is open already it is written at once."""
        desk, known = self._desk, state.known
        if known is not None and known.open_visit is not None:
            visit, document = known.open_visit, known.identity
            desk.act_on_sheet(
                lambda: donor_words.say(desk.shell.desk, visit, acts_of(state)),
                lambda _visit: desk.look_up(document.kind and document.kind.value, document.number),
            )
            return
        desk.state = state
        desk.view.close_sheet()
        desk.view.say_contact(telling.contact_words(state))
        if desk.found is not None:
            desk.shell.window.show_donor(telling.banner_of(state, desk.found))


def acts_of(state: State) -> list[register.Words]:
    """Return the acts of what the donor said, over what stood on this screen."""
    stood = state.known.contact if state.known else None
    called = [donor_words.contact_said(stood, state.contact)] if state.contact else []
    return [*called, *donor_words.tagged(state.tagged)]
