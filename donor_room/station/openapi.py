"""The document at /openapi.json: all that the station answers, made from the messages that it reads."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import msgspec

from donor_room.wire import messages as m

_JSON = "application/json"
_SCHEMAS = "#/components/schemas/{name}"
_BOOK = {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}
_REFUSALS = {
    400: "The message, or a value in the query, is none.",
    401: "Nobody has signed this who is a terminal of the station.",
    403: "Not this terminal, or not with this code.",
    404: "There is nothing of that name.",
    405: "It is not asked for in this way.",
    408: "The body did not come in time.",
    409: "It contradicts what the station holds, and `code` says how.",
    410: "The cursor is of another feed: begin without one.",
    413: "Larger than `limit`.",
    415: "The body is not packed by zstd.",
    423: "The station has locked this terminal.",
    429: "Too much at once: not before `retry_after_s`.",
    503: "The station is busy: later.",
}
_ALWAYS = (400, 405, 408, 413, 429, 503)
_OF_A_TERMINAL = (401, 423)


class Asked(NamedTuple):
    """A value in the query or in the path."""

    name: str
    schema: dict[str, Any]
    required: bool = False
    where: str = "query"


class Route(NamedTuple):
    """One thing that can be asked of the station."""

    method: str
    path: str
    does: str
    reply: type[msgspec.Struct] | None
    message: type[msgspec.Struct] | None = None
    asked: tuple[Asked, ...] = ()
    refusals: tuple[int, ...] = ()
    is_open: bool = False
    takes_lines: bool = False


def _whole(least: int, most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}


ROUTES = (
    Route("GET", "/v1/health", "Whose station this is, and its time.", m.Health, is_open=True),
    Route(
        "GET",
        "/v1/authority",
        "Who signs for its server; believed by the mark in a joining code only.",
        m.AuthorityTold,
        is_open=True,
    ),
    Route("GET", "/openapi.json", "This document.", None, is_open=True),
    Route(
        "POST",
        "/v1/enrol",
        "Make a terminal one of the station's, by a code that is spent; signed by the key in the message.",
        m.EnrolReply,
        message=m.EnrolRequest,
        refusals=(401, 403, 409),
        is_open=True,
    ),
    Route(
        "POST",
        "/v1/push",
        "Take entries into a book, one a line; the same again changes nothing.",
        m.PushReply,
        asked=(Asked("book", _BOOK, required=True),),
        refusals=(403, 409, 415),
        takes_lines=True,
    ),
    Route(
        "GET",
        "/v1/head",
        "Where a book ends at the station, and what of it could not be read.",
        m.HeadReply,
        asked=(Asked("book", _BOOK, required=True),),
    ),
    Route(
        "GET",
        "/v1/directory",
        "The next rows about donors, in the order in which they became true.",
        m.DirectoryPage,
        asked=(Asked("cursor", {"type": "string"}), Asked("limit", _whole(1, m.MAX_PAGE_ROWS))),
        refusals=(410,),
    ),
    Route(
        "POST",
        "/v1/ranges",
        "Lend donation numbers; the same request is answered with the same range.",
        m.LeasedRange,
        message=m.RangeRequest,
        refusals=(409,),
    ),
    Route("GET", "/v1/ranges", "All ranges whose labels the station has printed.", m.LentRanges),
    Route(
        "GET",
        "/v1/books/{book}/entries",
        "Entries as they came, one a line, packed by zstd.",
        None,
        asked=(
            Asked("book", _BOOK, required=True, where="path"),
            Asked("after", _whole(0, 2**53)),
            Asked("limit", _whole(1, m.MAX_BATCH_ENTRIES)),
        ),
        refusals=(404,),
    ),
)
"""Everything that a Desk answers; a test holds both lists against each other."""

_LINES = "/v1/books/{book}/entries"


@cache
def document() -> bytes:
    """Return the document as it is served."""
    return msgspec.json.encode(_document(), order="sorted")


def _document() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "donor-room station", "version": str(m.PROTOCOL), "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": _components(),
            "securitySchemes": {
                "terminal": {"type": "apiKey", "in": "header", "name": "Signature", "description": _SIGNED}
            },
        },
    }


_ABOUT = (
    "What a donor room's terminal and its station say to each other. Numbers, codes and limits are those of"
    " the program that serves this document. Every refusal is a Problem, whose code is never translated."
)
_SIGNED = (
    "HTTP message signature (RFC 9421) by the terminal's Ed25519 key, label `terminal`, over @method, @path,"
    " @query and content-digest (RFC 9530), in this order, with created, keyid, nonce and alg. The answer is"
    " signed by the station under label `station` over @status, content-digest and the request's signature."
)


def _components() -> dict[str, Any]:
    told = [kind for route in ROUTES for kind in (route.reply, route.message) if kind is not None]
    _, components = msgspec.json.schema_components([*told, m.Problem], ref_template=_SCHEMAS)
    return components


def _operation(route: Route) -> dict[str, Any]:
    no = sorted({*_ALWAYS, *route.refusals, *(() if route.is_open else _OF_A_TERMINAL)})
    operation: dict[str, Any] = {
        "summary": route.does,
        "operationId": f"{route.method.lower()}{route.path.replace('/', '_')}",
        "parameters": [_parameter(asked) for asked in route.asked],
        "responses": {"200": _told(route), **{str(status): _refusal(status) for status in no}},
        "security": [] if route.is_open else [{"terminal": []}],
    }
    if route.takes_lines:
        operation["parameters"].append(_packed())
    if route.takes_lines or route.message is not None:
        operation["requestBody"] = {"required": True, "content": _body(route)}
    return operation


def _parameter(asked: Asked) -> dict[str, Any]:
    return {"name": asked.name, "in": asked.where, "required": asked.required, "schema": asked.schema}


def _packed() -> dict[str, Any]:
    return {"name": "Content-Encoding", "in": "header", "required": True, "schema": {"const": "zstd"}}


def _body(route: Route) -> dict[str, Any]:
    if route.message is None:
        return {m.ENTRY_LINES: {"schema": {"type": "string", "contentEncoding": "zstd"}}}
    return {_JSON: {"schema": {"$ref": _SCHEMAS.format(name=route.message.__name__)}}}


def _told(route: Route) -> dict[str, Any]:
    if route.reply is not None:
        content = {_JSON: {"schema": {"$ref": _SCHEMAS.format(name=route.reply.__name__)}}}
    elif route.path == _LINES:
        content = {m.ENTRY_LINES: {"schema": {"type": "string", "contentEncoding": "zstd"}}}
    else:
        content = {_JSON: {"schema": {"type": "object"}}}
    return {"description": "Done.", "content": content, "headers": _headers()}


def _refusal(status: int) -> dict[str, Any]:
    content = {_JSON: {"schema": {"$ref": _SCHEMAS.format(name="Problem")}}}
    return {"description": _REFUSALS[status], "content": content, "headers": _headers()}


def _headers() -> dict[str, Any]:
    """Whatever was asked under a signature is answered under one."""
    said = ("Content-Digest", "Signature-Input", "Signature")
    return {name: {"schema": {"type": "string"}, "required": False} for name in said}
