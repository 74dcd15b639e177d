"""Who comes on the day of the demonstration, and what happens to each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

import msgspec

from donor_room.domain.directory import DirectoryDonor, EarlierDonation, StandingDeferral
from donor_room.domain.entries import Donor
from donor_room.practice.people import People
from donor_room.workflow.group_list import ListRow

DEFAULT_DONORS = 14

Comes = Literal["card", "typed", "list"]
Ends = Literal["donated", "failed", "deferred", "turned_away", "by_the_rules"]
Incident = Literal["", "void", "second_needle", "reaction", "killed", "cut", "handed_on"]


class Drive(msgspec.Struct, frozen=True, kw_only=True):
    """Where the day takes place."""

    kind: Literal["street", "group"]
    site: str
    vehicle: str
    organisation: str


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One donor of the day: what she or he says and measures, and what happens on the way.

    `known` is what the station knows beforehand. `ends` is what the walk must come to; `by_the_rules` leaves
    that to the rules. `readings` are typed as they stand here.
    """

    role: str
    donor: Donor
    comes: Comes
    plan: str
    ends: Ends
    known: DirectoryDonor | None = None
    ticks: tuple[bool, bool, bool] | None = None
    answers: dict[str, str] = {}
    readings: dict[str, str] = {}
    abo: Literal["A", "B", "O", "AB"] = "O"
    incident: Incident = ""
    row: int | None = None


READINGS = {
    "sbp": "118",
    "dbp": "76",
    "pulse": "72",
    "temp": "36.5",
    "weight": "68",
    "hb": "138",
    "alt": "24",
}
STREET = Drive(kind="street", site="人民广场", vehicle="采血车 03", organisation="")
_EARLIER = 3
_INCIDENTS: tuple[Incident, ...] = ("", "void", "second_needle", "cut", "killed", "reaction", "handed_on")
_GROUPS: tuple[Literal["A", "B", "O", "AB"], ...] = ("A", "B", "O", "AB")


class Casting:
    """Finds people for the parts; the same seed on the same day finds the same ones."""

    def __init__(self, seed: int, today: date) -> None:
        self._people = People(seed, today)
        self._today = today
        self._numbers: set[str] = set()
        self._place = 0

    def street(self, donors: int) -> tuple[Part, ...]:
        """Return the whole cast of a street shift, filled up with ordinary donors."""
        parts = self._named()
        parts += [self._ordinary(f"ordinary_{place}") for place in range(donors - len(parts))]
        return tuple(parts[: max(donors, 1)])

    def group(self, rows: tuple[ListRow, ...]) -> tuple[Part, ...]:
        """Return a part for each row of an organiser's list; incidents fall to the first rows."""
        none: Incident = ""
        incidents = (*_INCIDENTS, *[none] * len(rows))
        return tuple(self._of_row(row, incident) for row, incident in zip(rows, incidents, strict=False))

    def _named(self) -> list[Part]:
        return [
            self._returning(),
            self._someone("first_timer", comes="typed", plan="WB200"),
            self._someone("low_hb", comes="typed", ends="deferred", readings={"hb": "104"}, sex="female"),
            self._someone("rare_name", comes="card", name="𠮷田样", incident="void"),
            self._known("too_soon", comes="card", days_ago=60, ends="deferred"),
            self._someone("second_needle", comes="typed", name="张䶮", incident="second_needle"),
            self._barred(),
            self._someone("killed", comes="typed", incident="killed"),
            self._someone("not_sure", comes="typed", answers={"Q09": "not_sure"}),
            self._aged("aged_57", "donated", (True, True, True)),
            self._aged("aged_57_not", "deferred", (True, False, True)),
            self._someone("network_cut", comes="typed", incident="cut"),
            self._someone("reaction", comes="typed", incident="reaction"),
            self._someone("handed_on", comes="typed", incident="handed_on"),
        ]  # fmt: skip

    def _donor(self, **wanted: object) -> Donor:
        donor = self._people.next_donor(**wanted)  # type: ignore[arg-type]
        while donor.document_number in self._numbers:
            donor = self._people.next_donor(**wanted)  # type: ignore[arg-type]
        self._numbers.add(donor.document_number)
        return donor

    def _someone(
        self,
        role: str,
        *,
        comes: Comes,
        ends: Ends = "donated",
        plan: str = "WB400",
        answers: dict[str, str] | None = None,
        readings: dict[str, str] | None = None,
        incident: Incident = "",
        **wanted: object,
    ) -> Part:
        self._place += 1
        return Part(
            role=role,
            donor=self._donor(**wanted),
            comes=comes,
            plan=plan,
            ends=ends,
            answers=answers or {},
            readings=READINGS | {"pulse": str(64 + self._place)} | (readings or {}),
            abo=_GROUPS[self._place % 4],
            incident=incident,
        )

    def _ordinary(self, role: str) -> Part:
        return self._someone(role, comes="typed")

    def _known(
        self,
        role: str,
        *,
        comes: Comes,
        days_ago: int,
        ends: Ends = "donated",
        age: int | None = None,
        ticks: tuple[bool, bool, bool] | None = None,
        deferral: StandingDeferral | None = None,
    ) -> Part:
        part = self._someone(role, comes=comes, ends=ends, age=age)
        given = tuple(
            EarlierDonation(
                kind="WB400",
                on=self._today - timedelta(days=days_ago + 210 * back),
                volume_ml=400,
                site="人民广场",
            )
            for back in range(_EARLIER)
        )
        known = DirectoryDonor(
            name=part.donor.name,
            sex=part.donor.sex,
            birth_on=part.donor.birth_on,
            abo=part.abo,
            rhd="positive",
            donations=given,
            count=_EARLIER,
            had_reaction=False,
            deferral=deferral,
        )
        return msgspec.structs.replace(part, known=known, ticks=ticks)

    def _returning(self) -> Part:
        return self._known("returning", comes="card", days_ago=210)

    def _aged(self, role: str, ends: Ends, ticks: tuple[bool, bool, bool]) -> Part:
        return self._known(role, comes="card", days_ago=400, age=57, ends=ends, ticks=ticks)

    def _barred(self) -> Part:
        for_good = StandingDeferral(kind="permanent", until_on=None)
        return self._known("barred", comes="typed", days_ago=900, ends="turned_away", deferral=for_good)

    def _of_row(self, row: ListRow, incident: Incident) -> Part:
        self._place += 1
        identity = row.document
        sex, birth_on = row.sex or identity.sex or "female", row.birth_on or identity.birth_on
        donor = Donor(
            document_kind=identity.kind.value if identity.kind else "99",
            document_number=identity.number,
            name=row.name,
            sex=sex,
            birth_on=birth_on or self._today,
            phone=row.phone,
            address=None,
            ethnic_group=None,
            organisation=row.organisation,
        )
        return Part(
            role=f"row_{row.row_no}",
            donor=donor,
            comes="list",
            plan="WB400",
            ends="by_the_rules",
            readings=READINGS | {"pulse": str(60 + self._place % 30)},
            abo=_GROUPS[self._place % 4],
            incident=incident,
            row=row.row_no,
        )


def known_before(parts: tuple[Part, ...]) -> Iterator[tuple[Donor, DirectoryDonor]]:
    """Go through those whom the station knows before the day."""
    for part in parts:
        if part.known is not None:
            yield part.donor, part.known
