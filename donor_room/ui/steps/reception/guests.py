"""Somebody who wants to be measured only: three questions at the most, and a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from donor_room.domain import entries as e
from donor_room.domain.names import LONGEST_NAME, reason_against_name
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.ui.texts import said
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import Choice, numbered
from donor_room.workflow import guests
from donor_room.workflow.label_print import station_name
from donor_room.workflow.shift import the_shift

if TYPE_CHECKING:
    from collections.abc import Callable

    from donor_room.printing.guest_slip import GuestSlip
    from donor_room.ui.steps.reception.presenter import ReceptionPresenter
    from donor_room.ui.steps.reception.view import ReceptionView

_PRESSURE, _NO_NAME = "pressure", "no_name"


class Guests:
    """Asks for the presenter of the desk, with nobody at it; the name stands on the slip alone."""

    def __init__(self, desk: ReceptionPresenter, view: ReceptionView) -> None:
        self._desk = desk
        self._doubted: tuple[str, str] | None = None
        """The pair that was asked about: given once more, it is as it was read."""
        view.guest_asked.connect(self.ask)
        desk.when_given |= {
            "guest": self._what_given,
            "guest_pressure": self._pressure_given,
            "guest_group": self._group_given,
        }

    def ask(self) -> None:
        """Ask what is to be measured, and say how many there were today."""
        shell = self._desk.shell
        shell.tasks.run(
            lambda: guests.guests_of_today(shell.desk), self._ask, self._desk.refused, self._desk.refused
        )

    def _ask(self, today: int) -> None:
        choices: list[Choice] = [
            (1, said("guests.pressure"), _PRESSURE),
            (2, said("guests.group"), "group"),
        ]
        self._desk.ask("guest", key="guests.what", choices=choices, count=today)

    def _what_given(self, given: Given) -> None:
        self._desk.view.close_sheet()
        self._doubted = None
        if given.choice == _PRESSURE:
            nameless: list[Choice] = [(1, said("guests.no_name"), _NO_NAME)]
            self._desk.ask("guest_pressure", key="guests.of_pressure", choices=nameless)
        else:
            groups = numbered([(one, one) for one in guests.GROUPS])
            self._desk.ask("guest_group", key="guests.of_group", choices=groups)

    def _pressure_given(self, given: Given) -> None:
        pair = (given.values["sbp"], given.values["dbp"])
        name = "" if given.choice else given.words
        confirmed, self._doubted = pair == self._doubted, pair
        desk = self._desk.shell.desk
        self._write(
            name, lambda: guests.measure_pressure(desk, sbp=pair[0], dbp=pair[1], confirmed=confirmed)
        )

    def _group_given(self, given: Given) -> None:
        desk = self._desk.shell.desk
        self._write(given.words, lambda: guests.type_group(desk, given.choice))

    def _write(self, name: str, measure: Callable[[], e.GuestPressure | e.GuestGroup]) -> None:
        def work() -> GuestSlip:
            from donor_room.printing.guest_slip import GuestSlip

            reason = reason_against_name(name) if name else None
            if reason is not None:
                key = reason.replace(".", "_")
                raise Refusal(f"reception.problem.{key}", longest=LONGEST_NAME)
            desk = self._desk.shell.desk
            return GuestSlip(
                found=measure(),
                station=station_name(desk),
                practice=desk.practice,
                name=name,
                site=the_shift(desk).opened.site,
                at=desk.clock.now(),
                phone=desk.packs.policy.phone,
            )

        self._desk.act_on_sheet(work, self._written)

    def _written(self, slip: GuestSlip) -> None:
        """Say what was found, and put it on paper: a paper that fails takes nothing back."""
        self._doubted = None
        shell, found = self._desk.shell, slip.found
        self._desk.view.take_focus()
        if isinstance(found, e.GuestGroup):
            shell.window.scan_line.say_good(said("guests.done.group", abo=found.abo))
        else:
            values = {"sbp": found.sbp_mmhg, "dbp": found.dbp_mmhg}
            shell.window.scan_line.say_good(said(f"guests.done.{found.advice}", **values))
        folder = shell.papers / "guests"

        def draw() -> None:
            from donor_room.packs.texts import Texts
            from donor_room.printing.guest_slip import save_guest_slip

            save_guest_slip(slip, Texts("zh_CN"), folder)

        shell.aside.run(draw, None, self._not_printed, self._not_printed)

    def _not_printed(self, no: Refusal | Trouble) -> None:
        why = said(no.code, **no.values)
        self._desk.shell.window.scan_line.say_bad(said("guests.not_printed", why=why))
