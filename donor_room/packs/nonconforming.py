"""The words of a nonconformity: what, of what, where, by whom, why, and how it was settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.nonconforming import CODES, Code, Nonconformity
from donor_room.packs.codes import load_codes
from donor_room.packs.texts import Texts

COLUMNS = ("at", "code", "number", "of", "reason", "where", "by", "settled")
"""What a list says of each, in the order in which it is read."""

_REASONS: dict[Code, str] = {
    "set_voided": "void_reason",
    "label_reprinted": "reprint_reason",
    "needle_failed": "needle_failure",
    "not_collected": "end_reason",
    "volume_short": "end_reason",
    "volume_over": "end_reason",
    "ended_early": "end_reason",
    "slow": "end_reason",
    "too_slow": "end_reason",
    "corrected": "correction_reason",
}
"""Of which list of codes a reason is; all others are words as somebody wrote them."""

_APART_BOX = "Q"


class Place(NamedTuple):
    """Where a shift works; empty where nobody knows."""

    site: str = ""
    vehicle: str = ""

    def __str__(self) -> str:
        return " ".join(word for word in self if word)


class Line(NamedTuple):
    """A nonconformity in words, a field for each of the columns."""

    at: str
    code: str
    number: str
    of: str
    reason: str
    where: str
    by: str
    settled: str


class NonconformityList(NamedTuple):
    """A list to be written down: of these days, of this station.

    `left` is how many visits of these days have left this laptop, of which hardly anything is told here.
    """

    station: str
    practice: bool
    first: date
    last: date
    rows: tuple[Nonconformity, ...]
    places: Mapping[str, Place]
    names: Mapping[str, str]
    left: int = 0

    @property
    def open(self) -> int:
        """Return how many of them nothing has settled yet."""
        return sum(one.settled == "open" for one in self.rows)

    @property
    def by_code(self) -> tuple[tuple[Code, int], ...]:
        """Return how many there are of each code that there is, in the order of the vocabulary."""
        return counted(one.code for one in self.rows)

    def lines(self, texts: Texts) -> tuple[Line, ...]:
        """Return all of it in words."""
        return tuple(
            in_words(one, texts, self.places.get(one.shift, Place()), self.names) for one in self.rows
        )


def counted(codes: Iterable[Code]) -> tuple[tuple[Code, int], ...]:
    """Return how many there are of each code that there is, in the order of the vocabulary."""
    found = list(codes)
    return tuple((code, found.count(code)) for code in CODES if code in found)


def in_words(one: Nonconformity, texts: Texts, place: Place, names: Mapping[str, str]) -> Line:
    """Return one in words; a code that this program has no word for stands as it is."""
    settled = code_words(texts, "settled", one.settled)
    who = names.get(one.witness, one.witness)
    if who:
        settled = texts.say("nonconforming.seconded", how=settled, who=who)
    return Line(
        at=f"{one.at.astimezone(DONATION_SITE):%Y-%m-%d %H:%M}",
        code=code_words(texts, "code", one.code),
        number=one.number,
        of=_of(one, texts),
        reason=_reason(one, texts),
        where=str(place),
        by=names.get(one.by, one.by),
        settled=settled,
    )


def code_words(texts: Texts, kind: str, code: str) -> str:
    """Say a code of the list; one without a word stands as it is."""
    return _said(texts, f"nonconforming.{kind}.{code}", code)


def heads(texts: Texts) -> tuple[str, ...]:
    """Return what stands over the columns."""
    return tuple(texts.say(f"nonconforming.column.{name}") for name in COLUMNS)


def _reason(one: Nonconformity, texts: Texts) -> str:
    codes = _REASONS.get(one.code)
    return load_codes(codes).label(one.reason, texts.language) if codes else one.reason


def _of(one: Nonconformity, texts: Texts) -> str:
    """Say of what: the part, the crate and the amount, as far as they apply."""
    parts = [_PARTS.get(one.code, _as_it_is)(texts, one.part) if one.part else ""]
    if one.box:
        apart = one.box == _APART_BOX
        parts.append(texts.say("handover.box_apart") if apart else texts.say("handover.box", n=one.box))
    if one.code == "needle_failed":
        parts.append(texts.say("nonconforming.attempt", n=one.amount))
    else:
        parts.append(one.amount)
    return " · ".join(part for part in parts if part)


def _said(texts: Texts, key: str, otherwise: str) -> str:
    return texts.say(key) if texts.has(key) else otherwise


def _as_it_is(_texts: Texts, part: str) -> str:
    return part


def _roles(texts: Texts, part: str) -> str:
    return " ".join(_said(texts, f"labels.role.{role}", role) for role in part.split())


def _under(area: str) -> Callable[[Texts, str], str]:
    """Return what says a part by its key in an area of the texts."""
    return lambda texts, part: _said(texts, f"{area}.{part.replace('.', '_')}", part)


def _apart(texts: Texts, part: str) -> str:
    return _said(texts, f"handover.apart.{part}", part)


def _paper(texts: Texts, part: str) -> str:
    return _apart(texts, f"would_be_{part}")


_PARTS: dict[Code, Callable[[Texts, str], str]] = {
    "label_reprinted": _roles,
    "part_missing": _roles,
    "crate_changed": _roles,
    "check_restarted": _under("nonconforming.phase"),
    "corrected": _under("nonconforming.kind"),
    "unit_apart": _apart,
    "paper_differs": _paper,
    "slow": lambda _texts, _part: "",
    "too_slow": lambda _texts, _part: "",
    "marked_at_decision": _under("collection.mark"),
    "check_failed": _under("checks.item"),
    "supplies_open": _under("supplies.item"),
}
