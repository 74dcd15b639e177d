"""Knows in which language the shell that called us reads, and what an exit status means."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from donor_room.packs.texts import Texts

DONE: Final = 0  # done, and well
NO: Final = 1  # done, and the answer is no: a broken chain, a day that does not reconcile
NOT_DONE: Final = 2  # could not be done: bad use, a refusal, a disk or network that does not do its part
STOPPED: Final = 130  # stopped by hand
BY_SIGNAL: Final = 128  # and the number of the signal that ended it


def texts() -> Texts:
    """Return the catalogue in the language of the shell that asks."""
    from donor_room.packs.texts import Texts

    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return Texts("zh_CN" if named.lower().startswith("zh") else "en")


def sentence_for(code: str, values: dict[str, object]) -> str:
    """Return the catalogue's sentence for a refusal; the bare code where the catalogue has none."""
    catalogue = texts()
    for key in (code, f"refusals.{code}"):
        if catalogue.has(key):
            return catalogue.say(key, **values)
    return code
