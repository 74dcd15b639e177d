from __future__ import annotations

import queue

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.devices.codecs.scanner import (
    ETX,
    LONGEST_SCAN,
    STX,
    BrokenScan,
    Scan,
    ScanLines,
    Typed,
    WedgeClassifier,
    WedgeTiming,
    scan_of,
)
from donor_room.devices.drivers.scanner import Scanner
from donor_room.devices.simulated.scanner import SimulatedScanner

NUMBER = "=A0012261234567"
printable = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="]"), min_size=1)


def play(text, gap_ms, start_ms=0, classifier=None):
    """Press the keys of a text at an even pace, then let the longest gap pass."""
    classifier = classifier or WedgeClassifier()
    events, at_ms = [], start_ms
    for character in text:
        events += classifier.feed(character, at_ms)
        at_ms += gap_ms
    return events + classifier.tick(at_ms + 6000)


def play_gaps(text, gaps):
    classifier, events, at_ms = WedgeClassifier(), [], 0
    for character, gap in zip(text, [0, *gaps], strict=True):
        at_ms += gap
        events += classifier.feed(character, at_ms)
    return events + classifier.tick(at_ms + 6000)


@pytest.mark.parametrize("end", ["\r", "\n", "\t", ETX])
def test_a_fast_run_with_an_end_is_a_scan(end):
    assert play(NUMBER + end, 10) == [Scan(NUMBER, None)]


def test_a_prefix_makes_a_scan_at_any_pace():
    assert play(STX + "AB" + ETX, 300) == [Scan("AB", None)]


def test_the_enter_after_a_framed_scan_is_no_keystroke():
    assert play(STX + NUMBER + ETX + "\r\n", 5) == [Scan(NUMBER, None)]


def test_a_person_types():
    assert play("12\r", 150) == [Typed("1"), Typed("2"), Typed("\r")]


def test_a_fast_typist_is_still_a_person():
    assert play("11010519491231002X\r", 80) == [Typed("11010519491231002X\r")]


def test_a_fast_run_without_an_end_is_typing():
    assert play(NUMBER, 10) == [Typed(NUMBER)]


@pytest.mark.parametrize(
    ("text", "is_scan"),
    [("1234567\r", False), ("12345678\r", True), ("123456789\r", True)],
)
def test_seven_characters_are_typed_and_eight_scanned(text, is_scan):
    assert isinstance(play(text, 10)[0], Scan) == is_scan


@pytest.mark.parametrize(("gap_ms", "is_scan"), [(34, True), (35, True), (36, False)])
def test_the_median_gap_divides_at_thirty_five(gap_ms, is_scan):
    assert isinstance(play(NUMBER + "\r", gap_ms)[0], Scan) == is_scan


@pytest.mark.parametrize(("longest_ms", "is_scan"), [(99, True), (100, True), (101, False)])
def test_one_gap_may_be_a_hundred(longest_ms, is_scan):
    gaps = [10] * len(NUMBER)
    gaps[4] = longest_ms
    assert (play_gaps(NUMBER + "\r", gaps) == [Scan(NUMBER, None)]) == is_scan


def test_the_borders_are_a_setting():
    timing = WedgeTiming(shortest=3, median_gap_ms=5)
    assert play("abc\r", 5, classifier=WedgeClassifier(timing)) == [Scan("abc", None)]


@given(printable.filter(lambda text: len(text) >= 8), st.data())
def test_no_scan_is_ever_taken_for_typing(text, data):
    gaps = data.draw(st.lists(st.integers(0, 35), min_size=len(text), max_size=len(text)))
    assert play_gaps(text + "\r", gaps) == [Scan(text, None)]


@given(printable, st.data())
def test_no_typing_is_ever_taken_for_a_scan_and_no_key_is_lost(text, data):
    gaps = data.draw(st.lists(st.integers(40, 400), min_size=len(text), max_size=len(text)))
    events = play_gaps(text + "\r", gaps)
    assert all(isinstance(event, Typed) for event in events)
    assert "".join(event.text for event in events) == text + "\r"


