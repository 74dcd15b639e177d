"""Whom a deferral keeps out: turned away without a decision, and nobody else is."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from donor_room.domain import entries as e
from donor_room.domain.directory import DirectoryDonor, StandingDeferral, stricter
from donor_room.domain.visit import Recorded, fold_visit
from donor_room.domain.walk import why_not
from tests.support.van import Book, donor

UNTIL = date(2026, 11, 22)
PERMANENT = StandingDeferral(kind="permanent", until_on=None)


def until(day: date | None) -> StandingDeferral:
    return StandingDeferral(kind="until", until_on=day)


def opened(deferral: StandingDeferral | None):
    told = DirectoryDonor(
        name=None, sex=None, birth_on=None, abo=None, rhd=None, donations=(), count=0, had_reaction=False,
        deferral=deferral,
    )  # fmt: skip
    act = e.VisitOpened(
        shift="s", donor=donor(), source="typed", plan="WB400", known=told, directory_as_of=None
    )
    book = Book()
    book.add(act, visit="v1")
    return fold_visit([Recorded(book.entries[-1], act)])


@pytest.mark.parametrize("deferral", [PERMANENT, until(UNTIL), until(None)])
def test_a_donor_who_is_kept_out_leaves_as_deferred_without_a_decision(deferral):
    assert why_not(opened(deferral), e.VisitClosed(how="deferred", remark=None)) is None


@pytest.mark.parametrize(
    "deferral", [None, until(date(2026, 11, 21)), StandingDeferral(kind="ask_station", until_on=None)]
)
def test_nobody_else_does(deferral):
    assert why_not(opened(deferral), e.VisitClosed(how="deferred", remark=None)) == "walk.no_deferral"


def test_a_second_person_is_on_record_in_the_visit():
    visit = opened(None)
    looked = e.SecondPersonLooked(what="old_list", witness="s2")
    book = Book()
    book.add(looked, visit="v1")
    line = Recorded(book.entries[-1], looked)
    from donor_room.domain.visit import continue_visit

    assert continue_visit(visit, line).second_persons == (looked,)


def test_of_two_deferrals_the_longer_one_holds():
    ask = StandingDeferral(kind="ask_station", until_on=None)
    ordered = [None, ask, until(UNTIL), until(date(2027, 1, 1)), until(None), PERMANENT]
    for shorter, longer in pairwise(ordered):
        assert stricter(shorter, longer) == longer
        assert stricter(longer, shorter) == longer
