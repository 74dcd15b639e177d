"""Turns findings into what the page reads: verdict, table, passed results, what to say to the donor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from donor_room.domain.eligibility import RELEASED
from donor_room.domain.findings import Finding, Outcome
from donor_room.domain.ruleset import RulePack
from donor_room.domain.visit import Visit
from donor_room.packs.questionnaires import QuestionnairePack
from donor_room.ui.donor_line import plan_words
from donor_room.ui.steps.decision.missing import Missing
from donor_room.ui.steps.decision.named import conditions, names
from donor_room.ui.steps.decision.passed import Row, bare, results_of
from donor_room.ui.steps.decision.state import State
from donor_room.ui.steps.decision.view import Shown
from donor_room.ui.texts import begun, say, texts
from donor_room.ui.tokens import Meaning
from donor_room.ui.widgets.findings import FindingLine

PRESSURE = ("sbp_", "dbp_", "pulse_pressure")
_STEPS = {
    "consent_given": "interview", "interview": "interview", "interview_complete": "interview",
    "sbp_mmhg": "exam", "dbp_mmhg": "exam", "beats_per_min": "exam", "is_endurance_athlete": "exam",
    "temp_c": "exam", "weight_kg": "exam", "height_cm": "exam", "skin_ok": "exam", "limbs_ok": "exam",
    "arms_ok": "exam", "rhythm_regular": "exam",
    "hb_g_per_l": "tests", "cuso4_density": "tests", "alt_u_per_l": "tests", "abo": "tests",
    "hbsag": "tests", "hct": "tests", "plt_e9_per_l": "tests",
}  # fmt: skip
"""The step at which a missing fact is asked, in the order of the pages; what is not here is no step."""
FRAME_STEPS = {"interview": "interview", "exam": "examine", "tests": "blood_tests"}
_LIMIT_WORDS = (("_min", "at_least"), ("_lt_", "below"), ("_max", "at_most"))
_TELL = (
    ("hb_min", "hb"), ("cuso4_", "hb"), ("alt_", "alt"), ("sbp_", "pressure"), ("dbp_", "pressure"),
    ("pulse_pressure", "pressure"), ("pulse", "pulse"), ("temp_", "temp"), ("weight", "weight"),
    ("hbsag", "station"), ("standing", "station"),
)  # fmt: skip


_COUNTING = ("rules.finding.not_sure", "rules.finding.for_physician", "rules.missing.anchor")


@dataclass(frozen=True, slots=True)
class Told:
    """What one reading of the store brought: the decision or the proposal, and who looks at it."""

    visit: Visit
    outcome: Outcome
    until_on: date | None
    not_before: date | None
    findings: tuple[Finding, ...]
    marks: tuple[str, ...]
    decided: bool
    person: str
    role: str
    is_physician: bool
    rules: RulePack
    today: date
    numbers: dict[str, int]
    """The place of each question in this donor's interview, by its item."""
    private: frozenset[str]
    """Items whose answers only a physician reads."""
    pack: QuestionnairePack
    """The questions in their words, short and whole."""
    releasable: tuple[Finding, ...] = ()
    """What another physician of this terminal may release."""
    released: tuple[tuple[Finding, str], ...] = ()
    """What was released, and by whom."""

    @property
    def standing(self) -> list[Finding]:
        """The findings that decide."""
        gone = [finding for finding, _ in self.released]
        return [finding for finding in self.findings if finding not in gone]


def shown(told: Told, state: State) -> Shown:
    """Return everything that the page shows."""
    if state.mode == "held":
        return _held(told, state)
    meaning = _meaning(told.outcome)
    label, value = _right_side(told)
    reasons = reasons_of(told)
    return Shown(
        mode=state.mode,
        meaning=meaning,
        reason=_reason(told, sum(one in told.standing for one in reasons)),
        label=label,
        value=value,
        lines=[_line(told, finding, first=place == 0) for place, finding in enumerate(reasons)],
        results=_passed(told) if meaning is Meaning.ELIGIBLE else [],
        missing=_all_missing(told),
        tell=_tell(told),
        before=_before(told),
        basis=_basis(told),
        unreviewed=told.rules.about.reviewed_by is None,
        person=told.person,
        role=told.role,
        main=_main(told, state),
        may_repeat=may_repeat(told),
        may_leave=state.mode != "decided",
        may_release=state.mode == "decided" and bool(told.releasable),
    )


