"""Lays what a jurisdiction and a station change over the base, and names all that they may not change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from donor_room.domain.intervals import Interval
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import Layer, Overlay, Override, Param, RulePack

ORDER: tuple[Layer, ...] = ("national", "jurisdiction", "station")
"""The order in which layers lie on the base; a change of the national text lies directly on it."""

Stricter = Literal["upwards", "downwards"]

_DEFERRALS = ("deferred_until", "deferred_for_good")
_WITHOUT_A_RULE: dict[str, Stricter] = {
    "aph_max_per_year": "downwards",
    "aph_total_ml_per_year_max": "downwards",
    "plt_post_est_min_e9": "upwards",
}
"""Limits that history.py and platelets.py hold something against: no rule names them."""

_PRETESTS = "pretests_whole_blood"


def merge(base: RulePack, overlays: Sequence[Overlay]) -> RulePack:
    """Return the base with its overlays; raises Refusal rules.layers, which names every violation.

    The merged pack holds on the days on which all of its layers hold.
    """
    merged, found = base, []
    for overlay in in_order(overlays):
        found += violations(merged, overlay)
        merged = _laid_over(merged, overlay)
    found += _twice_in_a_layer(overlays)
    if found:
        raise Refusal("rules.layers", fault="; ".join(found))
    return merged


def in_order(overlays: Iterable[Overlay]) -> list[Overlay]:
    """Return overlays as they lie on the base, whatever order they were named in."""
    return sorted(overlays, key=lambda overlay: ORDER.index(overlay.about.layer))


def _twice_in_a_layer(overlays: Sequence[Overlay]) -> Iterator[str]:
    for layer in ORDER:
        named = [overlay.about.id for overlay in overlays if overlay.about.layer == layer]
        if len(named) > 1:
            yield f"{' and '.join(named)} are both of the layer {layer}"


def _laid_over(pack: RulePack, overlay: Overlay) -> RulePack:
    changed = {(row.last, row.next): row for row in overlay.interval}
    days = (pack.about.effective_from, overlay.about.effective_from)
    ends = (pack.about.effective_to, overlay.about.effective_to)
    return msgspec.structs.replace(
        pack,
        about=msgspec.structs.replace(pack.about, effective_from=_last(days), effective_to=_first(ends)),
        param=pack.param | overlay.set,
        interval=tuple(changed.get((row.last, row.next), row) for row in pack.interval),
        overlays=(*pack.overlays, overlay.stamp),
    )


def _last(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


# ---- what a layer may change -------------------------------------------------------------------------------


def violations(pack: RulePack, overlay: Overlay) -> list[str]:
    """Return every reason for which an overlay may not lie on what is below it, each with its name."""
    found = [
        *_not_to_be_activated(pack, overlay),
        *(fault for name, param in overlay.set.items() for fault in _of_value(pack, overlay, name, param)),
        *(fault for row in overlay.interval for fault in _of_interval(pack, overlay, row)),
    ]
    return [f"{overlay.about.id}: {fault}" for fault in found]


def _not_to_be_activated(pack: RulePack, overlay: Overlay) -> Iterator[str]:
    about = overlay.about
    if about.base != pack.about.id:
        yield f"it is for {about.base}, not for {pack.about.id}"
    if about.status.startswith("stub"):
        yield f"it is a stub ({about.status})"
    yield from (f"{name} is still to be filled" for name in overlay.to_fill)


def _of_value(pack: RulePack, overlay: Overlay, name: str, param: Param) -> Iterator[str]:
    before = pack.param.get(name)
    if before is None:
        yield f"{name} is not in {pack.about.id}"
        return
    if (param.unit, param.override) != (before.unit, before.override):
        yield f"{name} has another unit or override than in {pack.about.id}"
    if _is_empty(param):
        yield f"{name} is empty"
    elif not _is_same_kind(before, param):
        yield f"{name} is another kind of value than in {pack.about.id}"
    else:
        yield from _beyond_level(pack, overlay.about.layer, name, param)


def _is_empty(param: Param) -> bool:
    return param.word == "" or param.words == () or param.numbers == ()


def _is_same_kind(before: Param, after: Param) -> bool:
    """A number may be put off and an unused one may be set; every other value stays what it is."""
    return _kind(before) == _kind(after)


def _kind(param: Param) -> str:
    if param.off is not None or param.number is not None:
        return "number"
    kinds = ("word", "switch", "numbers", "words", "span")
    return next(name for name in kinds if getattr(param, name) is not None)


def _beyond_level(pack: RulePack, layer: Layer, name: str, param: Param) -> Iterator[str]:
    before = pack.param[name]
    if not may_change(layer, before.override):
        yield f"{name} may not be changed by this layer ({before.override})"
    elif layer == "station" and before.override == "station_tighten":
        yield from _loosened(pack, name, param)
    if name == _PRETESTS:
        yield from _dropped_tests(pack, param)


def may_change(layer: Layer, override: Override) -> bool:
    """Say whether a layer may change a value at all; which way is asked of a station alone."""
    if override == "none":
        return False
    return layer != "station" or override in ("station", "station_tighten")


def _loosened(pack: RulePack, name: str, param: Param) -> Iterator[str]:
    way, before = stricter_ways(pack).get(name), pack.param[name].number
    if way is None:
        yield f"{name} has no direction in which it is stricter"
    elif before is not None and (param.number is None or _is_looser(way, before, param.number)):
        yield f"{name} may only go {way} from {before}"


def _is_looser(way: Stricter, before: Decimal, after: Decimal) -> bool:
    return after < before if way == "upwards" else after > before


def stricter_ways(pack: RulePack) -> dict[str, Stricter]:
    """Return in which direction each limit is stricter: the one in which its rule fires more often."""
    ways = dict(_WITHOUT_A_RULE)
    for rule in pack.rule:
        shown = rule.when[0]
        if rule.outcome in _DEFERRALS and shown.limit is not None:
            is_floor = shown.below is not None or shown.at_most is not None
            ways[shown.limit] = "upwards" if is_floor else "downwards"
    return ways


def _dropped_tests(pack: RulePack, param: Param) -> Iterator[str]:
    """A blood test that a mandatory clause asks for stays in the panel, whoever sets the panel."""
    for rule in pack.rule:
        is_needed = rule.pretest is not None and rule.clause in pack.about.mandatory_clauses
        if is_needed and rule.pretest not in (param.words or ()):
            yield f"{_PRETESTS} leaves out {rule.pretest} of the mandatory clause {rule.clause}"


def _of_interval(pack: RulePack, overlay: Overlay, row: Interval) -> Iterator[str]:
    before = next((one for one in pack.interval if (one.last, one.next) == (row.last, row.next)), None)
    if before is None:
        yield f"no interval from {row.last} to {row.next} in {pack.about.id}"
    elif (row.id, row.override) != (before.id, before.override):
        yield f"{row.id} has another id or override than in {pack.about.id}"
    elif before.override == "none" or (overlay.about.layer == "station" and before.override != "station"):
        yield f"{row.id} may not be changed by this layer ({before.override})"
