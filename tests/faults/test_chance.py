"""Whatever people do, in whatever order: the house refuses in words or keeps what it said."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import fold_visit
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.chance import Chance

_TEXTS = [Texts(language) for language in LANGUAGES]
_IN_PARTS = frozenset({"go on", "bring", "hand over all", "needle in arm", "free a chair"})
_AFTER_THE_END = frozenset({"entry.corrected", "decision.reviewed", "visit.held"})


def press_on(desk: Desk, seed: int, acts: int) -> Chance:
    """Act by chance; a bug comes out as itself, with what was done last."""
    people = Chance(desk, seed)
    for place in range(acts):
        people.pass_time()
        before = desk.ledger.head_of_own()[1]
        try:
            people.act()
        except (Refusal, Trouble) as no:
            refuse_speechless(no)
            refuse_traces(desk, people, no, before)
        except Exception as bug:
            bug.add_note(f"seed {seed}, act {place}: {people.did}")
            raise
        refuse_lost_numbers(desk)
    return people


def refuse_speechless(no: Refusal | Trouble) -> None:
    """Every code has its sentence in both languages, with a value for every place."""
    for texts in _TEXTS:
        assert texts.say(no.code, **no.values)


def refuse_traces(desk: Desk, people: Chance, no: Refusal | Trouble, before: int) -> None:
    """What was refused left nothing; a secret, right or wrong, is an entry of its own as is a clock set."""
    if people.did in _IN_PARTS:
        return
    written = [entry.kind for entry in desk.ledger.entries_after(desk.ledger.book, before, 10)]
    assert set(written) <= {"staff.sign_in_refused", "staff.signed_in", "clock.jumped"}, (people.did, no)


def refuse_lost_numbers(desk: Desk) -> None:
    """Issued = used + void + returned + open + explained + unspent, in every block, at all times (I02)."""
    for shift, first, last, count, taken, returned in desk.database.rows(
        "SELECT shift, first, last, count, taken, returned FROM number_block"
    ):
        spent = desk.database.rows(
            "SELECT state, count(*) FROM donation_number WHERE number BETWEEN ? AND ? GROUP BY state",
            (first, last),
        )
        ended = dict(spent)
        assert set(ended) <= {"open", "used", "void", "explained"}
        assert sum(ended.values()) == taken, (shift, ended)
        assert count - taken - returned >= 0, (shift, count, taken, returned)
    for issued, size in desk.database.rows("SELECT issued, count FROM number_range"):
        held = desk.database.row("SELECT coalesce(sum(count), 0) FROM number_block")
        assert held == (issued,)
        assert issued <= size


def refuse_what_cannot_be(desk: Desk, people: Chance) -> None:
    """No number twice, all numbers accounted for, nothing after the end, the same made again as grown."""
    told = [desk.visits.get(visit) for visit in people.visits]
    planned = [one.number for visit in told for one in visit.label_sets]
    assert [number for number, times in Counter(planned).items() if times > 1] == []
    grown = d.drawn(desk)
    assert sorted(planned) == sorted(row[0] for row in grown["donation_number"])
    for visit in people.visits:
        lines = desk.ledger.of_visit(visit)
        assert fold_visit(reversed(lines)) == fold_visit(lines)
        kinds = [line.entry.kind for line in lines]
        after = kinds[kinds.index(e.VisitClosed.KIND) + 1 :] if e.VisitClosed.KIND in kinds else []
        assert set(after) <= _AFTER_THE_END
    desk.rebuild()
    assert d.drawn(desk) == grown
    assert desk.ledger.verify()


def survive(folder: Path, seed: int, acts: int) -> None:
    with d.at_work(folder, FixedClock(d.AFTERNOON)) as desk:
        refuse_what_cannot_be(desk, press_on(desk, seed, acts))


@pytest.mark.parametrize("seed", [1, 2])
def test_people_who_read_no_manual_break_nothing(tmp_path: Path, seed: int) -> None:
    survive(tmp_path, seed, 100)


@pytest.mark.lab
@pytest.mark.parametrize("seed", range(1000, 1100))
def test_a_hundred_days_of_chance_break_nothing(tmp_path: Path, seed: int) -> None:
    survive(tmp_path, seed, 250)
