"""The shipped rule packs, and what a wrong one is told."""

import hashlib
from pathlib import Path

import pytest

import donor_room
from donor_room.domain.eligibility import WORST_FIRST
from donor_room.domain.facts import known
from donor_room.domain.refusal import Refusal
from donor_room.domain.rules import evaluate
from donor_room.packs.locate import resources_folder
from donor_room.packs.rules import (
    LISTS,
    MAY_BE_OFF,
    NATIONAL,
    NOT_READ_YET,
    WHOLE,
    WORDS,
    load_overlay,
    load_rules,
    rule_files,
)
from donor_room.packs.texts import LANGUAGES, Texts, places
from tests.support.fit_donor import VALUES, fit_facts

PACK = load_rules()
FILE = resources_folder() / "rules" / f"{NATIONAL}.toml"
OVERLAYS = [name for name in rule_files() if name != NATIONAL]


def test_the_stamp_is_id_edition_and_hash_of_the_file():
    stamp = PACK.stamp
    assert (stamp.id, stamp.edition) == ("GB18467-2011", "2011.5")
    assert stamp.sha256 == hashlib.sha256(FILE.read_bytes()).hexdigest()


def test_the_catalogues_are_whole():
    exclusion = PACK.exclusion
    assert [len(part) for part in (exclusion.permanent, exclusion.temporary, exclusion.vaccine)] == [
        23,
        42,
        9,
    ]
    assert len(PACK.interval) == 11
    assert [row.volume_ml for row in PACK.donation.times] == [200, 300, 400]


def test_every_limit_of_the_standard_has_a_rule():
    limits = {test.limit for rule in PACK.rule for test in rule.when}
    measured = {
        name
        for name in PACK.param
        if name.startswith(("weight_", "sbp_", "dbp_", "pulse_", "hb_min", "alt_pre"))
    }
    assert measured <= limits


def test_the_fit_donor_of_the_tests_knows_only_facts_of_the_pack():
    assert set(VALUES) <= set(PACK.fact)


def test_the_national_pack_is_in_force_and_not_yet_reviewed():
    assert (PACK.about.status, PACK.about.reviewed_by) == ("in_force", None)


@pytest.mark.parametrize("name", OVERLAYS)
def test_no_overlay_ships_in_force(name):
    overlay = load_overlay(name)
    assert overlay.about.base == PACK.about.id
    assert overlay.about.status != "in_force"


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_changes_only_what_the_base_lets_a_jurisdiction_change(name):
    overlay = load_overlay(name)
    assert {PACK.param[key].override for key in overlay.set} <= {"jurisdiction"}
    open_rows = {(row.last, row.next) for row in PACK.interval if row.override == "jurisdiction"}
    assert {(row.last, row.next) for row in overlay.interval} <= open_rows


def test_the_draft_law_counts_in_days_and_is_not_in_force():
    draft = load_overlay("cn-law-draft-2025-12")
    assert str(draft.interval[0].least) == "90 day"
    assert (draft.about.status, draft.about.effective_from) == ("draft_not_in_force", None)


@pytest.mark.parametrize("name", [name for name in OVERLAYS if not name.startswith("cn-law")])
def test_a_stub_names_what_must_be_filled(name):
    assert load_overlay(name).to_fill


def test_what_stands_in_the_pack_is_read_or_named_as_not_read_yet():
    by_rules = {test.limit for rule in PACK.rule for test in rule.when} | {
        rule.until_days for rule in PACK.rule
    }
    by_exclusions = {entry.only_if for entry in PACK.exclusion.every()}
    by_name = {*WORDS, *WHOLE, *MAY_BE_OFF, *LISTS} | {row.lasts for row in PACK.reaction}
    read = (by_rules | by_exclusions | by_name) - {None}
    assert set(PACK.param) == read | set(NOT_READ_YET)
    assert not read & set(NOT_READ_YET)


@pytest.mark.parametrize("name", NOT_READ_YET)
def test_what_is_said_to_be_unread_is_asked_for_nowhere(name):
    code = Path(donor_room.__file__).parent
    asking = [file.name for file in code.rglob("*.py") if f'"{name}"' in file.read_text("utf-8")]
    assert asking == ["rules.py"]


