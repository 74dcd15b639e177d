"""Whether a donor may be called: a withdrawal wins over every agreement that did not see it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.contact import BEFORE, MOST_NAMED, Contact, Said, is_told, standing, together
from donor_room.domain.donor_acts import ContactSaid, DonorTagged
from tests.support.acts import OPENED, recorded, visit_of

MORNING = datetime(2026, 11, 21, 1, tzinfo=UTC)
DAY = date(2026, 11, 21)


def yes(name: str, hour: float, *seen: str) -> Said:
    return Said(id=name, word="agreed", at=MORNING + timedelta(hours=hour), by=f"nurse-{name}", seen=seen)


def no(name: str, hour: float) -> Said:
    return Said(id=name, word="withdrawn", at=MORNING + timedelta(hours=hour), by=f"nurse-{name}")


def agreed(*withdrawals: str, **more: Any) -> Contact:
    return Contact(word="agreed", withdrawals=withdrawals, **more)


def withdrawn(*withdrawals: str, **more: Any) -> Contact:
    return Contact(word="withdrawn", withdrawals=withdrawals, **more)


CASES: dict[str, tuple[Contact | None, tuple[Said, ...], tuple[str, tuple[str, ...]] | None]] = {
    "nobody asked": (None, (), None),
    "she agreed": (None, (yes("a", 0),), ("agreed", ())),
    "he withdrew": (None, (no("w", 0),), ("withdrawn", ("w",))),
    "agreed and withdrew": (None, (yes("a", 0), no("w", 1)), ("withdrawn", ("w",))),
    "agreed again, with the withdrawal on the screen": (
        None,
        (yes("a", 0), no("w", 1), yes("b", 2, "w")),
        ("agreed", ("w",)),
    ),
    "two terminals without a line: agreement later and blind": (
        None,
        (no("w", 1), yes("b", 2)),
        ("withdrawn", ("w",)),
    ),
    "two terminals without a line: agreement earlier by a clock that is slow": (
        None,
        (yes("b", 0, "w"), no("w", 1)),
        ("agreed", ("w",)),
    ),
    "an agreement saw one withdrawal and not the other": (
        None,
        (no("w", 0), no("v", 1), yes("b", 2, "w")),
        ("withdrawn", ("v",)),
    ),
    "two agreements saw one withdrawal each": (
        None,
        (no("w", 0), no("v", 1), yes("a", 2, "w"), yes("b", 3, "v")),
        ("agreed", ("w", "v")),
    ),
    "withdrawn once more after the agreement": (
        None,
        (no("w", 0), yes("a", 1, "w"), no("v", 2)),
        ("withdrawn", ("v",)),
    ),
    "an agreement names what nobody has": (None, (yes("a", 0, "x"),), ("agreed", ())),
    "joined records: withdrawn under the passport, agreed under the card": (
        None,
        (yes("card", 3), no("passport", 0)),
        ("withdrawn", ("passport",)),
    ),
    "the list says agreed": (agreed(), (), ("agreed", ())),
    "the list says agreed, and here she withdrew": (agreed(), (no("w", 0),), ("withdrawn", ("w",))),
    "the list knows that the withdrawal of here was answered elsewhere": (
        agreed("w"),
        (no("w", 0),),
        ("agreed", ("w",)),
    ),
    "the list says withdrawn, and the agreement of here did not see it": (
        withdrawn("w"),
        (yes("a", 5),),
        ("withdrawn", ("w",)),
    ),
    "the list says withdrawn, and the agreement of here saw it": (
        withdrawn("w"),
        (yes("a", 5, "w"),),
        ("agreed", ("w",)),
    ),
    "withdrawn before there was any entry": (withdrawn(), (), ("withdrawn", (BEFORE,))),
    "withdrawn before any entry, agreed blindly": (withdrawn(), (yes("a", 0),), ("withdrawn", (BEFORE,))),
    "withdrawn before any entry, and agreed again": (
        withdrawn(),
        (yes("a", 0, BEFORE),),
        ("agreed", (BEFORE,)),
    ),
    "withdrawn on the list and here": (withdrawn("w"), (no("v", 0),), ("withdrawn", ("w", "v"))),
}


@pytest.mark.parametrize("name", CASES)
def test_the_word_that_stands(name: str) -> None:
    told, said, wanted = CASES[name]
    found = standing(said, told)
    assert (None if found is None else (found.word, found.withdrawals)) == wanted


def test_the_last_that_counts_tells_who_and_when() -> None:
    found = standing([no("w", 0), yes("b", 30, "w"), yes("a", 1, "w")])
    assert found == agreed("w", on=DAY + timedelta(days=1), by="nurse-b")
    assert standing([yes("a", 5), no("w", 1)]) == withdrawn("w", on=DAY, by="nurse-w")
    assert standing([yes("a", 5)], withdrawn("w", on=DAY, by="elsewhere")) == withdrawn(
        "w", on=DAY, by="elsewhere"
    )


WORDS = st.lists(
    st.one_of(
        st.builds(no, st.sampled_from("vwxyz"), st.integers(0, 99)),
        st.builds(
            lambda name, hour, seen: yes(name, hour, *seen),
            st.sampled_from("abc"),
            st.integers(0, 99),
            st.sets(st.sampled_from("vwxyz")),
        ),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)


@given(WORDS, st.data())
def test_no_clock_and_no_order_makes_a_withdrawal_lose(words: list[Said], data: st.DataObject) -> None:
    """Whatever the clocks showed, who withdrew is called again only where every withdrawal was seen."""
    moved = [
        Said(id=one.id, word=one.word, at=MORNING + timedelta(hours=data.draw(st.integers(0, 99))),
             by=one.by, seen=one.seen)
        for one in data.draw(st.permutations(words))
    ]  # fmt: skip
    found = standing(moved)
    seen = {name for one in words for name in one.seen}
    unseen = {one.id for one in words if one.word == "withdrawn"} - seen
    assert (found is not None and found.word == "withdrawn") is bool(unseen)
    if unseen:
        assert found is not None and set(found.withdrawals) == unseen  # noqa: PT018 - the second needs the first


@given(WORDS, WORDS)
def test_what_was_told_before_is_never_laxer_than_all_words_at_once(
    there: list[Said], here: list[Said]
) -> None:
    """A terminal that heard the station's word never calls agreed what all words together do not."""
    known = {one.id for one in there}
    new = [one for one in here if one.id not in known]
    step, whole = standing(new, standing(there)), standing([*there, *new])
    if step is not None and step.word == "agreed":
        assert whole is not None
        assert whole.word == "agreed"


