"""Whether the tables are what the books say: everything read a second time and held against what is there."""

from __future__ import annotations

from donor_room.station import tables
from donor_room.station.projector import project_all, rebuild
from donor_room.station.store import Connection
from donor_room.station.world import World


def read_again(conn: Connection, world: World, *, keep: bool) -> list[str]:
    """Return the tables that a second reading changes; without `keep` they stay as they were."""
    project_all(conn, world)
    with conn.transaction(force_rollback=not keep):
        tables.lock_feed(conn, world.station_code)
        before = tables.contents(conn, world.station_code)
        rebuild(conn, world)
        after = tables.contents(conn, world.station_code)
    return [table for table in before if before[table] != after[table]]
