"""One donor on two laptops: queue, chairs, labels and boxes are common, the numbers are not."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.domain.own_codes import visit_code
from donor_room.domain.walk import step_of
from donor_room.sync.session import Session, link_of
from donor_room.workflow import aftercare, checks, couples, hand_over, label, label_scan, supplies
from donor_room.workflow.chair import who_sits_at
from donor_room.workflow.common_day import is_same_person, names_of
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from donor_room.workflow.station_word import take_up
from tests.mesh.laptops import Laptop, Vehicle
from tests.support import desks


@pytest.fixture
def a(vehicle: Vehicle) -> Laptop:
    return vehicle.laptop("采血车03-1").work("王芳")


@pytest.fixture
def b(vehicle: Vehicle) -> Laptop:
    return vehicle.laptop("采血车03-2").work("李敏")


def walk_to(laptop: Laptop, visit: str, step: str) -> None:
    """Walk on with a visit on this laptop, which looks at it first."""
    folded = take_up(laptop.desk, visit)
    while step_of(folded) != step:
        folded = desks.STEPS[step_of(folded)](laptop.desk, folded)


def level(*laptops: Laptop) -> None:
    for _ in range(len(laptops) - 1):
        for one in laptops:
            for other in laptops:
                if one is not other:
                    one.meets(other)


def sync(laptop: Laptop) -> None:
    with link_of(enrolment_of(laptop.desk.ledger), laptop.desk.clock) as link:
        told = Session(link, lambda work: work(exchange_of(laptop.desk))).run()
    assert told.is_all_there, told


def test_a_visit_opened_on_one_stands_in_the_queue_of_the_other(a: Laptop, b: Laptop) -> None:
    visit = a.open_visit(7)
    assert b.queue() == []
    b.meets(a)
    assert b.queue() == [visit]


def test_what_is_here_already_is_not_asked_for_again(a: Laptop, b: Laptop) -> None:
    a.open_visit(7)
    assert b.meets(a).taken > 0
    assert b.meets(a).taken == 0


def test_a_donor_is_finished_on_the_other_and_both_tell_the_same(a: Laptop, b: Laptop) -> None:
    visit = a.open_visit(7)
    walk_to(a, visit, "tests")
    b.meets(a)
    walk_to(b, visit, "closed")
    a.meets(b)
    assert a.desk.visits.get(visit) == b.desk.visits.get(visit)
    assert a.queue() == b.queue() == []


def test_a_couple_of_two_laptops_is_linked_once_and_stands_on_both(a: Laptop, b: Laptop) -> None:
    """Each has one of the two; the other's visit is unknown until it has come."""
    one, other = a.open_visit(7), b.open_visit(8)
    walk_to(a, one, "aftercare")
    walk_to(b, other, "aftercare")
    with desks.refused("couple.unknown"):
        couples.find_partner(a.desk, one, visit_code(other))
    level(a, b)
    found = couples.find_partner(a.desk, one, visit_code(other))
    couples.link(a.desk, one, found.visit)
    couples.link(b.desk, other, one)
    level(a, b)
    for laptop in (a, b):
        told = [couples.partner_of(laptop.desk, laptop.desk.visits.get(visit)) for visit in (one, other)]
        assert [(partner.visit, partner.is_first) for partner in told if partner] == [
            (other, True),
            (one, True),
        ]
    take_up(b.desk, other)
    couples.part(b.desk, other)
    level(a, b)
    assert couples.partner_of(a.desk, a.desk.visits.get(one)) is None


def test_the_station_makes_one_visit_of_both_books(a: Laptop, b: Laptop, vehicle: Vehicle) -> None:
    visit = a.open_visit(7)
    walk_to(a, visit, "labels")
    b.meets(a)
    walk_to(b, visit, "closed")
    level(a, b)
    sync(a)
    sync(b)
    vehicle.station.settle()
    heads = vehicle.station.heads()
    assert {book: heads[book] for book in (a.desk.ledger.book, b.desk.ledger.book)} == {
        one.desk.ledger.book: one.desk.ledger.head(one.desk.ledger.book) for one in (a, b)
    }
    with vehicle.station.connections.lend() as conn:
        assert conn.execute("SELECT count(*) FROM visit").fetchone() == (1,)
        assert conn.execute("SELECT count(*) FROM fork").fetchone() == (0,)
        assert conn.execute("SELECT number, count(*) FROM donation GROUP BY 1").fetchall() == [
            (b.desk.visits.get(visit).label_sets[-1].number, 1)
        ]


