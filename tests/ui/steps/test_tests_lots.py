"""The reagents of the shift: nothing is filled in before, and each lack stands beside its row."""

from __future__ import annotations

from datetime import date

import pytest

from donor_room.ui.steps.tests.lots import LotsPart
from donor_room.ui.texts import say, texts
from donor_room.ui.widgets.fields import Mark
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets

TESTS = ("hb", "alt", "abo", "hbsag")
DAY = date(2027, 11, 30)


@pytest.fixture
def part(qtbot, qapp) -> LotsPart:
    made = LotsPart(TESTS)
    qtbot.addWidget(made)
    made.retext()
    made.resize(900, 420)
    made.show()
    made.activateWindow()
    qapp.processEvents()
    return made


def let_go(part: LotsPart) -> None:
    """Take the keyboard out of every row."""
    focused = part.window().focusWidget()
    if focused is not None:
        focused.clearFocus()


@pytest.mark.parametrize("test", TESTS)
def test_no_lot_is_filled_in_before(part, test):
    assert part.given(test) == ("", "", None)


@pytest.mark.parametrize("test", TESTS)
def test_lot_and_day_are_those_of_their_row(part, qtbot, test):
    qtbot.keyClicks(part.lots[test], "52B-71")
    qtbot.keyClicks(part.days[test], "20271130")
    assert part.given(test)[0] == "52B-71"
    assert part.given(test)[2] == DAY
    assert [other for other in TESTS if other != test and part.given(other) != ("", "", None)] == []


@pytest.mark.parametrize("typed", ["2027", "20270230", "abc"])
def test_a_day_that_is_none_is_given_as_it_was_typed(part, qtbot, typed):
    qtbot.keyClicks(part.days["hb"], typed)
    assert part.given("hb")[2] is None


def test_blanks_are_no_lot(part):
    part.lots["hb"].setText("   ")
    assert part.given("hb")[0] == ""


def test_a_lot_has_at_most_twenty_characters(part, qtbot):
    qtbot.keyClicks(part.lots["hb"], "X" * 30)
    assert len(part.given("hb")[0]) == 20


def test_a_scanned_box_fills_its_row(part):
    part.show_lot("alt", "52B-71", DAY)
    assert part.given("alt") == ("52B-71", "2027-11-30", DAY)


def test_a_lot_can_be_taken_away_again(part):
    part.show_lot("alt", "52B-71", DAY)
    part.show_lot("alt", "", None)
    assert part.given("alt") == ("", "", None)


@pytest.mark.parametrize("panel", [(), ("hb",), ("hb", "hbsag"), TESTS])
def test_only_the_tests_of_the_panel_are_asked(part, panel):
    part.show_panel(panel)
    assert tuple(test for test in TESTS if not part.lots[test].isHidden()) == panel


def test_what_is_wrong_stands_beside_its_row(part):
    part.show_problems({"abo": "请输入批号"})
    assert [test for test in TESTS if part.messages[test].text] == ["abo"]
    assert (part.lots["abo"].mark, part.lots["hb"].mark) == (Mark.ERROR, Mark.NONE)


def test_the_keyboard_stands_on_the_first_that_is_wrong(part):
    part.show_problems({"abo": "请输入批号", "hbsag": "请输入批号"})
    assert part.lots["abo"].hasFocus()


def test_what_is_right_again_loses_its_mark(part):
    part.show_problems({"abo": "请输入批号"})
    part.show_problems({})
    assert (part.messages["abo"].text, part.days["abo"].mark) == ("", Mark.NONE)


def test_a_box_scanned_goes_to_the_row_in_hand(part):
    part.days["abo"].setFocus()
    assert part.test_in_hand() == "abo"


def test_without_a_row_in_hand_a_box_goes_to_the_first_without_a_lot(part):
    let_go(part)
    part.show_lot("hb", "A1", DAY)
    assert part.test_in_hand() == "alt"


def test_with_every_lot_a_further_box_goes_nowhere(part):
    let_go(part)
    for test in TESTS:
        part.show_lot(test, "A1", DAY)
    assert part.test_in_hand() == ""


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_row_is_named_readable_and_large_enough(part, qapp, language):
    texts().switch(language)
    qapp.processEvents()
    assert [part.names[test].text() for test in TESTS] == [say(f"tests.{test}") for test in TESTS]
    assert (find_cut_texts(part), find_small_targets(part)) == ([], [])
