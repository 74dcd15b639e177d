"""Printing a planned set: drawn and read back first, on record before the first byte leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.donation_number import NumberProfile, check_character, grouped
from donor_room.domain.label_set import (
    LabelContent,
    LabelItem,
    PrintedSet,
)
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import LabelSet, Visit
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import station_of
from donor_room.workflow.label import current_set
from donor_room.workflow.ports import LabelPrinter, PrintJob
from donor_room.workflow.printed_mark import mark_printed


class Leaving(NamedTuple):
    """Labels that are drawn, read back and on record, and have not left for the printer yet."""

    visit: Visit
    job: PrintJob
    ended: Callable[[PrintedSet | None], Visit]
    """Writes down what the printer said, None = nothing left: the terminal's own word, whoever works then."""


def send(desk: Desk, visit: str) -> Visit:
    """Print the planned set and wait for the printer. Raises as `begin`, and Trouble of the printer.

    Without paper nothing left and the set is good: that is asked before anything is on record as uncertain.
    """
    printer, _ = _printer_and_set(desk, visit)
    refuse_if_not_ready(printer)
    return put_out(begin(desk, visit))


def begin(desk: Desk, visit: str) -> Leaving:
    """Draw the set, read it back, set the mark outside the database, and put it on record as uncertain.

    All that before the first byte leaves: no power cut in between can make a set that nobody knows of. The
    printer is not asked here, so nothing waits for it. Raises Trouble of a mark that cannot be written.
    """
    printer, current = _printer_and_set(desk, visit)
    job = printer.draw(contents(desk, desk.visits.get(visit)))
    mark_printed(desk, visit, current.planned)
    leaving = e.LabelsSent(
        number=current.number,
        printer=printer.name,
        rasters_sha256=job.rasters_sha256,
        uncertain=True,
        feed_mm=job.feed_mm,
    )

    def ended(printed: PrintedSet | None) -> Visit:
        nothing = msgspec.structs.replace(leaving, nothing_left=True)
        return desk.note(visit, nothing if printed is None else _told(leaving, printed))

    return Leaving(desk.record(visit, leaving), job, ended)


def put_out(leaving: Leaving) -> Visit:
    """Give the labels to the printer, wait, and write down what it said; Trouble where nothing left."""
    try:
        printed = leaving.job.send()
    except Trouble:
        leaving.ended(None)
        raise
    return leaving.ended(printed)


def _printer_and_set(desk: Desk, visit: str) -> tuple[LabelPrinter, LabelSet]:
    current = current_set(desk.visits.get(visit))
    if current.is_preprinted:
        raise Refusal("preprinted.never_printed")
    if current.sent_at is not None:
        raise Refusal("labels.uncertain" if current.uncertain else "labels.sent_already")
    return printer_of(desk), current


def printer_of(desk: Desk) -> LabelPrinter:
    """Return the printer that works here; raises Trouble where none was chosen."""
    if desk.printer is None:
        raise Trouble("labels.no_printer")
    return desk.printer


def refuse_if_not_ready(printer: LabelPrinter) -> None:
    """Ask before anything is on record as uncertain: without paper nothing left and the set is good."""
    state = printer.state()
    if not state.may_print:
        fault = state.faults[0] if state.faults else "silent"
        raise Trouble(f"printer.fault.{fault}", printer=printer.name)


def _told(leaving: e.LabelsSent, printed: PrintedSet) -> e.LabelsSent:
    """Return what the printer said: a channel that cannot say anything leaves the proof to the scans."""
    return msgspec.structs.replace(
        leaving,
        printer=printed.printer,
        rasters_sha256=printed.rasters_sha256,
        uncertain=printed.uncertain,
        fault=printed.fault,
        printed=printed.printed,
    )


def contents(desk: Desk, visit: Visit) -> tuple[LabelContent, ...]:
    """Return what each label of the set shows; a name stands on the form alone."""
    current = current_set(visit)
    profile = current.planned.written_in
    return tuple(_content(desk, visit, profile, current.number, item) for item in current.planned.labels)


def _content(desk: Desk, visit: Visit, profile: NumberProfile, number: str, item: LabelItem) -> LabelContent:
    kind = desk.rules_of(visit).kind_of(visit.plan)
    return LabelContent(
        role=item.role,
        encoded=item.encoded,
        symbology=profile.symbology,
        number=grouped(number, profile),
        check=check_character(number, profile),
        flag=item.flag,
        station=station_name(desk),
        collected_on=desk.clock.today(),
        volume_ml=kind.volume_ml if kind else None,
        group=visit.group.abo if visit.group else None,
        name=visit.donor.name if item.role == "form" else None,
        practice=desk.practice,
    )


def station_name(desk: Desk) -> str:
    """Return the name of the station this terminal is enrolled at; empty before that."""
    return station_of(desk.ledger)