def test_the_book_of_another_is_never_pushed_nor_counted_as_waiting(a: Laptop, b: Laptop) -> None:
    a.open_visit(7)
    before = exchange_of(b.desk).waiting()
    b.meets(a)
    exchange = exchange_of(b.desk)
    assert exchange.books() == (b.desk.ledger.book,)
    assert exchange.waiting() == before
    assert a.desk.ledger.book in b.desk.ledger.books()


def test_the_ranges_of_another_are_never_issued_here(a: Laptop, b: Laptop) -> None:
    b.meets(a)
    assert {one.range_id for one in b.desk.numbers.leased()}.isdisjoint(
        one.range_id for one in a.desk.numbers.leased()
    )
    theirs = a.desk.numbers.blocks(hand_over.the_shift(a.desk).id)[0]
    assert not b.desk.numbers.is_free(theirs.first, theirs.first)


def test_the_shift_of_another_is_not_the_shift_of_this_laptop(a: Laptop, b: Laptop) -> None:
    own = hand_over.the_shift(b.desk)
    b.meets(a)
    assert hand_over.the_shift(b.desk) == own


def test_nobody_of_another_laptop_signs_in_here_but_everybody_has_a_name(a: Laptop, b: Laptop) -> None:
    people = desks.sign_in.staff(b.desk)
    b.meets(a)
    assert desks.sign_in.staff(b.desk) == people
    assert "王芳" in names_of(b.desk).values()


def test_a_chair_taken_on_one_is_taken_on_the_other(a: Laptop, b: Laptop) -> None:
    visit, other = a.open_visit(7), b.open_visit(8)
    walk_to(a, visit, "labels")
    label.confirm_at_chair(a.desk, visit, chair=1)
    walk_to(b, other, "labels")
    b.meets(a)
    assert who_sits_at(b.desk, 1).visit == visit
    with desks.refused("chair.taken"):
        label.confirm_at_chair(b.desk, other, chair=1)
    assert label.confirm_at_chair(b.desk, other).chair == 2


def test_chairs_of_another_place_are_not_common(a: Laptop, vehicle: Vehicle) -> None:
    from tests.mesh import laptops

    far = vehicle.laptop("采血车05-1")
    before, laptops.PLACE["site"] = laptops.PLACE["site"], "火车站"
    try:
        far.work("孙悦")
    finally:
        laptops.PLACE["site"] = before
    visit = far.open_visit(9)
    walk_to(far, visit, "labels")
    label.confirm_at_chair(far.desk, visit, chair=1)
    a.meets(far)
    assert who_sits_at(a.desk, 1) is None
    assert a.queue() == []
    assert a.desk.visits.get(visit).chair == 1


def test_a_set_planned_on_one_is_proved_on_the_other_and_not_printed_there(a: Laptop, b: Laptop) -> None:
    visit = a.open_visit(7)
    walk_to(a, visit, "labels")
    planned = desks.plan_set(a.desk, a.desk.visits.get(visit))
    b.meets(a)
    with desks.refused("labels.number_not_in_range"):
        label_print_begin(b, visit)
    folded = desks.scan_all(b.desk, take_up(b.desk, visit), "before_needle")
    assert folded.label_set.number == planned.label_set.number
    assert step_of(folded) == "collection"


def label_print_begin(laptop: Laptop, visit: str) -> None:
    from donor_room.workflow.printed_mark import mark_printed

    mark_printed(laptop.desk, visit, take_up(laptop.desk, visit).label_set.planned)


def test_a_number_is_reconciled_where_it_was_spent(a: Laptop, b: Laptop) -> None:
    visit = a.open_visit(7)
    walk_to(a, visit, "labels")
    b.meets(a)
    walk_to(b, visit, "closed")
    a.meets(b)
    of_a, of_b = (hand_over.reconcile(one.desk, hand_over.the_shift(one.desk).id) for one in (a, b))
    assert (of_a.used, of_b.used) == (0, 1)
    assert of_a.comes_out
    assert of_b.comes_out
    assert hand_over.collected_ml(b.desk, hand_over.the_shift(b.desk).id) == 400
    assert hand_over.collected_ml(a.desk, hand_over.the_shift(a.desk).id) == 0


def test_a_void_on_one_makes_the_number_dead_on_the_other(a: Laptop, b: Laptop) -> None:
    visit = a.open_visit(7)
    walk_to(a, visit, "labels")
    number = desks.plan_set(a.desk, a.desk.visits.get(visit)).label_set.number
    b.meets(a)
    take_up(b.desk, visit)
    label.void(b.desk, visit, reason="打印机在别处", witness=f"{b.name}-2", pin=desks.PIN)
    a.meets(b)
    assert a.desk.numbers.find(number).state == "void"
    walk_to(b, visit, "collection")
    assert b.desk.visits.get(visit).label_set.number != number


