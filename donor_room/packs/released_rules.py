"""Whether the rules of a release can be put in force: asked before anybody keeps it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from donor_room.domain.pack_fitness import pack_findings
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
from donor_room.packs.active import FILE
from donor_room.packs.in_force import rank_of, rules_in_force
from donor_room.packs.rules import NATIONAL
from donor_room.packs.trust import Keys


def rules_of_release(
    laid_out: Path, day: date, keys: Keys, *, station: Path, newest: str | None = None
) -> RulePack:
    """Return the rules of a day under a release; raises Refusal where nobody could be decided about by them.

    newest is the newest edition that was decided by: rules never go back. Whether the pack holds on the day
    is not asked here.
    """
    if not any((laid_out / name).is_file() for name in (f"{NATIONAL}.toml", FILE)):
        raise Refusal("pack_release.no_rules")
    pack = rules_in_force(station, day, keys=keys, newest_seen=newest, release=laid_out)
    if "older" in pack.distrust:
        raise Refusal("pack_release.older", edition=pack.stamp.edition, newest=newest or "")
    if pack.distrust:
        raise Refusal(f"pack_release.not_{pack.distrust[0]}", fault=pack.layers_fault or pack.stamp.id)
    return pack


def refuse_unless_on(pack: RulePack, day: date) -> None:
    """Refuse rules that do not hold on the day on which they are to come into force."""
    if pack_findings(pack, day):
        raise Refusal("pack_release.not_on_the_day", day=day)


def is_newer(edition: str, than: str | None) -> bool:
    """Say whether an edition comes after another one; after none comes any."""
    return than is None or rank_of(edition) > rank_of(than)
