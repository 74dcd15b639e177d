"""A generation is the station's own, whole, and names nobody to a stranger."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256

import msgspec
import pytest

from donor_room.wire.compact import encode_row, pack_row
from donor_room.wire.generation import (
    FORMAT,
    ChunkName,
    Generation,
    Manifest,
    mark_of,
    open_chunk,
    part_of,
    read_manifest,
    seal_chunk,
    sign_generation,
)
from donor_room.wire.signature import Unproven, load_key, new_key
from tests.support.spoiled import flipped
from tests.wire.test_compact import NOBODY_KNOWN, PERSON

KEY, SECRET, NAME = load_key(bytes(range(32))), bytes(range(32)), "0" * 16
ROW = pack_row(PERSON, 1, msgspec.structs.replace(NOBODY_KNOWN, name="王建国"))
WHOLE = Generation(
    station_code="66001",
    name=NAME,
    format=FORMAT,
    as_of=datetime(2026, 11, 21, 4, 0, tzinfo=UTC),
    cursor="c1",
    rows=1,
    chunks=(ChunkName(sha256="0" * 64, bytes=10, rows=1),),
)


def is_taken(manifest: Manifest, station_code: str = "66001") -> bool:
    try:
        return bool(read_manifest(manifest, KEY.public_key(), station_code=station_code))
    except Unproven as problem:
        return problem.reason != "generation"


def test_the_list_of_the_station_is_read_as_it_was_signed() -> None:
    assert read_manifest(sign_generation(WHOLE, KEY), KEY.public_key(), station_code="66001") == WHOLE


def test_the_list_of_another_station_is_not_taken() -> None:
    assert not is_taken(sign_generation(WHOLE, new_key()))
    assert not is_taken(sign_generation(WHOLE, KEY), station_code="66002")


def test_a_list_in_a_form_of_tomorrow_is_not_taken() -> None:
    assert not is_taken(sign_generation(msgspec.structs.replace(WHOLE, format=FORMAT + 1), KEY))


def test_a_field_of_tomorrow_breaks_no_signature() -> None:
    said = json.dumps(json.loads(sign_generation(WHOLE, KEY).said) | {"of": "tomorrow"})
    signature = b64encode(KEY.sign(b"donor-room generation 1\n" + said.encode())).decode()
    assert is_taken(Manifest(said=said, signature=signature))


@pytest.mark.parametrize(
    "changes", [{"cursor": "c2"}, {"rows": 2}, {"chunks": ()}, {"as_of": datetime(2026, 11, 22, tzinfo=UTC)}]
)
def test_a_list_that_was_changed_is_not_taken(changes: dict[str, object]) -> None:
    changed = msgspec.json.encode(msgspec.structs.replace(WHOLE, **changes)).decode()
    assert not is_taken(Manifest(said=changed, signature=sign_generation(WHOLE, KEY).signature))


@pytest.mark.parametrize("signature", ["", "%", "AAAA"])
def test_a_list_without_a_signature_is_not_taken(signature: str) -> None:
    assert not is_taken(Manifest(said=sign_generation(WHOLE, KEY).said, signature=signature))


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("name", "../../../home/x"),
        ("name", f"{NAME}\n"),
        ("sha256", "../" * 20 + "home"),
        ("sha256", "0" * 65),
    ],
)
def test_a_name_that_is_a_way_into_another_folder_is_none(place: str, name: str) -> None:
    said = json.loads(sign_generation(WHOLE, KEY).said)
    (said if place == "name" else said["chunks"][0])[place] = name
    text = json.dumps(said)
    signature = b64encode(KEY.sign(b"donor-room generation 1\n" + text.encode())).decode()
    assert not is_taken(Manifest(said=text, signature=signature))


def sealed(place: int = 0) -> bytes:
    return seal_chunk([encode_row(ROW)], directory_key=SECRET, name=NAME, place=place)


def test_a_chunk_opens_to_the_rows_that_went_in() -> None:
    assert open_chunk(sealed(), directory_key=SECRET, name=NAME, place=0) == [ROW]


def test_a_chunk_names_nobody() -> None:
    assert "王建国".encode() not in sealed()
    assert bytes.fromhex(PERSON) not in sealed()


@pytest.mark.parametrize(
    "other",
    [
        {"directory_key": bytes(32)},
        {"name": "1" * 16},
        {"place": 1},
    ],
)
def test_a_chunk_opens_with_its_own_secret_and_at_its_own_place_only(other: dict[str, object]) -> None:
    right: dict[str, object] = {"directory_key": SECRET, "name": NAME, "place": 0}
    with pytest.raises(ValueError, match="chunk"):
        open_chunk(sealed(), **(right | other))  # type: ignore[arg-type]


def test_a_chunk_that_is_none_does_not_open() -> None:
    with pytest.raises(ValueError, match="chunk"):
        open_chunk(flipped(sealed()), directory_key=SECRET, name=NAME, place=0)


def test_a_mark_stands_for_one_person_at_one_revision() -> None:
    person = bytes.fromhex(PERSON)
    by_hand = sha256(person + (7).to_bytes(8, "big")).digest()[:5]
    assert mark_of(person, 7) == int.from_bytes(by_hand, "big")
    assert len({mark_of(person, 7), mark_of(person, 8), mark_of(bytes(16), 7)}) == 3
    assert part_of(person) == 0x0A
