"""What the station told this terminal, and who took note of it; drawn from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from donor_room.domain.clock import instant_of
from donor_room.domain.entries import NoticeHeard, NoticesNoted
from donor_room.domain.visit import Recorded
from donor_room.store.database import Database

MOST_SHOWN = 200

_SELECT = (
    "SELECT n.said, n.kind, n.urgent, n.told_at, n.heard_at, n.body, coalesce(o.noted_by, ''), o.noted_at"
    " FROM notice AS n LEFT JOIN notice_noted AS o ON o.said = n.said"
)


class HeardNotice(NamedTuple):
    """A notice, when it came, and who took note of it; noted_by is empty while nobody did."""

    said: str
    kind: str
    urgent: bool
    told_at: datetime
    heard_at: datetime
    body: str
    noted_by: str
    noted_at: datetime | None


class Notices:
    """The projection of all notices; to be used on the store thread only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def apply(self, recorded: Recorded, *, replay: bool = False) -> None:
        """Take an entry in; what another terminal beside this one heard as well is there once."""
        entry, act = recorded
        at = instant_of(entry.hlc).isoformat()
        if isinstance(act, NoticeHeard):
            self._database.execute(
                "INSERT INTO notice (said, revision, kind, urgent, told_at, heard_at, body)"
                " VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
                (act.said, act.revision, act.notice, act.urgent, act.at.isoformat(), at, act.body),
            )
        elif isinstance(act, NoticesNoted):
            for said in act.notices:
                self._database.execute(
                    "INSERT INTO notice_noted (said, noted_by, noted_at) VALUES (?,?,?)"
                    " ON CONFLICT DO NOTHING",
                    (said, entry.by, at),
                )

    def clear(self) -> None:
        """Forget everything; the ledger makes it again."""
        for table in ("notice", "notice_noted"):
            self._database.execute(f"DELETE FROM {table}")

    def has(self, said: str) -> bool:
        """Say whether a notice is here already."""
        return self._database.row("SELECT 1 FROM notice WHERE said = ?", (said,)) is not None

    def newest(self) -> list[HeardNotice]:
        """Return the last notices, the newest first."""
        return self._all(f"{_SELECT} ORDER BY n.told_at DESC, n.revision DESC LIMIT {MOST_SHOWN}")

    def not_noted(self) -> list[HeardNotice]:
        """Return the notices of which nobody took note, the newest first."""
        return self._all(f"{_SELECT} WHERE o.said IS NULL ORDER BY n.told_at DESC, n.revision DESC")

    def of_kinds(self, kinds: Sequence[str]) -> list[HeardNotice]:
        """Return all that was told of these kinds, the oldest first."""
        places = ",".join("?" * len(kinds))
        return self._all(f"{_SELECT} WHERE n.kind IN ({places}) ORDER BY n.told_at, n.revision", kinds)

    def _all(self, question: str, values: Sequence[str] = ()) -> list[HeardNotice]:
        return [_heard(*row) for row in self._database.rows(question, tuple(values))]


def _heard(
    said: str, kind: str, urgent: int, told: str, heard: str, body: str, noted_by: str, noted: str | None
) -> HeardNotice:
    return HeardNotice(
        said,
        kind,
        bool(urgent),
        datetime.fromisoformat(told),
        datetime.fromisoformat(heard),
        body,
        noted_by,
        datetime.fromisoformat(noted) if noted else None,
    )
