"""The station's counter: looks at who asks, does what was asked, signs the answer. It knows no web server."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar
from urllib.parse import parse_qs

import msgspec
import psycopg

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Trouble
from donor_room.station import directory, enrolment, ledger, notices, numbers
from donor_room.station.enrolment import Terminal
from donor_room.station.founding import House, real_house
from donor_room.station.refused import Refused, refused
from donor_room.station.store import Connection, Connections
from donor_room.wire.messages import (
    ENTRY_LINES,
    MAX_BATCH_ENTRIES,
    MAX_BODY_BYTES,
    MAX_LINES_BYTES,
    MAX_PAGE_ROWS,
    PROTOCOL,
    EnrolRequest,
    Health,
    RangeRequest,
    TooLarge,
    encode,
    pack_lines,
    unpack_lines,
)
from donor_room.wire.notices import MAX_NOTICES
from donor_room.wire.signature import Unproven, check_request, created_of, keyid_of, read_public, sign_answer

ENROLLING = "enrol"
JSON = "application/json"
_BOOK = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_Message = TypeVar("_Message", bound=msgspec.Struct)


class Call(NamedTuple):
    """A request as it came: path and query as they were sent, header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class Answer(NamedTuple):
    """What goes back."""

    status: int
    headers: dict[str, str]
    body: bytes


class _Done(NamedTuple):
    body: bytes
    media: str = JSON
    packed: bool = False


