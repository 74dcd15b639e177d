"""What is told about a donor, from visits and from earlier knowledge: pure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import instant_of
from donor_room.domain.directory import DirectoryDonor, EarlierDonation, PhoneMark, StandingDeferral
from donor_room.domain.honours import tally_of
from donor_room.domain.tally import Tally
from donor_room.domain.visit import Recorded
from donor_room.packs.rules import load_rules
from donor_room.station.reading import Unreadable, read_entry, read_visit
from donor_room.station.rows import VisitReading, VisitRow
from donor_room.station.telling import MAX_DONATIONS_TOLD, known_together, tell_donor
from donor_room.wire.messages import person_key
from tests.support.acts import measured
from tests.support.van import SHIFT, Book, donor

KEY = b"k" * 32
RULES = load_rules()
DAY = date(2026, 11, 21)
KNOWN = DirectoryDonor(
    name="样例旧名",
    sex="female",
    birth_on=date(1990, 3, 7),
    abo="A",
    rhd="-",
    donations=(EarlierDonation(kind="WB400", on=date(2026, 1, 1), volume_ml=400, site="站内"),),
    count=7,
    had_reaction=False,
    deferral=StandingDeferral(kind="until", until_on=date(2026, 12, 1)),
    phone=PhoneMark(tail="1111", mark="00" * 16),
)


def read(book: Book, visit: str = "v1") -> VisitReading:
    reading = read_visit(recorded(book, visit), KEY)
    assert reading
    return reading


def recorded(book: Book, visit: str) -> list[Recorded]:
    return [
        read_entry(line) for line, entry in zip(book.lines, book.entries, strict=True) if entry.visit == visit
    ]


@pytest.fixture
def book() -> Book:
    book = Book()
    book.open_visit("v1")
    return book


def row(**changes: object) -> VisitRow:
    book = Book()
    book.open_visit("v1")
    return read(book).visit._replace(**changes)


def told(known: DirectoryDonor | None = KNOWN, *visits: VisitRow, **more: list) -> DirectoryDonor:  # type: ignore[type-arg]
    donations, deferrals = more.get("donations", []), more.get("deferrals", [])
    older = more.get("older", [])
    donor = tell_donor(known, list(visits) or [row()], donations, deferrals, older=older, rules=RULES)
    assert donor
    return donor


def test_an_opened_visit_tells_who_and_when(book: Book) -> None:
    visit = read(book).visit
    assert (visit.person, visit.shift) == (person_key(KEY, "resident", donor().document_number), SHIFT)
    assert visit.opened_at == instant_of(book.entries[1].hlc)
    assert (visit.abo, visit.outcome, visit.had_reaction) == (None, None, False)


def test_entries_without_their_opening_tell_nothing_yet(book: Book) -> None:
    book.decide("v1", "eligible")
    assert read_visit(recorded(book, "v1")[1:], KEY) is None


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("1e9"), Decimal(-1)])
def test_a_reading_that_no_donor_can_have_is_set_aside(book: Book, value: Decimal) -> None:
    book.add(replace(measured("weight", 60, "kg"), value=value), visit="v1")
    with pytest.raises(Unreadable, match="size"):
        read(book)


def test_the_order_of_arrival_does_not_matter(book: Book) -> None:
    book.donate("v1", "A999926000001")
    book.decide("v1", "eligible")
    there = recorded(book, "v1")
    assert read_visit(there, KEY) == read_visit(reversed(there), KEY)


@pytest.mark.parametrize("volume_ml", [1, 50, 199, 200, 400])
def test_any_blood_that_was_drawn_is_a_donation(book: Book, volume_ml: int) -> None:
    book.donate("v1", "A999926000001", volume_ml=volume_ml)
    donation = read(book).donation
    assert donation
    assert (donation.volume_ml, donation.number, donation.donated_on) == (volume_ml, "A999926000001", DAY)


def test_no_blood_is_no_donation(book: Book) -> None:
    book.donate("v1", "A999926000001", volume_ml=0)
    assert read(book).donation is None


def test_a_donation_after_midnight_in_china_is_of_the_new_day() -> None:
    late = Book(at=instant_of("019aa0000000-0000-x").replace(hour=16, minute=30))
    late.open_visit("v1")
    late.donate("v1", "A999926000001")
    donation = read(late).donation
    assert donation
    assert donation.donated_on == instant_of(late.entries[-1].hlc).date() + timedelta(days=1)


@pytest.mark.parametrize(
    ("outcome", "until_on", "kind"),
    [
        ("deferred_until", date(2027, 1, 1), "until"),
        ("deferred_until", None, "ask_station"),
        ("deferred_for_good", None, "permanent"),
        ("deferred_for_good", date(2027, 1, 1), "permanent"),
    ],
)
def test_a_decision_against_the_donor_is_a_deferral(
    book: Book, outcome: str, until_on: date | None, kind: str
) -> None:
    book.decide("v1", outcome, until_on)
    deferral = read(book).deferral
    assert deferral
    assert (deferral.kind, deferral.until_on) == (kind, until_on if kind == "until" else None)


@pytest.mark.parametrize(
    "outcome", ["eligible", "eligible_check_before_release", "physician", "cannot_decide"]
)
def test_any_other_decision_is_none(book: Book, outcome: str) -> None:
    book.decide("v1", outcome)
    assert read(book).deferral is None


def test_a_deferral_of_a_visit_stands_whatever_was_decided_later(book: Book) -> None:
    book.decide("v1", "deferred_for_good")
    book.decide("v1", "eligible")
    told = read(book).deferral
    assert told is not None
    assert told.kind == "permanent"


def test_a_number_is_planned_used_or_void(book: Book) -> None:
    planned = e.LabelSetPlanned(number="A1", profile="isbt128", range_id="r", bag_kind="WB400", labels=())
    book.add(planned, visit="v1")
    assert [one.state for one in read(book).numbers] == ["planned"]
    book.add(e.LabelSetVoided(number="A1", reason="torn", witness="w"), visit="v1")
    book.donate("v1", "A2")
    assert [(one.number, one.state) for one in read(book).numbers] == [("A1", "void"), ("A2", "used")]


@pytest.mark.parametrize(("volume_ml", "number"), [(100_001, "A1"), (-1, "A1"), (400, "A" * 129)])
def test_what_cannot_be_true_is_set_aside(book: Book, volume_ml: int, number: str) -> None:
    book.donate("v1", number, volume_ml=volume_ml)
    with pytest.raises(Unreadable, match="size"):
        read(book)


def test_nobody_comes_from_nothing() -> None:
    assert tell_donor(None, [], [], [], rules=RULES) is None


def test_earlier_knowledge_stands_without_a_visit() -> None:
    assert tell_donor(KNOWN, [], [], [], rules=RULES) == KNOWN


def test_the_newest_name_and_the_stations_own_group_are_told() -> None:
    donor = told(KNOWN, row(name="样例新名", abo="B"))
    assert (donor.name, donor.abo, donor.rhd) == ("样例新名", "A", "-")


def test_a_typed_group_is_told_where_the_station_knows_none() -> None:
    assert told(replace(KNOWN, abo=None), row(abo="O"), row(abo=None)).abo == "O"


def test_of_typed_groups_that_differ_both_are_told_the_newest_first() -> None:
    none = replace(KNOWN, abo=None)
    donor = told(none, row(abo="O"), row(abo="B"), row(abo="B"), row(abo=None))
    assert (donor.abo, donor.abo_also, donor.groups) == ("B", "O", "B / O")
    assert told(none, row(abo="O"), row(abo="O")).abo_also is None
    assert told(KNOWN, row(abo="O")).abo_also is None


def test_donations_are_added_newest_first_and_counted() -> None:
    new = EarlierDonation(kind="PLT1", on=DAY, volume_ml=250, site="样例广场")
    donor = told(donations=[new])
    assert donor.donations == (new, *KNOWN.donations)
    assert donor.count == 8


def platelets(n: int, *, first: date = DAY) -> list[EarlierDonation]:
    """One dose, every day backwards from a day; newest first."""
    return [
        EarlierDonation(kind="APH_PLT1", on=first - timedelta(days=day), volume_ml=250, site="")
        for day in range(n)
    ]


def test_what_is_not_told_one_by_one_is_told_as_its_sum() -> None:
    every = platelets(100)
    donor = told(None, donations=every[:30], older=every[30:])
    assert (donor.donations, donor.count) == (tuple(every[:30]), 100)
    assert donor.older == Tally(
        visits=70, award_counts=Decimal(70), volume_ml=14_000, golds=1, since_gold=Decimal(30)
    )
    assert tally_of(RULES, donor).golds == 2


def test_a_sum_that_was_known_before_goes_on() -> None:
    before = Tally(visits=90, award_counts=Decimal(180), volume_ml=36_000, golds=4, since_gold=Decimal(20))
    known = replace(KNOWN, donations=(), count=90, older=before)
    every = platelets(31)
    donor = told(known, donations=every[:30], older=every[30:])
    assert donor.older == replace(
        before, visits=91, award_counts=181, volume_ml=36_200, since_gold=Decimal(21)
    )
    assert told(known, donations=every[:30]).older == before


def test_where_more_was_known_than_can_be_counted_the_sum_is_not_whole() -> None:
    gone = replace(KNOWN, donations=(), count=90)
    few = told(gone, donations=platelets(3))
    assert few.older == Tally(is_whole=False)
    assert not tally_of(RULES, few).is_whole
    many = platelets(40)
    donor = told(gone, donations=many[:30], older=many[30:])
    assert donor.older is not None
    assert (donor.older.visits, donor.older.is_whole) == (10, False)


def test_a_long_past_that_was_known_before_is_cut_also_without_a_visit() -> None:
    long = replace(KNOWN, donations=tuple(platelets(50)), count=50)
    donor = tell_donor(long, [], [], [], rules=RULES)
    assert donor is not None
    assert len(donor.donations) == 30
    assert tally_of(RULES, donor).visits == 50


def test_of_two_sums_of_one_donor_none_is_sure() -> None:
    one = Tally(visits=40, award_counts=Decimal(40), volume_ml=8_000, golds=1)
    both = known_together([replace(KNOWN, older=one), replace(KNOWN, older=one)])
    assert both is not None
    assert both.older == Tally(visits=80, award_counts=Decimal(80), volume_ml=16_000, golds=2, is_whole=False)
    alone = known_together([replace(KNOWN, older=one), replace(KNOWN, older=None)])
    assert alone is not None
    assert alone.older == one


def test_of_many_donations_the_newest_are_told_and_all_are_counted() -> None:
    many = [
        EarlierDonation(kind="PLT1", on=DAY - timedelta(days=n), volume_ml=250, site="") for n in range(60)
    ]
    donor = told(donations=many)
    assert donor.donations == tuple(many[:MAX_DONATIONS_TOLD])
    assert donor.count == 67


def test_the_earlier_deferral_is_weighed_with_the_new_one() -> None:
    shorter = StandingDeferral(kind="until", until_on=date(2026, 11, 30))
    assert told(deferrals=[shorter]).deferral == KNOWN.deferral


def test_a_reaction_is_never_forgotten() -> None:
    assert told(KNOWN, row(had_reaction=True), row(had_reaction=False)).had_reaction
    assert told(replace(KNOWN, had_reaction=True)).had_reaction


def test_the_newest_phone_is_told_else_the_earlier_one() -> None:
    none = {"phone_tail": None, "phone_mark": None}
    assert told(KNOWN, row(phone_tail="2222", phone_mark="m"), row(**none)).phone == PhoneMark(
        tail="2222", mark="m"
    )
    assert told(KNOWN, row(**none)).phone == KNOWN.phone


def test_what_was_known_under_two_documents_is_one_history_and_of_groups_that_differ_both() -> None:
    other = replace(KNOWN, abo="B", count=3, deferral=StandingDeferral(kind="permanent", until_on=None))
    together = known_together([KNOWN, other])
    assert together is not None
    assert (together.abo, together.abo_also, together.rhd, together.count) == ("A", "B", "-", 10)
    assert together.deferral == other.deferral
    assert known_together([]) is None
    assert known_together([KNOWN]) is KNOWN
