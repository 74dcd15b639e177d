"""The forms for a paper day, drawn where the other papers lie, before the shift is opened."""

from __future__ import annotations

from pathlib import Path

from donor_room.packs.texts import Language, Texts
from donor_room.printing.downtime_pack import DowntimePack, draw_downtime_pack
from donor_room.printing.saved import saved
from donor_room.workflow.desk import Desk
from donor_room.workflow.downtime import new_forms
from donor_room.workflow.label_print import station_name

_PAPER_LANGUAGE: Language = "zh_CN"
_FORMS = 12


def save_pack(desk: Desk, papers: Path) -> Path:
    """Draw a pack of twelve by the rules in force and return its file; raises Trouble where it cannot lie."""
    texts, forms = Texts(_PAPER_LANGUAGE), new_forms(_FORMS)
    pack = DowntimePack(
        forms=forms,
        rules=desk.packs.rules,
        questionnaire=desk.packs.interview,
        notice=desk.packs.consent(_PAPER_LANGUAGE),
        station=station_name(desk) or texts.say("aftercare.station"),
        practice=desk.practice,
    )
    return saved(papers / "downtime" / f"{forms[0][:5]}.pdf", draw_downtime_pack(pack, texts))
