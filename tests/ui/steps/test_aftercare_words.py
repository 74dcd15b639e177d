"""At the thanks: whether the donor may be called, and what the page shows of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from donor_room.domain.contact import Contact, standing
from donor_room.ui.keys import Act
from donor_room.ui.steps.aftercare import presenter as aftercare
from donor_room.wire.messages import DirectoryRow, person_key
from donor_room.workflow import donor_words, register
from tests.ui.steps import desk_people as people
from tests.ui.steps.chair import collected
from tests.ui.steps.house import press, put_up

F6, F7, ESC = Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_Escape

pytestmark = pytest.mark.usefixtures("printer")


def thanks(shell, visit):
    page = aftercare.build(shell)
    put_up(shell, page, visit)
    return page


def told(desk, visit, word, revision=1):
    """Let the station's list say this of the donor."""
    kind, number = visit.donor.document_kind, visit.donor.document_number
    row = DirectoryRow(
        person=person_key(desk.directory._key, kind, number),
        revision=revision,
        donor=replace(register.UNKNOWN_DONOR, contact=word),
    )
    desk.directory.apply([row], f"c{revision}", desk.clock.now())


def shown(page):
    return page.view.action(Act.DEFER).text()


def test_who_was_never_asked_is_asked_with_one_key_and_answers_with_a_digit(shell, desk):
    page = thanks(shell, collected(desk))
    assert shown(page) == "联系：没问过"
    press(shell.window, F6)
    assert "没问过就不联系" in page.view.open_sheet.hint.text()
    press(shell.window, "1")
    said = page.visit.contact
    assert [(one.word, one.seen, one.by) for one in said] == [("agreed", (), desk.person.staff)]
    assert (shown(page), page.view.open_sheet) == ("联系：同意", None)


def test_an_agreement_is_taken_back_and_given_again_over_what_stood_on_the_screen(shell, desk):
    visit = collected(desk)
    told(desk, visit, Contact(word="agreed"))
    page = thanks(shell, visit)
    press(shell.window, F6, "2")
    withdrawal = page.visit.contact[-1]
    assert (shown(page), withdrawal.word) == ("联系：不愿", "withdrawn")
    press(shell.window, F6)
    assert f"目前不愿联系。{desk.clock.today()}  {people.NURSE.name}" in page.view.open_sheet.hint.text()
    press(shell.window, "1")
    assert page.visit.contact[-1].seen == (withdrawal.id,)
    assert shown(page) == "联系：同意"


def test_a_withdrawal_that_came_after_the_page_was_drawn_wins(shell, desk):
    visit = collected(desk)
    told(desk, visit, Contact(word="withdrawn", withdrawals=("w1",)))
    page = thanks(shell, visit)
    press(shell.window, F6)
    later = Contact(word="withdrawn", withdrawals=("w1", "w2"))
    told(desk, visit, later, revision=2)
    press(shell.window, "1")
    said = page.visit.contact
    assert said[-1].seen == ("w1",)
    assert standing(said, later).word == "withdrawn"
    assert shown(page) == "联系：不愿"


def test_what_was_said_before_in_the_visit_stands_on_the_page(shell, desk):
    visit = collected(desk)
    donor_words.say(desk, visit.id, [donor_words.contact_said(None, "withdrawn")])
    assert shown(thanks(shell, visit)) == "联系：不愿"


def test_nothing_is_written_when_the_donor_says_nothing(shell, desk):
    page = thanks(shell, collected(desk))
    press(shell.window, F6, ESC)
    assert (page.visit.contact, shown(page)) == ((), "联系：没问过")


def test_in_a_reaction_a_donor_may_still_withdraw(shell, desk):
    page = thanks(shell, collected(desk))
    press(shell.window, F7, F6, "2")
    assert page.visit.open_reaction is not None
    assert [one.word for one in page.visit.contact] == ["withdrawn"]


def test_what_was_said_too_late_for_a_visit_that_is_over_is_refused_aloud(shell, desk):
    visit = collected(desk)
    page = thanks(shell, visit)
    aftercare.aftercare.start_rest(desk, visit.id)
    aftercare.aftercare.close(desk, visit.id, how="donated", remark="演练")
    press(shell.window, F6, "2")
    assert str(page.view.open_sheet.message.text)
    assert desk.visits.get(visit.id).contact == ()


def test_the_word_of_another_visit_here_stands(shell, desk):
    first = collected(desk)
    page = thanks(shell, first)
    press(shell.window, F6, "2")
    other = replace(first, id="another", contact=())
    page.facts = None
    page.open(other)
    assert shown(page) == "联系：不愿"
