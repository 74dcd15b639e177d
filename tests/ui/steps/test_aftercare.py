from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from PySide6.QtCore import Qt

from donor_room.domain import entries as e
from donor_room.domain.tally import Tally
from donor_room.packs.supplies import load_supplies
from donor_room.ui.steps.aftercare import presenter as aftercare
from donor_room.workflow import collect, label, supplies
from donor_room.workflow.register import UNKNOWN_DONOR
from tests.support.told import PERMANENT, tell, word
from tests.ui.steps.chair import collected, pierced, witness_id
from tests.ui.steps.desk_people import LEADER
from tests.ui.steps.house import press, put_up

F5, F7 = Qt.Key.Key_F5, Qt.Key.Key_F7
F8, F10 = Qt.Key.Key_F8, Qt.Key.Key_F10


pytestmark = pytest.mark.usefixtures("printer")


def rest(shell, visit):
    presenter = aftercare.build(shell)
    put_up(shell, presenter, visit)
    return presenter


@pytest.fixture
def page(shell, desk):
    return rest(shell, collected(desk))


def rows(row_list):
    return [(row.label, row.value) for row in row_list if not row.isHidden()]


def test_a_unit_that_goes_apart_is_marked_at_the_rest(shell, desk):
    held = tell(desk, collected(desk), word(deferral=PERMANENT))
    mark = rest(shell, held).view.mark
    assert (mark.words.text(), mark.below.text()) == (
        "血站来信：这位献血者在别处被暂缓",
        "这袋血交接时放进隔离箱，不和其他血放在一起",
    )


def test_any_other_unit_has_no_mark(page):
    assert page.view.mark is None


def test_the_rest_begins_when_the_donor_sits(page, clock):
    assert page.view.main.shown_text == "开始静坐观察"
    press(page.shell.window, F10)
    clock.instant += timedelta(minutes=6, seconds=32)
    page.tick()
    assert page.view.clock.text == "6 分 32 秒"
    assert page.view.rest_words.text() == "还有约 4 分"


def test_the_next_day_of_each_kind_and_three_counts_are_told_apart(page):
    assert ("全血", "2027-05-21") in rows(page.view.next_rows)
    assert rows(page.view.count_rows) == [
        ("献血次数", "1 次"),
        ("奖励计次", "2 次"),
        ("献血总量", "400 mL"),
        ("表彰", "再 18 计次达铜奖"),
    ]


def test_what_is_not_known_whole_is_a_least_number_and_no_award(shell, desk):
    visit = collected(desk)
    known = msgspec.structs.replace(UNKNOWN_DONOR, count=90)
    presenter = aftercare.build(shell)
    put_up(shell, presenter, msgspec.structs.replace(visit, known=known))
    assert rows(presenter.view.count_rows) == [
        ("献血次数", "至少 1 次"),
        ("奖励计次", "至少 2 次"),
        ("献血总量", "至少 400 mL"),
    ]


def test_an_award_that_was_reached_is_named(shell, desk):
    visit = collected(desk)
    before = Tally(visits=9, award_counts=Decimal(18), volume_ml=3_600, since_gold=Decimal(18))
    known = msgspec.structs.replace(UNKNOWN_DONOR, count=9, older=before)
    presenter = aftercare.build(shell)
    put_up(shell, presenter, msgspec.structs.replace(visit, known=known))
    assert rows(presenter.view.count_rows)[-2:] == [
        ("已达铜奖", "再 10 计次达银奖"),
        ("可以申请", "三免优待"),
    ]


def test_the_certificate_is_a_paper_with_its_hash_on_record(page, shell):
    press(shell.window, F8)
    document = page.visit.documents[0]
    (file,) = (shell.papers / "certificates").glob("*.pdf")
    assert document.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert document.document == "certificate"


