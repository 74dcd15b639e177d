"""A donor known to the station is found by document, name and phone, and only as the station last said."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room import settings
from donor_room.domain.directory import (
    DirectoryDonor,
    EarlierDonation,
    EarlierReaction,
    PastReadings,
    PhoneMark,
    StandingDeferral,
    phone_digits,
    phone_mark,
)
from donor_room.store.database import Database, open_database
from donor_room.store.directory import MOST_FOUND, Directory
from donor_room.store.directory_rows import move_rows_of_before
from donor_room.wire.compact import pack_row
from donor_room.wire.generation import mark_of
from donor_room.wire.messages import DirectoryRow, person_key
from tests.store.conftest import KEY

STATION_KEY = b"the station's key of the directory"[:32]
NUMBER, PHONE = "11010119900307001X", "13912345678"
DAY = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

WANG = DirectoryDonor(
    name="王建国",
    sex="male",
    birth_on=date(1990, 3, 7),
    abo="A",
    rhd="+",
    donations=(EarlierDonation(kind="WB400", on=date(2026, 1, 5), volume_ml=400, site="东单"),),
    count=3,
    had_reaction=True,
    deferral=StandingDeferral(kind="until", until_on=date(2026, 12, 1)),
    phone=phone_mark(STATION_KEY, PHONE),
    readings=(PastReadings(on=date(2026, 1, 5), sbp_mmhg=Decimal(128), weight_kg=Decimal("62.5")),),
    reaction=EarlierReaction(on=date(2026, 1, 5), severity="moderate"),
)
NAMELESS = DirectoryDonor(
    name=None,
    sex=None,
    birth_on=None,
    abo=None,
    rhd=None,
    donations=(),
    count=0,
    had_reaction=False,
    deferral=StandingDeferral(kind="permanent", until_on=None),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "directory.db", KEY, settings.directory_migrations())
    yield database
    database.close()


@pytest.fixture
def directory(database: Database) -> Directory:
    return Directory(database, STATION_KEY)


def row(donor: DirectoryDonor | None, number: str = NUMBER, revision: int = 1) -> DirectoryRow:
    return DirectoryRow(person=person_key(STATION_KEY, "01", number), revision=revision, donor=donor)


def named(name: str, number: str) -> DirectoryRow:
    return row(msgspec.structs.replace(WANG, name=name, phone=None), number)


def names(directory: Directory, prefix: str) -> list[str | None]:
    return [known.donor.name for known in directory.find_by_name(prefix)]


def test_an_empty_directory_knows_nobody_and_says_so(directory):
    assert directory.find_by_document("01", NUMBER) is None
    assert (directory.cursor(), directory.as_of(), directory.count()) == (None, None, 0)


@pytest.mark.parametrize("donor", [WANG, NAMELESS])
def test_a_donor_comes_back_as_the_station_gave_it(directory, donor):
    directory.apply([row(donor)], "c1", DAY)
    assert directory.find_by_document("01", NUMBER) == donor


def test_a_row_of_before_readings_and_reaction_has_neither(tmp_path):
    old = tmp_path / "migrations"
    old.mkdir()
    first = settings.directory_migrations() / "0001_directory.sql"
    (old / first.name).write_bytes(first.read_bytes())
    database = open_database(tmp_path / "old.db", KEY, old)
    database.execute(
        "INSERT INTO donor (person, revision, donations, count, had_reaction) VALUES (?, 1, '[]', 0, 0)",
        (bytes.fromhex(person_key(STATION_KEY, "01", NUMBER)),),
    )
    database.close()
    database = open_database(tmp_path / "old.db", KEY, settings.directory_migrations())
    assert move_rows_of_before(database) == 1
    found = Directory(database, STATION_KEY).find_by_document("01", NUMBER)
    database.close()
    assert found is not None
    assert (found.readings, found.reaction) == ((), None)


@given(
    donor=st.builds(
        DirectoryDonor,
        name=st.none()
        | st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8),
        sex=st.none() | st.sampled_from(["male", "female"]),
        birth_on=st.none() | st.dates(),
        abo=st.none() | st.sampled_from(["A", "B", "O", "AB"]),
        rhd=st.none() | st.sampled_from(["+", "-"]),
        donations=st.lists(
            st.builds(
                EarlierDonation,
                kind=st.just("WB200"),
                on=st.dates(),
                volume_ml=st.integers(0, 900),
                site=st.text(),
            )
        ).map(tuple),
        count=st.integers(0, 2**40),
        had_reaction=st.booleans(),
        deferral=st.none()
        | st.builds(
            StandingDeferral,
            kind=st.sampled_from(["permanent", "until", "ask_station"]),
            until_on=st.none() | st.dates(),
        ),
        phone=st.none()
        | st.builds(PhoneMark, tail=st.just("5678"), mark=st.binary(min_size=16, max_size=16).map(bytes.hex)),
    )
)
def test_any_donor_survives_the_way_in_and_out(shared, donor):
    shared.replace([row(donor)], "c", DAY)
    assert shared.find_by_document("01", NUMBER) == donor


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    path = tmp_path_factory.mktemp("shared") / "directory.db"
    database = open_database(path, KEY, settings.directory_migrations())
    yield Directory(database, STATION_KEY)
    database.close()


@pytest.mark.parametrize(
    ("kind", "number"), [("02", NUMBER), ("01", NUMBER[:-1] + "1"), ("01", ""), ("", NUMBER)]
)
def test_another_document_is_another_person(directory, kind, number):
    directory.apply([row(WANG)], "c1", DAY)
    assert directory.find_by_document(kind, number) is None


def test_another_stations_secret_finds_nobody(database, directory):
    directory.apply([row(WANG)], "c1", DAY)
    assert Directory(database, bytes(32)).find_by_document("01", NUMBER) is None


def test_the_number_itself_stands_nowhere(database, directory):
    directory.apply([row(WANG)], "c1", DAY)
    assert NUMBER not in str(database.rows("SELECT * FROM donor"))
    assert PHONE not in str(database.rows("SELECT * FROM donor"))


# ---- rows of the station -----------------------------------------------------------------------------------


def test_cursor_and_time_come_with_the_rows(directory):
    directory.apply([row(WANG)], "c1", DAY)
    directory.apply([], "c2", LATER)
    assert (directory.cursor(), directory.as_of(), directory.count()) == ("c2", LATER, 1)


def test_a_newer_row_replaces_the_older(directory):
    directory.apply([row(WANG)], "c1", DAY)
    directory.apply([row(NAMELESS, revision=2)], "c2", LATER)
    assert directory.find_by_document("01", NUMBER) == NAMELESS


@pytest.mark.parametrize("revision", [1, 2])
def test_a_row_that_is_not_newer_changes_nothing(directory, revision):
    directory.apply([row(WANG, revision=2)], "c1", DAY)
    directory.apply([row(NAMELESS, revision=revision)], "c1", DAY)
    assert directory.find_by_document("01", NUMBER) == WANG


def test_a_row_that_went_away_is_gone(directory):
    directory.apply([row(WANG)], "c1", DAY)
    directory.apply([row(None, revision=2)], "c2", LATER)
    assert directory.count() == 0


def test_an_old_going_away_takes_nothing(directory):
    directory.apply([row(WANG, revision=5)], "c1", DAY)
    directory.apply([row(None, revision=5)], "c1", DAY)
    assert directory.count() == 1


def test_a_bad_row_in_a_page_leaves_the_page_before(directory):
    directory.apply([row(WANG)], "c1", DAY)
    bad = DirectoryRow(person="00", revision=9, donor=NAMELESS)
    with pytest.raises(Exception, match="CHECK"):
        directory.apply([row(NAMELESS, revision=2), bad], "c2", LATER)
    assert directory.find_by_document("01", NUMBER) == WANG
    assert directory.cursor() == "c1"


def test_a_whole_directory_replaces_the_old_one(directory):
    directory.apply([row(WANG, revision=7)], "c1", DAY)
    directory.replace([row(NAMELESS, "other"), row(None, "gone")], "g2", LATER)
    assert directory.find_by_document("01", NUMBER) is None
    assert directory.find_by_document("01", "other") == NAMELESS
    assert (directory.count(), directory.cursor()) == (1, "g2")


def test_a_whole_directory_that_breaks_off_leaves_the_old_one_with_its_indexes(database, directory):
    directory.apply([row(WANG)], "c1", DAY)
    indexes = database.rows("SELECT name FROM sqlite_master WHERE type = 'index'")

    def broken() -> Iterator[DirectoryRow]:
        yield row(NAMELESS, "other")
        raise ConnectionError

    with pytest.raises(ConnectionError):
        directory.replace(broken(), "g2", LATER)
    assert directory.find_by_document("01", NUMBER) == WANG
    assert database.rows("SELECT name FROM sqlite_master WHERE type = 'index'") == indexes


# ---- parts of the key --------------------------------------------------------------------------------------


def marked(rows: Iterable[DirectoryRow]) -> list[tuple[int, int]]:
    """Return the sums of the parts, counted by hand."""
    found = [(0, 0)] * 256
    for one in rows:
        person = bytes.fromhex(one.person)
        total, count = found[person[0]]
        found[person[0]] = (total + mark_of(person, one.revision), count + 1)
    return found


def test_the_sums_are_those_of_the_rows_after_anything_the_station_tells(directory):
    chance, here = random.Random(1), {}
    for revision in range(1, 60):
        told = {
            str(n): row(chance.choice([WANG, NAMELESS, None]), str(n), revision)
            for n in chance.sample(range(30), 5)
        }
        directory.apply(told.values(), "c", DAY)
        here = {number: one for number, one in (here | told).items() if one.donor is not None}
        assert directory.sums() == marked(here.values())
        assert directory.count() == len(here)


def test_a_row_that_comes_twice_is_counted_once(directory):
    directory.apply([row(WANG, revision=4)], "c", DAY)
    directory.apply([row(WANG, revision=4), row(NAMELESS, revision=3)], "c", DAY)
    assert directory.sums() == marked([row(WANG, revision=4)])


def test_a_whole_directory_brings_its_own_sums_and_is_not_compared_yet(directory):
    directory.apply([row(WANG)], "c", DAY)
    directory.note_compared(DAY)
    assert directory.compared_at() == DAY
    directory.replace([row(WANG, "other", 3), row(None, "gone", 2)], "c", LATER)
    assert directory.sums() == marked([row(WANG, "other", 3)])
    assert directory.compared_at() is None


@pytest.mark.parametrize("n", [0, 0x7F, 0xFF])
def test_a_part_is_replaced_whatever_its_revisions_are_and_no_other_is_touched(directory, n):
    def of(first: int, revision: int) -> DirectoryRow:
        return DirectoryRow(person=bytes([first] + [revision] * 15).hex(), revision=revision, donor=WANG)

    others = [of(first, 50) for first in {0, 1, 0x7E, 0x7F, 0x80, 0xFE, 0xFF} - {n}]
    directory.apply([*others, of(n, 60), of(n, 61)], "c", DAY)
    told = [of(n, 7), of(n, 61)]
    directory.replace_part(n, [pack_row(one.person, one.revision, WANG) for one in told])
    assert directory.sums() == marked([*others, *told])
    directory.replace_part(n, [])
    assert directory.sums() == marked(others)


def test_rows_of_an_older_program_are_packed_once(tmp_path):
    old = tmp_path / "migrations"
    old.mkdir()
    for path in sorted(settings.directory_migrations().glob("000[123]*.sql")):
        (old / path.name).write_bytes(path.read_bytes())
    database = open_database(tmp_path / "old.db", KEY, old)
    database.execute(
        "INSERT INTO donor VALUES (?, 5, '王建国', '王建国', 'wjg', 'male', '1990-03-07', 'A', '+', '5678',"
        " ?, ?, 3, 1, 'until', '2026-12-01', ?, '2026-01-05', 'moderate')",
        (
            bytes.fromhex(row(WANG).person),
            bytes.fromhex(WANG.phone.mark),
            msgspec.json.encode(WANG.donations).decode(),
            msgspec.json.encode(WANG.readings).decode(),
        ),
    )
    database.close()
    database = open_database(tmp_path / "old.db", KEY, settings.directory_migrations())
    assert (move_rows_of_before(database), move_rows_of_before(database)) == (1, 0)
    directory = Directory(database, STATION_KEY)
    assert directory.find_by_document("01", NUMBER) == WANG
    assert [known.donor for known in directory.find_by_name("wj")] == [WANG]
    assert directory.sums() == marked([row(WANG, revision=5)])
    database.close()


# ---- by name and phone -------------------------------------------------------------------------------------


@pytest.fixture
def peopled(directory: Directory) -> Directory:
    people = ["王建国", "王小明", "汪洋", "欧阳娜", "𠮷田", "䶮", "阿卜杜拉·买买提", "Anna Ng", "100%"]
    directory.apply([named(name, str(at)) for at, name in enumerate(people)], "c", DAY)
    return directory


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("王", ["王小明", "王建国"]),
        ("王建", ["王建国"]),
        (" 王建国 ", ["王建国"]),
        ("𠮷", ["𠮷田"]),
        ("䶮", ["䶮"]),
        ("阿卜杜拉•", ["阿卜杜拉·买买提"]),
        ("wj", ["王建国"]),
        ("W", ["汪洋", "王小明", "王建国"]),
        ("oyn", ["欧阳娜"]),
        ("anna n", ["Anna Ng"]),
        ("建", []),
        ("%", []),
        ("1", ["100%"]),
        ("'; DROP TABLE donor; --", []),
        ("", []),
        ("  ", []),
    ],
)
def test_a_name_is_found_by_its_beginning_or_its_initials(peopled, typed, found):
    assert names(peopled, typed) == found


def test_a_list_ends_where_nobody_reads_on(directory):
    directory.apply([named("李" + chr(0x4E00 + at), str(at)) for at in range(60)], "c", DAY)
    assert len(directory.find_by_name("李")) == MOST_FOUND


def test_what_was_found_can_be_named(peopled):
    (found,) = peopled.find_by_name("王建国")
    assert found.person == person_key(STATION_KEY, "01", "0")


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("5678", 2),
        ("345678", 2),
        (PHONE, 1),
        ("+86 139-1234-5678", 1),
        ("13912345679", 0),
        ("678", 0),
        ("", 0),
        ("电话", 0),
    ],
)
def test_a_phone_is_found_by_its_last_four_or_whole(directory, typed, count):
    other = msgspec.structs.replace(WANG, phone=phone_mark(STATION_KEY, "15000005678"))
    directory.apply([row(WANG), row(other, "other")], "c", DAY)
    assert len(directory.find_by_phone(typed)) == count


@pytest.mark.parametrize(
    ("typed", "digits"), [("8613912345678", PHONE), ("8612345", "8612345"), ("１２", "")]
)
def test_digits_are_ours(typed, digits):
    assert phone_digits(typed) == digits


def test_a_number_too_short_is_no_phone():
    assert phone_mark(STATION_KEY, "123456") is None


def test_a_phone_mark_does_not_tell_the_number():
    mark = phone_mark(STATION_KEY, PHONE)
    assert mark is not None
    assert mark.tail == "5678"
    assert mark.mark != phone_mark(bytes(32), PHONE).mark
