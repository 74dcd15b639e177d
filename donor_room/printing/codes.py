"""What the codes of a label say: the structures of ISBT 128 (ST-001 v6.2.2) that a donor room can fill."""

from __future__ import annotations

from datetime import date

from donor_room.domain.isbt128 import GROUPS
from donor_room.domain.label_set import LabelContent

_GROUP_CODES = {group: code for code, group in GROUPS.items()}
GROUP_NAMES = tuple(_GROUP_CODES)
"""A group with its RhD, or without it where only ABO was tested."""


def code_texts(content: LabelContent) -> dict[str, str]:
    """Return the text of each code whose content is known; a plain number has its own code alone."""
    texts = {"donation": content.encoded}
    if not content.encoded.startswith("="):
        return texts
    if content.group in _GROUP_CODES:
        texts["group"] = f"=%{_GROUP_CODES[content.group]}00"
    if content.product is not None:
        texts["product"] = f"=<{content.product}"
    if content.expires_on is not None:
        texts["expiry"] = f"&>{_day(content.expires_on)}2359"
    return texts | {"collected": f"=*{_day(content.collected_on)}", "compound": _compound(texts)}


def _compound(texts: dict[str, str]) -> str:
    """Return structure 023 in free order: how many follow, then each without a separator."""
    return f"=+{len(texts):02d}000{''.join(texts.values())}"


def _day(day: date) -> str:
    return f"{day:%Y}"[1:] + f"{day:%j}"
