"""What a practice terminal needs to work without a station: numbers, and a directory of invented donors."""

from __future__ import annotations

from datetime import timedelta

from donor_room.domain.directory import DirectoryDonor, EarlierDonation, StandingDeferral
from donor_room.domain.donation_number import number_range, profile_named
from donor_room.domain.entries import Donor, RangeLeased
from donor_room.practice.people import People
from donor_room.wire.messages import DirectoryRow
from donor_room.workflow.desk import Desk
from donor_room.workflow.opening import is_enrolled

_RANGE = ("A669926000001", "A669926009999")
_KNOWN = 12


def stock(desk: Desk) -> None:
    """Give a practice terminal without a station its own numbers and donors; does nothing elsewhere."""
    if not desk.practice or is_enrolled(desk):
        return
    if not desk.numbers.leased():
        run = number_range(*_RANGE, profile_named("isbt128"))
        desk.record_as_terminal(
            RangeLeased(
                range_id="practice", profile="isbt128", first=run.first, last=run.last, count=run.count
            )
        )
    if desk.directory_age_h() != 0:
        desk.directory.apply(_rows(desk), "practice", desk.clock.now())


def invented_donors(desk: Desk) -> list[Donor]:
    """Return the donors that the practice directory knows, the first of them deferred for good."""
    people = People(66, desk.clock.today())
    return [people.next_donor() for _ in range(_KNOWN)]


def _rows(desk: Desk) -> list[DirectoryRow]:
    return [_row(desk, donor, place) for place, donor in enumerate(invented_donors(desk))]


def _row(desk: Desk, donor: Donor, place: int) -> DirectoryRow:
    today = desk.clock.today()
    last_on = today - timedelta(days=200 + 31 * place)
    given = tuple(
        EarlierDonation(kind="WB400", on=last_on - timedelta(days=210 * back), volume_ml=400, site="人民广场")
        for back in range(1 + place % 4)
    )
    return DirectoryRow(
        person=desk.directory.person_of(donor.document_kind, donor.document_number),
        revision=1,
        donor=DirectoryDonor(
            name=donor.name,
            sex=donor.sex,
            birth_on=donor.birth_on,
            abo=("A", "B", "O", "AB")[place % 4],
            rhd="positive",
            donations=given,
            count=len(given),
            had_reaction=False,
            deferral=StandingDeferral(kind="permanent", until_on=None) if place == 0 else None,
        ),
    )
