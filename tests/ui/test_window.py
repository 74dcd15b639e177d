from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shiboken6 import delete

from donor_room.domain.walk import STEPS
from donor_room.ui.texts import texts
from donor_room.ui.theme import theme
from donor_room.ui.widgets.fields import TextField
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.ui.widgets.page import Page
from donor_room.ui.window import MainWindow
from tests.ui.samples import LI, QUEUE, SAMPLES, dress


class Board(Page):
    shows_donor = False


class Walked(Page):
    step = 4


@pytest.fixture
def shown(window, qtbot) -> MainWindow:
    window.register("board", Board)
    window.register("walked", Walked)
    window.show_page("walked")
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    return window


def test_a_page_is_built_when_it_is_first_shown_and_only_once(window):
    built = []
    window.register("board", lambda: built.append(1) or Board())
    assert built == []
    window.show_page("board")
    window.show_page("board")
    assert built == [1]


def test_a_prepared_page_is_built_while_nothing_else_happens(window, qtbot):
    built = []
    window.register("next", lambda: built.append(1) or Board())
    window.prepare("next")
    assert built == []
    qtbot.waitUntil(lambda: built == [1])


def test_an_unknown_page_is_a_bug(window):
    with pytest.raises(KeyError):
        window.show_page("nowhere")


def test_a_forgotten_page_is_built_anew(shown):
    first = shown.page("board")
    shown.forget("board")
    assert shown.page("board") is not first


def test_banner_and_walk_stand_only_over_pages_of_a_donor(shown):
    assert shown.banner.isVisible()
    assert shown.walk.isVisible()
    shown.show_page("board")
    assert not shown.banner.isVisible()
    assert not shown.walk.isVisible()


def test_the_walk_shows_where_the_donor_stands(shown):
    shown.show_done(("register", "exam"))
    shown.show_page("walked")
    assert (shown.walk.step, shown.walk.done) == (4, frozenset({1, 3}))


def test_the_window_names_the_steps_as_the_walk_does(shown):
    shown.show_done(STEPS)
    assert shown.walk.done == frozenset(range(1, 9))


def test_the_bands_have_the_heights_of_the_sketches(shown):
    page = shown.current
    heights = [shown.status.height(), shown.banner.height(), shown.walk.height(), page.action_band.height()]
    assert heights == [40, 88, 48, 88]


def test_the_time_is_that_of_the_donation_site(window, clock):
    assert window.status.time == "14:32"
    clock.instant += timedelta(minutes=1)
    window._show_time()
    assert window.status.time == "14:33"


def test_a_window_without_a_clock_shows_no_time_until_it_has_one(qtbot, clock):
    window = MainWindow()
    qtbot.addWidget(window)
    assert window.status.time == ""
    window.start_clock(clock)
    assert window.status.time == "14:32"


def test_the_curtain_hides_everything_and_keeps_the_place(shown, qtbot):
    page = shown.current
    qtbot.keyClick(page, Qt.Key.Key_F12)
    assert shown.curtain.isVisible()
    qtbot.keyClick(shown.curtain, Qt.Key.Key_5)
    assert shown.curtain.isVisible()
    qtbot.keyClick(shown.curtain, Qt.Key.Key_F12)
    assert not shown.curtain.isVisible()
    assert shown.focusWidget() is page


def test_keys_do_nothing_to_the_page_behind_the_curtain(shown, qtbot):
    shown.draw_curtain()
    with qtbot.assertNotEmitted(shown.current.back_asked):
        qtbot.keyClick(shown, Qt.Key.Key_Escape)


def test_f11_changes_day_and_night(shown, qtbot):
    qtbot.keyClick(shown.current, Qt.Key.Key_F11)
    assert theme().night


def test_f9_asks_for_another_person_from_any_page(shown, qtbot):
    with qtbot.waitSignal(shown.person_switch_asked):
        qtbot.keyClick(shown.current, Qt.Key.Key_F9)


