"""The document at /openapi.json: all that the station answers, made from the messages that it reads."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from donor_room.station.routes import ROUTES, Asked, Route
from donor_room.wire import messages as m

_JSON = "application/json"
_DOCUMENT = "/openapi.json"
_SCHEMAS = "#/components/schemas/{name}"
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
    416: "There is no such piece of it.",
    415: "The body is not packed by zstd.",
    423: "The station has locked this terminal.",
    429: "Too much at once: not before `retry_after_s`.",
    503: "The station is busy: later.",
}
_ALWAYS = (400, 405, 408, 413, 429, 503)
_OF_A_TERMINAL = (401, 423)


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
    return {name: _with_plain_items(schema) for name, schema in components.items()}


def _with_plain_items(schema: Any) -> Any:
    """Say a list of equal things by one of them and its length: not every reader knows `prefixItems`."""
    if isinstance(schema, list):
        return [_with_plain_items(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: _with_plain_items(value) for name, value in schema.items()}
    each = told.get("prefixItems")
    if each and all(one == each[0] for one in each):
        return {name: value for name, value in told.items() if name != "prefixItems"} | {"items": each[0]}
    return told


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
    elif route.path == _DOCUMENT:
        content = {_JSON: {"schema": {"type": "object"}}}
    else:
        content = {route.media: {"schema": {"type": "string"}}}
    return {"description": "Done.", "content": content, "headers": _headers()}


def _refusal(status: int) -> dict[str, Any]:
    content = {_JSON: {"schema": {"$ref": _SCHEMAS.format(name="Problem")}}}
    return {"description": _REFUSALS[status], "content": content, "headers": _headers()}


def _headers() -> dict[str, Any]:
    """Whatever was asked under a signature is answered under one."""
    said = ("Content-Digest", "Signature-Input", "Signature")
    return {name: {"schema": {"type": "string"}, "required": False} for name in said}
