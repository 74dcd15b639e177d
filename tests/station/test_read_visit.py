"""What one visit tells the station, read from its acts alone: no database, nothing believed without sense."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.domain.directory import DirectoryDonor, EarlierDonation, StandingDeferral
from donor_room.packs.rules import load_rules
from donor_room.station.reading import Unreadable, read_entry, read_visit
from donor_room.station.rows import VisitReading, VisitRow
from donor_room.station.telling import MAX_DONATIONS_TOLD, strictest, tell_donor
from donor_room.wire.messages import person_key
from tests.support import acts as a
from tests.support.acts import NUMBER, WALK, recorded, upto
from tests.support.van import MORNING, Book

KEY = b"k" * 32
RULES = load_rules()
DAY = date(2026, 12, 1)
GIVEN = EarlierDonation(kind="WB400", on=date(2026, 5, 16), volume_ml=400, site="样例广场")


def reading(*acts: Any) -> VisitReading:
    found = read_visit(recorded(acts or tuple(WALK.values())), KEY)
    assert found is not None
    return found


def opened(**donor: Any) -> Any:
    return a.changed(a.OPENED, donor=a.changed(a.OPENED.donor, **donor))


def row(**changes: Any) -> VisitRow:
    return reading().visit._replace(**changes)


# ---- one visit ----


def test_the_last_reaction_of_a_visit_is_read_when_it_is_over():
    assert reading(a.OPENED, a.BEGAN).reaction is None
    found = reading(a.OPENED, a.BEGAN, a.OVER).reaction
    assert found is not None
    assert (found.visit, found.reacted_on, found.severity) == ("v1", date(2026, 11, 21), "mild")


def test_before_its_opening_a_visit_tells_nothing():
    assert read_visit(recorded([WALK["skin"]]), KEY) is None


def test_a_donor_is_known_by_a_keyed_hash():
    donor = a.OPENED.donor
    assert reading().visit.person == person_key(KEY, donor.document_kind, donor.document_number)


def test_another_house_knows_another_hash():
    other = read_visit(recorded(WALK.values()), b"o" * 32)
    assert other is not None
    assert other.visit.person != reading().visit.person


@pytest.mark.parametrize(("volume_ml", "counts"), [(400, True), (1, True), (0, False)])
def test_any_blood_that_was_drawn_counts(volume_ml, counts):
    found = reading(*upto("needle"), a.ended(volume_ml, "short")).donation
    assert (found is not None) is counts


def test_a_failed_needle_is_told_as_what_it_was_and_is_no_donation_more():
    found = reading(*upto("needle"), a.ended(40, "failed")).donation
    assert found is not None
    assert (found.kind, found.volume_ml) == ("FAILED_SMALL", 40)
    failed = EarlierDonation(kind=found.kind, on=found.donated_on, volume_ml=40, site="")
    one = told(donations=[failed, GIVEN])
    assert (one.count, one.donations) == (1, (failed, GIVEN))


def test_a_donation_is_told_with_number_kind_and_day():
    found = reading().donation
    assert found is not None
    assert (found.number, found.kind, found.donated_on) == (NUMBER, "WB400", date(2026, 11, 21))


def from_paper(*acts: Any) -> VisitReading:
    paper = e.PaperForm(form="K7M2Q001", at=MORNING - timedelta(days=1), filled_by="王芳")
    return reading(a.changed(a.OPENED, paper=paper), *acts)


def test_a_donation_typed_in_from_paper_is_of_the_day_of_the_paper():
    time = e.PaperTime(at=MORNING - timedelta(hours=23))
    found = from_paper(*upto("needle")[1:], time, a.ended()).donation
    assert found is not None
    assert found.donated_on == date(2026, 11, 20)


def test_what_the_rules_hold_against_a_donor_whom_a_paper_let_give_is_told():
    gave = e.PaperDecided(outcome="eligible", until_on=None, decided_by="赵敏")
    found = from_paper(*upto("tests")[1:], gave, a.reviewed("x", "deferred_for_good")).deferral
    assert found is not None
    assert (found.kind, found.until_on) == ("permanent", None)


def test_a_visit_without_a_collection_is_no_donation():
    assert reading(*upto("sent")).donation is None


@pytest.mark.parametrize(
    ("decision", "kind", "until_on"),
    [
        (a.decision("deferred_until", DAY), "until", DAY),
        (a.decision("deferred_until"), "ask_station", None),
        (a.decision("deferred_for_good"), "permanent", None),
    ],
)
def test_a_deferral_is_told_by_its_end(decision, kind, until_on):
    found = reading(a.OPENED, decision).deferral
    assert found is not None
    assert (found.kind, found.until_on) == (kind, until_on)


@pytest.mark.parametrize("outcome", ["eligible", "physician", "cannot_decide"])
def test_what_is_no_deferral_tells_none(outcome):
    assert reading(a.OPENED, a.decision(outcome)).deferral is None


def test_a_deferral_stands_whatever_was_decided_after_it():
    found = reading(a.OPENED, a.DEFERRED, a.ELIGIBLE)
    assert (found.deferral is not None, found.visit.outcome) == (True, "deferred_until")


def test_a_deferral_whose_finding_was_released_is_none_until_it_is_decided_anew():
    signed = a.decision("deferred_until", DAY, findings=(a.FEVER,))
    acts = a.recorded([a.OPENED, signed])
    found = reading(a.OPENED, signed, a.released(acts[-1].entry.id))
    assert (found.deferral, found.visit.outcome) == (None, None)


@pytest.mark.parametrize(
    ("acts", "state"),
    [(upto("planned"), "planned"), (upto("ended"), "used"), ((*upto("planned"), a.VOIDED), "void")],
)
def test_each_number_is_told_with_its_state(acts, state):
    assert [(one.number, one.state) for one in reading(*acts).numbers] == [(NUMBER, state)]


@pytest.mark.parametrize(
    ("acts", "had"), [((a.OPENED,), False), ((a.OPENED, a.BEGAN), True), ((a.OPENED, a.BEGAN, a.OVER), True)]
)
def test_a_reaction_is_told_whether_it_is_over_or_not(acts, had):
    assert reading(*acts).visit.had_reaction is had


@pytest.mark.parametrize(("phone", "tail"), [("13800001234", "1234"), (None, None), ("123", None)])
def test_a_phone_is_told_by_its_end_and_its_mark(phone, tail):
    told = reading(opened(phone=phone)).visit
    assert told.phone_tail == tail
    assert (told.phone_mark is None) is (tail is None)


def test_no_phone_number_is_kept_whole():
    told = reading(opened(phone="13800001234")).visit
    assert "13800001234" not in str(told)


@pytest.mark.parametrize("volume_ml", [-1, 100_001, 10**9])
def test_a_volume_that_nobody_can_give_is_not_believed(volume_ml):
    with pytest.raises(Unreadable, match="size"):
        reading(*upto("needle"), a.ended(volume_ml))


def test_a_number_longer_than_any_true_one_is_not_believed():
    with pytest.raises(Unreadable, match="size"):
        reading(a.OPENED, a.planned("A" * 129))


# ---- one entry ----


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b"\xff", b'{"kind":"visit.opened"}', b"[" * 3_000]
)
def test_what_is_no_entry_is_set_aside(raw):
    with pytest.raises(Unreadable):
        read_entry(raw)


def test_an_entry_with_a_nul_is_set_aside():
    line = Book().lines[0]
    with pytest.raises(Unreadable, match="nul"):
        read_entry(line.replace(b'"0.1"', b'"0\\u00001"'))


def test_an_entry_is_read_with_what_it_says():
    book = Book()
    book.open_visit("v1")
    found = read_entry(book.lines[-1])
    assert (found.entry.visit, found.act.plan) == ("v1", "WB400")


@pytest.mark.parametrize(("length", "is_read"), [(1, True), (128, True), (129, False)])
def test_the_name_of_a_visit_has_a_bound(length, is_read):
    book = Book()
    book.open_visit("v" * length)
    if is_read:
        assert read_entry(book.lines[-1]).entry.visit == "v" * length
    else:
        with pytest.raises(Unreadable, match="visit"):
            read_entry(book.lines[-1])


# ---- what terminals are told ----


def known(**changes: Any) -> DirectoryDonor:
    basis: dict[str, Any] = {
        "name": "旧名", "sex": "male", "birth_on": date(1990, 3, 7), "abo": None, "rhd": "positive",
        "donations": (GIVEN,), "count": 1, "had_reaction": False, "deferral": None,
    }  # fmt: skip
    return DirectoryDonor(**(basis | changes))


def told(*visits: VisitRow, earlier: DirectoryDonor | None = None, **lists: Any) -> DirectoryDonor:
    donations, deferrals = lists.get("donations", []), lists.get("deferrals", [])
    found = tell_donor(earlier, list(visits) or [row()], donations, deferrals, rules=RULES)
    assert found is not None
    return found


def test_without_a_visit_the_earlier_knowledge_stands():
    one = known()
    assert tell_donor(one, [], [], [], rules=RULES) == one
    assert tell_donor(None, [], [], [], rules=RULES) is None


def test_the_newest_name_is_told():
    assert told(row(name="样例甲"), row(name="样例乙"), earlier=known()).name == "样例乙"


def test_a_group_of_the_laboratory_wins_over_a_rapid_one():
    assert told(row(abo="A"), earlier=known(abo="B")).abo == "B"


@pytest.mark.parametrize(("groups", "abo"), [((None, None), None), (("A", None), "A"), (("A", "B"), "B")])
def test_the_last_rapid_group_is_told_where_there_is_no_other(groups, abo):
    assert told(*[row(abo=one) for one in groups]).abo == abo


def test_donations_here_are_added_to_the_earlier_ones():
    now = EarlierDonation(kind="WB400", on=date(2026, 11, 21), volume_ml=400, site="样例广场")
    one = told(earlier=known(), donations=[now])
    assert (one.donations, one.count) == ((now, GIVEN), 2)


def test_no_more_donations_are_told_than_agreed_but_all_are_counted():
    many = [
        EarlierDonation(kind="PLT1", on=GIVEN.on - timedelta(days=n), volume_ml=200, site="")
        for n in range(40)
    ]
    one = told(donations=many)
    assert (len(one.donations), one.count) == (MAX_DONATIONS_TOLD, 40)


@pytest.mark.parametrize(
    ("here", "before", "had"), [(False, False, False), (True, False, True), (False, True, True)]
)
def test_a_reaction_is_never_forgotten(here, before, had):
    assert told(row(had_reaction=here), earlier=known(had_reaction=before)).had_reaction is had


@pytest.mark.parametrize("kind", ["until", "ask_station", "permanent"])
def test_an_earlier_deferral_for_good_stands(kind):
    for_good = StandingDeferral(kind="permanent", until_on=None)
    one = told(earlier=known(deferral=for_good), deferrals=[StandingDeferral(kind=kind, until_on=DAY)])
    assert one.deferral is not None
    assert one.deferral.kind == "permanent"


def test_of_two_days_the_later_one_holds():
    days = [StandingDeferral(kind="until", until_on=DAY + timedelta(days=n)) for n in (0, 30, 7)]
    assert strictest(days) == days[1]


def test_without_a_deferral_none_holds():
    assert strictest([]) is None


def test_the_newest_phone_is_told():
    visits = [
        row(phone_tail="1111", phone_mark="a"),
        row(phone_tail="2222", phone_mark="b"),
        row(phone_tail=None),
    ]
    phone = told(*visits).phone
    assert phone is not None
    assert phone.tail == "2222"


def test_the_morning_of_the_samples_is_the_day_of_the_donation():
    assert reading().visit.opened_at.date() == MORNING.date()


# ---- a unit that goes apart ----


def test_a_unit_as_any_other_is_not_held():
    assert reading().holds == ()


def test_a_word_of_the_station_after_the_needle_holds_the_unit():
    assert reading(*upto("closed"), a.held()).holds == (("donated_elsewhere", NUMBER, "v1"),)


def test_a_correction_of_what_the_decision_used_holds_the_unit():
    wrong = recorded(upto("closed"))[list(WALK).index("sbp")].entry
    corrected = (*upto("closed"), a.corrected(wrong, a.measured("sbp", 88)))
    assert reading(*corrected).holds == (("not_reviewed", NUMBER, "v1"),)
    review = a.reviewed(recorded(corrected)[-1].entry.id)
    assert reading(*corrected, review).holds == (("would_be_deferred_until", NUMBER, "v1"),)


def test_a_hold_without_a_number_names_none():
    without = [act for name, act in WALK.items() if name != "planned"]
    assert reading(*without, a.held()).holds == (("donated_elsewhere", "", "v1"),)


def test_a_drop_is_no_number_of_the_past_and_what_was_measured_before_it_is_none_any_more():
    hb, low = a.measured("hb", 138, "g/L"), a.drop(sank=False)
    told = reading(a.OPENED, a.measured("sbp", 118), hb, low).readings
    assert told is not None
    assert (told.sbp_mmhg, told.hb_g_per_l) == (118, None)
    assert reading(a.OPENED, hb, low).readings is None
    again = reading(a.OPENED, low, hb).readings
    assert again is not None
    assert again.hb_g_per_l == 138
