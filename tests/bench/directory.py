"""A donor looked up by document number in a full directory; the twin is the bare query by the same key.

Ours makes the key from the number (HMAC), asks, and makes a donor of the row with all earlier donations.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

from donor_room.domain.directory import DirectoryDonor, EarlierDonation
from donor_room.practice.people import resident_number
from donor_room.store.directory import Directory
from donor_room.wire.messages import DirectoryRow
from tests.bench.desk import open_desk
from tests.bench.line import Line, against_limit, in_turns

_GAVE = tuple(
    EarlierDonation(kind="WB400", on=date(2026, 1, 5) - timedelta(days=200 * n), volume_ml=400, site="广场")
    for n in range(4)
)


def lines(*, quick: bool) -> list[Line]:
    """Fill the directory as at the depot, then look up donors who are in it."""
    donors, runs = (20_000, 500) if quick else (300_000, 5_000)
    with open_desk() as desk:
        directory = desk.directory
        directory.replace(_rows(directory, donors), "1", datetime(2026, 11, 21, tzinfo=UTC))
        chance = random.Random(1)
        asked = ""

        def ours() -> float:
            nonlocal asked
            asked = _number(chance.randrange(donors))
            began = perf_counter()
            found = directory.find_by_document("01", asked)
            took = perf_counter() - began
            assert found is not None
            return took * 1_000

        def twin() -> float:
            person = bytes.fromhex(directory.person_of("01", _number(chance.randrange(donors))))
            began = perf_counter()
            desk.directory_file.row("SELECT * FROM donor WHERE person = ?", (person,))
            return (perf_counter() - began) * 1_000

        values, twins = in_turns(ours, twin, runs, warm_up=20)
    note = f"{donors} donors"
    return [against_limit("directory.by_number", "ms", values, twins, most=1, at_p99=True, note=note)]


def _number(order: int) -> str:
    """Return an invented resident number, another for each order."""
    day = date(1971, 1, 1) + timedelta(days=order // 499)
    return resident_number(day, "male", order % 499)


def _rows(directory: Directory, donors: int) -> Iterator[DirectoryRow]:
    for order in range(donors):
        yield DirectoryRow(
            person=directory.person_of("01", _number(order)),
            revision=order + 1,
            donor=DirectoryDonor(
                name=f"样例{order % 977}",
                sex="male",
                birth_on=date(1990, 3, 7),
                abo="A",
                rhd="+",
                donations=_GAVE[: order % 5],
                count=order % 5,
                had_reaction=False,
                deferral=None,
            ),
        )
