"""The releases of packs that this terminal has taken; kept as the signed files that they are."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from donor_room.store.database import Database

State = Literal["taken", "refused", "withdrawn"]


class KeptRelease(NamedTuple):
    """One release; a refused one with the code of the reason, and without any rules."""

    id: str
    edition: str
    base_edition: str
    title: str
    from_at: datetime
    taken_at: datetime
    state: State
    code: str
    content: bytes

    @property
    def effective_at(self) -> datetime:
        """From when it decides here: not before it came, so that nobody is decided by it in hindsight."""
        return max(self.from_at, self.taken_at)


class Releases:
    """The table of releases; to be used on the store thread only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, release: KeptRelease) -> None:
        """Keep a release; one that is here already keeps the moment at which it came."""
        self._database.execute(
            "INSERT INTO release (id, place, edition, base_edition, title, from_at, taken_at, state, code,"
            " content) VALUES (?, (SELECT coalesce(max(place), 0) + 1 FROM release), ?,?,?,?,?,?,?,?)"
            " ON CONFLICT (id) DO UPDATE SET state = excluded.state, code = excluded.code,"
            " base_edition = excluded.base_edition WHERE release.state = 'refused'",
            (
                release.id,
                release.edition,
                release.base_edition,
                release.title,
                release.from_at.isoformat(),
                release.taken_at.isoformat(),
                release.state,
                release.code,
                release.content,
            ),
        )

    def withdraw(self, release: str) -> None:
        """Let a release never come into force."""
        self._database.execute("UPDATE release SET state = 'withdrawn', code = '' WHERE id = ?", (release,))

    def every(self) -> list[KeptRelease]:
        """Return all releases, the first one first."""
        rows = self._database.rows(
            "SELECT id, edition, base_edition, title, from_at, taken_at, state, code, content FROM release"
            " ORDER BY place"
        )
        return [_kept(*row) for row in rows]


def _kept(
    name: str,
    edition: str,
    base_edition: str,
    title: str,
    from_at: str,
    taken_at: str,
    state: State,
    code: str,
    content: bytes,
) -> KeptRelease:
    return KeptRelease(
        name,
        edition,
        base_edition,
        title,
        datetime.fromisoformat(from_at),
        datetime.fromisoformat(taken_at),
        state,
        code,
        bytes(content),
    )
