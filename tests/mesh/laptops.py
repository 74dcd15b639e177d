"""Desks of one vehicle that meet by hand: what the threads of the mesh do, one turn at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from donor_room.domain import entries as e
from donor_room.domain.clock import Clock
from donor_room.domain.staff import find_person
from donor_room.mesh.counter import Call, Counter
from donor_room.mesh.neighbour import Neighbour
from donor_room.mesh.round import Met, meet
from donor_room.practice.checks import check_all
from donor_room.practice.people import People
from donor_room.station.server import Station
from donor_room.sync.enrol import enrol_desk
from donor_room.wire.beside import Presence
from donor_room.workflow import register, shift, sign_in
from donor_room.workflow.beside import Beside
from donor_room.workflow.membership import Badge
from tests.support.desks import PASSWORD, PIN
from tests.support.profiles import enlist, new_profile, open_at_once

PLACE: dict[str, Any] = {
    "site_kind": "vehicle",
    "site": "人民广场",
    "vehicle": "采血车 03",
    "drive": "street",
    "organisation": None,
    "team": (),
}


class Laptop:
    """A desk of the practice twin of a station, and its door."""

    def __init__(self, folder: Path, name: str, station: Station, clock: Clock) -> None:
        self.name = name
        self.desk = open_at_once(new_profile(folder / name), clock)
        enrol_desk(self.desk, url=station.url, code=station.enrolment_code(name), clock=clock)
        self.presence: Presence | None = None
        self.counter = Counter(self.ask, self.badge, clock, lambda: self.presence)
        self._neighbours: dict[str, Neighbour] = {}
        self._clock = clock

    def ask(self, work: Callable[[Beside], Any], /) -> Any:
        return work(Beside(self.desk))

    def badge(self) -> Badge:
        badge = Beside(self.desk).badge()
        assert badge is not None
        return badge

    def answers(self, request: httpx.Request) -> httpx.Response:
        """Answer at the counter what would come through the door; desks of one test share its thread."""
        call = Call(request.method, request.url.path, "", dict(request.headers), request.read())
        answer = self.counter.answer(call)
        return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(answer.body))

    def neighbour(self, other: Laptop) -> Neighbour:
        """Return the other as this one calls it."""
        if other.name not in self._neighbours:
            transport = httpx.MockTransport(other.answers)
            self._neighbours[other.name] = Neighbour("beside", self.badge, self._clock, transport)
        return self._neighbours[other.name]

    def meets(self, other: Laptop) -> Met:
        """Take over what the other has."""
        return meet(self.neighbour(other), self.ask)

    def work(self, person: str, *, checked: bool = True) -> Laptop:
        """Open a shift with one who may do everything, called so."""
        enlist(self.desk, f"{self.name}-1", person, ("nurse", "physician", "team_leader"), PASSWORD, PIN)
        enlist(self.desk, f"{self.name}-2", f"{person}的同事", ("nurse", "physician"), PASSWORD, PIN)
        self.desk.directory.apply([], "cursor", self.desk.clock.now())
        self.sit(1)
        shift.open_shift(self.desk, **PLACE)
        if checked:
            check_all(self.desk)
        return self

    def sit(self, place: int) -> None:
        self.desk.person = find_person(sign_in.staff(self.desk), f"{self.name}-{place}")

    def open_visit(self, seed: int) -> str:
        donor = People(seed, self.desk.clock.today()).next_donor(age=30, sex="male")
        return register.open_visit(self.desk, donor=donor, source="typed", plan="WB400").id

    def queue(self) -> list[str]:
        from donor_room.workflow.common_day import common_lines

        return [line.visit for line in common_lines(self.desk, open_only=True)]

    def acts(self, visit: str) -> list[type[e.Act]]:
        return [type(line.act) for line in self.desk.ledger.of_visit(visit)]

    def close(self) -> None:
        for neighbour in self._neighbours.values():
            neighbour.close()
        self.desk.close()


class Vehicle:
    """Laptops that one station knows."""

    def __init__(self, folder: Path, station: Station, clock: Clock) -> None:
        self.folder, self.station, self.clock = folder, station, clock
        self.laptops: list[Laptop] = []

    def laptop(self, name: str) -> Laptop:
        self.laptops.append(Laptop(self.folder, name, self.station, self.clock))
        return self.laptops[-1]

    def close(self) -> None:
        for laptop in self.laptops:
            laptop.close()
