"""One neighbour as it is called: asked in our name, and believed only as a proven terminal of our station."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import datetime
from secrets import token_urlsafe

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Trouble
from donor_room.wire.beside import ENTRIES, HELLO, MAX_AT_ONCE_BYTES, RECEIPTS, Asked, Receipts, Told
from donor_room.wire.membership import check_membership
from donor_room.wire.messages import TooLarge, encode, read_within, unpack_lines
from donor_room.wire.receipt import Receipt
from donor_room.wire.sealed_body import ANSWERED, ASKED, open_body, seal_body
from donor_room.wire.signature import Unproven, check_answer, read_public, sign_request
from donor_room.workflow.membership import Badge

TIMEOUT = httpx.Timeout(connect=2.0, read=5.0, write=5.0, pool=2.0)
_OK = 200
_LARGEST_ANSWER = 4 * MAX_AT_ONCE_BYTES


class NoNeighbour(Trouble):
    """Nobody answered there, or somebody who is no other terminal of this station."""


_NO_CERTIFICATE = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Whom a neighbour's plain address is believed by: nobody. What it signs is proved instead."""


class Neighbour:
    """Calls one address; `hello` comes first and tells whose it is."""

    def __init__(
        self,
        address: str,
        badge: Callable[[], Badge],
        clock: Clock,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """A transport is for neighbours that stand in one process."""
        self.address = address
        self._badge, self._clock = badge, clock
        self._http = httpx.Client(
            base_url=f"http://{address}",
            timeout=TIMEOUT,
            trust_env=False,
            verify=_NO_CERTIFICATE,
            transport=transport,
        )
        self._key: Ed25519PublicKey | None = None

    def close(self) -> None:
        self._http.close()

    def hello(self) -> Told:
        """Return what the neighbour has; raises NoNeighbour, also where this terminal answers itself."""
        badge, body, check = self._asked(HELLO)
        try:
            told = msgspec.json.decode(body, type=Told)
        except (msgspec.DecodeError, RecursionError) as problem:
            raise NoNeighbour("mesh.stranger") from problem
        member = told.membership
        try:
            check_membership(
                member,
                badge.station_key,
                station_code=badge.membership.station_code,
                now=self._clock.now(),
            )
            key = read_public(member.public_key)
            check(key)
        except Unproven as problem:
            raise NoNeighbour("mesh.stranger") from problem
        if member.terminal == badge.terminal:
            raise NoNeighbour("mesh.myself")
        self._key = key
        return told

    def entries(self, book: str, after: int) -> list[bytes]:
        """Return the next entries of a book; raises NoNeighbour."""
        key = self._key
        if key is None:
            raise NoNeighbour("mesh.stranger")
        _badge, body, check = self._asked(ENTRIES, book=book, after=after)
        try:
            check(key)
            return unpack_lines(body)
        except ValueError as problem:  # Unproven is one
            raise NoNeighbour("mesh.stranger") from problem

    def receipts(self, book: str, since: datetime | None) -> tuple[Receipt, ...]:
        """Return what the station has signed for of a book since then; raises NoNeighbour."""
        key = self._key
        if key is None:
            raise NoNeighbour("mesh.stranger")
        _badge, body, check = self._asked(RECEIPTS, book=book, since=since)
        try:
            check(key)
            return msgspec.json.decode(body, type=Receipts).receipts
        except (ValueError, RecursionError) as problem:  # Unproven and DecodeError are of the first
            raise NoNeighbour("mesh.stranger") from problem

    def _asked(
        self, path: str, *, book: str = "", after: int = 0, since: datetime | None = None
    ) -> tuple[Badge, bytes, Callable[[Ed25519PublicKey], None]]:
        """Return the opened body of the answer, and how to check who signed it."""
        badge = self._badge()
        asked = encode(
            Asked(membership=badge.membership, book=book, after=after, knows_hollow=True, since=since)
        )
        sealed = seal_body(badge.sealing_key, asked, ASKED + path.encode())
        headers = self._signed(badge, path, sealed)
        status, answered, body = self._sent(path, sealed, headers)

        def check(key: Ed25519PublicKey) -> None:
            check_answer(key, answered, status=status, body=body, request_signature=headers["signature"])

        try:
            return badge, open_body(badge.sealing_key, body, ANSWERED + path.encode()), check
        except Unproven as problem:
            raise NoNeighbour("mesh.stranger") from problem

    def _signed(self, badge: Badge, path: str, body: bytes) -> dict[str, str]:
        return sign_request(
            badge.key,
            method="POST",
            path=path,
            query="",
            body=body,
            keyid=badge.terminal,
            created=int(self._clock.now().timestamp()),
            nonce=token_urlsafe(16),
        )

    def _sent(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        try:
            with self._http.stream("POST", path, content=body, headers=headers) as response:
                if response.status_code != _OK:
                    raise NoNeighbour("mesh.stranger")
                return response.status_code, dict(response.headers), _read(response)
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise NoNeighbour("mesh.nobody") from problem


def _read(response: httpx.Response) -> bytes:
    """Return the body; an endless one is not read to its end."""
    try:
        return read_within(response.iter_raw(), _LARGEST_ANSWER)
    except TooLarge as problem:
        raise NoNeighbour("mesh.stranger") from problem
