"""A whole directory comes chunk by chunk over any line; the old one is asked until the new one is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from donor_room.domain.refusal import Trouble
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.station import generations, sums
from donor_room.station.answers import Answers
from donor_room.station.directory import load_donors
from donor_room.station.founding import House, twin_of
from donor_room.station.refused import refused
from donor_room.station.server import Station
from donor_room.store.generation import NewDirectory
from donor_room.sync.client import State
from donor_room.sync.link import Link
from donor_room.sync.session import Session, link_of
from donor_room.wire.generation import sign_generation
from donor_room.wire.messages import encode
from donor_room.wire.signature import new_key
from donor_room.workflow import generation_load
from donor_room.workflow.desk import Desk
from donor_room.workflow.directory_folder import loading_of
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import Exchange, exchange_of
from donor_room.workflow.greeting import Greeting
from tests.station.test_directory import known
from tests.support.bad_line import SpoiledLine
from tests.support.spoiled import flipped

DONORS = range(2_500)
SMALL_CHUNK, SMALL_PIECE = 16 * 1024, 900
PIECE = b"HTTP/1.1 206"


def house(station: Station) -> House:
    return twin_of(station.houses, practice=True)


def know(station: Station, *numbers: int) -> None:
    with station.connections.lend() as conn:
        load_donors(conn, house(station), [known(n) for n in numbers])


def make(station: Station) -> generations.Generation:
    with station.connections.lend() as conn:
        return generations.make(conn, house(station), station.clock.now(), chunk_bytes=SMALL_CHUNK)


@pytest.fixture
def full(station: Station) -> Station:
    know(station, *DONORS)
    make(station)
    return station


@pytest.fixture
def line(station: Station) -> Iterator[SpoiledLine]:
    line = SpoiledLine(int(station.url.rpartition(":")[2]))
    yield line
    line.close()


@pytest.fixture
def over_line(enrolled: Desk, line: SpoiledLine) -> Iterator[Callable[[], Session]]:
    """A new session each time, as after a new start of the program."""
    from msgspec.structs import replace

    enrolment = enrolment_of(enrolled.ledger)
    assert enrolment
    with link_of(replace(enrolment, url=line.url), enrolled.clock) as link:
        yield lambda: in_small_pieces(link, enrolled)


def in_small_pieces(link: Link, desk: Desk) -> Session:
    def ask(work: Callable[[Exchange], object]) -> object:
        exchange = exchange_of(desk)
        exchange.loading = lambda: loading_of(desk, piece_bytes=SMALL_PIECE)
        return work(exchange)

    return Session(link, ask)  # type: ignore[arg-type]


def refuse_difference(desk: Desk, station: Station, donors: int = len(DONORS)) -> None:
    with station.connections.lend() as conn:
        assert desk.directory.sums() == sums.counted(conn, house(station).code)
    assert desk.directory.count() == donors
    found = desk.directory.find_by_document("resident", "7")
    assert found
    assert found.name == "样例7"
    assert desk.directory_file.findings() == []
    assert not list(Path(desk.directory_file.path).parent.glob("directory.db.*load*"))
    assert not Path(f"{desk.directory_file.path}.new").exists()


def test_a_first_directory_comes_whole(session: Session, enrolled: Desk, full: Station) -> None:
    told = session.run()
    assert (told.is_all_there, told.rows) == (True, len(DONORS))
    refuse_difference(enrolled, full)
    assert enrolled.directory_age_h() == 0


def test_a_line_that_is_cut_fifty_times_brings_every_piece_once(
    over_line: Callable[[], Session], line: SpoiledLine, enrolled: Desk, full: Station
) -> None:
    """Each time in the midst of a piece, and each time the program starts anew with what is on its disk."""
    pieces, cuts = 0, 0

    def cut(_call: int, answer: bytes) -> bytes:
        nonlocal pieces, cuts
        if not answer.startswith(PIECE):
            return answer
        pieces += 1
        if cuts == 50 or pieces % 2:
            return answer
        cuts += 1
        return answer[: len(answer) // 2]

    line.spoil = cut
    runs = 1
    while not over_line().run().is_all_there:
        assert enrolled.directory.count() == 0, "what is half here is asked by nobody"
        runs += 1
    with full.connections.lend() as conn:
        needed = conn.execute(
            "SELECT sum(ceil(octet_length(content) / 900.0)) FROM generation_chunk"
        ).fetchone()
    assert (cuts, runs) == (50, 51)
    assert needed
    assert pieces == int(needed[0]) + 50
    refuse_difference(enrolled, full)


def test_what_becomes_true_during_the_load_is_there_when_the_new_one_is_asked(
    over_line: Callable[[], Session], line: SpoiledLine, enrolled: Desk, full: Station
) -> None:
    seen: list[int] = []

    def more(call: int, answer: bytes) -> bytes:
        seen.extend([call] if answer.startswith(PIECE) else [])
        if len(seen) == 5:
            know(full, 5_000)
        return answer

    line.spoil = more
    places: list[int] = []
    session = over_line()
    taken = session._load._ask

    def ask(work: Callable[[Exchange], object]) -> object:
        found = taken(work)  # type: ignore[arg-type, var-annotated]
        if enrolled.directory.count():
            places.append(enrolled.directory.count())
        return found

    session._load._ask = ask  # type: ignore[assignment]
    assert session.run().is_all_there
    assert places[0] == len(DONORS) + 1, "nothing is missing even at the first moment"
    refuse_difference(enrolled, full, len(DONORS) + 1)


def test_the_old_one_is_asked_until_the_new_one_is_whole(
    over_line: Callable[[], Session], line: SpoiledLine, enrolled: Desk, full: Station
) -> None:
    from tests.store.test_directory import WANG, row

    enrolled.directory.apply([row(WANG)], "a cursor of long ago", enrolled.clock.now())
    line.spoil = lambda call, answer: b"" if call > 8 else answer
    session = over_line()
    assert session.run().state is State.WAITING
    assert (enrolled.directory.count(), enrolled.directory.cursor()) == (1, "a cursor of long ago")
    line.spoil = lambda _call, answer: answer
    assert over_line().run().is_all_there
    refuse_difference(enrolled, full)


def test_a_conversation_that_is_ended_in_the_midst_goes_on_there(
    over_line: Callable[[], Session], enrolled: Desk, full: Station
) -> None:
    steps = iter(range(20))
    told = over_line().run(go_on=lambda: next(steps, None) is not None)
    assert (told.state, enrolled.directory.count()) == (State.LOADING, 0)
    assert over_line().run().is_all_there
    refuse_difference(enrolled, full)


def test_a_chunk_that_was_spoiled_on_the_disk_is_fetched_again(
    over_line: Callable[[], Session], line: SpoiledLine, enrolled: Desk, full: Station
) -> None:
    pieces: list[int] = []
    line.spoil = lambda call, answer: b"" if answer.startswith(PIECE) and len(pieces) > 40 else answer
    counted = line.spoil

    def count(call: int, answer: bytes) -> bytes:
        pieces.extend([call] if answer.startswith(PIECE) else [])
        return counted(call, answer)

    line.spoil = count
    over_line().run()
    whole = next(Path(f"{enrolled.directory_file.path}.load").glob("*.chunk"))
    whole.write_bytes(flipped(whole.read_bytes()))
    line.spoil = lambda _call, answer: answer
    assert over_line().run().is_all_there
    refuse_difference(enrolled, full)


def test_a_chunk_that_is_spoiled_at_the_station_is_said_and_never_taken(
    session: Session, enrolled: Desk, full: Station
) -> None:
    with full.connections.lend() as conn:
        conn.execute("UPDATE generation_chunk SET content = overlay(content PLACING '\\xff' FROM 9 FOR 1)")
    told = session.run()
    assert (told.trouble, enrolled.directory.count()) == ("directory.chunk_damaged", 0)
    assert session.run().trouble == "directory.chunk_damaged"
    know(full, 5_000)
    make(full)
    assert session.run().is_all_there
    refuse_difference(enrolled, full, len(DONORS) + 1)


def test_a_list_that_another_key_has_signed_is_not_taken(
    session: Session, enrolled: Desk, full: Station
) -> None:
    forged = encode(sign_generation(make(full), new_key()))
    with full.connections.lend() as conn:
        conn.execute("UPDATE generation SET manifest = %s", [forged])
    told = session.run()
    assert (told.trouble, told.state, enrolled.directory.count()) == ("directory.unproven", State.WAITING, 0)
    for language in LANGUAGES:
        assert [Texts(language).say(key) for key in told.sentences]


def test_a_generation_that_the_station_has_thrown_away_is_begun_anew(
    over_line: Callable[[], Session], line: SpoiledLine, enrolled: Desk, full: Station
) -> None:
    line.refuses = lambda call: call > 12
    over_line().run()
    with full.connections.lend() as conn:
        conn.execute("DELETE FROM generation")
    line.refuses = lambda _call: False
    assert over_line().run().is_all_there
    refuse_difference(enrolled, full)


def test_a_generation_of_a_feed_that_is_no_more_is_begun_anew(
    over_line: Callable[[], Session], enrolled: Desk, full: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cursor after which the feed was to go on is gone when the chunks are here."""
    asked: list[str] = []
    real = generation_load.Loading.cursor

    def cursor(loading: generation_load.Loading) -> str:
        asked.append("")
        return "a cursor of long ago" if len(asked) == 1 else real(loading)

    monkeypatch.setattr(generation_load.Loading, "cursor", cursor)
    assert over_line().run().is_all_there
    assert len(asked) == 2
    refuse_difference(enrolled, full)


