"""One call to the station over HTTP: signed on the way out, proven on the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import ip_address
from secrets import token_urlsafe
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlencode

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal
from donor_room.sync.trust import Unreachable, believed_at, why
from donor_room.wire.byte_range import write_range
from donor_room.wire.messages import (
    MAX_LINES_BYTES,
    EnrolReply,
    EnrolRequest,
    Problem,
    TooLarge,
    encode,
    read_within,
    unpack_lines,
)
from donor_room.wire.signature import Unproven, answered_at, check_answer, read_public, sign_request

TIMEOUT = httpx.Timeout(connect=5.0, read=20.0, write=20.0, pool=5.0)
SLOWEST_BYTES_S = 2_000
"""What a line carries in a second that is still worth waiting for: a quarter of 64 kbit/s."""

SMALL_BYTES = 16_384
"""What the usual patience is enough for."""

ENROLLING = "enrol"
__all__ = ["ENROLLING", "Link", "StationSaysNo", "Unreachable", "check_url", "refuse_open_network"]
_OK = (200, 206)
_NO_HEADERS: Mapping[str, str] = {}
_LARGEST_ANSWER = 2 * MAX_LINES_BYTES
_Message = TypeVar("_Message", bound=msgspec.Struct)


class StationSaysNo(Exception):
    """The station itself, proven by its signature, does not do it."""

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(problem.code)
        self.status = status
        self.problem = problem


class Link:
    """Calls one station as one terminal."""

    def __init__(
        self,
        url: str,
        *,
        key: Ed25519PrivateKey,
        keyid: str,
        station_key: Ed25519PublicKey | None,
        clock: Clock,
        timeout: httpx.Timeout = TIMEOUT,
        authority: str = "",
        line: httpx.BaseTransport | None = None,
    ) -> None:
        """Without a station key only `enrol` can be called; TLS believes an authority (PEM) that is given.

        A line carries the calls in the place of a socket.
        """
        address = check_url(url)
        self._http = httpx.Client(
            base_url=address,
            timeout=timeout,
            trust_env=False,
            verify=believed_at(address, authority),
            transport=line,
        )
        self._key = key
        self._keyid = keyid
        self._station_key = station_key
        self.clock = clock
        self.ahead_s: int | None = None
        """Seconds that this clock is ahead of the station's, by its last answer; behind is negative."""

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, path: str, kind: type[_Message], **asked: str | int) -> _Message:
        """Return the station's answer to a question."""
        return _decoded(self._call("GET", path, urlencode(asked), b""), kind)

    def post(self, path: str, message: msgspec.Struct, kind: type[_Message]) -> _Message:
        """Return the station's answer to a message."""
        return _decoded(self._call("POST", path, "", encode(message)), kind)

    def push(self, path: str, packed: bytes, kind: type[_Message], **asked: str | int) -> _Message:
        """Return the station's answer to packed lines."""
        return _decoded(self._call("POST", path, urlencode(asked), packed, packed=True), kind)

    def lines(self, path: str, **asked: str | int) -> list[bytes]:
        """Return lines that the station sent packed."""
        body = self._call("GET", path, urlencode(asked), b"")
        try:
            return unpack_lines(body)
        except ValueError as problem:
            raise Unreachable("sync.not_the_station") from problem

    def content(self, path: str, *, first: int = 0, count: int | None = None, **asked: str | int) -> bytes:
        """Return bytes that are no message; with a count only a piece of them."""
        headers = {} if count is None else {"range": write_range(first, count)}
        return self._call("GET", path, urlencode(asked), b"", headers=headers)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Ask to belong to the station; its key comes with its answer and must have signed it."""
        proven: list[EnrolReply] = []

        def check(answer: _Answer) -> None:
            reply = _decoded(answer.body, EnrolReply)
            answer.check(read_public(reply.station_key))
            proven.append(reply)

        self._send("POST", "/v1/enrol", "", encode(request), check, check_no=_believe_a_no)
        return proven[0]

    def _call(
        self,
        method: str,
        path: str,
        query: str,
        body: bytes,
        *,
        packed: bool = False,
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> bytes:
        key = self._station_key
        if key is None:
            raise Refusal("sync.not_enrolled")
        said = {**headers, "content-encoding": "zstd"} if packed else headers
        return self._send(method, path, query, body, lambda answer: answer.check(key), headers=said)

    def _send(
        self,
        method: str,
        path: str,
        query: str,
        body: bytes,
        check: Callable[[_Answer], None],
        *,
        check_no: Callable[[_Answer], None] | None = None,
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> bytes:
        """Send one signed request and return the proven body; raises StationSaysNo or Unreachable."""
        signed = self._signed(method, path, query, body) | dict(headers)
        answer = self._exchange(method, path, query, body, signed)
        try:
            (check if answer.status in _OK else check_no or check)(answer)
        except Unproven as problem:
            raise Unreachable("sync.not_the_station") from problem
        self.ahead_s = answer.ahead_of(self.clock)
        if answer.status not in _OK:
            raise StationSaysNo(answer.status, _decoded(answer.body, Problem))
        return answer.body

    def _signed(self, method: str, path: str, query: str, body: bytes) -> dict[str, str]:
        return sign_request(
            self._key,
            method=method,
            path=path,
            query=query,
            body=body,
            keyid=self._keyid,
            created=int(self.clock.now().timestamp()),
            nonce=token_urlsafe(16),
        )

    def _patience(self, size: int) -> httpx.Timeout:
        """Return how long an answer is waited for: a large body first has to get there."""
        usual = self._http.timeout
        read = None if usual.read is None else usual.read + max(0, size - SMALL_BYTES) / SLOWEST_BYTES_S
        return httpx.Timeout(connect=usual.connect, read=read, write=usual.write, pool=usual.pool)

    def _exchange(self, method: str, path: str, query: str, body: bytes, headers: dict[str, str]) -> _Answer:
        target = f"{path}?{query}" if query else path
        try:
            patience = self._patience(len(body))
            with self._http.stream(
                method, target, content=body, headers=headers, timeout=patience
            ) as response:
                return _Answer(
                    response.status_code, dict(response.headers), _read(response), headers["signature"]
                )
        except httpx.HTTPError as problem:
            raise Unreachable(why(problem)) from problem


class _Answer:
    """What came back, not believed yet."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes, request_signature: str) -> None:
        self.status = status
        self.body = body
        self._headers = headers
        self._request_signature = request_signature

    def check(self, key: Ed25519PublicKey) -> None:
        """Raise Unproven unless the holder of this key gave this answer to the request."""
        check_answer(
            key,
            self._headers,
            status=self.status,
            body=self.body,
            request_signature=self._request_signature,
        )

    def ahead_of(self, clock: Clock) -> int | None:
        """Return how far a clock is ahead of the station's; None for an answer without its time."""
        try:
            return int(clock.now().timestamp()) - answered_at(self._headers)
        except Unproven:
            return None


