"""At the desk: whether the donor may be called, and the tags. It keeps nobody from beginning."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from donor_room.domain.contact import Contact, standing
from donor_room.domain.directory import StandingDeferral
from donor_room.ui.keys import Act
from donor_room.ui.steps.reception.presenter import ReceptionPresenter, build
from donor_room.ui.texts import texts
from donor_room.ui.widgets.banner import tags_that_fit
from donor_room.ui.widgets.inspect import find_cut_texts
from tests.ui.steps import desk_people as people
from tests.ui.steps.house import ShellSpy, press, put_up

ENTER = Qt.Key.Key_Return
F4, F5, F10, ESC = Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F10, Qt.Key.Key_Escape
LAST = date(2026, 5, 16)


@pytest.fixture
def desk(desk):
    people.add_team(desk)
    people.sit_down(desk, people.NURSE)
    return desk


@pytest.fixture
def reception(shell: ShellSpy) -> ReceptionPresenter:
    presenter = build(shell)
    put_up(shell, presenter, None)
    return presenter


def come(reception, **told):
    desk = reception.shell.desk
    donor = people.somebody(desk, 3, name="李建国", sex="male", age=38)
    people.into_directory(desk, donor, donations=people.gave(LAST), **told)
    press(reception.shell.window, donor.document_number, ENTER)
    return donor


def button(reception):
    return reception.view.action(Act.AGAIN).text()


def test_who_is_not_asked_begins_as_ever_and_is_not_called(reception, shell):
    come(reception)
    assert button(reception) == "联系：没问过"
    press(shell.window, F10)
    assert standing(shell.went_on[0].contact) is None


def test_one_key_asks_and_a_digit_answers_before_the_visit_begins(reception, shell):
    come(reception)
    press(shell.window, F5)
    assert "随时可以说不再联系" in reception.view.open_sheet.hint.text()
    assert "没问过就不联系" in reception.view.open_sheet.hint.text()
    press(shell.window, "1")
    assert (reception.view.open_sheet, button(reception)) == (None, "联系：同意")
    press(shell.window, F10)
    said = shell.went_on[0].contact
    assert [(one.word, one.seen, one.by) for one in said] == [("agreed", (), shell.desk.person.staff)]


def test_an_agreement_names_the_withdrawals_that_stood_on_the_screen(reception, shell):
    come(reception, contact=Contact(word="withdrawn", on=LAST, by="", withdrawals=("w1", "w2")))
    assert button(reception) == "联系：不愿"
    press(shell.window, F5)
    assert f"目前不愿联系。{LAST}" in reception.view.open_sheet.hint.text()
    press(shell.window, "1", F10)
    assert shell.went_on[0].contact[0].seen == ("w1", "w2")


def test_what_the_list_learnt_after_the_screen_was_drawn_is_not_named(reception, shell):
    donor = come(reception, contact=Contact(word="withdrawn", withdrawals=("w1",)))
    press(shell.window, F5, "1")
    told = Contact(word="withdrawn", withdrawals=("w1", "w2"))
    people.into_directory(shell.desk, donor, donations=people.gave(LAST), contact=told)
    press(shell.window, F10)
    said = shell.went_on[0].contact
    assert said[0].seen == ("w1",)
    assert standing(said, told).word == "withdrawn"


def test_whoever_wrote_the_standing_word_is_named(reception, shell):
    come(reception, contact=Contact(word="agreed", on=LAST, by=shell.desk.person.staff))
    press(shell.window, F5)
    assert f"目前同意联系。{LAST}  {people.NURSE.name}" in reception.view.open_sheet.hint.text()
    press(shell.window, ESC, F10)
    assert shell.went_on[0].contact == ()


def test_a_donor_withdraws_while_the_visit_is_open(reception, shell):
    donor = come(reception, contact=Contact(word="agreed", on=LAST, by=""))
    press(shell.window, F10)
    reception.open(None)
    press(shell.window, donor.document_number, ENTER)
    assert (reception.state.mode, button(reception)) == ("elsewhere", "联系：同意")
    press(shell.window, F5, "2")
    visit = shell.desk.visits.get(shell.went_on[0].id)
    assert [one.word for one in visit.contact] == ["withdrawn"]
    assert (button(reception), reception.view.open_sheet) == ("联系：不愿", None)
    assert reception.state.known.contact.withdrawals == (visit.contact[0].id,)


def test_who_is_turned_away_may_withdraw_too(reception, shell):
    come(
        reception, deferral=StandingDeferral(kind="permanent", until_on=None), contact=Contact(word="agreed")
    )
    press(shell.window, F5, "2", F10)
    assert [one.word for one in shell.went_on[0].contact] == ["withdrawn"]


def test_what_was_typed_stays_while_the_donor_is_asked(reception, shell):
    press(shell.window, people.somebody(shell.desk, 5).document_number, ENTER)
    field = reception.view.form.fields["name"]
    field.setText("样例乙")
    press(shell.window, F5, "2", F4, "1")
    assert (field.text(), button(reception)) == ("样例乙", "联系：不愿")
    assert reception.state.tags == ("rare",)


def test_tags_are_given_and_taken_away_and_written_with_the_visit(reception, shell):
    come(reception, tags=("fixed", "of a newer program"))
    banner = shell.window.banner.donor
    assert banner.tags == ("固定", "of a newer program")
    press(shell.window, F4)
    assert [one.text() for one in reception.view.open_sheet.choices.buttons][:3] == [
        "加上 稀有",
        "加上 应急",
        "去掉 固定",
    ]
    press(shell.window, "1", F4, "3", F4, "2", F4, "2")
    assert shell.window.banner.donor.tags == ("稀有", "of a newer program")
    press(shell.window, F10)
    visit = shell.went_on[0]
    assert {one.tag: one.is_on for one in visit.tagged} == {"rare": True, "fixed": False}


def test_tags_of_an_open_visit_are_written_at_once_and_known_here_since(reception, shell):
    donor = come(reception)
    press(shell.window, F10)
    reception.open(None)
    press(shell.window, donor.document_number, ENTER, F4, "1")
    assert reception.state.known.tags == ("rare",)
    assert [one.tag for one in shell.desk.visits.get(shell.went_on[0].id).tagged] == ["rare"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_tag_at_once_is_never_cut(reception, shell, language):
    texts().switch(language)
    come(reception, tags=("rare", "emergency", "fixed", "component", "volunteer"), abo_also="AB")
    shell.window.resize(1280, 720)
    shell.window.grab()
    assert not find_cut_texts(shell.window.banner)
    texts().switch("zh_CN")


def test_where_not_all_tags_fit_their_number_stands(reception):
    assert tags_that_fit(("稀有", "应急"), 500) == "稀有  应急"
    assert tags_that_fit(("稀有", "应急"), 70) == "稀有  +1"
    assert tags_that_fit(("稀有", "应急"), 1) == "+2"
    assert tags_that_fit((), 500) == ""