def test_a_label_of_the_other_laptops_donor_stops_both(a: Laptop, b: Laptop) -> None:
    visit, other = a.open_visit(7), b.open_visit(8)
    walk_to(a, visit, "labels")
    strange = desks.plan_set(a.desk, a.desk.visits.get(visit)).label_set.planned.labels[0].encoded
    walk_to(b, other, "labels")
    desks.plan_set(b.desk, b.desk.visits.get(other))
    b.meets(a)
    label_scan.scan(b.desk, other, text=strange, phase="before_needle")
    a.meets(b)
    assert a.desk.visits.get(visit).foreign is not None
    assert b.desk.visits.get(other).foreign is not None


def test_a_bag_is_packed_on_either_and_once(a: Laptop, b: Laptop) -> None:
    visit = a.open_visit(7)
    walk_to(a, visit, "collection")
    b.meets(a)
    walk_to(b, visit, "closed")
    labels = a.desk.visits.get(visit).label_sets[-1].planned.labels
    bag = next(one.encoded for one in labels if one.role == "bag1")
    hand_over.pack(b.desk, text=bag, box="1")
    a.meets(b)
    with desks.refused("handover.packed_already"):
        hand_over.pack(a.desk, text=bag, box="1")
    assert hand_over.unpacked(a.desk, hand_over.the_shift(a.desk))["bag1"] == ()


def test_a_shift_waits_for_the_visit_that_has_one_of_its_numbers(a: Laptop, b: Laptop) -> None:
    visit = a.open_visit(7)
    walk_to(a, visit, "labels")
    b.meets(a)
    walk_to(b, visit, "collection")
    hand_over.return_unspent(b.desk)
    assert hand_over.why_not_closable(b.desk).code == "handover.visits_open"


def test_one_person_with_two_accounts_is_one_person(a: Laptop, b: Laptop, vehicle: Vehicle) -> None:
    c = vehicle.laptop("采血车03-3").work("王芳")
    c.meets(a)
    assert is_same_person(c.desk, "采血车03-1-1", "采血车03-3-1")
    assert not is_same_person(c.desk, "采血车03-1-1", "采血车03-3-2")


def test_a_third_laptop_has_the_book_of_one_that_is_gone(a: Laptop, b: Laptop, vehicle: Vehicle) -> None:
    visit = a.open_visit(7)
    b.meets(a)
    c = vehicle.laptop("采血车03-3").work("陈立")
    c.meets(b)
    assert c.queue() == [visit]
    walk_to(c, visit, "interview")
    assert c.desk.visits.get(visit).opened_by == "采血车03-1-1"


def test_what_is_drawn_from_the_books_can_be_made_again(a: Laptop, b: Laptop) -> None:
    visit = a.open_visit(7)
    walk_to(a, visit, "labels")
    b.meets(a)
    walk_to(b, visit, "collection")
    level(a, b)
    for laptop in (a, b):
        drawn = desks.drawn(laptop.desk)
        laptop.desk.rebuild()
        assert desks.drawn(laptop.desk) == drawn
        assert laptop.desk.ledger.verify()


def test_a_save_is_refused_until_what_is_new_was_looked_at(a: Laptop, b: Laptop) -> None:
    visit = a.open_visit(7)
    b.meets(a)
    take_up(b.desk, visit)
    walk_to(a, visit, "exam")
    b.meets(a)
    refused: list[str] = []
    b.desk.unseen.refused = refused.append
    with pytest.raises(desks.Refusal) as no:
        desks.register.change_plan(b.desk, visit, "WB200")
    assert (no.value.code, no.value.values) == ("mesh.news", {"name": "王芳", "where": "采血车03-1"})
    assert refused == [visit]
    take_up(b.desk, visit)
    assert desks.register.change_plan(b.desk, visit, "WB200").plan == "WB200"


def test_care_of_the_donor_is_never_refused(a: Laptop, b: Laptop) -> None:
    visit = a.open_visit(7)
    walk_to(a, visit, "exam")
    b.meets(a)
    began = e.ReactionBegan(reaction="r1", phase="before_needle")
    assert b.desk.unseen.of(visit) is not None
    assert b.desk.record(visit, began).open_reaction is not None


def test_the_own_book_is_taken_from_nobody(a: Laptop, b: Laptop) -> None:
    from donor_room.wire.codec import Broken
    from donor_room.workflow.beside import Beside

    lines = Beside(b.desk).lines_after(b.desk.ledger.book, 0)
    with pytest.raises(Broken, match="own"):
        Beside(b.desk).take(b.desk.ledger.book, lines, where="x")


