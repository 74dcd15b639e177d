"""Releases of rules: stored after a check, tried on the station's own visits, set out, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from donor_room.domain.clock import day_at_site
from donor_room.domain.findings import Finding
from donor_room.domain.refusal import Refusal
from donor_room.station.console.asked import Asked, Go, Gone, Page
from donor_room.station.console.parts import bytes_of
from donor_room.station.console.terminal_rows import terminals
from donor_room.station.release_feed import Holder, holders
from donor_room.station.release_trial import DAYS, MOST_DAYS, MOST_DECISIONS, Trial, try_out
from donor_room.station.releases import (
    SHORTEST_WHY,
    Kept,
    add_release,
    content_of,
    day_of,
    find_release,
    releases,
    set_out,
    withdraw,
)

_ID = re.compile(r"[0-9a-f]{64}")
_FOR = "for."


class Line(NamedTuple):
    """A release in the list: how it stands, and by how many of its terminals it was taken."""

    kept: Kept
    state: str
    taken: int
    wanted: int


def lines_of(asked: Asked) -> list[Line]:
    """Return every release with how it stands."""
    held = holders(asked.conn, asked.house.code)
    return [_line(asked, kept, held) for kept in releases(asked.conn, asked.house.code)]


def _line(asked: Asked, kept: Kept, held: Iterable[Holder]) -> Line:
    of_this = [one for one in held if one.release == kept.release]
    taken = sum(one.told_at is not None and one.state != "refused" for one in of_this)
    return Line(kept, kept.state(asked.now), taken, len(of_this))


def add(asked: Asked) -> Page | Go:
    """Take a file in; what is wrong with it is one sentence."""
    raw = bytes_of(asked.form.get("file", ""))
    kept = add_release(asked.conn, asked.house, raw, by=asked.by, now=asked.now)
    return Go(f"/console/packs/{kept.release}", "release_added")


def show(asked: Asked) -> Page | Go:
    """One release: what is in it, what it would change, and who has it."""
    return _page(asked, _one(asked))


def _one(asked: Asked) -> Kept:
    if not _ID.fullmatch(asked.places[0]):
        raise Gone
    try:
        return find_release(asked.conn, asked.house.code, asked.places[0])
    except Refusal as no:
        raise Gone from no


def _page(asked: Asked, kept: Kept, trial: Trial | None = None) -> Page:
    values = {
        "kept": kept,
        "state": kept.state(asked.now),
        "files": content_of(asked.conn, asked.house, kept.release).names,
        "trial": trial,
        "days": trial.days if trial else kept.tried_days or DAYS,
        "most_days": MOST_DAYS,
        "most_decisions": MOST_DECISIONS,
        "today": day_at_site(asked.now),
        "holders": holders(asked.conn, asked.house.code, kept.release),
        "terminals": [one for one in terminals(asked.conn, asked.house.code) if one.revoked_at is None],
        "least": SHORTEST_WHY,
        "explain": lambda finding: _explained(asked, finding),
        "words_of": lambda code: _words_of(asked, code),
    }
    return Page("release", values)


def _explained(asked: Asked, finding: Finding) -> str:
    """Return what a finding says; one of a newer pack without a sentence here by its rule."""
    try:
        return asked.texts.say(finding.text, **finding.text_values)
    except (KeyError, IndexError, ValueError):
        return finding.rule


def _words_of(asked: Asked, code: str) -> str:
    """Return the sentence of a reason that a terminal told without its details."""
    places = dict.fromkeys(("key", "station", "fault", "day", "edition", "newest", "file", "limit"), "…")
    return asked.texts.say(code, **places) if asked.texts.has(code) else code


def try_one(asked: Asked) -> Page | Go:
    """Decide the last visits again and show on this very answer what would differ."""
    kept = _one(asked)
    text = asked.form.get("days", "")
    days = int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 0
    trial = try_out(asked.conn, asked.house, kept, days=days, by=asked.by, now=asked.now)
    return _page(asked, _one(asked), trial)


def set_one_out(asked: Asked) -> Page | Go:
    """Let a release go down, from its first day on."""
    chosen = sorted(name.removeprefix(_FOR) for name in asked.form if name.startswith(_FOR))
    if asked.form.get("whom") == "some" and not chosen:
        raise Refusal("pack_release.release.some_wanted")
    set_out(
        asked.conn,
        asked.house,
        _one(asked).release,
        from_on=day_of(asked.form.get("from", "")),
        terminals=chosen if asked.form.get("whom") == "some" else (),
        by=asked.by,
        why=asked.form.get("why", ""),
        now=asked.now,
    )
    return Go(f"/console/packs/{asked.places[0]}", "release_set_out")


def withdraw_one(asked: Asked) -> Page | Go:
    """Take a release back before its first day."""
    why = asked.form.get("why", "")
    withdraw(asked.conn, asked.house, _one(asked).release, by=asked.by, why=why, now=asked.now)
    return Go(f"/console/packs/{asked.places[0]}", "release_withdrawn")