def test_what_the_donation_is_besides_is_said_and_its_souvenir_has_the_last_key(shell, desk):
    visit = collected(desk)
    donor = msgspec.structs.replace(visit.donor, birth_on=desk.clock.today().replace(year=1990))
    opened = msgspec.structs.replace(visit.opened, donor=donor)
    presenter = aftercare.build(shell)
    put_up(shell, presenter, msgspec.structs.replace(visit, opened=opened))
    assert presenter.view.occasion.text == "今天生日 · 第一次献血"
    words = [button.text() for button in presenter.view.souvenirs.buttons]
    assert (words[-1], len(words)) == ("生日纪念币", 10)
    assert presenter.view.suggested.text() == "建议：生日纪念币"
    press(shell.window, "0")
    assert presenter.visit.souvenirs == ("coin_birthday",)


def test_on_a_day_as_any_other_no_souvenir_is_suggested(page):
    assert [button.text() for button in page.view.souvenirs.buttons][-1] == "牛奶"
    assert (page.view.occasion.text, page.view.suggested.text()) == ("第一次献血", "")


def test_a_souvenir_is_one_key_and_none_is_an_answer(page, shell):
    press(shell.window, "1")
    assert page.visit.souvenirs == ("none",)


def test_after_the_rest_one_key_ends_the_visit(page, shell, clock):
    press(shell.window, F10)
    clock.instant += timedelta(minutes=10)
    press(shell.window, F10)
    assert shell.went_on[-1].closed.how == "donated"


def test_before_the_rest_is_over_the_donor_leaves_with_a_remark(page, shell):
    press(shell.window, F10, F10)
    assert page.view.open_sheet.main.missing == "还没写原因"
    page.view.open_sheet.words.setText("坚持离开")
    press(shell.window, F10)
    assert shell.went_on[-1].closed.remark == "坚持离开"


def test_a_visit_does_not_end_in_a_reaction(page, shell, clock):
    press(shell.window, F10)
    clock.instant += timedelta(minutes=11)
    press(shell.window, F7, F10)
    assert page.view.open_sheet.objectName() == "aftercare.pressure"
    assert page.visit.open_reaction.began.phase == "resting"
    assert shell.went_on == []


def test_a_failed_donation_ends_here_without_a_certificate(shell, desk, clock):
    visit = pierced(desk)
    collect.fail_needle(desk, visit.id, reason="no_vein")
    label.void(desk, visit.id, reason="needle_failed", witness=witness_id(desk), pin=LEADER.pin)
    collect.end(desk, visit.id, volume_ml=0, reason="donor_wish")
    page = rest(shell, desk.visits.get(visit.id))
    assert page.view.headline.text() == "这次没有采成，谢谢献血者"
    press(shell.window, F8)
    assert page.visit.documents == ()
    press(shell.window, F10)
    clock.instant += timedelta(minutes=10)
    press(shell.window, F10)
    assert shell.went_on[-1].closed.how == "failed"


# ---- care, voucher, satisfaction ----


def kinds(page):
    return [line.entry.kind for line in page.shell.desk.ledger.of_visit(page.visit.id)]


def done(page):
    return [str(row.text) for row in page.view.done_rows if not row.isHidden()]


def test_the_site_is_pressed_for_as_long_as_the_pack_says(page, clock):
    assert page.view.below.text() == "采得 400 mL，穿刺点还要压迫约 10 分"
    clock.instant += timedelta(minutes=9, seconds=30)
    page.tick()
    assert page.view.below.text() == "采得 400 mL，穿刺点还要压迫约 1 分"
    clock.instant += timedelta(seconds=31)
    page.tick()
    assert page.view.below.text() == "采得 400 mL，看过穿刺点，静坐后再离开"


def test_the_four_ones_are_two_keys_and_none_of_them_is_ticked_twice(page, shell):
    press(shell.window, F5, "3")
    assert page.visit.care == ("smile",)
    press(shell.window, F5, "1")
    assert page.visit.care == ("smile", "hot_water", "greeting", "thank_you")
    assert done(page) == ["四个一都做到"]
    press(shell.window, F5, "1")
    assert kinds(page).count("aftercare.cared") == 2


