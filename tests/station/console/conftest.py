"""A station with people, and browsers in which they have signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from donor_room.station.server import Station
from tests.support.pages import Visitor, make_person

SignedIn = Callable[..., Visitor]


@pytest.fixture
def visitor(station: Station) -> Iterator[Visitor]:
    """Somebody who has not signed in."""
    one = Visitor(station)
    yield one
    one.close()


@pytest.fixture
def signed_in(station: Station) -> Iterator[SignedIn]:
    """Sign somebody of a role in; made where there is none of this role yet."""
    made: list[Visitor] = []

    def sign(role: str, *, language: str = "en") -> Visitor:
        login = f"{role}{len(made)}"
        make_person(station, login, role)
        one = Visitor(station, language=language)
        made.append(one)
        one.be(login)
        return one

    yield sign
    for one in made:
        one.close()
