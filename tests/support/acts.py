"""A donor's whole walk as acts, one name each, and the visit that any run of acts tells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.findings import Finding
from donor_room.domain.label_set import LabelItem
from donor_room.domain.leaving import GoneOf
from donor_room.domain.questionnaire import Answer
from donor_room.domain.reaction_judging import Derived, Judged
from donor_room.domain.visit import Recorded, Visit, fold_visit
from donor_room.wire.codec import encode_body
from tests.support.fit_donor import TODAY, fit_facts
from tests.support.van import MORNING, SHIFT, STAMP, Book, donor

NUMBER = "A660126000001"
LAST_DAY = date(2027, 6, 1)
ROLES = ("bag1", "nat", "tube", "form")
PROVED = (*ROLES, "slip")


def decision(
    outcome: str,
    until_on: date | None = None,
    marks: tuple[str, ...] = (),
    findings: tuple[Finding, ...] = (),
) -> e.DecisionMade:
    return e.DecisionMade(
        outcome=outcome,  # type: ignore[arg-type]
        until_on=until_on,
        marks=marks,
        findings=findings,
        facts=fit_facts(),
        rules=STAMP,
        directory_age_h=1,
        confirmed_by="physician",
        meaning="decision.confirmed",
        remark=None,
    )


def measured(quantity: str, value: int, unit: str = "mmHg") -> e.Measured:
    return e.Measured(
        quantity=quantity,
        value=Decimal(value),
        unit=unit,
        band="ok",
        confirmed=False,
        source="typed",
        device=None,
        lot=None,
        lot_expires_on=None,
    )


def drop(*, sank: bool = True, density: str = "1.052") -> e.DropSeen:
    """A drop in copper sulphate."""
    return e.DropSeen(density=Decimal(density), sank=sank, lot="C", lot_expires_on=LAST_DAY)


def planned(number: str = NUMBER) -> e.LabelSetPlanned:
    labels = tuple(LabelItem(role=role, flag=None, encoded=number + role) for role in (*ROLES, "slip"))
    return e.LabelSetPlanned(
        number=number, profile="isbt128", range_id="r1", bag_kind="triple_400", labels=labels
    )


def sent(number: str = NUMBER, *, uncertain: bool = False) -> e.LabelsSent:
    return e.LabelsSent(number=number, printer="p", rasters_sha256=(), uncertain=uncertain)


def scanned(role: str, phase: str = "before_needle", number: str = NUMBER) -> e.LabelScanned:
    return e.LabelScanned(number=number, role=role, text=number, phase=phase, typed=False)  # type: ignore[arg-type]


def reprinted(*roles: str, copy: int = 2, uncertain: bool = False, **fields: object) -> e.LabelsReprinted:
    act = e.LabelsReprinted(
        number=NUMBER, roles=roles, copy=copy, reason="unreadable", old="destroyed", witness="s2",
        printer="p", rasters_sha256=(), uncertain=uncertain,
    )  # fmt: skip
    return msgspec.structs.replace(act, **fields)


def needle(arm: str = "left", attempt: int = 1, *, agreed: bool = False) -> e.NeedleIn:
    return e.NeedleIn(arm=arm, attempt=attempt, donor_agreed=agreed)  # type: ignore[arg-type]


def ended(volume_ml: int = 400, outcome: str = "full") -> e.CollectionEnded:
    return e.CollectionEnded(
        volume_ml=volume_ml, outcome=outcome, seconds=420, flags=(), reason=None  # type: ignore[arg-type]
    )  # fmt: skip


def closed(how: str = "donated") -> e.VisitClosed:
    return e.VisitClosed(how=how, remark=None)  # type: ignore[arg-type]


def heard(at: str) -> e.IdentityConfirmed:
    return e.IdentityConfirmed(at=at, said=("name", "birth_on"))  # type: ignore[arg-type]


def answered(item: str = "q1", value: str = "yes", *, aloud: bool = False) -> e.Answered:
    given = Answer(value=value, asked_aloud=aloud, details=(), remark=None)  # type: ignore[arg-type]
    return e.Answered(pack=STAMP, item=item, answer=given)


def corrected(wrong: e.Entry | str, right: e.Act) -> e.Corrected:
    entry_id = wrong if isinstance(wrong, str) else wrong.id
    return e.Corrected(corrects=entry_id, body=encode_body(right), reason="看错一行")


def held(reason: str = "donated_elsewhere") -> e.VisitHeld:
    return e.VisitHeld(reason=reason, source="directory", known=TOLD, directory_as_of=MORNING)  # type: ignore[arg-type]


def reviewed(correction: str, outcome: str = "deferred_until") -> e.DecisionReviewed:
    return e.DecisionReviewed(
        correction=correction,
        before="eligible",
        outcome=outcome,  # type: ignore[arg-type]
        until_on=None,
        marks=(),
        findings=(),
        facts=fit_facts(),
        rules=STAMP,
    )


def finding(
    rule: str = "temp_lt_c",
    outcome: str = "deferred_until",
    *,
    by: str | None = "physician",
    until: date | None = date(2026, 11, 22),
    value: str = "37.4",
) -> Finding:
    """A finding as the rules give it; a physician may release it unless `by` is None."""
    return Finding(
        rule=rule, clause="7.5", tag="R", item=rule, value=value, unit="°C", limit="37.3",
        outcome=outcome, until_on=until, overridable_by=by, mark=None,  # type: ignore[arg-type]
        text=f"rules.finding.{rule}", text_values={},
    )  # fmt: skip


def released(decided: str, found: Finding | None = None, by: str = "s3") -> e.FindingReleased:
    """A physician releases a finding of the decision of this entry."""
    return e.FindingReleased(
        decision=decided,
        finding=found or FEVER,
        reason="examined_fit",
        words="复测三次",
        released_by=by,
        meaning="release.released",
    )


def feverish() -> list[e.Act]:
    """Return the walk up to a deferral for a fever."""
    return [*before("decision"), decision("deferred_until", date(2026, 11, 22), findings=(FEVER,))]


def let_go(decided: str) -> list[e.Act]:
    """Return how it goes on when another physician releases the fever of this decision."""
    return [released(decided), *list(WALK.values())[list(WALK).index("decision") :]]


def with_a_release() -> list[e.Act]:
    """Return the whole walk of a donor who was deferred for a fever that another physician released."""
    return [*feverish(), *let_go(recorded(feverish())[-1].entry.id)]


FEVER = finding()
TOLD = DirectoryDonor(
    name=None, sex=None, birth_on=None, abo="A", rhd=None, donations=(), count=1, had_reaction=False,
    deferral=None,
)  # fmt: skip
RESOLVED = e.HoldResolved(reason="已电话核实", confirmed_by="s3", meaning="hold.looked_at")
LAPSED = e.VisitLapsed(since=MORNING, valid_h=4, known=None, directory_as_of=None)
OPENED = e.VisitOpened(
    shift=SHIFT, donor=donor(), source="typed", plan="WB400", known=None, directory_as_of=MORNING
)
ELIGIBLE = decision("eligible")
DEFERRED = decision("deferred_until", date(2026, 12, 1))
INTERVIEW_SIGNED = e.InterviewSigned(pack=STAMP, answers_sha256="0", exceptions_seen=())
CONSENT = e.ConsentGiven(text=STAMP, language="zh_CN", strokes=(((1, 2), (3, 4)),))
VOIDED = e.LabelSetVoided(number=NUMBER, reason="打印不清", witness="s2")
SEATED = e.Seated(chair=1)
RESTARTED = e.CheckRestarted(number=NUMBER, phase="before_needle")
FOREIGN = e.ForeignLabelScanned(number=NUMBER, foreign_number="A660126000002", foreign_visit="v2")
CLEARED = e.ForeignLabelCleared(reason="已取走", witness="s2")
BEGAN = e.ReactionBegan(reaction="r", phase="collecting")
OVER = e.ReactionEnded(reaction="r", reaction_kind="vasovagal", severity="mild", treatment="平卧")
DERIVED = Derived(kind="B1", category="vvr_awake", severity="moderate", grade=2)
JUDGED = Judged(
    pack=STAMP, answers={"where": "faintness"}, derived=DERIVED, category="vvr_awake", grade=2, reason=None,
    call_on=TODAY,
)  # fmt: skip
TO_CALL = e.ReactionEnded(reaction="r", reaction_kind="B1", severity="moderate", treatment="", judged=JUDGED)
CALLED = e.CalledBack(reaction="r", result="well", words="")
CALLED_AT_STATION = e.CalledAtStation(reaction="r", result="no_answer", at=MORNING, by="样例乙")
NEEDLE_FAILED = e.NeedleFailed(attempt=1, reason="无血流")

WALK: dict[str, e.Act] = {
    "opened": OPENED,
    "heard": heard("registration"),
    "ticked": e.Ticked(what="meets_requirements", is_so=True),
    "consent": CONSENT,
    "answered": answered(),
    "interview": INTERVIEW_SIGNED,
    "sbp": measured("sbp", 118),
    "dbp": measured("dbp", 76),
    "skin": e.SignSeen(sign="skin", normal=True, remark=None),
    "exam": e.ExamSigned(),
    "strip started": e.StripStarted(test="hbsag", lot="L", lot_expires_on=LAST_DAY),
    "strip": e.StripRead(test="hbsag", result="nonreactive", lot="L", lot_expires_on=LAST_DAY),
    "group": e.GroupTyped(abo="A", lot="L", lot_expires_on=LAST_DAY),
    "tests": e.TestsSigned(),
    "decision": ELIGIBLE,
    "chair": heard("chair"),
    "seated": SEATED,
    "planned": planned(),
    "unsure": sent(uncertain=True),
    "sent": sent(),
    **{f"scan {role}": scanned(role) for role in PROVED},
    "bag": e.BagTaken(bag_kind="triple_400", lot="B", expires_on=LAST_DAY),
    "needle": needle(),
    "ended": ended(),
    **{f"proof {role}": scanned(role, "after_tubes") for role in PROVED},
    "rest": e.RestStarted(minutes=15),
    "souvenir": e.SouvenirGiven(souvenir="umbrella"),
    "cared": e.CareGiven(what=("hot_water", "smile")),
    "voucher": e.VoucherGiven(voucher="P-1"),
    "satisfied": e.SatisfactionSaid(satisfaction="good", words="护士很耐心"),
    "slip": e.DocumentIssued(document="donor_slip", sha256="0", next_on=LAST_DAY),
    "closed": closed(),
}
"""What happens to a donor with whom nothing is amiss, in order."""

ASIDE: tuple[e.Act, ...] = (
    e.PlanChanged(plan="WB200"),
    e.SecondPersonLooked(what="old_list", witness="s2"),
    drop(),
    FOREIGN,
    CLEARED,
    VOIDED,
    RESTARTED,
    reprinted("bag1"),
    NEEDLE_FAILED,
    BEGAN,
    e.ReactionNoted(reaction="r", what="legs_up"),
    OVER,
    CALLED,
    CALLED_AT_STATION,
    corrected("x", OPENED),
    held(),
    RESOLVED,
    LAPSED,
    reviewed("x"),
    released("x"),
    e.PaperTime(at=MORNING),
    e.PaperDecided(outcome="eligible", until_on=None, decided_by="赵敏"),
    e.PaperCompared(number=NUMBER, phase="before_needle"),
    e.PaperReadBack(form="K7M2Q001", witness="s2"),
    e.PaperLetIn(reason="箱子里找到的", witness="s2"),
    e.FearSaid(is_afraid=True),
    e.ContactSaid(word="withdrawn", seen=()),
    e.CoupleSaid(partner="v2", is_so=True),
    e.DonorTagged(tag="rare", is_on=True),
)
"""What happens to some donors."""

OF_THE_HOUSE: tuple[e.Act, ...] = (
    e.BookOpened(terminal="t", program="0.1", engine="SQLite", practice=True, replaces=None),
    e.TerminalEnrolled(station_code="A6601", station_name="样例血站", terminal="t", public_key="k"),
    e.RangeLeased(range_id="r1", profile="isbt128", first=NUMBER, last="A660126000100", count=100),
    e.StaffAdded(staff="s1", name="王芳", roles=("nurse",), password="v"),
    e.ClockJumped(seconds=3600, direction="back", shown_by="running_clock"),
    e.PinSet(staff="s1", pin="v"),
    e.SignedIn(staff="s1", means="password"),
    e.SignInRefused(staff="s1", means="pin", failures=1),
    e.Locked(staff="s1", idle=True),
    e.GuestPressure(shift=SHIFT, sbp_mmhg=128, dbp_mmhg=82, advice="within"),
    e.GuestGroup(shift=SHIFT, abo="B"),
    e.ShiftChecked(
        shift=SHIFT,
        item="transport_box",
        result="good",
        value=Decimal("4.6"),
        unit="°C",
        lot=None,
        lot_expires_on=None,
        remark=None,
    ),
    e.ShiftOpened(
        shift=SHIFT,
        on=TODAY,
        site_kind="vehicle",
        site="广场",
        vehicle="03",
        drive="street",
        organisation=None,
        team=("s1",),
    ),
    e.SuppliesCounted(shift=SHIFT, round="out", item="umbrella", count=20, seen=""),
    e.SuppliesAdded(shift=SHIFT, round="more", item="umbrella", count=5, by_scan=False),
    e.SuppliesLeftOpen(shift=SHIFT, item="umbrella", expected=24, counted=23, reason="找过了"),
    e.SuppliesHandedOver(
        shift=SHIFT,
        items=(
            e.SupplyTold(
                item="umbrella",
                name="雨伞",
                out=20,
                more=5,
                taken=1,
                counted=23,
                difference=-1,
                reason="找过了",
                said_by="王芳",
            ),
        ),
    ),
    e.RulesTaken(packs=(e.TakenPack(stamp=STAMP, text="[about]"),)),
    e.ListTaken(shift=SHIFT, file_sha256="0", taken=35, refused=5),
    e.TicketGiven(shift=SHIFT, ticket="A001", visit="v1"),
    e.DonorCalled(shift=SHIFT, visit="v1", step="exam", desk="A"),
    e.PrinterSetUp(
        printer="192.168.1.50:9100",
        way="tcp",
        address="192.168.1.50:9100",
        language="zpl",
        dpi=203,
        darkness=9,
        speed_ips=3,
        gap_mm=2,
        dead_dots=(118,),
    ),
    e.StockLoaded(printer="192.168.1.50:9100", stock="roll", amount=1000, lot="L2611"),
    e.NumbersIssued(
        shift=SHIFT, range_id="r1", profile="isbt128", first=NUMBER, last="A660126000050", count=50
    ),
    e.TerminalGoesOn(spent=("r1",)),
    e.BodiesLeft(
        visits=("v0",),
        gone=(GoneOf(book="van1", runs=((3, 9), (12, 12)), envelopes="sha256:0"),),
        as_of=MORNING,
        stay_days=90,
        until_on=LAST_DAY,
    ),
    e.DateConfirmed(on=TODAY, doubt="jumped", confirmed_by="s2"),
    e.NumbersReturned(
        shift=SHIFT, range_id="r1", profile="isbt128", first="A660126000002", last="A660126000050", count=49
    ),
    e.GapExplained(shift=SHIFT, number=NUMBER, reason="标签遗失", witness="s2"),
    e.UnitsPacked(shift=SHIFT, number=NUMBER, role="bag1", box="1"),
    e.BoxClosed(shift=SHIFT, box="1", counts={"bag1": 1}, by_scan=True),
    e.BoxOpenedAgain(shift=SHIFT, box="1", reason="漏放一管"),
    e.PartMissing(shift=SHIFT, number=NUMBER, role="nat", reason="车上找遍了", witness="s2"),
    e.BoxTemperature(
        shift=SHIFT,
        box="1",
        keep="blood",
        low=Decimal(2),
        high=Decimal(10),
        source="file",
        lowest=Decimal("4.2"),
        highest=Decimal("5.1"),
        since=MORNING,
        until=MORNING,
        minutes_outside=0,
        minutes_unknown=0,
        readings=12,
        logger="elitech",
        file_sha256="0",
    ),
    e.HandoverSigned(
        shift=SHIFT,
        issued=50,
        used=1,
        void=0,
        returned=49,
        unexplained=0,
        volume_ml=400,
        given_by="s1",
        received_by="s2",
        document_sha256="0",
    ),
    e.ShiftClosed(shift=SHIFT),
    e.NoticeHeard(
        revision=7,
        notice="hold.opened",
        urgent=True,
        at=MORNING,
        body='{"crate":"2","donor":"样*","number":"A660126000001","reason":"interval","site":"","visit":"v1"}',
    ),
    e.NoticesNoted(notices=("e1",)),
    e.StaffTold(
        staff="s1",
        name="王芳",
        roles=("nurse",),
        password="v",
        trained_on=TODAY,
        trained_until=None,
        has_left=False,
        revision=8,
        signature="s",
    ),
)

EVERY_ACT: tuple[e.Act, ...] = (*WALK.values(), *ASIDE, *OF_THE_HOUSE)


def upto(name: str) -> tuple[e.Act, ...]:
    """Return the walk from its beginning to the act of this name, itself included."""
    names = list(WALK)
    return tuple(WALK[one] for one in names[: names.index(name) + 1])


def before(name: str) -> tuple[e.Act, ...]:
    """Return the walk up to the act of this name, without it."""
    return upto(name)[:-1]


def recorded(acts: Iterable[e.Act], book: str = "van1", at: datetime = MORNING) -> list[Recorded]:
    """Write acts of one visit into a book, ten seconds apart."""
    written = Book(book, at=at)
    told = tuple(acts)
    written.add(*told, visit="v1")
    return [Recorded(entry, act) for entry, act in zip(written.entries[1:], told, strict=True)]


def visit_of(*acts: e.Act) -> Visit:
    """Return the visit that these acts tell."""
    return fold_visit(recorded(acts))


def changed(act: e.Act, **fields: object) -> e.Act:
    return msgspec.structs.replace(act, **fields)
