"""The station as a web application: reads a call within its limits and hands it to the desk."""

from __future__ import annotations

import asyncio

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import request_response

from donor_room.station.call import Answer, Call
from donor_room.station.console.counter import Console
from donor_room.station.console.web import console_routes
from donor_room.station.desk import Desk
from donor_room.station.refused import Refused, refused
from donor_room.wire.messages import MAX_BODY_BYTES

_BODY_S = 60
"""A body that takes longer is not waited for: on a slow line the terminal sends smaller batches."""


def make_app(desk: Desk, console: Console) -> Starlette:
    """Return the application: the pages for people, and all else for terminals."""

    async def answer(request: Request) -> Response:
        call = _call(request)
        try:
            desk.limits.call_from(call.address)
        except Refused as no:
            return _response(desk.refuse(call, no))
        try:
            body = await asyncio.wait_for(_body(request), _BODY_S)
        except (TimeoutError, ClientDisconnect):
            return _response(desk.refuse(call, refused(408, "body_slow")))
        if body is None:
            return _response(desk.refuse(call, refused(413, "too_large", limit=MAX_BODY_BYTES)))
        return _response(await run_in_threadpool(desk.answer, call._replace(body=body)))

    site = Starlette(routes=console_routes(console))
    site.router.default = request_response(answer)  # any method, and a path that no pattern would match
    return site


def _call(request: Request) -> Call:
    scope = request.scope
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    path = scope["raw_path"].decode("latin-1")
    address = request.client.host if request.client else ""
    return Call(request.method, path, scope["query_string"].decode("latin-1"), headers, b"", address)


async def _body(request: Request) -> bytes | None:
    """Return the body, or None as soon as it is larger than allowed."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)


def _response(answer: Answer) -> Response:
    return Response(answer.body, status_code=answer.status, headers=answer.headers)
