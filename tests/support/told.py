"""What a station tells of a donor, brought down as sync brings it."""

from __future__ import annotations

from itertools import count
from typing import Any

from donor_room.domain.directory import DirectoryDonor, StandingDeferral
from donor_room.domain.visit import Visit
from donor_room.wire.messages import DirectoryPage, DirectoryRow
from donor_room.workflow.desk import Desk
from donor_room.workflow.exchange import exchange_of

PERMANENT = StandingDeferral(kind="permanent", until_on=None)
_revision = count(1)


def word(**told: Any) -> DirectoryDonor:
    nothing: dict[str, Any] = {"name": None, "sex": None, "birth_on": None, "abo": None, "rhd": None}
    nothing |= {"donations": (), "count": 0, "had_reaction": False, "deferral": None}
    return DirectoryDonor(**(nothing | told))


def tell(desk: Desk, visit: Visit, told: DirectoryDonor) -> Visit:
    """Let a page with this row come down from the station; return the visit after it."""
    person = desk.directory.person_of(visit.donor.document_kind, visit.donor.document_number)
    row = DirectoryRow(person=person, revision=next(_revision), donor=told)
    page = DirectoryPage(rows=(row,), cursor="c", more=False, as_of=desk.clock.now())
    exchange_of(desk).take_page(page)
    return desk.visits.get(visit.id)
