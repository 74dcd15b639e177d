"""Entries that follow the chain and that this program cannot read: by a newer or by a broken one."""

from __future__ import annotations

from hashlib import sha256

from donor_room.wire.codec import SUITE
from tests.support.van import Book

GROUP = '{"abo":"A","lot":"L","lot_expires_on":"2027-01-01"}'


def link_after(
    book: Book, *, body: str = "{}", kind: str = "future.kind", tail: str = "", **other: str
) -> bytes:
    """Return the next entry of a book, hashed over its own bytes; tail comes behind the last known field."""
    fields = {"by": '"nurse"', "hlc": f'"{book.entries[-1].hlc}"', "id": '"p1"', "version": "1"} | other
    head = f'{{"body":{body},"book":"{book.name}","by":{fields["by"]}'
    rest = (
        f',"hlc":{fields["hlc"]},"id":{fields["id"]},"kind":"{kind}","prev_hash":"{book.head}"'
        f',"seq":{len(book.entries) + 1},"version":{fields["version"]},"visit":null{tail}}}'
    )
    digest = sha256((head + rest).encode()).hexdigest()
    return f'{head},"hash":"{SUITE}:{digest}"{rest}'.encode()


def next_link(book: Book, line: bytes) -> bytes:
    """Return a plain entry that hangs on a poisonous one, to show that the book goes on."""
    after = Book(book.name)
    after.entries = [*book.entries, book.entries[-1]]
    after._hash = line.split(b'"hash":"')[1].split(b'"')[0].decode()
    after.open_shift("shift-2")
    return after.lines[-1]


POISON = {
    "a field that this program does not know": {"tail": ',"zone":"+08:00"'},
    "a field of another kind": {"by": "7"},
    "a body nested beyond all reason": {"body": "[" * 60_000 + "]" * 60_000},
    "an unknown kind": {},
    "a newer version": {"kind": "blood.group", "version": "99", "body": GROUP},
    "no object": {"body": "null", "kind": "visit.opened"},
    "five megabytes": {"body": '{"a":"' + "x" * 5_000_000 + '"}'},
    "a wrong unit": {"kind": "book.opened", "body": '{"volume":"400 cc"}'},
    "a clock beyond the calendar": {"hlc": '"99999999999999999999-0-x"', "kind": "shift.opened"},
    "a sign that no column holds": {"body": '{"a":"\\u0000"}'},
    "white space": {"body": "{ }", "tail": " "},
}
