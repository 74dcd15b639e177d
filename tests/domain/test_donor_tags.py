"""The tags of a donor: of each the last word counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from donor_room.domain.donor_tags import TAGS, TagSaid, tags_of
from donor_room.packs.codes import load_codes

MORNING = datetime(2026, 11, 21, tzinfo=UTC)


def said(tag: str, hour: int, *, is_on: bool = True) -> TagSaid:
    return TagSaid(id=f"{tag}-{hour}", tag=tag, is_on=is_on, at=MORNING + timedelta(hours=hour))


@pytest.mark.parametrize(
    ("told", "words", "wanted"),
    [
        ((), (), ()),
        (("fixed", "rare"), (), ("rare", "fixed")),
        ((), (said("fixed", 2), said("rare", 1)), ("rare", "fixed")),
        (("fixed",), (said("fixed", 1, is_on=False),), ()),
        ((), (said("rare", 3, is_on=False), said("rare", 2)), ()),
        ((), (said("rare", 3), said("rare", 2, is_on=False)), ("rare",)),
        (("of a newer program", "volunteer"), (), ("volunteer", "of a newer program")),
    ],
)
def test_of_each_tag_the_last_word_counts(
    told: tuple[str, ...], words: tuple[TagSaid, ...], wanted: tuple[str, ...]
) -> None:
    assert tags_of(words, told) == wanted


def test_every_tag_has_its_words() -> None:
    assert tuple(one.code for one in load_codes("donor_tag").codes) == TAGS
