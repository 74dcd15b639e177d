"""A donor whom every rule lets pass, as facts; a test changes the one thing it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from donor_room.domain.directory import EarlierDonation
from donor_room.domain.facts import Fact, Facts, Missing, known

TODAY = date(2026, 11, 21)

VALUES: dict[str, Fact] = {
    "identity_confirmed": known(True),
    "consent_given": known(True),
    "interview_complete": known(True),
    "sex": known("male"),
    "age_years": known(36, "year"),
    "age_upper_years": known(36, "year"),
    "earlier_donations_count": known(0),
    "had_reaction": known(False),
    "asks_to_give_again": known(False),
    "no_earlier_reaction": known(False),
    "meets_requirements": known(False),
    "weight_kg": known(68, "kg"),
    "sbp_mmhg": known(118, "mmHg"),
    "dbp_mmhg": known(76, "mmHg"),
    "beats_per_min": known(72, "/min"),
    "rhythm_regular": known(True),
    "is_endurance_athlete": known(False),
    "temp_c": known(36, "°C"),
    "skin_ok": known(True),
    "limbs_ok": known(True),
    "arms_ok": known(True),
    "hb_g_per_l": known(138, "g/L"),
    "alt_u_per_l": known(22, "U/L"),
    "hbsag": known("nonreactive"),
    "abo": known("A"),
    "abo_history": known("none"),
    "directory_age_h": known(5, "h"),
}
"""What a whole blood donation needs to know."""


def fit_facts(**changes: Any) -> Facts:
    """Return facts of a fit donor; a field of Facts replaces the field, any other name replaces a fact."""
    if "age_years" in changes:  # counted in completed years, as the pack has it
        changes.setdefault("age_upper_years", changes["age_years"])
    fields = {name: changes.pop(name) for name in Facts.__struct_fields__ if name in changes}
    basis: dict[str, Any] = {
        "today": TODAY,
        "kind": "WB400",
        "values": VALUES | changes,
        "born_on": date(1990, 6, 15),
        "exclusions": (),
        "not_sure": (),
        "for_physician": (),
        "earlier": (),
        "standing": (),
    }
    return Facts(**(basis | fields))


def without(facts: Facts, *names: str) -> Facts:
    """Return the same donor with facts that nobody asked for."""
    gaps: dict[str, Fact] = {name: Missing(why="not_asked") for name in names}
    return msgspec.structs.replace(facts, values=facts.values | gaps)


def gave(kind: str, on: date, volume_ml: int = 400) -> EarlierDonation:
    return EarlierDonation(kind=kind, on=on, volume_ml=volume_ml, site="")
