"""Joins the row in which a name is found with the lists and with the answer: one digit, one entry."""

from __future__ import annotations

from abc import abstractmethod

from donor_room.domain.preparations import Found, for_unlisted, with_preparation
from donor_room.domain.questionnaire import Answer, Item, ListOf
from donor_room.packs.preparations import PreparationPack
from donor_room.ui.asking_presenter import AskingPresenter
from donor_room.ui.preparation_words import name_of
from donor_room.ui.shell import Shell
from donor_room.ui.steps.interview import state as states
from donor_room.ui.steps.interview.state import State
from donor_room.ui.steps.interview.view import InterviewView
from donor_room.ui.steps.interview.wording import Wording
from donor_room.ui.texts import say, texts
from donor_room.ui.widgets.find import HitLine


class NamingPresenter(AskingPresenter):
    """What of the interview belongs to medicines, vaccines and diseases; the rest stores and shows."""

    def __init__(self, shell: Shell, view: InterviewView) -> None:
        super().__init__(shell, view)
        self._state: State | None = None
        self._words: Wording | None = None
        self._is_busy = False
        self._lists: dict[ListOf, PreparationPack | None] = {}
        view.finder.typed.connect(self._find)
        view.finder.picked.connect(self._pick)
        view.finder.unlisted.connect(self._unlisted)
        view.finder.unknown.connect(self._unknown)

    @abstractmethod
    def _store(self, item: Item, given: Answer) -> None: ...

    @abstractmethod
    def _show(self, *_: object) -> None: ...

    @abstractmethod
    def _choose(self, choice: str) -> None: ...

    def _need_list(self, kind: ListOf) -> None:
        """Read a list when the first follow-up asks for it; one that cannot be read leaves the other ways."""
        if kind in self._lists:
            return
        self._lists[kind] = None

        def read(pack: PreparationPack) -> None:
            self._lists[kind] = pack
            self._show()

        self.shell.tasks.run(lambda: self.shell.desk.packs.preparations(kind), read, self.refused)

    def _find(self, typed: str) -> None:
        state, words = self._state, self._words
        item = state.item if state is not None else None
        if state is None or words is None or item is None or item.named_in is None or state.stage != "which":
            return
        pack, finder = self._lists.get(item.named_in), self.view.finder
        if typed:
            found = pack.index.find(typed) if pack is not None else Found((), 0)
            hint = "" if found.hits else say("interview.find.nothing")
            finder.show_lines(words.naming.listed(item, found), found.in_all, hint)
        else:
            lines = words.naming.standing(
                item,
                state.answers[item.id],
                lambda choice: words.choice_label(item, choice),
                lambda detail: self._name_here(item, detail.entry, detail.name or ""),
            )
            finder.show_lines(lines, len(lines), say(f"interview.find.hint.{item.named_in}") if pack else "")

    def _notes(self, item: Item) -> dict[str, str]:
        """Say of each line of a list that an answer names what the physician may want to ask."""
        if self._state is None or item.named_in is None:
            return {}
        entries = [one.entry for one in self._state.answers[item.id].details if one.entry]
        if entries:
            self._need_list(item.named_in)
        pack = self._lists.get(item.named_in)
        known = [pack.index.get(entry) for entry in entries] if pack else []
        return {
            one.id: say("interview.review.note", words=pack.group_title(one.group, texts().language))
            for one in known
            if pack and one
        }

    def _name_here(self, item: Item, entry: str | None, name: str) -> str:
        """Return what a condition is called: a line of the list in the language of the screen."""
        pack = self._lists.get(item.named_in) if item.named_in else None
        preparation = pack.index.get(entry) if pack and entry else None
        return name_of(preparation) if preparation else name

    def _pick(self, line: HitLine) -> None:
        state = self._state
        if self._is_busy or state is None or state.item is None or state.item.named_in is None:
            return
        if line.kind == "choice":
            self._choose(line.key)
        elif line.kind == "named":
            self._open_named(state.item, line.key)
        else:
            self._name(state.item, line.key)

    def _name(self, item: Item, entry: str) -> None:
        """Write a line of the list into the answer, with the list as it was read."""
        pack = self._lists.get(item.named_in) if item.named_in else None
        preparation = pack.index.get(entry) if pack else None
        if self._state is None or pack is None or preparation is None:
            return
        given = self._state.answers[item.id]
        if any(detail.entry == entry for detail in given.details):
            self._open_named(item, entry)
        else:
            self._store(item, with_preparation(item, given, preparation, pack.stamp))

    def _open_named(self, item: Item, key: str) -> None:
        """Ask the day of what is named again; what needs none is taken away."""
        if self._state is None:
            return
        given = self._state.answers[item.id]
        of_key = [one for one in given.details if key == (one.entry or one.which)]
        dated = next((one for one in of_key if item.choice(one.which).anchor is not None), None)
        if dated is not None:
            self._state = states.details_of(self._state, dated.which, dated.entry)
            self._show()
        elif of_key:
            self._store(item, states.without_choice(given, of_key[0].which, of_key[0].entry))

    def _unlisted(self, name: str) -> None:
        """A name that the list does not hold goes to the physician."""
        item = self._state.item if self._state else None
        if self._is_busy or self._state is None or item is None:
            return
        given = self._state.answers[item.id]
        self._store(item, states.with_name(given, for_unlisted(item).id, name))

    def _unknown(self) -> None:
        """Nobody knows the name: the answer is not sure, and what was named stays."""
        item = self._state.item if self._state else None
        if self._is_busy or self._state is None or item is None:
            return
        self._store(item, states.not_sure(self._state.answers[item.id]))
