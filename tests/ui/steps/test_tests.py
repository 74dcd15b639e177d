"""The page of the blood tests: what is pressed, what is read, and what is kept from the eye."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest
from PySide6.QtCore import Qt

from donor_room.domain.directory import DirectoryDonor
from donor_room.ui.box_codes import BoxCode, read_box
from donor_room.ui.steps.tests.presenter import TestsPresenter as Presenter
from donor_room.ui.steps.tests.showing import show_group
from donor_room.ui.steps.tests.state import Window
from donor_room.ui.steps.tests.view import TestsView as View
from donor_room.ui.texts import say
from donor_room.ui.widgets.banner import DonorLine
from donor_room.ui.widgets.fields import Mark
from donor_room.workflow.examine import Past
from tests.ui.steps.house import ShellSpy, answer_all, come_in, press, put_up

ENTER, F5, F10 = Qt.Key.Key_Return, Qt.Key.Key_F5, Qt.Key.Key_F10
LOTS = {"hb": "HB02", "alt": "A2610", "hbsag": "H2608", "abo": "B2609"}


class Ticks:
    """A clock of seconds that a test turns."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def page(shell: ShellSpy, ticks: Ticks) -> Presenter:
    """The page before the lots of the shift are known."""
    presenter = Presenter(shell, View(), ticks=ticks)
    put_up(shell, presenter, answer_all(shell.desk, come_in(shell.desk, sex="male")))
    return presenter


@pytest.fixture
def tests(page: Presenter) -> Presenter:
    """The page with the lots given."""
    give_lots(page)
    return page


def give_lots(page: Presenter, until: str = "20270531") -> None:
    for test in ("hb", "alt", "abo", "hbsag"):
        press(page.shell.window, LOTS[test], ENTER, until, ENTER)
    press(page.shell.window, F10)


def run_strip(page: Presenter, ticks: Ticks, minutes: float) -> None:
    ticks.seconds += minutes * 60
    page.look_at_clocks()


def stored(page: Presenter, quantity: str) -> list[str]:
    visit = page.shell.desk.visits.get(page.visit_id)
    return [str(reading.measured.value) for reading in visit.all_of(quantity)]


def test_lots_are_asked_before_the_first_result_of_the_shift(page):
    assert not page.view.lots.isHidden()
    assert page.view.main.shown_text == "保存批号并继续"


def test_lots_are_asked_once_per_shift(tests):
    tests.open(answer_all(tests.shell.desk, come_in(tests.shell.desk, seed=9)))
    assert tests.view.lots.isHidden()


def test_an_expired_lot_is_refused_by_name(page):
    give_lots(page, until="20261120")
    assert page.view.lots.messages["hb"].text == "HB02 已过期，请换一盒"
    assert not page.view.lots.isHidden()


def test_a_lot_is_good_on_its_last_day(page):
    give_lots(page, until="20261121")
    assert page.view.lots.isHidden()


def test_a_day_that_does_not_exist_is_asked_for_again(page):
    give_lots(page, until="20270231")
    assert page.view.lots.messages["alt"].text.startswith("请填写有效期")


def test_a_scanned_box_fills_its_row(page):
    assert page.scanned("(01)06901234567892(17)270531(10)H2608")
    assert page.view.lots.given("hb") == ("H2608", "2027-05-31", date(2027, 5, 31))


def test_the_whole_page_takes_its_keys_and_goes_on(tests, shell, ticks):
    press(shell.window, "142", ENTER, "22", ENTER, "1", "1")
    run_strip(tests, ticks, 16)
    press(shell.window, "2", F10)
    assert [(visit.group.abo, visit.strip.result) for visit in shell.went_on] == [("A", "nonreactive")]


def test_enter_pressed_once_too_often_gives_no_group(tests, shell):
    press(shell.window, "142", ENTER, "22", ENTER, ENTER, ENTER)
    assert shell.desk.visits.get(tests.visit_id).group is None


def test_each_result_carries_its_lot(tests, shell):
    press(shell.window, "142", ENTER)
    reading = shell.desk.visits.get(tests.visit_id).last("hb").measured
    assert (reading.lot, reading.lot_expires_on) == ("HB02", date(2027, 5, 31))


def test_a_value_in_grams_per_decilitre_is_asked_about_and_never_saved(tests, shell):
    press(shell.window, "13.5", ENTER)
    assert tests.view.rows["hb"].question.text == "13.5 是否按 g/dL 读数？请按 g/L 输入"
    assert stored(tests, "hb") == []


