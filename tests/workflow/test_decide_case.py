"""Written cases: the vectors of the domain notes, what is missing, and what is no case."""

from __future__ import annotations

from typing import Any

import pytest

from donor_room.packs.rules import load_rules
from donor_room.workflow.case import BadCase, read_case
from donor_room.workflow.decide_case import answer_of
from tests.support.cases import FIT, line

PACK = load_rules()
PLATELETS = {"plan": {"kind": "APH_PLT", "doses": 1}}
THREE = [{"kind": "WB", "on": f"20{year}-01-05", "ml": 400} for year in (20, 21, 22)]
NEVER, AGAIN, CANNOT, FITS = "deferred_permanently", "deferred_until", "cannot_decide", "eligible"


def answer(**changes: Any) -> dict[str, Any]:
    return answer_of(PACK, read_case(line(**changes)))


def rules(**changes: Any) -> list[str]:
    return [finding["rule"] for finding in answer(**changes)["findings"]]


def last(kind: str, on: str, **more: Any) -> dict[str, Any]:
    return {"history": [{"kind": kind, "on": on, **more}]}


def told(code: str, on: str | None = None) -> dict[str, Any]:
    return {"interview__conditions": [{"code": code} | ({"on": on} if on else {})]}


def test_a_fit_donor_is_eligible_and_the_pack_is_named():
    stamp = {"id": PACK.stamp.id, "sha256": PACK.stamp.sha256, "overlays": []}
    assert answer() == {
        "id": "c1",
        "outcome": FITS,
        "until": None,
        "marks": [],
        "missing": [],
        "findings": [],
        "pack": stamp,
        "release_check": False,
    }


VECTORS = [
    (FITS, {"donor__birth": "2008-11-21"}),
    (AGAIN, {"donor__birth": "2008-11-21", "on": "2026-11-20"}),
    (FITS, {"donor__birth": "1970-11-22"}),
    (NEVER, {"donor__birth": "1970-11-21"}),
    (FITS, {"donor__birth": "1965-11-22", "history": THREE, "donor__asks_extension": True}),
    (AGAIN, {"donor__birth": "1965-11-22", "history": THREE}),
    (NEVER, {"donor__birth": "1965-11-22", "history": THREE[:2], "donor__asks_extension": True}),
    (NEVER, {"donor__birth": "1965-11-22", "history": THREE, "donor__earlier_reaction": True}),
    (NEVER, {"donor__birth": "1965-11-21", "history": THREE, "donor__asks_extension": True}),
    (AGAIN, {"vitals__weight_kg": "49.9"}),
    (FITS, {"vitals__weight_kg": "50.0"}),
    (AGAIN, {"donor__sex": "female", "vitals__weight_kg": "44.9"}),
    (FITS, {"donor__sex": "female", "vitals__weight_kg": "45.0"}),
    (FITS, {"vitals__sbp_mmhg": 139, "vitals__dbp_mmhg": 89}),
    (AGAIN, {"vitals__sbp_mmhg": 140, "vitals__dbp_mmhg": 80}),
    (AGAIN, {"vitals__sbp_mmhg": 120, "vitals__dbp_mmhg": 90}),
    (FITS, {"vitals__sbp_mmhg": 90, "vitals__dbp_mmhg": 60}),
    (AGAIN, {"vitals__sbp_mmhg": 110, "vitals__dbp_mmhg": 85}),
    (AGAIN, {"vitals__pulse_bpm": 59}),
    (FITS, {"vitals__pulse_bpm": 50, "donor__athlete": True}),
    (AGAIN, {"vitals__pulse_bpm": 49, "donor__athlete": True}),
    (FITS, {"vitals__pulse_bpm": 100}),
    (AGAIN, {"vitals__pulse_bpm": 101}),
    (AGAIN, {"tests__hb_g_l": 119}),
    (FITS, {"tests__hb_g_l": 120}),
    (AGAIN, {"donor__sex": "female", "tests__hb_g_l": 114}),
    (FITS, {"donor__sex": "female", "tests__hb_g_l": 115}),
    (AGAIN, {**PLATELETS, "tests__plt_e9_l": 149}),
    (FITS, {**PLATELETS, "tests__plt_e9_l": 190}),
    (FITS, {**PLATELETS, "tests__plt_e9_l": 449}),
    (AGAIN, {**PLATELETS, "tests__plt_e9_l": 450}),
    (FITS, last("WB", "2026-05-21", ml=400)),
    (AGAIN, {"on": "2026-11-20", **last("WB", "2026-05-21", ml=400)}),
    (FITS, {**PLATELETS, **last("WB", "2026-08-21", ml=200)}),
    (FITS, last("APH_PLT", "2026-10-24", doses=2)),
    (AGAIN, last("APH_PLT", "2026-10-25", doses=2)),
    (FITS, {**PLATELETS, **last("APH_PLT", "2026-11-07", doses=1)}),
    (AGAIN, {**PLATELETS, **last("APH_PLT", "2026-11-08", doses=1)}),
    (AGAIN, {**PLATELETS, **told("T11", "2026-11-17")}),
    (FITS, {**PLATELETS, **told("T11", "2026-11-16")}),
]


