"""Joins the page of the checks with its use cases."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from donor_room.devices.battery import power_now
from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.shift_checks import Check
from donor_room.domain.visit import Visit
from donor_room.packs.texts import shown
from donor_room.ui.asking_presenter import AskingPresenter
from donor_room.ui.box_codes import BoxCode, read_box
from donor_room.ui.own_looks import battery_look, clock_look, directory_look, disk_look, printer_look
from donor_room.ui.shell import Shell
from donor_room.ui.steps.checks.rows import CheckLine
from donor_room.ui.steps.checks.view import ChecksView
from donor_room.ui.team_words import team_words
from donor_room.ui.texts import listed, said, say, texts
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import numbered
from donor_room.ui.widgets.fields import parse_day
from donor_room.workflow import checks
from donor_room.workflow.blood_tests import Lot
from donor_room.workflow.checks import Line
from donor_room.workflow.clock_doubt import trust_of
from donor_room.workflow.sign_in import at_work


class AsideShell(Shell, Protocol):
    """What this page asks of the house beyond the usual."""

    def show_aside(self, page: str) -> None:
        """Show another page from which one comes back here."""


def build(shell: AsideShell) -> ChecksPresenter:
    """Make the page."""
    return ChecksPresenter(shell, ChecksView())


class ChecksPresenter(AskingPresenter):
    """Answers one item after the other; what the program sees itself is only shown."""

    page = "checks"
    view: ChecksView

    def __init__(self, shell: AsideShell, view: ChecksView) -> None:
        super().__init__(shell, view)
        view.item_chosen.connect(self._chosen)
        view.failure_asked.connect(self._ask_failure)
        view.begin_asked.connect(self.back)
        view.supplies_asked.connect(lambda: shell.show_aside("supplies"))
        texts().language_changed.connect(self._say_again)
        self.when_given = {
            "value": self._value_given,
            "lot": self._lot_given,
            "failed": self._failure_given,
            "repaired": self._repair_given,
        }
        self._lines: tuple[Line, ...] = ()
        self._told: dict[str, Any] = {}
        self._asked = ""

    def open(self, visit: Visit | None) -> None:
        """Show how everything stands."""
        super().open(visit)
        self._look()

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        """Somebody at another laptop of the vehicle has looked at something, or people changed."""
        if {"shift.checked", "staff.told", "staff.added", "shift.closed"} & set(kinds):
            self._look()

    def _look(self) -> None:
        self.shell.tasks.run(self._read, self._show, self.refused, self.refused)

    def _read(self) -> dict[str, Any]:
        desk = self.shell.desk
        return {
            "lines": checks.lines_of(desk),
            "people": at_work(desk),
            "supplies": bool(desk.packs.supplies.items),
            "today": desk.clock.today(),
            "age_h": desk.directory_age_h(),
            "fresh_h": desk.packs.rules.whole("deferral_list_max_age_h"),
            "trust": trust_of(desk).trust,
            "free": shutil.disk_usage(_there(self.shell.papers)).free,
            "power": power_now(),
            "printer": desk.printer,
        }

    def _show(self, told: dict[str, Any]) -> None:
        """Show what is known at once; the printer may take its time to answer."""
        printer = told["printer"]
        self._show_all(told | {"printer": None})
        if printer is not None:
            self.shell.aside.run(printer.state, lambda state: self._show_looks(told | {"printer": state}))

    def _show_all(self, told: dict[str, Any]) -> None:
        self._lines = told["lines"]
        self.view.show_lines(tuple(line_words(line) for line in self._lines))
        self.view.show_team(team_words(told["people"], told["today"]))
        self.view.offer_supplies(is_listed=told["supplies"])
        self._show_looks(told)

    def _show_looks(self, told: dict[str, Any]) -> None:
        self._told = told
        looks = (
            printer_look(told["printer"]),
            clock_look(told["trust"]),
            disk_look(told["free"]),
            directory_look(told["age_h"], told["fresh_h"]),
            battery_look(told["power"]),
        )
        self.view.show_looks(looks)

    def _say_again(self, _language: str) -> None:
        if self._told:
            self._show_all(self._told)

    # answering

    def _chosen(self, item: str) -> None:
        """One key: a plain item is good, a value or lot is asked; what failed is not made good by a slip."""
        line = next((one for one in self._lines if one.check.id == item), None)
        if line is None:
            return
        self._asked = item
        name = _name_of(line.check)
        if line.check.wants == "value":
            self.ask("value", key="checks.value_sheet", item=name, limits=limits_words(line.check))
        elif line.check.wants == "lot":
            self.ask("lot", key="checks.lot_sheet", item=name)
        elif line.state == "failed":
            choices = numbered([("good", said("checks.good")), ("failed", said("checks.failed"))])
            self.ask("repaired", key="checks.repair_sheet", choices=choices, item=name)
        else:
            self._write(lambda: checks.answer(self.shell.desk, item, is_good=True), act=item)

    def _ask_failure(self) -> None:
        if self._lines:
            choices = numbered([(line.check.id, _name_of(line.check)) for line in self._lines])
            self.ask("failed", key="checks.fail_sheet", choices=choices)

    def _failure_given(self, given: Given) -> None:
        self._write_on_sheet(
            lambda: checks.answer(self.shell.desk, given.choice, is_good=False, remark=given.words)
        )

    def _repair_given(self, given: Given) -> None:
        item, is_good = self._asked, given.choice == "good"
        self._write_on_sheet(
            lambda: checks.answer(self.shell.desk, item, is_good=is_good, remark=given.words)
        )

    def _value_given(self, given: Given) -> None:
        item, text = self._asked, given.values["value"]
        self._write_on_sheet(lambda: checks.give_value(self.shell.desk, item, text=text))

    def _lot_given(self, given: Given) -> None:
        day = parse_day(given.values["until"])
        if day is None:
            self.refused(Refusal("checks.missing_date"))
            return
        self._give_lot(self._asked, given.values["lot"], day)

    def _give_lot(self, item: str, number: str, day: date) -> None:
        lot = Lot(number=number, expires_on=day)
        self._write_on_sheet(lambda: checks.give_lot(self.shell.desk, item, lot=lot))

    def _write(self, work: Callable[[], None], *, act: str) -> None:
        self.run(work, lambda _none: self._look(), act=act)

    def _write_on_sheet(self, work: Callable[[], None]) -> None:
        self.act_on_sheet(work, lambda _none: self._look())

    def scanned(self, text: str) -> bool:
        """A box answers the item of its lot; where several want one, the digit says first which."""
        box = read_box(text)
        wanted = [line for line in self._lines if line.check.wants == "lot"]
        if box is None or not wanted:
            return False
        sheet = self.view.open_sheet
        if sheet is not None:
            self._fill(box)
        elif len(wanted) == 1:
            item, lot = wanted[0].check.id, Lot(number=box.lot, expires_on=box.expires_on)
            self._write(lambda: checks.give_lot(self.shell.desk, item, lot=lot), act=item)
        else:
            self.refused(Refusal("checks.which_box"))
        return True

    def _fill(self, box: BoxCode) -> None:
        fields = self.view.sheet("lot").fields
        if self.view.open_sheet is self.view.sheet("lot"):
            fields["lot"].setText(box.lot)
            fields["until"].setText(box.expires_on.isoformat())

    def refused(self, no: Refusal | Trouble) -> None:
        """Say it on the sheet, or in the frame."""
        self.view.set_busy(False)
        super().refused(no)


def _there(folder: Path) -> Path:
    """Return a folder, or the nearest above it that is there: its own is made with the first paper."""
    return next(one for one in (folder, *folder.absolute().parents) if one.is_dir())


def line_words(line: Line) -> CheckLine:
    """Say an item as it stands: the answer, who gave it, and what waits as long as it is not good."""
    at = line.at.astimezone(DONATION_SITE).strftime("%H:%M") if line.at is not None else ""
    waits = listed(say(f"checks.work.{one}") for one in line.check.guards)
    remark = (line.last.act.remark or "") if line.last is not None else ""
    below = say("checks.waits", work=waits) if line.state != "good" and waits else remark
    return CheckLine(
        item=line.check.id,
        wants=line.check.wants,
        state=line.state,
        name=say(f"checks.item.{line.check.id}"),
        answer=_answer(line),
        said=say("checks.said_by", at=at, name=line.name) if at else "",
        below=below,
    )


def _answer(line: Line) -> str:
    if line.last is None:
        return say("checks.open")
    act = line.last.act
    if act.lot is not None and line.state == "good":
        return say("checks.lot_shown", lot=act.lot, on=act.lot_expires_on)
    if act.value is not None:
        value = say("checks.value_shown", value=act.value, unit=act.unit)
        return value if line.state == "good" else f"{value}  {say(f'checks.{line.state}')}"
    return say(f"checks.{line.state}")


def limits_words(check: Check) -> str:
    """Say between what a value is good."""
    ends = "both" if None not in (check.least, check.most) else "least" if check.most is None else "most"
    least, most = (shown(one) if one is not None else "" for one in (check.least, check.most))
    return said(f"checks.limits_{ends}", least=least, most=most, unit=check.unit)


def _name_of(check: Check) -> str:
    return said(f"checks.item.{check.id}")
