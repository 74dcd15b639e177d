"""The donors known to the station, in a file of their own: found by document, name or phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import msgspec

from donor_room.domain.directory import PHONE_TAIL, DirectoryDonor, phone_digits, phone_mark
from donor_room.domain.names import canonical
from donor_room.store.database import Database
from donor_room.store.directory_rows import apply_rows, indexes, insert_rows, make_room, replace_part
from donor_room.wire.compact import PackedRow, pack_row, unpack_donor
from donor_room.wire.generation import PARTS
from donor_room.wire.messages import DirectoryRow, person_key

MOST_FOUND = 50
"""A longer list helps nobody; the nurse types one more character."""

_SHORTEST_WHOLE_PHONE = 11
_AFTER_ANY_CHARACTER = "\U0010ffff"
_EVERY = "SELECT person, revision, name, phone_tail, told FROM donor ORDER BY person"
_SELECT = "SELECT person, name, phone_tail, told FROM donor"


class KnownDonor(msgspec.Struct, frozen=True, kw_only=True):
    """A donor that a search found; person is what the directory calls her or him."""

    person: str
    donor: DirectoryDonor


class Directory:
    """Looks donors up and takes the station's rows in; to be used on the store thread only."""

    def __init__(self, database: Database, directory_key: bytes) -> None:
        """directory_key is the station's secret from enrolment, not the key of the file."""
        self._database = database
        self._key = directory_key
        make_room(database)

    def person_of(self, kind: str, number: str) -> str:
        """Return what the directory calls the holder of a document."""
        return person_key(self._key, kind, number)

    def find_by_document(self, kind: str, number: str) -> DirectoryDonor | None:
        """The donor with this document, number in its normalised form."""
        person = bytes.fromhex(person_key(self._key, kind, number))
        row = self._database.row(f"{_SELECT} WHERE person = ?", (person,))
        return None if row is None else _donor(row)

    def find_by_name(self, prefix: str) -> list[KnownDonor]:
        """Donors whose name begins so, or whose pinyin initials do when letters are given."""
        typed = canonical(prefix)
        if not typed:
            return []
        column = "initials" if typed.isascii() and typed.isalpha() else "sought"
        found = self._known(
            f"{_SELECT} WHERE {column} >= ? AND {column} < ? ORDER BY {column} LIMIT {MOST_FOUND}",
            (typed, typed + _AFTER_ANY_CHARACTER),
        )
        return sorted(found, key=_by_name)

    def find_by_phone(self, digits: str) -> list[KnownDonor]:
        """Donors with this phone: a whole mobile number exactly, 4 to 10 digits by the last four."""
        typed = phone_digits(digits)
        if len(typed) < PHONE_TAIL:
            return []
        found = self._known(f"{_SELECT} WHERE phone_tail = ? ", (typed[-PHONE_TAIL:],))
        if len(typed) >= _SHORTEST_WHOLE_PHONE:
            asked = phone_mark(self._key, typed)
            found = [known for known in found if known.donor.phone == asked]
        return sorted(found, key=_by_name)[:MOST_FOUND]

    def apply(self, rows: Iterable[DirectoryRow], cursor: str, as_of: datetime) -> None:
        """Take the station's rows in, with the cursor to ask on with: all or nothing.

        A row whose revision is not newer than what is here changes nothing, so that a page may come twice.
        """
        with self._database.atomic():
            apply_rows(self._database, rows)
            self._set_reading(cursor, as_of)

    def replace(self, rows: Iterable[DirectoryRow], cursor: str, as_of: datetime) -> None:
        """Begin anew with a whole directory of some pages; the old one stands until the last row is in."""
        with self._database.atomic():
            made_by = indexes(self._database)
            for name, _ in made_by:
                self._database.execute(f"DROP INDEX {name}")
            self._database.execute("DELETE FROM donor")
            self._database.execute("DELETE FROM part")
            insert_rows(
                self._database, (pack_row(row.person, row.revision, row.donor) for row in rows if row.donor)
            )
            for _, sql in made_by:
                self._database.execute(sql)
            self._set_reading(cursor, as_of)
            self._database.execute("UPDATE reading SET compared_at = NULL")

    def replace_part(self, n: int, rows: Iterable[PackedRow]) -> None:
        """Put what the station says of one part of the key in the place of what is here: all or nothing."""
        with self._database.atomic():
            replace_part(self._database, n, rows)

    def sums(self) -> list[tuple[int, int]]:
        """Return the sum of the marks of each part's rows and their count."""
        kept = {
            n: (total, count) for n, total, count in self._database.rows("SELECT n, sum, count FROM part")
        }
        return [kept.get(n, (0, 0)) for n in range(PARTS)]

    def compared_at(self) -> datetime | None:
        """When the parts were last found to be the station's; None when not since the last load."""
        row = self._database.row("SELECT compared_at FROM reading")
        return datetime.fromisoformat(row[0]) if row and row[0] else None

    def note_compared(self, at: datetime) -> None:
        """Note that every part is as at the station."""
        self._database.execute("UPDATE reading SET compared_at = ?", (at.isoformat(),))

    def cursor(self) -> str | None:
        """Where to ask the station on; None before the first row."""
        row = self._database.row("SELECT cursor FROM reading")
        return None if row is None else str(row[0])

    def as_of(self) -> datetime | None:
        """Of when this knowledge is, by the station's clock; None when there is none."""
        row = self._database.row("SELECT as_of FROM reading")
        return None if row is None else datetime.fromisoformat(row[0])

    def every(self) -> Iterator[DirectoryRow]:
        """Every donor as the station told it, to be held against the station's own."""
        for person, revision, *told in self._database.execute(_EVERY):
            yield DirectoryRow(person=person.hex(), revision=revision, donor=unpack_donor(*told))

    def count(self) -> int:
        """How many donors are known."""
        row = self._database.row("SELECT coalesce(sum(count), 0) FROM part")
        return int(row[0]) if row else 0

    def _set_reading(self, cursor: str, as_of: datetime) -> None:
        self._database.execute(
            "INSERT INTO reading (one, cursor, as_of) VALUES (1, ?, ?) "
            "ON CONFLICT (one) DO UPDATE SET cursor = excluded.cursor, as_of = excluded.as_of",
            (cursor, as_of.isoformat()),
        )

    def _known(self, sql: str, parameters: tuple[str, ...]) -> list[KnownDonor]:
        rows = self._database.rows(sql, parameters)
        return [KnownDonor(person=row[0].hex(), donor=_donor(row)) for row in rows]


def _by_name(known: KnownDonor) -> tuple[str, date]:
    return known.donor.name or "", known.donor.birth_on or date.min


def _donor(row: tuple[Any, ...]) -> DirectoryDonor:
    _, name, phone_tail, told = row
    return unpack_donor(name, phone_tail, told)
