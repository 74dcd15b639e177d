"""What every presenter of a page with sheets does: ask, find the second person, say a refusal there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.codes import load_codes
from donor_room.ui.shell import Done, Presenter, Shell
from donor_room.ui.texts import said, said_by, texts
from donor_room.ui.widgets.asking import AskingPage, Given
from donor_room.ui.widgets.choices import Choice, numbered
from donor_room.workflow import sign_in
from donor_room.workflow.common_day import names_of


class AskingPresenter(Presenter):
    """Joins sheets and acts; subclasses name what to do with what was given."""

    def __init__(self, shell: Shell, view: AskingPage) -> None:
        super().__init__(shell, view)
        self.clock: Clock | None = None
        self.people: dict[str, str] = {}
        self.when_given: dict[str, Callable[[Given], None]] = {}
        view.answered.connect(self._given)

    def _given(self, name: str, given: Given) -> None:
        self.when_given[name](given)

    def meet_the_house(self, done: Callable[[], None]) -> None:
        """Learn the names of the staff and the clock of the desk, then call done."""

        def look() -> tuple[Clock, dict[str, str]]:
            desk = self.shell.desk
            return desk.clock, names_of(desk)

        def learnt(told: tuple[Clock, dict[str, str]]) -> None:
            self.clock, self.people = told
            done()

        self.shell.tasks.run(look, learnt, self.refused, self.refused)

    # asking

    def ask(self, name: str, *, key: str, choices: list[Choice] | None = None, **values: object) -> None:
        """Open a sheet; key is the area of its three texts: headline, hint, act."""
        self.view.sheet(name).ask(
            headline=said(f"{key}.headline", **values),
            hint=said(f"{key}.hint", **values),
            act=said(f"{key}.act", **values),
            choices=choices,
        )

    def ask_two(
        self, name: str, *, act: str, key: str, choices: list[Choice] | None = None, **values: object
    ) -> None:
        """Open a sheet that needs a second person who may do this act, too."""

        def show(people: tuple[Any, ...]) -> None:
            self.view.sheet(name).ask(
                headline=said(f"{key}.headline", **values),
                hint=said(f"{key}.hint", **values),
                act=said(f"{key}.act", **values),
                choices=choices,
                people=numbered([(person.staff, person.name) for person in people]),
            )

        self.shell.tasks.run(
            lambda: sign_in.possible_witnesses(self.shell.desk, act), show, self.refused, self.refused
        )

    def act_on_sheet(self, work: Callable[[], Any], done: Done) -> None:
        """Do the act of the open sheet; it closes when the act is on the disk, and says a refusal before."""

        def written(answer: Any) -> None:
            self.view.close_sheet()
            done(answer)

        self.run(work, written, act=None)  # the sheet itself takes no second press

    def refused(self, no: Refusal | Trouble) -> None:
        sheet = self.view.open_sheet
        if sheet is None:
            super().refused(no)
            return
        self.view.set_busy(False)
        sheet.show_refused(said(no.code, **no.values))


def words_of(code_list: str, code: str) -> str:
    """Return the word of a code in the language of the screen."""
    return said_by(lambda: load_codes(code_list).label(code, texts().language))


def choices_of(code_list: str, *codes: str) -> list[Choice]:
    """Return a code list, or these codes of it, as answers with digits."""
    known = codes or tuple(one.code for one in load_codes(code_list).codes)
    return numbered([(code, words_of(code_list, code)) for code in known])
