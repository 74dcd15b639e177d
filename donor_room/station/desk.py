"""The station's counter: looks at who asks, does what was asked, signs the answer. It knows no web server."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import psycopg

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Trouble
from donor_room.station import directory, enrolment, ledger, numbers
from donor_room.station.authority import authority_of
from donor_room.station.call import Answer, Call, path_of
from donor_room.station.call import asked as _asked
from donor_room.station.call import book_of as _book
from donor_room.station.call import lines_of as _lines
from donor_room.station.call import number_of as _number
from donor_room.station.call import read_message as _read
from donor_room.station.enrolment import Terminal
from donor_room.station.founding import House, real_house
from donor_room.station.limits import Limits
from donor_room.station.openapi import document
from donor_room.station.refused import Refused, refused
from donor_room.station.store import Connection, Connections
from donor_room.wire.messages import (
    ENTRY_LINES,
    MAX_BATCH_ENTRIES,
    MAX_PAGE_ROWS,
    PROTOCOL,
    AuthorityTold,
    EnrolRequest,
    Health,
    RangeRequest,
    encode,
    pack_lines,
)
from donor_room.wire.signature import Unproven, check_request, created_of, keyid_of, read_public, sign_answer

ENROLLING = "enrol"
METHOD_NOT_ALLOWED = 405
UNKNOWN = "terminal_unknown"
JSON = "application/json"


class _Done(NamedTuple):
    body: bytes
    media: str = JSON
    packed: bool = False


class Desk:
    """Answers calls, each on any thread, with a connection of its own."""

    def __init__(
        self,
        connections: Connections,
        houses: dict[str, House],
        clock: Clock,
        grew: Callable[[], None],
        limits: Limits | None = None,
    ) -> None:
        """Tell `grew` whenever new entries were stored."""
        self.limits = limits or Limits()
        self._connections = connections
        self._houses = houses
        self._clock = clock
        self._grew = grew

    def answer(self, call: Call) -> Answer:
        """Return the signed answer to a call; every refusal is an answer too."""
        try:
            with self._connections.lend() as conn:
                house, done = self._do(conn, call)
        except Refused as no:
            return self.refuse(call, no)
        except psycopg.DataError:  # a text with a NUL in it, a number beyond every column
            return self.refuse(call, refused(400, "message"))
        except (Trouble, psycopg.OperationalError):
            return self.refuse(call, refused(503, "station.busy"))
        return self._sign(house, call, 200, done)

    def refuse(self, call: Call, no: Refused) -> Answer:
        """Return the answer to a call that is not looked at any further."""
        house = house_of(self._houses, call, real_house(self._houses))
        answer = self._sign(house, call, no.status, _Done(encode(no.problem)))
        answer.headers.update(self._how_then(call, no))
        return answer

    def _how_then(self, call: Call, no: Refused) -> dict[str, str]:
        """Return the fields of HTTP that say when or in which way to ask."""
        if no.problem.retry_after_s is not None:
            return {"retry-after": str(no.problem.retry_after_s)}
        if no.status != METHOD_NOT_ALLOWED:
            return {}
        path = path_of(call.path)
        return {"allow": ", ".join(sorted(method for method, known in self.routes() if known == path))}

    def routes(self) -> frozenset[tuple[str, str]]:
        """Return method and path of all that is answered, as the served document names them."""
        return frozenset((*self._open_routes(), *self._own_routes()))

    def _open_routes(self) -> dict[tuple[str, str], Callable[[Connection, Call], tuple[House, _Done]]]:
        """What is told to anybody."""
        return {
            ("GET", "/v1/health"): self._health,
            ("GET", "/v1/authority"): self._authority,
            ("GET", "/openapi.json"): self._document,
            ("POST", "/v1/enrol"): self._enrol,
        }

    def _own_routes(self) -> dict[tuple[str, str], Callable[[Connection, Terminal, Call], _Done]]:
        """What is told to a terminal of this station only."""
        return {
            ("POST", "/v1/push"): self._push,
            ("GET", "/v1/head"): self._head,
            ("GET", "/v1/directory"): self._directory,
            ("POST", "/v1/ranges"): self._ranges,
            ("GET", "/v1/ranges"): self._preprinted,
            ("GET", "/v1/books/{book}/entries"): self._entries,
        }

    def _do(self, conn: Connection, call: Call) -> tuple[House, _Done]:
        asked = (call.method, path_of(call.path))
        told_to_anybody = self._open_routes()
        if asked in told_to_anybody:
            return told_to_anybody[asked](conn, call)
        if asked[1] in {path for _, path in told_to_anybody}:
            raise refused(METHOD_NOT_ALLOWED, "method")
        terminal = self._prove(conn, call)
        done = self._own_routes().get(asked)
        if done is not None:
            return terminal.house, done(conn, terminal, call)
        known = {path for _, path in self._own_routes()}
        raise refused(METHOD_NOT_ALLOWED, "method") if asked[1] in known else refused(404, "not_found")

    def _prove(self, conn: Connection, call: Call) -> Terminal:
        """Return the terminal that signed the call; raises Refused when none did or it is locked."""
        try:
            terminal = enrolment.find_terminal(conn, self._houses, keyid_of(call.headers))
            if terminal is None:
                raise Unproven(UNKNOWN)  # noqa: TRY301 - one place for all who prove nothing
            self._check(terminal.public_key, call)
        except Unproven as problem:
            self.limits.stranger_from(call.address)
            code = UNKNOWN if problem.reason == UNKNOWN else f"unproven_{problem.reason}"
            raise refused(401, code) from problem
        if terminal.is_locked:
            raise refused(423, "terminal_locked")
        self.limits.call_of(terminal.terminal, len(call.body))
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

    def _health(self, _conn: Connection, _call: Call) -> tuple[House, _Done]:
        house = real_house(self._houses)
        health = Health(
            station_code=house.code, station_name=house.name, protocol=PROTOCOL, now=self._clock.now()
        )
        return house, _Done(encode(health))

    def _authority(self, conn: Connection, _call: Call) -> tuple[House, _Done]:
        house = real_house(self._houses)
        authority = authority_of(conn, house, self._clock.now())
        return house, _Done(encode(AuthorityTold(certificate=authority.pem)))

    def _document(self, _conn: Connection, _call: Call) -> tuple[House, _Done]:
        return real_house(self._houses), _Done(document())

    def _enrol(self, conn: Connection, call: Call) -> tuple[House, _Done]:
        self.limits.stranger_from(call.address)
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

    def _ranges(self, conn: Connection, terminal: Terminal, call: Call) -> _Done:
        request = _read(call.body, RangeRequest)
        return _Done(encode(numbers.lease(conn, terminal.house, terminal.terminal, request, self._clock)))

    def _preprinted(self, conn: Connection, terminal: Terminal, call: Call) -> _Done:
        return _Done(encode(numbers.preprinted(conn, terminal.house, terminal.terminal)))

    def _entries(self, conn: Connection, terminal: Terminal, call: Call) -> _Done:
        book = call.path.split("/")[3]
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