def test_satisfaction_is_three_keys_and_words_are_the_donors_own(page, shell):
    press(shell.window, F5, "6", "2", F10)
    assert (page.visit.satisfaction.satisfaction, page.visit.satisfaction.words) == ("fair", None)
    press(shell.window, F5, "6", "1")
    page.view.open_sheet.words.setText("护士很耐心，㐂𠮷")
    press(shell.window, F10)
    told = page.visit.satisfaction
    assert (told.satisfaction, told.words) == ("good", "护士很耐心，㐂𠮷")
    assert "满意" in done(page)


def test_words_without_an_answer_are_not_taken(page, shell):
    press(shell.window, F5, "6")
    page.view.open_sheet.words.setText("好")
    press(shell.window, F10)
    assert page.visit.satisfaction is None
    press(shell.window, "3")
    page.view.open_sheet.words.setText("好" * 201)
    press(shell.window, F10)
    assert str(page.view.open_sheet.message.text).startswith("最多写 200 个字")
    assert page.visit.satisfaction is None


def test_a_donor_of_whole_blood_gets_no_voucher_and_no_calcium(page, shell):
    press(shell.window, F5)
    assert [button.text() for button in page.view.open_sheet.choices.buttons] == [
        "四个一都做到", "一杯热水", "一个微笑", "一声问候", "一句感谢", "满意度",
    ]  # fmt: skip


def test_apheresis_has_its_care_and_a_voucher_that_is_scanned_or_typed(shell, desk):
    visit = collected(desk)
    desk.ledger.append([(visit.id, e.PlanChanged(plan="APH_PLT1"))], by="s1")
    presenter = rest(shell, desk.visits.get(visit.id))
    press(shell.window, F5)
    offered = [button.text() for button in presenter.view.open_sheet.choices.buttons]
    assert offered[-5:] == ["满意度", "补钙", "果汁", "盖毯", "补贴券"]
    press(shell.window, "7", F5, "0")
    assert presenter.scanned("一张纸")
    assert str(presenter.view.open_sheet.message.text).startswith("券号是 3 到 32 位")
    assert presenter.scanned("p-2026-000123")
    assert (presenter.visit.care, presenter.visit.vouchers) == (("calcium",), ("P-2026-000123",))
    assert done(presenter) == ["补钙", "补贴券"]
    assert not presenter.scanned("p-2026-000124")


# ---- souvenirs by scan -------------------------------------------------------------------------------------


def test_a_scanned_article_is_given_beside_the_key_and_little_of_it_is_said_quietly(shell, desk, monkeypatch):
    listed = load_supplies()
    codes = {"umbrella": ("69012345",), "snack": ("69054321",)}
    items = tuple(msgspec.structs.replace(one, bar_codes=codes.get(one.code, ())) for one in listed.items)
    monkeypatch.setitem(desk.packs.__dict__, "supplies", msgspec.structs.replace(listed, items=items))
    supplies.count(desk, "umbrella", "out", text="2", seen="")
    page = rest(shell, collected(desk))
    assert page.view.low.text() == "快没有了：雨伞 剩 2 把"
    press(shell.window, "4")
    assert page.scanned("69012345")
    assert page.visit.souvenirs == ("cup", "umbrella")
    assert done(page) == ["水杯 · 雨伞"]
    assert page.scanned("69012345")
    assert str(shell.window.scan_line.text).startswith("已经发过雨伞")
    assert page.scanned("69054321")
    assert str(shell.window.scan_line.text) == "点心不是纪念品，没有发给献血者"
    press(shell.window, F5)
    assert page.scanned("69012345")
    assert page.visit.souvenirs == ("cup", "umbrella")
    assert not page.scanned("69099999")
