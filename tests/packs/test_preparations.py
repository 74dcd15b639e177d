"""The lists of medicines, vaccines and diseases as shipped, and lists that must be refused."""

from __future__ import annotations

from time import process_time

import pytest

from donor_room.domain.preparations import NO_EFFECT, PHYSICIAN, choices_for
from donor_room.domain.refusal import Refusal
from donor_room.packs.fonts import missing
from donor_room.packs.locate import resources_folder
from donor_room.packs.preparations import COMMON, load_preparations
from donor_room.packs.questionnaires import load_questionnaire
from donor_room.packs.rules import load_rules
from donor_room.packs.texts import LANGUAGES, Texts

RULES = load_rules()
PACKS = {kind: load_preparations(kind) for kind in ("medicines", "vaccines", "diseases")}
ALL = [one for pack in PACKS.values() for one in pack.index.preparations]
ITEMS = [item for item in load_questionnaire().questionnaire.items if item.named_in]
ASKED = [(item, one) for item in ITEMS for one in PACKS[item.named_in].index.preparations]


@pytest.mark.parametrize(("kind", "least"), [("medicines", 150), ("vaccines", 40), ("diseases", 23)])
def test_the_lists_are_long_enough_and_say_what_they_are(kind, least):
    pack = PACKS[kind]
    assert len(pack.index.preparations) >= least
    assert (pack.kind, pack.stamp.id, len(pack.stamp.sha256)) == (kind, f"CN-{kind}", 64)
    assert pack.source


def test_everything_waits_for_the_physicians_review():
    assert {one.tag for one in ALL} == {"R"}


def test_every_code_is_one_of_the_rules_and_counts_from_the_day_that_they_say():
    for one in ALL:
        if one.code in {PHYSICIAN, NO_EFFECT}:
            continue
        entry = RULES.exclusion_of(one.code)
        assert entry is not None, one.en
        assert one.counts_from == (None if entry.anchor == "none" else entry.anchor), one.en
    assert all(RULES.exclusion_of(one.suggests) for one in ALL if one.suggests)


def test_the_vaccines_reach_every_vaccine_exclusion():
    codes = {one.code for one in PACKS["vaccines"].index.preparations}
    assert codes == {f"V0{n}" for n in range(1, 10)}


def test_the_diseases_are_those_whose_incubation_the_rules_know():
    waiting = [one for one in PACKS["diseases"].index.preparations if one.code == "T16"]
    assert {one.disease for one in waiting} == set(RULES.incubation)
    assert [one.disease for one in ALL if one.disease and one.code != "T16"] == ["malaria"]
    assert not any(
        one.disease for kind in ("medicines", "vaccines") for one in PACKS[kind].index.preparations
    )


def test_a_disease_is_called_what_the_rules_call_it():
    called = {one.disease: one.zh for one in PACKS["diseases"].index.preparations if one.code == "T16"}
    assert called == {code: Texts("zh_CN").say(f"rules.disease.{code}") for code in RULES.incubation}


@pytest.mark.parametrize(
    ("kind", "typed", "code", "physician"),
    [
        ("medicines", "阿司匹林肠溶片", "T11", True),
        ("medicines", "布洛芬", "T11", False),
        ("medicines", "氯吡格雷", "T11", True),
        ("medicines", "华法林", "physician", False),
        ("medicines", "异维A酸", "physician", False),
        ("medicines", "非那雄胺", "physician", False),
        ("medicines", "度他雄胺", "physician", False),
        ("medicines", "阿维A", "physician", False),
        ("medicines", "泼尼松", "P18", False),
        ("medicines", "舒乐安定", "P18", False),
        ("medicines", "维生素C", "none", False),
        ("vaccines", "麻腮风", "V03", False),
        ("vaccines", "狂犬疫苗（咬伤", "V04", False),
        ("vaccines", "破伤风抗毒素", "V05", False),
        ("vaccines", "克尔来福", "V07", False),
        ("vaccines", "康希诺", "V08", False),
        ("vaccines", "水痘疫苗", "V09", True),
        ("diseases", "dgr", "T16", False),
        ("diseases", "mz", "T16", False),
        ("diseases", "甲肝", "T16", False),
        ("diseases", "nj", "T10f", False),
    ],
)
def test_what_matters_most_is_where_it_belongs(kind, typed, code, physician):
    first = PACKS[kind].index.find(typed).hits[0]
    assert (first.code, first.for_physician) == (code, physician)


