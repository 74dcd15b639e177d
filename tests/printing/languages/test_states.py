"""What printers answer, whole, half and wrong: only a whole answer of a fit one is ready."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.label_set import PrinterState
from donor_room.printing.languages import epl, escpos, tspl, zpl
from donor_room.printing.languages.speech import GARBAGE, SILENT, Question
from donor_room.printing.languages.tspl_status import eight_bytes, one_byte
from donor_room.printing.languages.zpl_status import ERRORS, HOST_STATUS, errors, host_status

FIT = (
    b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n"
    b"\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n"
    b"\x021234,0\x03\r\n"
)


def hqes(word: int, is_error: int = 1) -> bytes:
    return f"\x02\r\n PRINTER STATUS\r\n ERRORS: {is_error} 00000000 {word:08X}\r\n\x03".encode()


def asked(**answers: bytes):
    """A printer with these answers; anything else is silence."""
    by_question = {b"~HS\r\n": "hs", b"~HQES\r\n": "hqes", b"\x1b!?": "one", b"\x1b!S": "eight"}

    def ask(question: Question) -> bytes:
        return answers.get(by_question.get(question.ask, ""), b"")

    return ask


# ---- ZPL ----


def test_a_fit_zebra_is_ready_and_holds_nothing() -> None:
    assert host_status(FIT) == PrinterState(ready=True, waiting=0)


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        (b"030,0,0,", b"030,1,0,", "paper_out"),
        (b"030,0,0,", b"030,0,1,", "paused"),
        (b"000,0,0,0,0,2", b"000,0,1,0,0,2", "head_open"),
        (b"000,0,0,0,0,2", b"000,0,0,1,0,2", "ribbon_out"),
        (b"0,0,0,000,0,0,0\x03", b"0,0,1,000,0,0,0\x03", "half_label"),
        (b"000,0,0,0\x03", b"000,1,0,0\x03", "other"),
        (b"000,0,0,0\x03", b"000,0,1,0\x03", "too_cold"),
        (b"000,0,0,0\x03", b"000,0,0,1\x03", "too_hot"),
    ],
)
def test_each_flag_of_a_zebra_is_a_fault(was, now, fault) -> None:
    answer = FIT.replace(was, now, 1)
    assert answer != FIT
    assert host_status(answer).faults == (fault,)
    assert not host_status(answer).ready


def test_formats_in_the_buffer_and_labels_of_the_batch_are_waiting() -> None:
    answer = FIT.replace(b"1245,000,", b"1245,003,").replace(b"00000000,1", b"00000002,1")
    assert host_status(answer) == PrinterState(ready=True, waiting=5, busy=True)


@pytest.mark.parametrize("end", range(1, len(FIT) - 3))
def test_half_an_answer_of_a_zebra_is_none(end: int) -> None:
    assert host_status(FIT[:end]) == GARBAGE


@pytest.mark.parametrize("answer", [FIT + FIT, b"OK", b"\x00" * 82, FIT.replace(b"030", b"03x"), b"x" + FIT])
def test_what_is_no_answer_of_a_zebra_is_not_ready(answer: bytes) -> None:
    assert host_status(answer) == GARBAGE


def test_the_silence_of_a_zebra_is_a_fault() -> None:
    assert zpl.state(asked()) == SILENT
    assert not SILENT.ready


@pytest.mark.parametrize(
    ("word", "faults"),
    [
        (0x1, ("paper_out",)), (0x2, ("ribbon_out",)), (0x4, ("head_open",)), (0x8, ("cutter",)),
        (0x5, ("paper_out", "head_open")), (0x30, ("too_hot",)), (0x40, ("head_worn",)),
        (0x10000, ("paused",)), (0x200, ("other",)),
    ],
)  # fmt: skip
def test_a_silent_zebra_says_in_its_error_word_why(word, faults) -> None:
    assert zpl.state(asked(hqes=hqes(word))).faults == faults


@pytest.mark.parametrize("answer", [hqes(0, 0), b"\x02 nothing \x03", b"ERRORS: 1 0 0"])
def test_an_error_word_without_an_error_leaves_the_silence(answer: bytes) -> None:
    assert zpl.state(asked(hqes=answer)) == SILENT


def test_garbage_stays_garbage_where_the_error_word_is_silent() -> None:
    assert zpl.state(asked(hs=b"??")) == GARBAGE
    assert errors(b"") == ()


def test_a_fit_zebra_is_asked_once() -> None:
    assert zpl.state(asked(hs=FIT, hqes=hqes(1))).ready


def test_an_answer_is_whole_when_its_last_line_is_there() -> None:
    assert HOST_STATUS.is_whole(FIT)
    assert not HOST_STATUS.is_whole(FIT[:60])
    assert ERRORS.is_whole(hqes(1))
    assert not ERRORS.is_whole(hqes(1)[:10])


@given(st.binary(max_size=90))
def test_no_noise_makes_a_zebra_ready(noise: bytes) -> None:
    assert not zpl.state(asked(hs=noise, hqes=noise)).ready


# ---- TSPL ----


@pytest.mark.parametrize(
    ("byte", "faults"),
    [
        (0x00, ()), (0x20, ()), (0x01, ("head_open",)), (0x02, ("paper_jam",)), (0x04, ("paper_out",)),
        (0x08, ("ribbon_out",)), (0x10, ("paused",)), (0x05, ("head_open", "paper_out")), (0x80, ("other",)),
        (0x40, ("other",)), (0x30, ("paused",)),
    ],
)  # fmt: skip
def test_each_bit_of_the_one_byte_has_its_meaning(byte, faults) -> None:
    told = one_byte(bytes([byte]))
    assert (told.faults, told.ready, told.busy) == (faults, not faults, bool(byte & 0x20))


def test_more_or_less_than_one_byte_is_no_answer() -> None:
    assert one_byte(b"") == SILENT
    assert one_byte(b"\x00\x00") == GARBAGE


@pytest.mark.parametrize(
    ("four", "faults"),
    [
        (b"@@@@", ()), (b"P@@@", ()), (b"W@@@", ()), (b"`@@@", ("paused",)), (b"E@@@", ("other",)),
        (b"L@@@", ("paused",)), (b"@@@A", ("paper_out",)), (b"@@@B", ("paper_jam",)),
        (b"@@@D", ("ribbon_out",)), (b"@@@H", ("ribbon_out",)), (b"@@@`", ("head_open",)),
        (b"@@A@", ("too_hot",)), (b"@@D@", ("head_worn",)), (b"@@H@", ("cutter",)), (b"@@P@", ("other",)),
        (b"@@`@", ("other",)), (b"@A@@", ()), (b"E@@A", ("paper_out",)),
    ],
)  # fmt: skip
def test_the_long_answer_names_more(four, faults) -> None:
    told = eight_bytes(b"\x02" + four + b"\x03\r\n")
    assert (told.faults, told.ready, told.busy) == (faults, not faults, four[:1] in b"PW")


@pytest.mark.parametrize(
    "answer",
    [b"\x02@@@@\x03\r", b"\x02@@@@\x03\r\n\n", b"x@@@@\x03\r\n", b"\x02@@@@xxx", b"\x02\x00@@@\x03\r\n",
     b"\x02@\x00@@\x03\r\n", b"\x02@@\xff@\x03\r\n"],
)  # fmt: skip
def test_a_long_answer_that_is_not_well_formed_is_none(answer: bytes) -> None:
    assert eight_bytes(answer) == GARBAGE


def test_an_error_without_a_name_is_looked_up_in_the_long_answer() -> None:
    long = b"\x02@@H@\x03\r\n"
    assert tspl.state(asked(one=b"\x80", eight=long)).faults == ("cutter",)
    assert tspl.state(asked(one=b"\x80")).faults == ("other",)
    assert tspl.state(asked(one=b"\x80", eight=b"\x02@@@@\x03\r\n")).faults == ("other",)
    assert tspl.state(asked(one=b"\x80", eight=b"??")).faults == ("other",)
    assert tspl.state(asked(one=b"\x04", eight=long)).faults == ("paper_out",)
    assert eight_bytes(b"") == SILENT


# ---- EPL2 and ESC/POS ----


@pytest.mark.parametrize(
    ("answer", "faults"),
    [
        (b"Y00\r\n", ()), (b"Y07\r\n", ("paper_out",)), (b"Y11\r\n", ("head_open",)),
        (b"Y12\r\n", ("paused",)),
        (b"Y01\r\n", ("other",)), (b"", ("silent",)), (b"Y0", ("garbage",)), (b"N00\r\n", ("garbage",)),
        (b"Y00\r\nY00\r\n", ("garbage",)),
    ],
)  # fmt: skip
def test_epl_names_one_error_at_a_time(answer, faults) -> None:
    told = epl.state(lambda _question: answer)
    assert (told.faults, told.ready) == (faults, not faults)


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        (b"\x12\x12\x12\x12", ()), (b"\x1a\x12\x12\x12", ("other",)), (b"\x12\x16\x12\x12", ("head_open",)),
        (b"\x12\x32\x12\x12", ("paper_out",)), (b"\x1a\x32\x12\x72", ("paper_out",)),
        (b"\x12\x12\x1a\x12", ("cutter",)), (b"\x12\x12\x52\x12", ("too_hot",)),
        (b"\x12\x12\x12", ("silent",)),
        (b"\x00\x12\x12\x12", ("garbage",)), (b"\xff\x12\x12\x12", ("garbage",)),
    ],
)  # fmt: skip
def test_escpos_is_asked_four_times(answers: bytes, faults) -> None:
    left = [bytes([byte]) for byte in answers]
    told = escpos.state(lambda _question: left.pop(0) if left else b"")
    assert (told.faults, told.ready) == (faults, not faults)


def test_two_bytes_at_once_are_no_answer_of_escpos() -> None:
    assert escpos.state(lambda _question: b"\x12\x12") == GARBAGE


@pytest.mark.parametrize("question", [epl.STATUS, tspl.SIGN_OF_LIFE, escpos.SIGN_OF_LIFE, zpl.SIGN_OF_LIFE])
def test_nothing_is_no_whole_answer(question: Question) -> None:
    assert not question.is_whole(b"")
