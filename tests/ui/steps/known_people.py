"""What a look-up at the desk may bring, made without a store."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from donor_room.domain.directory import DirectoryDonor, EarlierDonation
from donor_room.domain.identity import age_on, masked, read_document
from donor_room.practice.people import resident_number
from donor_room.workflow.register import Known

TODAY = date(2026, 11, 21)
NUMBER = resident_number(date(1990, 3, 7), "male", 10)
WHOLE = EarlierDonation(kind="WB400", on=date(2026, 5, 16), volume_ml=400, site="人民广场")


def directory(**changes: Any) -> DirectoryDonor:
    """Return a donor whom the station knows."""
    basis: dict[str, Any] = {
        "name": "样例甲", "sex": "male", "birth_on": date(1990, 3, 7), "abo": "A", "rhd": "positive",
        "donations": (WHOLE,), "count": 1, "had_reaction": False, "deferral": None,
    }  # fmt: skip
    return DirectoryDonor(**(basis | changes))


def known(**changes: Any) -> Known:
    """Return what is known of somebody against whom nothing stands."""
    identity = changes.get("identity") or read_document("01", NUMBER, TODAY, practice=True)
    basis: dict[str, Any] = {
        "identity": identity, "masked": masked(identity.number), "donor": None, "earlier": (),
        "directory_as_of": datetime(2026, 11, 21, tzinfo=UTC), "directory_age_h": 6, "deferral": None,
        "keeps_out": False, "standing": (), "intervals": (), "here": (), "open_visit": None,
        "open_step": None,
        "age_years": age_on(identity.birth_on, TODAY) if identity.birth_on else None, "needs_ticks": False,
        "second_for": (),
    }  # fmt: skip
    return Known(**(basis | changes))