@pytest.mark.parametrize(("outcome", "changes"), VECTORS)
def test_the_vectors_of_the_domain_notes(outcome, changes):
    assert answer(**changes)["outcome"] == outcome


def test_after_the_31st_of_august_whole_blood_is_free_on_the_28th_of_february():
    assert answer(**last("WB", "2026-08-31", ml=200))["until"] == "2027-02-28"


def test_the_25th_apheresis_of_a_rolling_year_waits():
    days = [f"2026-{month:02}-{day:02}" for month in range(1, 13) for day in (3, 17)][:22]
    given = [{"kind": "APH_PLT", "on": day, "doses": 1} for day in ["2025-12-01", "2025-12-15", *days]]
    given = [one for one in given if one["on"] < "2026-11-07"]
    given += [{"kind": "APH_PLT", "on": "2025-11-23", "doses": 1}] * (24 - len(given))
    found = answer(**PLATELETS, history=given)
    assert [(one["rule"], one["limit"]) for one in found["findings"]] == [("aph_max_per_year", "24")]
    assert answer(**PLATELETS, history=given[1:])["outcome"] == FITS


def test_aspirin_four_days_ago_marks_whole_blood_and_does_not_block_it():
    found = answer(**told("T11", "2026-11-17"))
    assert (found["outcome"], found["marks"]) == (FITS, ["no_platelets"])


def test_the_case_of_the_issue_is_answered_as_it_says():
    given = [
        {"kind": "WB", "on": "2026-05-21", "ml": 400},
        {"kind": "APH_PLT", "on": "2026-10-01", "doses": 2},
    ]
    found = answer(history=given, **told("T01b", "2026-11-10"))
    assert (found["outcome"], found["until"]) == (AGAIN, "2026-11-25")
    assert found["findings"] == [
        {
            "rule": "T01b",
            "clause": "6.2.1",
            "outcome": AGAIN,
            "until": "2026-11-25",
            "value": "2026-11-10",
            "limit": "15 day",
            "overridable_by": None,
        }
    ]


def test_a_measured_value_stands_beside_its_limit_with_the_unit():
    (finding,) = answer(tests__hb_g_l="119.5")["findings"]
    assert (finding["value"], finding["limit"], finding["until"]) == ("119.5", "120 g/L", "2026-11-22")


def test_permanent_beats_temporary_and_both_are_kept():
    conditions = [{"code": "P02"}, {"code": "T05a", "on": "2026-11-20"}]
    found = answer(interview__conditions=conditions)
    assert (found["outcome"], found["until"]) == (NEVER, None)
    assert [one["rule"] for one in found["findings"]] == ["P02", "T05a"]


def test_the_earliest_day_is_the_latest_of_all():
    conditions = [{"code": "T05a", "on": "2026-11-20"}, {"code": "T09b", "on": "2026-02-28"}]
    assert answer(interview__conditions=conditions, vitals__pulse_bpm=101)["until"] == "2027-02-28"


def test_a_donation_on_the_day_itself_counts_and_a_life_may_begin_with_a_condition():
    assert rules(**last("WB", "2026-11-21", ml=400)) == ["wb_to_wb"]
    assert answer(**told("T01b", "1986-03-02"))["outcome"] == FITS


