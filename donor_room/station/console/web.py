"""The station's pages on the web: reads a call within its limits, serves style, script and fonts."""

from __future__ import annotations

import asyncio

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from donor_room.packs.locate import resources_folder
from donor_room.station.console.asked import Call
from donor_room.station.console.counter import MAX_FORM_BYTES, STRICT, Console, Reply, language_reply

_FORM_S = 30
_FILES = {
    "console.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "console.svg": "image/svg+xml",
}
_FONTS = (
    "DonorRoomScreen-Regular.ttf",
    "DonorRoomScreen-Bold.ttf",
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Bold.ttf",
    "DonorRoomRare-Regular.ttf",
)
_KEPT = STRICT | {"cache-control": "private, max-age=86400"}


def console_routes(console: Console) -> list[Route]:
    """Return what stands before the terminals' own routes."""

    async def answer(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _response(console.too_large(_call(request, b"")))
        return _response(await run_in_threadpool(console.answer, _call(request, body)))

    async def language(request: Request) -> Response:
        return _response(language_reply(_call(request, b""), request.path_params["language"]))

    return [
        Route("/console/files/{name}", _file, methods=["GET"]),
        Route("/console/language/{language}", language, methods=["GET"]),
        Route("/console", answer, methods=["GET", "POST"]),
        Route("/console/{path:path}", answer, methods=["GET", "POST"]),
    ]


async def _file(request: Request) -> Response:
    """Answer with a file of ours: the names are a list, so no path leads out of it."""
    name = request.path_params["name"]
    if name in _FILES:
        return FileResponse(resources_folder() / "console" / name, headers=_KEPT, media_type=_FILES[name])
    if name in _FONTS:
        return FileResponse(resources_folder() / "fonts" / name, headers=_KEPT, media_type="font/ttf")
    return Response(status_code=404, headers=STRICT)


def _call(request: Request, body: bytes) -> Call:
    scope = request.scope
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Call(
        method=request.method,
        path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        body=body,
        is_encrypted=scope["scheme"] == "https",
    )


async def _body(request: Request) -> bytes | None:
    """Return the body, or None as soon as it is larger than a form, or slower."""
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(_FORM_S):
            async for part in request.stream():
                size += len(part)
                if size > MAX_FORM_BYTES:
                    return None
                parts.append(part)
    except (TimeoutError, ClientDisconnect):
        return None
    return b"".join(parts)


def _response(reply: Reply) -> Response:
    return Response(reply.body, status_code=reply.status, headers=reply.headers)
