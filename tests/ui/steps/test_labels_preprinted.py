"""A set that the station printed: chosen bag, one scan in the place of F8, the others as ever."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.domain import entries as e
from donor_room.ui.steps.labels import presenter as labels
from donor_room.ui.texts import texts
from donor_room.workflow import label, preprinted, sign_in
from tests.ui.steps.chair import codes, eligible, said
from tests.ui.steps.desk_people import PHYSICIAN
from tests.ui.steps.house import press, put_up

F8 = Qt.Key.Key_F8
SET = "A660126500007"


def lend(desk) -> None:
    desk.record_as_terminal(
        e.RangeLeased(
            range_id="p1",
            profile="isbt128",
            first="A660126500001",
            last="A660126500020",
            count=20,
            use="preprinted",
        )
    )


@pytest.fixture
def table(desk, printer):
    lend(desk)
    preprinted.take_bundle(desk, first="=A66012650000101", last="=A66012650001001")
    return desk


@pytest.fixture
def page(shell, table):
    presenter = labels.build(shell)
    put_up(shell, presenter, eligible(table))
    return presenter


def test_one_scan_takes_the_set_and_nothing_is_printed(page, printer):
    press(page.shell.window, "1", "1")
    assert page.view.prompt.text == "按 F8 打印，或扫一张预印标签"
    assert page.scanned(f"={SET}07")
    assert said(page) == "血清管 一致"
    assert (printer.sets, page.visit.label_set.number, page.stage) == (0, SET, "scan")
    assert page.view.proof.panels["tube"].proved == 1
    assert page.view.main.shown_text == "还差 6 次扫描"


def test_the_rail_and_the_panels_say_that_the_set_came_printed(page):
    press(page.shell.window, "1", "1")
    page.scanned(f"={SET}01")
    assert page.view.proof.printed.text() == "预印标签 7 张，14:32 启用"
    assert ("预印标签", "7 张") in [row[:2] for row in page._goods(page.visit)]


def test_the_last_scan_leads_to_the_needle(page, shell):
    press(page.shell.window, "1", "1")
    page.scanned(f"={SET}01")
    for code in codes(page.visit):
        page.scanned(code)
    assert [visit.label_set.number for visit in shell.went_on] == [SET]


def test_before_the_bag_is_chosen_no_set_is_taken(page, table):
    page.scanned(f"={SET}01")
    assert said(page) == "还缺本人核对"
    press(page.shell.window, "1")
    page.scanned(f"={SET}01")
    assert page.visit.label_set is None
    assert table.numbers.find(SET) is None


def test_a_wrong_label_is_refused_in_words_and_f8_still_prints(page, printer):
    press(page.shell.window, "1", "1")
    page.scanned("=A66012600000101")
    assert said(page) == "A660126000001 是留给打印机的号码，不是预印标签，请按 F8 打印"
    press(page.shell.window, F8)
    assert (printer.sets, page.visit.label_set.number) == (1, "A660126000001")


def sign_in_id(desk, person) -> str:
    return next(one.staff for one in sign_in.staff(desk) if one.name == person.name)


def test_after_a_void_the_next_set_is_taken(page, table):
    press(page.shell.window, "1", "1")
    page.scanned(f"={SET}01")
    label.void(
        table, page.visit.id, reason="label_damaged", witness=sign_in_id(table, PHYSICIAN), pin=PHYSICIAN.pin
    )
    page.open(table.visits.get(page.visit.id))
    press(page.shell.window, "1")
    page.scanned(f"={SET}01")
    assert said(page) == f"{SET} 已经作废，不能再用，请换下一套"
    page.scanned("=A66012650000201")
    assert page.visit.label_set.number == "A660126500002"


def test_a_page_without_sets_says_nothing_of_them(shell, desk, printer):
    presenter = labels.build(shell)
    put_up(shell, presenter, eligible(desk))
    press(shell.window, "1", "1")
    assert "预印" not in presenter.view.prompt.text
    presenter.scanned(f"={SET}01")
    assert said(presenter) == "本机没有领用预印标签，请按 F8 打印"


def test_in_english_too(page):
    press(page.shell.window, "1", "1")
    texts().switch("en")
    assert page.view.prompt.text == "Press F8 to print, or scan a pre-printed label"