def test_a_condition_that_ends_later_is_waited_for_from_its_end():
    assert answer(**told("T01b", "2026-11-30"))["until"] == "2026-12-15"


@pytest.mark.parametrize(("doses", "outcome"), [(49, FITS), (50, AGAIN)])
def test_doses_that_no_plan_has_count_as_they_were_told(doses, outcome):
    """A dose is 200 mL: after 49 of them there is room for one more in the ten litres of a year."""
    given = last("APH_PLT", "2026-10-01", doses=doses)
    assert answer(**PLATELETS, **given)["outcome"] == outcome


def test_a_week_may_be_skipped_by_a_physician_only_between_platelets():
    (finding,) = answer(**PLATELETS, **last("APH_PLT", "2026-11-12", doses=1))["findings"]
    assert (finding["rule"], finding["overridable_by"]) == ("aph_to_aph", "physician")


def test_the_directory_defers_until_its_day_and_not_on_it():
    standing = {"kind": "temporary", "until": "2026-12-01"}
    assert answer(deferrals=[standing])["until"] == "2026-12-01"
    assert answer(deferrals=[standing], on="2026-12-01")["outcome"] == FITS
    assert answer(deferrals=[{"kind": "permanent"}])["outcome"] == NEVER
    assert (answer(deferrals=[{"kind": "temporary"}])["outcome"]) == AGAIN


def test_an_old_directory_lets_pass_and_asks_for_a_check_before_release():
    assert answer(directory_age_h=72)["release_check"] is False
    found = answer(directory_age_h=73)
    assert (found["outcome"], found["release_check"]) == (FITS, True)


def test_what_the_donor_was_not_sure_of_is_named_and_decides_nothing():
    found = answer(interview__not_sure=["Q29", "T05a"])
    assert (found["outcome"], found["missing"]) == (CANNOT, ["Q29", "T05a"])
    assert [one["rule"] for one in found["findings"]] == ["not_sure", "not_sure"]


def test_a_certain_no_beats_what_the_donor_was_not_sure_of():
    found = answer(interview__not_sure=["Q29"], tests__hb_g_l=100)
    assert (found["outcome"], found["missing"]) == (AGAIN, ["Q29"])


def test_a_donation_that_failed_is_none_of_the_three_that_an_older_donor_needs():
    failed = [one | {"ml": 99} for one in THREE]
    older = {"donor__birth": "1965-11-22", "donor__asks_extension": True}
    assert answer(**older, history=THREE)["outcome"] == FITS
    assert answer(**older, history=[*THREE[:2], *failed])["outcome"] == NEVER


def test_platelets_with_the_most_plasma_that_the_clause_allows_may_be_planned():
    assert answer(plan={"kind": "APH_PLT_PLASMA", "doses": 1, "ml": 400})["outcome"] == FITS


@pytest.mark.parametrize("which", ["skin_ok", "sclera_ok"])
def test_skin_and_sclera_are_named_each(which):
    assert rules(**{f"vitals__{which}": False}) == [which]
    assert answer(**{f"vitals__{which}": ...})["missing"] == [which]


# ---- what is not known -----------------------------------------------------------------------------------

NEEDED = [
    ("on", "on"),
    ("plan", "plan"),
    ("donor__sex", "sex"),
    ("donor__birth", "birth"),
    ("donor__earlier_reaction", "earlier_reaction"),
    ("history", "history"),
    ("history_complete", "history"),
    ("interview", "interview"),
    ("interview__complete", "interview"),
    ("interview__conditions", "interview"),
    ("interview__not_sure", "interview.not_sure"),
    *((f"vitals__{name}", name) for name in FIT["vitals"] if name != "height_cm"),
    *((f"tests__{name}", name) for name in ("hb_g_l", "alt_u_l", "hbsag", "abo")),
    ("deferrals", "deferrals"),
    ("directory_age_h", "directory_age_h"),
]


@pytest.mark.parametrize(("field", "named"), NEEDED)
@pytest.mark.parametrize("gone", [..., None])
def test_what_is_missing_is_named_and_decides_nothing(field, named, gone):
    found = answer(**{field: gone})
    assert found["outcome"] == CANNOT
    assert named in found["missing"]