def test_a_step_written_apart_is_told_with_both_versions_on_both(a: Laptop, b: Laptop) -> None:
    from donor_room.workflow import blood_tests

    visit = a.open_visit(7)
    walk_to(a, visit, "tests")
    level(a, b)
    take_up(b.desk, visit)
    for laptop, group in ((a, "A"), (b, "B")):
        blood_tests.type_group(laptop.desk, visit, abo=group, lot=desks.lot(laptop.desk))
    level(a, b)
    assert set(a.ask(lambda store: store.versions(visit, "tests"))) == {("王芳", ""), ("李敏", b.name)}
    assert set(b.ask(lambda store: store.versions(visit, "tests"))) == {("王芳", a.name), ("李敏", "")}
    assert a.desk.visits.get(visit) == b.desk.visits.get(visit)
    assert a.ask(lambda store: store.versions(visit, "exam")) == ()


def test_what_the_station_has_of_the_others_book_is_known_here_too(a: Laptop, b: Laptop) -> None:
    """Else a deferral of another laptop would keep the donor out here after the station has lifted it."""
    a.open_visit(7)
    b.meets(a)
    book = a.desk.ledger.book
    assert b.desk.ledger.acknowledged(book) is None
    sync(a)
    b.meets(a)
    assert b.desk.ledger.acknowledged(book) == a.desk.ledger.acknowledged(book) == a.desk.ledger.head(book)
    assert b.desk.ledger.acknowledged(b.desk.ledger.book) is None


def test_nobody_but_the_station_says_what_it_has_of_the_own_book(a: Laptop) -> None:
    from donor_room.wire.messages import Head

    book = a.desk.ledger.book
    seq, last = a.desk.ledger.head(book)
    a.ask(lambda store: store.take_acknowledged((Head(book=book, seq=seq, hash=last),)))
    assert a.desk.ledger.acknowledged(book) is None


def test_a_check_made_on_one_laptop_counts_on_the_other_and_so_does_a_failed_one(
    a: Laptop, b: Laptop
) -> None:
    checks.answer(a.desk, "scale_mixer", is_good=False, remark="漂移")
    visit = b.open_visit(8)
    walk_to(b, visit, "collection")
    b.meets(a)
    with desks.refused("checks.stands.failed"):
        desks.needle_in(b.desk, b.desk.visits.get(visit))
    checks.answer(b.desk, "scale_mixer", is_good=True, remark="换了一台")
    desks.needle_in(b.desk, b.desk.visits.get(visit))
    a.meets(b)
    (line,) = (one for one in checks.lines_of(a.desk) if one.check.id == "scale_mixer")
    assert (line.state, line.name) == ("good", "李敏")


def test_the_second_laptop_of_a_vehicle_has_nothing_left_to_check(vehicle: Vehicle, a: Laptop) -> None:
    second = vehicle.laptop("采血车03-3")
    second.work("陈晨", checked=False)
    assert checks.checks_count(second.desk)[0] == 0
    second.meets(a)
    good, listed = checks.checks_count(second.desk)
    assert good == listed == len(second.desk.packs.checks.items)


def test_supplies_are_the_vehicles_and_two_counts_that_did_not_see_each_other_are_said(
    a: Laptop, b: Laptop
) -> None:
    supplies.count(a.desk, "umbrella", "out", text="20", seen="")
    supplies.count(b.desk, "umbrella", "out", text="18", seen="")
    supplies.add(b.desk, "umbrella", "more", text="5")
    visit = a.open_visit(7)
    walk_to(a, visit, "aftercare")
    aftercare.give_souvenir(a.desk, visit, souvenir="umbrella")
    level(a, b)
    told = [supplies.look(laptop.desk).find("umbrella") for laptop in (a, b)]
    assert told[0] == told[1]
    out = told[0].out
    assert {out.number, out.against[0]} == {18, 20}
    assert (told[0].taken, told[0].expected) == (1, out.number + 5 - 1)
    later = b if a.desk.ledger.is_own(out.last.book) else a
    with desks.refused("supplies.counted_meanwhile"):
        supplies.count(later.desk, "umbrella", "out", text="19", seen="")
    supplies.count(later.desk, "umbrella", "out", text="19", seen=out.last.entry)
    level(a, b)
    for laptop in (a, b):
        agreed = supplies.look(laptop.desk).find("umbrella").out
        assert (agreed.number, agreed.against) == (19, None)
