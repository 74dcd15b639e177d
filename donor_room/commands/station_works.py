"""What else a person of the station does by command: rules, records, figures, the key of proofs."""

from __future__ import annotations

import argparse

from donor_room.commands import station_figures, station_joins, station_nonconforming, station_releases
from donor_room.commands.shell import DONE
from donor_room.commands.station_office import office, tell
from donor_room.station.founding import real_house
from donor_room.wire.signature import public_text


def proof_key(wanted: argparse.Namespace) -> int:
    """Tell by which key a hospital checks proofs of donation; practice has none."""
    with office(wanted) as (_, houses):
        house = real_house(houses)
        tell({"station_code": house.code, "station_name": house.name, "key": public_text(house.key)})
    return DONE


WORKS = (
    station_releases.WORKS
    | station_joins.WORKS
    | station_figures.WORKS
    | station_nonconforming.WORKS
    | {"proof-key": proof_key}
)
OF_TWO = station_joins.OF_TWO | station_figures.OF_TWO
OF_SOMETHING = station_releases.OF_SOMETHING | station_nonconforming.OF_SOMETHING | OF_TWO


def describe(parser: argparse.ArgumentParser) -> None:
    """Add what these works ask besides."""
    station_releases.describe(parser)
    station_joins.describe(parser)
    station_figures.describe(parser)
