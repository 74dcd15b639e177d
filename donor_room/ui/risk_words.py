"""What makes a donor faint more easily, in the words of the screen; and what nobody knows."""

from __future__ import annotations

from donor_room.domain.faint_risk import FaintRisk
from donor_room.ui.texts import listed, said, say
from donor_room.ui.widgets.choices import Choice

AFRAID, CALM = "afraid", "calm"


def risk_words(risk: FaintRisk, *, most: int = 9) -> str:
    """Name the first reasons why a donor faints more easily."""
    names = [say(f"reactions.risk.{one.id}", below=_plain(one.below)) for one in risk.found]
    words = listed(names[:most])
    left = len(names) - most
    return say("chairs.and_more", words=words, n=left) if left > 0 else words


def fear_choices(*, first: int = 1) -> list[Choice]:
    """Return the two answers to whether the needle is feared, from this digit on."""
    return [
        (first, said("reactions.fear.yes"), AFRAID),
        (first + 1, said("reactions.fear.no"), CALM),
    ]


def found_words(risk: FaintRisk) -> str:
    """Name every reason, or say that none was seen; with the estimated blood where the height is known."""
    words = risk_words(risk) if risk.found else say("reactions.risk.none")
    return (
        words if risk.volume_l is None else f"{words}  {say('reactions.risk.volume', litres=risk.volume_l)}"
    )


def unknown_words(risk: FaintRisk) -> str:
    """Name what nobody knows; empty where all is known."""
    names = [say(f"reactions.risk.not_known.{one.id}") for one in risk.unknown]
    return say("reactions.risk.unknown", words=listed(names)) if names else ""


def _plain(number: float | None) -> str:
    return f"{number:g}" if number is not None else ""
