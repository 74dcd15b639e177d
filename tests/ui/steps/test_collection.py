from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from donor_room.domain.walk import step_of
from donor_room.ui.steps.collection import presenter as collection
from donor_room.ui.steps.collection.presenter import day_of_code
from donor_room.ui.steps.labels import presenter as labels
from donor_room.ui.texts import texts
from donor_room.workflow import collect
from tests.support.told import PERMANENT, tell, word
from tests.ui.steps.chair import codes, labelled, pierced, said, second_person
from tests.ui.steps.house import press, put_up

ENTER, F7, F8, F10 = Qt.Key.Key_Return, Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F10


pytestmark = pytest.mark.usefixtures("printer")


def chair(shell, visit):
    presenter = collection.build(shell)
    put_up(shell, presenter, visit)
    return presenter


@pytest.fixture
def flowing(shell, desk):
    return chair(shell, pierced(desk))


def pairs(page):
    return [row.value for row in page.view.pairs if not row.isHidden()]


def test_a_bag_has_a_lot_and_a_day_before_the_needle(shell, desk):
    page = chair(shell, labelled(desk))
    assert page.view.main.shown_text == "还缺血袋批号"
    press(shell.window, "B260812")
    assert page.view.main.shown_text == "还缺血袋效期"
    press(shell.window, ENTER, "20280731", F10)
    assert (page.visit.bag.lot, page.visit.bag.expires_on) == ("B260812", date(2028, 7, 31))


def test_an_expired_bag_is_named_beside_its_day(shell, desk):
    page = chair(shell, labelled(desk))
    press(shell.window, "B1", ENTER, "20260101", F10)
    assert page.view.expiry_message.text == "批号 B1 的血袋 2026-01-01 到期，请换一个"
    assert page.visit.bag is None


def test_the_codes_of_the_bag_fill_lot_and_day(shell, desk):
    page = chair(shell, labelled(desk))
    page.scanned("&)1234567890")
    page.scanned("=>028213")
    assert (page.view.lot.text(), page.view.expiry.text()) == ("1234567890", "2028-07-31")


@pytest.mark.parametrize(("code", "day"), [("026001", date(2026, 1, 1)), ("028366", date(2028, 12, 31))])
def test_a_day_of_the_year_is_read(code, day):
    assert day_of_code(code, date(2026, 11, 21)) == day


def test_fear_is_one_digit_before_the_needle_and_stands_with_the_risk_beside(shell, desk):
    visit = labelled(desk)
    collect.take_bag(
        desk, visit.id, bag_kind="triple_400", lot="B1", expires_on=desk.clock.today() + timedelta(days=9)
    )
    page = chair(shell, desk.visits.get(visit.id))
    press(shell.window, "1", "4")
    assert (page.visit.is_afraid, page.state.arm) == (True, "left")
    assert "害怕" in page.view.risk.text()
    press(shell.window, "5")
    assert page.visit.is_afraid is False
    assert "害怕" not in page.view.risk.text() + page.view.risk_unknown.text()
    press(shell.window, F10)
    assert (page.stage, page.view.fear.isVisible()) == ("flowing", False)


def test_three_keys_take_a_donation(shell, desk, clock):
    visit = labelled(desk)
    collect.take_bag(
        desk, visit.id, bag_kind="triple_400", lot="B1", expires_on=desk.clock.today() + timedelta(days=9)
    )
    page = chair(shell, desk.visits.get(visit.id))
    assert page.view.main.shown_text == "还没选手臂"
    press(shell.window, "1", F10)
    assert page.visit.needle.put_in.arm == "left"
    clock.instant += timedelta(minutes=6, seconds=8)
    page.tick()
    assert page.view.clock.text == "6 分 08 秒"
    assert page.view.flow_words.text() == "满 10 分后不宜制备血小板"
    press(shell.window, "1")
    assert (page.visit.collection.volume_ml, page.visit.collection.outcome) == (400, "full")


def test_over_ten_minutes_the_clock_warns_and_the_mark_follows(flowing, clock):
    clock.instant += timedelta(minutes=10, seconds=1)
    flowing.tick()
    assert flowing.view.flow_words.text().startswith("已不宜制备血小板")
    press(flowing.shell.window, "1")
    assert flowing.view.marks.text() == "不制备血小板"


def test_a_short_bag_needs_its_volume_and_a_reason(flowing):
    press(flowing.shell.window, "2")
    sheet = flowing.view.open_sheet
    press(flowing.shell.window, "310", F10)
    assert flowing.visit.collection is None
    assert sheet.main.missing == "请按一个数字选"
    press(flowing.shell.window, ENTER, "1", F10)
    ended = flowing.visit.collection
    assert (ended.volume_ml, ended.outcome, ended.reason) == (310, "short", "slow_flow")


