"""What donors ask, over any page: by digit, in both languages, by the rules in force, and on paper."""

from __future__ import annotations

from decimal import Decimal

import pypdfium2
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from donor_room.packs.answers import load_answers
from donor_room.ui.answers import AnswersDesk
from donor_room.ui.steps.interview import presenter as interview
from donor_room.ui.steps.reception import presenter as reception
from donor_room.ui.texts import say, texts
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.ui.widgets.key_row import AnswersKey
from tests.ui.steps.house import ShellSpy, come_in, press, put_up

F3, F8, F10, ESC = Qt.Key.Key_F3, Qt.Key.Key_F8, Qt.Key.Key_F10, Qt.Key.Key_Escape


@pytest.fixture
def answers(shell: ShellSpy) -> AnswersDesk:
    """Stand at the reception, with a number half typed."""
    put_up(shell, reception.build(shell), None)
    made = AnswersDesk(shell)
    shell.window.answers_asked.connect(made.open)
    return made


def test_one_key_shows_the_questions_and_takes_them_away_with_what_was_typed_kept(answers, shell):
    press(shell.window, "6601")
    page = shell.window.current
    press(shell.window, F3)
    assert not answers.sheet.isHidden()
    assert [button.digit for button in answers.sheet.questions.buttons] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]
    press(shell.window, F3)
    assert answers.sheet.isHidden()
    press(shell.window, "02")
    assert page.number.text() == "660102"


def test_a_digit_shows_an_answer_and_another_digit_the_next(answers, shell):
    press(shell.window, F3, "8")
    sheet = answers.sheet
    assert sheet.headline.text() == "隔多久可以再献？"
    assert sheet.answer.text().startswith("献全血后 6 个月可以再献全血，3 个月可以献血小板。")
    assert sheet.source.text() == "依据：GB 18467 9.2"
    press(shell.window, "0")
    assert sheet.headline.text() == "献完血要注意什么？"
    press(shell.window, F10)
    assert (sheet.headline.text(), sheet.questions.isHidden()) == ("献血答疑", False)
    press(shell.window, F10, ESC)
    assert sheet.isHidden()


def test_the_numbers_are_those_of_the_rules_in_force(answers, shell, monkeypatch):
    rules = shell.desk.packs.rules
    stricter = replace(rules.param["weight_min_female_kg"], number=Decimal(48))
    changed = replace(rules, param={**rules.param, "weight_min_female_kg": stricter})
    monkeypatch.setattr(type(shell.desk.packs), "rules", property(lambda _packs: changed))
    press(shell.window, F3, "6")
    assert "女性至少 48 公斤" in answers.sheet.answer.text()


def test_an_open_answer_takes_the_language_of_the_screen(answers, shell):
    press(shell.window, F3, "1")
    texts().switch("en")
    assert answers.sheet.headline.text() == "Is giving blood safe? Can I catch anything?"
    assert answers.sheet.main.shown_text == say("answers.list")
    texts().switch("zh_CN")
    assert answers.sheet.headline.text() == "献血安全吗？会不会传染上病？"


def test_the_page_is_printed_in_the_language_of_the_screen(answers, shell):
    press(shell.window, F3, F8)
    assert answers.sheet.hint.text() == "献血答疑已打印"
    (file,) = (shell.papers / "answers").glob("*.pdf")
    document = pypdfium2.PdfDocument(file)
    assert [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document] == [(210, 297)]
    words = "".join(document[0].get_textpage().get_text_range().split())
    assert all("".join(one.question.split()) in words for one in answers.sheet.told())


def test_a_folder_that_cannot_be_written_is_told_on_the_sheet(answers, shell):
    shell.papers.mkdir(parents=True, exist_ok=True)
    (shell.papers / "answers").write_text("in the way")
    press(shell.window, F3, F8)
    assert answers.sheet.trouble.isVisible()
    assert "answers" in answers.sheet.trouble.text()
    press(shell.window, "2")
    assert not answers.sheet.trouble.isVisible()


def test_a_list_that_cannot_be_read_is_told_and_stops_nothing(answers, shell, monkeypatch):
    def unread(_packs):
        raise reception.register.Refusal("codes.unreadable", pack="answers", reason="x")

    monkeypatch.setattr(type(shell.desk.packs), "answers", property(unread))
    press(shell.window, F3)
    assert answers.sheet.isHidden()
    assert str(shell.window.scan_line.text)


def test_a_short_list_has_no_other_digits(answers, shell, monkeypatch):
    listed = load_answers()
    short = replace(listed, answers=listed.answers[:3])
    monkeypatch.setattr(type(shell.desk.packs), "answers", property(lambda _packs: short))
    press(shell.window, F3, "4")
    assert answers.sheet.headline.text() == "献血答疑"
    press(shell.window, "3")
    assert answers.sheet.headline.text() == "一次采多少？身体补得回来吗？"


def test_at_the_consent_the_key_stands_beside_what_the_donor_reads(answers, shell):
    page = interview.build(shell)
    put_up(shell, page, come_in(shell.desk))
    key = page.view.findChild(AnswersKey)
    assert key.isVisible()
    key.click()
    assert not answers.sheet.isHidden()
    press(shell.window, ESC)
    assert shell.window.current is page.view


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [(1280, 720), (1024, 600)])
def test_every_answer_can_be_read_on_a_small_screen(answers, shell, language, size):
    texts().switch(language)
    shell.window.resize(*size)
    press(shell.window, F3)
    for digit in range(11):
        shell.window.grab()
        sheet = answers.sheet
        assert (find_cut_texts(sheet), find_small_targets(sheet)) == ([], []), digit
        assert sheet._card.geometry().bottom() < shell.window.height(), digit
        press(shell.window, str(digit % 10))
    texts().switch("zh_CN")
