"""What a report tells beside the donors: people who were only measured, and the supplies of the vehicles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from donor_room.domain.figures import By
from donor_room.domain.guest_counts import Guests, add_guests
from donor_room.domain.supply_sums import SupplySum
from donor_room.packs.supply_sums import SUPPLIES, supply_cells
from donor_room.printing.figures_pen import INNER, LAST_ROW, MARGIN, ROW, FiguresPen
from donor_room.printing.paper import QUIET

GUESTS = ("pressure", "group", "measured")
_GUEST_SHARES = (0.49, 0.17, 0.17, 0.17)
_SUPPLY_SHARES = (0.335, *(0.095 for _ in SUPPLIES))

Items = tuple[SupplySum, ...]


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """Guests and supplies of some days, each part by its name; supplies are None where nobody tells."""

    guests: tuple[tuple[str, Guests], ...] = ()
    supplies: Items | None = None
    part_supplies: tuple[tuple[str, Items], ...] = ()

    @property
    def all_guests(self) -> Guests:
        """Return the measurements of all parts."""
        return add_guests(guests for _name, guests in self.guests)


def beside_of(
    guests: Mapping[str, Guests],
    supplies: Items | None = None,
    part_supplies: Mapping[str, Items] | None = None,
    names: Mapping[str, str] | None = None,
) -> Beside:
    """Return what is told beside some figures; `names` are those of people, by account."""
    return Beside(
        guests=tuple(((names or {}).get(name, name), one) for name, one in guests.items()),
        supplies=supplies,
        part_supplies=tuple((part_supplies or {}).items()),
    )


def head_of_guests(by: By) -> str:
    """Return the key of what the parts of guests are: who pierced has measured nobody by that."""
    return "guests.by_person" if by == "person" else f"by.{by}"


def draw_beside(pen: FiguresPen, by: By, beside: Beside) -> None:
    """Write guests and supplies below the figures; nothing of what there was none of."""
    if beside.all_guests.measured:
        _guests(pen, by, beside)
    if beside.supplies:
        _supplies(pen, beside.supplies)
        for part, items in beside.part_supplies:
            _supplies_of(pen, by, part, items)


def _guests(pen: FiguresPen, by: By, beside: Beside) -> None:
    _title(pen, "guests_title", "guests_how")
    heads = (pen.say(head_of_guests(by)), *(pen.say(f"guests.{name}") for name in GUESTS))
    pen.row(heads, _GUEST_SHARES, is_head=True)
    for name, guests in beside.guests if by != "all" else ():
        pen.turn(heads, _GUEST_SHARES)
        pen.row((name or pen.say("no_name"), *_measured(guests)), _GUEST_SHARES)
    pen.turn(heads, _GUEST_SHARES)
    pen.row((pen.say("sum"), *_measured(beside.all_guests)), _GUEST_SHARES, is_bold=True)


def _measured(guests: Guests) -> Iterable[str]:
    return (f"{getattr(guests, name):,}" for name in GUESTS)


def _supplies(pen: FiguresPen, items: Items) -> None:
    _title(pen, "supplies_title", "supplies_how")
    _items(pen, pen.say("supply_item"), items)


def _supplies_of(pen: FiguresPen, by: By, part: str, items: Items) -> None:
    pen.y += 3
    _items(pen, f"{pen.say(f'by.{by}')}: {part or pen.say('no_name')}", items)


def _items(pen: FiguresPen, first: str, items: Items) -> None:
    heads: Sequence[str] = (first, *(pen.say(f"supply.{name}") for name in SUPPLIES))
    if pen.y > LAST_ROW - 2 * ROW:
        pen.next_page()
    pen.row(heads, _SUPPLY_SHARES, is_head=True)
    for one in items:
        pen.turn(heads, _SUPPLY_SHARES)
        pen.row((one.name, *supply_cells(one, pen.texts)), _SUPPLY_SHARES)


def _title(pen: FiguresPen, title: str, how: str) -> None:
    pen.heading(pen.say(title), 4)
    pen.y = pen.paper.paragraph(MARGIN, pen.y, INNER, pen.say(how), size=8.5, tone=QUIET) + 2
