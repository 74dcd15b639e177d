"""Haemoglobin by copper sulphate: F3 goes the other way, one key answers, and nothing is lost on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from donor_room.domain.visit import Drop
from donor_room.packs.rules import load_rules
from donor_room.ui.steps.tests.presenter import TestsPresenter as Presenter
from donor_room.ui.steps.tests.view import TestsView as View
from donor_room.ui.texts import texts
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.workflow import blood_tests
from donor_room.workflow.packs import Packs
from tests.support import desks as d
from tests.ui.steps.house import ShellSpy, answer_all, come_in, press, put_up

ENTER, TAB, F3, F5, F10 = (
    Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_F3, Qt.Key.Key_F5, Qt.Key.Key_F10,
)  # fmt: skip
SOLUTIONS = ("CU52", ENTER, "20270531", ENTER, "CU51", ENTER, "20270531", ENTER, F10)


@pytest.fixture
def tests(shell: ShellSpy) -> Presenter:
    """The page of a man, with the lots of the meter and the others given."""
    return page_of(shell, sex="male")


@pytest.fixture
def by_drop(tests: Presenter, shell: ShellSpy) -> Presenter:
    """The page with the face of the drop, and both solutions given."""
    press(shell.window, F3, *SOLUTIONS)
    return tests


def page_of(shell: ShellSpy, *, sex: str = "male") -> Presenter:
    presenter = Presenter(shell, View(), ticks=lambda: 0.0)
    put_up(shell, presenter, answer_all(shell.desk, come_in(shell.desk, sex=sex)))
    for lot in ("HB02", "A2610", "B2609", "H2608"):
        press(shell.window, lot, ENTER, "20270531", ENTER)
    press(shell.window, F10)
    return presenter


def another(page: Presenter, *, seed: int = 9, sex: str = "male") -> None:
    page.open(answer_all(page.shell.desk, come_in(page.shell.desk, seed=seed, sex=sex)))


def found(page: Presenter) -> list[str]:
    """What was found of haemoglobin, in the order of the ledger."""
    visit = page.shell.desk.visits.get(page.visit_id)
    return [
        f"{one.seen.density} {'sank' if one.seen.sank else 'did not'}"
        if isinstance(one, Drop)
        else str(one.measured.value)
        for one in visit.haemoglobin
    ]


# ---- answering ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "told"), [("1", "1.052 sank"), ("2", "1.052 did not")])
def test_one_key_says_what_the_drop_did(by_drop, shell, key, told):
    press(shell.window, key)
    assert found(by_drop) == [told]
    assert by_drop.view.fields["alt"].hasFocus()


@pytest.mark.parametrize("name", ["drop_sank", "drop_not_sunk"])
def test_a_finger_says_it_as_well(by_drop, name):
    button = next(one for one in by_drop.view.hb.drop.buttons if one.objectName() == name)
    assert button.height() >= 48
    button.click()
    assert len(found(by_drop)) == 1


def test_a_woman_is_tested_in_her_own_solution_and_with_its_lot(shell):
    page = page_of(shell, sex="female")
    press(shell.window, F3, *SOLUTIONS, "1")
    (drop,) = page.shell.desk.visits.get(page.visit_id).drops
    assert (drop.seen.density, drop.seen.lot) == (Decimal("1.051"), "CU51")
    assert drop.seen.lot_expires_on == date(2027, 5, 31)


def test_enter_says_nothing_about_a_drop(by_drop, shell):
    assert by_drop.view.hb.drop.buttons[0].hasFocus()
    press(shell.window, ENTER, ENTER)
    assert found(by_drop) == []


def test_the_digits_of_a_drop_come_before_those_of_the_group(by_drop, shell):
    press(shell.window, "1", "22", ENTER, "1")
    visit = shell.desk.visits.get(by_drop.visit_id)
    assert (found(by_drop), visit.group.abo) == (["1.052 sank"], "A")


def test_the_whole_page_is_done_by_drop(by_drop, shell):
    press(shell.window, "1", "22", ENTER, "1")
    by_drop.view.strip_read.emit("nonreactive")
    press(shell.window, F10)
    assert [visit.drop.seen.sank for visit in shell.went_on] == [True]


def test_a_drop_that_nobody_let_fall_is_missing(by_drop, shell):
    press(shell.window, F10)
    assert by_drop.view.main.shown_text == "还有 4 项未做"
    assert found(by_drop) == []


# ---- once more ---------------------------------------------------------------------------------------------


def test_f5_lets_a_second_drop_fall_and_both_are_kept(by_drop, shell):
    press(shell.window, "2", F5, "1")
    assert found(by_drop) == ["1.052 did not", "1.052 sank"]
    assert by_drop.view.hb.drop.value is True


def test_f5_and_no_drop_leaves_what_was_found(by_drop, shell):
    press(shell.window, "2", F5)
    assert by_drop.view.hb.drop.value is None
    another(by_drop)
    assert by_drop.view.hb.drop.value is None


def test_a_result_is_not_passed_over_by_a_slip_of_the_finger(by_drop, shell):
    press(shell.window, "2")
    by_drop.view.hb.drop.buttons[0].click()
    assert (found(by_drop), by_drop.view.hb.drop.value) == (["1.052 did not"], False)
    assert by_drop.view.hb.question.text == "第二滴下沉？"
    assert by_drop.view.main.shown_text == "还有 4 项未做"
    press(shell.window, "2")
    assert (found(by_drop), by_drop.view.hb.question.text) == (["1.052 did not"], "")
    assert by_drop.view.main.shown_text == "还有 3 项未做"


def test_a_second_drop_that_was_confirmed_is_written(by_drop, shell):
    press(shell.window, "2")
    by_drop.view.hb.drop.buttons[0].click()
    press(shell.window, "1")
    assert found(by_drop) == ["1.052 did not", "1.052 sank"]


def test_a_drop_that_did_not_sink_is_repeated_by_the_meter(by_drop, shell):
    press(shell.window, "2", F3, "131", ENTER)
    assert found(by_drop) == ["1.052 did not", "131"]
    assert by_drop.view.fields["hb"].text() == "131"


def test_what_was_found_the_other_way_is_said_beside(by_drop, shell):
    press(shell.window, "2", F3)
    assert by_drop.view.hb.past.trend.empty_text == "本次已测：1.052 未下沉"
    press(shell.window, "104", ENTER, F3)
    assert by_drop.view.hb.past.trend.empty_text == "本次已测：104 g/L"


def test_going_there_and_back_shows_what_stands(by_drop, shell):
    press(shell.window, "2", F3, F3)
    assert by_drop.view.hb.drop.value is False
    assert found(by_drop) == ["1.052 did not"]


# ---- the way of the shift ----------------------------------------------------------------------------------


def test_the_next_donor_begins_as_the_shift_does(by_drop, shell):
    another(by_drop)
    assert by_drop.view.hb.by_drop
    press(shell.window, "1")
    assert found(by_drop) == ["1.052 sank"]


def test_a_repeat_the_other_way_is_for_one_donor_alone(by_drop, shell):
    press(shell.window, "2", F3, "131", ENTER)
    another(by_drop)
    assert by_drop.view.hb.by_drop


def test_the_way_back_is_for_all_who_come(by_drop, shell):
    press(shell.window, F3)
    another(by_drop)
    assert not by_drop.view.hb.by_drop


def test_a_donor_who_was_tested_is_shown_as_tested(by_drop, shell):
    press(shell.window, "2", F3, "131", ENTER)
    by_drop.open(shell.desk.visits.get(by_drop.visit_id))
    assert not by_drop.view.hb.by_drop
    assert by_drop.view.fields["hb"].text() == "131"


def test_way_and_lots_are_known_again_after_the_program_was_killed(by_drop, shell):
    press(shell.window, "1", "22", ENTER, "1")
    blood_tests.read_strip(shell.desk, by_drop.visit_id, result="nonreactive", lot=d.lot(shell.desk))
    view = View()
    view.setParent(shell.window)
    again = Presenter(shell, view, ticks=lambda: 0.0)
    again.open(answer_all(shell.desk, come_in(shell.desk, seed=9, sex="male")))
    assert (again.view.hb.by_drop, again.view.lots.isHidden()) == (True, True)
    assert again._kept()["cuso4_male"].number == "CU52"


# ---- typed and not handed in -------------------------------------------------------------------------------


def test_a_number_that_was_typed_is_handed_in_before_the_way_is_changed(tests, shell):
    press(shell.window, "118", F3)
    assert (found(tests), tests.view.hb.by_drop) == (["118"], False)
    press(shell.window, F3)
    assert tests.view.hb.by_drop


def test_what_was_asked_about_was_never_saved_and_goes(tests, shell):
    press(shell.window, "75", ENTER, F3)
    assert (found(tests), tests.view.hb.by_drop, tests.view.hb.question.text) == ([], True, "")


# ---- lots --------------------------------------------------------------------------------------------------


def test_the_solutions_are_asked_when_the_first_drop_is_to_fall(tests, shell):
    press(shell.window, F3)
    lots = tests.view.lots
    assert not lots.isHidden()
    assert [test for test, lot in lots.lots.items() if not lot.isHidden()] == [
        "cuso4_male", "cuso4_female", "alt", "abo", "hbsag",
    ]  # fmt: skip
    assert (lots.names["cuso4_male"].text(), lots.names["cuso4_female"].text()) == (
        "硫酸铜 1.052  男", "硫酸铜 1.051  女",
    )  # fmt: skip


def test_a_house_with_one_solution_gives_one_lot(tests, shell):
    press(shell.window, F3, "CU52", ENTER, "20270531", ENTER, F10)
    assert tests.view.lots.isHidden()
    another(tests, sex="female")
    assert not tests.view.lots.isHidden()


@pytest.mark.parametrize(("until", "is_good"), [("20261120", False), ("20261121", True)])
def test_an_expired_solution_is_refused_by_name_and_good_on_its_last_day(tests, shell, until, is_good):
    press(shell.window, F3, "CU52", ENTER, until, ENTER, F10)
    assert tests.view.lots.isHidden() is is_good
    words = "" if is_good else "CU52 已过期，请换一盒"
    assert tests.view.lots.messages["cuso4_male"].text == words


def test_a_solution_that_is_half_filled_in_is_asked_for(tests, shell):
    press(shell.window, F3, "CU52", ENTER, "20270531", ENTER, "CU51", ENTER, F10)
    assert tests.view.lots.messages["cuso4_female"].text.startswith("请填写有效期")


def test_going_back_to_the_meter_needs_no_solution(tests, shell):
    press(shell.window, F3, F3, F10)
    assert (tests.view.lots.isHidden(), tests.view.hb.by_drop) == (True, False)


def test_only_the_reagents_of_this_donor_are_shown(by_drop):
    rows = [(row.label, row.value) for row in by_drop.view._reagents.filling]
    assert rows[0] == ("硫酸铜 1.052", "CU52")
    assert "Hb" not in [label for label, _ in rows]


# ---- where there is no such way ----------------------------------------------------------------------------


def without(monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    rules = load_rules()
    param = {name: replace(rules.param[name], **one) for name, one in changes.items()}  # type: ignore[arg-type]
    monkeypatch.setattr(Packs, "rules", replace(rules, param=rules.param | param))


def test_without_a_density_in_the_rules_there_is_no_key_for_it(shell, monkeypatch):
    without(monkeypatch, cuso4_min_male={"number": None, "off": True})
    page = page_of(shell)
    press(shell.window, F3)
    assert (page.view.hb.by_drop, page.view._other_way.isHidden()) == (False, True)


def test_a_shift_by_drop_tests_by_the_meter_where_there_is_no_density(by_drop, shell, monkeypatch):
    without(monkeypatch, cuso4_min_female={"number": None, "off": True})
    another(by_drop, sex="female")
    assert not by_drop.view.hb.by_drop


# ---- what is read ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
@pytest.mark.parametrize("keys", [(), ("2",), ("2", F3), ("2", F5)])
def test_every_word_is_whole_and_every_key_large_enough(by_drop, shell, qapp, language, size, keys):
    press(shell.window, *keys)
    texts().switch(language)
    shell.window.resize(*size)
    for _ in range(3):
        qapp.processEvents()
    assert find_cut_texts(shell.window) == []
    assert find_small_targets(shell.window) == []


def test_in_another_language_the_key_still_names_the_other_way(by_drop, shell):
    texts().switch("en")
    assert by_drop.view._other_way.text() == "Hb meter"
    press(shell.window, F3)
    assert by_drop.view._other_way.text() == "Copper sulphate"
