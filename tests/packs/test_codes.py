"""The code lists as they are shipped, and lists that must be refused."""

import pytest

from donor_room.domain.identity import DocumentKind
from donor_room.domain.measures import judge
from donor_room.domain.refusal import Refusal
from donor_room.packs.codes import code_lists, load_codes, load_measures
from donor_room.packs.locate import resources_folder
from donor_room.packs.rules import load_rules
from donor_room.packs.texts import LANGUAGES, Texts

NAMES = code_lists()
HEAD = 'id = "x"\nedition = "1"\nsource = "s"\ntag = "R"\n'
CROSSED = """
id = "measures"
pressure_difference = { low = "10", high = "120", tag = "R" }
edition = "1"
source = "s"
[[quantity]]
id = "hb"
unit = "g/L"
decimals = 0
tag = "R"
possible_low = "90"
likely_low = "80"
likely_high = "200"
possible_high = "250"
suspicions = []
"""


@pytest.mark.parametrize("name", NAMES)
def test_every_list_says_where_it_is_from_and_has_a_name_and_words(name):
    codes = load_codes(name)
    assert codes.stamp.id == name
    assert codes.source
    assert codes.tag in {"V", "V2", "R"}
    for language in LANGUAGES:
        assert Texts(language).has(f"codes.list.{name}")
        labels = [codes.label(code.code, language) for code in codes.codes]
        assert len(set(labels)) == len(labels)


def test_rhd_1_is_negative_and_2_is_positive():
    rhd = load_codes("rhd")
    assert (rhd.code_of("negative"), rhd.code_of("positive")) == ("1", "2")
    assert (rhd.label("1", "zh_CN"), rhd.label("2", "zh_CN")) == ("阴性", "阳性")
    assert (rhd.meaning_of("1"), rhd.meaning_of("7")) == ("negative", None)


def test_there_are_56_ethnic_groups_and_two_more_codes():
    groups = load_codes("ethnic_group")
    expected = [f"{n:02}" for n in range(1, 57)] + ["97", "98"]
    assert [code.code for code in groups.codes] == expected
    names = [groups.label(code, "zh_CN") for code in ("01", "20", "33", "46", "52")]
    assert names == ["汉族", "傈僳族", "羌族", "德昂族", "鄂伦春族"]


def test_the_letters_of_ethnic_groups_are_all_different():
    letters = [code.means for code in load_codes("ethnic_group").codes[:56]]
    assert len(set(letters)) == 56
    assert all(len(pair) == 2 for pair in letters)


def test_the_kinds_of_donation_are_those_of_the_rules():
    assert {code.code for code in load_codes("donation_kind").codes} == {
        kind.id for kind in load_rules().donation.kinds
    }


def test_the_kinds_of_document_are_those_of_the_identity_numbers():
    assert {code.code for code in load_codes("document_kind").codes} == {kind.value for kind in DocumentKind}


def test_a_code_that_is_not_in_the_list_is_shown_as_it_is():
    sex = load_codes("sex")
    assert sex.find("7") is None
    assert sex.label("7", "en") == "7"
    assert sex.find("2").label("en") == "Female"
    with pytest.raises(KeyError):
        sex.code_of("nobody")


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        'id = "x"',
        HEAD + "entry = []",
        HEAD + 'entry = [{ code = "1", zh = "a" }]',
        HEAD + 'entry = [{ code = "1", zh = "a", en = "a" }, { code = "1", zh = "b", en = "b" }]',
    ],
)
def test_a_damaged_list_is_refused(tmp_path, text):
    (tmp_path / "x.toml").write_text(text)
    with pytest.raises(Refusal, match=r"codes\.unreadable"):
        load_codes("x", tmp_path)


def test_bands_that_do_not_enclose_one_another_are_refused(tmp_path):
    (tmp_path / "measures.toml").write_text(CROSSED)
    with pytest.raises(Refusal, match="bands of hb"):
        load_measures(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('low = "10", high = "120"', 'low = "120", high = "10"', "pressure_difference"),
        ("pressure_difference = {", "difference = {", "difference"),
        (', jin = { near_last_kg = "8", bmi_from = "35" }', "", "jin of weight"),
    ],
)
def test_limits_of_measurement_that_do_not_fit_are_refused(tmp_path, old, new, reason):
    text = (resources_folder() / "codes" / "measures.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "measures.toml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(Refusal, match=r"codes\.unreadable") as refused:
        load_measures(tmp_path)
    assert reason in str(refused.value.values["reason"])


def test_every_quantity_has_a_name_and_its_questions_have_words():
    for language in LANGUAGES:
        texts = Texts(language)
        for name in load_measures().names():
            assert texts.has(f"measures.name.{name}")
            for suspicion in load_measures()[name].suspicions:
                assert texts.has(suspicion.question)


def test_every_fact_that_is_measured_has_the_unit_of_the_rules():
    facts = load_rules().fact
    for name in load_measures().names():
        quantity = load_measures()[name]
        assert quantity.fact is None or facts[quantity.fact].unit == quantity.unit


@pytest.mark.parametrize(
    ("quantity", "typed", "asked"),
    [
        ("hb", "13.5", "measures.unit.g_per_dl"),
        ("sbp", "15.7", "measures.unit.kpa"),
        ("dbp", "10.4", "measures.unit.kpa"),
        ("temp", "98.6", "measures.unit.fahrenheit"),
        ("height", "1.72", "measures.unit.metres"),
        ("alt", "5001", "measures.impossible"),
        ("pulse", "24", "measures.impossible"),
        ("volume", "481", "measures.unlikely"),
    ],
)
def test_slips_and_other_units_are_asked_about_in_words(quantity, typed, asked):
    reading = judge(load_measures()[quantity], typed)
    assert reading.question_code == asked
    assert Texts("zh_CN").say(asked, **reading.values)


def test_the_stamp_of_the_limits_is_their_own():
    assert load_measures().stamp.id == "measures"
    with pytest.raises(KeyError):
        load_measures()["mood"]
