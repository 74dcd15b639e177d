"""The catalogue: both languages say the same things, and every key that the program says is there."""

import ast
import re
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import donor_room
from donor_room.packs.locate import resources_folder
from donor_room.packs.texts import LANGUAGES, Texts, flatten, places, read_plain, shown, with_unit

AREAS = Texts("zh_CN").areas()
SOURCE = Path(donor_room.__file__).parent
ADDRESS = re.compile(r"\w+://\S+")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff]\s*[,;:?!()]|[,;:?!()]\s*[\u4e00-\u9fff]")


def test_both_languages_have_the_same_areas():
    assert Texts("en").areas() == AREAS


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_keys_and_places(area):
    chinese, english = (Texts(language).area(area) for language in LANGUAGES)
    assert {key: places(said) for key, said in chinese.items()} == {
        key: places(said) for key, said in english.items()
    }


@pytest.mark.parametrize("area", AREAS)
def test_chinese_is_written_with_full_width_signs_and_without_shouting(area):
    for key, said in Texts("zh_CN").area(area).items():
        assert not HALF_WIDTH.search(ADDRESS.sub("", said)), key
        assert not re.search("非法|错误代码|！", said), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_no_text_is_empty_or_has_loose_ends(language, area):
    for key, said in Texts(language).area(area).items():
        assert said, key
        assert said == said.strip(), key


def keys_said() -> set[str]:
    """Return every key that stands as plain text in say(...), Refusal(...) or Trouble(...) in the program."""
    found: set[str] = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _speaks(node.func):
                key = node.args[0]
                if isinstance(key, ast.Constant) and "." in str(key.value):
                    found.add(str(key.value))
    return found


def _speaks(called: ast.expr) -> bool:
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in {"say", "Refusal", "Trouble"}


def test_every_key_that_the_program_says_is_there():
    texts = Texts("zh_CN")
    assert sorted(key for key in keys_said() if not texts.has(key)) == []


def test_a_place_is_filled_with_the_value_as_it_is_read():
    assert (
        Texts("en").say("measures.lower_than_last", difference=Decimal(18), unit="g/L").startswith("18 g/L")
    )


def test_a_missing_key_area_or_value_is_a_bug():
    for key in ("measures.nothing", "nowhere.at_all", "measures.impossible"):
        with pytest.raises(KeyError):
            Texts("en").say(key)


def test_a_table_of_the_areas_own_name_is_left_out_of_the_key(tmp_path):
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "room.toml").write_text('[room]\nopen = "a"\n[room.door]\nshut = "b"\n')
    texts = Texts("en", tmp_path)
    assert (texts.say("room.open"), texts.say("room.door.shut")) == ("a", "b")
    assert texts.has("room.open")
    assert not texts.has("hall.open")


def test_an_area_is_read_when_it_is_first_needed(tmp_path):
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "good.toml").write_text('open = "a"')
    (folder / "bad.toml").write_text("not toml")
    assert Texts("en", tmp_path).say("good.open") == "a"


def test_only_sentences_and_tables_are_texts():
    with pytest.raises(TypeError, match=r"a\.b"):
        flatten({"a": {"b": 3}})


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 22, 30, tzinfo=UTC), "2026-11-22 06:30"),
        (2000, "2,000"),
        (Decimal("36.5"), "36.5"),
        (Decimal("1234.5"), "1,234.5"),
        (Decimal("1E+3"), "1,000"),
        (True, "True"),
        ("2026", "2026"),
    ],
)
def test_a_value_is_shown_in_one_way(value, read):
    assert shown(value) == read


def test_a_unit_never_stands_without_a_space():
    assert with_unit(400, "mL") == "400 mL"


def test_spans_are_said_in_both_languages():
    assert Texts("en").duration(1, "day") == "1 day"
    assert Texts("en").duration(15, "day") == "15 days"
    assert Texts("zh_CN").duration(6, "month") == "6 个月"


@pytest.mark.parametrize(
    "file", sorted((resources_folder() / "texts").glob("*/*.toml")), ids=lambda file: file.stem
)
def test_a_plain_file_is_read_as_toml_reads_it(file):
    text = file.read_text("utf-8")
    plain = read_plain(text)
    assert plain is None or plain == flatten(tomllib.loads(text))


@pytest.mark.parametrize("area", ["frame", "keys", "opening"])
def test_the_texts_of_the_first_window_are_plain(area):
    for language in LANGUAGES:
        assert (
            read_plain((resources_folder() / "texts" / language / f"{area}.toml").read_text("utf-8"))
            is not None
        )


@pytest.mark.parametrize(
    "line",
    ['a = "\\n"', "a = 'b'", 'a = """', "a = 1", '"a b" = "c"', "[[a]]", 'a = "b" c', 'a = "1"\na = "2"'],
)
def test_what_is_not_plain_is_left_to_toml(line):
    assert read_plain(line) is None