def reasons_of(told: Told) -> list[Finding]:
    """Return the findings that are shown as rows, in their order."""
    return [one for one in told.findings if one.outcome == told.outcome or one.outcome != "eligible"]


def _held(told: Told, state: State) -> Shown:
    """What the station told, and what the rules make of it; nothing is decided before a physician looked."""
    reasons = [one for one in told.findings if one.outcome not in ("eligible", "cannot_decide")]
    hold = told.visit.hold
    return Shown(
        mode="held",
        meaning=Meaning.PHYSICIAN,
        reason=say(f"hold.{hold.reason}") if hold else "",
        label="",
        value="",
        lines=[_line(told, finding, first=place == 0) for place, finding in enumerate(reasons)],
        tell="" if told.is_physician else say("hold.tell"),
        basis=_basis(told),
        unreviewed=told.rules.about.reviewed_by is None,
        person=told.person,
        role=told.role,
        main=_main(told, state),
    )


def _meaning(outcome: Outcome) -> Meaning:
    meanings = {
        "deferred_until": Meaning.DEFERRED_UNTIL,
        "deferred_for_good": Meaning.DEFERRED_FOR_GOOD,
        "physician": Meaning.PHYSICIAN,
        "cannot_decide": Meaning.UNDECIDED,
    }
    return meanings.get(outcome, Meaning.ELIGIBLE)


def _reason(told: Told, count: int) -> str:
    if told.outcome == "eligible_check_before_release":
        return say("decision.reason.check_before_release")
    if told.outcome == "eligible" and told.marks == (RELEASED,):
        return say("decision.reason.released", count=len(told.released))
    if told.outcome == "eligible":
        marks = "、".join(say(f"rules.mark.{mark}") for mark in told.marks)
        return say("decision.reason.marked", marks=marks) if marks else say("decision.reason.eligible")
    if told.outcome == "cannot_decide":
        return say("decision.reason.missing", count=len(_missing_items(told)))
    if told.outcome == "deferred_until" and told.until_on is not None and count > 1:
        return say("decision.reason.latest", count=count)
    return say(f"decision.reason.{told.outcome}", count=count)


def _missing_items(told: Told) -> set[str]:
    return {finding.item for finding in told.findings if finding.outcome == "cannot_decide"}


def _right_side(told: Told) -> tuple[str, str]:
    if told.outcome in ("eligible", "eligible_check_before_release"):
        return say("decision.plan"), plan_words(told.visit.plan)
    if told.outcome != "deferred_until":
        return "", ""
    if told.until_on is not None:
        return say("decision.may_come"), say("decision.from_day", day=told.until_on.isoformat())
    if told.not_before is not None:
        return say("decision.not_before"), say("decision.from_day", day=told.not_before.isoformat())
    return "", ""


# ---- the findings -----------------------------------------------------------------------------------------


def is_hidden(told: Told, finding: Finding) -> bool:
    """Say whether the cause is for the physician alone."""
    return finding.item in told.private and not told.is_physician


def _line(told: Told, finding: Finding, *, first: bool) -> FindingLine:
    by = next((name for released, name in told.released if released == finding), None)
    line = _plain_line(told, finding, first=first)
    return line if by is None else replace(line, until="", is_deciding=False, note=say("release.by", name=by))


def _plain_line(told: Told, finding: Finding, *, first: bool) -> FindingLine:
    until = _until(finding)
    if is_hidden(told, finding):
        return FindingLine(say("decision.private.item"), say("decision.private.ask"), "", "", until, first)
    return FindingLine(
        item=begun(item_words(told, finding)),
        value=_with_name(told, finding),
        limit=_limit(finding),
        clause=clause_words(finding.clause),
        until=until,
        is_deciding=first and finding.until_on is not None,
        note=say("release.line") if finding in told.releasable else "",
    )


def item_words(told: Told, finding: Finding) -> str:
    """Return what a finding is about, in words."""
    if finding.text.startswith("rules.exclusion."):
        return say(finding.text)
    if _is_question(told, finding.item):
        return _question(told, finding.item)
    if finding.item == "earlier_donations" and finding.outcome == "deferred_until":
        return say("decision.interval")
    fact = f"rules.fact.{finding.item}"
    return say(fact if texts().knows(fact) else "decision.other_item")


