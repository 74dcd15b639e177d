"""What the codes of a label say: the structures of ISBT 128 (ST-001 v6.2.2) that a donor room can fill."""

from __future__ import annotations

from donor_room.domain.isbt128 import GROUPS
from donor_room.domain.isbt128.dates import END_OF_DAY, Moment, moment_code
from donor_room.domain.isbt128.writing import compound_code
from donor_room.domain.label_set import LabelContent

GROUP_NAMES = ("O-", "O+", "A-", "A+", "B-", "B+", "AB-", "AB+", "O", "A", "B", "AB")
"""A group with its RhD, or without it where only ABO was tested."""
_GROUP_CODES = {group: code for code, group in GROUPS.items() if group in GROUP_NAMES}


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
        texts["expiry"] = moment_code("expiry", Moment(on=content.expires_on, at=END_OF_DAY))
    collected = moment_code("collected", Moment(on=content.collected_on, at=None))
    return texts | {"collected": collected, "compound": compound_code(tuple(texts.values()))}
