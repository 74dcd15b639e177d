"""A day on the board: people of every step and sign, from invented lines; and the acts that make the like."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from donor_room.domain.board import Board, Came, board_of
from donor_room.domain.queue import VisitLine

NOW = datetime(2026, 11, 21, 7, 20, tzinfo=UTC)
PEOPLE = (
    ("周*静", "aftercare", 44, 6, "", None, None),
    ("何*桐", "collection", 39, 6, "", None, 1),
    ("马*栋", "collection", 37, 9, "", None, 2),
    ("林*雯", "aftercare", 35, 2, "reaction", None, None),
    ("郑*然", "labels", 32, 3, "", None, 4),
    ("高*", "collection", 30, 2, "", None, 5),
    ("许*宁", "decision", 25, 11, "", "physician", None),
    ("宋*川", "tests", 22, 8, "", None, None),
    ("唐*", "exam", 20, 18, "", None, None),
    ("韩*雪", "exam", 19, 14, "", None, None),
    ("冯*杰", "exam", 16, 9, "", None, None),
    ("曹*婷", "exam", 14, 5, "", None, None),
    ("邓*", "interview", 8, 7, "", None, None),
    ("彭*飞", "interview", 4, 3, "", None, None),
)


def line(at: int, name: str, step: str, came: float, waits: float, flags: str = "",
         outcome: str | None = None, chair: int | None = None) -> VisitLine:  # fmt: skip
    return VisitLine(
        visit=f"{at:016x}", shift="s", step=step, name=name, sex="male", document_kind="01",
        document_number=f"6600011990030700{at:02d}", phone=None, outcome=outcome, number=None, flags=flags,
        opened_at=(NOW - timedelta(minutes=came)).isoformat(),
        waiting_since=(NOW - timedelta(minutes=waits)).isoformat(), chair=chair,
    )  # fmt: skip


def board(*, people: int = 14, gone: int = 44, unseen: tuple[int, ...] = (), letter: str = "A",
          late_after_min: int = 12) -> Board:  # fmt: skip
    """Return the board of so many people here, after so many who left."""
    left = [line(100 + at, "李*", "closed", 400 - at * 7, 360 - at * 8) for at in range(gone)]
    told = [PEOPLE[at % len(PEOPLE)] for at in range(people)]
    here = [line(at, *one) for at, one in enumerate(told)]
    lines = sorted((*left, *here), key=lambda one: one.opened_at)
    tickets = [
        Came(f"{letter}{45 + at:03d}", one.visit, datetime.fromisoformat(one.opened_at), True)
        for at, one in enumerate(here)
    ]
    ended = {one.visit: "donated" if at % 6 else "deferred" for at, one in enumerate(left)}
    return board_of(
        lines, tickets, ended=ended, now=NOW, late_after_min=late_after_min,  # type: ignore[arg-type]
        unseen=frozenset(here[at].visit for at in unseen),
    )  # fmt: skip
