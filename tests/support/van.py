"""A van's book as bytes: acts sealed one after another, without a store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock, HybridClock
from donor_room.domain.stamp import PackStamp
from donor_room.wire.codec import encode_entry, first_hash, seal
from tests.support.fit_donor import fit_facts

MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
STAMP = PackStamp(id="gb18467-2011", edition="1", sha256="0" * 64)
SHIFT = "shift-1"


def donor(number: str = "660001199003070013", name: str = "样例甲", **changes: object) -> e.Donor:
    """Return somebody who does not exist: area 66 was never allotted."""
    fields: dict[str, object] = {
        "document_kind": "resident",
        "document_number": number,
        "name": name,
        "sex": "male",
        "birth_on": date(1990, 3, 7),
        "phone": "13800000000",
        "address": None,
        "ethnic_group": None,
        "organisation": None,
    }
    return e.Donor(**(fields | changes))  # type: ignore[arg-type]


class Book:
    """Writes acts into a chained book; `lines` are the entries as they travel."""

    def __init__(self, name: str = "van1", *, practice: bool = False, at: datetime = MORNING) -> None:
        self.name = name
        self.lines: list[bytes] = []
        self.entries: list[e.Entry] = []
        self._clock = FixedClock(at)
        self._hybrid = HybridClock(self._clock, name)
        self._ids = count(1)
        self._hash = first_hash(name)
        self.add(e.BookOpened(terminal="t", program="0.1", engine="SQLite", practice=practice, replaces=None))

    def add(self, *acts: e.Act, visit: str | None = None) -> list[bytes]:
        """Append acts and return their lines."""
        for act in acts:
            self._clock.instant += timedelta(seconds=10)
            entry = seal(
                act,
                book=self.name,
                seq=len(self.entries) + 1,
                entry_id=f"{self.name}-{next(self._ids)}",
                visit=visit,
                hlc=self._hybrid.tick(),
                by="nurse",
                prev_hash=self._hash,
            )
            self._hash = entry.hash
            self.entries.append(entry)
            self.lines.append(encode_entry(entry))
        return self.lines[-len(acts) :]

    @property
    def head(self) -> str:
        """The hash of the last entry."""
        return self._hash

    def open_shift(self, shift: str = SHIFT, site: str = "样例广场") -> None:
        self.add(
            e.ShiftOpened(
                shift=shift,
                on=date(2026, 11, 21),
                site_kind="vehicle",
                site=site,
                vehicle="van",
                drive="street",
                organisation=None,
                team=("nurse",),
            )
        )

    def open_visit(
        self, visit: str, who: e.Donor | None = None, *, plan: str = "WB400", shift: str = SHIFT
    ) -> None:
        opened = e.VisitOpened(
            shift=shift, donor=who or donor(), source="typed", plan=plan, known=None, directory_as_of=None
        )
        self.add(opened, visit=visit)

    def donate(self, visit: str, number: str, *, volume_ml: int = 400) -> None:
        """Plan a label set and collect."""
        planned = e.LabelSetPlanned(
            number=number, profile="isbt128", range_id="r", bag_kind="WB400", labels=()
        )
        ended = e.CollectionEnded(volume_ml=volume_ml, outcome="full", seconds=400, flags=(), reason=None)
        self.add(planned, ended, visit=visit)

    def decide(
        self, visit: str, outcome: str, until_on: date | None = None, *, age_h: int | None = 1
    ) -> None:
        self.add(
            e.DecisionMade(
                outcome=outcome,  # type: ignore[arg-type]
                until_on=until_on,
                marks=(),
                findings=(),
                facts=fit_facts(),
                rules=STAMP,
                directory_age_h=age_h,
                confirmed_by="physician",
                meaning="",
                remark=None,
            ),
            visit=visit,
        )

    def group(self, visit: str, abo: str) -> None:
        typed = e.GroupTyped(abo=abo, lot="L1", lot_expires_on=date(2027, 1, 1))  # type: ignore[arg-type]
        self.add(typed, visit=visit)
