"""Forms of a paper day typed in: the same rules, two persons, the day of the paper, and nothing is bent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import instant_of
from donor_room.domain.directory import EarlierDonation, StandingDeferral
from donor_room.domain.own_codes import form_code
from donor_room.domain.paper_form import time_on, visit_of, written
from donor_room.domain.visit import Visit
from donor_room.workflow import back_entry, label, paper_boxes, paper_registration, preprinted, register
from donor_room.workflow.decide_again import Tally, replay
from donor_room.workflow.desk import Desk
from donor_room.workflow.paper_boxes import Box, Typed
from tests.support import desks as d
from tests.support import paper_day as day
from tests.support.desks import refused

FORM = day.FORMS[0]


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Desk]:
    with d.at_work(tmp_path, day.morning_after()) as desk:
        day.lend(desk)
        preprinted.take_bundle(desk, first=day.set_code(9001), last=day.set_code(9012))
        yield desk


def begin(
    desk: Desk,
    form: str = FORM,
    donor: e.Donor | None = None,
    let_in: e.PaperLetIn | None = None,
    **paper: Any,
) -> Visit:
    told = {"form": form, "at": time_on(day.YESTERDAY, "0912"), "filled_by": "王芳"} | paper
    who = donor or day.person(1)
    return back_entry.begin(desk, paper=e.PaperForm(**told), donor=who, plan="WB400", let_in=let_in)


def fill_until(desk: Desk, visit: Visit, key: str, boxes: dict[str, list[str]]) -> Visit:
    """Type box after box until one is asked for."""
    left, kind = {name: list(texts) for name, texts in boxes.items()}, "triple_400"
    while True:
        box = paper_boxes.next_box(desk, visit, bag_kind=kind)
        assert box is not None
        if box.key == key:
            return visit
        if box.key == "sign":
            visit = back_entry.sign_decision(desk, visit.id, pin=d.PIN)
        elif box.key == "void":
            visit = label.void(desk, visit.id, reason="other", witness=d.NURSE, pin=d.PIN)
        else:
            visit = fill(desk, visit, box, left[box.key].pop(0))


def fill(desk: Desk, visit: Visit, box: Box, text: str, **more: Any) -> Visit:
    return paper_boxes.fill(desk, visit.id, Typed(box, text, bag_kind="triple_400", **more))


def close(desk: Desk, visit: Visit, witness: str = d.NURSE, **more: Any) -> Visit:
    told = {"time": "1040", "remark": "", "pin": d.PIN} | more
    return back_entry.close(desk, visit.id, witness=witness, **told)


def whole() -> dict[str, list[str]]:
    return day.the_day()[0].boxes


def through(desk: Desk, **changes: Any) -> Visit:
    first = {key: f"{day.TESTED[key]} {day.LOTS[key]} {day.LAST_DAY}" for key in day.TESTED}
    boxes = day.boxes(9001, **(first | changes))
    return fill_until(desk, begin(desk), "close", boxes)


# ---- the form ----------------------------------------------------------------------------------------------


def test_a_form_that_is_through_is_refused_with_who_typed_it_and_when(table: Desk) -> None:
    close(table, through(table))
    with refused("paper.typed_already"):
        back_entry.find_form(table, form_code(FORM))
    with refused("paper.typed_already"):
        begin(table)


def test_the_same_form_is_the_same_visit_and_an_open_one_goes_on(table: Desk) -> None:
    visit = begin(table)
    found = back_entry.find_form(table, form_code(FORM))
    assert (found.form, found.visit) == (FORM, visit)
    assert visit.id == visit_of(FORM)
    assert back_entry.find_form(table, form_code(day.FORMS[1])).visit is None
    assert [one.id for one in back_entry.typed_in(table)[0]] == [visit.id]


def test_a_paper_of_the_future_too_old_or_by_nobody_is_refused(table: Desk) -> None:
    now = table.clock.now()
    with refused("paper.to_come"):
        begin(table, at=now + timedelta(minutes=1))
    with refused("paper.too_old"):
        begin(table, at=now - timedelta(days=8))
    with refused("paper.nobody_filled_in"):
        begin(table, filled_by=" ")
    assert table.ledger.of_visit(visit_of(FORM)) == []


def test_a_paper_that_is_too_old_comes_in_with_a_reason_and_a_head_of_the_station(table: Desk) -> None:
    let_in = back_entry.let_in_late(table, reason=" 在箱底找到 ", witness=d.LEADER, pin=d.PIN)
    visit = begin(table, at=table.clock.now() - timedelta(days=8), let_in=let_in)
    assert visit.let_in == e.PaperLetIn(reason="在箱底找到", witness=d.LEADER)
    with refused("paper.much_too_old"):
        begin(table, day.FORMS[1], at=table.clock.now() - timedelta(days=61), let_in=let_in)
    assert begin(table, day.FORMS[2], donor=day.person(3)).let_in is None


@pytest.mark.parametrize(
    ("reason", "witness", "code"),
    [
        (" ", d.LEADER, "paper.no_reason_for_late"),
        ("找到了", d.NURSE_2, "staff.not_permitted"),
        ("找到了", d.EVERYBODY, "staff.same_person"),
    ],
)
def test_nobody_else_lets_an_old_paper_in(table: Desk, reason: str, witness: str, code: str) -> None:
    with refused(code):
        back_entry.let_in_late(table, reason=reason, witness=witness, pin=d.PIN)


def test_a_draft_that_was_let_in_takes_its_old_day(table: Desk) -> None:
    draft = paper_registration.take(table, {}, Typed(Box("form"), form_code(FORM)))
    second = register.Second(staff=d.PHYSICIAN, pin=d.PIN)
    let_in = paper_registration.let_in(table, draft, second, "车上没电")
    told = paper_registration.take(table, let_in, Typed(Box("day"), "20261101"))
    assert (told["day"], told["late_with"]) == ("2026-11-01", d.PHYSICIAN)


def test_what_was_confirmed_is_there_after_the_power_went(tmp_path: Path) -> None:
    """Each box is an act: whoever opens the file again is asked for the very next one."""
    with d.at_work(tmp_path, day.morning_after()) as desk:
        day.lend(desk)
        preprinted.take_bundle(desk, first=day.set_code(9001), last=day.set_code(9012))
        visit = fill_until(desk, begin(desk), "end", whole())
        before = desk.visits.get(visit.id)
    again = d.open_desk(tmp_path, day.morning_after())
    d.take_place(again, d.EVERYBODY)
    assert again.visits.get(visit.id) == before
    box = paper_boxes.next_box(again, before)
    assert box is not None
    assert box.key == "end"
    again.close()


# ---- the day of the paper ----------------------------------------------------------------------------------


def test_ages_intervals_and_lots_are_judged_on_the_day_of_the_paper(table: Desk) -> None:
    """Half a year after the last donation is today; on the day of the paper it was not over."""
    donor = day.person(1)
    last = EarlierDonation(kind="WB", on=date(2026, 5, 21), volume_ml=400, site="")
    d.know(table, donor, name=donor.name, sex=donor.sex, birth_on=donor.birth_on, donations=(last,), count=1)
    visit = fill_until(table, begin(table), "decision", whole())
    box = Box("decision", paper_boxes.OUTCOMES)
    visit = fill(table, visit, box, "1 赵敏")
    assert visit.reviews[-1].until_on == date(2026, 11, 21)
    assert visit.reviews[-1].facts.today == day.YESTERDAY
    assert back_entry.how_they_differ(table, visit) == "paper_gave"


def test_a_lot_that_ended_yesterday_was_good_on_the_day_of_the_paper(table: Desk) -> None:
    visit = fill_until(table, begin(table), "hb", whole())
    visit = fill(table, visit, Box("hb"), "138 H1 2026-11-20")
    assert visit.last("hb") is not None
    with refused("tests.lot_expired"):
        fill(table, visit, Box("alt"), "22 A1 2026-11-19")


def test_the_entries_keep_the_time_of_typing(table: Desk) -> None:
    visit = close(table, through(table))
    told = table.ledger.of_visit(visit.id)
    assert {instant_of(line.entry.hlc).date() for line in told} == {date(2026, 11, 21)}
    assert visit.needles[0].at == time_on(day.YESTERDAY, "0931")


def test_times_do_not_run_back_or_ahead(table: Desk) -> None:
    visit = fill_until(table, begin(table), "needle", whole())
    with refused("paper.time_backwards"):
        fill(table, visit, Box("needle", paper_boxes.ARMS), "0911 1")
    today = begin(table, day.FORMS[1], day.person(2), at=table.clock.now() - timedelta(hours=1))
    with refused("paper.to_come"):
        close(table, today, time="2359")


# ---- two persons, and what they may ------------------------------------------------------------------------


def test_a_second_person_reads_back_and_the_one_who_typed_is_none(table: Desk) -> None:
    visit = through(table)
    with refused("staff.same_person"):
        close(table, visit, witness=d.EVERYBODY)
    with refused("staff.wrong_secret"):
        close(table, visit, pin="0000")
    assert table.visits.get(visit.id).closed is None
    assert close(table, visit).read_back_by == d.NURSE


def test_a_nurse_types_all_but_the_signature_of_a_physician(table: Desk) -> None:
    d.take_place(table, d.NURSE)
    visit = fill_until(table, begin(table), "sign", whole())
    with refused("staff.not_permitted"):
        back_entry.sign_decision(table, visit.id, pin=d.PIN)
    d.take_place(table, d.PHYSICIAN)
    assert back_entry.sign_decision(table, visit.id, pin=d.PIN).outcome == "eligible"


# ---- where paper and rules differ --------------------------------------------------------------------------


def test_a_donor_whom_the_list_keeps_out_and_the_paper_let_give_goes_apart(table: Desk) -> None:
    donor = day.person(1)
    known = {"name": donor.name, "sex": donor.sex, "birth_on": donor.birth_on}
    d.know(table, donor, **known, deferral=StandingDeferral(kind="permanent", until_on=None))
    with refused("register.is_deferred"):
        register.open_visit(table, donor=donor, source="typed", plan="WB400")
    visit = close(table, through(table))
    assert visit.quarantine == ("would_be_deferred_for_good",)
    assert visit.closed is not None
    assert visit.closed.how == "donated"


def test_what_is_blank_on_the_paper_is_not_normal_and_the_unit_goes_apart(table: Desk) -> None:
    visit = fill_until(table, begin(table), "hb", whole())
    visit = fill(table, visit, Box("decision", paper_boxes.OUTCOMES), "1")
    assert visit.reviews[-1].outcome == "cannot_decide"
    assert fill_until(table, visit, "close", whole()).quarantine == ("would_be_cannot_decide",)


def test_a_deferral_of_the_paper_alone_stands_and_keeps_the_donor_out(table: Desk) -> None:
    visit = fill_until(table, begin(table), "decision", whole())
    with refused("decision.no_day"):
        fill(table, visit, Box("decision", paper_boxes.OUTCOMES), "2 2026-11-20")
    visit = fill(table, visit, Box("decision", paper_boxes.OUTCOMES), "2 2026-12-20")
    assert back_entry.how_they_differ(table, visit) == "paper_deferred"
    assert close(table, visit).closed == e.VisitClosed(how="deferred", remark=None)
    donor = visit.donor
    known = register.look_up(
        table, document_kind=donor.document_kind, number=donor.document_number, plan="WB400"
    )
    assert known.keeps_out
    assert known.second_for == ("came_back",)


def test_what_the_rules_leave_to_a_physician_the_paper_answers(table: Desk) -> None:
    boxes = whole() | {"answers": ["36?"]}
    visit = fill_until(table, begin(table), "sign", boxes)
    signed = back_entry.sign_decision(table, visit.id, pin=d.PIN)
    assert signed.decisions[-1].made.remark == f"{written(FORM)} 赵敏"
    assert signed.outcome == "eligible"


def test_no_decision_is_signed_before_the_paper_is_told_or_after_its_facts_changed(table: Desk) -> None:
    visit = fill_until(table, begin(table), "decision", whole())
    with refused("paper.decision_first"):
        back_entry.sign_decision(table, visit.id, pin=d.PIN)
    visit = fill(table, visit, Box("decision", paper_boxes.OUTCOMES), "1")
    fill(table, visit, Box("hb"), "101 H1 2027-01-01")
    with refused("paper.decide_anew"):
        back_entry.sign_decision(table, visit.id, pin=d.PIN)


def test_every_decision_of_a_paper_day_is_replayed_as_it_was(table: Desk) -> None:
    close(table, through(table))
    tally = Tally()
    assert list(replay(table.ledger, [table.packs.rules], tally)) == []


# ---- numbers -----------------------------------------------------------------------------------------------


def test_a_number_of_the_printer_is_never_spent_on_a_form(table: Desk) -> None:
    visit = fill_until(table, begin(table), "number", whole())
    with refused("preprinted.is_for_the_printer"):
        fill(table, visit, Box("number"), day.set_code(1))
    assert not table.visits.get(visit.id).is_heard("chair")


def test_no_donor_of_a_form_takes_a_chair(table: Desk) -> None:
    visit = fill_until(table, begin(table), "end", whole())
    assert visit.chair is None
    assert table.visits.seated() == []


# ---- what cannot be read -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("box", "text", "code"),
    [
        (Box("consent", ("yes",)), "2", "paper.choice"),
        (Box("consent", ("yes",)), "", "paper.choice"),
        (Box("answers"), "99", "paper.no_such_question"),
        (Box("answers"), "x", "paper.no_such_question"),
        (Box("gap"), "1", "paper.too_little"),
        (Box("signs"), "111", "paper.signs_shape"),
        (Box("signs"), "1131", "paper.signs_shape"),
        (Box("hb"), "", "paper.too_little"),
        (Box("hb"), "138 H1 tomorrow", "paper.expiry_shape"),
        (Box("hb"), "138", "tests.no_lot"),
        (Box("weight"), "heavy", "measures.not_a_number"),
        (Box("decision", paper_boxes.OUTCOMES), "", "paper.choice"),
        (Box("decision", paper_boxes.OUTCOMES), "2", "paper.expiry_shape"),
        (Box("end"), "0939 much", "paper.volume_shape"),
        (Box("needle", paper_boxes.ARMS), "0931", "paper.too_little"),
    ],
)
def test_what_does_not_fit_a_box_is_said(table: Desk, box: Box, text: str, code: str) -> None:
    visit = begin(table)
    with refused(code):
        fill(table, visit, box, text)


def registration(desk: Desk, **texts: str) -> dict[str, str]:
    """Type the first boxes one by one."""
    told = {"form": form_code(FORM), "day": "1120", "came": "0912", "filled_by": "王芳"} | texts
    draft: dict[str, str] = {}
    while (box := paper_registration.next_box(desk, draft)) is not None and box.key in told:
        draft = paper_registration.take(desk, draft, Typed(box, told[box.key]))
    return draft


def test_a_passport_needs_sex_and_birth_and_an_elder_the_three_conditions(table: Desk) -> None:
    donor = day.person(5, age=57)
    draft = registration(table, document=donor.document_number, name=donor.name, phone="0", plan="3")
    box = paper_registration.next_box(table, draft)
    assert box is not None
    assert box.key == "asks_to_give_again"
    for key in register.TICKS:
        draft = paper_registration.take(table, draft, Typed(Box(key, paper_boxes.YES_NO), "1"))
    visit = paper_registration.begin(table, draft)
    assert visit.ticks == dict.fromkeys(register.TICKS, True)
    other = paper_registration.take(table, draft, Typed(Box("sex", paper_boxes.SEXES), "2"))
    other = paper_registration.take(table, other, Typed(Box("born"), "1990-03-07"))
    assert (other["sex"], other["born"]) == ("female", "1990-03-07")


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("born", "7 March", "paper.day_shape"),
        ("filled_by", " ", "paper.nobody_filled_in"),
        ("document", "123", "identity.kind_unknown"),
        ("came", "99", "paper.time_shape"),
        ("day", "20261101", "paper.too_old"),
    ],
)
def test_what_cannot_stand_in_the_first_boxes_is_said(table: Desk, key: str, text: str, code: str) -> None:
    draft = registration(table)
    with refused(code):
        paper_registration.take(table, draft, Typed(Box(key), text))
