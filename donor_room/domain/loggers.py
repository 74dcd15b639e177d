"""Temperature loggers: the forms in which their files come, and what a file says of a span, in °C."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

import msgspec

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.refusal import Refusal
from donor_room.domain.stamp import PackStamp

ANY_UNIT = "*"
"""In the place of a column's name: the one whose heading bears a unit of temperature."""

_LAST_HEADING = 100
"""So many lines may stand above the readings: who made the logger, for whom, its alarms."""

_FAHRENHEIT = re.compile(r"°\s*F|℉|\(F\)|\[F\]|degF", re.IGNORECASE)
_CELSIUS = re.compile(r"°\s*C|℃|\(C\)|\[C\]|degC", re.IGNORECASE)
_BESIDE_NAME = re.compile(r"[(\[（].*?[)\]）]|°\s*[CF]|[℃℉]|[\"'\s.:_/-]", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,3})?", re.ASCII)
_TENTH = Decimal("0.1")


class Keep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How warm a crate may be, both ends included, in °C."""

    id: str
    low: Decimal
    high: Decimal
    tag: Literal["V", "V2", "R"]

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"{self.id} ends before it begins")


class Places(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which column is what in a file without a heading, the first is 1."""

    day: int
    clock: int
    temperature: int


class LoggerForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The form of a file: how it is cut, what its columns are called, how days are written.

    Either `time`, or `day` and `clock`, or `places` says where the time stands. Names are compared without
    case, spaces and units. `unit` is for files that say none.
    """

    id: str
    tag: Literal["V", "V2", "R"]
    separators: tuple[str, ...]
    formats: tuple[str, ...]
    temperature: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    day: tuple[str, ...] = ()
    clock: tuple[str, ...] = ()
    places: Places | None = None
    unit: Literal["C", "F"] | None = None
    is_decimal_comma: bool = False

    def __post_init__(self) -> None:
        has_names = bool(self.temperature) and (bool(self.time) or (bool(self.day) and bool(self.clock)))
        if has_names == (self.places is not None):
            raise ValueError(f"{self.id} needs the names of its columns, or their places")
        example = datetime(2028, 2, 29, 13, 14, 15)  # noqa: DTZ001 - of no place: only written and read
        for form in self.formats:
            if datetime.strptime(example.strftime(form), form).date() != example.date():  # noqa: DTZ007
                raise ValueError(f"{form} does not tell the day")


class Loggers(msgspec.Struct, frozen=True, kw_only=True):
    """The station's list: limits, forms, and how long nobody may look.

    Between two readings that are further apart than `longest_gap_min` nothing is known; a file that ends at
    most `read_out_min` before it was read is whole.
    """

    stamp: PackStamp
    longest_gap_min: int
    read_out_min: int
    keeps: tuple[Keep, ...]
    forms: tuple[LoggerForm, ...]


class Reading(NamedTuple):
    """What a logger wrote at a moment; None where it wrote that it does not know."""

    at: datetime
    celsius: Decimal | None


class Log(NamedTuple):
    """A file that was read: its form, and its readings in the order of time."""

    form: str
    readings: tuple[Reading, ...]


class Told(NamedTuple):
    """What a log says of a span; minutes are rounded up."""

    lowest: Decimal
    highest: Decimal
    minutes_outside: int
    minutes_unknown: int
    readings: int


# ---- a file ------------------------------------------------------------------------------------------------


def read_log(text: str, forms: Sequence[LoggerForm]) -> Log:
    """Read a file by the first form that fits; refuses one that fits none, or can be read in two ways."""
    if not text.strip():
        raise Refusal("loggers.empty")
    lines = text.splitlines()
    for form in forms:
        for separator in form.separators:
            columns = _columns(lines, separator, form)
            if columns is not None:
                readings = tuple(_readings(lines, separator, form, columns))
                if any(one.celsius is not None for one in readings):
                    return Log(form.id, tuple(sorted(readings, key=lambda one: one.at)))
    raise Refusal("loggers.no_form")


class _Columns(NamedTuple):
    """Where the readings begin (a line), and in which columns time and temperature stand."""

    after: int
    time: tuple[int, ...]
    temperature: int
    unit: Literal["C", "F"] | None


def _columns(lines: Sequence[str], separator: str, form: LoggerForm) -> _Columns | None:
    if form.places is not None:
        return _by_places(lines, separator, form, form.places)
    for row, line in enumerate(lines[:_LAST_HEADING]):
        cells = _cells(line, separator)
        time = _found(cells, form.time) or (*_found(cells, form.day), *_found(cells, form.clock))
        warm = _temperatures(cells, form.temperature)
        if warm and len(time) == (1 if form.time else 2):
            if len(warm) > 1:
                raise Refusal("loggers.two_columns")
            unit = _unit_in(cells[warm[0]])
            return _Columns(row + 1, time, warm[0], unit or form.unit)
    return None


def _by_places(lines: Sequence[str], separator: str, form: LoggerForm, places: Places) -> _Columns | None:
    """A file without a heading is of this form where its first line with anything in it is a reading."""
    time = (places.day - 1, places.clock - 1)
    for row, line in enumerate(lines):
        cells = _cells(line, separator)
        if any(cells):
            fits = max(*time, places.temperature - 1) < len(cells) and _surviving(
                _time_text(cells, time), form.formats
            )
            return _Columns(row, time, places.temperature - 1, form.unit) if fits else None
    return None


def _cells(line: str, separator: str) -> list[str]:
    parts = line.split() if separator == " " else line.split(separator)
    return [part.strip().strip('"').strip() for part in parts]


def _plain(name: str) -> str:
    return _BESIDE_NAME.sub("", name).lower()


def _found(cells: Sequence[str], names: Sequence[str]) -> tuple[int, ...]:
    wanted = {_plain(name) for name in names}
    return tuple(place for place, cell in enumerate(cells) if _plain(cell) in wanted)[:1]


def _temperatures(cells: Sequence[str], names: Sequence[str]) -> list[int]:
    wanted = {_plain(name) for name in names if name != ANY_UNIT}
    named = [place for place, cell in enumerate(cells) if _plain(cell) in wanted]
    if named or ANY_UNIT not in names:
        return named
    return [place for place, cell in enumerate(cells) if _unit_in(cell)]


def _unit_in(cell: str) -> Literal["C", "F"] | None:
    if _FAHRENHEIT.search(cell):
        return "F"
    return "C" if _CELSIUS.search(cell) else None


def _readings(lines: Sequence[str], separator: str, form: LoggerForm, columns: _Columns) -> Iterator[Reading]:
    """Give the readings; a line with neither time nor temperature is a remark and none."""
    formats = form.formats
    rows: list[tuple[str, Decimal | None]] = []
    timeless: list[int] = []
    for row, line in enumerate(lines[columns.after :], start=columns.after + 1):
        cells = _cells(line, separator)
        if max(*columns.time, columns.temperature) >= len(cells):
            continue
        warm = _celsius(cells[columns.temperature], columns.unit, is_comma=form.is_decimal_comma)
        text = _time_text(cells, columns.time)
        fitting = _surviving(text, formats)
        if fitting:
            formats = fitting
            rows.append((text, warm))
        elif warm is not None:
            timeless.append(row)
    if rows and timeless:
        raise Refusal("loggers.row", row=timeless[0])
    if rows:
        chosen = _one_way(rows, formats)
        for text, warm in rows:
            yield Reading(_moment(text, chosen), warm)


def _time_text(cells: Sequence[str], columns: Sequence[int]) -> str:
    return " ".join(cells[place] for place in columns)


def _surviving(text: str, formats: Sequence[str]) -> tuple[str, ...]:
    return tuple(form for form in formats if _reads(text, form))


def _reads(text: str, form: str) -> bool:
    try:
        _moment(text, form)
    except ValueError:
        return False
    return True


def _moment(text: str, form: str) -> datetime:
    return datetime.strptime(text, form).replace(tzinfo=DONATION_SITE)


def _one_way(rows: Sequence[tuple[str, Decimal | None]], formats: Sequence[str]) -> str:
    """Return the form of the dates; where two tell other days nobody may choose."""
    first, *others = formats
    for other in others:
        for text, _ in rows:
            one, two = _moment(text, first), _moment(text, other)
            if one != two:
                raise Refusal("loggers.two_dates", one=one.date(), other=two.date())
    return first


def _celsius(cell: str, unit: Literal["C", "F"] | None, *, is_comma: bool) -> Decimal | None:
    """Return the temperature of a cell in °C, to a tenth; None where it holds no number."""
    own = _unit_in(cell)
    plain = _BESIDE_UNIT.sub("", cell).strip()
    if is_comma:
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return None
    unit = own or unit
    if unit is None:
        raise Refusal("loggers.no_unit")
    warm = Decimal(plain)
    return ((warm - 32) * 5 / 9).quantize(_TENTH) if unit == "F" else warm


_BESIDE_UNIT = re.compile(r"°\s*[CF]|[℃℉]", re.IGNORECASE)

# ---- a span ------------------------------------------------------------------------------------------------


def told_of(log: Log, keep: Keep, rules: Loggers, *, since: datetime, until: datetime) -> Told:
    """Return what a log says of a span; refuses one that says nothing of it.

    Between two readings the crate was outside where one of them is: unknown never counts as normal.
    """
    found = [one for one in log.readings if since <= one.at <= until and one.celsius is not None]
    stretches = list(_stretches(log, rules, since, until))
    warm = [one.celsius for one in found if one.celsius is not None]
    warm += [celsius for one in stretches for celsius in one.ends]
    if not warm:
        raise Refusal(
            "loggers.other_time", first=log.readings[0].at, last=log.readings[-1].at, since=since, until=until
        )
    outside = sum(one.seconds for one in stretches if not all(keep.low <= c <= keep.high for c in one.ends))
    known = sum(one.seconds for one in stretches) + _read_out_s(log, rules, until)
    return Told(
        lowest=min(warm),
        highest=max(warm),
        minutes_outside=math.ceil(outside / 60),
        minutes_unknown=math.ceil(max(0.0, (until - since).total_seconds() - known) / 60),
        readings=len(found),
    )


class _Stretch(NamedTuple):
    """A time that is known: its length within the span, and what was read at both ends."""

    seconds: float
    ends: tuple[Decimal, Decimal]


def _stretches(log: Log, rules: Loggers, since: datetime, until: datetime) -> Iterator[_Stretch]:
    longest = timedelta(minutes=rules.longest_gap_min)
    for one, two in zip(log.readings, log.readings[1:], strict=False):
        if one.celsius is None or two.celsius is None or two.at - one.at > longest:
            continue
        seconds = (min(two.at, until) - max(one.at, since)).total_seconds()
        if seconds > 0:
            yield _Stretch(seconds, (one.celsius, two.celsius))


def _read_out_s(log: Log, rules: Loggers, until: datetime) -> float:
    """Return the seconds from the last reading to the end, where reading out takes no less."""
    last = log.readings[-1]
    left = until - last.at
    is_short = timedelta(0) < left <= timedelta(minutes=rules.read_out_min)
    return left.total_seconds() if is_short and last.celsius is not None else 0.0


def typed_celsius(text: str) -> Decimal:
    """Return a temperature in °C as a person types it; refuses what is none, or what no crate ever had."""
    plain = text.strip().replace("，", ".").replace(",", ".").replace("−", "-").replace("。", ".")
    if not _NUMBER.fullmatch(plain):
        raise Refusal("loggers.not_a_number", text=text.strip())
    warm = Decimal(plain)
    if not _COLDEST <= warm <= _WARMEST:
        raise Refusal("loggers.impossible", text=text.strip())
    return warm


_COLDEST, _WARMEST = -40, 60