def test_f2_opens_the_queue_and_once_more_looks_among_all(shown, qtbot):
    shown.queue.show_lines(QUEUE)
    qtbot.keyClick(shown.current, Qt.Key.Key_F2)
    assert shown.queue.isVisible()
    with qtbot.waitSignal(shown.find_asked):
        qtbot.keyClick(shown.queue.rows[0], Qt.Key.Key_F2)
    assert not shown.queue.isVisible()


def test_a_visit_of_the_queue_is_taken_up_with_arrow_and_f10(shown, qtbot):
    shown.queue.show_lines(QUEUE)
    shown.open_queue()
    here = shown.focusWidget()
    assert here.line.is_open_here
    qtbot.keyClick(here, Qt.Key.Key_Down)
    with qtbot.waitSignal(shown.queue.visit_asked) as heard:
        qtbot.keyClick(shown.focusWidget(), Qt.Key.Key_F10)
    assert heard.args == ["v53"]
    assert not shown.queue.isVisible()


def test_a_press_on_the_banner_shows_who_else_is_here(shown, qtbot):
    qtbot.mouseClick(shown.banner, Qt.MouseButton.LeftButton)
    assert shown.queue.isVisible()


def test_minutes_of_a_terminal_that_is_silent_are_unknown(shown):
    shown.queue.show_lines(QUEUE)
    assert shown.queue.rows[-1].minutes_text == "未知"


def test_the_known_group_is_hidden_while_it_must_be_read(shown):
    shown.show_donor(LI)
    shown.banner.hide_group(True)
    assert shown.banner.shown_group == ""
    shown.banner.hide_group(False)
    assert shown.banner.shown_group == "A"


def test_practice_cannot_be_overlooked(qtbot, clock):
    window = MainWindow(clock, practice=True)
    qtbot.addWidget(window)
    window.register("board", Board)
    window.show_page("board")
    window.show()
    picture = window.grab().toImage()
    practice = theme().colour("practice").name()
    corners = [(2, 300), (window.width() - 3, 300), (700, window.height() - 3), (600, 20)]
    assert {picture.pixelColor(*corner).name() for corner in corners} == {practice}
    assert "练习" in window.windowTitle()


def test_a_real_day_has_no_practice_edge(shown):
    assert shown.practice_frame is None


def test_a_bug_is_told_with_its_reference(shown):
    shown.show_failure("A1B2C3")
    assert "A1B2C3" in shown.scan_line.text


def test_the_answer_to_a_scan_covers_nothing_that_can_be_pressed(shown):
    shown.scan_line.say_bad("这是转移袋，还缺血清管")
    assert (
        shown.scan_line.geometry().bottom() <= shown.current.mapTo(shown, shown.current.rect().topLeft()).y()
    )


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("name", list(SAMPLES))
def test_every_sample_page_is_whole_in_both_languages(window, qtbot, name, language, size):
    dress(window)
    window.show_donor(LI)
    window.register(name, SAMPLES[name])
    window.resize(*size)
    texts().switch(language)
    window.show_page(name)
    window.show()
    assert find_cut_texts(window) == []
    assert find_small_targets(window) == []


class Written(Page):
    shows_donor = False

    def __init__(self) -> None:
        super().__init__()
        self.field = TextField()
        self.left.addWidget(self.field)


def test_keys_go_to_what_is_seen_though_a_page_that_was_left_asks_for_them(shown, qtbot):
    for name in ("left", "here"):
        shown.register(name, Written)
        shown.show_page(name)
    shown.page("left").field.setFocus()
    QTest.keyClick(shown.windowHandle(), "7")
    qtbot.waitUntil(lambda: shown.page("here").field.text() == "7")
    assert shown.page("left").field.text() == ""


def test_the_curtain_opens_when_what_had_the_keyboard_is_gone(shown, qtbot):
    """A list behind it is drawn anew meanwhile; an error in the key's own handler would end the program."""
    field = TextField(parent=shown.current)
    field.show()
    field.setFocus()
    shown.draw_curtain()
    delete(field)
    qtbot.keyClick(shown.curtain, Qt.Key.Key_F12)
    assert not shown.curtain.isVisible()
