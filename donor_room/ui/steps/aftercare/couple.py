"""Two who came together: whom the nurse names, what both say of it, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from donor_room.domain.visit import Visit
from donor_room.ui.steps.aftercare.paper import Facts, facts_of
from donor_room.ui.texts import said, said_by, say
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import numbered
from donor_room.workflow import couples

if TYPE_CHECKING:
    from donor_room.ui.steps.aftercare.presenter import AftercarePresenter
    from donor_room.ui.steps.aftercare.view import AftercareView


class Couple:
    """Asks for the presenter of the page: first who it is, then whether both say so."""

    def __init__(self, page: AftercarePresenter, view: AftercareView) -> None:
        self._page = page
        self._other: couples.Partner | None = None
        view.couple_asked.connect(self.ask)
        page.when_given |= {"couple": self._named, "couple_said": self._said, "couple_part": self._part}

    def ask(self) -> None:
        """Ask whom to link, or whether to undo the link that stands."""
        page, facts = self._page, self._page.facts
        visit = page.visit
        if visit is None or facts is None:
            return
        if facts.partner is not None:
            other = facts.partner
            page.ask("couple_part", key="couple.part", who=_who(other), number=other.number)
            return

        def offer(found: Any) -> None:
            if page.is_of(visit):
                choices = numbered([(one.visit, _offered(one)) for one in found])
                page.ask("couple", key="couple.ask", choices=choices)

        desk = page.shell.desk
        page.run(lambda: couples.possible_partners(desk, visit), lambda found: offer(found or ()))

    @property
    def is_asking(self) -> bool:
        """Say whether the next scan names the partner."""
        sheet = self._page.view.open_sheet
        return sheet is not None and sheet.objectName() == "aftercare.couple"

    def scanned(self, text: str) -> None:
        """Take a scan that names the partner."""
        self._find(text)

    def _named(self, given: Given) -> None:
        if given.choice:
            self._find(given.choice, is_visit=True)
        else:
            self._find(given.words)

    def _find(self, text: str, *, is_visit: bool = False) -> None:
        """Look up who it is; the sheet asks whether both say so, or says why they cannot be linked."""
        page, visit, desk = self._page, self._page.visit_id, self._page.shell.desk
        find = couples.look_at if is_visit else couples.find_partner
        page.act_on_sheet(lambda: find(desk, visit, text), self._found)

    def _found(self, other: Any) -> None:
        if other is not None:
            self._other = other
            left = said_by(lambda: say("couple.said.left") if other.has_left else "")
            self._page.ask("couple_said", key="couple.said", who=_who(other), number=other.number, left=left)

    def _said(self, _given: Given) -> None:
        other, visit, desk = self._other, self._page.visit_id, self._page.shell.desk
        if other is not None:
            self._write(lambda: couples.link(desk, visit, other.visit))

    def _part(self, _given: Given) -> None:
        visit, desk = self._page.visit_id, self._page.shell.desk
        self._write(lambda: couples.part(desk, visit))

    def _write(self, act: Callable[[], Visit]) -> None:
        """Do the act, and show what it changes: the occasion, the coin, who came along."""
        page = self._page
        desk = page.shell.desk

        def written() -> tuple[Visit, Facts]:
            visit = act()
            return visit, facts_of(desk, visit)

        page.act_on_sheet(written, page.show_anew)


def key_words(partner: couples.Partner | None) -> str:
    """Return what stands on the key."""
    if partner is None:
        return say("couple.key.none")
    return say("couple.key.linked" if partner.is_first else "couple.key.overruled")


def row_of(partner: couples.Partner | None) -> list[tuple[str, str, str]]:
    """Return the line of the rail that says with whom the donor came."""
    if partner is None:
        return []
    if not partner.is_first:
        return [(say("couple.overruled", name=partner.name), "", "check")]
    words = say("couple.done", name=partner.name) if partner.name else say("couple.done_unknown")
    return [(words, "", "done")]


def _offered(one: couples.Partner) -> str:
    return f"{one.name}  {one.number}"


def _who(one: couples.Partner) -> str:
    return one.name or said("couple.not_here")
