"""Certificate and handover sheet say what the books say: every number with its end, nothing made up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

import pypdfium2
import pytest

from donor_room.domain import entries as e
from donor_room.domain.donation_number import ISBT128, check_character
from donor_room.domain.entries import VisitClosed
from donor_room.domain.guest_counts import Guests
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.packs.texts import Texts
from donor_room.printing.documents import draw_document
from donor_room.printing.folder_printer import FolderPrinter
from donor_room.ui.steps.aftercare import paper as certificate
from donor_room.ui.steps.handover import paper as handover
from donor_room.ui.steps.handover import standing
from donor_room.ui.steps.handover.day_report import report_of_the_day
from donor_room.workflow import (
    aftercare,
    decide,
    examine,
    hand_over,
    label,
    label_print,
    label_reprint,
    label_scan,
    release,
    shift,
    supplies,
)
from donor_room.workflow.desk import Desk
from tests.support import desks
from tests.support.desks import at_work, refused

SECOND = desks.LEADER


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A shift that nobody changes: one donor has gone, one set is void, one number is still open."""
    with at_work(tmp_path_factory.mktemp("day")) as desk:
        pack_all(desk, walk(desk, "closed", 3))
        void(desk, label.plan(desk, walk(desk, "labels", 4, hear=True).id, bag_kind="triple_400"))
        label.plan(desk, walk(desk, "labels", 5, hear=True).id, bag_kind="triple_400")
        yield desk


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    with at_work(tmp_path) as made:
        yield made


def walk(desk: Desk, step: str, seed: int = 3, *, hear: bool = False) -> Visit:
    visit = desks.bring_to(desk, step, seed)
    return label.confirm_at_chair(desk, visit.id) if hear else visit


def void(desk: Desk, visit: Visit) -> None:
    label.void(desk, visit.id, reason="damaged", witness=SECOND, pin=desks.PIN)


def pack_all(desk: Desk, visit: Visit, box: str = "1") -> None:
    for item in label_scan.labels_of(visit, "after_tubes").items[:-1]:  # the slip stays with the donor
        hand_over.pack(desk, text=item.encoded, box=box)


def texts_of(sheet) -> str:
    return " ".join(str(value) for value in (sheet.units, sheet.dead, sheet.counts, sheet.boxes))


# ---- the page of the handover ----


def test_every_number_of_the_shift_is_told_once(day):
    numbers = [number for number, _ in standing.look(day).ends]
    assert len(numbers) == len(set(numbers)) == standing.look(day).total.issued


@pytest.mark.parametrize(("end", "count"), [("used", 1), ("void", 1), ("open", 1), ("returned", 0)])
def test_each_end_is_counted(day, end, count):
    assert [how for _, how in standing.look(day).ends].count(end) == count


def test_the_rest_of_the_numbers_is_unspent(day):
    told = standing.look(day)
    assert [how for _, how in told.ends].count("unspent") == told.total.unspent


@pytest.mark.parametrize("role", ["bag1", "nat", "tube", "form"])
def test_what_was_packed_is_counted_by_its_role(day, role):
    counts = {name: (expected, scanned) for name, expected, scanned in standing.look(day).counts}
    assert counts[role] == (1, 1)


def test_a_number_without_an_end_has_its_story(day):
    (story,) = standing.look(day).stories
    assert (story.kind, story.step, story.labels.sent_at, story.labels.scanned) == (
        "in_work", "labels", None, frozenset(),
    )  # fmt: skip


def test_the_volume_is_that_of_the_bags(day):
    assert standing.look(day).volume_ml == 400


def test_while_visits_are_open_the_shift_cannot_close(day):
    why_not = standing.look(day).why_not
    assert why_not is not None
    assert why_not.code == "handover.visits_open"


def test_the_person_at_the_desk_is_the_one_who_hands_over(day):
    assert standing.look(day).person == day.signed_in().name


