"""What a card of the board says at a moment, ready to be painted."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from donor_room.domain.chair_board import ChairCard, Look, look_of
from donor_room.domain.faint_risk import FaintRisk
from donor_room.domain.identity import age_on
from donor_room.ui.risk_words import risk_words
from donor_room.ui.texts import say
from donor_room.ui.tokens import Tone

_OF_STAGE = {"checking": "action", "tubes": "action"}
_NO_PLATELETS = "no_platelets"


class CardShown(NamedTuple):
    """One chair: name and about above, the large value with its whole, a bar, and three lines below.

    `seconds` replaces `value` where a clock runs; `visit` is empty for a free chair.
    """

    chair: int
    visit: str = ""
    name: str = ""
    about: str = ""
    tag: str = ""
    tone: Tone = Tone.QUIET
    seconds: int | None = None
    value: str = ""
    whole: str = ""
    part: float = 0
    first: str = ""
    warning: str = ""
    risk: str = ""


def shown(
    card: ChairCard, risk: FaintRisk | None, *, now: datetime, today: date, mix_every_s: int
) -> CardShown:
    """Return a card as it stands now."""
    look = look_of(card, now, mix_every_s=mix_every_s)
    tag, tone = _tag(card, look)
    return CardShown(
        chair=card.chair,
        visit=card.visit,
        name=card.name,
        about=_about(card, today),
        tag=tag,
        tone=tone,
        seconds=look.seconds if card.stage == "flowing" else None,
        value=_value(card),
        whole=_whole(card),
        part=_part(card, look),
        first=_first(card, look),
        warning=_warning(card, look, now),
        risk=risk_words(risk, most=2) if risk is not None and risk.found else "",
    )


def free(chair: int) -> CardShown:
    """Return a chair that nobody has."""
    return CardShown(chair=chair)


def _about(card: ChairCard, today: date) -> str:
    parts = [
        say("frame.banner.sex_and_age", sex=say(f"frame.sex.{card.sex}"), age=age_on(card.born_on, today)),
        say(f"chairs.times.{card.times_given}"),
    ]
    if card.arm is not None:
        parts.append(say(f"collection.arm.{card.arm}"))
    return "  ".join(parts)


def _tag(card: ChairCard, look: Look) -> tuple[str, Tone]:
    if card.reaction is not None:
        return say("reaction.word"), Tone.STOP
    if look.flag == "alarm":
        return say("chairs.tag.alarm"), Tone.CHECK
    if look.flag in (_NO_PLATELETS, "no_plasma"):
        return say("chairs.tag.slow"), Tone.CHECK
    if look.mix_in_s == 0:
        return say("chairs.tag.mix"), Tone.CHECK
    return say(f"chairs.stage.{card.stage}"), Tone.QUIET


def _value(card: ChairCard) -> str:
    if card.stage in _OF_STAGE:
        return str(card.scanned)
    return "" if card.stage == "flowing" else say(f"chairs.waits.{card.stage}")


def _whole(card: ChairCard) -> str:
    if card.stage == "flowing":
        return say("chairs.planned", ml=card.planned_ml)
    return say("chairs.of_labels", n=card.labels) if card.stage in _OF_STAGE else ""


def _part(card: ChairCard, look: Look) -> float:
    """Return how much of a whole is done: of the time until the next mark, or of the labels."""
    if card.stage in _OF_STAGE:
        return card.scanned / card.labels if card.labels else 0
    if card.times is None or card.stage != "flowing":
        return 0
    whole = card.times.no_platelets_after_s if look.flag == "in_time" else card.times.no_plasma_after_s
    return min(1.0, look.seconds / whole)


def _first(card: ChairCard, look: Look) -> str:
    """Say what the time means for the unit, or how much was taken."""
    if card.volume_ml is not None:
        return say("chairs.got", ml=card.volume_ml)
    if _NO_PLATELETS in card.marks and look.flag in (None, "in_time"):
        return say("collection.mark.no_platelets")
    if look.flag is None or card.times is None:
        return ""
    limits = card.times
    after = limits.no_platelets_after_s if look.flag == "in_time" else limits.no_plasma_after_s
    key = "no_plasma" if look.flag == "alarm" else look.flag
    return say(f"chairs.flag.{key}", minutes=f"{after / 60:g}")


def _warning(card: ChairCard, look: Look, now: datetime) -> str:
    """Say what somebody should do at this chair."""
    if card.reaction is not None:
        seconds = max(0, int((now - card.reaction.at).total_seconds()))
        time = say("chairs.reacting", m=seconds // 60, s=f"{seconds % 60:02d}")
        return say("chairs.reaction_for", time=time)
    if look.mix_in_s is not None:
        return say("chairs.mix_now") if look.mix_in_s == 0 else say("chairs.mix_in", s=look.mix_in_s)
    return ""
