"""Crates at the end of a shift: closed over their counts, how warm they were, what is missing."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from donor_room.domain import entries as e
from donor_room.domain.crates import Crate, crate_of
from donor_room.domain.loggers import Keep, Log, read_log, told_of, typed_celsius
from donor_room.domain.refusal import Refusal
from donor_room.domain.shift import Shift
from donor_room.packs.loggers import LARGEST_FILE, load_loggers, text_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.hand_over import not_named
from donor_room.workflow.shift import the_shift
from donor_room.workflow.sign_in import second_person

MOST_BOX = 9_999


class LoggerFile(NamedTuple):
    """A file that was read: its name, its hash, and what it holds."""

    name: str
    sha256: str
    log: Log


def close_box(desk: Desk, box: str, *, by_scan: bool) -> Crate:
    """Close a crate over what was counted into it; an empty one, or one that is closed, is refused."""
    shift = the_shift(desk)
    crate = crate_of(shift, box)
    if not crate.counts:
        raise Refusal("handover.box_is_empty", box=box)
    if crate.is_closed:
        raise Refusal("handover.box_is_closed", box=box)
    desk.record_of_house(e.BoxClosed(shift=shift.id, box=box, counts=crate.counts, by_scan=by_scan))
    return crate


def open_again(desk: Desk, box: str, *, reason: str) -> None:
    """Open a closed crate again, with the reason."""
    shift = the_shift(desk)
    if not reason.strip():
        raise Refusal("labels.no_reason")
    if box not in shift.closed_boxes:
        raise Refusal("handover.box_is_open", box=box)
    desk.record_of_house(e.BoxOpenedAgain(shift=shift.id, box=box, reason=reason.strip()))


def name_missing(desk: Desk, *, number: str, role: str, reason: str, witness: str, pin: str) -> None:
    """Let two persons say that a part of a unit is not there; it stays open by name on the sheet."""
    if not reason.strip():
        raise Refusal("labels.no_reason")
    shift = the_shift(desk)
    if number not in not_named(desk, shift).get(role, ()):
        raise Refusal("handover.packed_already", number=number)
    second = second_person(desk, staff_id=witness, pin=pin, act="hand_over")
    desk.record_of_house(
        e.PartMissing(shift=shift.id, number=number, role=role, reason=reason.strip(), witness=second.staff)
    )


# ---- temperature ------------------------------------------------------------------------------------------


def read_logger_file(file: Path) -> LoggerFile:
    """Read the file of a logger; needs no desk, so that it can take its time beside the screen."""
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_FILE + 1)
    except OSError as fault:
        raise Refusal("loggers.not_read", file=file.name) from fault
    log = read_log(text_of(data), load_loggers().forms)
    return LoggerFile(file.name, sha256(data).hexdigest(), log)


def keep_of(name: str) -> Keep:
    """Return limits by their name."""
    return next(keep for keep in load_loggers().keeps if keep.id == name)


def take_logger_file(desk: Desk, box: str, keep: str, read: LoggerFile) -> e.BoxTemperature:
    """Say by a file how warm a crate was since the shift began; one file is of one crate."""
    shift, limits = the_shift(desk), keep_of(keep)
    for known in shift.temperatures.values():
        if known.source == "file" and known.file_sha256 == read.sha256:
            raise Refusal("loggers.read_already", file=read.name, box=known.box)
    since, until = shift.opened_at, desk.clock.now()
    told = told_of(read.log, limits, load_loggers(), since=since, until=until)
    return _record(
        desk,
        e.BoxTemperature(
            shift=shift.id,
            box=_box_with(shift, box),
            keep=limits.id,
            low=limits.low,
            high=limits.high,
            source="file",
            lowest=told.lowest,
            highest=told.highest,
            since=since,
            until=until,
            minutes_outside=told.minutes_outside,
            minutes_unknown=told.minutes_unknown,
            readings=told.readings,
            logger=read.log.form,
            file_sha256=read.sha256,
        ),
    )


def type_temperature(desk: Desk, box: str, keep: str, *, lowest: str, highest: str) -> e.BoxTemperature:
    """Take lowest and highest as a person read them from a display."""
    shift, limits = the_shift(desk), keep_of(keep)
    low, high = typed_celsius(lowest), typed_celsius(highest)
    if low > high:
        raise Refusal("loggers.turned_round", lowest=_shown(low), highest=_shown(high))
    return _record(
        desk,
        e.BoxTemperature(
            shift=shift.id,
            box=_box_with(shift, box),
            keep=limits.id,
            low=limits.low,
            high=limits.high,
            source="typed",
            lowest=low,
            highest=high,
            since=shift.opened_at,
            until=desk.clock.now(),
            minutes_outside=None,
            minutes_unknown=0,
            readings=0,
            logger="",
            file_sha256="",
        ),
    )


def _box_with(shift: Shift, box: str) -> str:
    if not crate_of(shift, box).counts:
        raise Refusal("handover.box_is_empty", box=box)
    return box


def _record(desk: Desk, act: e.BoxTemperature) -> e.BoxTemperature:
    desk.record_of_house(act)
    return act


def _shown(celsius: Decimal) -> str:
    return f"{celsius:f}"


def every_keep() -> tuple[Keep, ...]:
    """Return the limits of the station's list, the usual one first."""
    return load_loggers().keeps
