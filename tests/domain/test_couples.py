"""Couples by what was said in either visit: the last word of two counts, and the first link of three."""

from __future__ import annotations

from itertools import permutations

import pytest

from donor_room.domain import entries as e
from donor_room.domain.couples import CoupleWord, couples_of
from tests.support import acts as a


def told(*words: str):
    """Read such as "a+b" (said in a) and "b-a" (taken back in b), one after the other."""
    return [
        CoupleWord(id=f"e{place}", hlc=f"{place:03d}", visit=text[0], partner=text[2], is_so=text[1] == "+")
        for place, text in enumerate(words)
    ]


@pytest.mark.parametrize(
    ("words", "partners", "overruled"),
    [
        ((), {}, {}),
        (("a+b",), {"a": "b", "b": "a"}, {}),
        (("a+b", "b+a"), {"a": "b", "b": "a"}, {}),
        (("a+b", "b-a"), {}, {}),
        (("a+b", "a-b", "b+a"), {"a": "b", "b": "a"}, {}),
        (("b-a", "a+b"), {"a": "b", "b": "a"}, {}),
        (("a+b", "c+b"), {"a": "b", "b": "a"}, {"c": "b"}),
        (("a+b", "c+b", "b-a"), {"b": "c", "c": "b"}, {}),
        (("a+b", "c+d"), {"a": "b", "b": "a", "c": "d", "d": "c"}, {}),
        (("a+b", "a+c"), {"a": "b", "b": "a"}, {"a": "c"}),
        (("a+a",), {}, {}),
        (("a-b",), {}, {}),
    ],
)
def test_who_belongs_together(words, partners, overruled):
    couples = couples_of(told(*words))
    assert (couples.partners, couples.overruled) == (partners, overruled)


def test_the_order_in_which_words_arrive_changes_nothing():
    words = told("a+b", "c+b", "b-a", "a+d")
    expected = couples_of(words)
    assert all(couples_of(order) == expected for order in permutations(words))


def test_a_link_that_counts_is_named_before_one_that_does_not():
    couples = couples_of(told("a+b", "c+b", "a+c"))
    assert [couples.partner_of(one) for one in "abcd"] == ["b", "a", "b", None]


def test_a_visit_tells_every_word_said_in_it():
    said = (e.CoupleSaid(partner="v2", is_so=True), e.CoupleSaid(partner="v2", is_so=False))
    visit = a.visit_of(*a.upto("rest"), *said)
    assert [(word.visit, word.partner, word.is_so) for word in visit.couple] == [
        (visit.id, "v2", True),
        (visit.id, "v2", False),
    ]
    assert couples_of(visit.couple).partner_of(visit.id) is None
    assert couples_of(visit.couple[:1]).partner_of("v2") == visit.id
