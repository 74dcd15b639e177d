"""What every presenter does of itself: one act at a time, a refusal in words, the visit that came back."""

from __future__ import annotations

import pytest

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.ui.shell import Presenter
from donor_room.ui.tasks import InlineTasks
from donor_room.ui.texts import say, texts
from donor_room.ui.widgets.page import Page


class House:
    """The few things of the house that a presenter asks for here."""

    def __init__(self, window) -> None:
        self.window, self.tasks = window, InlineTasks()
        self.shown: list[str] = []
        self.went: list[object] = []

    def show(self, page: str) -> None:
        self.shown.append(page)

    def go_on(self, visit: object) -> None:
        self.went.append(visit)


@pytest.fixture
def house(window) -> House:
    return House(window)


@pytest.fixture
def presenter(house) -> Presenter:
    view = Page()
    house.window.register("page", lambda: view)
    house.window.show_page("page")
    return Presenter(house, view)


def refuse(code: str, **values: object):
    def work() -> None:
        raise Refusal(code, **values)

    return work


def test_no_act_without_a_visit_on_the_screen(presenter) -> None:
    with pytest.raises(Refusal, match=r"visit\.none_on_screen"):
        _ = presenter.visit_id


def test_the_way_back_leads_to_the_reception(presenter, house) -> None:
    presenter.view.back_asked.emit()
    assert house.shown == ["reception"]


def test_scans_cards_and_news_are_left_to_the_house(presenter) -> None:
    assert presenter.scanned("6901234567892") is False
    assert presenter.card_read(None) is False
    assert presenter.grew("v1", ("MEASURED",)) is None


def test_the_answer_comes_to_who_asked(presenter) -> None:
    told: list[int] = []
    presenter.run(lambda: 7, told.append)
    assert told == [7]


def test_while_an_act_is_under_way_the_main_button_takes_no_press(presenter) -> None:
    pressed: list[bool] = []
    presenter.view.main_pressed.connect(lambda: pressed.append(True))
    presenter.view.set_main("go on")

    def work() -> None:
        presenter.view.main.click()

    presenter.run(work)
    assert pressed == []
    presenter.view.main.click()
    assert pressed == [True]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_refusal_is_said_in_words_of_the_screen(presenter, house, language) -> None:
    texts().switch(language)
    presenter.run(refuse("staff.wait", seconds=30))
    assert house.window.scan_line.text == say("staff.wait", seconds=30)
    assert "30" in house.window.scan_line.text


def test_a_trouble_is_said_like_a_refusal(presenter, house) -> None:
    def work() -> None:
        raise Trouble("store.read_only", path="x")

    presenter.run(work)
    assert house.window.scan_line.text == say("store.read_only", path="x")


def test_after_a_refusal_the_main_button_takes_the_next_press(presenter) -> None:
    pressed: list[bool] = []
    presenter.view.main_pressed.connect(lambda: pressed.append(True))
    presenter.view.set_main("go on")
    presenter.run(refuse("staff.wait", seconds=30))
    presenter.view.main.click()
    assert pressed == [True]


def test_after_a_refusal_nobody_hears_of_success(presenter) -> None:
    told: list[object] = []
    presenter.run(refuse("staff.wait", seconds=30), told.append)
    assert told == []


def test_the_act_that_ends_a_step_hands_the_visit_on(presenter, house) -> None:
    presenter.run(lambda: "visit", presenter.went_on)
    assert house.went == ["visit"]
