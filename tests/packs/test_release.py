"""A release: read only as it was signed, for this station, with nothing in it that is not known."""

from __future__ import annotations

import json
from base64 import b64encode
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.refusal import Refusal
from donor_room.packs.release import MAX_BYTES, Contents, lay_out, make_release, read_release, unchecked
from donor_room.packs.rules import NATIONAL, load_rules
from donor_room.packs.trust import distrust_of, read_key, trusted_keys
from tests.support import layers as s
from tests.support.desks import refused
from tests.support.releases import MADE, released


@pytest.fixture
def raw(tmp_path: Path) -> bytes:
    return released(tmp_path)


def read(raw: bytes, station: str = "66001") -> Any:
    return read_release(raw, s.keys(), station_code=station)


def resealed(raw: bytes, **changes: object) -> bytes:
    """Return a release whose contents were changed and signed again by the same key."""
    contents = msgspec.json.decode(json.loads(raw)["said"])
    said = msgspec.json.encode(contents | changes, order="sorted")
    key = read_key(s.key_file())
    signature = b64encode(key.sign(b"donor-room release 1\n" + said)).decode()
    return json.dumps(json.loads(raw) | {"said": said.decode(), "signature": signature}).encode()


def test_a_release_is_read_as_it_was_made(raw: bytes) -> None:
    release = read(raw)
    assert release.names == (f"rules/{NATIONAL}.toml",)
    assert (release.contents.edition, release.contents.station_code, release.contents.made_at) == (
        "1",
        "66001",
        MADE,
    )
    assert unchecked(raw) == release


@pytest.mark.parametrize("station", ["66001", "66001-practice"])
def test_it_is_for_both_faces_of_its_station(raw: bytes, station: str) -> None:
    assert read(raw, station).contents.title == "样例规则"


def test_it_is_of_another_station(raw: bytes) -> None:
    with refused("pack_release.other_station"):
        read(raw, "77001")


def test_one_for_every_station_is_for_this_one(tmp_path: Path) -> None:
    assert read(released(tmp_path, station=""), "77001").contents.station_code == ""


def test_a_key_that_is_not_trusted_is_named(raw: bytes) -> None:
    with refused("pack_release.unknown_key"):
        read_release(raw, trusted_keys(), station_code="66001")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"said": "{}"}, "wrong_signature"),
        ({"signature": "AAAA"}, "wrong_signature"),
        ({"signature": "not base64"}, "wrong_signature"),
        ({"more": 1}, "damaged"),
        ({"said": 1}, "damaged"),
    ],
)
def test_what_is_not_as_it_was_signed_is_refused(raw: bytes, change: dict[str, object], code: str) -> None:
    with refused(f"pack_release.{code}"):
        read(json.dumps(json.loads(raw) | change).encode())


@pytest.mark.parametrize("damaged", [b"", b"no json", b"\xff\xfe", b"[" * 100_000, b"PK\x03\x04"])
def test_a_damaged_file_is_said_to_be_one(damaged: bytes) -> None:
    with refused("pack_release.damaged"):
        read(damaged)


def test_what_is_larger_than_any_release_is_not_read() -> None:
    with refused("pack_release.too_large"):
        read(b" " * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"files": []}, "empty"),
        ({"format": 2}, "newer_program"),
        ({"made_at": "2026-11-20T02:00:00"}, "newer_program"),
        ({"edition": "one"}, "newer_program"),
        ({"more": 1}, "newer_program"),
        ({"files": [{"name": "../rules/a.toml", "text": "", "signature": ""}]}, "unknown_file"),
        ({"files": [{"name": "rules/a.toml.sig", "text": "", "signature": ""}]}, "unknown_file"),
        ({"files": [{"name": "texts/zh_CN/a.toml", "text": "", "signature": ""}]}, "unknown_file"),
        ({"files": [{"name": "rules/a.toml", "text": "", "signature": ""}] * 2}, "unknown_file"),
    ],
)
def test_what_was_signed_and_is_not_known_here_is_refused(
    raw: bytes, changes: dict[str, object], code: str
) -> None:
    with refused(f"pack_release.{code}"):
        read(resealed(raw, **changes))


@given(at=st.integers(min_value=0, max_value=60_000), sign=st.integers(min_value=0, max_value=255))
def test_no_changed_byte_is_believed(at: int, sign: int) -> None:
    raw = _one()
    at %= len(raw)
    spoiled = raw[:at] + bytes([sign]) + raw[at + 1 :]
    with suppress(Refusal):
        assert read(spoiled).contents == read(raw).contents


@cache
def _one() -> bytes:
    return released(Path(mkdtemp()))


def test_packs_are_laid_out_as_they_were_signed_and_mended(raw: bytes, tmp_path: Path) -> None:
    folder = lay_out(read(raw), tmp_path / "here")
    file = folder / f"{NATIONAL}.toml"
    before = file.read_bytes()
    file.write_bytes(b"spoiled")
    lay_out(read(raw), tmp_path / "here")
    assert file.read_bytes() == before
    assert distrust_of(file, load_rules(NATIONAL, folder).stamp, s.keys()) is None


def test_a_pack_that_nobody_signed_makes_no_release(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("", "utf-8")
    with refused("pack_release.file"):
        make_release(
            tmp_path,
            ["mine"],
            read_key(s.key_file()),
            station_code="",
            edition="1",
            title="x",
            made_at=MADE,
        )


def test_the_shape_is_held_when_it_is_made() -> None:
    assert Contents.__struct_fields__ == ("format", "station_code", "edition", "title", "made_at", "files")