def _believe_a_no(answer: _Answer) -> None:
    """A no to enrolling costs nothing, so it is believed if it is in the station's own form."""
    _decoded(answer.body, Problem)


def _read(response: httpx.Response) -> bytes:
    """Return the bytes as they travelled; an endless answer is not read to its end."""
    try:
        return read_within(response.iter_raw(), _LARGEST_ANSWER)
    except TooLarge as problem:
        raise Unreachable("sync.not_the_station") from problem


def _decoded(body: bytes, kind: type[_Message]) -> _Message:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise Unreachable("sync.not_the_station") from problem


def refuse_open_network(url: str, *, insecure_lan: bool) -> None:
    """Refuse plain HTTP beyond this machine: names would travel in clear."""
    host = httpx.URL(check_url(url)).host
    if url.startswith("http://") and not insecure_lan and not _is_loopback(host):
        raise Refusal("sync.only_this_machine", host=host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_url(url: str) -> str:
    """Return the station's address without a slash at its end; refuses what is none."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as problem:
        raise Refusal("sync.url", url=url) from problem
    if (
        parsed.scheme not in {"http", "https"}
        or not parsed.host
        or parsed.query
        or parsed.path not in {"", "/"}
    ):
        raise Refusal("sync.url", url=url)
    return url.rstrip("/")
