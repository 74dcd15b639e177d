"""The drawer with the open visits: two keys from one donor to another, and no name in full."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.ui.texts import say, texts
from donor_room.ui.theme import px
from donor_room.ui.tokens import Size
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.ui.widgets.queue import QueueDrawer, QueueLine, QueueRow

DOWN, UP, ESC, F10, ENTER = (
    Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Escape, Qt.Key.Key_F10, Qt.Key.Key_Return,
)  # fmt: skip
STATES = ("", "late", "physician", "reaction")


def line(
    place: int = 1, *, state: str = "", here: bool = False, minutes: int | None = 12, step: int = 2
) -> QueueLine:
    return QueueLine(f"v{place}", str(place), "李*国", step, minutes, state, here)


@pytest.fixture
def drawer(window) -> QueueDrawer:
    window.show()
    window.activateWindow()
    made = QueueDrawer(window)
    made.show_lines([line(1), line(2), line(3)])
    return made


def focused(drawer: QueueDrawer) -> str:
    return drawer.window().focusWidget().line.visit


# ---- a row ----


@pytest.mark.parametrize("state", STATES)
def test_a_visit_is_readable_in_every_state(put, state, night):
    row = put(QueueRow(line(state=state)), 463, 56)
    assert (find_cut_texts(row), find_small_targets(row)) == ([], [])


@pytest.mark.parametrize("step", range(1, 9))
def test_every_step_fits_its_place(put, step, language):
    assert find_cut_texts(put(QueueRow(line(step=step)), 463, 56)) == []


@pytest.mark.parametrize("state", STATES)
def test_states_differ_by_more_than_colour(put, state):
    def grey(of: str):
        image = put(QueueRow(line(state=of)), 463, 56).grab().toImage()
        return image.convertToFormat(image.Format.Format_Mono)

    assert [other for other in STATES if other != state and grey(other) == grey(state)] == []


@pytest.mark.parametrize(("minutes", "words"), [(None, "unknown"), (0, "0"), (95, "95")])
def test_minutes_that_nobody_knows_are_not_nought(put, minutes, words):
    row = put(QueueRow(line(minutes=minutes)), 463, 56)
    expected = say("frame.unknown") if minutes is None else say("frame.minutes", minutes=minutes)
    assert row.minutes_text == expected


def test_a_row_names_its_step_in_the_language_of_the_screen(put, language):
    assert say("frame.step.interview") in put(QueueRow(line(step=2)), 463, 56).text()


def test_a_row_changes_its_words_with_the_language(put):
    row = put(QueueRow(line(step=2)), 463, 56)
    texts().switch("en")
    assert "Interview" in row.text()


# ---- the drawer ----


def test_a_drawer_is_closed_at_first(drawer):
    assert drawer.isHidden()


def test_it_opens_with_the_first_visit_in_hand(drawer):
    drawer.open_drawer()
    assert focused(drawer) == "v1"


def test_it_opens_on_the_visit_that_is_open_here(drawer):
    drawer.show_lines([line(1), line(2, here=True)])
    drawer.open_drawer()
    assert focused(drawer) == "v2"


@pytest.mark.parametrize(
    ("keys", "visit"),
    [([DOWN], "v2"), ([DOWN, DOWN], "v3"), ([DOWN, DOWN, DOWN], "v1"), ([UP], "v3"), ([DOWN, UP], "v1")],
)
def test_arrows_walk_through_the_visits_and_round(drawer, qtbot, keys, visit):
    drawer.open_drawer()
    for key in keys:
        qtbot.keyClick(drawer.window().focusWidget(), key)
    assert focused(drawer) == visit


@pytest.mark.parametrize("key", [F10, ENTER])
def test_two_keys_take_up_another_visit(drawer, heard, qtbot, key):
    asked = heard(drawer.visit_asked)
    drawer.open_drawer()
    qtbot.keyClick(drawer.window().focusWidget(), DOWN)
    qtbot.keyClick(drawer.window().focusWidget(), key)
    assert (asked, drawer.isHidden()) == (["v2"], True)


def test_a_touch_takes_up_a_visit(drawer, heard, qtbot):
    asked = heard(drawer.visit_asked)
    drawer.open_drawer()
    qtbot.mouseClick(drawer.rows[2], Qt.MouseButton.LeftButton)
    assert asked == ["v3"]


def test_escape_takes_up_nothing(drawer, heard, qtbot):
    asked, closed = heard(drawer.visit_asked), heard(drawer.closed)
    drawer.open_drawer()
    qtbot.keyClick(drawer.window().focusWidget(), ESC)
    assert (asked, len(closed), drawer.isHidden()) == ([], 1, True)


def test_closing_twice_is_told_once(drawer, heard):
    closed = heard(drawer.closed)
    drawer.open_drawer()
    drawer.close_drawer()
    drawer.close_drawer()
    assert len(closed) == 1


def test_the_same_key_opens_and_closes(drawer):
    drawer.toggle()
    opened = drawer.isVisible()
    drawer.toggle()
    assert (opened, drawer.isVisible()) == (True, False)


def test_an_empty_queue_says_so(drawer, language):
    drawer.show_lines([])
    drawer.open_drawer()
    assert say("frame.queue.empty") in drawer._hint.text()


@pytest.mark.parametrize("key", [DOWN, UP, F10])
def test_an_empty_queue_takes_every_key_calmly(drawer, heard, qtbot, key):
    asked = heard(drawer.visit_asked)
    drawer.show_lines([])
    drawer.open_drawer()
    qtbot.keyClick(drawer, key)
    assert asked == []


def test_the_same_visits_are_not_built_again(drawer):
    before = list(drawer.rows)
    drawer.show_lines([line(1), line(2), line(3)])
    assert drawer.rows == before


def test_a_visit_that_moved_on_is_shown_anew(drawer):
    drawer.show_lines([line(1, step=3), line(2)])
    assert [row.line.step for row in drawer.rows] == [3, 2]


@pytest.mark.parametrize("count", [0, 1, 40])
def test_the_drawer_says_how_many_are_here(drawer, count):
    drawer.show_lines([line(n) for n in range(count)])
    assert drawer._count.text() == say("frame.queue.count", count=count)


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (400, 600)])
def test_the_drawer_stands_below_the_status_and_inside_the_window(drawer, window, size):
    drawer.open_drawer()
    window.resize(*size)
    assert drawer.y() == px(Size.STATUS)
    assert window.rect().contains(drawer.geometry())


def test_the_whole_drawer_is_readable(drawer, qapp, percent, language):
    drawer.show_lines(
        [line(1, state="late"), line(2, state="physician", here=True), line(3, state="reaction")]
    )
    drawer.open_drawer()
    qapp.processEvents()
    assert find_cut_texts(drawer) == []


# ---- room ----


@pytest.mark.parametrize("height", [768, 720])
def test_no_visit_is_cut_in_half_where_not_all_are_seen(drawer, qapp, height):
    drawer.window().resize(1280, height)
    drawer.show_lines([line(place) for place in range(1, 15)])
    drawer.open_drawer()
    qapp.processEvents()
    port, row = drawer._area.viewport().height(), drawer.rows[0].height()
    assert port % row < px(12)  # above its words a row is empty
    assert row >= px(Size.TARGET)


def test_a_few_visits_stand_at_their_own_height(drawer, qapp):
    drawer.open_drawer()
    qapp.processEvents()
    assert {row.height() for row in drawer.rows} == {px(56)}
