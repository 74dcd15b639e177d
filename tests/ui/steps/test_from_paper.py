"""A downtime day of twelve forms typed in by keys and scans, read back, and the shift closed over it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from donor_room.domain.clock import FixedClock
from donor_room.domain.own_codes import form_code
from donor_room.domain.paper_form import visit_of, written
from donor_room.domain.visit import AFTER_TUBES_ROLES
from donor_room.ui.steps.from_paper import presenter as from_paper
from donor_room.ui.texts import texts
from donor_room.ui.widgets.inspect import find_cut_texts
from donor_room.workflow import hand_over, preprinted, register
from donor_room.workflow.figures import report
from tests.support import desks as d
from tests.support import paper_day as day
from tests.ui.steps.house import ShellSpy, put_up

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
WORKS = d.EVERYBODY


@pytest.fixture
def clock() -> FixedClock:
    return day.morning_after()


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock):
    with d.at_work(tmp_path, clock) as made:
        day.lend(made)
        day.know_the_repeat_donor(made)
        preprinted.take_bundle(made, first=day.set_code(9001), last=day.set_code(9012))
        yield made


@pytest.fixture
def page(desk, window, tmp_path):
    shell = ShellSpy(desk, window, tmp_path)
    presenter = from_paper.build(shell)
    put_up(shell, presenter, None)
    return presenter


def type_in(page, text: str) -> None:
    """Type by keys; what an input method gives comes as text."""
    if text.isascii():
        QTest.keyClicks(page.view.field, text)
    else:
        page.view.field.insert(text)
    QTest.keyClick(page.view.field, ENTER)


def problem(page) -> str:
    return page.view.message.text()


def key_of(page) -> str:
    return page.told.box.key


def second_person(page, name: str = d.NURSE) -> None:
    """Choose who looks, and give the PIN by the keys."""
    sheet = page.view.open_sheet
    if sheet.choices.isVisible() and sheet.choices.buttons:
        sheet.choices.buttons[0].click()
    people = sheet.people
    people.button_of(name).click()
    QTest.keyClicks(sheet.pin, d.PIN)
    sheet.main.click()


def own_pin(page) -> None:
    sheet = page.view.open_sheet
    QTest.keyClicks(sheet.fields["pin"], d.PIN)
    sheet.main.click()


def register_by(page, visit: day.PaperVisit) -> None:
    """Scan the form and type its first boxes; day, name and kind stay as on the form before."""
    page.scanned(form_code(visit.form))
    first = visit.form == day.FORMS[0]
    type_in(page, "20261120" if first else "")
    type_in(page, visit.came)
    type_in(page, "王芳" if first else "")
    type_in(page, visit.donor.document_number)
    type_in(page, visit.donor.name)
    type_in(page, visit.donor.phone or "0")
    type_in(page, "3" if first else "")


def fill(page, visit: day.PaperVisit) -> None:
    """Answer every box that the page asks for from the form."""
    left = {key: list(texts) for key, texts in visit.boxes.items()}
    for _step in range(40):
        key = key_of(page)
        if key in ("sign", "void", "close"):
            type_in(page, " ".join(visit.close).strip() if key == "close" else "")
            own_pin(page) if key == "sign" else second_person(page)
            if key == "close":
                return
        elif key == "number" and left["number"][0] != "0":
            page.scanned(left["number"].pop(0))
        else:
            type_in(page, left[key].pop(0))
        assert problem(page) == ""


def type_whole(page, visit: day.PaperVisit) -> None:
    register_by(page, visit)
    assert key_of(page) == "consent", problem(page)
    fill(page, visit)


def test_a_day_of_twelve_forms_is_typed_in_and_the_shift_closes_over_it(page, desk):
    forms = day.the_day()
    for place, form in enumerate(forms):
        if place == 6:  # the rules refuse what the paper allowed: said loudly while it is typed
            register_by(page, form)
            while key_of(page) != "number":
                assert problem(page) == ""
                type_in(page, form.boxes[key_of(page)].pop(0))
            assert "纸面准许，规则不准许" in page.view.word.text()
            assert "血红蛋白" in page.view.word.text()
            page.scanned(day.set_code(9006))  # the number of another form
            assert problem(page) == "A660126009006 已经采过血，不能再用，请放在一边并告诉组长"
            fill(page, form)
        else:
            type_whole(page, form)
    page.scanned(form_code(forms[2].form))
    assert "已由 李全 补录" in problem(page)
    assert "2026-11-21" in problem(page)

    visits = [desk.visits.get(visit_of(one.form)) for one in forms]
    assert [one.closed.how for one in visits] == [
        "donated", "donated", "donated", "deferred", "failed", "donated",
        "donated", "deferred", "donated", "donated", "donated", "deferred",
    ]  # fmt: skip
    assert {one.read_back_by for one in visits} == {d.NURSE}
    assert [one.id for one in visits if one.quarantine] == [visits[6].id]
    assert visits[6].quarantine == ("would_be_deferred_until",)
    _the_days_are_those_of_the_paper(desk, visits)
    _close(desk, visits)


def _the_days_are_those_of_the_paper(desk, visits) -> None:
    parts = report(desk.database, desk.ledger, desk.packs.rules, first=day.YESTERDAY, last=day.YESTERDAY)
    told = parts[""]
    assert (told.visits, told.donated, told.failed, told.deferred, told.repeat) == (12, 8, 1, 3, 1)
    assert (
        report(
            desk.database, desk.ledger, desk.packs.rules, first=desk.clock.today(), last=desk.clock.today()
        )
        == {}
    )
    donor = visits[0].donor
    known = register.look_up(
        desk, document_kind=donor.document_kind, number=donor.document_number, plan="WB400"
    )
    assert known.earlier[0].on == day.YESTERDAY
    assert visits[0].collection.seconds == 8 * 60


def _close(desk, visits) -> None:
    """Every number has an end: eight used, one void, three back; the unit against the rules is in box Q."""
    hand_over.return_unspent(desk)
    preprinted.give_back(desk, counted=3)
    total = hand_over.reconcile(desk, hand_over.the_shift(desk).id)
    assert (total.issued, total.used, total.void, total.returned) == (62, 8, 1, 53)
    used = [one for one in visits if one.collection is not None and one.label_set is not None]
    packed = [
        hand_over.pack(desk, text=label.encoded, box="1")
        for one in used
        for label in one.label_set.planned.labels
        if label.role in AFTER_TUBES_ROLES
    ]
    assert [number for _role, number, box in packed if box == "Q"] == ["A660126009007"]
    assert hand_over.why_not_closable(desk) is None
    hand_over.close_shift(desk, received_by=d.NURSE, pin=d.PIN, document_sha256="0" * 64)


def test_a_form_that_was_left_is_kept_named_and_goes_on_where_it_stood(page, desk):
    form = day.the_day()[0]
    register_by(page, form)
    for _box in range(4):
        type_in(page, form.boxes[key_of(page)].pop(0))
    asked = key_of(page)
    QTest.keyClick(page.view.field, ESC)
    page.back()
    assert key_of(page) == "form"
    assert page.view.open_forms[0].label == written(form.form)
    assert page.view.open_forms[0].value == form.donor.name
    type_in(page, written(form.form).lower())
    assert key_of(page) == asked
    fill(page, form)
    assert desk.visits.get(visit_of(form.form)).closed.how == "donated"


def test_what_cannot_be_is_said_under_the_line_and_nothing_is_lost(page, desk):
    form = day.the_day()[0]
    type_in(page, "K7M2Q-001-X")
    assert "labels" not in problem(page)
    assert problem(page)
    page.scanned(form_code(form.form))
    for wrong, words in (("20261122", "还没有到"), ("20260901", "超过 60 天"), ("昨天", "日期输八位")):
        page.view.field.clear()
        type_in(page, wrong)
        assert words in problem(page)
    page.view.field.clear()
    type_in(page, "1120")
    type_in(page, "2575")
    assert "时间输四位" in problem(page)
    assert page.view.field.text() == "2575"


def test_a_form_that_is_too_old_asks_a_head_of_the_station_and_keeps_the_reason(page, desk):
    form = day.the_day()[0]
    page.scanned(form_code(form.form))
    type_in(page, "20261101")
    assert problem(page) == "纸面超过 7 天，补录要医师或组长同意"
    sheet = page.view.open_sheet
    assert [sheet.people.button_of(one) is not None for one in (d.PHYSICIAN, d.LEADER)] == [True, True]
    assert len(sheet.people.buttons) == 2
    QTest.keyClick(sheet, ESC)
    assert (key_of(page), page.view.field.selectedText()) == ("day", "20261101")

    type_in(page, "20261101")
    sheet = page.view.open_sheet
    texts().switch("en")
    assert not page.view.field.hasFocus()  # what is typed goes into the sheet, in whatever language
    texts().switch("zh_CN")
    sheet.words.setText("箱底找到")
    second_person(page, d.LEADER)
    for text in (
        form.came,
        "王芳",
        form.donor.document_number,
        form.donor.name,
        form.donor.phone or "0",
        "3",
    ):
        type_in(page, text)
    visit = desk.visits.get(visit_of(form.form))
    assert (visit.let_in.reason, visit.let_in.witness) == ("箱底找到", d.LEADER)
    assert ("迟补", "箱底找到") in {(row.label, row.value) for row in page.view.form}

    page.back()
    page.scanned(form_code(day.the_day()[1].form))
    type_in(page, "")  # as on the form before: no less old
    assert page.view.open_sheet is not None


def test_a_value_that_is_not_likely_is_asked_twice_and_a_blank_one_stays_blank(page, desk):
    form = day.the_day()[0]
    register_by(page, form)
    for text in ("1", "0"):
        type_in(page, text)
    type_in(page, "180")
    assert page.view.ask.text() == "再输一次，就照表写下"
    page.view.field.clear()
    type_in(page, "180")
    assert key_of(page) == "pressure"
    type_in(page, "-")
    assert key_of(page) == "pulse"
    type_in(page, "--")
    assert key_of(page) == "decision"
    assert desk.visits.get(page.visit.id).exam_signed_by is None


def test_a_question_answered_otherwise_is_asked_what_it_means_and_since_when(page, desk):
    form = day.the_day()[0]
    register_by(page, form)
    type_in(page, "1")
    type_in(page, "8 36? 99")
    assert "第 99 题" in problem(page)
    page.view.field.clear()
    type_in(page, "8 36?")
    assert page.told.box.no == "13.8"
    assert "1 腹泻" in page.view.ask.text()
    type_in(page, "1")
    type_in(page, "20261115")
    assert key_of(page) == "weight"
    told = desk.visits.get(page.visit.id)
    assert told.answers["Q08"].answer.details[0].when_on.isoformat() == "2026-11-15"
    assert told.answers["Q36"].answer.value == "not_sure"
    assert told.interview_signed is not None


def test_the_page_reads_well_in_both_languages(page, qapp):
    register_by(page, day.the_day()[0])
    for language in ("en", "zh_CN"):
        texts().switch(language)
        qapp.processEvents()
        assert find_cut_texts(page.view) == []
