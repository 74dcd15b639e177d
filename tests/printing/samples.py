"""Labels and papers of an invented station, for the tests of this folder and for looking at."""

from __future__ import annotations

from datetime import UTC, date, datetime

from donor_room.domain.donation_number import ISBT128, NumberProfile
from donor_room.domain.guest_counts import Guests
from donor_room.domain.label_set import LabelContent, plan_set
from donor_room.domain.supply_sums import SupplySum
from donor_room.packs.labels import shipped_labels, shipped_templates
from donor_room.printing.documents import (
    AftercareSlip,
    BoxLine,
    DeadLine,
    DeferralNotice,
    DonorSlip,
    GivenSoFar,
    HandoverSheet,
    OathPaper,
    PartCount,
    UnitLine,
)
from donor_room.printing.figures_beside import beside_of

STATION = "滨江市中心血站"
AT = datetime(2026, 11, 21, 7, 12, tzinfo=UTC)
ROLES = ("bag1", "bag2", "bag3", "nat", "tube", "pilot", "form", "slip")
LABELS = shipped_labels()
TEMPLATES = shipped_templates()


def contents(
    number: str = "A999926014327", profile: NumberProfile = ISBT128, **changes
) -> list[LabelContent]:
    """The eight labels of one donor; changes replace what each of them says."""
    labels = plan_set(number, profile, ROLES)
    said = {"station": STATION, "collected_on": date(2026, 11, 21), "volume_ml": 400, "group": "AB",
            "practice": True, "name": "李建国", **changes}  # fmt: skip
    return [
        LabelContent(
            role=item.role, encoded=item.encoded, symbology=profile.symbology, number=labels.eye_readable,
            check=labels.check, flag=item.flag,
            **{**said, "name": said["name"] if item.role == "form" else None},
        )
        for item in labels.items
    ]  # fmt: skip


def content(role: str = "bag1", **changes) -> LabelContent:
    return next(each for each in contents(**changes) if each.role == role)


def donor_slip(**changes) -> DonorSlip:
    return DonorSlip(**{
        "station": STATION, "practice": True, "name": "李建国", "ticket": "A27",
        "code": "DRV01JD3KQ8ZP4T2M9X", "site": "人民广场", "came_at": AT,
        "steps": ("登记", "征询", "体检", "初筛", "判定", "贴签核对", "采血", "采后"),
        "number": "A9999 26 014327", "check": "G", "phone": "0571-8800 1234", **changes,
    })  # fmt: skip


def oath_paper(**changes) -> OathPaper:
    return OathPaper(**{
        "station": STATION, "practice": False, "name": "李建国", "on": date(2026, 11, 21), "age_years": 18,
        "is_birthday": True, "site": "人民广场", "picture": None, **changes,
    })  # fmt: skip


def deferral_notice(**changes) -> DeferralNotice:
    return DeferralNotice(**{
        "station": STATION, "practice": True, "name": "李建国", "site": "人民广场", "decided_at": AT,
        "outcome": "until", "why": "check", "next_on": date(2027, 2, 16),
        "bring": ("居民身份证", "医院的复查结果"), "phone": "0571-8800 1234", **changes,
    })  # fmt: skip


SO_FAR = GivenSoFar(
    visits=7, award_counts="13.5", volume_ml=2_700, is_whole=True, award=None,
    next_award="无偿献血奉献奖铜奖", missing="6.5",
)  # fmt: skip


def aftercare_slip(**changes) -> AftercareSlip:
    return AftercareSlip(**{
        "station": STATION, "practice": True, "name": "李建国", "number": "A9999 26 014327", "check": "G",
        "collected_at": AT, "site": "人民广场", "kind": "全血", "volume_ml": 400, "group": "A",
        "so_far": SO_FAR, "next_on": date(2027, 5, 21), "next_kind": None, "press_minutes": 10,
        "rest_minutes": 12, "plaster_hours": 4, "phone": "0571-8800 1234", **changes,
    })  # fmt: skip


def units(count: int) -> tuple[UnitLine, ...]:
    return tuple(
        UnitLine(number=f"A9999 26 {serial:06d}", check="K", volume_ml=400, box="1 号箱", marks=())
        for serial in range(1, count + 1)
    )


BESIDE = beside_of(
    {"2026-11-21": Guests(9, 3), "": Guests(0, 1)},
    (
        SupplySum("umbrella", "雨伞", 1_200, 50, 37, 1_212, -1, 12, 0),
        SupplySum("bag", "四联血袋（400 mL，含去白细胞滤器，用于全血采集）", 640, 0, 402, 238, 0, 12, 0),
        SupplySum("glasses", "老花镜", None, 0, None, 6, None, 2, 2),
    ),
    {
        "采血车 03": (SupplySum("umbrella", "雨伞", 600, 50, 20, 629, -1, 6, 1),),
        "": (SupplySum("glasses", "老花镜", None, 0, None, 6, None, 2, 2),),
    },
)
"""Guests and supplies as a station tells them; one item that nobody counted out, one with a long name."""


def handover_sheet(count: int = 43, **changes) -> HandoverSheet:
    dead = (
        DeadLine(number="A9999 26 014306", how="void", reason="穿刺失败", persons=("王芳", "孙悦")),
        DeadLine(number="A9999 26 014338", how="unexplained", reason="标签没找到", persons=("王芳", "孙悦")),
        DeadLine(number="A9999 26 014350", how="returned", reason="收车未用", persons=("孙悦",)),
    )
    return HandoverSheet(**{
        "station": STATION, "practice": True, "on": date(2026, 11, 21), "site": "人民广场",
        "vehicle": "采血车 03", "issued": count + 3, "used": count, "void": 1, "returned": 1,
        "unexplained": 1,
        "volume_ml": 400 * count,
        "counts": (PartCount(what="血袋", expected=count, scanned=count),),
        "boxes": (
            BoxLine(
                box="1 号箱", bags=count, tubes=2 * count, forms=count, temperature="4.2 至 5.1 ℃"
            ),
        ),
        "units": units(count), "dead": dead,
        "released": (("赵敏", 2),), "given_by": "孙悦", "received_by": "陈立新", "printed_at": AT,
        "book": "9f3c1a7e", "seq": 2417, "head": "a3f1" * 16, **changes,
    })  # fmt: skip