@pytest.mark.parametrize("name", [*WORDS, *WHOLE, *MAY_BE_OFF, *LISTS])
def test_what_the_pack_must_hold_is_asked_for_by_its_name(name):
    code = Path(donor_room.__file__).parent
    readers = [file for file in code.rglob("*.py") if f'"{name}"' in file.read_text("utf-8")]
    checks = {"wb_volumes_ml", "aph_doses", "aph_plasma_with_1_dose_max_ml", "aph_dose_volume_equiv_ml"}
    assert {file.name for file in readers} > {"rules.py"} or name in checks or _stands_in_domain(readers)


def _stands_in_domain(readers: list[Path]) -> bool:
    return any(file.parent.name == "domain" for file in readers)


# ---- words -------------------------------------------------------------------------------------------------

KEYS = [
    *(f"rules.finding.{rule.id}" for rule in PACK.rule),
    *(f"rules.bound.{rule.id}" for rule in PACK.rule if rule.needs()[0] == "cuso4_density"),
    *(f"rules.finding.{row.id}" for row in (*PACK.interval, *PACK.reaction)),
    *(f"rules.finding.{name}" for name in ("aph_max_per_year", "aph_total_ml_per_year_max", "not_sure")),
    "rules.finding.plt_post_est_min_e9",
    "rules.mark.few_platelets_left",
    *(f"rules.finding.{name}" for name in ("for_physician", "standing_permanent", "standing_ask_station")),
    *(f"rules.finding.{name}" for name in ("standing_until", "standing_until_open")),
    *(f"rules.exclusion.{entry.code}" for entry in PACK.exclusion.every()),
    *(f"rules.fact.{name}" for name in (*PACK.fact, "interview", "earlier_donations", "standing_deferrals")),
    *(f"rules.mark.{rule.mark}" for rule in PACK.rule if rule.mark),
    *(f"rules.mark.{mark}" for entry in PACK.exclusion.every() for mark in entry.marks.values()),
    *(f"rules.outcome.{outcome}" for outcome in WORST_FIRST),
    *(
        f"rules.missing.{why}"
        for why in ("not_asked", "unreadable", "stale", "not_sure", "no_unit", "anchor", "code")
    ),
    *(f"rules.disease.{disease}" for disease in PACK.incubation),
    *(f"rules.award.{award.id}" for award in PACK.honours.awards),
    "rules.mark.ask_the_hour",
    "rules.unreadable",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_a_decision_says_has_words(language):
    texts = Texts(language)
    assert [key for key in KEYS if not texts.has(key)] == []


def test_both_languages_have_the_same_keys_and_places():
    chinese, english = (Texts(language).area("rules") for language in LANGUAGES)
    assert {key: places(text) for key, text in chinese.items()} == {
        key: places(text) for key, text in english.items()
    }


def test_a_sentence_about_a_rule_asks_only_for_places_that_the_finding_fills():
    filled = {"value", "unit", "limit", "until"}
    for rule in PACK.rule:
        known = filled | set(rule.needs()) | {test.limit for test in rule.when}
        said = Texts("en").area("rules")
        assert places(said[f"finding.{rule.id}"]) <= known, rule.id
        assert places(said.get(f"bound.{rule.id}", "")) <= {"value", "limit"}, rule.id


# ---- wrong packs -------------------------------------------------------------------------------------------


def wrong(folder: Path, old: str, new: str) -> str:
    """Load the national pack with one piece of text changed; return what the refusal names as the fault."""
    text = FILE.read_text("utf-8")
    assert old in text
    (folder / f"{NATIONAL}.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Refusal) as refused:
        load_rules(NATIONAL, folder)
    assert (refused.value.code, refused.value.values["file"]) == ("rules.unreadable", f"{NATIONAL}.toml")
    return str(refused.value.values["fault"])


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[about]\n", '[about]\nmood = "good"\n', "mood"),
        ('id = "skin_ok"\n', 'id = "skin_ok"\ncolour = "red"\n', "rule skin_ok"),
        ('id = "skin_ok"\n', 'id = "limbs_ok"\n', "rule limbs_ok is there 2 times"),
        ('code = "P02"', 'code = "P01"', "exclusion P01 is there 2 times"),
        (
            'id = "wb_to_aph"\nlast = "WB"\nnext = "APH_PLT"',
            'id = "x"\nlast = "WB"\nnext = "WB"',
            "interval WB to WB",
        ),
        ('id = "WB300", family', 'id = "WB200", family', "kind WB200"),
        ('fact = "skin_ok"', 'fact = "skin"', "rule skin_ok asks for the fact skin,"),
        ('below = "sbp_min_mmhg"', 'below = "sbp_mmhg_min"', "sbp_mmhg_min"),
        ('until_days = "alt_recheck_days"', 'until_days = "alt_days"', "alt_days"),
        ('only_if = "covid_rules_active"', 'only_if = "covid"', "depends on covid"),
        (
            'hb_g_per_l = { kind = "number", unit = "g/L" }',
            'hb_g_per_l = { kind = "number", unit = "g/dL" }',
            "units",
        ),
        ('number = 120, unit = "g/L"', 'number = "much", unit = "g/L"', "hb_min_male_g_l"),
        ("number = 120, unit", 'number = 120, word = "x", unit', "exactly one"),
        ('tag = "V"\n', 'tag = "sure"\n', "sure"),
        ('least = { n = 6, unit = "month" }\n', "", "interval wb_to_wb"),
        ('unit = "month" }', 'unit = "moon" }', "moon"),
        ("[about]", "[about", "line"),
        (
            'word = "completed_years_le"',
            'word = "as_usual"',
            "param age_upper_semantics is none of completed_years",
        ),
        (
            'word = "clamp_last_day"',
            'word = "clamp"',
            "param month_end_policy is none of clamp_last_day, first_of",
        ),
        (
            'word = "rolling_365d"',
            'word = "rolling"',
            "param year_window is none of rolling_365d, calendar_year",
        ),
        (
            "rest_minutes_min = { number = 10,",
            "rest_minutes_min = { off = true,",
            "rest_minutes_min is not a whole",
        ),
        ("bp_max_tries = { number = 3,", "bp_max_tries = { number = 2.5,", "bp_max_tries is not a whole"),
        (
            "half_month_days = { number = 15,",
            "half_month_days = { number = -1,",
            "half_month_days is not a whole",
        ),
        ("max_punctures_per_visit =", "most_punctures =", "param max_punctures_per_visit is missing"),
        ("temp_warn_below_c", "temp_warn", "temp_warn_below_c"),
        ("hbsag_read_until_min = { number = 20,", "hbsag_read_until_min = { number = 15,", "is not after"),
        ('words = ["hb", "abo", "alt", "hbsag"], cl', "words = [], cl", "pretests_whole_blood has no words"),
        ('"WB", volume_ml = 400,', '"WB", volume_ml = 500,', "WB400: 500 mL is none of wb_volumes_ml"),
        ("volume_ml = 400, doses = 2", "volume_ml = 600, doses = 3", "APH_PLT2: 3 is none of aph_doses"),
        ("volume_ml = 400, doses = 1", "volume_ml = 500, doses = 1", "APH_PLT1_PLASMA: more plasma than"),
        ("l_per_kg = 0.03219", "l_per_lb = 0.03219", "blood_volume"),
    ],
)
def test_a_wrong_pack_is_refused_by_file_and_key(tmp_path, old, new, fault):
    assert fault in wrong(tmp_path, old, new)


