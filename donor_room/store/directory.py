"""The donors known to the station, in a file of their own: found by document, name or phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import msgspec

from donor_room.domain.directory import (
    PHONE_TAIL,
    DirectoryDonor,
    EarlierDonation,
    EarlierReaction,
    PastReadings,
    PhoneMark,
    Severity,
    StandingDeferral,
    phone_digits,
    phone_mark,
)
from donor_room.domain.initials import initials
from donor_room.domain.names import canonical
from donor_room.store.database import Database
from donor_room.wire.messages import DirectoryRow, person_key

MOST_FOUND = 50
"""A longer list helps nobody; the nurse types one more character."""

_SHORTEST_WHOLE_PHONE = 11
_ROWS_AT_ONCE = 1_000
_AFTER_ANY_CHARACTER = "\U0010ffff"
_NAMES = (
    "person, revision, name, sought, initials, sex, birth_on, abo, rhd, phone_tail, phone_mark, donations, "
    "count, had_reaction, deferral, deferral_until_on, readings, "
    "reaction_on, reaction_severity"
)
_COLUMNS = _NAMES.split(", ")
_SELECT = f"SELECT {_NAMES} FROM donor"
_PUT = (
    f"INSERT INTO donor ({_NAMES}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)}) "
    f"ON CONFLICT (person) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])} "
    "WHERE excluded.revision > revision"
)


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
        self._donations = msgspec.json.Decoder(tuple[EarlierDonation, ...])
        self._readings = msgspec.json.Decoder(tuple[PastReadings, ...])

    def person_of(self, kind: str, number: str) -> str:
        """Return what the directory calls the holder of a document."""
        return person_key(self._key, kind, number)

    def find_by_document(self, kind: str, number: str) -> DirectoryDonor | None:
        """The donor with this document, number in its normalised form."""
        person = bytes.fromhex(person_key(self._key, kind, number))
        row = self._database.row(f"{_SELECT} WHERE person = ?", (person,))
        return None if row is None else self._donor(row)

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
        return sorted(found, key=lambda known: (known.donor.name or "", known.donor.birth_on or date.min))

    def find_by_phone(self, digits: str) -> list[KnownDonor]:
        """Donors with this phone: a whole mobile number exactly, 4 to 10 digits by the last four."""
        typed = phone_digits(digits)
        if len(typed) < PHONE_TAIL:
            return []
        found = self._known(f"{_SELECT} WHERE phone_tail = ? ORDER BY name, birth_on", (typed[-PHONE_TAIL:],))
        if len(typed) >= _SHORTEST_WHOLE_PHONE:
            asked = phone_mark(self._key, typed)
            found = [known for known in found if known.donor.phone == asked]
        return found[:MOST_FOUND]

    def apply(self, rows: Iterable[DirectoryRow], cursor: str, as_of: datetime) -> None:
        """Take the station's rows in, with the cursor to ask on with: all or nothing.

        A row whose revision is not newer than what is here changes nothing, so that a page may come twice.
        """
        with self._database.atomic():
            for row in rows:
                self._apply_one(row)
            self._set_reading(cursor, as_of)

    def replace(self, rows: Iterable[DirectoryRow], cursor: str, as_of: datetime) -> None:
        """Begin anew with a whole directory, as at the depot; the old one stands until the last row is in."""
        with self._database.atomic():
            indexes = self._database.rows(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > ''"
            )
            for name, _ in indexes:
                self._database.execute(f"DROP INDEX {name}")
            self._database.execute("DELETE FROM donor")
            known = (_columns(row.person, row.revision, row.donor) for row in rows if row.donor is not None)
            self._database.utils().table("donor").insert_all(known, batch_size=_ROWS_AT_ONCE)
            for _, made_by in indexes:
                self._database.execute(made_by)
            self._set_reading(cursor, as_of)

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
        for row in self._database.execute(f"{_SELECT} ORDER BY person"):
            yield DirectoryRow(person=row[0].hex(), revision=row[1], donor=self._donor(row))

    def count(self) -> int:
        """How many donors are known."""
        row = self._database.row("SELECT count(*) FROM donor")
        return 0 if row is None else int(row[0])

    def _apply_one(self, row: DirectoryRow) -> None:
        if row.donor is None:
            self._database.execute(
                "DELETE FROM donor WHERE person = ? AND revision < ?",
                (bytes.fromhex(row.person), row.revision),
            )
        else:
            self._database.execute(_PUT, _columns(row.person, row.revision, row.donor))

    def _set_reading(self, cursor: str, as_of: datetime) -> None:
        self._database.execute(
            "INSERT INTO reading (one, cursor, as_of) VALUES (1, ?, ?) "
            "ON CONFLICT (one) DO UPDATE SET cursor = excluded.cursor, as_of = excluded.as_of",
            (cursor, as_of.isoformat()),
        )

    def _known(self, sql: str, parameters: tuple[str, ...]) -> list[KnownDonor]:
        rows = self._database.rows(sql, parameters)
        return [KnownDonor(person=row[0].hex(), donor=self._donor(row)) for row in rows]

    def _donor(self, row: tuple[Any, ...]) -> DirectoryDonor:
        (
            _,
            _,
            name,
            _,
            _,
            sex,
            birth_on,
            abo,
            rhd,
            tail,
            mark,
            donations,
            count,
            had_reaction,
            kind,
            until_on,
            readings,
            reaction_on,
            severity,
        ) = row
        return DirectoryDonor(
            name=name,
            sex=sex,
            birth_on=_day(birth_on),
            abo=abo,
            rhd=rhd,
            donations=self._donations.decode(donations),
            count=count,
            had_reaction=bool(had_reaction),
            deferral=StandingDeferral(kind=kind, until_on=_day(until_on)) if kind else None,
            phone=PhoneMark(tail=tail, mark=mark.hex()) if mark else None,
            readings=self._readings.decode(readings),
            reaction=_reaction(reaction_on, severity),
        )


def _columns(person: str, revision: int, donor: DirectoryDonor) -> dict[str, Any]:
    sought = canonical(donor.name) if donor.name else None
    return {
        "person": bytes.fromhex(person),
        "revision": revision,
        "name": donor.name,
        "sought": sought,
        "initials": initials(sought) or None if sought else None,
        "sex": donor.sex,
        "birth_on": _text(donor.birth_on),
        "abo": donor.abo,
        "rhd": donor.rhd,
        "phone_tail": donor.phone.tail if donor.phone else None,
        "phone_mark": bytes.fromhex(donor.phone.mark) if donor.phone else None,
        "donations": msgspec.json.encode(donor.donations).decode(),
        "count": donor.count,
        "had_reaction": int(donor.had_reaction),
        "deferral": donor.deferral.kind if donor.deferral else None,
        "deferral_until_on": _text(donor.deferral.until_on) if donor.deferral else None,
        "readings": msgspec.json.encode(donor.readings).decode(),
        "reaction_on": _text(donor.reaction.on) if donor.reaction else None,
        "reaction_severity": donor.reaction.severity if donor.reaction else None,
    }


def _reaction(on: str | None, severity: Severity | None) -> EarlierReaction | None:
    return EarlierReaction(on=date.fromisoformat(on), severity=severity) if on and severity else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
