"""What one visit adds to the figures, and how rows are added."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.domain.figures import (
    By,
    Figures,
    Group,
    TakenHome,
    VisitFigures,
    Where,
    add_up,
    figures_of,
    group_of,
    key_of,
    parted,
    tells_waits,
)
from donor_room.domain.honours import units
from donor_room.domain.visit import fold_visit
from donor_room.domain.waiting import Waiting, waits_of
from donor_room.packs.rules import load_rules
from tests.support import acts as a
from tests.support.acts import WALK, visit_of

RULES = load_rules()
SAID = e.SatisfactionSaid(satisfaction="fair", words=None)
POORER = e.SatisfactionSaid(satisfaction="poor", words="等得久")


def row(*acts: e.Act) -> VisitFigures:
    return figures_of(visit_of(*acts))


def opened(**changes: Any) -> e.Act:
    return a.changed(a.OPENED, **changes)


# ---- one visit ----


@pytest.mark.parametrize(
    ("acts", "ended"),
    [
        (tuple(WALK.values()), "donated"),
        ((a.OPENED,), "open"),
        ((a.OPENED, a.closed("left")), "left"),
        ((a.OPENED, a.closed("deferred")), "deferred"),
        ((a.OPENED, a.DEFERRED), "deferred"),
        ((a.OPENED, a.DEFERRED, a.closed("deferred")), "deferred"),
        ((*a.before("ended"), a.ended(30, "failed")), "failed"),
    ],
)
def test_how_a_visit_ended(acts: tuple[e.Act, ...], ended: str) -> None:
    assert row(*acts).ended == ended


def test_a_donation_has_its_kind_and_volume_and_a_failed_one_is_small() -> None:
    whole, failed = row(*WALK.values()), row(*a.before("ended"), a.ended(30, "failed"))
    assert (whole.kind, whole.volume_ml) == (whole.plan, 400)
    assert (failed.kind, failed.volume_ml) == ("FAILED_SMALL", 30)
    nothing = row(*a.before("ended"), a.ended(0, "failed"))
    assert (nothing.kind, nothing.volume_ml, nothing.ended) == (None, 0, "failed")


@pytest.mark.parametrize(
    ("known", "as_of", "times"),
    [
        (None, None, "unknown"),
        (a.TOLD, None, "unknown"),
        (None, datetime(2026, 11, 20, tzinfo=UTC), "first"),
        (a.changed(a.TOLD, count=0), datetime(2026, 11, 20, tzinfo=UTC), "first"),  # type: ignore[arg-type]
        (a.changed(a.TOLD, count=3), datetime(2026, 11, 20, tzinfo=UTC), "repeat"),  # type: ignore[arg-type]
    ],
)
def test_first_and_repeat_are_what_was_known_then(known: Any, as_of: datetime | None, times: str) -> None:
    assert row(opened(known=known, directory_as_of=as_of)).times == times


def test_the_first_needle_tells_of_the_first_stick() -> None:
    assert (row(a.OPENED).needles, row(a.OPENED).first_stick, row(a.OPENED).pierced_by) == (0, None, None)
    once = row(*WALK.values())
    assert (once.needles, once.first_stick) == (1, True)
    failed = row(*a.upto("needle"), a.NEEDLE_FAILED)
    assert (failed.needles, failed.first_stick, failed.pierced_by) == (1, False, once.pierced_by)


def test_the_worst_reaction_counts_and_one_that_goes_on_does_not() -> None:
    begun = (*a.upto("needle"), a.BEGAN)
    assert row(*begun).severity is None
    moderate = a.changed(a.OVER, reaction="s", severity="moderate")
    again = a.changed(a.BEGAN, reaction="s")
    assert row(*begun, a.OVER, again, moderate).severity == "moderate"


def test_the_rules_that_defer_are_named_once_and_only_of_who_did_not_give() -> None:
    one, other = a.finding(), a.finding("hb_min_male_g_l")
    kept = a.finding("sleep_hours", "physician")
    deferred = row(a.OPENED, a.decision("deferred_until", findings=(one, other, one, kept)))
    assert deferred.reasons == "hb_min_male_g_l temp_lt_c"
    assert row(*WALK.values()).reasons == ""


def test_satisfaction_is_told_in_points_and_by_nobody_who_was_not_asked() -> None:
    assert [row(a.OPENED, *said).satisfied for said in ((), (SAID,), (SAID, POORER))] == [None, 2, 1]


def test_those_who_answered_are_counted_beside_their_points() -> None:
    groups = (group(satisfied=3, visits=4), group(satisfied=1, visits=2), group(visits=5))
    told = add_up(RULES, groups)
    assert (told.visits, told.asked, told.points) == (11, 6, 14)


def test_what_the_donor_took_home_is_told_and_who_wanted_nothing_took_nothing() -> None:
    cup, towel, none = (e.SouvenirGiven(souvenir=one, beside=True) for one in ("cup", "towel", "none"))
    said = ((), (cup,), (cup, towel), (cup, none), (none, towel))
    assert [row(a.OPENED, *one).souvenirs for one in said] == ["", "cup", "cup towel", "", "towel"]
    both = e.SouvenirGiven(souvenir="coin_couple", beside=True, pieces=2)
    one = e.SouvenirGiven(souvenir="coin_couple", beside=False)
    said = ((both,), (towel, both), (both, towel), (both, one), (both, none))
    coins = "coin_couple coin_couple"
    assert [row(a.OPENED, *acts).souvenirs for acts in said] == [
        coins, f"{coins} towel", f"{coins} towel", "coin_couple", ""
    ]  # fmt: skip


def test_souvenirs_are_counted_in_pieces_the_most_frequent_first() -> None:
    taken = [TakenHome("cup towel", 2), TakenHome("towel", 3), TakenHome("coin coin", 1), TakenHome("", 9)]
    told = add_up(RULES, [group()], taken_home=taken)
    assert list(told.souvenirs.items()) == [("towel", 5), ("coin", 2), ("cup", 2)]
    where = {who: Where(date(2026, 11, 21), "", who, "", "", "") for who in ("east", "west")}
    parts = parted(
        RULES, "site", [(one, group()) for one in where.values()], (), [(where["west"], TakenHome("cup", 1))]
    )
    assert {name: sums.souvenirs for name, sums in parts.items()} == {"east": {}, "west": {"cup": 1}}


def test_the_day_is_the_day_at_the_site() -> None:
    late = a.recorded([a.OPENED], at=datetime(2026, 11, 20, 16, 30, tzinfo=UTC))
    assert figures_of(fold_visit(late)).on == date(2026, 11, 21)


# ---- many ----


def group(**changes: Any) -> Group:
    usual: dict[str, Any] = {
        "ended": "donated", "kind": "WB400", "times": "first", "first_stick": True, "severity": None,
        "reasons": "", "satisfied": None, "reacted": "", "visits": 1, "volume_ml": 400, "needles": 1,
    }  # fmt: skip
    return Group(**(usual | changes))


def test_nothing_comes_to_nothing() -> None:
    assert add_up(RULES, []) == Figures()


def test_whole_blood_and_apheresis_are_counted_apart() -> None:
    told = add_up(
        RULES,
        [group(visits=3, volume_ml=1_100), group(kind="APH_PLT2", visits=2, volume_ml=900, times="repeat")],
    )
    assert (told.whole_blood, told.whole_blood_ml, told.apheresis, told.doses) == (3, 1_100, 2, 4)
    assert (told.donated, told.first, told.repeat) == (5, 3, 2)
    assert (told.apheresis_ml, str(told.mean_whole_blood_ml), str(told.mean_apheresis_ml)) == (
        900,
        "366.7",
        "450.0",
    )


def test_of_no_donation_there_is_no_mean() -> None:
    assert (Figures().mean_whole_blood_ml, Figures().mean_apheresis_ml) == (None, None)


def test_the_mean_of_a_published_past_comes_out() -> None:
    """Published: 230 million mL in 740,000 donations, 311 mL each."""
    told = add_up(RULES, [group(visits=740_000, volume_ml=230_000_000)])
    assert f"{told.mean_whole_blood_ml:.0f}" == "311"


def test_the_year_of_a_station_comes_out_in_units_and_doses() -> None:
    """Published: 35,572 donations of whole blood are 66,750.5 units, 6,492 of platelets 12,434 doses."""
    kinds = {"WB400": (31_178, 400), "WB300": (1, 300), "WB200": (4_393, 200), "APH_PLT2": (5_942, 450)}
    kinds["APH_PLT1"] = (550, 250)
    told = add_up(RULES, (group(kind=kind, visits=n, volume_ml=n * ml) for kind, (n, ml) in kinds.items()))
    assert (told.whole_blood, units(RULES, told.whole_blood_ml)) == (35_572, Decimal("66750.5"))
    assert (told.apheresis, told.doses) == (6_492, 12_434)


def test_a_kind_that_no_pack_knows_is_counted_without_doses() -> None:
    told = add_up(RULES, [group(kind="APH_OF_TOMORROW", volume_ml=300), group(kind=None, volume_ml=0)])
    assert (told.donated, told.apheresis, told.doses, told.whole_blood) == (2, 1, 0, 0)


def test_who_gave_nothing_adds_no_volume_and_is_neither_first_nor_repeat() -> None:
    nothing: dict[str, Any] = {"kind": None, "volume_ml": 0, "needles": 0, "first_stick": None}
    told = add_up(
        RULES,
        [
            group(ended="failed", kind="FAILED_SMALL", volume_ml=40, first_stick=False),
            group(ended="deferred", reasons="hb bp", **nothing),
            group(ended="deferred", reasons="hb", visits=2, **nothing),
            group(ended="left", **nothing),
            group(ended="open", **nothing),
        ],
    )
    assert (told.failed, told.deferred, told.left, told.open, told.donated) == (1, 3, 1, 1, 0)
    assert (told.first, told.whole_blood_ml, told.reasons) == (0, 0, {"bp": 1, "hb": 3})
    assert (told.pierced, told.first_sticks, told.needles) == (1, 0, 1)


def test_reactions_go_by_their_severity() -> None:
    told = add_up(RULES, [group(severity="mild", visits=3), group(severity="severe"), group()])
    assert told.reactions == {"mild": 3, "severe": 1}


def test_rows_added_one_by_one_come_to_the_same_as_in_groups() -> None:
    rows = [row(*WALK.values()) for _ in range(3)]
    assert add_up(RULES, map(group_of, rows)) == add_up(
        RULES, [group_of(rows[0])._replace(visits=3, volume_ml=1_200, needles=3)]
    )


# ---- waiting ----


def test_the_row_of_a_visit_says_how_long_it_waited() -> None:
    told = row(*WALK.values())
    assert told.waits == waits_of(visit_of(*WALK.values()).walked)
    assert (told.interview_min, told.stay_min) == (told.waits.interview, told.waits.stay)


def test_each_part_has_its_own_waits() -> None:
    where = {who: Where(date(2026, 11, 21), "", who, "", "", "") for who in ("east", "west")}
    waited = [(where["east"], Waiting("exam", 4, 2)), (where["west"], Waiting("exam", 30, 1))]
    told = parted(RULES, "site", [(one, group()) for one in where.values()], waited)
    assert {name: sums.waits["exam"].most for name, sums in told.items()} == {"east": 4, "west": 30}
    assert (tells_waits("site"), tells_waits("person")) == (True, False)


# ---- parted ----


@pytest.mark.parametrize(
    ("by", "name", "key"),
    [
        ("all", "", None),
        ("day", "2026-11-21", "on_day"),
        ("month", "2026-11", "on_day"),
        ("quarter", "2026-Q4", "on_day"),
        ("year", "2026", "on_day"),
        ("site", "人民广场", "shift"),
        ("vehicle", "03", "shift"),
        ("drive", "street", "shift"),
        ("organisation", "", "shift"),
        ("person", "s1", "pierced_by"),
    ],
)
def test_a_part_has_its_name_and_is_told_apart_by_no_more_than_that(by: By, name: str, key: str) -> None:
    where = Where(date(2026, 11, 21), "s1", "人民广场", "03", "street", "")
    assert list(parted(RULES, by, [(where, group())])) == [name]
    assert key_of(by) == key


@pytest.mark.parametrize(("month", "quarter"), [(1, 1), (3, 1), (4, 2), (9, 3), (10, 4), (12, 4)])
def test_a_quarter_is_three_months(month: int, quarter: int) -> None:
    where = Where(date(2026, month, 28), "", "", "", "", "")
    assert list(parted(RULES, "quarter", [(where, group())])) == [f"2026-Q{quarter}"]


def test_parts_stand_in_the_order_of_their_names_and_leave_nothing_out() -> None:
    every = [(Where(date(2026, 11, 21), who, "", "", "", ""), group()) for who in ("s2", "", "s1", "s2")]
    told = parted(RULES, "person", every)
    assert {who: sums.visits for who, sums in told.items()} == {"": 1, "s1": 1, "s2": 2}
    assert list(told) == ["", "s1", "s2"]