def test_an_unlikely_value_waits_for_one_key(tests, shell):
    press(shell.window, "75", ENTER)
    assert (tests.view.fields["hb"].mark, stored(tests, "hb")) == (Mark.CHECK, [])
    press(shell.window, "1")
    assert stored(tests, "hb") == ["75"]


def test_a_repeat_keeps_the_first_value(tests, shell):
    press(shell.window, "118", ENTER, F5, "121", ENTER)
    assert stored(tests, "hb") == ["118", "121"]


def test_the_strip_is_locked_until_its_window_opens(tests, shell, ticks):
    press(shell.window, "142", ENTER, "22", ENTER, "1", "1")
    run_strip(tests, ticks, 14.9)
    press(shell.window, "2")
    assert shell.desk.visits.get(tests.visit_id).strip is None
    assert "后可以判读" in tests.view.strip.words.text()
    assert tests.view.main.shown_text == "等待试条判读"


def test_an_old_strip_can_only_be_called_invalid(tests, shell, ticks):
    press(shell.window, "142", ENTER, "22", ENTER, "1", "1")
    run_strip(tests, ticks, 20)
    press(shell.window, "2")
    assert shell.desk.visits.get(tests.visit_id).strip is None
    press(shell.window, "0")
    assert shell.desk.visits.get(tests.visit_id).strip.result == "invalid"


def test_an_invalid_strip_asks_for_a_new_one(tests, shell, ticks):
    press(shell.window, "142", ENTER, "22", ENTER, "1", "1")
    run_strip(tests, ticks, 16)
    press(shell.window, "0")
    assert tests.view.strip.words.text() == "试条无效，请换新试条"
    assert tests.view.main.missing == "等待试条判读"


def test_before_a_strip_its_clock_says_that_none_was_begun(tests):
    assert (tests.view.no_strip.text(), tests.view.clock.isVisible()) == ("还没有开始", True)


def test_a_strip_that_was_read_says_when_and_shows_its_window_no_more(tests, ticks):
    press(tests.shell.window, "124", ENTER, "22", ENTER, "1", "1")
    run_strip(tests, ticks, 16)
    press(tests.shell.window, "2")
    parts = (tests.view.timer, tests.view.clock, tests.view.opens)
    assert tests.view.no_strip.text() == "14:32 已判读，无反应性"
    assert [part.isVisible() for part in parts] == [False, False, False]


def test_a_new_strip_brings_the_clock_back(tests, ticks):
    press(tests.shell.window, "124", ENTER, "22", ENTER, "1", "1")
    run_strip(tests, ticks, 21)
    press(tests.shell.window, "0", "1")
    assert (tests.view.timer.isVisible(), tests.view.clock.isVisible()) == (True, True)


def test_a_first_donor_is_called_so_once(tests):
    said = [row.past.trend.empty_text for row in tests.view.values.values()]
    assert said == ["首次献血，无以往数值", ""]


def test_each_strip_keeps_its_donor_when_another_one_comes(tests, shell, ticks):
    press(shell.window, "142", ENTER, "22", ENTER, "1", "1")
    first = shell.desk.visits.get(tests.visit_id)
    tests.open(answer_all(shell.desk, come_in(shell.desk, seed=9)))
    run_strip(tests, ticks, 16)
    assert shell.window.scan_line.text == f"{first.donor.name} 的试条可以判读"
    assert [row.text for row in tests.view.other_rows()] == [first.donor.name]
    tests.open(first)
    press(shell.window, "2")
    assert shell.desk.visits.get(first.id).strip.result == "nonreactive"


@pytest.fixture
def after_the_crash(tests, shell, clock) -> Presenter:
    """The same donor on a page that was built anew, sixteen minutes after the strip was wetted."""
    press(shell.window, "142", ENTER, "22", ENTER, "1", "1")
    clock.instant += timedelta(minutes=16)
    view = View()
    view.setParent(shell.window)  # it ends with the window, as every page does
    again = Presenter(shell, view, ticks=Ticks())
    again.open(shell.desk.visits.get(tests.visit_id))
    again.look_at_clocks()
    return again


def test_a_strip_goes_on_after_the_program_was_killed(after_the_crash, shell):
    after_the_crash.view.strip_read.emit("nonreactive")
    assert shell.desk.visits.get(after_the_crash.visit_id).strip.result == "nonreactive"


