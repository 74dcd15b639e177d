"""Both languages say everything; what the code asks for exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from donor_room.packs.texts import Texts, places
from donor_room.ui.keys import Act
from donor_room.ui.texts import LANGUAGES, said, say, say_again, texts
from donor_room.ui.theme import RESOURCES
from donor_room.ui.tokens import Meaning
from donor_room.ui.widgets.fields import Message, TextField
from donor_room.ui.widgets.labels import Label
from donor_room.ui.widgets.summary import Summary

AREAS = ("frame", "keys")
CODE = Path(__file__).parents[2] / "donor_room" / "ui"


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_keys_and_places(area):
    chinese, english = (Texts(language).area(area) for language in LANGUAGES)
    assert {key: places(text) for key, text in chinese.items()} == {k: places(t) for k, t in english.items()}


@pytest.mark.parametrize("area", AREAS)
def test_chinese_has_chinese_punctuation(area):
    wrong = re.compile(r"[一-鿿][,;:!?]|[！]|非法")
    assert [text for text in Texts("zh_CN").area(area).values() if wrong.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_written_in_the_frame_has_a_text(language):
    texts().switch(language)
    files = [*CODE.glob("*.py"), *(CODE / "widgets").glob("*.py")]
    asked = {
        key for file in files for key in re.findall(r'"(frame\.[a-z_.]+[a-z])"', file.read_text("utf-8"))
    }
    assert [key for key in sorted(asked) if not texts().knows(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_and_every_meaning_has_its_word(language):
    texts().switch(language)
    keys = [act.text_key for act in Act] + [meaning.word_key for meaning in Meaning]
    assert all(texts().knows(key) for key in keys)


def test_places_are_filled():
    assert say("frame.offline", count=17) == "离线 · 待上传 17"


def test_a_place_that_nobody_filled_shows_the_key():
    assert say("frame.offline") == "frame.offline"


def test_an_unknown_key_is_shown_as_it_is():
    assert say("frame.no_such_text") == "frame.no_such_text"


def test_a_language_without_texts_is_refused():
    with pytest.raises(ValueError, match="fr"):
        texts().switch("fr")


def test_a_switch_reaches_every_widget(qtbot):
    class Word(Label):
        def retext(self) -> None:
            self.setText(say("keys.back"))

    word = Word()
    qtbot.addWidget(word)
    with qtbot.waitSignal(texts().language_changed):
        texts().switch("en")
    assert word.text() == "Back"


def test_words_that_know_what_they_say_are_said_again():
    words = said("labels.scan_equal", what=said("labels.role.tube"))
    texts().switch("en")
    assert say_again(words) == say("labels.scan_equal", what=say("labels.role.tube"))


def test_other_words_stay_as_they_are():
    texts().switch("en")
    assert say_again("王芳") == "王芳"


def test_an_error_beside_its_field_follows_the_language(qtbot):
    message = Message()
    qtbot.addWidget(message)
    message.say(said("tests.no_lot"))
    texts().switch("en")
    assert message.text == say("tests.no_lot")


def test_a_summary_follows_the_language(qtbot):
    summary, field = Summary(), TextField()
    qtbot.addWidget(summary)
    qtbot.addWidget(field)
    summary.show_problems([(said("tests.no_lot"), field)])
    texts().switch("en")
    assert summary.problems == [say("tests.no_lot")]


def test_every_icon_is_one_colour_and_small():
    for file in (RESOURCES / "icons").glob("*.svg"):
        drawing = file.read_text("utf-8")
        assert "currentColor" in drawing
        assert "#" not in drawing
        assert len(drawing) < 1500