def test_a_station_that_knows_no_generations_tells_all_pages(
    session: Session, enrolled: Desk, full: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object) -> None:
        raise refused(404, "not_found")

    for name in ("_generation", "_sums"):
        monkeypatch.setattr(Answers, name, unknown)
    assert session.run().is_all_there
    refuse_difference(enrolled, full)


def test_a_station_that_is_making_one_is_asked_again(
    session: Session, enrolled: Desk, full: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        later.setattr(
            generations, "manifest", lambda *_: (_ for _ in ()).throw(refused(503, "generation.making"))
        )
        told = session.run()
    assert (told.trouble, told.waiting, enrolled.directory.count()) == ("sync.generation.making", 0, 0)
    for language in LANGUAGES:
        assert [Texts(language).say(key) for key in told.sentences]
    assert session.run().is_all_there
    refuse_difference(enrolled, full)


def test_a_disk_that_is_full_in_the_midst_leaves_the_old_one_and_the_chunks(
    session: Session, enrolled: Desk, full: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = NewDirectory.add

    def add(new: NewDirectory, rows: object) -> None:
        pages = new._database.row("PRAGMA page_count") or (0,)
        new._database.row(f"PRAGMA max_page_count = {pages[0] + 2}")
        real(new, rows)  # type: ignore[arg-type]

    with monkeypatch.context() as small:
        small.setattr(NewDirectory, "add", add)
        told = session.run()
    beside = Path(f"{enrolled.directory_file.path}.load")
    assert (told.trouble, told.state, enrolled.directory.count()) == ("store.disk_full", State.WAITING, 0)
    assert not Path(f"{enrolled.directory_file.path}.new").exists(), "its room is given back"
    assert list(beside.glob("*.chunk"))
    assert session.run().is_all_there
    refuse_difference(enrolled, full)


def test_who_reads_the_old_one_keeps_it_until_the_next_conversation(
    session: Session, enrolled: Desk, full: Station
) -> None:
    from donor_room.store.database import read_database

    file = enrolled.directory_file
    reader = read_database(file.path, file.key)
    reader.execute("BEGIN")
    reader.row("SELECT count(*) FROM donor")
    assert session.run().trouble == "store.busy"
    reader.close()
    assert session.run().is_all_there
    refuse_difference(enrolled, full)


def test_a_terminal_without_a_station_loads_nothing(desk: Desk) -> None:
    with pytest.raises(Trouble, match="not_enrolled"):
        loading_of(desk)
    exchange = Exchange(desk.ledger, desk.directory, desk.numbers, desk.packs.policy, Greeting(desk))
    with pytest.raises(Trouble, match="not_enrolled"):
        exchange.loading()