def _is_question(told: Told, item: str) -> bool:
    return any(asked.id == item for asked in told.pack.questionnaire.items)


def _question(told: Told, item: str) -> str:
    """Return number and gist of a question; one that this donor is not asked any more has no number."""
    about = told.pack.short(item, texts().language)
    number = told.numbers.get(item)
    return about if number is None else say("decision.question", n=number, about=about)


_LONGEST_NAME = 16
"""Characters of a name that fit beside its day; the clause (F1) has it whole."""


def _with_name(told: Told, finding: Finding) -> str:
    """Return the value, before it the medicine, vaccine or place that was named: it sent the donor here."""
    named = "、".join(names(told.visit, told.pack, finding))
    short = f"{named[:_LONGEST_NAME]}…" if len(named) > _LONGEST_NAME else named
    return f"{short} {_value(finding)}".strip()


def _value(finding: Finding) -> str:
    if finding.outcome == "cannot_decide":
        return say(f"decision.why.{finding.text.rpartition('.')[2]}")
    if finding.text in ("rules.finding.not_sure", "rules.finding.for_physician"):
        return say(f"decision.value.{finding.rule}")
    if finding.value in ("yes", "no"):
        return say("decision.value.not_passed")
    if finding.text.startswith("rules.bound."):
        return say("decision.drop.not_sunk", density=finding.text_values["value"])
    if finding.item == "hbsag" and finding.value:
        return say(f"decision.hbsag.{finding.value}")
    unit = _unit(finding.unit)
    return f"{finding.value} {unit}".strip() if finding.value else ""


def _unit(unit: str | None) -> str:
    if unit == "/min":
        return say("measures.unit.per_minute")
    return say("decision.years") if unit == "year" else unit or ""


def _limit(finding: Finding) -> str:
    if finding.limit is None or finding.limit in ("yes", "no", "nonreactive"):
        return ""
    parts = finding.limit.split(" ")
    if len(parts) == 2 and parts[0].isdecimal():
        return say("decision.limit.full", span=duration(int(parts[0]), parts[1]))
    word = next((word for sign, word in _LIMIT_WORDS if sign in finding.rule), "")
    limit = bare(Decimal(finding.limit)) if _is_number(finding.limit) else finding.limit
    return say(f"decision.limit.{word}", limit=limit) if word else limit


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def duration(n: int, unit: str) -> str:
    """Return a span in words; the unit as the rule pack writes it, in the singular or plural."""
    name = unit.removesuffix("s")
    return say(f"measures.duration.{name}.{'one' if n == 1 else 'many'}", n=n)


def clause_words(clause: str) -> str:
    """Return a clause as it is cited."""
    return say("decision.station_rule") if clause == "station" else clause


def _until(finding: Finding) -> str:
    if finding.until_on is not None:
        return finding.until_on.isoformat()
    return say(f"decision.until.{finding.outcome}") if finding.outcome != "cannot_decide" else ""


def sentence(told: Told, place: int) -> tuple[str, str]:
    """Return clause and sentence of a row of the table, for F1."""
    finding = reasons_of(told)[place]
    if is_hidden(told, finding):
        return say("decision.private.item"), say("decision.private.ask")
    about = told.rules.about
    is_numbered = finding.clause[:1].isdecimal()
    clause = (
        say("decision.clause", rules=about.id, clause=finding.clause)
        if is_numbered
        else clause_words(finding.clause)
    )
    lines = [say(finding.text, **{**finding.text_values, **_named(told, finding)})]
    if _is_question(told, finding.item):
        lines.insert(0, told.pack.ask(finding.item, texts().language))
        lines[1:1] = conditions(told.visit, told.pack, finding)
    if finding.tag != "V":
        lines.append(say("decision.to_confirm"))
    return clause, "\n".join(lines)


def _named(told: Told, finding: Finding) -> dict[str, object]:
    """Return what fills the place of the item: a sentence that counts questions takes the number alone."""
    number = told.numbers.get(finding.item)
    counts = finding.text in _COUNTING and number is not None
    return {"item": number if counts else item_words(told, finding)}


RULE_PACK = "rule_pack"
"""The item of a finding about the rules themselves (domain.pack_fitness)."""


