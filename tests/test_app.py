"""The composition: what holds on every page, whoever works, whatever is scanned, laid down or left alone."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread, current_thread, main_thread
from types import SimpleNamespace
from typing import ClassVar

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from donor_room.app import PAGES
from donor_room.domain import entries as e
from donor_room.domain.own_codes import visit_code
from donor_room.domain.refusal import Refusal
from donor_room.domain.walk import STEPS
from donor_room.packs.policy import load_policy
from donor_room.practice.people import People
from donor_room.ui.keys import Act
from donor_room.ui.texts import texts
from donor_room.workflow import aftercare, interview, register, sign_in
from tests.support.acts import held, upto, visit_of
from tests.support.cards import CARD
from tests.support.desks import answer_all
from tests.support.profiles import new_profile, open_at_once
from tests.support.told import PERMANENT, tell, word
from tests.ui.conftest import clock, day_in_chinese, garbage_stays_on_this_thread  # noqa: F401
from tests.ui.terminals import LEADER, NURSE, PHYSICIAN, Nurse, terminal_at_work, terminal_of

UNEXPECTED = "这里不需要这个码"
FINISH_FIRST = "请先完成或离开当前献血者，再刷证件"


@pytest.fixture
def nurse(tmp_path: Path, clock) -> Iterator[Nurse]:  # noqa: F811
    """A nurse who is signed in at the reception of an open shift."""
    with terminal_at_work(tmp_path, clock) as nurse:
        nurse.wait_for_page("reception")
        yield nurse


def come_in(nurse: Nurse, seed: int = 7, **wanted: object) -> str:
    """Register an invented donor and return the visit."""

    def registered(desk):
        donor = People(seed, desk.clock.today()).next_donor(**({"age": 30, "sex": "male"} | wanted))
        return register.open_visit(desk, donor=donor, source="typed", plan="WB400").id

    return nurse.do(registered)


def take_up(nurse: Nurse, visit: str) -> None:
    nurse.terminal.take_up(visit)
    nurse.settle()


def slip(visit: str) -> str:
    return visit_code(visit)


def shown_name(nurse: Nurse) -> str:
    line = nurse.window.banner.donor
    return line.name if line and nurse.window.banner.isVisible() else ""


# ---- pages -------------------------------------------------------------------------------------------------


def test_every_step_of_the_walk_has_a_page() -> None:
    assert set(STEPS) - {"register"} <= set(PAGES)


def test_a_page_is_built_only_when_it_is_needed(nurse) -> None:
    assert "collection" not in nurse.window._pages


def test_a_presenter_is_made_once(nurse) -> None:
    assert nurse.terminal.presenter("shift") is nurse.terminal.presenter("shift")


def test_a_visit_opens_at_its_step_with_banner_and_walk(nurse) -> None:
    take_up(nurse, come_in(nurse, name="李建国"))
    assert (nurse.page, shown_name(nurse)) == ("interview", "李建国")
    assert nurse.window.walk.isVisible()


def test_the_next_page_is_ready_before_it_is_asked_for(nurse) -> None:
    take_up(nurse, come_in(nurse))
    nurse.wait(lambda: "exam" in nurse.window._pages, "the next page")


def test_a_closed_visit_leads_back_to_the_reception(nurse) -> None:
    visit = come_in(nurse)
    nurse.do(lambda desk: aftercare.close(desk, visit, how="left", remark="走了"))
    take_up(nurse, visit)
    assert (nurse.page, nurse.terminal.visit) == ("reception", None)


def test_a_visit_that_nobody_knows_is_said(nurse) -> None:
    take_up(nurse, "0123456789abcdef")
    assert nurse.words()
    assert nurse.page == "reception"


def test_an_earlier_step_is_shown_for_the_same_donor(nurse) -> None:
    visit = come_in(nurse)
    told = nurse.do(lambda desk: answer_all(desk, desk.visits.get(visit)))
    nurse.terminal.show_step(told, "interview")
    nurse.settle()
    assert (nurse.page, nurse.terminal.visit.id) == ("interview", visit)


def test_a_page_of_the_house_has_no_donor_over_it(nurse) -> None:
    take_up(nurse, come_in(nurse))
    nurse.terminal.show("reception")
    nurse.settle()
    assert (shown_name(nurse), nurse.terminal.visit) == ("", None)


def test_the_records_are_one_key_from_the_reception(nurse) -> None:
    nurse.press(Act.RECORDS)
    assert nurse.wait_for_page("handover") == "handover"


def test_the_records_stay_closed_while_a_donor_is_open(nurse) -> None:
    take_up(nurse, come_in(nurse))
    nurse.press(Act.RECORDS)
    nurse.settle()
    assert nurse.page == "interview"


def test_a_change_of_the_language_leaves_the_keyboard_where_it_is(nurse) -> None:
    nurse.terminal.show("shift")
    nurse.settle()
    nurse.focus("site")
    texts().switch("en")
    nurse.settle()
    nurse.type("7")
    assert nurse.view.site.text() == "7"


# ---- people ------------------------------------------------------------------------------------------------


def test_the_switch_asks_who_works_and_hides_the_donor(nurse) -> None:
    take_up(nurse, come_in(nurse, name="李建国"))
    nurse.press(Act.SWITCH_PERSON)
    nurse.settle()
    assert (nurse.page, shown_name(nurse)) == ("sign_in", "")


def test_after_the_switch_the_same_page_of_the_same_donor_is_back(nurse) -> None:
    visit = come_in(nurse)
    take_up(nurse, visit)
    nurse.press(Act.SWITCH_PERSON)
    nurse.sign_in(PHYSICIAN)
    assert nurse.wait_for_page("interview")
    assert nurse.terminal.visit.id == visit
    assert nurse.do(lambda desk: desk.person.name) == "赵敏"


@pytest.mark.parametrize("page", ["handover", "shift", "staff"])
def test_after_the_switch_the_same_page_of_the_house_is_back(nurse, page) -> None:
    nurse.terminal.show(page)
    nurse.settle()
    nurse.press(Act.SWITCH_PERSON)
    nurse.sign_in(LEADER)
    assert nurse.page == page


def test_a_visit_that_went_on_meanwhile_opens_at_its_new_step(nurse) -> None:
    visit = come_in(nurse)
    take_up(nurse, visit)
    nurse.press(Act.SWITCH_PERSON)
    nurse.wait_for_page("sign_in")

    def goes_on(desk):
        desk.person = sign_in.staff(desk)[3]
        answer_all(desk, desk.visits.get(visit))
        desk.person = None

    nurse.do(goes_on)
    nurse.sign_in(NURSE)
    assert nurse.wait_for_page("exam") == "exam"


def test_the_second_switch_forgets_the_first(nurse) -> None:
    take_up(nurse, come_in(nurse))
    nurse.press(Act.SWITCH_PERSON)
    nurse.sign_in(PHYSICIAN)
    nurse.terminal.show("reception")
    nurse.settle()
    nurse.press(Act.SWITCH_PERSON)
    nurse.sign_in(NURSE)
    assert (nurse.page, nurse.terminal.visit) == ("reception", None)


def test_the_switch_pressed_again_on_the_sign_in_keeps_the_way_back(nurse) -> None:
    visit = come_in(nurse)
    take_up(nurse, visit)
    nurse.press(Act.SWITCH_PERSON)
    nurse.wait_for_page("sign_in")
    nurse.press(Act.SWITCH_PERSON)
    nurse.settle()
    nurse.sign_in(PHYSICIAN)
    assert nurse.wait_for_page("interview", "reception") == "interview"


# ---- nobody touches the desk -------------------------------------------------------------------------------


def left_alone(nurse: Nurse) -> None:
    nurse.terminal._idle.timeout.emit()
    nurse.settle()


def test_a_desk_left_alone_hides_the_donor_and_signs_out(nurse) -> None:
    visit = come_in(nurse, name="李建国")
    take_up(nurse, visit)
    left_alone(nurse)
    assert (nurse.page, shown_name(nurse)) == ("sign_in", "")
    assert nurse.do(lambda desk: desk.person) is None
    locked = nurse.do(lambda desk: [line.act.idle for line in desk.ledger.of_house(e.Locked.KIND)])
    assert locked == [True]


def test_after_the_lock_the_donor_comes_back_with_the_secret(nurse) -> None:
    visit = come_in(nurse)
    take_up(nurse, visit)
    left_alone(nurse)
    nurse.sign_in(NURSE)
    assert nurse.wait_for_page("interview")
    assert nurse.terminal.visit.id == visit


def test_while_it_is_asked_who_works_no_scan_no_card_and_no_key_goes_round_it(nurse) -> None:
    visit = come_in(nurse)
    nurse.press(Act.SWITCH_PERSON)
    nurse.wait_for_page("sign_in")
    nurse.scan(slip(visit))
    nurse.terminal.card_came.emit(CARD)
    for act in (Act.FIND, Act.FIND, Act.RECORDS, Act.BACK):
        nurse.press(act)
    nurse.settle()
    assert (nurse.page, nurse.terminal.visit) == ("sign_in", None)


def test_a_value_in_an_open_field_is_saved_by_who_typed_it_when_the_person_changes(nurse) -> None:
    visit = come_in(nurse)
    nurse.do(lambda desk: answer_all(desk, desk.visits.get(visit)))
    take_up(nurse, visit)
    nurse.wait_for_page("exam")
    nurse.view.fields["pulse"].setFocus()
    nurse.type("72")
    nurse.press(Act.SWITCH_PERSON)
    nurse.settle()
    pulse = nurse.do(lambda desk: desk.visits.get(visit).last("pulse"))
    assert (str(pulse.measured.value), pulse.by) == ("72", "s002-team")


def test_nobody_is_locked_out_twice(nurse) -> None:
    left_alone(nurse)
    left_alone(nurse)
    assert nurse.do(lambda desk: len(desk.ledger.of_house(e.Locked.KIND))) == 1


def test_a_locked_desk_reads_no_slip_and_no_card(nurse) -> None:
    visit = come_in(nurse)
    left_alone(nurse)
    nurse.scan(slip(visit))
    nurse.terminal.card_came.emit(CARD)
    nurse.settle()
    assert (nurse.page, nurse.terminal.visit) == ("sign_in", None)


def test_the_time_runs_from_the_last_key_or_touch(nurse) -> None:
    handle = nurse.window.windowHandle()
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
    button = Qt.MouseButton.LeftButton
    touch = QMouseEvent(
        QEvent.Type.MouseButtonPress, QPointF(), QPointF(), button, button, Qt.KeyboardModifier.NoModifier
    )
    for event in (key, touch):
        nurse.terminal._idle.start(50_000)
        nurse.terminal.eventFilter(handle, event)
        assert nurse.terminal._idle.remainingTime() > 49_000
    moved = QEvent(QEvent.Type.Paint)
    assert nurse.terminal.eventFilter(handle, moved) is False


def test_without_another_word_the_desk_locks_when_the_policy_says(tmp_path, clock) -> None:  # noqa: F811
    with terminal_at_work(tmp_path, clock, who=None, idle_lock_min=None) as nurse:
        assert nurse.terminal._idle.interval() == load_policy().idle_lock_min * 60_000


def test_the_clock_of_the_lock_begins_with_the_sign_in(tmp_path, clock) -> None:  # noqa: F811
    with terminal_at_work(tmp_path, clock, who=None, idle_lock_min=5) as nurse:
        assert not nurse.terminal._idle.isActive()
        nurse.sign_in(NURSE)
        assert nurse.terminal._idle.isActive()
        assert nurse.terminal._idle.interval() == 300_000


# ---- what is scanned ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["reception", "handover", "shift", "staff"])
def test_the_slip_of_a_donor_takes_the_visit_up_from_anywhere(nurse, page) -> None:
    visit = come_in(nurse)
    nurse.terminal.show(page)
    nurse.settle()
    nurse.scan(slip(visit))
    assert nurse.wait_for_page("interview")
    assert nurse.terminal.visit.id == visit


def test_the_slip_of_another_donor_changes_the_donor(nurse) -> None:
    first, second = come_in(nurse), come_in(nurse, seed=8)
    take_up(nurse, first)
    nurse.scan(slip(second))
    nurse.settle()
    assert nurse.terminal.visit.id == second


def test_a_code_that_is_not_wanted_here_is_answered(nurse) -> None:
    nurse.scan("6901234567892")
    assert nurse.words() == UNEXPECTED
    assert nurse.page == "reception"


def test_a_slip_of_no_visit_is_answered(nurse) -> None:
    nurse.scan(visit_code("f" * 16))
    nurse.settle()
    assert nurse.words()
    assert nurse.page == "reception"


def test_a_slip_at_the_sign_in_is_not_wanted(tmp_path, clock) -> None:  # noqa: F811
    with terminal_at_work(tmp_path, clock, who=None) as nurse:
        nurse.scan(visit_code("0123456789abcdef"))
        assert (nurse.words(), nurse.page) == (UNEXPECTED, "sign_in")


# ---- what is laid on the reader ----------------------------------------------------------------------------


def test_a_card_on_an_idle_desk_brings_the_reception(nurse) -> None:
    nurse.terminal.show("handover")
    nurse.settle()
    nurse.terminal.card_came.emit(CARD)
    nurse.settle()
    assert nurse.page == "reception"
    assert nurse.terminal.presenter("reception").state.mode != "idle"


def test_a_card_is_refused_while_a_donor_is_open(nurse) -> None:
    visit = come_in(nurse)
    take_up(nurse, visit)
    nurse.terminal.card_came.emit(CARD)
    nurse.settle()
    assert nurse.words() == FINISH_FIRST
    assert (nurse.page, nurse.terminal.visit.id) == ("interview", visit)


# ---- the queue ---------------------------------------------------------------------------------------------


def refreshed(nurse: Nurse) -> list:
    nurse.terminal.refresh()
    nurse.settle()
    return [row.line for row in nurse.window.queue.rows]


def test_the_drawer_lists_who_is_here_with_step_and_masked_name(nurse) -> None:
    come_in(nurse, name="李建国")
    come_in(nurse, seed=8, name="欧阳春")
    lines = refreshed(nurse)
    assert [line.number for line in lines] == ["1", "2"]
    assert "李建国" not in [line.name for line in lines]
    assert {line.step for line in lines} == {STEPS.index("interview") + 1}


def test_the_drawer_takes_another_visit_up(nurse) -> None:
    first, second = come_in(nurse), come_in(nurse, seed=8)
    take_up(nurse, first)
    refreshed(nurse)
    nurse.press(Act.FIND)
    assert nurse.window.queue.isVisible()
    nurse.key(Qt.Key.Key_Down)
    nurse.press(Act.MAIN)
    nurse.settle()
    assert (nurse.terminal.visit.id, nurse.window.queue.isVisible()) == (second, False)


def test_the_drawer_stays_closed_while_it_is_asked_who_works(nurse) -> None:
    come_in(nurse)
    refreshed(nurse)
    nurse.press(Act.SWITCH_PERSON)
    nurse.wait_for_page("sign_in")
    nurse.press(Act.FIND)
    assert not nurse.window.queue.isVisible()


def test_a_locked_desk_opens_no_visit_from_the_queue(nurse) -> None:
    visit = come_in(nurse)
    left_alone(nurse)
    nurse.window.queue.visit_asked.emit(visit)
    nurse.settle()
    assert (nurse.page, nurse.terminal.visit) == ("sign_in", None)


def test_the_visit_on_the_screen_is_marked_in_the_drawer(nurse) -> None:
    visit = come_in(nurse)
    come_in(nurse, seed=8)
    take_up(nurse, visit)
    assert [line.visit for line in refreshed(nurse) if line.is_open_here] == [visit]


def test_whoever_waits_long_is_late(nurse, clock) -> None:  # noqa: F811
    come_in(nurse)
    clock.instant += timedelta(minutes=31)
    assert [(line.minutes, line.state) for line in refreshed(nurse)] == [(31, "late")]


def test_an_empty_drawer_says_so(nurse) -> None:
    nurse.press(Act.FIND)
    assert refreshed(nurse) == []
    assert "现在没有献血者" in nurse.window.queue._hint.text()


def test_the_second_press_looks_for_others_at_the_reception(nurse) -> None:
    take_up(nurse, come_in(nurse))
    nurse.press(Act.FIND)
    nurse.press(Act.FIND)
    nurse.settle()
    assert nurse.page == "reception"


# ---- the band on top ---------------------------------------------------------------------------------------


def test_the_band_says_place_person_and_role(nurse) -> None:
    refreshed(nurse)
    band = nurse.window.status
    assert (band.site, band.person) == ("采血车 03 · 人民广场", "王芳  护士")


def test_the_band_counts_what_the_station_has_not_got(nurse) -> None:
    refreshed(nurse)
    before = nurse.window.status.backlog
    come_in(nurse)
    refreshed(nurse)
    assert nurse.window.status.backlog > before
    assert nurse.window.status.link_text == f"离线 · 自 14:32 待上传 {nurse.window.status.backlog}"


def test_the_band_says_how_old_the_list_is(nurse, clock) -> None:  # noqa: F811
    clock.instant += timedelta(hours=7)
    refreshed(nurse)
    assert nurse.window.status.directory_text == "名单 7 h 前"
    assert not nurse.window.status.is_directory_old


def test_a_list_beyond_the_age_of_the_rules_is_old(nurse, clock) -> None:  # noqa: F811
    clock.instant += timedelta(hours=25)
    refreshed(nurse)
    assert nurse.window.status.is_directory_old
    assert nurse.window.status.since == "11-21 14:32"


def test_the_band_says_nobody_after_the_lock(nurse) -> None:
    left_alone(nurse)
    refreshed(nurse)
    assert nurse.window.status.person == ""


def test_the_role_is_said_in_the_other_language(nurse) -> None:
    refreshed(nurse)
    texts().switch("en")
    nurse.settle()
    assert nurse.window.status.person == "王芳  Nurse"


def test_the_banner_is_said_in_the_other_language(nurse) -> None:
    take_up(nurse, come_in(nurse, name="李建国"))
    texts().switch("en")
    nurse.settle()
    line = nurse.window.banner.donor
    assert (line.plan.isascii(), line.last) == (True, "First donation")


def test_a_word_of_the_station_with_the_needle_in_leaves_the_page_and_marks_it(nurse, monkeypatch) -> None:
    take_up(nurse, come_in(nurse))
    heard: list[tuple[str | None, tuple[str, ...]]] = []
    page = nurse.terminal.presenter("interview")
    monkeypatch.setattr(page, "grew", lambda visit, kinds: heard.append((visit, kinds)))
    flowing = visit_of(*upto("needle"), held())
    nurse.terminal.visit = flowing
    nurse.terminal._stop_at(flowing)
    assert (nurse.page, heard) == ("interview", [(flowing.id, ("visit.held",))])


def test_the_clock_of_the_band_is_the_time_of_the_site(nurse) -> None:
    assert nurse.window.status.time == "14:32"


def test_a_practice_terminal_says_so_on_every_page(nurse) -> None:
    assert nurse.terminal.practice()
    assert nurse.window.status.is_practice
    assert nurse.window.practice_frame.isVisible()


# ---- what goes wrong ---------------------------------------------------------------------------------------


def test_a_bug_on_the_store_thread_is_said_with_its_reference(nurse) -> None:
    nurse.terminal.tasks.run(lambda: 1 // 0)
    nurse.settle()
    assert nurse.words().startswith("这一步没有保存，请再做一次。记录号 ")


def test_a_refusal_that_no_page_hears_is_said_over_the_page(nurse) -> None:
    visit = come_in(nurse)
    nurse.terminal.tasks.run(lambda: interview.sign(nurse.terminal.desk, visit, seen=()))
    nurse.settle()
    assert nurse.words()


def test_a_terminal_that_is_not_open_has_no_desk(tmp_path, clock) -> None:  # noqa: F811
    with terminal_of(new_profile(tmp_path), clock) as nurse:
        assert not nurse.terminal.has_desk()
        with pytest.raises(Refusal, match=r"staff\.open_first"):
            _ = nurse.terminal.desk


# ---- the end -----------------------------------------------------------------------------------------------


def test_what_was_asked_before_the_end_is_on_the_disk(tmp_path, clock) -> None:  # noqa: F811
    with terminal_at_work(tmp_path, clock) as nurse:
        visit = come_in(nurse)
        profile = nurse.terminal.profile
        nurse.terminal.tasks.run(
            lambda: aftercare.close(nurse.terminal.desk, visit, how="left", remark="走了")
        )
        nurse.terminal.close()
    again = open_at_once(profile, clock)
    assert again.visits.get(visit).closed is not None
    again.close()


def test_a_window_that_is_closed_closes_the_files(tmp_path, clock) -> None:  # noqa: F811
    with terminal_at_work(tmp_path, clock) as nurse:
        profile = nurse.terminal.profile
        nurse.window.close()
        QApplication.processEvents()
        again = open_at_once(profile, clock)
        assert [one.name for one in sign_in.staff(again)] == ["孙悦", "王芳", "赵敏", "周海"]
        again.close()


def test_closing_twice_is_closing_once(nurse) -> None:
    nurse.terminal.close()
    nurse.terminal.close()
    assert not nurse.terminal.has_desk()


@pytest.mark.parametrize("page", ["reception", "handover", "interview"])
def test_nothing_is_cut_on_a_whole_window(nurse, page) -> None:
    visit = come_in(nurse)
    if page == "interview":
        take_up(nurse, visit)
    else:
        nurse.terminal.show(page)
        nurse.settle()
    assert nurse.faults() == []


# ---- garbage -----------------------------------------------------------------------------------------------


class Loop:
    """Something that only the collector finds; it tells on which thread it went."""

    went_on: ClassVar[list[Thread]] = []

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        Loop.went_on.append(current_thread())


def test_garbage_is_collected_on_the_thread_of_the_screen_only(tmp_path, clock) -> None:  # noqa: F811
    gc.disable()
    try:
        with terminal_at_work(tmp_path, clock) as nurse:
            assert not gc.isenabled()
            Loop.went_on.clear()
            nurse.do(lambda _desk: [Loop() for _ in range(2_000)] and None)
            assert Loop.went_on == []
            nurse.terminal._sweeping.timeout.emit()
            assert set(Loop.went_on) == {main_thread()}
    finally:
        gc.enable()
        gc.unfreeze()


# ---- a word of the station, another day, a clock that is set ----


def hear(nurse: Nurse, visit: str) -> None:
    nurse.do(lambda desk: tell(desk, desk.visits.get(visit), word(deferral=PERMANENT)))
    nurse.settle()


def test_a_word_of_the_station_takes_the_page_of_its_donor(nurse: Nurse) -> None:
    visit = come_in(nurse)
    take_up(nurse, visit)
    assert nurse.window.page_name == "interview"
    hear(nurse, visit)
    assert nurse.window.page_name == "decision"
    assert nurse.window.scan_line.text == "血站来信：这位献血者在别处被暂缓"


def test_a_word_about_another_donor_leaves_the_page_alone(nurse: Nurse) -> None:
    visit, other = come_in(nurse, seed=7), come_in(nurse, seed=8)
    take_up(nurse, visit)
    hear(nurse, other)
    assert nurse.window.page_name == "interview"


def test_a_donor_of_yesterday_begins_at_the_interview_and_the_nurse_reads_why(nurse: Nurse, clock) -> None:  # noqa: F811
    visit = come_in(nurse)
    nurse.do(lambda desk: answer_all(desk, desk.visits.get(visit)))
    take_up(nurse, visit)
    assert nurse.window.page_name == "exam"
    clock.instant += timedelta(hours=18)
    take_up(nurse, visit)
    assert nurse.window.page_name == "interview"
    assert nurse.window.scan_line.text == "征询和检查是前一天做的，已经过期，请从征询重新做"


def test_a_clock_that_was_set_is_said_once_and_stands_beside_the_time(nurse: Nurse, clock) -> None:  # noqa: F811
    nurse.terminal.refresh()
    nurse.settle()
    clock.instant -= timedelta(hours=1)
    nurse.terminal.refresh()
    nurse.settle()
    assert nurse.window.scan_line.text.startswith("电脑时间往回拨了 1 小时 0 分")
    nurse.window.scan_line.hide()
    nurse.terminal.refresh()
    nurse.settle()
    assert nurse.window.scan_line.isHidden()
    assert nurse.window.status.clock_words == "电脑时间改动过"


def test_a_jump_while_nobody_works_here_is_said_to_the_next_person(nurse: Nurse, clock) -> None:  # noqa: F811
    nurse.terminal.refresh()
    nurse.settle()
    nurse.do(lambda desk: sign_in.lock(desk, idle=True))
    clock.instant -= timedelta(hours=1)
    nurse.terminal.refresh()
    nurse.settle()
    assert nurse.window.scan_line.isHidden()
    assert len(nurse.do(lambda desk: desk.clock_jumps)) == 1


def test_another_copy_is_said_once(nurse: Nurse) -> None:
    copied = SimpleNamespace(
        trouble=None, ahead_s=None, stopped={}, notes=("copied",), sentences=("sync.copied",)
    )
    nurse.terminal._hear_of_station(copied)
    nurse.settle()
    assert nurse.window.scan_line.text.startswith("血站发现本终端的资料在别处还有一份在用")
    nurse.window.scan_line.hide()
    nurse.terminal._hear_of_station(copied)
    assert nurse.window.scan_line.isHidden()


@pytest.mark.parametrize(("ahead_s", "words"), [(None, ""), (119, ""), (3_780, "比血站快 1 小时 3 分")])
def test_a_difference_to_the_stations_time_stands_until_it_is_gone(
    nurse: Nurse, ahead_s: int | None, words: str
) -> None:
    for told, shown in ((ahead_s, words), (0, "")):
        nurse.terminal._hear_of_station(SimpleNamespace(trouble=None, ahead_s=told, stopped={}, notes=()))
        nurse.settle()
        assert nurse.window.status.clock_words == shown
