from datetime import date, timedelta
from decimal import Decimal

import pytest

from donor_room.domain.directory import DirectoryDonor, EarlierDonation
from donor_room.domain.honours import Given, standing, tally, tally_of, units
from donor_room.domain.tally import Tally
from donor_room.packs.rules import load_rules

PACK = load_rules()


def whole_blood(volume_ml: int) -> Given:
    return Given(kind="WB400", on=date(2024, 1, 1), volume_ml=volume_ml, doses=0)


def platelets(doses: int, on: date = date(2024, 1, 1)) -> Given:
    return Given(kind="APH_PLT1", on=on, volume_ml=250, doses=doses)


def test_visits_counts_and_volume_are_three_numbers():
    given = [whole_blood(400)] * 6 + [platelets(2)] * 89 + [platelets(1)] * 5
    counted = tally(PACK, given)
    assert (counted.visits, counted.award_counts, counted.volume_ml) == (100, Decimal(195), 39_000)


def test_half_counts_stay_in_the_sum_and_are_dropped_for_a_threshold():
    counted = tally(PACK, [whole_blood(300)] * 3)
    assert (counted.award_counts, counted.whole_counts) == (Decimal("4.5"), 4)


@pytest.mark.parametrize(("on", "counts"), [(date(2009, 12, 31), 4), (date(2010, 1, 1), 1)])
def test_a_dose_before_2010_counted_four(on, counts):
    assert tally(PACK, [platelets(1, on)]).award_counts == counts


def test_nothing_given_is_nothing():
    assert tally(PACK, []).award_counts == 0


def days(n: int, doses: int = 1, first: date = date(2012, 1, 1)) -> list[Given]:
    return [platelets(doses, first + timedelta(days=day)) for day in range(n)]


@pytest.mark.parametrize(
    ("counts", "reached", "ahead", "missing"),
    [
        (0, None, "bronze", 20),
        (19, None, "bronze", 1),
        (20, "bronze", "silver", 10),
        (39, "silver", "gold", 1),
        (40, "gold", "gold", 40),
        (79, "gold", "gold", 1),
        (80, "gold", "lifetime", 40),
        (119, "gold", "lifetime", 1),
        (120, "lifetime", "gold", 40),
        (195, "lifetime", "gold", 5),
    ],
)
def test_after_a_gold_only_the_next_gold_is_counted_for(counts, reached, ahead, missing):
    told = standing(PACK.honours, tally(PACK, days(counts)))
    assert told == (reached, ahead, Decimal(missing))


def test_what_is_over_at_a_gold_counts_towards_no_next_one():
    told = tally(PACK, [*days(39), platelets(2, date(2013, 1, 1)), platelets(1, date(2013, 2, 1))])
    assert (told.award_counts, told.golds, told.since_gold) == (42, 1, 1)


def test_a_gold_is_reached_in_the_order_of_days_however_the_donations_are_given():
    given = [*days(39), platelets(2, date(2013, 1, 1)), platelets(1, date(2013, 2, 1))]
    assert tally(PACK, reversed(given)) == tally(PACK, given)


def test_a_sum_of_before_goes_on_as_if_all_had_been_counted():
    given = days(100, doses=2)
    before = tally(PACK, given[:63])
    assert tally(PACK, given[63:], after=before) == tally(PACK, given)


def earlier(kind: str, volume_ml: int, *, on: date = date(2020, 1, 1)) -> EarlierDonation:
    return EarlierDonation(kind=kind, on=on, volume_ml=volume_ml, site="")


def known(*donations: EarlierDonation, count: int, older: Tally | None = None) -> DirectoryDonor:
    return DirectoryDonor(
        name=None, sex=None, birth_on=None, abo=None, rhd=None, donations=donations, count=count,
        had_reaction=False, deferral=None, older=older,
    )  # fmt: skip


def test_a_failed_needle_and_plasma_for_a_factory_are_no_donation():
    told = known(
        earlier("WB400", 400), earlier("WB400", 40), earlier("FAILED_SMALL", 30),
        earlier("COMMERCIAL_PLASMA", 600), earlier("APH_PLT2", 450), count=3,
    )  # fmt: skip
    counted = tally_of(PACK, told, [earlier("WB300", 300), earlier("WB200", 0)])
    assert (counted.visits, counted.award_counts, counted.volume_ml) == (3, Decimal("5.5"), 1_100)
    assert counted.is_whole


@pytest.mark.parametrize(
    ("count", "older", "is_whole"),
    [(1, None, True), (2, None, False), (9, Tally(visits=8), True), (9, Tally(is_whole=False), False)],
)
def test_a_sum_says_whether_it_is_whole(count, older, is_whole):
    assert tally_of(PACK, known(earlier("WB400", 400), count=count, older=older)).is_whole is is_whole


def test_whoever_nobody_knows_gave_today_for_the_first_time():
    assert tally_of(PACK, None, [earlier("WB400", 400)]).visits == 1


def test_two_donors_of_a_station_have_the_numbers_of_their_certificates():
    """A hundred visits are 195 award counts and 39,000 mL; 126, of them 110 of two doses, are 50,400 mL."""
    first = [whole_blood(400)] * 6 + [platelets(2)] * 89 + [platelets(1)] * 5
    second = [whole_blood(400)] * 16 + [platelets(2)] * 110
    told = [tally(PACK, given) for given in (first, second)]
    assert [(one.visits, one.award_counts, one.volume_ml) for one in told] == [
        (100, 195, 39_000),
        (126, 252, 50_400),
    ]


@pytest.mark.parametrize(("volume_ml", "expected"), [(200, "1"), (300, "1.5"), (400, "2")])
def test_a_unit_is_200_ml(volume_ml, expected):
    assert units(PACK, volume_ml) == Decimal(expected)
