"""A browser without a window: fetches pages over HTTP, reads their HTML, fills and sends their forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser

import httpx
from argon2 import PasswordHasher

from donor_room.domain.clock import FixedClock
from donor_room.station.people import add_person, find_person
from donor_room.station.second_factor import STEP_S, code_at
from donor_room.station.server import Station
from donor_room.station.sessions import open_session
from tests.support.plain import NOBODY

PASSWORD = "four wet swans sing"
_NO_END = {"input", "meta", "link", "br", "img", "hr"}


@dataclass
class Form:
    """A form of a page: where it goes, and what is in it before anybody types."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)


class Reader(HTMLParser):
    """Reads a page into words, links, forms and tags."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.parts: list[str] = []
        self.unbalanced: list[str] = []
        self.cells: list[list[str]] = []
        self.feed(html)
        self.close()

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.parts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag not in _NO_END:
            self.open.append(tag)
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "tr":
            self.cells.append([])
        if tag in {"td", "th"} and self.cells:
            self.cells[-1].append("")
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        if self.forms and "form" in self.open:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form = self.forms[-1]
        if tag == "button":
            form.buttons.append((given.get("name", ""), given.get("value", "")))
        elif tag == "option":
            form.options.setdefault("option", []).append(given.get("value", ""))
        elif tag in {"input", "textarea", "select"} and given.get("type") != "radio":
            form.fields[given["name"]] = given.get("value", "")
        elif tag == "input":
            form.options.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if {"script", "style"} & set(self.open):
            return
        self.parts.append(data)
        if self.cells and self.cells[-1] and {"td", "th"} & set(self.open):
            self.cells[-1][-1] = " ".join((self.cells[-1][-1] + data).split())

    def rows(self) -> list[list[str]]:
        """Return the cells of every row of every table."""
        return self.cells


class Visitor:
    """Somebody with a browser at the station's pages."""

    def __init__(self, station: Station, *, language: str = "en") -> None:
        self.station = station
        self.http = httpx.Client(base_url=station.url, headers={"accept-language": language}, verify=NOBODY)
        self.answer: httpx.Response
        self.page: Reader

    def get(self, path: str, **headers: str) -> Reader:
        """Fetch a page, and the one that it leads to."""
        return self._take(self.http.get(path, headers=headers, follow_redirects=True))

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Reader:
        """Send what somebody made up, without the form of a page."""
        return self._take(self.http.post(path, data=fields, headers=headers, follow_redirects=True))

    def send(self, action: str, press: tuple[str, str] | None = None, **typed: str) -> Reader:
        """Fill the form of this page that goes to an address, and send it."""
        form = next(one for one in self.page.forms if (one.action or self.answer.url.path) == action)
        assert set(typed) <= set(form.fields) | set(form.options), (typed, form)
        fields = form.fields | typed | (dict([press]) if press else {})
        return self.post(action, fields)

    def send_file(self, action: str, content: bytes) -> Reader:
        """Fill the form of this page that asks for a file, and send it as browsers do."""
        form = next(one for one in self.page.forms if one.action == action)
        fields = {name: value for name, value in form.fields.items() if name != "file"}
        files = {"file": ("rules.release", content, "application/octet-stream")}
        return self._take(self.http.post(action, data=fields, files=files, follow_redirects=True))

    def _take(self, answer: httpx.Response) -> Reader:
        self.answer, self.page = answer, Reader(answer.text)
        return self.page

    def close(self) -> None:
        self.http.close()

    def be(self, login: str) -> Reader:
        """Be signed in already, as a test that is about something else begins."""
        with self.station.connections.lend() as conn:
            token = open_session(conn, self.station.house.code, login, self.station.clock.now())
        self.http.cookies.set("console", token, domain="127.0.0.1", path="/console")
        return self.get("/console")

    def sign_in(self, login: str, *, password: str = PASSWORD) -> Reader:
        """Sign in as a person who has joined, by the code of a later moment than the last."""
        self.get("/console/sign-in")
        return self.send(
            "/console/sign-in", login=login, password=password, code=code_of(self.station, login)
        )


def code_of(station: Station, login: str) -> str:
    """Return a code of the second factor that has not been used; the clock moves on for it."""
    clock = station.clock
    assert isinstance(clock, FixedClock)
    clock.instant += timedelta(seconds=STEP_S)
    with station.connections.lend() as conn:
        person = find_person(conn, station.house.code, login)
    assert person is not None
    return code_at(person.totp_secret, int(clock.now().timestamp()) // STEP_S)


def make_person(station: Station, login: str, role: str, *, name: str = "样例医师") -> None:
    """Add a person who has been here before and chose PASSWORD."""
    with station.connections.lend() as conn:
        now, here = station.clock.now(), station.house.code
        add_person(conn, here, "command_line", login=login, name=name, role=role, now=now)
        conn.execute(
            "UPDATE station_person SET password_hash = %s, invitation_sha256 = NULL WHERE login = %s",
            [_hash_of_password(), login],
        )


@cache
def _hash_of_password() -> str:
    """The hash as the program makes it, once: it takes a while by intention."""
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4).hash(PASSWORD)
