"""Printing a planned set: drawn and read back first, on record before the first byte leaves."""

from __future__ import annotations

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.donation_number import NumberProfile, check_character, grouped
from donor_room.domain.label_set import (
    LabelContent,
    LabelItem,
    PrintedSet,
)
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.workflow.desk import Desk
from donor_room.workflow.label import current_set
from donor_room.workflow.ports import LabelPrinter
from donor_room.workflow.printed_mark import mark_printed


def send(desk: Desk, visit: str) -> Visit:
    """Print the planned set.

    It is drawn and read back first, and the mark outside the database is set. Before the first byte leaves
    it is on record as uncertain, after the last as printed: no power cut in between can make a set that
    nobody knows of. Raises Trouble of the printer, and of a mark that cannot be written.
    """
    folded = desk.visits.get(visit)
    current = current_set(folded)
    if current.is_preprinted:
        raise Refusal("preprinted.never_printed")
    if current.sent_at is not None:
        raise Refusal("labels.uncertain" if current.uncertain else "labels.sent_already")
    if desk.printer is None:
        raise Trouble("labels.no_printer")
    refuse_if_not_ready(desk.printer)
    job = desk.printer.draw(contents(desk, folded))
    mark_printed(desk, visit, current.planned)
    leaving = e.LabelsSent(
        number=current.number,
        printer=desk.printer.name,
        rasters_sha256=job.rasters_sha256,
        uncertain=True,
        feed_mm=job.feed_mm,
    )
    desk.record(visit, leaving)
    try:
        printed = job.send()
    except Trouble:
        desk.record(visit, msgspec.structs.replace(leaving, nothing_left=True))
        raise
    return desk.record(visit, _told(leaving, printed))


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
    kind = desk.packs.rules.kind_of(visit.plan)
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
    enrolled = [line.act for line in desk.ledger.of_house(e.TerminalEnrolled.KIND)]
    last = enrolled[-1] if enrolled else None
    return last.station_name if isinstance(last, e.TerminalEnrolled) else ""
