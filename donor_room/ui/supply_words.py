"""What is said of an item of the supplies: its name, its count, what differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from donor_room.domain.supplies import Standing
from donor_room.ui.texts import say, texts

if TYPE_CHECKING:
    from donor_room.packs.texts import Texts

Says = Callable[..., str]


def name_in(book: Texts, standing: Standing) -> str:
    """Return the name of an item in these texts; what has left the list may have none but its code."""
    key = f"supplies.item.{standing.item.code}"
    return book.say(key) if book.has(key) else standing.item.code


def name_words(standing: Standing) -> str:
    """Return the name of an item in the language of the screen."""
    key = f"supplies.item.{standing.item.code}"
    return say(key) if texts().knows(key) else standing.item.code


def unit_words(standing: Standing) -> str:
    """Return the unit of an item."""
    return say(f"supplies.unit.{standing.item.unit}")


def low_words(standing: Standing) -> str:
    """Say how many are left of what there is little of."""
    return say("supplies.low", item=name_words(standing), count=standing.left or 0, unit=unit_words(standing))


def difference_words(difference: int, say: Says = say) -> str:
    """Say how many are missing or too many."""
    if not difference:
        return say("supplies.equal")
    return say("supplies.less_than" if difference < 0 else "supplies.more_than", count=abs(difference))
