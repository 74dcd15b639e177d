"""What a medicine, vaccine or disease of a list is called on the screen."""

from __future__ import annotations

from donor_room.domain.preparations import Preparation
from donor_room.ui.texts import texts
from donor_room.ui.widgets.find import HitLine


def name_of(preparation: Preparation) -> str:
    """Return the name in the language of the screen; the answer keeps the Chinese one."""
    if texts().language == "zh_CN":
        return preparation.zh
    return preparation.en[:1].upper() + preparation.en[1:]


def line_of(preparation: Preparation, effect: str) -> HitLine:
    """Return a line to choose, with its other names and what it would mean."""
    is_chinese = texts().language == "zh_CN"
    others = (*preparation.others, preparation.en) if is_chinese else (preparation.zh, *preparation.others)
    return HitLine("listed", preparation.id, name_of(preparation), others, effect)
