"""What docs/scale.md says of spreading the tables names every table there is."""

from __future__ import annotations

import re
from pathlib import Path

from donor_room.station.server import Station

SCALE = Path(__file__).resolve().parents[2] / "docs" / "scale.md"
STAY = {"migration"}


def test_every_table_has_its_place_in_a_cluster(station: Station) -> None:
    with station.connections.lend() as conn:
        rows = conn.execute("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'").fetchall()
    spread = re.search(r"unnest\(ARRAY\[(.+?)\]\)", SCALE.read_text(encoding="utf-8"), re.DOTALL)
    assert spread
    named = re.findall(r"'([a-z_]+)'", spread[1])
    assert sorted([*named, "station", "terminal"]) == sorted({name for (name,) in rows} - STAY)
