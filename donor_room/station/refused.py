"""How the station says no to a terminal: a status, a code, and where it stands instead."""

from __future__ import annotations

from donor_room.wire.messages import Problem


class Refused(Exception):
    """The station does not do what it was asked; status is of HTTP."""

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(problem.code)
        self.status = status
        self.problem = problem


def refused(status: int, code: str, **where: int | str | None) -> Refused:
    """Return the answer to raise; where holds need, at, hash or limit."""
    return Refused(status, Problem(code=code, **where))  # type: ignore[arg-type]
