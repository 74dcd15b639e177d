"""Joins the page of the station with enrolment: begin on the store, ask aside, write down."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.ui.shell import Presenter, StationShell
from donor_room.ui.steps.enrol.view import EnrolView, Fact, Mode, Where
from donor_room.ui.texts import say, texts
from donor_room.ui.tokens import Tone
from donor_room.wire.messages import EnrolReply
from donor_room.wire.signature import fingerprint, public_text
from donor_room.workflow.enrolled import Enrolment, enrolment_of
from donor_room.workflow.enrolling import begin_by_person, finish_enrolment
from donor_room.workflow.purge import at_station_until
from donor_room.workflow.standing_still import standing_of

_LOOK_MS = 1_000
_OWN_WORDS = {
    "sync.unreachable": "enrol.no.unreachable",
    "sync.not_the_station": "enrol.no.not_the_station",
    "sync.only_this_machine": "enrol.no.open_network",
    "sync.url": "enrol.no.address",
}
"""What the line says of daily work is said otherwise to somebody who has just typed an address."""

_PLACES: dict[str, Where] = {
    **dict.fromkeys(("sync.unreachable", "sync.not_the_station", "sync.url"), "address"),
    **dict.fromkeys(("sync.enrol.other_kind", "enrol.no.empty_address", "sync.certificate_name"), "address"),
    "sync.only_this_machine": "network",
    **dict.fromkeys(("enrol.no.code", *(f"sync.enrol.code_{how}" for how in
                     ("unknown", "spent", "over_time", "mistyped", "short"))), "code"),
}  # fmt: skip


def build(shell: StationShell) -> EnrolPresenter:
    """Make the page."""
    return EnrolPresenter(shell, EnrolView())


class EnrolPresenter(Presenter):
    """Makes the terminal one of a station's, and shows whose it is."""

    page = "enrol"
    shell: StationShell
    view: EnrolView

    def __init__(self, shell: StationShell, view: EnrolView) -> None:
        super().__init__(shell, view)
        self.enrolment: Enrolment | None = None
        self._count, self._as_of, self._told = 0, None, None
        self._left_until: date | None = None
        self._is_asking = False
        self._no: Refusal | Trouble | None = None
        view.join_asked.connect(self._join)
        view.still_asked.connect(shell.window.call_asked)
        shell.station_told.connect(self._hear)
        texts().language_changed.connect(self._say_again)
        self._look_again = QTimer(view, interval=_LOOK_MS)
        self._look_again.timeout.connect(self._look)

    # ---- whose terminal it is ----------------------------------------------------------------------

    def open(self, visit: Visit | None) -> None:
        """Show whose terminal this is, or ask for address and code."""
        super().open(visit)
        self.view.show_problem("")
        if self.shell.practice():
            self.view.show_mode("practice")
        else:
            self._look()
            self._look_again.start()

    def _look(self) -> None:
        if self.view.mode == "wait" or self.view.isVisible():
            self.shell.tasks.run(self._read, self._show, self.refused, self.refused)
        else:
            self._look_again.stop()

    def _read(self) -> tuple[Enrolment | None, int, Any, date | None, str]:
        desk = self.shell.desk
        listed = desk.directory.count(), desk.directory.as_of()
        return enrolment_of(desk.ledger), *listed, at_station_until(desk), standing_of(desk).why

    def _show(self, told: tuple[Enrolment | None, int, Any, date | None, str]) -> None:
        self.enrolment, self._count, self._as_of, self._left_until, still = told
        if self.enrolment is not None and self.enrolment.reply is not None:
            mode: Mode = "still" if still else "joined"
            if self.view.mode != mode:
                self.view.show_mode(mode)
            self._show_facts()
        elif self.view.mode == "wait":
            self.view.show_mode("ask")
            self.view.show_address(self.enrolment.url if self.enrolment else "")
            self.view.take_focus()

    def _show_facts(self) -> None:
        enrolment = self.enrolment
        if enrolment is not None and enrolment.reply is not None:
            more = {"directory": self._directory()} | _left(self._left_until)
            self.view.show_facts(_facts(enrolment, enrolment.reply) | more)

    def _say_again(self, _language: str) -> None:
        self._show_facts()
        if self._no is not None and self.view.message.text():
            self._say_no(self._no)

    def _directory(self) -> Fact:
        """Say how far the list of the station's donors has come."""
        trouble = self._told.trouble if self._told else None
        value = say("enrol.donors", count=self._count)
        if trouble is not None:
            return Fact(value, say("enrol.list.waits"), Tone.CHECK)
        if self._as_of is None or self._told is None:
            return Fact(value, say("enrol.list.comes"))
        return Fact(value, say("enrol.list.complete", at=self._as_of))

    def _hear(self, told: Any) -> None:
        self._told = told
        if self.view.isVisible():
            self._look()

    # ---- joining -----------------------------------------------------------------------------------

    def _join(self, address: str, code: str, is_own_network: object) -> None:
        url, typed = _plain(address), _plain(code)
        if self._is_asking or not self._is_complete(url, typed):
            return
        self._is_asking = True
        self.view.show_problem("")
        self.view.show_mode("asking")
        is_own = is_own_network is True

        def begin() -> Enrolment:
            from donor_room.sync.link import refuse_open_network

            refuse_open_network(url, insecure_lan=is_own)
            return begin_by_person(self.shell.desk, url.rstrip("/"))

        self.shell.tasks.run(begin, lambda begun: self._ask(begun, typed), self.refused, self.refused)

    def _is_complete(self, url: str, code: str) -> bool:
        if not url:
            self._say_no(Refusal("enrol.no.empty_address"))
        elif not code:
            self._say_no(Refusal("enrol.no.code"))
        return bool(url and code)

    def _ask(self, begun: Enrolment, code: str) -> None:
        """Wait for the station beside the store: a donor at the next desk waits for nothing."""
        clock, practice = self.shell.clock, self.shell.practice()

        def ask() -> EnrolReply:
            from donor_room.sync.enrol import ask_to_enrol

            return ask_to_enrol(begun, code=code, practice=practice, clock=clock)

        self.shell.aside.run(ask, lambda reply: self._write_down(begun, reply), self.refused, self.refused)

    def _write_down(self, begun: Enrolment, reply: EnrolReply) -> None:
        """Keep the answer wherever the nurse is by now: the code is spent."""
        self.shell.tasks.run(
            lambda: finish_enrolment(self.shell.desk, begun, reply), self._joined, self.refused, self.refused
        )

    def _joined(self, _enrolment: Enrolment) -> None:
        self._is_asking = False
        self.view.forget_code()
        self.shell.talk_to_station()
        self._look()
        self._look_again.start()

    def refused(self, no: Refusal | Trouble) -> None:
        """Say what stands against it, and at which field."""
        self._is_asking = False
        if self.view.mode == "asking":
            self.view.show_mode("ask")
        if no.code == "sync.enrolled_already":
            self._look()
        self._say_no(no)

    def _say_no(self, no: Refusal | Trouble) -> None:
        self._no = no
        words = say(_OWN_WORDS.get(no.code, no.code), **no.values)
        self.view.show_problem(words, _PLACES.get(no.code, ""))

    def back(self) -> None:
        """Go where the shift is opened; with a shift open the reception follows from there."""
        self._look_again.stop()
        self.shell.show("reception")


def _facts(enrolment: Enrolment, reply: EnrolReply) -> dict[str, Fact]:
    numbers = reply.numbers
    span = Fact(say("enrol.no_numbers"), say("enrol.numbers_come"))
    if numbers is not None:
        span = Fact(say("enrol.count", count=numbers.count), f"{numbers.first} – {numbers.last}")
    return {
        "station": Fact(reply.station_name, f"{reply.station_code}  {enrolment.url}"),
        "terminal": Fact(reply.terminal_name, reply.terminal),
        "numbers": span,
        "station_key": Fact(fingerprint(reply.station_key)),
        "own_key": Fact(fingerprint(public_text(enrolment.key))),
    }


def _left(until: date | None) -> dict[str, Fact]:
    """Say up to when what donors said is no longer here; nothing where nothing has left."""
    return {"left": Fact(until.isoformat(), say("purge.at_station"))} if until else {}


def _plain(typed: str) -> str:
    """Return what was typed with a Chinese keyboard in its plain form, without spaces."""
    return "".join(unicodedata.normalize("NFKC", typed).replace("。", ".").split())