def _all_missing(told: Told) -> list[Missing]:
    """Return what is missing in the order of the walk and its pages; what no step asks comes first."""
    order = ("", "interview", "exam", "tests")
    asked = list(_STEPS)
    findings = [finding for finding in told.findings if finding.outcome == "cannot_decide"]
    findings.sort(key=lambda one: asked.index(one.item) if one.item in asked else 0)
    every = [_missing(told, finding) for finding in findings]
    return sorted(dict.fromkeys(every), key=lambda one: order.index(one.step))


def _missing(told: Told, finding: Finding) -> Missing:
    step = "interview" if finding.item in told.numbers else _STEPS.get(finding.item, "")
    words = say("decision.private.question") if is_hidden(told, finding) else item_words(told, finding)
    words = begun(words)
    why = finding.text.rpartition(".")[2]
    return Missing(words, say(f"decision.why.{why}"), _where(finding, step), step)


def _where(finding: Finding, step: str) -> str:
    """Say where what is missing is to be had: at a step, at the next talk with the station, or by a call."""
    if step:
        return say("decision.go_to", step=say(f"frame.step.{FRAME_STEPS[step]}"))
    return say("decision.call_station" if finding.item == RULE_PACK else "decision.sync_first")


def _passed(told: Told) -> list[Row]:
    return results_of(told.visit, told.rules, released={finding.item for finding, _ in told.released})


def may_repeat(told: Told) -> bool:
    """Say whether the pressure may be taken once more: a finding of it, and a try left."""
    tries = len(told.visit.all_of("sbp"))
    has_finding = any(
        finding.rule.startswith(PRESSURE) and finding.outcome == "deferred_until" for finding in told.findings
    )
    return has_finding and not told.decided and tries < told.rules.whole("bp_max_tries")


# ---- what is said --------------------------------------------------------------------------------


def _tell(told: Told) -> str:
    """Return the sentence for the donor: kind, without a cause that is private, with the day."""
    if told.outcome == "deferred_for_good":
        return say("decision.tell.for_good")
    if told.outcome != "deferred_until":
        return ""
    sentences = [say("decision.tell.today")]
    topics = dict.fromkeys(_topics(told))
    sentences += [say(f"decision.tell.{topic}") for topic in list(topics)[:1]]
    if told.until_on is not None:
        sentences.append(say("decision.tell.from_day", day=told.until_on.isoformat()))
    return "".join(sentences) if say("decision.tell.joins") == "-" else " ".join(sentences)


def _topics(told: Told) -> list[str]:
    found = []
    for finding in told.standing:
        if finding.item == "earlier_donations":
            found.append("interval")
        else:
            found += [topic for start, topic in _TELL if finding.rule.startswith(start)][:1]
    return found


def _before(told: Told) -> list[tuple[str, str]]:
    """Return what must be so before the donor comes again: item and condition."""
    if told.outcome != "deferred_until":
        return []
    rows = []
    for finding in told.standing:
        limit = _limit(finding)
        is_level = finding.unit not in (None, "", "year") or finding.item == "cuso4_density"
        measured = is_level and limit
        if measured and finding.outcome == "deferred_until":
            rows.append((begun(item_words(told, finding)), f"{limit} {_unit(finding.unit)}".strip()))
    return [*rows[:3], (say("decision.bring"), say("decision.bring_document"))]


def _basis(told: Told) -> list[tuple[str, str]]:
    about = told.rules.about
    rows = [
        (say("decision.basis.rules"), say("decision.basis.edition", rules=about.id, edition=about.edition))
    ]
    if told.is_physician and told.outcome in ("deferred_until", "deferred_for_good"):
        rows += [
            (say("decision.basis.decides"), say("decision.basis.final")),
            (say("decision.basis.release"), _who_releases(told)),
        ]
    return rows


def _who_releases(told: Told) -> str:
    by = next((one.overridable_by for one in told.releasable), None)
    if by is None:
        return say("decision.basis.no_release")
    return say(f"decision.basis.release_{'now' if told.decided else 'by'}", who=say(f"decision.who.{by}"))


def _main(told: Told, state: State) -> str:
    if state.mode == "decided":
        return say("decision.main.decided")
    if state.mode == "deferred" and told.releasable:
        return say("decision.main.sign_first_pin" if state.asks_pin else "decision.main.sign_first")
    if state.mode == "deferred" and state.asks_pin:
        return say("decision.main.sign_deferred")
    if state.mode == "deferred" and told.outcome == "deferred_for_good":
        return say("decision.main.for_good")
    return say(f"decision.main.{state.mode}")
