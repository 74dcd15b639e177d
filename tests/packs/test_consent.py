"""The notice before donation, and what a signature binds to."""

import shutil

import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.consent import NATIONAL, load_consent
from donor_room.packs.locate import resources_folder


@pytest.fixture
def resources(tmp_path):
    """A copy of what the notice is made of, to be changed."""
    for part in ("questionnaires", "texts"):
        shutil.copytree(resources_folder() / part, tmp_path / part)
    return tmp_path


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_nine_topics_are_there_in_both_languages(language):
    notice = load_consent(language)
    assert len(notice.topics) == 9
    assert all(topic.title and topic.body for topic in notice.topics)
    assert notice.title
    assert notice.promise


def test_motive_and_high_risk_are_confirmed_by_themselves():
    assert [topic.id for topic in load_consent("zh_CN").topics if topic.apart] == ["motive", "high_risk"]


def test_each_language_has_a_hash_of_its_own():
    assert load_consent("zh_CN").stamp.sha256 != load_consent("en").stamp.sha256


def test_one_changed_word_changes_the_hash(resources):
    file = resources / "texts" / "zh_CN" / "consent.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("自愿", "愿意"), encoding="utf-8")
    assert load_consent("zh_CN", folder=resources).stamp.sha256 != load_consent("zh_CN").stamp.sha256


def test_a_word_that_is_not_part_of_the_notice_leaves_the_hash_alone(resources):
    file = resources / "texts" / "zh_CN" / "consent.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("请在框内签名", "签名"), encoding="utf-8")
    assert load_consent("zh_CN", folder=resources).stamp == load_consent("zh_CN").stamp


def test_a_damaged_notice_is_refused(resources):
    (resources / "questionnaires" / f"{NATIONAL}.toml").write_text('id = "x"')
    with pytest.raises(Refusal, match=r"consent\.unreadable"):
        load_consent("zh_CN", folder=resources)


def test_a_topic_without_words_is_a_bug(resources):
    file = resources / "questionnaires" / f"{NATIONAL}.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"motive"', '"weather"'), encoding="utf-8")
    with pytest.raises(KeyError):
        load_consent("zh_CN", folder=resources)
