"""Codes on the sheet: every bar whole dots, with the white, the height and the gap that they need."""

from __future__ import annotations

import msgspec

from donor_room.domain.refusal import Refusal
from donor_room.packs.label_templates import SymbolPlace, frame_of
from donor_room.printing.code128 import bars, modules
from donor_room.printing.matrix import matrix
from donor_room.printing.sheet import Box, Sheet

LEAST_X_MM = {"linear": 0.17, "data_matrix": 0.25}
QUIET_X = {"linear": 10, "data_matrix": 1}
LEAST_HEIGHT_MM = 5.0
LEAST_HEIGHT_SHARE = 0.15
TARGET_HEIGHT_MM = 10.0
FREE_ABOVE_AND_BELOW_MM = 0.5
GAP_X = (20, 52)
"""Between two codes that are read in one sweep: 36 X, 16 more or less (ST-001)."""


class Symbol(msgspec.Struct, frozen=True):
    """A code that was drawn: what it says, how, and where its ink is."""

    carries: str
    text: str
    symbology: str
    ink: Box
    x_dots: int


def draw_symbol(sheet: Sheet, place: SymbolPlace, text: str, symbology: str) -> Symbol | None:
    """Draw a code in its place and take the white around it; what it lacks is noted."""
    try:
        rows = _rows(place, text, symbology)
    except Refusal as refusal:
        said = str(refusal.values.get("text", ""))
        sheet.note("code_characters", place.carries, frame_of(place), text=said)
        return None
    x_dots = round(place.x_mm * sheet.dots_per_mm)
    if x_dots < LEAST_X_MM[place.kind] * sheet.dots_per_mm - 0.01:
        finest = f"{LEAST_X_MM[place.kind]:g}"
        sheet.note("symbol_too_fine", place.carries, frame_of(place), dots=x_dots, least_mm=finest)
        return None
    return _drawn(sheet, place, Symbol(place.carries, text, symbology, (0, 0, 0, 0), x_dots), rows)


def _rows(place: SymbolPlace, text: str, symbology: str) -> tuple[str, ...]:
    return (modules(text, symbology),) if place.kind == "linear" else matrix(text)


def _drawn(sheet: Sheet, place: SymbolPlace, symbol: Symbol, rows: tuple[str, ...]) -> Symbol:
    quiet = QUIET_X[place.kind] * symbol.x_dots
    left, top, right, bottom = sheet.box_of(frame_of(place))
    wide = len(rows[0]) * symbol.x_dots
    linear = place.kind == "linear"
    high = bottom - top if linear else len(rows) * symbol.x_dots
    x, y = left + quiet, top if linear else top + quiet
    _check_room(sheet, place, wide, high, (right - left, bottom - top))
    for number, row in enumerate(rows):
        step = high if linear else symbol.x_dots
        _draw_row(sheet, row, (x, y + number * step), symbol.x_dots, step)
    free = sheet.dots(FREE_ABOVE_AND_BELOW_MM) if linear else quiet
    sheet.take(place.carries, (x - quiet, y - free, x + wide + quiet, y + high + free), "symbol")
    return msgspec.structs.replace(symbol, ink=(x, y, x + wide, y + high))


def _draw_row(sheet: Sheet, row: str, start: tuple[int, int], x_dots: int, high: int) -> None:
    for at, width in bars(row):
        left = start[0] + at * x_dots
        box = (left, start[1], left + width * x_dots - 1, start[1] + high - 1)
        sheet.pen.rectangle(box, fill=0)


def _check_room(sheet: Sheet, place: SymbolPlace, wide: int, high: int, room: tuple[int, int]) -> None:
    quiet = QUIET_X[place.kind] * round(place.x_mm * sheet.dots_per_mm)
    needs = wide + 2 * quiet
    if needs > room[0] or (place.kind == "data_matrix" and high + 2 * quiet > room[1]):
        width_mm = f"{needs / sheet.dots_per_mm:.1f}"
        sheet.note("symbol_does_not_fit", place.carries, frame_of(place), width_mm=width_mm)
    if place.kind == "linear":
        _check_height(sheet, place, high, wide)


def _check_height(sheet: Sheet, place: SymbolPlace, high: int, length: int) -> None:
    least = max(LEAST_HEIGHT_MM, LEAST_HEIGHT_SHARE * length / sheet.dots_per_mm)
    height_mm, frame = f"{place.height:g}", frame_of(place)
    if high < least * sheet.dots_per_mm - 0.5:
        least_mm = f"{least:.1f}"
        sheet.note("symbol_too_low", place.carries, frame, height_mm=height_mm, least_mm=least_mm)
    elif high < TARGET_HEIGHT_MM * sheet.dots_per_mm - 0.5:
        sheet.note("symbol_rather_low", place.carries, frame, blocks=False, height_mm=height_mm)


def check_pair(sheet: Sheet, left: Symbol, right: Symbol) -> None:
    """Hold two codes to the rule for one sweep: same line, same X, the gap, and nothing between them."""
    element = f"{left.carries} + {right.carries}"
    frame = sheet.frame_of_box((left.ink[0], left.ink[1], right.ink[2], right.ink[3]))
    if left.ink[1] != right.ink[1] or left.ink[3] != right.ink[3] or left.x_dots != right.x_dots:
        sheet.note("pair_uneven", element, frame)
    gap = (right.ink[0] - left.ink[2]) / left.x_dots
    if not GAP_X[0] <= gap <= GAP_X[1]:
        sheet.note("pair_gap", element, frame, gap_x=f"{gap:.0f}", least=GAP_X[0], most=GAP_X[1])
    between = (left.ink[2], left.ink[1], right.ink[0], left.ink[3])
    if between[0] < between[2] and sheet.image.crop(between).getextrema()[0] == 0:
        sheet.note("pair_crossed", element, frame)
