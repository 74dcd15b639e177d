"""What is done for donors beside the blood: care, a voucher, what they thought of it, who came together."""

from __future__ import annotations

from typing import ClassVar, Literal

from donor_room.domain.entry import Act

Satisfaction = Literal["good", "fair", "poor"]
POINTS: dict[Satisfaction, int] = {"good": 3, "fair": 2, "poor": 1}
"""How an answer counts in an average."""


class CareGiven(Act, frozen=True, kw_only=True):
    """Somebody took care of the donor; what are codes of the list of care."""

    KIND: ClassVar[str] = "aftercare.cared"
    what: tuple[str, ...]


class VoucherGiven(Act, frozen=True, kw_only=True):
    """The voucher for the allowance of an apheresis donor was handed out; voucher is the number on it."""

    KIND: ClassVar[str] = "aftercare.voucher_given"
    voucher: str


class SatisfactionSaid(Act, frozen=True, kw_only=True):
    """How the donor found it; words are the donor's own, if any. The last answer counts."""

    KIND: ClassVar[str] = "aftercare.satisfaction_said"
    satisfaction: Satisfaction
    words: str | None


class CoupleSaid(Act, frozen=True, kw_only=True):
    """Both donors said that they are a couple, or one of them that it shall not count any more.

    `partner` is the other visit of the day. It stands in one of the two visits, whichever was on the screen.
    """

    KIND: ClassVar[str] = "aftercare.couple_said"
    partner: str
    is_so: bool
