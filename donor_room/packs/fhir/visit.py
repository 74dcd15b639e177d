"""Writes one visit as a Bundle of FHIR R4: donor, interview, readings and the donation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.visit import LabelSet, Visit
from donor_room.domain.visit_parts import Drop, Reading
from donor_room.packs.codes import load_codes
from donor_room.packs.fhir.interview import OWN, answer_items, questionnaire_of, url_of
from donor_room.packs.fhir.observations import Named, load_names
from donor_room.packs.questionnaires import QuestionnairePack

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_STRIP = {"reactive": ("RR", "Reactive"), "nonreactive": ("NR", "Non-reactive")}

Resource = dict[str, Any]


def bundle_of(
    visit: Visit,
    pack: QuestionnairePack,
    *,
    names: Mapping[str, str] | None = None,
    is_practice: bool = False,
) -> Resource:
    """Return the visit as one collection; the same visit always gives the same bundle.

    names are those of the staff; whoever has none is told by the id.

    The questionnaire goes along only where its answers were given to exactly this edition of it. What was
    only practised is marked as test data, so that nobody takes it for blood.
    """
    told = _Telling(visit, names or {})
    resources = [told.donor(), *told.interview(pack), *told.observations(), *told.donation()]
    return {
        "resourceType": "Bundle",
        "id": told.id_of("bundle"),
        **({"meta": {"security": [_coding(_REASON, "HTEST", "test health data")]}} if is_practice else {}),
        "type": "collection",
        "timestamp": _instant(visit.changed_at),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }


def _instant(at: datetime) -> str:
    """An instant in the time of the donation site, to the second."""
    return at.astimezone(DONATION_SITE).isoformat(timespec="seconds")


def _coding(system: str, code: str, display: str) -> Resource:
    return {"system": system, "code": code, "display": display}


def _text(words: str) -> Resource:
    return {"text": words}


def _code(named: Named) -> Resource:
    coding = [_coding(LOINC, named.loinc, named.name)] if named.loinc else []
    coding += [_coding(f"{OWN}:observation", named.own, named.name)] if named.own else []
    return {"coding": coding, "text": named.name} if coding else _text(named.name)


class _Telling:
    """One visit; ids come from its own, so that a second export names the same things."""

    def __init__(self, visit: Visit, names: Mapping[str, str]) -> None:
        self._visit, self._names = visit, names
        self._donor = {"reference": f"urn:uuid:{self.id_of('donor')}"}

    def id_of(self, what: str) -> str:
        """Return the id of a resource of this visit."""
        return str(uuid5(NAMESPACE_URL, f"{OWN}:visit:{self._visit.id}:{what}"))

    def _named(self, kind: str, what: str) -> Resource:
        return {"resourceType": kind, "id": self.id_of(what)}

    def donor(self) -> Resource:
        """Who came in, with the document as it was shown."""
        donor = self._visit.donor
        kind = load_codes("document_kind").label(donor.document_kind, "en")
        document = {"type": _text(kind), "system": f"{OWN}:document", "value": donor.document_number}
        return {
            **self._named("Patient", "donor"),
            "identifier": [document],
            "name": [{"text": donor.name}],
            "gender": donor.sex,
            "birthDate": donor.birth_on.isoformat(),
        }

    # interview

    def interview(self, pack: QuestionnairePack) -> Iterable[Resource]:
        """The questionnaire and the answers; the response is complete once it was signed."""
        answered = self._visit.answers
        if not answered:
            return
        stamp = next(iter(answered.values())).pack
        if all(one.pack == pack.stamp for one in answered.values()):
            yield {**questionnaire_of(pack), "id": self.id_of("questionnaire")}
        yield {
            **self._named("QuestionnaireResponse", "interview"),
            "questionnaire": f"{url_of(stamp.id)}|{stamp.edition}",
            "status": "in-progress" if self._visit.interview_signed is None else "completed",
            "subject": self._donor,
            "authored": _instant(self._visit.changed_at),
            "item": answer_items(pack, {item: one.answer for item, one in answered.items()}),
        }

    # observations

    def observations(self) -> Iterable[Resource]:
        """Every reading that was taken, every drop, the signs, the strip and the group."""
        yield from (self._reading(place, one) for place, one in enumerate(self._visit.readings))
        yield from (self._drop(place, one) for place, one in enumerate(self._visit.drops))
        yield from self._signs()
        yield from self._strip()
        yield from self._group()

    def _observed(self, what: str, named: Named, at: datetime | None, value: Mapping[str, Any]) -> Resource:
        whole = {
            **self._named("Observation", what),
            "status": "final",
            "code": _code(named),
            "subject": self._donor,
        }
        if named.category:
            whole["category"] = [{"coding": [{"system": _CATEGORY, "code": named.category}]}]
        if at is not None:
            whole["effectiveDateTime"] = _instant(at)
        return {**whole, **value}

    def _reading(self, place: int, reading: Reading) -> Resource:
        measured = reading.measured
        named = load_names().measure.get(measured.quantity, Named(name=measured.quantity, tag="R"))
        quantity: Resource = {"value": measured.value, "unit": measured.unit}
        if named.ucum:
            quantity |= {"system": UCUM, "code": named.ucum}
        whole = self._observed(f"reading {place}", named, reading.at, {"valueQuantity": quantity})
        return {**whole, "device": {"display": measured.device}} if measured.device else whole

    def _drop(self, place: int, drop: Drop) -> Resource:
        """Whether the blood sank, and in what: no haemoglobin in g/L follows from it."""
        names = load_names().drop
        density = {"value": drop.seen.density, "system": UCUM, "code": names["solution"].ucum}
        solution = {"code": _code(names["solution"]), "valueQuantity": density}
        value = {"valueBoolean": drop.seen.sank, "component": [solution]}
        return self._observed(f"drop {place}", names["seen"], drop.at, value)

    def _signs(self) -> Iterable[Resource]:
        for sign, seen in self._visit.signs.items():
            named = load_names().sign[sign]
            note = {"note": [_text(seen.remark)]} if seen.remark else {}
            yield self._observed(f"sign {sign}", named, None, {"valueBoolean": seen.normal, **note})

    def _strip(self) -> Iterable[Resource]:
        strip = self._visit.strip
        if strip is None:
            return
        if strip.result == "invalid":
            value: Resource = {"dataAbsentReason": {"coding": [_coding(_ABSENT, "error", "Error")]}}
        else:
            value = {"valueCodeableConcept": {"coding": [_coding(_INTERPRETATION, *_STRIP[strip.result])]}}
        yield self._observed(f"strip {strip.test}", load_names().strip[strip.test], None, value)

    def _group(self) -> Iterable[Resource]:
        group = self._visit.group
        if group is not None:
            answer = load_names().group_answer[group.abo]
            coded = {"coding": [_coding(LOINC, answer.loinc, answer.name)], "text": group.abo}
            yield self._observed("group", load_names().group["abo"], None, {"valueCodeableConcept": coded})

    # the donation

    def donation(self) -> Iterable[Resource]:
        """Each needle is a procedure; the bag is the product of the one that filled it."""
        for place, needle in enumerate(self._visit.needles):
            is_last = place == len(self._visit.needles) - 1
            yield self._phlebotomy(
                needle.put_in.attempt, needle.put_in.arm, needle.at, needle.failed, is_last
            )
        filled = self._visit.collection
        if filled is not None and self._visit.label_set is not None:
            yield self._volume(filled.volume_ml)
            yield self._bag(self._visit.label_set)

    def _phlebotomy(
        self, attempt: int, arm: str, at: datetime, failed: str | None, is_last: bool
    ) -> Resource:
        ended = self._visit.collection if is_last and failed is None else None
        period = {"start": _instant(at)}
        if ended is not None and self._visit.collection_ended_at is not None:
            period["end"] = _instant(self._visit.collection_ended_at)
        kind = load_codes("donation_kind").label(self._visit.plan, "en")
        whole: Resource = {
            **self._named("Procedure", f"needle {attempt}"),
            "status": "stopped" if failed else "completed" if ended is not None else "in-progress",
            "code": _text(f"Blood donation: {kind}"),
            "subject": self._donor,
            "performedPeriod": period,
            "bodySite": [_text(f"{arm} arm")],
        }
        if failed:
            whole["statusReason"] = _text(failed)
        elif ended is not None:
            whole["outcome"] = _text(ended.outcome)
            apart = (f"goes apart: {reason}" for reason in self._visit.quarantine)
            notes = [*map(_text, (*ended.flags, *apart)), *self._releases()]
            whole |= {"note": notes} if notes else {}
        return self._with_reactions(whole) if is_last else whole

    def _releases(self) -> Iterable[Resource]:
        """Each finding that a physician released, by whom, with the reason and the words."""
        reasons = load_codes("release_reason")
        for one in (release.released for made in self._visit.decisions for release in made.releases):
            why = f"{reasons.label(one.reason, 'en')}: {one.words}"
            what = f"released: {one.finding.rule} {one.finding.value or ''}, {why}"
            yield {"authorString": self._names.get(one.released_by, one.released_by), "text": what}

    def _with_reactions(self, whole: Resource) -> Resource:
        kinds = load_codes("reaction_kind")
        ended = [one.ended for one in self._visit.reactions if one.ended is not None]
        told = [_text(f"{kinds.label(one.reaction_kind, 'en')}, {one.severity}") for one in ended]
        return {**whole, "complication": told} if told else whole

    def _volume(self, volume_ml: int) -> Resource:
        amount = {"value": volume_ml, "unit": "mL", "system": UCUM, "code": "mL"}
        named = Named(name="Collected volume", tag="R", category="procedure")
        return self._observed("volume", named, self._visit.collection_ended_at, {"valueQuantity": amount})

    def _bag(self, labels: LabelSet) -> Resource:
        """The unit under its donation number; not available, since only the station releases blood."""
        begun = self._visit.needles[-1].at if self._visit.needles else self._visit.opened_at
        collected = {"start": _instant(begun)}
        if self._visit.collection_ended_at is not None:
            collected["end"] = _instant(self._visit.collection_ended_at)
        return {
            **self._named("BiologicallyDerivedProduct", "bag"),
            "identifier": [{"system": f"{OWN}:donation-number", "value": labels.number}],
            "productCategory": "fluid",
            "productCode": _text(load_codes("donation_kind").label(self._visit.plan, "en")),
            "status": "unavailable",
            "quantity": 1,
            "collection": {"source": self._donor, "collectedPeriod": collected},
        }
