"""Keeps in the ledger, whole, the rules that a terminal decides by: each decision can be made again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from donor_room.domain import entries as e
from donor_room.domain.layers import merge
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
from donor_room.domain.stamp import PackStamp
from donor_room.domain.visit import Recorded
from donor_room.packs.in_force import rank_of
from donor_room.packs.rules import base_of_text, overlay_of_text, text_of
from donor_room.store.ledger import Ledger
from donor_room.workflow.desk import Desk

Stamps = tuple[PackStamp, ...]


def keep_rules(desk: Desk, rules: RulePack) -> None:
    """Write down rules before the first decision that is made by them."""
    stamps = stamps_of(rules)
    if all(tuple(pack.stamp for pack in taken.packs) != stamps for taken in _taken(_own(desk.ledger))):
        packs = tuple(e.TakenPack(stamp=stamp, text=text_of(stamp)) for stamp in stamps)
        desk.record_as_terminal(e.RulesTaken(packs=packs))


def stamps_of(pack: RulePack) -> Stamps:
    """Return the stamp of the base and of all that lies on it."""
    return (pack.stamp, *pack.overlays)


def newest_edition(ledger: Ledger) -> str | None:
    """Return the newest edition of the base that this terminal has decided by; None before the first."""
    editions = (taken.packs[0].stamp.edition for taken in _taken(_own(ledger)))
    return max(editions, key=rank_of, default=None)


def kept_rules(ledger: Ledger) -> dict[Stamps, RulePack]:
    """Return every rule pack that the decisions of a ledger were made by, by its stamps."""
    packs = (_pack_of(taken) for taken in _taken(ledger.of_every_house(e.RulesTaken.KIND)))
    return {stamps_of(pack): pack for pack in packs if pack is not None}


def _pack_of(taken: e.RulesTaken) -> RulePack | None:
    """Read kept rules; None for rules of a shape that this program no longer has."""
    base, *overlays = (pack.text for pack in taken.packs)
    try:
        return merge(base_of_text(base), [overlay_of_text(text) for text in overlays])
    except (ValueError, Refusal):
        return None


def _own(ledger: Ledger) -> list[Recorded]:
    return ledger.of_house(e.RulesTaken.KIND)


def _taken(recorded: Iterable[Recorded]) -> Iterator[e.RulesTaken]:
    return (line.act for line in recorded if isinstance(line.act, e.RulesTaken))