def test_a_number_that_nobody_knows_has_no_story(day):
    with refused("handover.not_of_today"):
        standing._story(day, "A660126099999")


# ---- the sheet ----


@pytest.fixture(scope="module")
def sheet(day: Desk):
    return handover.sheet_of(day, shift.the_shift(day), received_by="陈立新")


def test_the_sheet_lists_the_bag_with_its_box_and_volume(sheet):
    (unit,) = sheet.units
    assert (unit.volume_ml, unit.box) == (400, "1 号箱")
    assert unit.check is not None


def test_a_void_number_names_its_reason_and_both_persons(sheet, day):
    (dead,) = [line for line in sheet.dead if line.how == "void"]
    assert dead.reason == day.packs.codes("void_reason").label("damaged", "zh_CN")
    assert len(dead.persons) == 2


def test_the_sheet_carries_the_head_of_the_book(sheet, day):
    assert (sheet.seq, sheet.head) == day.ledger.head(day.ledger.book)


def test_the_sheet_names_both_sides(sheet, day):
    assert (sheet.given_by, sheet.received_by) == (day.signed_in().name, "陈立新")


def test_the_sheet_is_one_of_practice(sheet):
    assert sheet.practice


def test_no_donor_is_named_on_the_sheet(sheet, day):
    names = [desks.invented(day, seed).name for seed in (3, 4, 5)]
    assert [name for name in names if name in texts_of(sheet)] == []


def test_no_temperature_is_made_up(sheet):
    assert {box.temperature for box in sheet.boxes} == {"温度未知"}
    assert "温度未知" in [line.reason for line in sheet.open]


def test_the_parts_are_named_in_words(sheet):
    assert not [count.what for count in sheet.counts if count.what.startswith("labels.")]


def test_returned_numbers_are_one_line_from_first_to_last(desk):
    hand_over.return_unspent(desk)
    (line,) = handover.sheet_of(desk, shift.the_shift(desk), received_by="陈立新").dead
    assert (line.how, " - " in line.number, line.persons) == ("returned", True, (desk.signed_in().name,))


def test_an_explained_gap_names_its_reason_and_both_persons(desk):
    planned = label.plan(desk, walk(desk, "labels", hear=True).id, bag_kind="triple_400")
    number = planned.label_set.number
    desk.ledger.append([(planned.id, VisitClosed(how="left", remark="旧版程序"))], by="s1")
    hand_over.explain_gap(desk, number=number, reason="标签没找到", witness=SECOND, pin=desks.PIN)
    (line,) = handover.sheet_of(desk, shift.the_shift(desk), received_by="陈立新").dead
    assert (line.number, line.how, line.reason) == (number, "unexplained", "标签没找到")
    assert line.persons == (desk.signed_in().name, desks.PEOPLE[SECOND][0])


def test_what_was_typed_is_told_on_page_and_paper(desk):
    visit = label.plan(desk, walk(desk, "labels", hear=True).id, bag_kind="triple_400")
    number = visit.label_set.number
    assert (standing.look(desk).typed, standing.look(desk).copies) == (0, 0)
    typed = f"{number}{check_character(number, ISBT128)}"
    label_scan.type_number(desk, visit.id, text=typed, phase="before_needle", witness=SECOND, pin=desks.PIN)
    void(desk, visit)
    hand_over.return_unspent(desk)
    assert standing.look(desk).typed == 1
    sheet = handover.sheet_of(desk, shift.the_shift(desk), received_by="陈立新")
    assert [(line.number, line.how, line.times) for line in sheet.by_hand] == [(number, "typed", 1)]
    assert f"手工输入和补打 献血码 次数 {number} 手工输入 1" in " ".join(printed(sheet).split())


