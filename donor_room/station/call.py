"""A call to the station as it came, and what is read out of it; whatever does not fit is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, TypeVar
from urllib.parse import parse_qs

import msgspec

from donor_room.station.refused import refused
from donor_room.wire.chained import with_hashes
from donor_room.wire.messages import MAX_LINES_BYTES, TooLarge, unpack_lines

JSON, BYTES = "application/json", "application/octet-stream"
_BOOK = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_Message = TypeVar("_Message", bound=msgspec.Struct)


class Call(NamedTuple):
    """A request as it came: path and query as they were sent, header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    address: str = ""
    """Of whoever called, as the network names it."""


class Answer(NamedTuple):
    """What goes back."""

    status: int
    headers: dict[str, str]
    body: bytes


class Done(NamedTuple):
    """What a call came to, before it is signed."""

    body: bytes
    media: str = JSON
    packed: bool = False
    status: int = 200
    headers: Mapping[str, str] = {}


def path_of(path: str) -> str:
    """Return a path as the served document names it: {book} stands for a book, {name} for a chunk."""
    parts = path.split("/")
    if parts[:3] == ["", "v1", "books"] and len(parts) == 5:
        parts[3] = "{book}"
    if parts[:3] == ["", "v1", "chunks"] and len(parts) == 4:
        parts[3] = "{name}"
    return "/".join(parts)


def read_message(body: bytes, kind: type[_Message]) -> _Message:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise refused(400, "message") from problem


def lines_of(call: Call) -> list[bytes]:
    if call.headers.get("content-encoding") != "zstd":
        raise refused(415, "not_zstd")
    try:
        return _filled_in(unpack_lines(call.body))
    except TooLarge as problem:
        raise refused(413, "too_large", limit=MAX_LINES_BYTES) from problem
    except ValueError as problem:
        raise refused(400, "message") from problem


def _filled_in(lines: list[bytes]) -> list[bytes]:
    """Return entries with the hashes that were left out; raises TooLarge where that makes them so."""
    told = with_hashes(lines)
    if sum(map(len, told)) > MAX_LINES_BYTES:
        raise TooLarge
    return told


def asked(call: Call, name: str) -> str:
    return parse_qs(call.query).get(name, [""])[0]


def book_of(text: str) -> str:
    if not _BOOK.fullmatch(text):
        raise refused(400, "book.shape")
    return text


def number_of(call: Call, name: str, otherwise: int, *, least: int = 1, most: int = 2**53) -> int:
    text = parse_qs(call.query, keep_blank_values=True).get(name, [str(otherwise)])[0]
    if not re.fullmatch(r"[0-9]{1,16}", text) or not least <= int(text) <= most:
        raise refused(400, f"{name}.shape", limit=most)
    return int(text)
