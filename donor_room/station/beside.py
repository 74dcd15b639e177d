"""What stands beside the figures of some days: guests, and the supplies of all vehicles."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from donor_room.domain.figures import By
from donor_room.domain.guest_counts import Guests, add_guests
from donor_room.domain.supply_sums import OF_PLACES, SupplySum
from donor_room.station.guests import guests_by
from donor_room.station.store import Connection
from donor_room.station.supplies import supplies_by


class Told(NamedTuple):
    """Guests by part; supplies in all, and by part where the parts are places."""

    guests: dict[str, Guests]
    supplies: tuple[SupplySum, ...]
    parts: dict[str, tuple[SupplySum, ...]]

    @property
    def all_guests(self) -> Guests:
        """Return the measurements of all parts."""
        return add_guests(self.guests.values())


def told_beside(conn: Connection, station_code: str, first: date, last: date, by: By) -> Told:
    """Return what is told beside the figures of these days, both included."""
    asked = conn, station_code, first, last
    return Told(
        guests_by(*asked, by),
        supplies_by(*asked, "all").get("", ()),
        supplies_by(*asked, by) if by in OF_PLACES else {},
    )