def test_of_too_many_withdrawals_some_are_never_named_and_win() -> None:
    many = [no(f"w{n:02}", n) for n in range(MOST_NAMED + 1)]
    told = standing(many)
    assert told is not None
    assert len(told.withdrawals) == MOST_NAMED
    assert standing([*many, yes("a", 99, *told.withdrawals)]) == withdrawn("w00", on=DAY, by="nurse-w00")


@pytest.mark.parametrize(
    ("records", "wanted"),
    [
        ((), None),
        ((None, None), None),
        ((agreed(on=DAY), None), agreed(on=DAY)),
        ((agreed("v"), withdrawn("w", on=DAY)), withdrawn("w", on=DAY)),
        ((withdrawn(), withdrawn("w")), withdrawn(BEFORE, "w")),
    ],
)
def test_under_two_documents_a_withdrawal_wins(
    records: Iterable[Contact | None], wanted: Contact | None
) -> None:
    assert together(records) == wanted


@pytest.mark.parametrize(
    ("told", "withdrawals", "wanted"),
    [
        (None, (), True),
        (None, ("w",), False),
        (agreed(), ("w",), False),
        (agreed("w"), ("w",), True),
        (withdrawn("v"), ("w",), True),
    ],
)
def test_a_withdrawal_that_the_list_does_not_know_stays(
    told: Contact | None, withdrawals: tuple[str, ...], wanted: bool
) -> None:
    assert is_told(told, withdrawals) is wanted


def test_a_visit_tells_what_was_said_and_tagged_in_it_by_whom_and_when() -> None:
    acts = (OPENED, ContactSaid(word="agreed", seen=("w",)), DonorTagged(tag="rare", is_on=True))
    visit = visit_of(*acts)
    entries = [line.entry.id for line in recorded(acts)]
    (said,), (tag,) = visit.contact, visit.tagged
    assert (said.id, said.word, said.seen, said.by) == (entries[1], "agreed", ("w",), "nurse")
    assert (tag.id, tag.tag, tag.is_on) == (entries[2], "rare", True)
    assert said.at < tag.at
    assert visit.facts_hlc == visit_of(OPENED).facts_hlc
