"""What a neighbour is answered: looked at, opened, believed, told and signed. It knows no web server.

Whoever is not proven is answered 403 without a word. A question changes nothing here, however often it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.mesh.store import Ask
from donor_room.wire.beside import ENTRIES, HELLO, RECEIPTS, Asked, Presence, Receipts, Told
from donor_room.wire.membership import check_membership
from donor_room.wire.messages import encode, pack_lines
from donor_room.wire.sealed_body import ANSWERED, ASKED, open_body, seal_body
from donor_room.wire.signature import Unproven, check_request, keyid_of, read_public, sign_answer
from donor_room.workflow.membership import Badge

OK, NO, BUSY = 200, 403, 503


class Call(NamedTuple):
    """A request as it came; header names in lower case."""

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


class Counter:
    """Answers the neighbours of one terminal, on any thread."""

    def __init__(
        self, ask: Ask, badge: Callable[[], Badge], clock: Clock, presence: Callable[[], Presence | None]
    ) -> None:
        self._ask, self._badge, self._clock, self._presence = ask, badge, clock, presence

    def answer(self, call: Call) -> Answer:
        """Return the signed and sealed answer, or a bare refusal."""
        badge = self._badge()
        try:
            asked = self._proven(badge, call)
            body = self._told(badge, call.path, asked)
        except Unproven:
            return Answer(NO, {}, b"")
        except (Refusal, Trouble):  # the store is busy or closed
            return Answer(BUSY, {}, b"")
        return self._signed(badge, call, seal_body(badge.sealing_key, body, ANSWERED + call.path.encode()))

    def _proven(self, badge: Badge, call: Call) -> Asked:
        """Return what a neighbour asks; raises Unproven unless another terminal of this station signed it."""
        if call.method != "POST" or call.path not in (HELLO, ENTRIES, RECEIPTS):
            raise Unproven("path")
        body = open_body(badge.sealing_key, call.body, ASKED + call.path.encode())
        try:
            asked = msgspec.json.decode(body, type=Asked)
        except (msgspec.DecodeError, RecursionError) as problem:
            raise Unproven("message") from problem
        member, now = asked.membership, self._clock.now()
        check_membership(member, badge.station_key, station_code=badge.membership.station_code, now=now)
        if member.terminal != keyid_of(call.headers) or member.terminal == badge.terminal:
            raise Unproven("terminal")
        check_request(
            read_public(member.public_key),
            call.headers,
            method=call.method,
            path=call.path,
            query=call.query,
            body=call.body,
        )
        return asked

    def _told(self, badge: Badge, path: str, asked: Asked) -> bytes:
        if path == ENTRIES:
            after = max(asked.after, 0)
            return pack_lines(
                self._ask(lambda store: store.lines_after(asked.book, after, hollow=asked.knows_hollow))
            )
        if path == RECEIPTS:
            return encode(Receipts(receipts=self._ask(lambda s: s.receipts.since(asked.book, asked.since))))
        heads, acknowledged, receipted = self._ask(
            lambda store: (store.heads(), store.acknowledged(), store.receipts.newest())
        )
        told = Told(
            membership=badge.membership,
            heads=heads,
            presence=self._presence(),
            acknowledged=acknowledged,
            receipted=receipted,
        )
        return encode(told)

    def _signed(self, badge: Badge, call: Call, body: bytes) -> Answer:
        headers = sign_answer(
            badge.key,
            status=OK,
            body=body,
            keyid=badge.terminal,
            created=int(self._clock.now().timestamp()),
            request_signature=call.headers["signature"],
        )
        return Answer(OK, headers, body)
