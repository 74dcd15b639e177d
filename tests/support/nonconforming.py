"""A list of nonconformities of every code, as long as is wanted, with what is long and strange in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from donor_room.domain.nonconforming import CODES, Code, Nonconformity, Settled
from donor_room.packs.nonconforming import NonconformityList, Place

MORNING = datetime(2026, 11, 21, 1, 10, tzinfo=UTC)
LONG_REASON = (
    "登记台、储血箱与车厢地面都找过，又请第二人复找一遍，仍未找到；已请血站同事到站后再核对一次，并另行书面报告。"
    * 2
)
SHORT_PLACE, LONG_PLACE = (
    Place("样例广场", "03"),
    Place("某某大学新校区东门外献血屋与流动采血车停放点", "某A·K7M2Q"),
)
NAMES = {"s1": "王芳", "s2": "欧阳㐂国田", "s3": "买买提依明·吐尔逊"}

_ABOUT: dict[Code, dict[str, str]] = {
    "set_voided": {"reason": "printer_fault", "settled": "discarded", "witness": "s2"},
    "label_reprinted": {
        "reason": "unreadable", "part": "bag1 bag2 nat", "settled": "second_person", "witness": "s3",
    },
    "check_restarted": {"part": "before_needle", "settled": "put_right"},
    "foreign_label": {
        "part": "A660126000999", "reason": "已取走", "settled": "second_person", "witness": "s2",
    },
    "needle_failed": {"amount": "1", "reason": "no_vein", "settled": "explained"},
    "not_collected": {"amount": "20 mL", "reason": "reaction", "settled": "marked"},
    "volume_short": {"amount": "310 mL", "reason": "donor_wish", "settled": "marked"},
    "volume_over": {"amount": "452 mL", "reason": "equipment_fault", "settled": "marked"},
    "ended_early": {"amount": "392 mL", "reason": "reaction", "settled": "explained"},
    "slow": {"part": "no_platelets", "amount": "11 min", "reason": "slow_flow", "settled": "marked"},
    "too_slow": {"part": "no_plasma", "amount": "14 min", "reason": "over_time", "settled": "marked"},
    "marked_at_decision": {"part": "no_platelets", "settled": "marked"},
    "unit_apart": {"part": "group_differs", "settled": "isolated"},
    "list_old": {"settled": "second_person", "witness": "s2", "number": ""},
    "paper_differs": {"part": "deferred_until"},
    "paper_late": {"reason": "箱底找到", "settled": "second_person", "witness": "s3", "number": ""},
    "corrected": {"part": "measured", "reason": "typed_wrong", "settled": "put_right"},
    "part_missing": {"part": "nat", "reason": LONG_REASON, "witness": "s3"},
    "crate_changed": {"part": "bag1", "box": "2", "reason": "箱满", "settled": "explained"},
    "crate_reopened": {"box": "1", "reason": "漏放一管", "settled": "put_right", "number": ""},
    "crate_outside": {"box": "1", "amount": "4.2–11.4 °C, 12 min", "number": ""},
    "crate_unknown": {"box": "Q", "number": ""},
    "number_gap": {"reason": "=HYPERLINK(1) 标签遗失 😀", "witness": "s2"},
    "check_failed": {"part": "transport_box", "amount": "9.1 °C", "reason": "冰排没冻透", "number": ""},
    "supplies_open": {"part": "umbrella", "amount": "23 / 24", "reason": "车上找过了", "number": ""},
}  # fmt: skip


def nonconformities(count: int) -> Iterator[Nonconformity]:
    """Give so many, of all codes in turn, ten minutes apart."""
    for place in range(count):
        code = CODES[place % len(CODES)]
        plain = Nonconformity(
            "van1", place + 1, code, MORNING + timedelta(minutes=10 * place), f"shift-{place % 2}", "", "s1",
            number=f"A6601260{place:05d}",
        )  # fmt: skip
        told: dict[str, str | Settled] = dict(_ABOUT[code])
        yield plain._replace(**told)  # type: ignore[arg-type]


def sample_list(count: int, *, left: int = 0) -> NonconformityList:
    return NonconformityList(
        station="样例血站",
        practice=True,
        first=date(2026, 11, 21),
        last=date(2026, 11, 22),
        rows=tuple(nonconformities(count)),
        places={"shift-0": SHORT_PLACE, "shift-1": LONG_PLACE},
        names=NAMES,
        left=left,
    )
