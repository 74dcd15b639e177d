"""A visit from paper: its times and days are those of the form, the entries keep when they were typed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from donor_room.domain import entries as e
from donor_room.domain.figures import figures_of
from donor_room.domain.paper_word import deferral_beside
from donor_room.domain.visit import Visit
from donor_room.domain.walk import has_lapsed, is_proved, is_proved_again, may_give, why_not
from tests.support import acts as a
from tests.support.acts import WALK, changed, upto, visit_of
from tests.support.van import MORNING

YESTERDAY = MORNING - timedelta(days=1)
FORM = "K7M2Q001"
OPENED = changed(a.OPENED, paper=e.PaperForm(form=FORM, at=YESTERDAY, filled_by="王芳"))
READ_BACK = e.PaperReadBack(form=FORM, witness="s2")
ON_PAPER = e.PaperDecided(outcome="eligible", until_on=None, decided_by="赵敏")


def later(minutes: int) -> e.PaperTime:
    return e.PaperTime(at=YESTERDAY + timedelta(minutes=minutes))


def from_paper(*acts: e.Act) -> Visit:
    return visit_of(OPENED, *acts)


def compared(phase: str) -> e.PaperCompared:
    return e.PaperCompared(number=a.NUMBER, phase=phase)  # type: ignore[arg-type]


def asked(*until: str) -> tuple[e.Act, ...]:
    """Return the walk behind the opening, up to an act."""
    return upto(*until)[1:]


SET = (a.heard("chair"), changed(a.planned(), source="preprinted"), compared("before_needle"), WALK["bag"])
COLLECTED = (*SET, later(20), a.needle(), later(28), a.ended(), compared("after_tubes"))


def test_the_times_of_a_visit_are_those_of_the_form() -> None:
    visit = from_paper(*asked("decision"), *COLLECTED, WALK["rest"], later(50), READ_BACK, a.closed())
    assert (visit.opened_at, visit.begun_at) == (YESTERDAY, YESTERDAY)
    assert visit.needles[0].at == YESTERDAY + timedelta(minutes=20)
    assert visit.collection_ended_at == YESTERDAY + timedelta(minutes=28)
    assert visit.closed_at == YESTERDAY + timedelta(minutes=50)
    assert visit.typed_at is not None
    assert visit.typed_at > MORNING
    assert visit.changed_at > MORNING
    assert visit.read_back_by == "s2"
    assert figures_of(visit).on == date(2026, 11, 20)


def test_a_visit_at_the_desk_has_no_time_of_paper() -> None:
    visit = visit_of(*upto("needle"))
    assert (visit.paper, visit.paper_at, visit.typed_at) == (None, None, None)
    assert visit.needles[0].at > MORNING


@pytest.mark.parametrize("act", [later(1), ON_PAPER, compared("before_needle"), READ_BACK])
def test_what_a_form_says_belongs_to_a_visit_from_paper_alone(act: e.Act) -> None:
    assert why_not(visit_of(*upto("planned")), act) == "paper.not_from_paper"


def test_times_grow_and_stay_within_a_day() -> None:
    visit = from_paper(later(10))
    assert why_not(visit, later(10)) is None
    assert why_not(visit, later(9)) == "paper.time_backwards"
    assert why_not(visit, later(24 * 60)) is None
    assert why_not(visit, later(24 * 60 + 1)) == "paper.time_too_late"
    assert why_not(changed(visit, paper_at=None), later(9)) is None  # type: ignore[arg-type]


def test_what_two_compared_on_paper_counts_as_read_back() -> None:
    visit = from_paper(*asked("decision"), *SET)
    assert is_proved(visit)
    assert visit.typed == 0
    assert is_proved_again(from_paper(*asked("decision"), *COLLECTED))
    assert not is_proved_again(from_paper(*asked("decision"), *COLLECTED[:-1]))


def test_only_the_set_in_hand_is_compared_and_in_its_phase() -> None:
    visit = from_paper(*asked("decision"), *SET[:2])
    assert why_not(visit, compared("before_needle")) is None
    assert why_not(visit, compared("after_tubes")) == "walk.not_this_set"
    assert why_not(visit, changed(compared("before_needle"), number="A1")) == "walk.not_this_set"
    assert why_not(from_paper(*asked("decision")), compared("before_needle")) == "walk.no_label_set"
    other = from_paper(*asked("decision"), *SET[:2], changed(compared("before_needle"), number="A1"))
    assert not is_proved(other)


def test_a_set_on_paper_needs_no_chair_and_one_at_the_desk_does() -> None:
    planned = changed(a.planned(), source="preprinted")
    assert why_not(from_paper(*asked("decision"), a.heard("chair")), planned) is None
    assert why_not(visit_of(*upto("decision"), a.heard("chair")), planned) == "chair.seat_first"


def test_where_the_paper_gave_against_the_rules_the_acts_go_on_and_the_unit_goes_apart() -> None:
    told = from_paper(*asked("tests"), ON_PAPER)
    assert not may_give(told)
    assert why_not(told, a.reviewed("x")) is None
    beside = from_paper(*asked("tests"), ON_PAPER, a.reviewed("x"))
    assert may_give(beside)
    given = from_paper(*asked("tests"), ON_PAPER, a.reviewed("x"), *COLLECTED)
    assert given.quarantine == ("would_be_deferred_until",)
    assert given.decision is None


def test_a_deferral_of_the_rules_is_not_lifted_by_a_paper() -> None:
    visit = from_paper(*asked("tests"), ON_PAPER, a.reviewed("x"), a.DEFERRED)
    assert not may_give(visit)
    assert why_not(visit, ON_PAPER) == "walk.is_deferred"


def test_a_paper_that_deferred_lets_nobody_give() -> None:
    told = changed(ON_PAPER, outcome="deferred_until", until_on=date(2026, 12, 1))
    visit = from_paper(*asked("tests"), told, a.reviewed("x"))
    assert not may_give(visit)
    read_back = from_paper(*asked("tests"), told, READ_BACK)
    assert why_not(read_back, a.closed("deferred")) is None
    assert why_not(from_paper(*asked("tests"), READ_BACK), a.closed("deferred")) == "walk.no_deferral"
    gave = from_paper(*asked("tests"), ON_PAPER, READ_BACK)
    assert why_not(gave, a.closed("deferred")) == "walk.no_deferral"


def standing(*acts: e.Act) -> tuple[str, date | None] | None:
    found = deferral_beside(from_paper(*asked("tests"), *acts))
    return (found.kind, found.until_on) if found else None


def test_what_stands_against_the_donor_beside_a_decision_is_not_lost() -> None:
    day = date(2026, 12, 1)
    until, for_good = (
        changed(ON_PAPER, outcome="deferred_until", until_on=day),
        changed(ON_PAPER, outcome="deferred_for_good"),
    )
    assert standing() is None
    assert standing(ON_PAPER) is None
    assert standing(until) == ("until", day)
    assert standing(for_good) == ("permanent", None)
    assert standing(until, a.DEFERRED) is None
    assert standing(ON_PAPER, a.reviewed("x", "deferred_for_good")) == ("permanent", None)
    assert standing(ON_PAPER, a.reviewed("x")) == ("ask_station", None)
    assert standing(ON_PAPER, a.reviewed("x", "cannot_decide")) is None


def test_nobody_leaves_the_form_before_a_second_person_read_it_back() -> None:
    assert why_not(from_paper(), a.closed("left")) == "paper.read_back_first"
    assert why_not(from_paper(READ_BACK), a.closed("left")) is None
    assert why_not(from_paper(), changed(READ_BACK, form="K7M2Q002")) == "paper.other_form"
    assert why_not(from_paper(), READ_BACK) is None


def test_a_paper_of_yesterday_has_not_lapsed_by_its_own_time() -> None:
    visit = from_paper(*asked("tests"), later(30))
    assert visit.paper_at is not None
    assert not has_lapsed(visit, visit.paper_at, 4)
    assert has_lapsed(visit, datetime(2026, 11, 21, 6, 0, tzinfo=MORNING.tzinfo), 4)
