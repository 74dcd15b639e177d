"""What else a person of the station does by command: rules released, records joined, figures told."""

from __future__ import annotations

import argparse

from donor_room.commands import station_figures, station_joins, station_releases

WORKS = station_releases.WORKS | station_joins.WORKS | station_figures.WORKS
OF_TWO = station_joins.OF_TWO | station_figures.OF_TWO
OF_SOMETHING = station_releases.OF_SOMETHING | OF_TWO


def describe(parser: argparse.ArgumentParser) -> None:
    """Add what these works ask besides."""
    station_releases.describe(parser)
    station_joins.describe(parser)
    station_figures.describe(parser)
