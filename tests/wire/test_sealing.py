"""A sealed file: read by one, believed of one, and whole or not at all."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from donor_room.wire.sealing import MAGIC, Unsealed, _other_form, _other_half, open_sealed, outside_of, seal
from donor_room.wire.signature import load_key, new_key

VAN, STATION, STRANGER = (load_key(bytes([n]) * 32) for n in (1, 2, 3))
PARTS = [b"first", b"", b"x" * 5_000]


def sealed(parts: list[bytes] = PARTS) -> bytes:
    return seal(parts, sender="van", receiver="66001", key=VAN, receiver_key=STATION.public_key())


CONTENT = sealed()


def opened(content: bytes) -> list[bytes]:
    return open_sealed(content, key=STATION, sender_key=VAN.public_key())


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=20))
def test_what_was_sealed_comes_out_again(parts: list[bytes]) -> None:
    assert opened(sealed(parts)) == parts


def test_the_outside_says_who_wrote_it_for_whom_and_nothing_more() -> None:
    outside = outside_of(CONTENT)
    assert (outside.sender, outside.receiver) == ("van", "66001")
    assert b"first" not in CONTENT


def test_the_same_sealed_twice_is_two_files() -> None:
    assert sealed() != CONTENT


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_one_changed_byte_is_always_found(place: int, by: int) -> None:
    with pytest.raises(Unsealed):
        opened(CONTENT[:place] + bytes([CONTENT[place] ^ by]) + CONTENT[place + 1 :])


@given(st.integers(0, len(CONTENT) - 1))
def test_a_file_that_was_cut_is_none(length: int) -> None:
    with pytest.raises(Unsealed):
        opened(CONTENT[:length])


def test_nobody_else_opens_it() -> None:
    with pytest.raises(Unsealed):
        open_sealed(CONTENT, key=STRANGER, sender_key=VAN.public_key())


def test_a_file_that_somebody_else_wrote_is_not_believed() -> None:
    forged = seal(PARTS, sender="van", receiver="66001", key=STRANGER, receiver_key=STATION.public_key())
    with pytest.raises(Unsealed):
        opened(forged)


def signed_anew(content: bytes) -> bytes:
    """The same file under a right signature: what is inside must hold by itself."""
    from donor_room.wire.sealing import _signed

    return content[:-64] + VAN.sign(_signed(content[:-64]))


def parts_of(content: bytes) -> tuple[bytes, list[bytes]]:
    head_end = content.index(b"\n", len(MAGIC)) + 1
    rest, parts = content[head_end:-64], []
    while rest:
        end = 4 + int.from_bytes(rest[:4])
        parts.append(rest[:end])
        rest = rest[end:]
    return content[:head_end], parts


@pytest.mark.parametrize("order", [[0, 1], [1, 0, 2], [0, 0, 1, 2], [], [2], [0, 1, 2, 2]])
def test_parts_left_out_doubled_or_moved_are_found_even_under_a_right_signature(order: list[int]) -> None:
    head, parts = parts_of(CONTENT)
    changed = signed_anew(head + b"".join(parts[n] for n in order) + bytes(64))
    with pytest.raises(Unsealed):
        opened(changed)


@pytest.mark.parametrize("tail", [b"\0", b"\0\0\0\x09", b"\xff\xff\xff\xff"])
def test_a_part_that_says_a_wrong_length_is_found(tail: bytes) -> None:
    with pytest.raises(Unsealed):
        opened(signed_anew(CONTENT[:-64] + tail + bytes(64)))


@pytest.mark.parametrize(
    "outside",
    [b"{}", b"[]", b"\xff", b'{"sender":"van","receiver":"66001","share":"x"}',
     b'{"sender":"van","receiver":"66001","share":"' + b"A" * 43 + b'="}'],
)  # fmt: skip
def test_a_file_with_another_outside_is_none(outside: bytes) -> None:
    with pytest.raises(Unsealed):
        opened(signed_anew(MAGIC + outside + b"\n" + bytes(64)))


@pytest.mark.parametrize("content", [b"", MAGIC, b"PK\x03\x04", MAGIC + b"x" * 5_000])
def test_any_other_file_is_none(content: bytes) -> None:
    with pytest.raises(Unsealed):
        outside_of(content)


@given(st.binary(min_size=32, max_size=32))
def test_both_forms_of_a_key_belong_together(seed: bytes) -> None:
    key = load_key(seed)
    derived = X25519PrivateKey.from_private_bytes(_other_half(key)).public_key()
    assert _other_form(key.public_key()).public_bytes_raw() == derived.public_bytes_raw()


def test_a_new_key_seals_too() -> None:
    key = new_key()
    content = seal([b"a"], sender="a", receiver="b", key=key, receiver_key=key.public_key())
    assert open_sealed(content, key=key, sender_key=Ed25519PublicKey.from_public_bytes(
        key.public_key().public_bytes_raw())) == [b"a"]  # fmt: skip
