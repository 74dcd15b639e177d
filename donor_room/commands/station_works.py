"""What else a person of the station does by command: rules released, records joined."""

from __future__ import annotations

import argparse

from donor_room.commands import station_joins, station_releases

WORKS = station_releases.WORKS | station_joins.WORKS
OF_SOMETHING = station_releases.OF_SOMETHING | station_joins.OF_TWO
OF_TWO = station_joins.OF_TWO


def describe(parser: argparse.ArgumentParser) -> None:
    """Add what these works ask besides."""
    station_releases.describe(parser)
    station_joins.describe(parser)
