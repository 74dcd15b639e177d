"""How a station writes its donation numbers: a shipped profile or its own, which travels with each range."""

from __future__ import annotations

import msgspec

from donor_room.domain.donation_number import (
    NumberProfile,
    number_head,
    number_range,
    number_with,
    own_or_none,
    profile_named,
    whole_profile,
)
from donor_room.domain.refusal import Refusal
from donor_room.station.founding import House
from donor_room.station.store import Connection, one


def station_profile(conn: Connection, house: House) -> NumberProfile:
    """Return how this station writes its numbers now."""
    row = one(
        conn,
        "SELECT profile, own_profile FROM station WHERE station_code = %(station)s",
        {"station": house.code},
    )
    name, own = row or ("", None)
    return read_kept(name, own)


def asked_for(conn: Connection, house: House, name: str) -> NumberProfile:
    """Return the profile of a request: the one that it names, without a name the station's.

    Refuses a name that is neither shipped nor the station's own.
    """
    own = station_profile(conn, house)
    return own if name in {"", own.name} else profile_named(name)


def set_profile(conn: Connection, houses: dict[str, House], profile: NumberProfile, year: int) -> str:
    """Lend numbers in this profile from now on, real and for practice; return the first one of the year.

    Refuses a profile in which the station's facility code gives no number.
    """
    own = own_or_none(profile)
    with conn.transaction():
        for house in houses.values():
            first = first_number(house, profile, year)
            conn.execute(
                "UPDATE station SET profile = %s, own_profile = %s WHERE station_code = %s",
                [profile.name, kept(own), house.code],
            )
    return first


def first_number(house: House, profile: NumberProfile, year: int) -> str:
    """Return the first number of a year; refuses a profile in which the facility code gives none."""
    head = number_head(profile, facility=house.facility, year=year)
    try:
        number = number_with(head, 1, profile)
        return number_range(number, number, profile).first
    except Refusal as refusal:
        begin = f"{head}{1:0{profile.serial_digits}d}"
        raise Refusal("numbers.station_cannot_write", number=begin, profile=profile.name) from refusal


def kept(own: NumberProfile | None) -> str | None:
    """Return an own profile as text, None for a shipped one."""
    return msgspec.json.encode(own, order="sorted").decode() if own else None


def read_kept(name: str, own: str | None) -> NumberProfile:
    """Return the profile of a name and the text that was kept of it."""
    return whole_profile(name, msgspec.json.decode(own, type=NumberProfile) if own else None)
