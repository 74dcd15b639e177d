"""What the acts of labels and chairs change of a visit: their part of the fold (domain.visit)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import instant_of
from donor_room.domain.visit_parts import LabelSet
from donor_room.domain.visit_shape import BEFORE_NEEDLE, Visit


def _seated(visit: Visit, entry: e.Entry, act: e.Seated) -> Visit:
    """Another chair after the print: what was read back at the old one counts no longer."""
    moved = visit.chair is not None and visit.chair != act.chair
    told = replace(visit, chair=act.chair)
    return _unchecked(told, visit.phase) if moved else told


def _restarted(visit: Visit, entry: e.Entry, act: e.CheckRestarted) -> Visit:
    return _unchecked(visit, act.phase)


def _foreign(visit: Visit, entry: e.Entry, act: e.ForeignLabelScanned) -> Visit:
    """Who is stopped begins anew: with the identity while no needle is in, and with every scan in hand."""
    told = _unchecked(replace(visit, foreign=act), visit.phase)
    if visit.phase != BEFORE_NEEDLE:
        return told
    return replace(told, identity=tuple(heard for heard in visit.identity if heard[0] != "chair"))


def _unchecked(visit: Visit, phase: str | None) -> Visit:
    """Nothing that was scanned of the set in this phase counts any longer."""
    current = visit.label_set
    if current is None or phase is None:
        return visit
    return _set_changed(
        visit, current.number, scanned=frozenset(one for one in current.scanned if one[0] != phase)
    )


def _planned(visit: Visit, entry: e.Entry, act: e.LabelSetPlanned) -> Visit:
    planned = LabelSet(planned=act, at=visit.time_of(entry.hlc))
    return replace(visit, label_sets=(*visit.label_sets, planned), bag=None)


def _set_changed(visit: Visit, number: str, **changes: Any) -> Visit:
    sets = tuple(replace(one, **changes) if one.number == number else one for one in visit.label_sets)
    return replace(visit, label_sets=sets)


def _sent(visit: Visit, entry: e.Entry, act: e.LabelsSent) -> Visit:
    """The first of two entries says that a print begins, the second how it ended, or that it never began."""
    current = _set_of(visit, act.number)
    if act.nothing_left:
        return _set_changed(
            visit, act.number, sent_at=None, uncertain=False, leaving=False, unproven=frozenset()
        )
    roles = [label.role for label in current.planned.labels] if current else []
    return _set_changed(
        visit,
        act.number,
        sent_at=instant_of(entry.hlc),
        uncertain=act.uncertain,
        leaving=act.uncertain and current is not None and current.sent_at is None,
        unproven=frozenset(roles[act.printed or 0 :]) if act.uncertain else frozenset(),
    )


def _reprinted(visit: Visit, entry: e.Entry, act: e.LabelsReprinted) -> Visit:
    """What was printed again is scanned again; the second entry of a copy tells how its print ended."""
    current = _set_of(visit, act.number)
    if current is None:
        return visit
    is_end = current.copy == act.copy
    roles = frozenset(act.roles)
    return _set_changed(
        visit,
        act.number,
        reprints=(*current.reprints[: len(current.reprints) - is_end], act),
        leaving=act.uncertain and not is_end,
        unproven=current.unproven | roles if act.uncertain else current.unproven - roles,
        scanned=frozenset(one for one in current.scanned if one[1] not in roles),
    )


def _set_of(visit: Visit, number: str) -> LabelSet | None:
    return next((one for one in visit.label_sets if one.number == number), None)


def _voided(visit: Visit, entry: e.Entry, act: e.LabelSetVoided) -> Visit:
    """The chair is free until the next set is planned."""
    told = replace(visit, chair=None, left_chair=visit.chair)
    return _set_changed(told, act.number, voided=act)


def _scanned(visit: Visit, entry: e.Entry, act: e.LabelScanned) -> Visit:
    current = _set_of(visit, act.number)
    if current is None:
        return visit
    scanned = current.scanned | {(act.phase, act.role)}
    return _set_changed(visit, act.number, scanned=scanned, typed=current.typed + act.typed)


LABEL_HANDLERS: dict[type[e.Act], Callable[[Visit, e.Entry, Any], Visit]] = {
    e.Seated: _seated,
    e.LabelSetPlanned: _planned,
    e.LabelsSent: _sent,
    e.LabelsReprinted: _reprinted,
    e.LabelScanned: _scanned,
    e.CheckRestarted: _restarted,
    e.ForeignLabelScanned: _foreign,
    e.ForeignLabelCleared: lambda visit, _entry, _act: replace(visit, foreign=None),
    e.LabelSetVoided: _voided,
}
