"""One chair as the board shows it: who sits there, at which stage, and whether somebody should look."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from donor_room.domain.figures import Times, times_of
from donor_room.domain.ruleset import CollectionTimes, RulePack
from donor_room.domain.visit import BEFORE_NEEDLE, Reaction, Visit

Stage = Literal["seated", "checking", "bag", "ready", "flowing", "tubes"]
"""Labels to come, being read back, bag to come, needle to come, blood flows, and read back once more."""

TimeFlag = Literal["in_time", "no_platelets", "no_plasma", "alarm"]
MIX_FOR_S = 15
"""So many seconds a reminder to mix by hand stays on the card."""


class ChairCard(msgspec.Struct, frozen=True, kw_only=True):
    """One donor at one chair; instants, so that the clocks can run without the store.

    `marks` are those of the decision, `times` the limits of the planned volume, None where the pack has none.
    """

    chair: int
    visit: str
    name: str
    sex: str
    born_on: date
    times_given: Times
    stage: Stage
    scanned: int
    labels: int
    arm: str | None
    needle_at: datetime | None
    is_second: bool
    planned_ml: int
    volume_ml: int | None
    times: CollectionTimes | None
    reaction: Reaction | None
    is_hand_mixed: bool
    marks: tuple[str, ...]


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How a card stands at a moment: seconds since the needle, the flag of the time, and the mixing.

    `mix_in_s` is when the bag is to be mixed by hand again: 0 for now, None where nobody mixes by hand.
    """

    seconds: int
    flag: TimeFlag | None
    mix_in_s: int | None

    @property
    def is_amber(self) -> bool:
        """Say whether somebody should look at this chair."""
        return self.mix_in_s == 0 or self.flag not in (None, "in_time")


def card_of(visit: Visit, pack: RulePack, *, chair: int, is_hand_mixed: bool) -> ChairCard:
    """Return the card of a visit whose donor has this chair."""
    kind, needle = pack.kind_of(visit.plan), visit.needle
    planned = kind.volume_ml if kind else 0
    labels = visit.label_set.planned.labels if visit.label_set else ()
    phase = visit.phase or BEFORE_NEEDLE
    needed = [one for one in labels if visit.label_set and _is_needed(visit, one.role, phase)]
    left = len(visit.unscanned(phase))
    return ChairCard(
        chair=chair,
        visit=visit.id,
        name=visit.donor.name,
        sex=visit.donor.sex,
        born_on=visit.donor.birth_on,
        times_given=times_of(visit),
        stage=_stage(visit),
        scanned=len(needed) - left,
        labels=len(needed),
        arm=needle.put_in.arm if needle else None,
        needle_at=needle.at if needle else None,
        is_second=len(visit.needles) > 1,
        planned_ml=planned,
        volume_ml=visit.collection.volume_ml if visit.collection else None,
        times=next((one for one in pack.donation.times if one.volume_ml == planned), None),
        reaction=visit.open_reaction,
        is_hand_mixed=is_hand_mixed,
        marks=visit.decisions[-1].made.marks if visit.decisions else (),
    )


def _is_needed(visit: Visit, role: str, phase: str) -> bool:
    current = visit.label_set
    return role in visit.unscanned(phase) or (current is not None and current.is_scanned(role, phase))


def _stage(visit: Visit) -> Stage:
    if visit.collection is not None:
        return "tubes"
    if visit.needle is not None:
        return "flowing"
    if visit.label_set is None or not visit.label_set.is_there or visit.label_set.spoiled:
        return "seated"
    if visit.unscanned(BEFORE_NEEDLE):
        return "checking"
    return "bag" if visit.bag is None else "ready"


def look_of(card: ChairCard, now: datetime, *, mix_every_s: int) -> Look:
    """Return how a card stands now; only while blood flows does anything of it run."""
    if card.stage != "flowing" or card.needle_at is None:
        return Look(seconds=0, flag=None, mix_in_s=None)
    seconds = max(0, int((now - card.needle_at).total_seconds()))
    mix_in_s = mix_in(seconds, mix_every_s) if card.is_hand_mixed and mix_every_s > 0 else None
    return Look(seconds=seconds, flag=time_flag(card.times, seconds), mix_in_s=mix_in_s)


def time_flag(times: CollectionTimes | None, seconds: int) -> TimeFlag | None:
    """Return what the time of a collection means for the unit (procedure 2.10); None without a limit."""
    if times is None:
        return None
    if seconds > times.alarm_after_s:
        return "alarm"
    if seconds > times.no_plasma_after_s:
        return "no_plasma"
    return "no_platelets" if seconds > times.no_platelets_after_s else "in_time"


def mix_in(seconds: int, every_s: int) -> int:
    """Return in how many seconds the bag is to be mixed; 0 from each full interval on for a short while."""
    since = seconds % every_s
    return 0 if seconds >= every_s and since < MIX_FOR_S else every_s - since