def test_bag_tubes_and_form_are_proved_once_more_before_the_rest(flowing, shell):
    press(shell.window, "1")
    assert flowing.view.main.shown_text == "还差 5 次扫描"
    for code in codes(flowing.visit, "after_tubes"):
        flowing.scanned(code)
    assert step_of(shell.went_on[-1]) == "aftercare"


def test_a_label_is_not_asked_for_while_blood_flows(flowing):
    flowing.scanned(codes(flowing.visit, "after_tubes")[0])
    assert said(flowing) == "采集结束后再扫标签"


def test_a_failed_needle_leads_back_to_a_new_set(flowing, shell):
    press(shell.window, "4")
    press(shell.window, "1", F10)
    visit = shell.went_on[-1]
    assert (step_of(visit), visit.label_set.spoiled, visit.needles[0].failed) == ("labels", True, "no_vein")


def second_try(shell, desk):
    visit = pierced(desk)
    collect.fail_needle(desk, visit.id, reason="no_vein")
    first = desk.visits.get(visit.id).label_set.number
    page = labels.build(shell)
    put_up(shell, page, desk.visits.get(visit.id))
    return page, first


def test_the_spoiled_set_is_void_with_a_second_person_and_a_new_one_is_printed(shell, desk):
    page, first = second_try(shell, desk)
    assert page.view.proof.prompt.text == "穿刺失败，这套标签必须作废"
    press(shell.window, F8)
    second_person(page, reason="9")
    assert page.view.prompt.hint.startswith("第二次穿刺用新袋")
    press(shell.window, "1", F8)
    assert page.visit.label_set.number != first
    for code in codes(page.visit):
        page.scanned(code)
    assert step_of(shell.went_on[-1]) == "collection"


def test_a_second_needle_wants_agreement_and_the_other_arm(shell, desk):
    page, _ = second_try(shell, desk)
    visit = page.visit
    press(shell.window, F8)
    second_person(page, reason="9")
    press(shell.window, "1", F8)
    for code in codes(page.visit):
        page.scanned(code)
    day = desk.clock.today() + timedelta(days=9)
    collect.take_bag(desk, visit.id, bag_kind="triple_400", lot="B2", expires_on=day)
    chairside = chair(shell, desk.visits.get(visit.id))
    press(shell.window, "1")
    assert chairside.state.arm is None
    press(shell.window, "2")
    assert chairside.view.main.shown_text == "还缺献血者同意"
    press(shell.window, "3", F10)
    assert chairside.visit.needle.put_in.attempt == 2


def test_a_donor_without_a_second_needle_goes_to_the_rest(shell, desk):
    page, _ = second_try(shell, desk)
    press(shell.window, F8)
    second_person(page, reason="9")
    press(shell.window, Qt.Key.Key_F6, "1", F10)
    ended = shell.went_on[-1]
    assert (step_of(ended), ended.collection.outcome) == ("aftercare", "failed")


def test_a_reaction_starts_on_the_press_and_keeps_what_is_done(flowing, shell, clock):
    press(shell.window, F7)
    view = flowing.view
    assert not view.reaction_head.isHidden()
    clock.instant += timedelta(minutes=2, seconds=14)
    flowing.tick()
    assert view.reaction_head.clock.text == "2 分 14 秒"
    press(shell.window, "3", "5")
    assert [what for _, what in flowing.visit.open_reaction.notes] == ["needle_out", "physician_called"]
    press(shell.window, F10)
    press(shell.window, "88", ENTER, "54", ENTER, "52", F10)
    assert flowing.visit.last("sbp").measured.value == 88
    assert view.reaction_body.pressures[0].value == "88/54 mmHg"


def test_a_word_of_the_station_with_the_needle_in_stays_on_the_page(flowing, shell, desk):
    assert flowing.view.mark is None
    tell(desk, flowing.visit, word(deferral=PERMANENT))
    flowing.grew(flowing.visit_id, ("visit.held",))
    mark = flowing.view.mark
    assert (mark.words.text(), mark.isVisible()) == ("血站来信：这位献血者在别处被暂缓", True)
    assert mark.below.text() == "采血照常结束。这袋血交接时放进隔离箱"
    press(shell.window, "1")
    assert mark.below.text() == "这袋血交接时放进隔离箱，不和其他血放在一起"
    texts().switch("en")
    assert (mark.words.text() + mark.below.text()).isascii()


def test_the_mark_goes_with_the_donor(flowing, desk):
    tell(desk, flowing.visit, word(deferral=PERMANENT))
    flowing.grew(flowing.visit_id, ("visit.held",))
    flowing.open(pierced(desk, seed=9, name="马国栋"))
    assert flowing.view.mark.isHidden()


def test_news_that_is_not_of_the_unit_draws_nothing_anew(flowing, desk, monkeypatch):
    drawn = []
    monkeypatch.setattr(flowing, "show", drawn.append)
    flowing.grew(flowing.visit_id, ("document.issued",))
    flowing.grew("another", ("visit.held",))
    assert drawn == []


