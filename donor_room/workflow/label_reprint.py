"""A label printed once more: before the needle only, with a reason and a second person, marked as a copy."""

from __future__ import annotations

from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.label_set import LabelContent, PrintedSet
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.domain.walk import why_not
from donor_room.workflow.desk import Desk
from donor_room.workflow.label import current_set
from donor_room.workflow.label_print import Leaving, contents, printer_of, put_out, refuse_if_not_ready
from donor_room.workflow.printed_mark import mark_copy
from donor_room.workflow.sign_in import second_person

NEVER_CAME_OUT = "not_out"
"""The reason with which two persons declare that there is no old label; with any other it was destroyed."""


def reprint(desk: Desk, visit: str, *, roles: tuple[str, ...], reason: str, witness: str, pin: str) -> Visit:
    """Print some labels of the set once more and wait for the printer; as `begin`, and Trouble of it."""
    _due(desk, visit, roles, reason)
    refuse_if_not_ready(printer_of(desk))
    return put_out(begin(desk, visit, roles=roles, reason=reason, witness=witness, pin=pin))


def begin(desk: Desk, visit: str, *, roles: tuple[str, ...], reason: str, witness: str, pin: str) -> Leaving:
    """Draw labels of the set once more, under the same number, with the next copy on their faces.

    Nothing of it is silent: the copy stands in the mark and the act in the book before the first byte leaves.
    Their scans count no longer. Refused once a needle is in; nothing is ever relabelled.
    """
    planned = _due(desk, visit, roles, reason)
    printer = printer_of(desk)
    second = second_person(desk, staff_id=witness, pin=pin, act="void")
    folded = desk.visits.get(visit)
    copy = mark_copy(desk, current_set(folded).planned, planned.copy)
    planned = replace(planned, copy=copy, witness=second.staff, printer=printer.name)
    job = printer.draw(_copies(desk, folded, planned))
    begun = replace(planned, rasters_sha256=job.rasters_sha256)
    return Leaving(desk.record(visit, begun), job, lambda printed: desk.note(visit, _ended(begun, printed)))


def _due(desk: Desk, visit: str, roles: tuple[str, ...], reason: str) -> e.LabelsReprinted:
    """Return the act as it begins; refuses what is not allowed now."""
    folded = desk.visits.get(visit)
    begun = _begun(folded, roles, reason)
    code = why_not(folded, begun)
    if code is not None:
        raise Refusal(code)
    return begun


def _begun(visit: Visit, roles: tuple[str, ...], reason: str) -> e.LabelsReprinted:
    """Return the act as it is before anything has left, in the order of the set."""
    current = current_set(visit)
    if not reason.strip():
        raise Refusal("labels.no_reason")
    return e.LabelsReprinted(
        number=current.number,
        roles=tuple(label.role for label in current.planned.labels if label.role in roles),
        copy=current.copy + 1,
        reason=reason.strip(),
        old="never_came_out" if reason.strip() == NEVER_CAME_OUT else "destroyed",
        witness="",
        printer="",
        rasters_sha256=(),
        uncertain=True,
    )


def _copies(desk: Desk, visit: Visit, begun: e.LabelsReprinted) -> tuple[LabelContent, ...]:
    every = contents(desk, visit)
    return tuple(replace(one, copy=begun.copy) for one in every if one.role in begun.roles)


def _ended(begun: e.LabelsReprinted, printed: PrintedSet | None) -> e.LabelsReprinted:
    """Return how the print ended; where nothing left nobody can vouch for these labels, as before."""
    if printed is None:
        return begun
    return replace(
        begun,
        printer=printed.printer,
        rasters_sha256=printed.rasters_sha256,
        uncertain=printed.uncertain,
    )