def test_typing_before_a_framed_scan_stays_typing():
    assert play("ab" + STX + NUMBER + ETX, 20) == [Typed("ab"), Scan(NUMBER, None)]


def test_a_framed_scan_that_never_ends_goes_nowhere():
    assert play(STX + NUMBER, 10) == [BrokenScan()]


def test_a_second_prefix_breaks_the_first_scan():
    assert play(STX + "AB" + STX + "CD" + ETX, 10) == [BrokenScan(), Scan("CD", None)]


def test_an_empty_frame_is_nothing():
    assert play(STX + ETX, 10) == []


def test_an_overlong_framed_scan_breaks_and_none_of_it_is_typed():
    assert play(STX + "9" * (LONGEST_SCAN + 50) + ETX, 1) == [BrokenScan()]
    assert play(STX + "9" * LONGEST_SCAN + ETX, 1) == [Scan("9" * LONGEST_SCAN, None)]


def test_an_endless_key_is_let_go_in_pieces():
    events = play("9" * (LONGEST_SCAN + 3), 1)
    assert events == [Typed("9" * LONGEST_SCAN), Typed("999")]


def test_the_same_code_twice_within_half_a_second_is_one_scan():
    classifier = WedgeClassifier()
    assert play(STX + NUMBER + ETX, 1, 0, classifier) == [Scan(NUMBER, None)]
    assert play(STX + NUMBER + ETX, 1, 500, classifier) == []
    assert play(STX + NUMBER + ETX, 1, 1100, classifier) == [Scan(NUMBER, None)]
    assert play(STX + "OTHER" + ETX, 1, 1200, classifier) == [Scan("OTHER", None)]


@pytest.mark.parametrize(
    ("text", "scan"),
    [
        ("]C0=A0012", Scan("=A0012", "code_128")),
        ("]C10112345\x1d17", Scan("0112345\x1d17", "gs1_128")),
        ("]Q3hello", Scan("hello", "qr")),
        ("]d2hello", Scan("hello", "data_matrix")),
        ("]h0hello", Scan("hello", "han_xin")),
        ("]F0A123B", Scan("A123B", "codabar")),
        ("]A0123", Scan("123", "code_39")),
        ("]E0123", Scan("123", "other")),
        ("]", Scan("]", None)),
        ("]]12", Scan("]]12", None)),
    ],
)
def test_the_aim_identifier_names_the_symbology_and_goes(text, scan):
    assert scan_of(text) == scan


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\x03"])
def test_a_line_on_a_port_is_a_scan(end):
    lines = ScanLines()
    assert lines.step(b"\x02]C0=A00", 0) == (b"", [])
    assert lines.step(b"12" + end, 5) == (b"", [Scan("=A0012", "code_128")])


def test_two_lines_at_once_are_two_scans_and_a_repeat_is_none():
    assert ScanLines().step(b"AB\rCD\rCD\r", 0)[1] == [Scan("AB", None), Scan("CD", None)]


@given(st.lists(st.binary(max_size=700), max_size=8))
def test_no_bytes_on_a_port_raise_or_pile_up(pieces):
    lines = ScanLines()
    for at, piece in enumerate(pieces):
        lines.step(piece, at)
    assert len(lines._kept) <= LONGEST_SCAN


def test_a_scanner_on_its_own_port_is_heard():
    told, twin = queue.Queue(), SimulatedScanner()
    scanner = Scanner(twin.address, told.put, told.put)
    try:
        scanner.start()
        twin.scan("=A0012")
        assert told.get(timeout=5) == Scan("=A0012", "code_128")
    finally:
        scanner.stop()
        twin.close()


def test_a_scanner_is_never_answered():
    twin = SimulatedScanner()
    twin.close()
    twin.close()
    assert twin.answer(b"hello") == b""
