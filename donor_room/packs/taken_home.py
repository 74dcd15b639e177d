"""The words for the souvenirs that donors took home, with how many of each."""

from __future__ import annotations

from collections.abc import Mapping

from donor_room.packs.codes import load_codes
from donor_room.packs.texts import Texts


def souvenirs_in_words(souvenirs: Mapping[str, int], texts: Texts) -> tuple[tuple[str, int], ...]:
    """Return each souvenir by its name, in the order given; one that left the list stands by its code."""
    listed = load_codes("souvenir")
    found = ((listed.find(code), code, pieces) for code, pieces in souvenirs.items())
    return tuple((one.label(texts.language) if one else code, pieces) for one, code, pieces in found)
