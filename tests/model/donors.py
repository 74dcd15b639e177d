"""Donors by the dozen: one walks through every use case, the others are copies of the acts that this left."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from itertools import count

from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.workflow.shift import the_shift
from tests.model.terminal import Terminal
from tests.support import desks as d


@dataclass(slots=True)
class Donors:
    """Copies of the walk of one eligible donor, up to the labels, each under another document."""

    _walk: tuple[e.Act, ...] = ()
    _documents: set[str] = field(default_factory=set)

    def come_in(self, terminal: Terminal, seed: int) -> str:
        """Let somebody come in who may give; return the visit. One transaction, as the real acts wrote it."""
        desk = terminal.desk
        if not self._walk:
            first = d.bring_to(desk, "labels", seed)
            self._walk = tuple(line.act for line in desk.ledger.of_visit(first.id))
            return first.id
        opened, *rest = self._walk
        assert isinstance(opened, e.VisitOpened)
        donor = self._somebody_new(terminal, seed)
        own = replace(opened, shift=the_shift(desk).id, donor=donor)
        visit = secrets.token_hex(8)
        with desk.transaction():
            desk.ledger.append([(visit, act) for act in (own, *rest)], by=d.EVERYBODY)
        return visit

    def _somebody_new(self, terminal: Terminal, seed: int) -> e.Donor:
        """Invent a donor with a document that nobody showed before: these copies pass by the reception."""
        donors = (d.invented(terminal.desk, seed + again * 1_000_003) for again in count())
        donor = next(one for one in donors if one.document_number not in self._documents)
        self._documents.add(donor.document_number)
        return donor
