"""A visit in one line: what the queue shows and what a person is found by."""

from __future__ import annotations

from typing import NamedTuple


class VisitLine(NamedTuple):
    """One visit; `flags` are words such as foreign, never an answer. Instants are ISO 8601 in UTC."""

    visit: str
    shift: str
    step: str
    name: str
    sex: str
    document_kind: str
    document_number: str
    phone: str | None
    outcome: str | None
    number: str | None
    flags: str
    opened_at: str
    waiting_since: str
    chair: int | None = None
    typed: int = 0
