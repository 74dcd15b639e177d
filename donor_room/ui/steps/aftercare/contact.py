"""What a donor says at the thanks of being called: asked as at the reception, over what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from donor_room.domain import contact as words
from donor_room.domain.visit import Visit
from donor_room.ui.contact_words import contact_answers, contact_stands, word_given
from donor_room.ui.widgets.asking import Given
from donor_room.workflow import donor_words

if TYPE_CHECKING:
    from donor_room.ui.steps.aftercare.presenter import AftercarePresenter
    from donor_room.ui.steps.aftercare.view import AftercareView


class Contact:
    """Asks for the presenter of the page; what is said is written at once."""

    def __init__(self, page: AftercarePresenter, view: AftercareView) -> None:
        self._page = page
        view.contact_asked.connect(self.ask)
        page.when_given["contact"] = self.given

    def ask(self) -> None:
        """Ask whether the donor may be called, under the word that stands."""
        page, facts = self._page, self._page.facts
        if page.visit is not None and facts is not None:
            stands = contact_stands(facts.contact, page.people)
            page.ask("contact", key="reception.contact", choices=contact_answers(), stands=stands)

    def given(self, given: Given) -> None:
        """Write the answer down, over what stood on this screen, and show what stands since."""
        page, facts = self._page, self._page.facts
        if facts is None:
            return
        desk, visit = page.shell.desk, page.visit_id
        act = donor_words.contact_said(facts.contact, word_given(given.choice))

        def write() -> tuple[Visit, words.Contact | None]:
            written = donor_words.say(desk, visit, [act])
            return written, donor_words.contact_of(desk, written)

        def shown(answer: Any) -> None:
            if answer is not None:
                written, stands = answer
                page.facts = replace(facts, contact=stands)
                page.show(written)

        page.act_on_sheet(write, shown)
