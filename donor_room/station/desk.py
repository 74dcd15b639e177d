"""The station's counter: looks at who asks, does what was asked, signs the answer. It knows no web server."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import psycopg

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Trouble
from donor_room.station import enrolment
from donor_room.station.answers import Answers
from donor_room.station.authority import authority_of
from donor_room.station.call import Answer, Call, Done, path_of, read_message
from donor_room.station.enrolment import Terminal
from donor_room.station.founding import House, houses, real_house
from donor_room.station.generation_maker import GenerationMaker
from donor_room.station.limits import Limits
from donor_room.station.membership import member
from donor_room.station.openapi import document
from donor_room.station.refused import Refused, refused
from donor_room.station.store import Connection, Connections
from donor_room.wire.messages import PROTOCOL, AuthorityTold, EnrolRequest, Health, encode
from donor_room.wire.signature import Unproven, check_request, created_of, keyid_of, read_public, sign_answer

ENROLLING = "enrol"
METHOD_NOT_ALLOWED = 405
UNKNOWN = "terminal_unknown"


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
        self.generations = GenerationMaker(connections, clock)
        self._answers = Answers(houses, clock, grew, self.generations)

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
        return self._sign(house, call, done.status, done)

    def refuse(self, call: Call, no: Refused) -> Answer:
        """Return the answer to a call that is not looked at any further."""
        house = house_of(self._houses, call, real_house(self._houses))
        answer = self._sign(house, call, no.status, Done(encode(no.problem)))
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
        return frozenset((*self._open_routes(), *self._answers.routes()))

    def _open_routes(self) -> dict[tuple[str, str], Callable[[Connection, Call], tuple[House, Done]]]:
        """What is told to anybody."""
        return {
            ("GET", "/v1/health"): self._health,
            ("GET", "/v1/authority"): self._authority,
            ("GET", "/openapi.json"): self._document,
            ("POST", "/v1/enrol"): self._enrol,
        }

    def _do(self, conn: Connection, call: Call) -> tuple[House, Done]:
        asked = (call.method, path_of(call.path))
        told_to_anybody = self._open_routes()
        if asked in told_to_anybody:
            return told_to_anybody[asked](conn, call)
        if asked[1] in {path for _, path in told_to_anybody}:
            raise refused(METHOD_NOT_ALLOWED, "method")
        terminal = self._prove(conn, call)
        done = self._answers.routes().get(asked)
        if done is not None:
            return terminal.house, done(conn, terminal, call)
        known = {path for _, path in self._answers.routes()}
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

    def _health(self, _conn: Connection, _call: Call) -> tuple[House, Done]:
        house = real_house(self._houses)
        health = Health(
            station_code=house.code, station_name=house.name, protocol=PROTOCOL, now=self._clock.now()
        )
        return house, Done(encode(health))

    def _authority(self, conn: Connection, _call: Call) -> tuple[House, Done]:
        house = real_house(self._houses)
        authority = authority_of(conn, house, self._clock.now())
        return house, Done(encode(AuthorityTold(certificate=authority.pem)))

    def _document(self, _conn: Connection, _call: Call) -> tuple[House, Done]:
        return real_house(self._houses), Done(document())

    def _enrol(self, conn: Connection, call: Call) -> tuple[House, Done]:
        self.limits.stranger_from(call.address)
        request = read_message(call.body, EnrolRequest)
        try:
            if keyid_of(call.headers) != ENROLLING:
                raise refused(401, "unproven_key")
            self._check(request.public_key, call)
        except Unproven as problem:
            raise refused(401, f"unproven_{problem.reason}") from problem
        reply = enrolment.enrol(conn, self._houses, request, self._clock)
        self._houses.update(houses(conn))  # here or in another process it may have begun anew after a backup
        house = self._houses[reply.station_code]
        given = member(
            house,
            terminal=reply.terminal,
            name=reply.terminal_name,
            public_key=request.public_key,
            now=self._clock.now(),
        )
        told = msgspec.structs.replace(reply, membership=given, generation=house.generation)
        return house, Done(encode(told))

    def _sign(self, house: House, call: Call, status: int, done: Done) -> Answer:
        """Sign the bytes as they travel; a call without a signature gets an unsigned answer."""
        packed = {"content-encoding": "zstd"} if done.packed else {}
        headers = {"content-type": done.media, **done.headers, **packed}
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