def test_what_was_printed_again_is_told_on_page_and_paper(desk, tmp_path):
    desk.printer = FolderPrinter(tmp_path / "printer", Texts("zh_CN"), desk.clock)
    visit = label.plan(desk, walk(desk, "labels", hear=True).id, bag_kind="triple_400")
    number = label_print.send(desk, visit.id).label_set.number
    second = {"witness": SECOND, "pin": desks.PIN}
    again = label_reprint.reprint(desk, visit.id, roles=("bag1", "tube"), reason="damaged", **second)
    void(desk, again)
    hand_over.return_unspent(desk)
    assert standing.look(desk).copies == 2
    sheet = handover.sheet_of(desk, shift.the_shift(desk), received_by="陈立新")
    assert [(line.number, line.how, line.times) for line in sheet.by_hand] == [(number, "copied", 2)]


def released(desk: Desk, seed: int) -> None:
    """A deferral for 37.4 degrees that another physician releases."""
    visit = walk(desk, "decision", seed)
    examine.measure(desk, visit.id, quantity="temp", text="37.4", confirmed=True)
    examine.sign_exam(desk, visit.id)
    (finding,) = decide.confirm(desk, visit.id, pin=desks.PIN).decisions[-1].made.findings
    given = {"reason": "examined_fit", "words": "复测三次", "staff_id": desks.PHYSICIAN, "pin": desks.PIN}
    release.release(desk, visit.id, finding=finding, **given)


def test_the_releases_of_each_physician_are_counted_on_page_and_paper(desk):
    released(desk, 6)
    released(desk, 7)
    physician = desks.PEOPLE[desks.PHYSICIAN][0]
    assert standing.look(desk).released == ((physician, 2),)
    hand_over.return_unspent(desk)
    paper = handover.sheet_of(desk, shift.the_shift(desk), received_by="陈立新")
    assert paper.released == ((physician, 2),)
    assert f"医师放行 医师 次数 {physician} 2" in " ".join(printed(paper).split())


def test_a_shift_without_a_release_has_no_such_table(desk):
    hand_over.return_unspent(desk)
    sheet = handover.sheet_of(desk, shift.the_shift(desk), received_by="陈立新")
    assert (sheet.released, "医师放行" in printed(sheet)) == ((), False)


def printed(sheet) -> str:
    pdf = pypdfium2.PdfDocument(draw_document(sheet, handover.Texts("zh_CN")))
    found = "".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    return found


# ---- signing ----


def sign(desk: Desk, papers, *, own: str = desks.PIN, other: str = desks.PIN):
    return handover.sign_and_close(desk, own_pin=own, received_by=SECOND, pin=other, papers=papers)


def done(desk: Desk) -> None:
    pack_all(desk, walk(desk, "closed"))
    hand_over.return_unspent(desk)


def test_two_pins_draw_the_sheet_and_close_the_shift(desk, tmp_path):
    done(desk)
    sign(desk, tmp_path)
    (file,) = (tmp_path / "handover").glob("*.pdf")
    assert file.read_bytes().startswith(b"%PDF")
    assert shift.current_shift(desk) is None


def test_supplies_that_differ_hold_up_no_blood_and_stand_on_the_sheet_and_in_the_book(desk, tmp_path):
    for item, out, left in (("umbrella", "20", "18"), ("sample_tube", "200", "63")):
        supplies.count(desk, item, "out", text=out, seen="")
        supplies.count(desk, item, "in", text=left, seen="")
    supplies.count(desk, "cup", "out", text="5", seen="")
    supplies.leave_open(desk, "umbrella", reason="两把坏了")
    done(desk)
    lines = {
        one.what: (one.difference, one.remark)
        for one in handover.sheet_of(desk, shift.the_shift(desk), received_by="").supplies
    }
    assert lines["留样试管"] == ("用去 137", "")
    assert lines["雨伞"][0] == "少 2"
    assert lines["雨伞"][1].startswith("两把坏了，")
    assert lines["水杯"] == ("", "没有说明")
    sign(desk, tmp_path)
    (handed,) = desk.ledger.of_house(e.SuppliesHandedOver.KIND)
    assert [(one.item, one.difference) for one in handed.act.items] == [
        ("sample_tube", 0), ("umbrella", -2), ("cup", None),
    ]  # fmt: skip


