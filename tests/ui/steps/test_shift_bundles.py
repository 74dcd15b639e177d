"""A shift is opened with bundles of sets that the station printed: two scans each, before F10."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.ui.steps.shift import presenter as opening
from donor_room.workflow import hand_over, shift
from tests.support import desks as d
from tests.ui.steps.house import StationSpy, press, put_up
from tests.ui.steps.test_labels_preprinted import lend

F10 = Qt.Key.Key_F10


def code(order: int) -> str:
    return f"=A6601265{order:05d}01"


@pytest.fixture
def house(tmp_path, clock):
    """A house without a printer: the station lent nothing but printed sets."""
    desk = d.new_desk(tmp_path, clock)
    desk.directory.apply([], "cursor", desk.clock.now())
    d.take_place(desk, d.EVERYBODY)
    lend(desk)
    yield desk
    desk.close()


@pytest.fixture
def page(house, window, tmp_path):
    presenter = opening.build(StationSpy(house, window, tmp_path))
    put_up(presenter.shell, presenter, None)
    presenter.view.site_kind.digit_pressed(2)
    presenter.view.drive.digit_pressed(5)
    presenter.view.site.setText("人民路献血屋")
    return presenter


def test_what_was_lent_is_said_and_what_to_scan(page):
    assert (page.view.sets.value, page.view.sets_hint.text()) == ("未领 20 套", "请扫这一捆的第一套")


def test_two_scans_are_a_bundle_and_the_shift_is_opened_with_all_of_them(page, house):
    for order in (11, 15, 1, 4):
        page.scanned(code(order))
    assert page.view.sets.value == "领用 2 捆，共 9 套"
    press(page.shell.window, F10)
    assert page.shell.shown == ["checks"]
    told = hand_over.reconcile(house, shift.the_shift(house).id)
    assert (told.issued, told.unspent) == (9, 9)


def test_between_two_scans_the_first_one_is_named(page):
    page.scanned(code(11))
    assert page.view.sets_hint.text() == "第一套 A660126500011，再扫最后一套"


def test_a_bundle_that_meets_another_one_is_not_taken(page):
    for order in (1, 5, 5, 8):
        page.scanned(code(order))
    assert "已经领过" in page.view.message.text
    assert page.view.sets.value == "领用 1 捆，共 5 套"


def test_a_label_that_was_not_lent_is_said(page):
    page.scanned(code(99))
    assert "不是本机领用的预印标签" in page.view.message.text


def test_without_bundles_a_house_without_a_printer_does_not_open(page, house):
    press(page.shell.window, F10)
    assert shift.current_shift(house) is None
    assert "没有献血码" in page.view.message.text


def test_where_nothing_was_lent_nothing_is_said_of_sets(tmp_path, clock, window):
    desk = d.new_desk(tmp_path, clock)
    d.take_place(desk, d.EVERYBODY)
    page = opening.build(StationSpy(desk, window, tmp_path))
    put_up(page.shell, page, None)
    assert page.view.sets.isHidden()
    assert not page.scanned(code(1))
    desk.close()