@pytest.mark.parametrize("field", ["vitals__height_cm", "tests__hct", "tests__plt_e9_l", "donor__athlete"])
def test_what_no_rule_of_this_donation_asks_for_may_be_missing(field):
    assert answer(**{field: ...})["outcome"] == FITS


def test_nothing_at_all_is_a_case_that_cannot_be_decided():
    found = answer_of(PACK, read_case(b"{}"))
    assert (found["id"], found["outcome"], found["until"]) == (None, CANNOT, None)


def test_what_holds_on_every_day_needs_no_day():
    found = answer(on=..., interview__conditions=[{"code": "P02"}], tests__hb_g_l=100)
    assert (found["outcome"], found["missing"]) == (NEVER, ["birth", "on"])
    assert {one["until"] for one in found["findings"]} == {None}


def test_a_span_without_its_day_and_an_unknown_code_are_named():
    assert answer(**told("T05a"))["missing"] == ["T05a"]
    assert answer(**told("T99"))["missing"] == ["T99"]


def test_contact_with_a_listed_disease_waits_and_any_other_is_a_physicians():
    near = {"code": "T10a", "on": "2026-11-10", "disease": "varicella"}
    assert answer(interview__conditions=[near])["until"] == "2026-12-04"
    assert answer(**told("T10a", "2026-11-10"))["outcome"] == "physician"


def test_copper_sulphate_stands_for_the_number_where_it_was_the_method():
    by_drop = {"tests__hb_g_l": ..., "tests__hb_method": "cuso4_pass_fail"}
    assert answer(**by_drop, tests__cuso4="1.052")["outcome"] == FITS
    assert rules(**by_drop, tests__cuso4="1.051") == ["cuso4_min_male"]
    assert answer(**by_drop)["missing"] == ["cuso4"]


def test_few_platelets_left_are_marked_and_the_planned_litres_count():
    assert answer(**PLATELETS, tests__plt_e9_l=150)["marks"] == ["few_platelets_left"]
    given = [{"kind": "APH_PLASMA", "on": "2026-10-01", "ml": 9700}]
    plan = {"kind": "APH_PLASMA", "ml": 300}
    assert answer(plan=plan, history=given)["outcome"] == FITS
    assert answer(plan=plan | {"ml": 301}, history=given)["outcome"] == AGAIN


def test_a_certain_no_beats_a_history_that_is_not_whole():
    given = last("WB", "2026-11-01", ml=400)["history"]
    found = answer(history=[*given, {"kind": "APH_PLT"}])
    assert (found["outcome"], found["missing"]) == (AGAIN, ["history"])


def test_whole_blood_of_an_unknown_volume_may_be_decided_as_long_as_no_rule_differs():
    assert answer(plan={"kind": "WB"})["outcome"] == FITS
    assert answer(plan={"kind": "APH_PLT"})["outcome"] == FITS


def test_doses_that_make_a_difference_are_asked_for():
    given = [{"kind": "APH_PLT", "on": "2026-10-01", "ml": 9700}]
    assert answer(plan={"kind": "APH_PLT"}, history=given)["missing"] == ["plan.doses"]
    assert answer(plan={"kind": "APH_PLT", "doses": 1}, history=given)["outcome"] == FITS
    assert answer(plan={"kind": "APH_PLT", "doses": 2}, history=given)["outcome"] == AGAIN


def test_whole_blood_that_stopped_early_counts_as_a_small_failure():
    assert rules(**last("WB", "2026-11-10", ml=99)) == ["failed_small"]
    assert rules(**last("WB", "2026-11-10", ml=100)) == ["wb_to_wb"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("vitals__weight_kg", "1000000000"),
        ("vitals__temp_c", "0"),
        ("tests__hb_g_l", 1350),
        ("tests__hct", 42),
    ],
)
def test_a_number_that_no_donor_can_have_lets_nobody_pass(field, value):
    found = answer(**PLATELETS, **{field: value})
    assert found["outcome"] in (CANNOT, AGAIN)
    assert found["missing"] == [field.rpartition("__")[2]]


ENDLESS = ["1e16", "1e400", "1e9999999", "1e999999999999", "1e-9999999", "0e99999999", "9" * 5_000]


