"""The chairs of the vehicle, who rests, and the note of who faints more easily."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from donor_room.domain.chair_board import ChairCard, card_of
from donor_room.domain.faint_risk import FaintRisk, RiskFacts, faint_risk
from donor_room.domain.figures import times_of
from donor_room.domain.identity import age_on
from donor_room.domain.visit import Visit
from donor_room.workflow import examine
from donor_room.workflow.call_back import due_count
from donor_room.workflow.common_day import common_lines, seated_here
from donor_room.workflow.desk import Desk

_WELL_TODAY, _HAD_REACTION = "Q01", "Q34"
"""The questions about health, sleep and food of the day, and about earlier reactions."""


class Resting(NamedTuple):
    """Who rests after the collection, since when and for how many minutes."""

    visit: str
    name: str
    since: datetime
    minutes: int


class Board(NamedTuple):
    """What the board shows, until something is written."""

    chairs: int
    cards: tuple[ChairCard, ...]
    risks: dict[str, FaintRisk]
    resting: tuple[Resting, ...]
    reacting: tuple[Visit, ...]
    """Who has a reaction that is not over, the newest first."""
    mix_every_s: int
    calls: int


def board_of(desk: Desk) -> Board:
    """Read all chairs of the vehicle and the rest beside them."""
    policy = desk.packs.policy
    cards, risks = [], {}
    for line in seated_here(desk):
        visit = desk.visits.get(line.visit)
        if line.chair is None:
            continue
        by_hand = line.chair in policy.chairs_mixed_by_hand
        cards.append(card_of(visit, desk.rules_of(visit), chair=line.chair, is_hand_mixed=by_hand))
        risks[visit.id] = risk_of(desk, visit)
    lines = common_lines(desk, open_only=True)
    visits = [
        desk.visits.get(line.visit) for line in lines if {"resting", "reaction"} & set(line.flags.split())
    ]
    reacting = [visit for visit in visits if visit.open_reaction is not None]
    return Board(
        chairs=policy.chairs,
        cards=tuple(cards),
        risks=risks,
        resting=tuple(
            Resting(visit.id, visit.donor.name, visit.rest_started_at, visit.rest_minutes or 0)
            for visit in visits
            if visit.rest_started_at is not None
        ),
        reacting=tuple(sorted(reacting, key=_began, reverse=True)),
        mix_every_s=desk.packs.rules.whole("hand_mix_interval_s"),
        calls=due_count(desk),
    )


def _began(visit: Visit) -> datetime:
    return visit.open_reaction.at if visit.open_reaction else visit.changed_at


def risk_of(desk: Desk, visit: Visit) -> FaintRisk:
    """Return what makes this donor faint more easily, as far as it is known now."""
    known, times = visit.known, times_of(visit)
    told_reaction = _is_unexpected(desk, visit, _HAD_REACTION)
    had = known is not None and known.had_reaction
    weight = visit.last("weight")
    facts = RiskFacts(
        sex=visit.donor.sex,
        age=age_on(visit.donor.birth_on, desk.clock.today()),
        is_first=None if times == "unknown" else times == "first",
        weight_kg=weight.measured.value if weight else None,
        volume_l=_volume(desk, visit),
        had_reaction=True if had or told_reaction else told_reaction,
        is_unwell=_is_unexpected(desk, visit, _WELL_TODAY),
        is_afraid=visit.is_afraid,
    )
    return faint_risk(desk.packs.reactions.risk, facts)


def _is_unexpected(desk: Desk, visit: Visit, item: str) -> bool | None:
    """Say whether a question was answered otherwise than a fit donor does; None where nobody can say."""
    answered = visit.answers.get(item)
    items = desk.packs.interview.questionnaire.items
    expected = next((one.expect for one in items if one.id == item), None)
    if answered is None or expected is None or answered.answer.value not in ("yes", "no"):
        return None
    return answered.answer.value != expected


def _volume(desk: Desk, visit: Visit) -> Decimal | None:
    height, weight = visit.last("height"), visit.last("weight")
    if height is None or weight is None:
        return None
    return examine.estimated_blood_volume_l(
        desk, visit.donor.sex, height_cm=height.measured.value, weight_kg=weight.measured.value
    )
