"""A bound one step off, a comparison turned, a row left out: each slip of a pack is seen."""

from __future__ import annotations

from functools import cache

import pytest

from donor_room.domain.facts import Facts
from tests.oracle.agreement import EDITIONS, answered, apart
from tests.oracle.clauses import Verdict, judge
from tests.oracle.gallery import gallery
from tests.oracle.mutants import Mutant, mutants

TOMORROW_ALL_THE_SAME = (
    "hb_low_recheck_days = -1",
    "hb_low_recheck_days = 1",
    "hb_min_male_g_l: its day",
    "hb_min_female_g_l: its day",
    "cuso4_min_male: its day",
    "cuso4_min_female: its day",
)
"""Whoever is sent home comes again tomorrow at the earliest, so these say nothing else than the pack does."""

Judged = list[tuple[Facts, Verdict]]


@cache
def judged(edition: str) -> dict[str, Judged]:
    """The donors of the gallery, each with what the clauses say of it."""
    reading = EDITIONS[edition]().reading
    return {
        about: [(one, judge(one, reading)) for one in donors] for about, donors in gallery(reading).items()
    }


def seen(edition: str, mutant: Mutant) -> bool:
    """Say whether one of the donors whom the slip is about is decided otherwise than the clauses say."""
    return any(answered(mutant.pack, one) != verdict for one, verdict in judged(edition)[mutant.about])


@pytest.mark.parametrize("edition", ["national", "another_station", "hainan"])
def test_of_a_pack_without_a_slip_the_gallery_is_decided_as_the_clauses_say(edition):
    pack = EDITIONS[edition]().pack
    wrong = [
        (one, apart(answered(pack, one), verdict))
        for group in judged(edition).values()
        for one, verdict in group
        if answered(pack, one) != verdict
    ]
    assert wrong[:3] == []


def unseen(edition: str, *rules: str) -> list[str]:
    slips = [slip for slip in mutants(EDITIONS[edition]().pack) if slip.slip.startswith(rules)]
    return [slip.slip for slip in slips if not seen(edition, slip)]


def test_every_slip_of_a_bound_a_comparison_or_a_row_is_seen():
    left = [slip for slip in unseen("national", "") if not slip.startswith("wb_400_min_weight_kg")]
    assert sorted(left) == sorted(TOMORROW_ALL_THE_SAME)


def test_every_slip_of_a_limit_that_only_some_stations_use_is_seen():
    only_whole_blood_has_that_kind = "wb_400_min_weight_kg: its families"
    assert unseen("another_station", "wb_400_min_weight_kg") == [only_whole_blood_has_that_kind]


def test_every_slip_of_an_interval_by_sex_is_seen():
    assert unseen("hainan", "wb_to_wb") == []


def test_a_pack_could_carry_more_than_600_slips():
    assert len(list(mutants(EDITIONS["national"]().pack))) > 600
