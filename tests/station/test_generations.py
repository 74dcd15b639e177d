"""A generation is one moment of the directory, made beside everything else, handed out in pieces."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import msgspec
import pytest

from donor_room.station import generations, tables
from donor_room.station.generation_maker import GenerationMaker
from donor_room.station.refused import Refused
from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.compact import row_of
from donor_room.wire.generation import MANIFEST, Generation, Manifest, open_chunk, read_manifest
from donor_room.wire.messages import DirectoryPage, DirectoryRow, read_directory_key
from donor_room.wire.signature import read_public
from tests.station.test_directory import everything, load
from tests.support.stations import Caller
from tests.support.van import MORNING

MANY = range(1_200)
SMALL_CHUNK = 8 * 1024


@pytest.fixture
def full(station: Station) -> Station:
    load(station, *MANY)
    return station


def made(station: Station, days: int = 0) -> Generation:
    with station.connections.lend() as conn:
        return generations.make(conn, station.house, MORNING + timedelta(days=days), chunk_bytes=SMALL_CHUNK)


def told(caller: Caller) -> Generation:
    manifest = caller.link.get("/v1/generation", Manifest)
    key = read_public(caller.reply.station_key)
    return read_manifest(manifest, key, station_code=caller.reply.station_code)


def rows(caller: Caller, generation: Generation) -> list[DirectoryRow]:
    secret = read_directory_key(caller.reply.directory_key)
    return [
        row_of(row)
        for place, chunk in enumerate(generation.chunks)
        for row in open_chunk(
            caller.link.content(f"/v1/chunks/{chunk.sha256}"),
            directory_key=secret,
            name=generation.name,
            place=place,
        )
    ]


def no_of(caller: Caller, path: str, **asked: int) -> tuple[int, str]:
    with pytest.raises(StationSaysNo) as caught:
        caller.link.content(path, **asked)
    return caught.value.status, caught.value.problem.code


def test_a_generation_tells_of_everybody_as_the_pages_do(full: Station, caller: Caller) -> None:
    generation = made(full)
    found = rows(caller, told(caller))
    assert sorted(found, key=lambda row: row.revision) == everything(caller, limit=500)
    assert [row.person for row in found] == sorted(row.person for row in found)
    assert (generation.rows, len(generation.chunks) > 3) == (len(MANY), True)


def test_the_feed_goes_on_where_the_generation_ends(full: Station, caller: Caller) -> None:
    made(full)
    load(full, 5_000)
    page = caller.link.get("/v1/directory", DirectoryPage, cursor=told(caller).cursor)
    assert [row.donor.name for row in page.rows if row.donor] == ["样例5000"]


def test_whoever_is_told_of_no_more_is_in_no_generation(full: Station, caller: Caller) -> None:
    gone = everything(caller, limit=1_000)[0].person
    with full.connections.lend() as conn, conn.transaction():
        tables.tell(conn, full.house.code, [(gone, None)])
    made(full)
    found = rows(caller, told(caller))
    assert len(found) == len(MANY) - 1
    assert gone not in {row.person for row in found}


def test_what_is_written_while_it_is_made_is_not_in_it_and_not_lost(full: Station, caller: Caller) -> None:
    """The moment is that of the first row read: what comes later comes by the feed."""
    begun, go_on = Event(), Event()

    def pause() -> bool:
        begun.set()
        return go_on.wait(30)

    def make() -> None:
        with full.connections.lend() as conn:
            generations.make(conn, full.house, MORNING, chunk_bytes=SMALL_CHUNK, go_on=pause)

    maker = Thread(target=make)
    maker.start()
    assert begun.wait(30)
    load(full, 5_000, 1)
    go_on.set()
    maker.join()
    generation = told(caller)
    found = rows(caller, generation)
    later = everything(caller, cursor=generation.cursor)
    assert len(found) == len(MANY)
    assert [row.donor.name for row in later if row.donor] == ["样例5000"]


def test_two_are_not_made_at_once(full: Station) -> None:
    def try_another() -> bool:
        with full.connections.lend() as conn, pytest.raises(Refused) as caught:
            generations.make(conn, full.house, MORNING)
        codes.append(caught.value.problem.code)
        return True

    codes: list[str] = []
    with full.connections.lend() as conn:
        generations.make(conn, full.house, MORNING, go_on=try_another)
    assert codes == ["generation.making"]


def test_one_that_is_left_half_made_leaves_nothing(full: Station) -> None:
    with full.connections.lend() as conn:
        with pytest.raises(Refused):
            generations.make(conn, full.house, MORNING, chunk_bytes=SMALL_CHUNK, go_on=lambda: False)
        counts = "SELECT (SELECT count(*) FROM generation), (SELECT count(*) FROM generation_chunk)"
        assert conn.execute(counts).fetchone() == (0, 0)


def test_the_newest_is_told_and_the_one_before_can_be_taken_to_its_end(full: Station, caller: Caller) -> None:
    first = made(full)
    second = made(full, days=1)
    third = made(full, days=2)
    assert told(caller).name == third.name
    assert caller.link.content(f"/v1/chunks/{second.chunks[0].sha256}")
    assert no_of(caller, f"/v1/chunks/{first.chunks[0].sha256}") == (404, "chunk")


def test_a_chunk_is_handed_out_piece_by_piece(full: Station, caller: Caller) -> None:
    chunk = made(full).chunks[0]
    path = f"/v1/chunks/{chunk.sha256}"
    whole = caller.link.content(path)
    pieces = [caller.link.content(path, first=at, count=500) for at in range(0, chunk.bytes, 500)]
    assert (b"".join(pieces), len(whole)) == (whole, chunk.bytes)
    assert no_of(caller, path, first=chunk.bytes, count=1) == (416, "chunk.range")


@pytest.mark.parametrize("name", ["", "x", "0" * 64])
def test_a_chunk_of_no_such_name_is_not_there(full: Station, caller: Caller, name: str) -> None:
    assert no_of(caller, f"/v1/chunks/{name}") == (404, "chunk")


def test_another_face_of_the_station_hands_nothing_out(full: Station) -> None:
    chunk = made(full).chunks[0]
    assert no_of(Caller(full, practice=True), f"/v1/chunks/{chunk.sha256}") == (404, "chunk")


def test_a_terminal_that_asks_first_gets_one_made_at_once(full: Station, caller: Caller) -> None:
    assert told(caller).rows == len(MANY)
    assert told(caller) == told(caller)


def test_a_directory_of_one_page_needs_none(station: Station, caller: Caller) -> None:
    load(station, *range(1_000))
    assert no_of(caller, "/v1/generation") == (404, "generation.small")


def test_a_large_one_is_made_beside_and_asked_for_again(
    full: Station, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "AT_ONCE_ROWS", 1_100)
    with full.connections.lend() as conn:  # nobody makes it while this one holds the place
        busy = generations.make
        monkeypatch.setattr(generations, "make", lambda *_, **__: pytest.fail("made in the request"))
        monkeypatch.setattr(full.generations, "make_due", lambda: None)
        assert no_of(caller, "/v1/generation") == (503, "generation.making")
        monkeypatch.setattr(generations, "make", busy)
        GenerationMaker(full.connections, full.clock).make_due()
        assert conn.execute("SELECT count(*) FROM generation").fetchone() == (1,)
    assert told(caller).rows == len(MANY)


def due(station: Station, days: int) -> generations.Due:
    with station.connections.lend() as conn:
        return generations.due(conn, station.house, MORNING + timedelta(days=days))


def test_a_new_one_is_due_after_a_day_if_anything_was_told_since(full: Station) -> None:
    assert due(full, 0) == (len(MANY), False, True)
    made(full)
    assert due(full, 0) == (len(MANY), True, False)
    assert due(full, 2) == (len(MANY), True, False)
    load(full, 5_000)
    assert due(full, 0).is_old is False
    assert due(full, 2).is_old is True


def test_one_of_another_feed_is_not_told(full: Station, caller: Caller) -> None:
    """The database was put back from a backup and its feed begun anew."""
    old = made(full)
    with full.connections.lend() as conn:
        conn.execute("UPDATE generation SET feed = 'before'")
    assert told(caller).name != old.name


def test_a_folder_holds_the_newest_list_and_its_chunks_and_what_else_was_there(
    full: Station, caller: Caller, tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    (tmp_path / "photo.chunk").write_text("mine too")
    with full.connections.lend() as conn:
        generations.write_out(conn, full.house, tmp_path, MORNING)
        load(full, 5_000)
        newest = generations.write_out(conn, full.house, tmp_path, MORNING)
    manifest = msgspec.json.decode((tmp_path / MANIFEST).read_bytes(), type=Manifest)
    key = read_public(caller.reply.station_key)
    assert read_manifest(manifest, key, station_code=full.house.code) == newest
    chunks = {f"{chunk.sha256}.chunk" for chunk in newest.chunks}
    assert {path.name for path in tmp_path.iterdir()} == chunks | {MANIFEST, "letter.txt", "photo.chunk"}