def test_every_name_can_be_shown_in_both_languages():
    for one in ALL:
        assert not missing("".join((one.zh, one.en, *one.others))), one.zh
    for kind, pack in PACKS.items():
        groups = {one.group for one in pack.index.preparations}
        assert all(pack.group_title(group, language) for group in groups for language in LANGUAGES), kind


def test_every_name_is_found_by_itself_among_the_first():
    for pack in PACKS.values():
        for one in pack.index.preparations:
            assert one in pack.index.find(one.zh).hits
            assert one in pack.index.find(one.en).hits


def test_every_line_means_something_in_every_question_that_asks_for_it():
    for item, one in ASKED:
        meant = choices_for(item, one)
        assert meant
        if one.code == PHYSICIAN or one.for_physician:
            assert any(choice.leads_to == "physician" for choice in meant)


def test_no_line_becomes_harmless_by_the_question_it_is_asked_in():
    harmless = [one for item, one in ASKED if choices_for(item, one)[0].leads_to == "nothing"]
    assert {one.code for one in harmless} == {NO_EFFECT}


def test_a_search_takes_less_than_a_thousandth_of_a_second():
    index, typed = PACKS["medicines"].index, ("a", "aspl", "阿斯匹灵", "profen", "zzz")
    begun = process_time()
    for _ in range(40):
        for one in typed:
            index.find(one)
    assert (process_time() - begun) / 200 < 0.001


def test_a_list_is_read_in_a_few_thousandths_of_a_second():
    times = []
    for _ in range(5):
        begun = process_time()
        load_preparations("medicines")
        times.append(process_time() - begun)
    assert min(times) < 0.015


# ---- lists that must be refused ----------------------------------------------------------------------------


def shipped() -> str:
    return (resources_folder() / "vaccines" / f"{COMMON}.toml").read_text(encoding="utf-8")


def reason(tmp_path, raw: bytes) -> str:
    (tmp_path / "list.toml").write_bytes(raw)
    with pytest.raises(Refusal, match=r"interview\.pack_unreadable") as caught:
        load_preparations("vaccines", "list", tmp_path)
    return str(caught.value.values["reason"])


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("kind = 'vaccines'", "kind = 'medicines'", "a list of medicines"),
        ("kind = 'vaccines'", "kind = 'plants'", "Invalid enum value"),
        ("id = 'live_two_weeks'", "id = 'inactivated'", "group inactivated is there twice"),
        ("流感疫苗 | influenza inactivated", "流感疫苗 | zoster live", "code zoster_live is there twice"),
        ("乙肝疫苗 |", "流感疫苗 |", "name 流感疫苗 is there twice"),
        ("code = 'V02'", "code = 'measles'", "means measles"),
        ("suggests = 'V04'", "suggests = 'a bite'", "suggests a bite"),
        ("code = 'V01'\nphysician = false", "code = 'none'\nphysician = true", "physician twice"),
        ("tag = 'R'", "tag = 'sure'", "has the tag sure"),
        ("en = 'Other COVID vaccine'", "en = ''", "empty text"),
        ("不知名称的疫苗 | vaccine not known", "", "empty text"),
        ("腮腺炎减毒活疫苗 |", "|", "mumps live lacks a name"),
        ("腮腺炎减毒活疫苗 | mumps live", "腮腺炎减毒活疫苗", "腮腺炎减毒活疫苗 lacks a name"),
        ("腮腺炎减毒活疫苗 |", "腮" * 61 + " |", "too long"),
        ("腮腺炎减毒活疫苗 | mumps live |", "腮腺炎减毒活疫苗 | mumps live | x |", "more than 3 columns"),
        ("counts_from = 'event'", "counts_from = 'birth'", "Invalid enum value"),
        ("physician = false", "", "missing required field"),
        ("[[group]]", "[[group", "Expected"),
    ],
)
def test_a_damaged_list_is_refused_by_the_name_of_its_fault(tmp_path, old, new, named):
    text = shipped()
    assert old in text
    assert named in reason(tmp_path, text.replace(old, new, 1).encode())


def test_a_file_that_is_no_text_is_refused(tmp_path):
    assert reason(tmp_path, b"\xff\xfe")


def test_one_changed_word_changes_the_stamp(tmp_path):
    (tmp_path / "list.toml").write_text(shipped().replace("糖丸", "糖 丸"), encoding="utf-8")
    changed = load_preparations("vaccines", "list", tmp_path).stamp
    assert changed.id == PACKS["vaccines"].stamp.id
    assert changed.sha256 != PACKS["vaccines"].stamp.sha256
