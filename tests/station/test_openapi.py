"""The served document: whole, true, and nothing is accepted that it forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donor_room.domain.clock import FixedClock
from donor_room.station.desk import Desk
from donor_room.station.openapi import ROUTES, Route, document
from donor_room.station.server import Station
from donor_room.wire.messages import Problem, pack_lines
from tests.support import plain
from tests.support.schemas import allowed, forbidden
from tests.support.signed import signed
from tests.support.stations import Caller, running_station
from tests.support.van import MORNING, Book

DOCUMENT: dict[str, Any] = json.loads(document())
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
METHODS = {"get", "post", "put", "delete", "patch", "head", "options"}
CASES = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    with running_station() as station:
        yield Caller(station)


@pytest.fixture(scope="module")
def untouched() -> Iterator[Caller]:
    """A terminal to whom nothing was said by chance: it is nobody's copy."""
    with running_station() as station:
        yield Caller(station)


def operation(route: Route) -> dict[str, Any]:
    return DOCUMENT["paths"][route.path][route.method.lower()]


def name_of(route: Route) -> str:
    return f"{route.method} {route.path}"


# ---- whole ----


def test_every_route_is_in_it_and_nothing_else(caller: Caller) -> None:
    station = caller.station
    desk = Desk(station.connections, station.houses, FixedClock(MORNING), lambda: None)
    said = {(m.upper(), path) for path, found in DOCUMENT["paths"].items() for m in found if m in METHODS}
    assert said == desk.routes() == {(route.method, route.path) for route in ROUTES}


def test_it_is_told_to_anybody(caller: Caller) -> None:
    answer = plain.get(f"{caller.station.url}/openapi.json")
    assert (answer.status_code, answer.content) == (200, document())
    assert answer.headers["content-type"] == "application/json"


def test_all_that_it_points_at_is_in_it() -> None:
    pointed = {part.split('"')[0] for part in document().decode().split("#/components/schemas/")[1:]}
    assert pointed <= SCHEMAS.keys()


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_each_route_says_who_may_ask_and_what_else_is_answered(route: Route) -> None:
    said = operation(route)
    assert ("401" in said["responses"]) is (not route.is_open or route.path == "/v1/enrol")
    assert said["security"] == ([] if route.is_open else [{"terminal": []}])
    assert all("Signature" in answer["headers"] for answer in said["responses"].values())


def filled(route: Route, values: dict[str, str]) -> str:
    """Return the path of a route with these values in the places of their names."""
    quoted = {name: httpx.URL("/", params={"b": value}).query[2:].decode() for name, value in values.items()}
    return route.path.format_map(quoted)


@pytest.mark.parametrize("route", [route for route in ROUTES if not route.is_open], ids=name_of)
def test_what_is_not_open_is_told_to_nobody_without_a_signature(caller: Caller, route: Route) -> None:
    path = filled(route, dict.fromkeys(("book", "name"), "b"))
    answer = plain.request(route.method, caller.station.url + path)
    assert (answer.status_code, answer.json()["code"]) == (401, "unproven_unsigned")


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"])
def test_what_is_asked_in_another_way_is_not_done(caller: Caller, route: Route, method: str) -> None:
    if (method, route.path) not in {(one.method, one.path) for one in ROUTES}:
        answer = signed(caller, method, filled(route, dict.fromkeys(("book", "name"), "b")))
        assert answer.status_code == 405
        assert answer.headers.get("allow")


# ---- true ----


class Asking(NamedTuple):
    """One call made from the document."""

    route: Route
    path: str
    query: str
    body: bytes
    packed: bool


def send(caller: Caller, asking: Asking) -> httpx.Response:
    return signed(caller, asking.route.method, asking.path, asking.query, asking.body, packed=asking.packed)


