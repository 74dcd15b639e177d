"""The list of nonconformities of some days, by kind and site, on pages and as files; no donor is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode

from donor_room.domain.nonconforming import CODES
from donor_room.packs.nonconforming import COLUMNS, Place, heads, in_words
from donor_room.packs.nonconforming_book import nonconforming_book, nonconforming_csv
from donor_room.packs.table_files import MEDIA_CSV, MEDIA_XLSX
from donor_room.station.console.asked import Asked, File, Go, Gone, Page
from donor_room.station.console.asked_days import asked_days
from donor_room.station.nonconforming_list import (
    PAGE,
    Wanted,
    list_of,
    places_of,
    rows,
    sites_of,
    sums,
    unread,
)
from donor_room.station.staff import names_of
from donor_room.station.store import one_moment

MEDIA_PDF = "application/pdf"
_MOST_DIGITS, _LONGEST_SITE = 6, 200


class _Question(NamedTuple):
    """What somebody asks for; `problem` is a sentence where it cannot be meant so."""

    wanted: Wanted
    page: int = 1
    problem: str | None = None

    @property
    def fields(self) -> dict[str, str]:
        """Return the question as the form and the address have it."""
        wanted = self.wanted
        named = {"code": wanted.code, "site": wanted.site}
        days = {"from": wanted.first.isoformat(), "to": wanted.last.isoformat()}
        return days | {name: value for name, value in named.items() if value}


def show(asked: Asked) -> Page | Go:
    """The last thirty days, or what was asked for; what cannot be meant is said, and nothing shown."""
    question = _question(asked)
    wanted = question.wanted
    values: dict[str, object] = {"wanted": wanted, "codes": CODES, "problem": question.problem, "sites": ()}
    if question.problem:
        return Page("nonconformances", values)
    with one_moment(asked.conn):
        return Page("nonconformances", values | _found(asked, question))


def _found(asked: Asked, question: _Question) -> dict[str, object]:
    code, wanted = asked.house.code, question.wanted
    counted = sums(asked.conn, code, wanted)
    total = sum(one.found for one in counted if wanted.code in ("", one.code))
    pages = max(1, -(-total // PAGE))
    page = min(question.page, pages)
    found = rows(asked.conn, code, wanted, limit=PAGE, after=PAGE * (page - 1))
    places, names = places_of(asked.conn, code, found), names_of(asked.conn, code)

    def linked(**more: object) -> str:
        return f"/console/nonconformances?{urlencode(question.fields | more)}"

    return {
        "sites": sites_of(asked.conn, code, wanted),
        "sums": counted,
        "total": total,
        "open": sum(one.open for one in counted if wanted.code in ("", one.code)),
        "heads": dict(zip(COLUMNS, heads(asked.texts), strict=True)),
        "lines": [
            (one.settled == "open", in_words(one, asked.texts, places.get(one.shift, Place()), names))
            for one in found
        ],
        "page": page,
        "count_of_pages": pages,
        "before": linked(page=page - 1) if page > 1 else None,
        "next": linked(page=page + 1) if page < pages else None,
        "of_code": lambda one: linked(code=one),
        "files": [
            (kind, f"/console/nonconformances/{kind}?{urlencode(question.fields)}") for kind in _kinds(asked)
        ],
        "unread": unread(asked.conn, code),
    }


def take(asked: Asked) -> Page | Go | File:
    """Hand the whole list out as a file of the kind that is named."""
    kind, question = asked.places[0], _question(asked)
    if kind not in _kinds(asked):
        raise Gone
    if question.problem:
        return show(asked)
    told = list_of(asked.conn, asked.house, question.wanted)
    first, last = question.wanted.first.isoformat(), question.wanted.last.isoformat()
    media, make = _FILES[kind]
    content = make(asked, told)
    return File(f"nonconformances_{first}_{last}.{kind}", media, content)


def _kinds(asked: Asked) -> list[str]:
    """Return in which kinds it can be had: on paper only where somebody draws it."""
    return [kind for kind in _FILES if kind != "pdf" or asked.draw_list is not None]


_FILES: dict[str, tuple[str, Callable[..., bytes]]] = {
    "csv": (MEDIA_CSV, lambda asked, told: nonconforming_csv(told, asked.texts)),
    "xlsx": (MEDIA_XLSX, lambda asked, told: nonconforming_book(told, asked.texts)),
    "pdf": (MEDIA_PDF, lambda asked, told: asked.draw_list(told, asked.texts, asked.now)),
}


def _question(asked: Asked) -> _Question:
    """Read the form; a kind or page that there is not is none."""
    days, problem = asked_days(asked)
    query, code = asked.query, asked.query.get("code", "")
    site = query.get("site", "")[:_LONGEST_SITE]
    page = query.get("page", "")[:_MOST_DIGITS]
    return _Question(
        Wanted(*days, code if code in CODES else "", site),
        page=max(1, int(page)) if page.isascii() and page.isdecimal() else 1,
        problem=problem,
    )