def test_guests_of_the_shift_stand_on_the_sheet_and_in_the_report_of_the_day(desk, tmp_path):
    for act in (
        e.GuestGroup(shift="another", abo="B"),
        e.GuestGroup(shift=shift.the_shift(desk).id, abo="O"),
    ):
        desk.record_of_house(act)
    sheet = handover.sheet_of(desk, shift.the_shift(desk), received_by="")
    assert sheet.guests == Guests(group=1)
    assert report_of_the_day(desk, shift.the_shift(desk), tmp_path) is None
    (paper,) = (tmp_path / "figures").glob("*.pdf")
    said = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(paper))
    assert "只测量的人" in said
    assert "合计" in said


@pytest.mark.parametrize("wrong", ["own", "other"])
def test_with_a_wrong_pin_nothing_is_drawn_and_the_shift_stays_open(desk, tmp_path, wrong):
    done(desk)
    with pytest.raises(Refusal):
        sign(desk, tmp_path, **{wrong: "0000"})
    assert list(tmp_path.glob("handover/*")) == []
    assert shift.current_shift(desk) is not None


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda desk: walk(desk, "exam"), "handover.visits_open"),
        (lambda desk: None, "handover.unspent"),
        (lambda desk: (walk(desk, "closed"), hand_over.return_unspent(desk)), "handover.not_packed"),
    ],
)
def test_what_is_left_open_is_refused_before_any_pin(desk, tmp_path, prepare: Callable, code):
    prepare(desk)
    with refused(code):
        sign(desk, tmp_path, own="0000", other="0000")


# ---- the certificate ----


@pytest.fixture(scope="module")
def rested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Visit]]:
    """A donor who sits after the donation; the tests only read, or add certificates."""
    with at_work(tmp_path_factory.mktemp("rested")) as desk:
        yield desk, walk(desk, "aftercare")


def test_the_facts_of_a_first_donation(rested):
    facts = certificate.facts_of(*rested)
    assert (facts.counts.visits, facts.rest_minutes) == (1, rested[0].packs.rules.whole("rest_minutes_min"))


def test_the_next_day_is_half_a_year_later(rested):
    desk, visit = rested
    assert certificate.facts_of(desk, visit).next_days["WB"].isoformat() == "2027-05-21"


def test_souvenirs_are_those_of_the_list_that_no_occasion_asks_for(rested):
    desk, visit = rested
    assert certificate.facts_of(desk, visit).souvenirs == tuple(
        one.code for one in desk.packs.codes("souvenir").codes if one.group is None
    )


def test_a_certificate_is_bound_to_the_visit_by_its_hash(rested, tmp_path):
    desk, visit = rested
    issued = certificate.issue_certificate(desk, visit, tmp_path)
    (file,) = (tmp_path / "certificates").glob("*.pdf")
    assert issued.documents[-1].sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_second_certificate_does_not_overwrite_the_first(rested, tmp_path):
    desk, visit = rested
    for _ in range(2):
        visit = certificate.issue_certificate(desk, desk.visits.get(visit.id), tmp_path)
    assert len(list((tmp_path / "certificates").glob("*.pdf"))) == 2


@pytest.mark.parametrize("step", ["interview", "labels"])
def test_without_a_donation_there_is_no_certificate(desk, tmp_path, step):
    with refused("aftercare.no_certificate"):
        certificate.issue_certificate(desk, walk(desk, step), tmp_path)
    assert list(tmp_path.glob("certificates/*")) == []


def test_the_day_on_the_certificate_is_the_one_that_is_told(rested, tmp_path):
    desk, visit = rested
    issued = certificate.issue_certificate(desk, desk.visits.get(visit.id), tmp_path)
    family = desk.packs.rules.family(visit.plan)
    assert issued.documents[-1].next_on == aftercare.next_days(desk, visit)[family]