def made(draw: st.DrawFn, route: Route, *, spoil: bool) -> Asking:
    """Draw a call that the document allows, or one in which one thing is not as it says."""
    values = {one.name: draw(allowed(one.schema, SCHEMAS)) for one in route.asked}
    message = draw(allowed({"$ref": route.message.__name__}, SCHEMAS)) if route.message else None
    packed = route.takes_lines
    if spoil:
        choices = [*values, *(message or ()), *(["the packing"] if packed else [])]
        what = draw(st.sampled_from(choices))
        if what in values:
            schema = next(one.schema for one in route.asked if one.name == what)
            values[what] = draw(forbidden(schema).filter(lambda value: value is not None and value != 7))
        elif message is not None:
            schema = SCHEMAS[route.message.__name__]["properties"][what]  # type: ignore[union-attr]
            message[what] = draw(forbidden(schema))
        else:
            packed = False
    path = filled(route, {name: str(value) for name, value in values.items()})
    query = urlencode({name: value for name, value in values.items() if f"{{{name}}}" not in route.path})
    body = pack_lines([]) if route.takes_lines else b"" if message is None else json.dumps(message).encode()
    return Asking(route, path, query, body, packed)


def holds(route: Route, answer: httpx.Response) -> None:
    """The answer is one that the document names, in the form that it names."""
    assert answer.status_code < 500
    assert str(answer.status_code) in operation(route)["responses"], answer.text
    if answer.status_code != 200:
        msgspec.json.decode(answer.content, type=Problem)
    elif route.reply is not None:
        msgspec.json.decode(answer.content, type=route.reply)


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
@CASES
@given(data=st.data())
def test_what_the_document_allows_is_answered_as_it_says(
    caller: Caller, route: Route, data: st.DataObject
) -> None:
    asking = data.draw(st.composite(lambda draw: made(draw, route, spoil=False))())
    holds(route, send(caller, asking))


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.asked or route.message or route.takes_lines], ids=name_of
)
@CASES
@given(data=st.data())
def test_what_the_document_forbids_is_never_accepted(
    caller: Caller, route: Route, data: st.DataObject
) -> None:
    asking = data.draw(st.composite(lambda draw: made(draw, route, spoil=True))())
    answer = send(caller, asking)
    holds(route, answer)
    assert answer.status_code != 200, asking


@pytest.mark.parametrize("query", ["limit=", "after=", "limit=&after=1", "limit=1&limit=", "after=%31%20"])
def test_a_number_with_nothing_behind_its_name_is_none(caller: Caller, query: str) -> None:
    first_counts = query.startswith("limit=1&")
    assert (signed(caller, "GET", "/v1/books/b/entries", query).status_code == 200) is first_counts


@pytest.mark.parametrize("path", ["/v1/books/a%0A/entries", "/%0A", "/v1/head/", "//"])
def test_a_path_that_is_none_is_answered_as_any_other(caller: Caller, path: str) -> None:
    answer = signed(caller, "GET", path)
    assert (answer.status_code in {400, 404}, "signature" in answer.headers) == (True, True)


@CASES
@given(
    key=st.sampled_from(["request", "profile"]),
    text=st.sampled_from(["\0", "a\0b", "\ufffe", "😀" * 40, "'; DROP TABLE book; --"]),
)
def test_text_that_no_column_holds_is_refused_as_a_message(untouched: Caller, key: str, text: str) -> None:
    message = {"request": "r", "profile": "", "count": 1} | {key: text}
    answer = signed(untouched, "POST", "/v1/ranges", body=json.dumps(message).encode())
    assert answer.status_code == 400


def test_a_cursor_beyond_every_number_is_of_no_feed(caller: Caller) -> None:
    from base64 import urlsafe_b64encode

    generation = real_generation(caller.station)
    for revision in ("9" * 17, "9" * 30, "-1", "1_0", ""):
        cursor = urlsafe_b64encode(f"{generation}:{revision}".encode()).decode()
        answer = signed(caller, "GET", "/v1/directory", urlencode({"cursor": cursor}))
        assert answer.status_code in {200, 410}


def real_generation(station: Station) -> str:
    return station.house.generation


def test_a_book_with_entries_is_told_as_the_document_says(caller: Caller) -> None:
    book = Book("openapi")
    caller.push(book.name, book.lines)
    answer = signed(caller, "GET", f"/v1/books/{book.name}/entries", "after=0&limit=1")
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["content-encoding"] == "zstd"


def test_a_pair_of_numbers_is_said_by_one_number_and_the_length() -> None:
    parts = json.loads(document())["components"]["schemas"]["DirectorySums"]["properties"]["parts"]
    pair = {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "integer"}}
    assert parts == {"type": "array", "items": pair}
