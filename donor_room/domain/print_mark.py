"""How far the numbers of a range went to a printer, whatever the database remembers of it (decision 0016)."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace


class PrintMark(msgspec.Struct, frozen=True, kw_only=True):
    """The highest number of a range that was given to a printer.

    place = how many numbers of the range come before it; passed_over = the places before it that never went
    to a printer, in order; copies = the highest copy of each number of which labels were printed once more.
    """

    number: str
    place: int
    passed_over: tuple[int, ...] = ()
    copies: dict[str, int] = {}

    def has(self, place: int) -> bool:
        """Say whether the number at a place was given to a printer."""
        return place <= self.place and place not in self.passed_over

    def copy_of(self, number: str) -> int:
        """Return the highest copy of a number that was given to a printer; 1 = its labels came once."""
        return self.copies.get(number, 1)


def with_printed(mark: PrintMark | None, number: str, place: int) -> PrintMark:
    """Return the mark after a number has gone to the printer, too; without one everything before it has."""
    if mark is None:
        return PrintMark(number=number, place=place)
    left = tuple(one for one in mark.passed_over if one != place)
    if place <= mark.place:
        return replace(mark, passed_over=left)
    return replace(mark, number=number, place=place, passed_over=(*left, *range(mark.place + 1, place)))


def with_copy(mark: PrintMark, number: str, copy: int) -> PrintMark:
    """Return the mark after labels of a number have gone to the printer once more, as this copy."""
    return replace(mark, copies={**mark.copies, number: max(copy, mark.copy_of(number))})


def highest(one: PrintMark, other: PrintMark) -> PrintMark:
    """Return what two marks of a range know together: what either of them saw printed was printed."""
    low, top = sorted((one, other), key=lambda mark: mark.place)
    passed_over = tuple(place for place in top.passed_over if not low.has(place))
    copies = {number: max(one.copy_of(number), other.copy_of(number)) for number in one.copies | other.copies}
    return PrintMark(number=top.number, place=top.place, passed_over=passed_over, copies=copies)