class Desk:
    """Answers calls, each on any thread, with a connection of its own."""

    def __init__(
        self, connections: Connections, houses: dict[str, House], clock: Clock, grew: Callable[[], None]
    ) -> None:
        """Tell `grew` whenever new entries were stored."""
        self._connections = connections
        self._houses = houses
        self._clock = clock
        self._grew = grew

    def answer(self, call: Call) -> Answer:
        """Return the signed answer to a call; every refusal is an answer too."""
        house = real_house(self._houses)
        try:
            with self._connections.lend() as conn:
                house, done = self._do(conn, call)
        except Refused as no:
            return self._sign(house_of(self._houses, call, house), call, no.status, _Done(encode(no.problem)))
        except (Trouble, psycopg.OperationalError):
            busy = refused(503, "station.busy")
            return self._sign(house, call, busy.status, _Done(encode(busy.problem)))
        return self._sign(house, call, 200, done)

    def too_large(self, call: Call) -> Answer:
        """Return the answer to a body that was not read to its end."""
        no = refused(413, "too_large", limit=MAX_BODY_BYTES)
        return self._sign(
            house_of(self._houses, call, real_house(self._houses)), call, 413, _Done(encode(no.problem))
        )

    def _do(self, conn: Connection, call: Call) -> tuple[House, _Done]:
        if call.path == "/v1/health":
            return real_house(self._houses), self._health()
        if call.path == "/v1/enrol":
            return self._enrol(conn, call)
        terminal = self._prove(conn, call)
        return terminal.house, self._route(call)(conn, terminal, call)

    def _route(self, call: Call) -> Callable[[Connection, Terminal, Call], _Done]:
        routes = {
            ("POST", "/v1/push"): self._push,
            ("GET", "/v1/head"): self._head,
            ("GET", "/v1/directory"): self._directory,
            ("POST", "/v1/ranges"): self._ranges,
            ("GET", "/v1/ranges"): self._preprinted,
            ("GET", "/v1/notices"): self._notices,
        }
        if call.method == "GET" and call.path.startswith("/v1/books/"):
            return self._entries
        found = routes.get((call.method, call.path))
        if found is None:
            raise refused(404, "not_found")
        return found

    def _prove(self, conn: Connection, call: Call) -> Terminal:
        """Return the terminal that signed the call; raises Refused when none did or it is locked."""
        try:
            terminal = enrolment.find_terminal(conn, self._houses, keyid_of(call.headers))
            if terminal is None:
                raise refused(401, "terminal_unknown")
            self._check(terminal.public_key, call)
        except Unproven as problem:
            raise refused(401, f"unproven_{problem.reason}") from problem
        if terminal.is_locked:
            raise refused(423, "terminal_locked")
        enrolment.note_contact(conn, terminal, self._clock.now(), created_of(call.headers))
        return terminal

    def _check(self, public_key: str, call: Call) -> None:
        check_request(
            read_public(public_key),
            call.headers,
            method=call.method,
            path=call.path,
            query=call.query,
            body=call.body,
        )

    def _health(self) -> _Done:
        house = real_house(self._houses)
        health = Health(
            station_code=house.code, station_name=house.name, protocol=PROTOCOL, now=self._clock.now()
        )
        return _Done(encode(health))

    def _enrol(self, conn: Connection, call: Call) -> tuple[House, _Done]:
        request = _read(call.body, EnrolRequest)
        try:
            if keyid_of(call.headers) != ENROLLING:
                raise refused(401, "unproven_key")
            self._check(request.public_key, call)
        except Unproven as problem:
            raise refused(401, f"unproven_{problem.reason}") from problem
        reply = enrolment.enrol(conn, self._houses, request, self._clock)
        return self._houses[reply.station_code], _Done(encode(reply))

    def _push(self, conn: Connection, terminal: Terminal, call: Call) -> _Done:
        book = _book(_asked(call, "book"))
        raws = _lines(call)
        if len(raws) > MAX_BATCH_ENTRIES:
            raise refused(413, "too_many", limit=MAX_BATCH_ENTRIES)
        try:
            reply = ledger.take_push(
                conn,
                station_code=terminal.house.code,
                terminal=terminal.terminal,
                book=book,
                raws=raws,
                now=self._clock.now(),
            )
        finally:
            self._grew()
        return _Done(encode(reply))

    def _head(self, conn: Connection, terminal: Terminal, call: Call) -> _Done:
        return _Done(encode(ledger.head_of(conn, terminal.house.code, _book(_asked(call, "book")))))

    def _directory(self, conn: Connection, terminal: Terminal, call: Call) -> _Done:
        limit = _number(call, "limit", MAX_PAGE_ROWS, most=MAX_PAGE_ROWS)
        now = self._clock.now()
        rows = directory.page(conn, terminal.house, cursor=_asked(call, "cursor"), limit=limit, now=now)
        return _Done(rows)

    def _notices(self, conn: Connection, terminal: Terminal, call: Call) -> _Done:
        limit = _number(call, "limit", MAX_NOTICES, most=MAX_NOTICES)
        cursor, lane, now = _asked(call, "cursor"), _asked(call, "lane"), self._clock.now()
        return _Done(encode(notices.page(conn, terminal, cursor=cursor, lane=lane, limit=limit, now=now)))

    def _ranges(self, conn: Connection, terminal: Terminal, call: Call) -> _Done:
        request = _read(call.body, RangeRequest)
        return _Done(encode(numbers.lease(conn, terminal.house, terminal.terminal, request, self._clock)))

    def _preprinted(self, conn: Connection, terminal: Terminal, call: Call) -> _Done:
        return _Done(encode(numbers.preprinted(conn, terminal.house, terminal.terminal)))

    def _entries(self, conn: Connection, terminal: Terminal, call: Call) -> _Done:
        book, _, word = call.path.removeprefix("/v1/books/").partition("/")
        if word != "entries":
            raise refused(404, "not_found")
        after = _number(call, "after", 0, least=0)
        limit = _number(call, "limit", MAX_BATCH_ENTRIES, most=MAX_BATCH_ENTRIES)
        raws = ledger.raw_entries(conn, terminal.house.code, _book(book), after=after, limit=limit)
        return _Done(pack_lines(raws), ENTRY_LINES, packed=True)

    def _sign(self, house: House, call: Call, status: int, done: _Done) -> Answer:
        """Sign the bytes as they travel; a call without a signature gets an unsigned answer."""
        headers = {"content-type": done.media} | ({"content-encoding": "zstd"} if done.packed else {})
        asked = call.headers.get("signature")
        if asked is not None:
            created = int(self._clock.now().timestamp())
            headers |= sign_answer(
                house.key,
                status=status,
                body=done.body,
                keyid=house.code,
                created=created,
                request_signature=asked,
            )
        return Answer(status, headers, done.body)


def house_of(houses: dict[str, House], call: Call, otherwise: House) -> House:
    """Return the face of the station that a call is meant for, as far as it says so."""
    try:
        return houses.get(keyid_of(call.headers).rpartition(".")[0], otherwise)
    except Unproven:
        return otherwise


def _read(body: bytes, kind: type[_Message]) -> _Message:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise refused(400, "message") from problem


def _lines(call: Call) -> list[bytes]:
    if call.headers.get("content-encoding") != "zstd":
        raise refused(415, "not_zstd")
    try:
        return unpack_lines(call.body)
    except TooLarge as problem:
        raise refused(413, "too_large", limit=MAX_LINES_BYTES) from problem
    except ValueError as problem:
        raise refused(400, "message") from problem


def _asked(call: Call, name: str) -> str:
    return parse_qs(call.query).get(name, [""])[0]


def _book(text: str) -> str:
    if not _BOOK.fullmatch(text):
        raise refused(400, "book.shape")
    return text


def _number(call: Call, name: str, otherwise: int, *, least: int = 1, most: int = 2**53) -> int:
    text = _asked(call, name) or str(otherwise)
    if not re.fullmatch(r"[0-9]{1,16}", text) or not least <= int(text) <= most:
        raise refused(400, f"{name}.shape", limit=most)
    return int(text)
