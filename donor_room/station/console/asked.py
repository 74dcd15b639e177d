"""What a page of the station is asked, and what it answers; no page knows the web server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from donor_room.domain.clock import Clock
from donor_room.packs.nonconforming import NonconformityList
from donor_room.packs.texts import Language, Texts
from donor_room.station.founding import House
from donor_room.station.people import Role
from donor_room.station.sessions import Session
from donor_room.station.store import Connection

DrawList = Callable[[NonconformityList, Texts, datetime], bytes]
"""Draws a list on paper, as of a time: given by whoever starts the station, which prints nothing itself."""


class Call(NamedTuple):
    """A request as it came: header names in lower case, the body not read as anything yet."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    is_encrypted: bool


class Asked(NamedTuple):
    """A request with all that a page needs to answer it; places are the parts of the path that vary."""

    conn: Connection
    houses: Mapping[str, House]
    house: House
    clock: Clock
    texts: Texts
    token: str
    session: Session | None
    path: str
    places: tuple[str, ...]
    query: Mapping[str, str]
    form: Mapping[str, str]
    draw_list: DrawList | None = None
    """Draws a list on paper; None where nobody here can."""

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def language(self) -> Language:
        return self.texts.language

    @property
    def by(self) -> str:
        """The login of who asks; empty before the sign-in."""
        return self.session.person.login if self.session else ""

    @property
    def role(self) -> str:
        return self.session.person.role if self.session else ""


class Page(NamedTuple):
    """A page to draw from a template; cookie is given where it changes."""

    template: str
    values: Mapping[str, object]
    status: int = 200
    cookie: str | None = None


class Go(NamedTuple):
    """Another page to fetch; said is the key of what has been done, told on that page."""

    path: str
    said: str = ""
    cookie: str | None = None


class File(NamedTuple):
    """A file to be kept by whoever asked, under this name."""

    name: str
    media: str
    content: bytes


class Gone(Exception):
    """There is no such page, or nothing of this name on it."""


Answers = Callable[[Asked], "Page | Go | File"]


class Route(NamedTuple):
    """One page: its path with * for what varies, who may use it, and what answers.

    Without roles a page is there before the sign-in; `is_refreshed` pages look again by themselves.
    """

    method: str
    path: str
    answers: Answers
    roles: tuple[Role, ...] = ()


EVERYBODY: tuple[Role, ...] = ("physician", "keeper", "clerk")
