from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donor_room.devices.codecs.sam_v import (
    LONGEST_BODY,
    PREAMBLE,
    Answer,
    BadFrame,
    Command,
    Frame,
    FrameParser,
    Meaning,
    answer_in,
    encode_answer,
    encode_command,
    encode_frame,
)
from tests.support.cards import CARD_BLOCK

LENGTHS = bytes.fromhex("01000400")
CARD_FRAME = encode_answer(0x90, LENGTHS + CARD_BLOCK + bytes(1024))
FOUND = bytes.fromhex("AAAAAA96690008 00009F 00000000 97")
bodies = st.binary(min_size=2, max_size=60)


def bodies_in(*pieces):
    parser = FrameParser()
    events = [event for piece in pieces for event in parser.feed(piece)]
    return [event.body for event in events if isinstance(event, Frame)]


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (Command.RESET, "AAAAAA9669000310FFEC"),
        (Command.STATUS, "AAAAAA9669000311FFED"),
        (Command.SAM_NUMBER, "AAAAAA9669000312FFEE"),
        (Command.FIND, "AAAAAA96690003200122"),
        (Command.SELECT, "AAAAAA96690003200221"),
        (Command.READ, "AAAAAA96690003300132"),
        (Command.READ_ADDRESS, "AAAAAA96690003300330"),
    ],
)
def test_commands_are_the_published_bytes(command, frame):
    assert encode_command(command) == bytes.fromhex(frame)


@pytest.mark.parametrize(
    ("status", "data", "frame"),
    [
        (0x9F, bytes(4), FOUND.hex()),
        (0x90, bytes(8), "AAAAAA9669000C00009000000000000000009C"),
        (0x80, b"", "AAAAAA9669000400008084"),
        (0x81, b"", "AAAAAA9669000400008185"),
        (0x41, b"", "AAAAAA9669000400004145"),
    ],
)
def test_answers_are_the_captured_bytes(status, data, frame):
    assert encode_answer(status, data) == bytes.fromhex(frame)


def test_a_whole_card_is_1295_bytes_and_ends_as_computed():
    assert len(CARD_FRAME) == 1295
    assert CARD_FRAME[-1] == 0x1E
    assert CARD_FRAME.hex().startswith("aaaaaa96690508000090" + "01000400")


def test_fingerprints_cannot_be_asked_for():
    assert bytes.fromhex("3010") not in {command.value for command in Command}


@pytest.mark.parametrize("at", range(1, len(CARD_FRAME), 7))
def test_a_card_split_anywhere_is_one_frame(at):
    assert bodies_in(CARD_FRAME[:at], CARD_FRAME[at:]) == [CARD_FRAME[7:-1]]


def test_a_card_byte_by_byte_is_one_frame():
    assert len(bodies_in(*(bytes((byte,)) for byte in CARD_FRAME))) == 1


@pytest.mark.parametrize(
    "before", [b"\xaa", b"\xaa" * 2, b"\xaa" * 9, b"\x00\xaa\xaa\x96", b"\xaa\xaa\xaa\x96"]
)
def test_garbage_and_runs_of_aa_before_a_frame_cost_nothing(before):
    assert bodies_in(before + FOUND) == [FOUND[7:-1]]
    assert bodies_in(before, FOUND) == [FOUND[7:-1]]


def test_two_frames_glued_are_two():
    assert bodies_in(FOUND + CARD_FRAME) == [FOUND[7:-1], CARD_FRAME[7:-1]]


@pytest.mark.parametrize("length", [0, 1, 2, LONGEST_BODY + 1, 0xFFFF])
def test_an_impossible_length_is_told_and_the_next_frame_found(length):
    events = FrameParser().feed(PREAMBLE + length.to_bytes(2, "big") + FOUND)
    assert events == [BadFrame("length"), Frame(FOUND[7:-1])]


def test_a_wrong_checksum_is_told_and_the_next_frame_found():
    wrong = FOUND[:-1] + b"\x00"
    assert FrameParser().feed(wrong + FOUND) == [BadFrame("checksum"), Frame(FOUND[7:-1])]


def test_after_a_reset_half_a_frame_is_forgotten():
    parser = FrameParser()
    parser.feed(FOUND[:9])
    parser.reset()
    assert parser.feed(FOUND[9:]) == []


@given(st.lists(bodies, max_size=5), st.lists(st.integers(0, 400), max_size=6))
def test_frames_survive_every_way_of_being_cut(sent, cuts):
    stream = b"".join(encode_frame(body) for body in sent)
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[start:end] for start, end in pairwise(edges)]
    assert bodies_in(*pieces) == sent


@settings(max_examples=300)
@given(
    st.lists(
        st.binary(max_size=80) | st.sampled_from([PREAMBLE, FOUND, CARD_FRAME[:40], b"\xaa"]), max_size=20
    )
)
def test_no_bytes_raise_and_every_accepted_frame_was_there(pieces):
    stream = b"".join(pieces)
    assert all(encode_frame(body) in stream for body in bodies_in(*pieces))


@settings(max_examples=300)
@given(st.integers(0, len(CARD_FRAME) - 1), st.integers(1, 255))
def test_a_changed_byte_is_never_taken_for_the_card(place, flip):
    changed = bytearray(CARD_FRAME)
    changed[place] ^= flip
    assert CARD_FRAME[7:-1] not in bodies_in(bytes(changed))


def test_a_flood_of_noise_leaves_little_behind():
    parser = FrameParser()
    for _ in range(50):
        parser.feed(b"\xaa\xaa\xaa\x96\x69\x10\x00" + b"\x55" * 4000)
    assert len(parser._kept) < 2 * LONGEST_BODY


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (0x90, Meaning.OK),
        (0x9F, Meaning.FOUND),
        (0x91, Meaning.NOT_ON_CARD),
        (0x10, Meaning.NOT_UNDERSTOOD),
        (0x11, Meaning.NOT_UNDERSTOOD),
        (0x21, Meaning.NOT_UNDERSTOOD),
        (0x24, Meaning.UNKNOWN),
        (0x31, Meaning.UNPROVEN),
        (0x32, Meaning.UNPROVEN),
        (0x33, Meaning.UNPROVEN),
        (0x40, Meaning.WRONG_TYPE),
        (0x41, Meaning.HOLD_STILL),
        (0x47, Meaning.HOLD_STILL),
        (0x60, Meaning.DEFECT),
        (0x66, Meaning.DEFECT),
        (0x80, Meaning.NO_CARD),
        (0x81, Meaning.HOLD_STILL),
        (0x77, Meaning.UNKNOWN),
    ],
)
def test_every_status_word_has_its_meaning(status, meaning):
    assert Answer(status, b"").meaning is meaning


def test_an_answer_needs_three_status_bytes_and_two_zeros():
    assert answer_in(Frame(b"\x00\x00\x90abc")) == Answer(0x90, b"abc")
    assert answer_in(Frame(b"\x00\x00")) is None
    assert answer_in(Frame(b"\x00\x01\x90")) is None
