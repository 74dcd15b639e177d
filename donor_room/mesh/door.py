"""The door at which neighbours knock: a small web server on its own thread that reads little."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from threading import Thread
from typing import Any

import uvicorn

from donor_room.domain.refusal import Trouble
from donor_room.mesh.counter import Answer, Call, Counter
from donor_room.wire.beside import MAX_ASKED_BYTES

_BODY_S = 10.0
_START_S = 20.0
_STOP_S = 5.0
_PAUSE_S = 0.01
_MOST_AT_ONCE = 32
_SLOW, _TOO_LARGE = 408, 413

_Receive = Callable[[], Awaitable[dict[str, Any]]]
_Send = Callable[[dict[str, Any]], Awaitable[None]]


class Door:
    """Listens from `start` to `stop`."""

    def __init__(self, counter: Counter, *, host: str, port: int) -> None:
        """Take the port; raises Trouble where another program has it."""
        self._socket = _bound(host, port)
        self._server = uvicorn.Server(_config(counter))
        self._thread = Thread(target=self._serve, name="mesh-door", daemon=True)

    @property
    def port(self) -> int:
        """The port on which neighbours are heard."""
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Return when the first call would be answered."""
        self._thread.start()
        give_up = time.monotonic() + _START_S
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > give_up:
                raise Trouble("mesh.door")
            time.sleep(_PAUSE_S)

    def stop(self) -> None:
        """Close the door; whoever is being answered is not waited for long."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(_STOP_S)
        self._socket.close()

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])


def _bound(host: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as problem:
        bound.close()
        raise Trouble("mesh.port_taken", port=str(port)) from problem
    return bound


def _config(counter: Counter) -> uvicorn.Config:
    return uvicorn.Config(
        _application(counter),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=1,
        limit_concurrency=_MOST_AT_ONCE,
    )


def _application(counter: Counter) -> Callable[[dict[str, Any], _Receive, _Send], Awaitable[None]]:
    async def application(scope: dict[str, Any], receive: _Receive, send: _Send) -> None:
        if scope["type"] == "http":
            await _respond(send, await _answer(counter, scope, receive))

    return application


async def _answer(counter: Counter, scope: dict[str, Any], receive: _Receive) -> Answer:
    try:
        body = await asyncio.wait_for(_body(receive), _BODY_S)
    except TimeoutError:
        return Answer(_SLOW, {}, b"")
    if body is None:
        return Answer(_TOO_LARGE, {}, b"")
    return await asyncio.to_thread(counter.answer, _call(scope, body))


def _call(scope: dict[str, Any], body: bytes) -> Call:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    return Call(scope["method"], path, query, headers, body)


async def _body(receive: _Receive) -> bytes | None:
    """Return the body, or None as soon as it is larger than any question is."""
    parts: list[bytes] = []
    size, is_more = 0, True
    while is_more:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_ASKED_BYTES:
            return None
        parts.append(part)
        is_more = bool(message.get("more_body", False)) and message["type"] == "http.request"
    return b"".join(parts)


async def _respond(send: _Send, answer: Answer) -> None:
    headers = {**answer.headers, "content-length": str(len(answer.body))}
    if answer.status in (_SLOW, _TOO_LARGE):
        headers["connection"] = "close"  # the rest of such a body is not read
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": pairs})
    await send({"type": "http.response.body", "body": answer.body})
