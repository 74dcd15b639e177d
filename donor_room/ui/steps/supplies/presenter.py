"""Joins the page of the supplies with its use cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.refusal import Refusal
from donor_room.domain.supplies import Count, Standing
from donor_room.domain.supply_acts import Round
from donor_room.domain.visit import Visit
from donor_room.ui.asking_presenter import AskingPresenter
from donor_room.ui.shell import Shell
from donor_room.ui.steps.supplies.rows import SupplyLine
from donor_room.ui.steps.supplies.view import SuppliesView
from donor_room.ui.supply_words import difference_words, low_words, name_words, unit_words
from donor_room.ui.texts import said, said_by, say
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import numbered
from donor_room.workflow import supplies
from donor_room.workflow.supplies import Told

ROUNDS: tuple[Round, ...] = ("out", "more", "in")
_KINDS = frozenset(
    {
        "supplies.counted", "supplies.added", "supplies.left_open", "aftercare.souvenir_given",
        "collection.needle_in", "shift.closed", "shift.opened",
    }
)  # fmt: skip


class AsideShell(Shell, Protocol):
    """What this page asks of the house beyond the usual."""

    def leave_aside(self, page: str) -> None:
        """Go back to the page that was left for this one."""


def build(shell: AsideShell) -> SuppliesPresenter:
    """Make the page."""
    return SuppliesPresenter(shell, SuppliesView())


class SuppliesPresenter(AskingPresenter):
    """Counts one item after the other; a scan counts one more of what was scanned."""

    page = "supplies"
    view: SuppliesView
    shell: AsideShell

    def __init__(self, shell: AsideShell, view: SuppliesView) -> None:
        super().__init__(shell, view)
        view.item_chosen.connect(self._ask_count)
        view.kind_asked.connect(self._next_kind)
        view.round_asked.connect(self._next_round)
        view.reason_asked.connect(self._ask_reason)
        view.language_wanted.connect(self._say_again)
        self.when_given = {
            "out": self._counted,
            "in": self._counted,
            "more": self._brought,
            "reason": self._reason_given,
        }
        self._told: Told | None = None
        self._round: Round = "out"
        self._place = 0
        self._asked = ""

    def open(self, visit: Visit | None) -> None:
        """Show what is to be counted: at the handover what is left, before that what goes out."""
        super().open(None)
        self._round = "in" if self.shell.window.page_name == "handover" else "out"
        self._place = 0
        self._look()

    def back(self) -> None:
        self.shell.leave_aside(self.page)

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        """Another laptop counted, or something was used; what is open on a sheet stays."""
        if _KINDS & set(kinds):
            self._look()

    def _look(self, _answer: object = None) -> None:
        self.shell.tasks.run(lambda: supplies.look(self.shell.desk), self._show, self.refused, self.refused)

    # showing

    def _show(self, told: Told) -> None:
        self._told = told
        kinds = self._kinds(told)
        self._place = min(self._place, max(len(kinds) - 1, 0))
        every = self._of_kind(told)
        hint = say("supplies.hint") if kinds else say("supplies.none")
        head = say("supplies.title")
        if kinds:
            head = f"{say(f'supplies.kind.{kinds[self._place]}')} · {say(f'supplies.round.{self._round}')}"
        self.view.show_lines(head, hint, tuple(self._line(one, told) for one in every[:10]))
        asks_reason = self._round == "in" and bool(self._open(told))
        low = [(low_words(one), "") for one in told.low[:8]]
        self.view.show_rail([self._counted_of(kind, told) for kind in kinds], low, asks_reason=asks_reason)
        left = sum(self._count(one) is None for one in told.standings if one.is_listed)
        is_open = bool(left) and self._round != "more"
        self.view.say_main(say("supplies.go_open", count=left) if is_open else say("supplies.go"))

    def _say_again(self) -> None:
        if self._told is not None:
            self._show(self._told)

    def _kinds(self, told: Told) -> list[str]:
        return list(dict.fromkeys(one.item.kind for one in told.standings))

    def _of_kind(self, told: Told) -> list[Standing]:
        kinds = self._kinds(told)
        return [one for one in told.standings if kinds and one.item.kind == kinds[self._place]]

    def _counted_of(self, kind: str, told: Told) -> tuple[str, str]:
        every = [one for one in told.standings if one.item.kind == kind and one.is_listed]
        good = sum(self._count(one) is not None for one in every)
        shown = "" if self._round == "more" else say("supplies.counted_of", good=good, all=len(every))
        return say(f"supplies.kind.{kind}"), shown

    def _count(self, one: Standing) -> Count | None:
        return {"out": one.out, "more": one.more, "in": one.counted}[self._round]

    def _line(self, one: Standing, told: Told) -> SupplyLine:
        count = self._count(one)
        is_amiss = count is not None and count.against is not None
        if self._round == "in":
            is_amiss = is_amiss or (one.open in ("differs", "not_counted_out") and not one.is_explained)
        return SupplyLine(
            item=one.item.code,
            name=name_words(one),
            below=self._below(one),
            answer=self._answer(one, count),
            said=_said(count, told),
            is_done=count is not None,
            is_amiss=is_amiss,
        )

    def _below(self, one: Standing) -> str:
        if not one.is_listed:
            return say("supplies.gone")
        if self._round == "out":
            short = one.item.carry - one.out.number if one.out is not None else 0
            key = "supplies.short" if short > 0 else "supplies.carry"
            return say(key, count=one.item.carry, less=max(short, 0), unit=unit_words(one))
        if one.open is not None and one.is_explained and one.reason is not None:
            return say("supplies.explained", reason=one.reason.words)
        return _reckoned(one)

    def _answer(self, one: Standing, count: Count | None) -> str:
        if count is None:
            return "" if self._round == "more" else say("supplies.not_counted")
        shown = say("supplies.count_of", count=count.number, unit=unit_words(one))
        if self._round != "in" or one.difference is None:
            return shown
        if one.expected is None and not one.difference:
            return f"{shown} · {say('supplies.used', count=one.used or 0)}"
        return f"{shown} · {difference_words(one.difference)}"

    # counting

    def _ask_count(self, item: str) -> None:
        one = self._told.find(item) if self._told is not None else None
        if one is None:
            return
        if not one.is_listed:
            self.refused(Refusal("supplies.no_item"))
            return
        self._asked = item
        name, unit = said_by(lambda: name_words(one)), said_by(lambda: unit_words(one))
        now = one.more.number if one.more is not None else 0
        ways = [("add", said("supplies.more_choice")), ("all", said("supplies.all_choice"))]
        self.ask(
            self._round,
            key=f"supplies.{self._round}_sheet",
            choices=numbered(list(ways)) if self._round == "more" else None,
            item=name,
            carry=one.item.carry,
            now=now,
            unit=unit,
        )

    def _counted(self, given: Given) -> None:
        self._write_count(given.values["count"], self._after_count)

    def _brought(self, given: Given) -> None:
        item, text = self._asked, given.values["count"]
        if given.choice == "all":
            self._write_count(text, self._look)
        else:
            self.act_on_sheet(lambda: supplies.add(self.shell.desk, item, "more", text=text), self._look)

    def _write_count(self, text: str, done: Callable[[Any], None]) -> None:
        item, round_ = self._asked, self._round
        one = self._told.find(item) if self._told is not None else None
        count = self._count(one) if one is not None else None
        seen = count.last.entry if count is not None else ""
        self.act_on_sheet(lambda: supplies.count(self.shell.desk, item, round_, text=text, seen=seen), done)

    def _after_count(self, _nothing: object) -> None:
        """The next item of this kind that nobody has counted is asked at once; Esc ends that."""
        asked = self._asked

        def show(told: Told) -> None:
            self._show(told)
            every = [one for one in self._of_kind(told) if one.is_listed]
            codes = [one.item.code for one in every]
            behind = every[codes.index(asked) + 1 :] if asked in codes else []
            following = next((one.item.code for one in behind if self._count(one) is None), None)
            if following is not None:
                self._ask_count(following)

        self.shell.tasks.run(lambda: supplies.look(self.shell.desk), show, self.refused, self.refused)

    def scanned(self, text: str) -> bool:
        """Each scan of an article counts one more of it, also while its number is asked for."""
        if self._told is None or not self._told.standings or text.startswith("DR"):
            return False
        if self.view.open_sheet is not None:
            self.shell.window.scan_line.say_bad(said("labels.finish_sheet"))
            return True
        round_ = self._round
        self.run(lambda: supplies.scan(self.shell.desk, text, round_), self._scanned, act=None)
        return True

    def _scanned(self, found: Any) -> None:
        item, number = found
        words = said(
            "supplies.scan_says",
            item=said(f"supplies.item.{item.code}"),
            count=number,
            unit=said(f"supplies.unit.{item.unit}"),
        )
        self.shell.window.scan_line.say_good(words)
        self._look()

    def refused(self, no: Any) -> None:
        """What another laptop counted meanwhile is shown at once; pressed again, the own number counts."""
        super().refused(no)
        if no.code == "supplies.counted_meanwhile":
            self._look()

    # which items, which count

    def _next_kind(self) -> None:
        if self._told is not None:
            self._place = (self._place + 1) % max(len(self._kinds(self._told)), 1)
            self._show(self._told)

    def _next_round(self) -> None:
        self._round = ROUNDS[(ROUNDS.index(self._round) + 1) % len(ROUNDS)]
        self._say_again()

    # what stays open

    def _open(self, told: Told) -> list[Standing]:
        """Return what may be explained: first what differs, then what nobody counted in."""
        return sorted(told.unsettled, key=lambda one: one.open == "not_counted")

    def _ask_reason(self) -> None:
        if self._told is None:
            return
        offered = [
            (one.item.code, said_by(lambda one=one: _open_words(one))) for one in self._open(self._told)
        ]
        if not offered:
            self.refused(Refusal("supplies.none_open"))
            return
        self.ask("reason", key="supplies.reason_sheet", choices=numbered(list(offered)))

    def _reason_given(self, given: Given) -> None:
        self.act_on_sheet(
            lambda: supplies.leave_open(self.shell.desk, given.choice, reason=given.words), self._look
        )


def _open_words(one: Standing) -> str:
    """Name an item with what is open of it."""

    def words() -> str:
        how = difference_words(one.difference) if one.open == "differs" and one.difference else ""
        return f"{name_words(one)} {how or say(f'supplies.open.{one.open}')}"

    return said_by(words)


def _reckoned(one: Standing) -> str:
    """Say what there was, what the visits used, and what should be left."""
    if one.out is None:
        return say("supplies.not_out") if one.more is None else say("supplies.brought", count=one.more.number)
    had = say("supplies.had", out=one.out.number)
    if one.more is not None:
        had = say("supplies.had_more", out=one.out.number, more=one.more.number)
    if one.expected is None:
        return say("supplies.had_only", had=had)
    return say("supplies.reckoned", had=had, taken=one.taken, expected=one.expected)


def _said(count: Count | None, told: Told) -> str:
    if count is None:
        return ""
    if count.against is not None:
        number, by = count.against
        return say("supplies.against", name=told.names.get(by.by, by.by), count=number)
    at = count.last.at.astimezone(DONATION_SITE).strftime("%H:%M")
    return say("supplies.said_by", at=at, name=told.names.get(count.last.by, count.last.by))