def test_the_lots_of_the_shift_are_known_again_after_a_crash(after_the_crash):
    kept = {test: lot.number for test, lot in after_the_crash._kept().items()}
    assert kept == {"hb": "HB02", "alt": "A2610", "hbsag": "H2608", "abo": "B2609"}


def on_record(abo: str, also: str | None = None) -> DirectoryDonor:
    return DirectoryDonor(name=None, sex=None, birth_on=None, abo=abo, rhd="positive", donations=(), count=5,
                          had_reaction=False, deferral=None, abo_also=also)  # fmt: skip


def known(page: Presenter, abo: str) -> None:
    """Open the page for a donor whose group the directory knows."""
    page.shell.window.show_donor(DonorLine("样例", "", "", "", "", "", group=abo, rh="RhD 阳性"))
    page.open(msgspec.structs.replace(page.visit, known=on_record(abo)))


def test_nobody_reads_the_known_group_before_typing(tests, shell):
    known(tests, "A")
    assert shell.window.banner.shown_group == ""
    assert tests.view.group.message.text == ""


def test_the_group_comes_back_once_it_is_typed(tests, shell):
    known(tests, "A")
    tests.view.group.digit_pressed(1)
    assert shell.window.banner.shown_group == "A"


@pytest.mark.parametrize(("typed", "against"), [(1, "B"), (2, "A")])
def test_of_two_groups_on_record_the_one_that_differs_is_told(tests, shell, typed, against):
    tests.view.group.digit_pressed(typed)
    show_group(tests.view.group, msgspec.structs.replace(tests.visit, known=on_record("A", also="B")))
    assert tests.view.group.message.text == say("tests.group_differs", known=against)


def test_leaving_the_page_shows_the_group_again(tests, shell):
    known(tests, "A")
    shell.window.page_shown.emit("reception")
    assert shell.window.banner.shown_group == "A"


def test_past_values_wait_for_the_value(tests, shell):
    past = {"hb": (Past(value=Decimal(138), on=date(2026, 5, 16)),), "alt": ()}
    tests._known = replace(tests._known, past=past)
    tests._show()
    past = tests.view.rows["hb"].past
    assert (past.trend.empty_text, past.value.text()) == ("输入后显示以往数值", "")
    press(shell.window, "142", ENTER)
    assert past.value.text() == "138"


def test_what_is_missing_is_said_on_the_main_button_and_led_to(tests, shell):
    press(shell.window, "142", ENTER, F10)
    assert tests.view.main.shown_text == "还有 3 项未做"
    assert tests.view.fields["alt"].hasFocus()


def test_the_strip_clock_runs_faster_only_in_practice(tests, monkeypatch):
    tests.hurry_strips(60)
    assert tests.view.hurried.text() == "练习：计时加快 60 倍"
    monkeypatch.setattr(tests.shell, "practice", lambda: False)
    with pytest.raises(ValueError, match="30"):
        tests.hurry_strips(30)


@pytest.mark.parametrize(
    ("seconds", "phase"), [(0, "waiting"), (899, "waiting"), (900, "open"), (1199, "open"), (1200, "over")]
)
def test_the_window_opens_at_fifteen_and_closes_at_twenty_minutes(seconds, phase):
    assert Window(15, 20).phase(seconds) == phase


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0106901234567892172705311" + "0H2608", BoxCode("H2608", date(2027, 5, 31))),
        ("(01)06901234567892(17)270200(10)A-1", BoxCode("A-1", date(2027, 2, 28))),
        ("(01)06901234567892(17)271200(10)A-1", BoxCode("A-1", date(2027, 12, 31))),
        ("(01)06901234567892(17)271332(10)A-1", None),
        ("(01)06901234567892(17)270231(10)A-1", None),
        ("A660126000001", None),
        ("", None),
    ],
)
def test_a_box_code_is_read_or_left_alone(text, read):
    assert read_box(text) == read


def test_a_donor_who_leaves_is_written_down_with_the_reason(tests, shell):
    press(shell.window, Qt.Key.Key_F6, "has to go", F10)
    assert [(visit.closed.how, visit.closed.remark) for visit in shell.went_on] == [("left", "has to go")]


def test_nobody_leaves_without_a_reason(tests, shell):
    press(shell.window, Qt.Key.Key_F6, F10)
    assert shell.went_on == []