def test_a_pack_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refusal, match=r"rules\.unreadable"):
        load_rules(NATIONAL, tmp_path)


def test_a_pack_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "bad.toml").write_bytes(b'title = "\xff"')
    with pytest.raises(Refusal, match=r"rules\.unreadable"):
        load_overlay("bad", tmp_path)


def test_a_pack_is_read_once():
    assert load_rules() is load_rules()


def test_one_changed_byte_is_another_pack(tmp_path):
    (tmp_path / f"{NATIONAL}.toml").write_bytes(FILE.read_bytes() + b"\n")
    assert load_rules(NATIONAL, tmp_path).stamp.sha256 != PACK.stamp.sha256


def test_a_new_rule_needs_no_code(tmp_path):
    """What docs/recipes/a-rule.md promises: a limit, a rule, and it fires."""
    limit = (
        'height_min_cm = { number = 150, unit = "cm", clause = "station", tag = "R", override = "station" }'
    )
    text = FILE.read_text("utf-8").replace("[fact]\n", f"{limit}\n\n[fact]\n")
    rule = (
        '\n[[rule]]\nid = "height_min_cm"\nclause = "station"\ntag = "R"\noutcome = "physician"\n'
        'when = [{ fact = "height_cm", below = "height_min_cm" }]\n'
    )
    (tmp_path / f"{NATIONAL}.toml").write_text(text + rule, "utf-8")
    found = evaluate(load_rules(NATIONAL, tmp_path), fit_facts(height_cm=known(149, "cm")))
    assert [(one.rule, one.limit, one.outcome) for one in found] == [("height_min_cm", "150", "physician")]
