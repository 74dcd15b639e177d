"""A case of the `decide` command that every rule lets pass; a test changes the one thing it is about."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

FIT: dict[str, Any] = {
    "id": "c1",
    "on": "2026-11-21",
    "plan": {"kind": "WB", "ml": 400},
    "donor": {
        "sex": "male",
        "birth": "1986-03-02",
        "asks_extension": False,
        "earlier_reaction": False,
        "athlete": False,
    },
    "history": [],
    "history_complete": True,
    "interview": {"complete": True, "conditions": [], "not_sure": []},
    "vitals": {
        "weight_kg": "62.5",
        "height_cm": "171",
        "sbp_mmhg": 118,
        "dbp_mmhg": 76,
        "pulse_bpm": 72,
        "temp_c": "36.5",
        "rhythm_regular": True,
        "skin_ok": True,
        "sclera_ok": True,
        "limbs_ok": True,
        "arms_ok": True,
    },
    "tests": {
        "hb_g_l": 135,
        "alt_u_l": 22,
        "hbsag": "nonreactive",
        "abo": "A",
        "hct": "0.42",
        "plt_e9_l": 220,
    },
    "deferrals": [],
    "directory_age_h": 3,
}


def case(**changes: Any) -> dict[str, Any]:
    """Return the fit case with changes; `donor__sex` reaches into a part, ... takes a field out."""
    changed = deepcopy(FIT)
    for path, value in changes.items():
        *parts, name = path.split("__")
        within = changed
        for part in parts:
            within = within[part]
        if value is ...:
            del within[name]
        else:
            within[name] = value
    return changed


def line(**changes: Any) -> bytes:
    return json.dumps(case(**changes)).encode()
