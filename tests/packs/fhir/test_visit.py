"""A visit as a Bundle of R4: who, what was asked, what was read, and the donation."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from donor_room.domain import entries as e
from donor_room.domain.visit import Visit
from donor_room.packs.codes import load_measures
from donor_room.packs.fhir.observations import load_names
from donor_room.packs.fhir.visit import bundle_of
from donor_room.packs.questionnaires import load_questionnaire
from tests.support import acts
from tests.support.acts import (
    BEGAN,
    NEEDLE_FAILED,
    OPENED,
    OVER,
    WALK,
    answered,
    drop,
    measured,
    needle,
    visit_of,
    with_a_release,
)
from tests.support.desks import refused

PACK = load_questionnaire()


RELEASED = "released: temp_lt_c 37.4, Examined in person, fit to give: 复测三次"


def told(visit: Visit, kind: str, **names: object) -> list[dict]:
    every = [one["resource"] for one in bundle_of(visit, PACK, **names)["entry"]]
    return [one for one in every if one["resourceType"] == kind]


def whole() -> Visit:
    return visit_of(*WALK.values())


def test_a_whole_walk_is_one_collection_of_everything():
    kinds = [one["resource"]["resourceType"] for one in bundle_of(whole(), PACK)["entry"]]
    for kind in (
        "Patient",
        "QuestionnaireResponse",
        "Observation",
        "Procedure",
        "BiologicallyDerivedProduct",
    ):
        assert kind in kinds


def test_the_same_visit_gives_the_same_bundle():
    assert bundle_of(whole(), PACK) == bundle_of(whole(), PACK)


def test_every_reference_leads_to_something_in_the_bundle():
    bundle = bundle_of(whole(), PACK)
    known = {one["fullUrl"] for one in bundle["entry"]}
    assert len(known) == len(bundle["entry"])
    assert set(re.findall(r"'reference': '([^']+)'", str(bundle))) <= known


def test_the_donor_is_named_with_sex_birth_and_document():
    (donor,) = told(whole(), "Patient")
    assert (donor["gender"], donor["birthDate"]) == ("male", OPENED.donor.birth_on.isoformat())
    assert donor["identifier"][0]["value"] == OPENED.donor.document_number


def test_a_visit_that_only_began_is_the_donor_alone():
    assert [one["resource"]["resourceType"] for one in bundle_of(visit_of(OPENED), PACK)["entry"]] == [
        "Patient"
    ]


def test_the_questionnaire_goes_along_where_it_is_the_one_that_was_asked():
    ours = e.Answered(pack=PACK.stamp, item="Q01", answer=answered().answer)
    assert len(told(visit_of(OPENED, ours), "Questionnaire")) == 1
    (response,) = told(visit_of(OPENED, ours), "QuestionnaireResponse")
    assert response["questionnaire"].endswith(f"{PACK.stamp.id}|{PACK.stamp.edition}")
    assert response["status"] == "in-progress"
    assert told(visit_of(OPENED, answered()), "Questionnaire") == []
    assert told(whole(), "QuestionnaireResponse")[0]["status"] == "completed"


def test_every_reading_has_its_loinc_code_and_its_ucum_unit():
    (reading,) = told(visit_of(OPENED, measured("hb", 135, "g/L")), "Observation")
    assert reading["code"]["coding"][0]["code"] == "718-7"
    assert reading["valueQuantity"] == {
        "value": Decimal(135), "unit": "g/L", "system": "http://unitsofmeasure.org", "code": "g/L",
    }  # fmt: skip


def test_everything_that_can_be_measured_before_the_needle_has_a_name():
    quantities = set(load_measures().names()) - {"volume"}
    assert quantities <= set(load_names().measure)


def test_a_reading_without_a_name_in_loinc_is_told_all_the_same():
    (reading,) = told(visit_of(OPENED, measured("colour", 3, "x")), "Observation")
    assert (reading["code"], reading["valueQuantity"]["unit"]) == ({"text": "colour"}, "x")


def test_the_device_that_read_is_named():
    by_device = e.Measured(
        **{name: getattr(measured("sbp", 118), name) for name in measured("sbp", 118).__struct_fields__}
        | {"device": "BP-1"}
    )
    assert told(visit_of(OPENED, by_device), "Observation")[0]["device"] == {"display": "BP-1"}


def test_signs_are_told_with_their_remark():
    sign = e.SignSeen(sign="skin", normal=False, remark="皮疹")
    (seen,) = told(visit_of(OPENED, sign), "Observation")
    assert (seen["valueBoolean"], seen["note"]) == (False, [{"text": "皮疹"}])


@pytest.mark.parametrize("sank", [True, False])
def test_a_drop_is_told_as_seen_with_its_solution_and_never_as_a_haemoglobin(sank):
    (seen,) = told(visit_of(OPENED, drop(sank=sank)), "Observation")
    assert (seen["valueBoolean"], "valueQuantity" in seen) == (sank, False)
    (own,) = seen["code"]["coding"]
    assert (own["system"].endswith(":observation"), own["code"]) == (True, "copper-sulphate-drop")
    (solution,) = seen["component"]
    assert solution["valueQuantity"]["value"] == Decimal("1.052")
    assert seen["effectiveDateTime"].startswith("2026-11-21")


def test_every_determination_of_haemoglobin_goes_along():
    every = told(visit_of(OPENED, drop(sank=False), measured("hb", 135, "g/L"), drop()), "Observation")
    assert [one.get("valueBoolean") for one in every] == [None, False, True]
    assert len({one["id"] for one in every}) == 3


@pytest.mark.parametrize(("result", "code"), [("reactive", "RR"), ("nonreactive", "NR")])
def test_a_strip_is_told_by_its_result(result, code):
    strip = e.StripRead(test="hbsag", result=result, lot="L", lot_expires_on=acts.LAST_DAY)
    (seen,) = told(visit_of(OPENED, strip), "Observation")
    assert seen["valueCodeableConcept"]["coding"][0]["code"] == code


def test_a_strip_that_is_not_valid_has_no_result():
    strip = e.StripRead(test="hbsag", result="invalid", lot="L", lot_expires_on=acts.LAST_DAY)
    (seen,) = told(visit_of(OPENED, strip), "Observation")
    assert "valueCodeableConcept" not in seen
    assert seen["dataAbsentReason"]["coding"][0]["code"] == "error"


def test_the_group_is_coded():
    group = [one for one in told(whole(), "Observation") if one["code"].get("text", "").startswith("ABO")]
    assert group[0]["valueCodeableConcept"]["coding"][0]["code"] == "LA19710-5"


def test_the_bag_has_its_donation_number_and_waits_for_the_station():
    (bag,) = told(whole(), "BiologicallyDerivedProduct")
    assert (bag["identifier"][0]["value"], bag["status"]) == (acts.NUMBER, "unavailable")


def test_a_unit_that_goes_apart_says_why():
    entries = [*WALK.values()]
    place = next(place for place, act in enumerate(entries) if isinstance(act, e.CollectionEnded))
    (procedure,) = told(visit_of(*entries[:place], acts.held(), *entries[place:]), "Procedure")
    assert procedure["note"] == [{"text": "goes apart: donated_elsewhere"}]


def test_a_released_finding_says_by_whom_and_why():
    (procedure,) = told(visit_of(*with_a_release()), "Procedure")
    assert procedure["note"] == [{"authorString": "s3", "text": RELEASED}]
    (procedure,) = told(visit_of(*with_a_release()), "Procedure", names={"s3": "赵敏"})
    assert procedure["note"][0]["authorString"] == "赵敏"


def test_what_was_only_practised_is_marked_as_a_test():
    assert "meta" not in bundle_of(whole(), PACK)
    marked = bundle_of(whole(), PACK, is_practice=True)["meta"]["security"]
    assert [one["code"] for one in marked] == ["HTEST"]


def test_a_needle_that_gave_no_flow_was_stopped():
    entries = [*WALK.values()]
    place = next(place for place, act in enumerate(entries) if isinstance(act, e.NeedleIn))
    visit = visit_of(*entries[: place + 1], NEEDLE_FAILED)
    (procedure,) = told(visit, "Procedure")
    assert (procedure["status"], procedure["statusReason"]["text"]) == ("stopped", "无血流")
    assert told(visit, "BiologicallyDerivedProduct") == []


def test_a_needle_that_is_in_is_in_progress():
    (procedure,) = told(visit_of(OPENED, needle()), "Procedure")
    assert (procedure["status"], procedure["bodySite"]) == ("in-progress", [{"text": "left arm"}])


def test_a_reaction_is_a_complication_of_the_last_needle():
    (procedure,) = told(visit_of(OPENED, needle(), BEGAN, OVER), "Procedure")
    assert procedure["complication"][0]["text"].endswith("mild")


def test_a_list_of_names_of_another_shape_is_refused(tmp_path):
    (tmp_path / "observations.toml").write_text("id = 3")
    with refused("codes.unreadable"):
        load_names(tmp_path)
