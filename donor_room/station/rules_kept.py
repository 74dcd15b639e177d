"""The rules that terminals keep whole in their books: found again by the stamps that a decision names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from donor_room.domain.entries import DecisionMade, RulesTaken
from donor_room.domain.layers import merge
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
from donor_room.domain.stamp import PackStamp
from donor_room.domain.visit import Recorded
from donor_room.packs.in_force import rank_of
from donor_room.packs.rules import base_of_text, load_rules, overlay_of_text
from donor_room.station.reading import read_entry
from donor_room.station.store import Connection


def keep_rules(conn: Connection, station_code: str, readable: Iterable[Recorded]) -> None:
    """Note where rules stand in the books; the first book that kept them is enough."""
    for entry, act in readable:
        if isinstance(act, RulesTaken):
            conn.execute(
                "INSERT INTO rules_kept (station_code, stamps, book, seq) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [station_code, _name(pack.stamp for pack in act.packs), entry.book, entry.seq],
            )


class KeptRules:
    """Answers by which rules a decision was made, for as long as one transaction lasts."""

    def __init__(self, conn: Connection, station_code: str) -> None:
        self._conn = conn
        self._station_code = station_code
        self._found: dict[str, RulePack] = {}
        self._newest: RulePack | None = None

    def of(self, made: DecisionMade | None) -> RulePack:
        """Return the rules of a decision; the newest ones where there was none or nobody kept its rules."""
        if made is None:
            return self.newest()
        name = _name((made.rules, *made.overlays))
        if name not in self._found:
            self._found[name] = self._kept(name) or self.newest()
        return self._found[name]

    def newest(self) -> RulePack:
        """Return the newest rules that any terminal has kept, before that those of this program."""
        if self._newest is None:
            names = [name for (name,) in self._conn.execute(_ALL, [self._station_code])]
            last = max(names, key=_age, default=None)
            self._newest = (self._kept(last) if last is not None else None) or load_rules()
        return self._newest

    def _kept(self, name: str) -> RulePack | None:
        row = self._conn.execute(_RAW, [self._station_code, name]).fetchone()
        return _pack_of(row[0]) if row else None


_ALL = "SELECT stamps FROM rules_kept WHERE station_code = %s"
_RAW = (
    "SELECT e.raw FROM rules_kept k JOIN entry e USING (station_code, book, seq)"
    " WHERE k.station_code = %s AND k.stamps = %s"
)


def _name(stamps: Iterable[PackStamp]) -> str:
    return msgspec.json.encode([(one.id, one.edition, one.sha256) for one in stamps]).decode()


def _age(name: str) -> tuple[tuple[int, ...], str]:
    base = msgspec.json.decode(name, type=list[tuple[str, str, str]])[0]
    return rank_of(base[1]), name


@lru_cache(maxsize=16)
def _pack_of(raw: bytes) -> RulePack | None:
    """Read kept rules; None for rules of a shape that this program no longer has."""
    act = read_entry(raw).act
    if not isinstance(act, RulesTaken):
        return None
    base, *overlays = (pack.text for pack in act.packs)
    try:
        return merge(base_of_text(base), [overlay_of_text(text) for text in overlays])
    except (ValueError, Refusal):
        return None
