"""Joins the board with the desk: every chair, its clocks, and the care of a reaction from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import Qt

from donor_room.domain.chair_board import ChairCard
from donor_room.domain.visit import Reaction, Visit
from donor_room.ui.keys import Act
from donor_room.ui.reaction_care import CaringPresenter
from donor_room.ui.reaction_panel import ReactionShown
from donor_room.ui.risk_words import found_words, unknown_words
from donor_room.ui.shell import Shell
from donor_room.ui.steps.chairs.state import shown
from donor_room.ui.steps.chairs.view import ChairsView, OtherReaction
from donor_room.ui.texts import said, say, texts
from donor_room.workflow import collect
from donor_room.workflow.chair_board import Board, Resting, board_of


class ChairsShell(Shell, Protocol):
    """What this page asks of the house beyond the usual."""

    def show_aside(self, page: str) -> None:
        """Show another page from which one comes back here."""

    def leave_aside(self, page: str) -> None:
        """Go back to the donor or page that was left for the board."""


def build(shell: ChairsShell) -> ChairsPresenter:
    """Make the page."""
    return ChairsPresenter(shell, ChairsView())


class ChairsPresenter(CaringPresenter):
    """Shows all chairs; its visit is the one whose reaction stands in the rail, or none."""

    page = "chairs"
    view: ChairsView
    shell: ChairsShell

    def __init__(self, shell: ChairsShell, view: ChairsView) -> None:
        super().__init__(shell, view)
        self._board: Board | None = None
        self._before = ""
        """Whose reaction stood in the rail before."""
        view.chair_chosen.connect(lambda _: self._chosen())
        view.main_pressed.connect(self._main)
        view.calls_asked.connect(lambda: shell.show_aside("calls"))
        view.other_asked.connect(self._show_other)
        texts().language_changed.connect(self._say_again)

    def open(self, visit: Visit | None) -> None:
        super().open(None)
        self._look()

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        """Whatever was written of any donor may have moved a chair."""
        if visit is not None and not self.under_way:
            self._look()

    def _look(self) -> None:
        self.shell.tasks.run(
            lambda: board_of(self.shell.desk),
            lambda board: self.meet_the_house(lambda: self._show_board(board)),
            self.refused,
            self.refused,
        )

    # showing

    def _show_board(self, board: Board) -> None:
        """Show all chairs; the reaction in the rail stays as long as it runs, then comes the newest."""
        self._board = board
        here = next(
            (one for one in board.reacting if self.visit is not None and one.id == self.visit.id), None
        )
        current = here or (board.reacting[0] if board.reacting else None)
        before, self._before = self._before, current.id if current else ""
        if current is not None:
            super().show(current)
        else:
            self.visit = None
            self.view.show_mark("")
            self.view.show_reaction(None)
        self._show_counts(board)
        self.view.action(Act.AGAIN).say_text(self._calls_words())
        self._second.start()
        self.tick()
        if current is not None and current.id != before:
            self._stand_at(current)
        self._chosen()

    def _stand_at(self, visit: Visit) -> None:
        """What came into the rail is chosen too, so that its keys never reach another donor."""
        card = self._card(lambda one: one.visit == visit.id)
        if card is not None and card.chair != self.view.chosen:
            self.view.cards[card.chair - 1].setFocus(Qt.FocusReason.OtherFocusReason)
        elif card is None:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show(self, visit: Visit) -> None:
        """An act of the reaction was written: the whole board is read anew."""
        self.visit = visit
        self._look()

    def _shown(self, visit: Visit, reaction: Reaction) -> ReactionShown:
        told = super()._shown(visit, reaction)
        return replace(told, name=f"{self._where(visit)}  {told.name}")

    def _say_again(self) -> None:
        if self._board is not None and self.shell.window.page_name == self.page:
            self._show_board(self._board)

    def _calls_words(self) -> str:
        calls = self._board.calls if self._board else 0
        return say("chairs.calls", n=calls) if calls else say("reactions.calls.title")

    def _show_counts(self, board: Board) -> None:
        counts = {
            "flowing": sum(one.stage == "flowing" for one in board.cards),
            "checking": sum(one.stage in ("checking", "tubes") for one in board.cards),
            "resting": len(board.resting),
            "free": board.chairs - len(board.cards),
        }
        words = [say(f"chairs.count.{name}", n=n) for name, n in counts.items() if n]
        self.view.show_counts("  ".join(words))

    def tick(self) -> None:
        super().tick()
        board, clock = self._board, self.clock
        if board is None or clock is None:
            return
        now, today = clock.now(), clock.today()
        self.view.show_chairs(
            board.chairs,
            [
                shown(card, board.risks.get(card.visit), now=now, today=today, mix_every_s=board.mix_every_s)
                for card in board.cards
            ],
        )
        self.view.show_resting([_rest_words(one, now) for one in board.resting])
        self.view.show_others(self._others(board, now))

    def _others(self, board: Board, now: datetime) -> list[OtherReaction]:
        return [
            OtherReaction(
                visit=one.id,
                where=self._where(one),
                name=one.donor.name,
                seconds=max(0, int((now - one.open_reaction.at).total_seconds())),
            )
            for one in board.reacting
            if one.open_reaction is not None and (self.visit is None or one.id != self.visit.id)
        ]

    def _where(self, visit: Visit) -> str:
        card = self._card(lambda one: one.visit == visit.id)
        return say("chairs.chair_n", n=card.chair) if card else say("chairs.elsewhere")

    # choosing

    def _card(self, fits: Callable[[ChairCard], bool]) -> ChairCard | None:
        cards = self._board.cards if self._board else ()
        return next((one for one in cards if fits(one)), None)

    @property
    def _at_chair(self) -> ChairCard | None:
        """The donor at the chair that is chosen."""
        chosen = self.view.chosen
        return self._card(lambda one: one.chair == chosen)

    def _chosen(self) -> None:
        """Say of the chosen chair what its keys do; a reaction that runs there comes into the rail."""
        card = self._at_chair
        if card is not None and card.reaction is not None and card.visit != self._in_rail:
            self._show_other(card.visit)
            return
        self._show_risk(card)
        runs = self.reaction is not None
        is_another = card is not None and card.needle_at is not None and card.reaction is None
        key = "keys.reaction" if not runs else "chairs.another" if is_another else "reaction.end.key"
        self.view.action(Act.REACTION).say_text(say(key))
        if runs:
            return
        if card is None:
            self.view.show_blocked(say("chairs.choose"))
        else:
            self.view.set_main(say("chairs.open", n=card.chair))
            self.view.show_ready()

    @property
    def _in_rail(self) -> str:
        return self.visit.id if self.visit is not None else ""

    def _show_risk(self, card: ChairCard | None) -> None:
        risk = self._board.risks.get(card.visit) if self._board and card else None
        if card is None or risk is None:
            self.view.show_risk("", "", "")
            return
        who = f"{say('chairs.chair_n', n=card.chair)}  {card.name}"
        self.view.show_risk(who, found_words(risk), unknown_words(risk))

    def _show_other(self, visit: str) -> None:
        """Bring another reaction into the rail."""
        board = self._board
        found = next((one for one in board.reacting if one.id == visit), None) if board else None
        if board is not None and found is not None:
            self.visit = found
            self._show_board(board)

    # acts

    def _main(self) -> None:
        if self.reaction is not None:
            self.ask_pressure()
        elif (card := self._at_chair) is not None:
            self.shell.take_up(card.visit)

    def _reaction_key(self) -> None:
        """F7: at a chair with a needle and no reaction the clock starts; else the one in the rail ends."""
        card = self._at_chair
        if card is not None and card.reaction is None and card.needle_at is not None:
            visit = card.visit
            self.run(lambda: collect.begin_reaction(self.shell.desk, visit), self.show, act="reaction")
        elif self.reaction is not None:
            self._reaction_end.begin()
        else:
            key = "chairs.none_here" if self.view.chosen else "chairs.choose"
            self.shell.window.scan_line.say_bad(said(key))

    def back(self) -> None:
        self.shell.leave_aside(self.page)


def _rest_words(one: Resting, now: datetime) -> tuple[str, str, str]:
    """Return who rests, for how long, and how long she or he still should."""
    seconds = max(0, int((now - one.since).total_seconds()))
    left = -(-(one.minutes * 60 - seconds) // 60)
    note = say("chairs.rest_left", minutes=left) if left > 0 else say("chairs.rest_over")
    return one.name, say("chairs.reacting", m=seconds // 60, s=f"{seconds % 60:02d}"), note