def test_the_head_of_a_reaction_says_what_comes_next(flowing, shell, clock):
    head, rows = flowing.view.reaction_head, flowing.view.reaction_body.rows
    press(shell.window, F7)
    said = [(head.note.text(), [row.act.code for row in rows if row.act.is_next])]
    for key in ("3", "4", "5"):
        press(shell.window, key)
        said.append((head.note.text(), [row.act.code for row in rows if row.act.is_next]))
    assert said == [
        ("先停采，拔针", ["needle_out"]),
        ("接着平卧，抬高下肢", ["feet_up"]),
        ("接着呼叫医师", ["physician_called"]),
        ("接着测血压和脉搏，按 F10", []),
    ]
    clock.instant += timedelta(minutes=1)
    press(shell.window, F10, "88", ENTER, "54", ENTER, "52", F10)
    assert head.note.text() == "继续看护，5 分 00 秒 后再测血压"
    clock.instant += timedelta(minutes=5)
    flowing.tick()
    assert head.note.text() == "满 5 分，再测血压按 F10"


def test_the_last_pressures_stay_in_sight_while_a_reaction_runs(flowing, shell):
    press(shell.window, F7, F10, "88", ENTER, "54", ENTER, "52", F10)
    shell.window.resize(1280, 720)
    row = flowing.view.reaction_body.pressures[0]
    bottom = row.mapTo(flowing.view, row.rect().bottomLeft()).y()
    assert (row.value, bottom < flowing.view.action_band.y()) == ("88/54 mmHg", True)


def test_the_collection_can_end_while_a_reaction_runs(flowing, shell):
    press(shell.window, F7, "2")
    press(shell.window, "186", ENTER, "2", F10)
    assert flowing.visit.collection.volume_ml == 186
    assert "有献血反应" in flowing.view.marks.text() or flowing.view.proof.isVisible()


def test_five_answers_end_a_reaction(flowing, shell):
    press(shell.window, F7, F7)
    for answer in "61111":
        press(shell.window, answer)
    assert "WS/T 551：B1 血管迷走神经反应，无意识丧失" in flowing.view.open_sheet.hint.text()
    press(shell.window, "1", F10)
    ended = flowing.visit.reactions[0].ended
    assert (ended.reaction_kind, ended.severity, ended.judged.grade) == ("B1", "mild", 1)
    assert (ended.judged.category, ended.judged.reason, ended.judged.call_on) == ("vvr_awake", None, None)
    assert flowing.view.reaction_head.isHidden()


def test_what_is_not_known_must_be_said_by_the_nurse_with_a_reason(flowing, shell):
    press(shell.window, F7, F7)
    for answer in "61011":
        press(shell.window, answer)
    sheet = flowing.view.open_sheet
    assert "分级：还定不了" in sheet.hint.text()
    assert [button.digit for button in sheet.choices.buttons] == [2, 3, 4]
    press(shell.window, "3", F10, "2")  # moderate
    press(shell.window, "4", F10, "2")  # grade 2
    assert "下次献血：暂缓到 2027-05-21（WS/T 551）" in flowing.view.open_sheet.hint.text()
    press(shell.window, "1", F10)
    flowing.view.open_sheet.words.setText("家属说一小时才好")
    press(shell.window, F10)
    ended = flowing.visit.reactions[0].ended
    assert (ended.severity, ended.judged.grade, ended.judged.reason) == ("moderate", 2, "家属说一小时才好")
    assert (ended.judged.derived.grade, ended.judged.answers["how_long"]) == (None, "not_known")
    assert ended.judged.call_on == date(2026, 11, 22)


def test_another_kind_takes_its_own_category(flowing, shell):
    press(shell.window, F7, F7)
    for answer in "11111":
        press(shell.window, answer)
    press(shell.window, "2", F10, "1", "8")
    press(shell.window, "1", F10)
    flowing.view.open_sheet.words.setText("红肿")
    press(shell.window, F10)
    judged = flowing.visit.reactions[0].ended.judged
    assert (judged.derived.kind, judged.category, judged.reason) == ("A1.1", "inflammation", "红肿")


def test_an_impossible_pressure_stays_on_the_sheet(flowing, shell):
    press(shell.window, F7, F10)
    press(shell.window, "54", ENTER, "88", ENTER, "52", F10)
    assert flowing.view.open_sheet.message.text
    assert len(flowing.visit.all_of("sbp")) == 1


def test_before_the_needle_there_is_no_reaction_to_record(shell, desk):
    page = chair(shell, labelled(desk))
    press(shell.window, F7)
    assert page.visit.reactions == ()


def test_the_number_can_be_void_before_the_needle(shell, desk):
    page = chair(shell, labelled(desk))
    press(shell.window, F8, "2")
    second_person(page, reason="6")
    assert step_of(shell.went_on[-1]) == "labels"


def test_a_scanned_code_that_is_broken_is_said(shell, desk):
    page = chair(shell, labelled(desk))
    page.scanned("=>999999")
    assert said(page) == "条码没有读全，请再扫一次"
