"""Every page of the walk, empty: no word is cut and no target too small."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from donor_room.ui.steps.aftercare.view import AftercareView
from donor_room.ui.steps.board.view import BoardView
from donor_room.ui.steps.collection.view import CollectionView
from donor_room.ui.steps.decision.view import DecisionView
from donor_room.ui.steps.enrol.view import EnrolView
from donor_room.ui.steps.exam.view import ExamView
from donor_room.ui.steps.from_paper.view import FromPaperView
from donor_room.ui.steps.group_list.view import GroupListView
from donor_room.ui.steps.handover.view import HandoverView
from donor_room.ui.steps.interview.view import InterviewView
from donor_room.ui.steps.labels.view import LabelsView
from donor_room.ui.steps.notices.view import NoticesView
from donor_room.ui.steps.own_pin.view import OwnPinView
from donor_room.ui.steps.printer.view import PrinterView
from donor_room.ui.steps.reception.view import ReceptionView
from donor_room.ui.steps.templates.view import TemplatesView
from donor_room.ui.steps.tests.view import TestsView as BloodTestsView
from donor_room.ui.texts import texts
from donor_room.ui.theme import theme
from donor_room.ui.widgets.inspect import find_covered_texts, find_cut_texts, find_small_targets
from donor_room.ui.widgets.page import focusable

PAGES: list[type[QWidget]] = [
    ReceptionView, InterviewView, ExamView, BloodTestsView, DecisionView, LabelsView, CollectionView,
    AftercareView, HandoverView, EnrolView, GroupListView, PrinterView, TemplatesView, NoticesView,
    OwnPinView, FromPaperView, BoardView,
]  # fmt: skip
OF_THE_WALK = PAGES[:8]


@pytest.fixture
def shown(qtbot, qapp):
    kept: list[QWidget] = []

    def show(make: type[QWidget], width: int = 1280) -> QWidget:
        page = make()
        kept.append(page)
        qtbot.addWidget(page)
        page.retext()
        page.resize(width, 592)
        page.show()
        qapp.processEvents()
        return page

    return show


@pytest.mark.parametrize("percent", [100, 130])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_an_empty_page_is_readable_and_large_enough(shown, page, language, percent):
    texts().switch(language)
    theme().set_nurse_percent(percent)
    empty = shown(page)
    assert (find_cut_texts(empty), find_small_targets(empty)) == ([], [])


@pytest.mark.parametrize("width", [1366, 1280])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_no_word_of_an_empty_page_lies_under_its_rail(shown, page, language, width):
    texts().switch(language)
    assert find_covered_texts(shown(page, width)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_page_can_be_worked_from_the_keyboard_alone(shown, page):
    assert focusable(shown(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_every_button_has_a_name_of_its_own(shown, page):
    names = [button.objectName() for button in focusable(shown(page)) if button.objectName()]
    assert [name for name in set(names) if names.count(name) > 1] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_no_key_is_left_where_a_word_should_stand(shown, page):
    texts().switch("en")
    buttons = [one.text() for one in focusable(shown(page)) if hasattr(one, "say_text")]
    assert [text for text in buttons if "_" in text or text.count(".") > 1] == []


def test_the_steps_of_the_walk_follow_each_other():
    assert [page.step for page in OF_THE_WALK] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_the_end_of_a_shift_is_no_step_and_shows_no_donor():
    assert (HandoverView.step, HandoverView.shows_donor) == (0, False)