@pytest.mark.parametrize("value", ENDLESS)
@pytest.mark.parametrize("field", ["vitals__sbp_mmhg", "tests__plt_e9_l", "directory_age_h"])
def test_a_number_that_cannot_be_reckoned_with_was_not_read(field, value):
    found = answer(**PLATELETS, **{field: value})
    assert (found["outcome"], found["missing"]) == (CANNOT, [field.rpartition("__")[2]])
    assert len(str(found)) < 2_000


def test_a_height_that_cannot_be_reckoned_with_leaves_no_estimate():
    assert answer(**PLATELETS, tests__plt_e9_l=150, vitals__height_cm="1e999999")["marks"] == []


# ---- what is no case -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"vitals__pulse": 72}, "unknown field `pulse`"),
        ({"mood": "good"}, "unknown field `mood`"),
        ({"vitals__weight_kg": "heavy"}, "$.vitals.weight_kg"),
        ({"vitals__weight_kg": True}, "$.vitals.weight_kg"),
        ({"vitals__weight_kg": "NaN"}, "vitals.weight_kg"),
        ({"vitals__weight_kg": "6_2"}, "vitals.weight_kg"),
        ({"vitals__weight_kg": " 62 "}, "vitals.weight_kg"),
        ({"tests__hb_g_l": "１３５"}, "tests.hb_g_l"),
        ({"directory_age_h": "٣"}, "directory_age_h"),
        ({"plan": {"kind": "APH_PLT_PLASMA", "doses": 1, "ml": 401}}, "plan.ml: 401 is more than 400"),
        ({"vitals__weight_kg": "Infinity"}, "vitals.weight_kg"),
        ({"tests__alt_u_l": -5}, "tests.alt_u_l"),
        ({"directory_age_h": "-1"}, "directory_age_h"),
        ({"vitals__skin_ok": "yes"}, "$.vitals.skin_ok"),
        ({"donor__sex": "M"}, "$.donor.sex"),
        ({"donor__birth": "1986-02-30"}, "$.donor.birth"),
        ({"donor__birth": "2026-11-22"}, "donor.birth is after on"),
        ({"plan": {"kind": "WB", "ml": 250}}, "plan.ml: 250 is none of 200, 300, 400"),
        ({"plan": {"kind": "APH_PLT", "doses": 3}}, "plan.doses: 3 is none of 1, 2"),
        ({"plan": {"kind": "PLASMA"}}, "$.plan.kind"),
        ({"history": [{"kind": "WB", "on": "today"}]}, "$.history"),
        ({"interview__conditions": [{"on": "2026-11-01"}]}, "code"),
        ({"deferrals": [{"kind": "permanent", "until": "2027-01-01"}]}, "deferrals[0].until"),
        ({"tests__hbsag": "positive"}, "$.tests.hbsag"),
        ({"history": [{"kind": "WB", "on": "2026-11-22"}]}, "history[0].on is after on"),
        ({"history": [{"kind": "WB", "on": "1986-03-01"}]}, "history[0].on is before donor.birth"),
        ({"interview__conditions": [{"code": "P02", "on": "1986-03-01"}]}, "interview.conditions[0].on"),
    ],
)
def test_a_line_that_is_no_case_is_refused_by_the_name_of_the_field(changes, named):
    with pytest.raises(BadCase) as bad:
        answer(**changes)
    assert named in str(bad.value)


@pytest.mark.parametrize("raw", [b"[1]", b"{", b"\xff", b'"x"', b"[" * 100_000])
def test_what_is_not_one_json_object_is_refused(raw):
    with pytest.raises(BadCase):
        read_case(raw)


def test_a_told_reaction_defers_for_half_a_year_and_one_of_tomorrow_is_no_case():
    one = answer(reactions=[{"on": "2026-10-01", "severity": "moderate"}])
    assert (one["outcome"], one["until"]) == ("deferred_until", "2027-04-01")
    assert {row["rule"]: row["overridable_by"] for row in one["findings"]} == {
        "reaction_deferral_moderate": "physician",
        "had_reaction": None,
    }
    with pytest.raises(BadCase, match=r"reactions\[0\]\.on is after on"):
        answer(reactions=[{"on": "2026-11-22", "severity": "moderate"}])
