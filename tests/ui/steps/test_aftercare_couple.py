"""Two who came together, at the thanks: who it is, what both say, their coin, and how it is taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.domain.care_acts import CoupleSaid
from donor_room.domain.own_codes import visit_code
from donor_room.ui.steps.aftercare import presenter as aftercare
from donor_room.workflow import aftercare as leaving
from donor_room.workflow import couples
from tests.ui.steps.chair import collected
from tests.ui.steps.house import press, put_up

F4, F10, ENTER, ESC = Qt.Key.Key_F4, Qt.Key.Key_F10, Qt.Key.Key_Return, Qt.Key.Key_Escape

pytestmark = pytest.mark.usefixtures("printer")


@pytest.fixture
def two(desk):
    return collected(desk, seed=5), collected(desk, name="周文静", seed=6)


def thanks(shell, visit):
    page = aftercare.build(shell)
    put_up(shell, page, visit)
    return page


def rail(page):
    return [(str(row.text), row.state) for row in page.view.done_rows if not row.isHidden()]


def message(page):
    return str(page.view.open_sheet.message.text)


def test_a_digit_names_the_other_and_f10_says_that_both_say_so(shell, two):
    page = thanks(shell, two[0])
    assert page.view.couple.text() == "情侣、夫妻"
    press(shell.window, F4)
    (choice,) = page.view.open_sheet.choices.buttons
    assert choice.text().startswith("周*")
    press(shell.window, "1")
    assert page.view.open_sheet.objectName() == "aftercare.couple_said"
    assert "请问两位本人" in page.view.open_sheet.hint.text()
    assert page.visit.couple == ()
    press(shell.window, F10)
    assert (page.view.open_sheet, page.view.couple.text()) == (None, "已连")
    assert page.view.occasion.text.startswith("情侣、夫妻一起献血")
    assert page.view.suggested.text() == "建议：情侣纪念币"
    assert rail(page) == [(f"和 {couples.partner_of(shell.desk, page.visit).name} 一起献血", "done")]
    press(shell.window, "0")
    assert page.visit.souvenirs == ("coin_couple",)


def test_the_other_page_shows_the_coin_too(shell, desk, two):
    couples.link(desk, two[0].id, two[1].id)
    page = thanks(shell, two[1])
    assert page.view.suggested.text() == "建议：情侣纪念币"
    assert page.view.couple.text() == "已连"


def test_a_slip_is_scanned_and_a_number_is_typed(shell, two):
    page = thanks(shell, two[0])
    press(shell.window, F4)
    assert page.scanned(visit_code(two[1].id))
    assert page.view.open_sheet.objectName() == "aftercare.couple_said"
    press(shell.window, ESC, F4)
    page.view.open_sheet.words.setText("A660126")
    press(shell.window, F10)
    assert page.view.open_sheet.objectName() == "aftercare.couple"
    assert message(page)
    assert page.view.open_sheet.words.text() == "A660126"
    assert page.visit.couple == ()


def test_the_own_slip_is_refused_on_the_sheet(shell, two):
    page = thanks(shell, two[0])
    press(shell.window, F4)
    assert page.scanned(visit_code(two[0].id))
    assert message(page).startswith("这就是这位献血者自己")


def test_one_who_was_linked_meanwhile_is_refused_and_what_to_do_is_said(shell, desk, two):
    third = collected(desk, name="马国栋", seed=8)
    page = thanks(shell, two[0])
    press(shell.window, F4)
    couples.link(desk, third.id, two[1].id)
    assert page.scanned(visit_code(two[1].id))
    assert "按 F4 取消" in message(page)


def test_the_link_is_undone_with_the_same_key(shell, desk, two):
    couples.link(desk, two[0].id, two[1].id)
    page = thanks(shell, two[1])
    press(shell.window, F4)
    assert page.view.open_sheet.objectName() == "aftercare.couple_part"
    press(shell.window, F10)
    assert (page.view.couple.text(), page.view.suggested.text(), rail(page)) == ("情侣、夫妻", "", [])
    assert couples.partner_of(desk, desk.visits.get(two[0].id)) is None


def test_where_the_partner_has_left_both_coins_are_given_here(shell, desk, two):
    leaving.start_rest(desk, two[0].id)
    leaving.close(desk, two[0].id, how="donated", remark="演练")
    page = thanks(shell, two[1])
    press(shell.window, F4, "1")
    assert "对方的到访已结束" in page.view.open_sheet.hint.text()
    press(shell.window, F10)
    assert page.view.suggested.text() == "两枚都在这里给：对方已离开"


def test_a_link_of_another_laptop_comes_to_the_open_page(shell, desk, two):
    page = thanks(shell, two[1])
    desk.ledger.append([(two[0].id, CoupleSaid(partner=two[1].id, is_so=True))], by="s1")
    page.grew(two[0].id, (CoupleSaid.KIND,))
    assert page.view.couple.text() == "已连"


def test_one_that_does_not_count_is_told_and_can_be_taken_back(shell, desk, two):
    third = collected(desk, name="马国栋", seed=8)
    couples.link(desk, two[0].id, two[1].id)
    desk.ledger.append([(third.id, CoupleSaid(partner=two[1].id, is_so=True))], by="s1")
    page = thanks(shell, desk.visits.get(third.id))
    assert page.view.couple.text() == "没连上"
    assert rail(page)[0][1] == "check"
    assert page.view.suggested.text() == ""
    press(shell.window, F4, F10)
    assert (page.view.couple.text(), rail(page)) == ("情侣、夫妻", [])


def test_alone_on_the_vehicle_nobody_is_offered(shell, desk):
    page = thanks(shell, collected(desk))
    press(shell.window, F4)
    assert page.view.open_sheet.choices.buttons == []
    press(shell.window, F10)
    assert page.view.open_sheet.objectName() == "aftercare.couple"
