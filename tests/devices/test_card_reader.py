from __future__ import annotations

import queue

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donor_room.devices.codecs.sam_v import Command, encode_answer, encode_command
from donor_room.devices.drivers.card_reader import (
    POLL_MS,
    READ_WAIT_MS,
    SHORT_WAIT_MS,
    SILENT_POLL_MS,
    CardArrived,
    CardFailed,
    CardReader,
    CardReaderMachine,
    CardRemoved,
    ReaderFailed,
    ReaderReady,
)
from donor_room.devices.simulated.card_reader import Fault, SimulatedCardReader
from donor_room.devices.simulated.serving import PtyServing, TcpServing
from tests.support.cards import CARD, CARD_BLOCK

FIND, SELECT, READ, ADDRESS = (
    encode_command(command) for command in (Command.FIND, Command.SELECT, Command.READ, Command.READ_ADDRESS)
)
NO_CARD, FOUND = encode_answer(0x80), encode_answer(0x9F, bytes(4))
CARD_ANSWER = encode_answer(0x90, bytes.fromhex("01000400") + CARD_BLOCK + bytes(1024))


class Desk:
    """A machine and a twin joined without a cable; time passes in steps of 100 ms."""

    def __init__(self):
        self.machine, self.twin = CardReaderMachine(), SimulatedCardReader()
        self.at_ms, self.events, self.sent, self.arriving = 0, [], [], b""

    def run(self, seconds):
        for _ in range(int(seconds * 10)):
            sending, events = self.machine.step(self.arriving, self.at_ms)
            self.arriving = self.twin.answer(sending)
            self.events += events
            self.sent += [sending] if sending else []
            self.at_ms += 100
        told, self.events = self.events, []
        return told


@pytest.fixture
def desk():
    desk = Desk()
    assert desk.run(1) == [ReaderReady()]
    return desk


def test_an_empty_reader_is_asked_in_peace(desk):
    assert desk.run(10) == []
    assert set(desk.sent) == {FIND}


def test_a_card_is_found_selected_read_and_told_once(desk):
    desk.sent.clear()
    desk.twin.place(CARD)
    assert desk.run(10) == [CardArrived(CARD)]
    assert [sent for sent in desk.sent if sent != FIND] == [SELECT, READ, ADDRESS]


def test_a_card_taken_away_is_told_and_the_next_one_read(desk):
    desk.twin.place(CARD)
    desk.run(3)
    desk.twin.remove()
    assert desk.run(3) == [CardRemoved()]
    desk.twin.place(CARD)
    assert desk.run(3) == [CardArrived(CARD)]


def test_the_appended_address_takes_the_place_of_the_printed_one(desk):
    desk.twin.place(CARD, appended_address="样例市新路2号")
    (event,) = desk.run(3)
    assert event.card.address == "样例市新路2号"


def test_a_lying_card_is_read_again_when_asked(desk):
    desk.twin.place(CARD)
    desk.run(3)
    desk.machine.read_again()
    assert desk.run(3) == [CardArrived(CARD)]


def test_one_silence_or_bad_checksum_is_asked_again_and_not_told(desk):
    desk.twin.place(CARD)
    desk.twin.fail_next(Fault.BAD_CHECKSUM)
    assert desk.run(6) == [CardArrived(CARD)]
    desk.twin.fail_next(Fault.SILENT)
    assert desk.run(6) == []


def test_noise_before_an_answer_costs_nothing(desk):
    desk.twin.place(CARD)
    desk.twin.fail_next(*[Fault.NOISE] * 4)
    assert desk.run(3) == [CardArrived(CARD)]


def test_a_reader_that_stays_silent_is_told_once_and_again_when_it_is_back(desk):
    desk.twin.fail_next(*[Fault.SILENT] * 4)
    assert desk.run(12) == [ReaderFailed("devices.reader.silent"), ReaderReady()]


def test_a_garbled_reader_is_told_after_one_retry(desk):
    desk.twin.fail_next(*[Fault.BAD_CHECKSUM] * 2)
    assert desk.run(1) == [ReaderFailed("devices.reader.garbled")]


def test_a_defect_is_told_once(desk):
    desk.twin.fail_next(Fault.DEFECT, Fault.DEFECT)
    assert desk.run(8) == [ReaderFailed("devices.reader.defect"), ReaderReady()]


def test_a_card_pulled_between_select_and_read_asks_for_stillness_and_clears(desk):
    desk.twin.place(CARD)
    desk.run(0.2)
    desk.twin.fail_next(Fault.PULLED)
    assert desk.run(4) == [CardFailed("devices.card.hold_still"), CardRemoved()]


def test_a_shaky_card_is_told_once_and_then_read(desk):
    desk.twin.place(CARD)
    for _ in range(3):
        while not desk.sent or desk.sent[-1] != READ:
            desk.run(0.1)
        desk.arriving = encode_answer(0x41)
        desk.sent.clear()
    assert desk.run(4)[-1:] == [CardArrived(CARD)]


def test_an_unproven_card_is_told_until_it_is_taken_away(desk):
    desk.twin.place(CARD)
    desk.twin.fail_next(Fault.UNPROVEN)
    assert desk.run(8) == [CardFailed("devices.card.unproven")]
    desk.twin.remove()
    assert desk.run(2) == [CardRemoved()]


def test_a_card_of_unknown_layout_is_told(desk):
    desk.twin.place_block(CARD_BLOCK[:248] + b"Y\0" + CARD_BLOCK[250:])
    assert desk.run(3) == [CardFailed("devices.card.unknown_kind")]


def test_a_status_that_nobody_knows_is_no_success():
    machine = CardReaderMachine()
    machine.step(b"", 0)
    _, events = machine.step(encode_answer(0x77), 10)
    assert events == [ReaderReady(), CardFailed("devices.card.unreadable")]


def test_a_reader_without_appended_addresses_still_gives_the_card():
    machine = CardReaderMachine()
    answers = [FOUND, encode_answer(0x90, bytes(8)), CARD_ANSWER]
    assert machine.step(b"", 0)[0] == FIND
    assert [machine.step(answer, 10)[0] for answer in answers] == [SELECT, READ, ADDRESS]
    assert machine.step(b"", 10 + SHORT_WAIT_MS)[1] == [CardArrived(CARD)]


def test_waits_end_exactly_when_they_should():
    machine = CardReaderMachine()
    assert machine.step(b"", 0)[0] == FIND
    assert machine.step(b"", SHORT_WAIT_MS - 1)[0] == b""
    assert machine.step(b"", SHORT_WAIT_MS)[0] == FIND
    _, events = machine.step(b"", 2 * SHORT_WAIT_MS)
    assert events == [ReaderFailed("devices.reader.silent")]
    assert machine.step(b"", 2 * SHORT_WAIT_MS + SILENT_POLL_MS - 1)[0] == b""
    assert machine.step(b"", 2 * SHORT_WAIT_MS + SILENT_POLL_MS)[0] == FIND


def test_reading_may_take_three_seconds():
    machine = CardReaderMachine()
    machine.step(b"", 0)
    machine.step(FOUND, 0)
    machine.step(encode_answer(0x90, bytes(8)), 0)
    assert machine.step(b"", READ_WAIT_MS - 1)[0] == b""
    assert machine.step(b"", READ_WAIT_MS)[0] == READ


def test_an_answer_after_its_time_is_nobodys():
    machine = CardReaderMachine()
    machine.step(b"", 0)
    machine.step(NO_CARD, 10)
    assert machine.step(FOUND, 20) == (b"", [])
    assert machine.step(b"", 10 + POLL_MS)[0] == FIND


def test_an_answer_to_another_question_is_asked_again():
    machine = CardReaderMachine()
    machine.step(b"", 0)
    machine.step(FOUND, 10)
    assert machine.step(FOUND, 20)[0] == SELECT


def test_one_empty_find_is_not_a_removal(desk):
    desk.twin.place(CARD)
    desk.run(3)
    while desk.sent[-1] != FIND or desk.arriving != FOUND:
        desk.run(0.1)
    desk.arriving = NO_CARD
    assert desk.run(3) == []


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=40) | st.sampled_from([FOUND, NO_CARD, CARD_ANSWER]), max_size=40))
def test_no_stream_of_answers_breaks_the_machine(pieces):
    machine = CardReaderMachine()
    for at, piece in enumerate(pieces):
        machine.step(piece, at * 250)
    assert all(machine.step(b"", 10**6 + at * 5000) for at in range(3))


def test_a_garbled_address_still_gives_the_card():
    machine = CardReaderMachine()
    machine.step(b"", 0)
    for answer in (FOUND, encode_answer(0x90, bytes(8)), CARD_ANSWER):
        machine.step(answer, 10)
    assert machine.step(CARD_ANSWER[:9] + b"\0" * 1300, 20)[1] == [CardArrived(CARD)]


def test_a_card_read_before_an_unplugging_is_read_afresh_after_it():
    first, second = Desk(), Desk()
    for desk in (first, second):
        desk.twin.place(CARD)
        assert desk.run(3) == [ReaderReady(), CardArrived(CARD)]


def test_a_removed_card_cannot_be_read_by_a_twin():
    twin = SimulatedCardReader()
    twin.place(CARD)
    assert twin.answer(FIND) == FOUND
    assert twin.answer(SELECT) == encode_answer(0x90, bytes(8))
    twin.remove()
    assert twin.answer(READ) == encode_answer(0x41)
    assert twin.answer(ADDRESS) == encode_answer(0x91)


def test_a_twin_answers_two_questions_that_came_at_once():
    assert SimulatedCardReader().answer(FIND + FIND) == NO_CARD + NO_CARD


def test_a_twin_keeps_half_a_question():
    twin = SimulatedCardReader()
    assert twin.answer(FIND[:4]) == b""
    assert twin.answer(FIND[4:]) == NO_CARD


def test_an_address_longer_than_the_chip_is_cut_by_the_twin():
    twin = SimulatedCardReader()
    twin.place(CARD, appended_address="路" * 50)
    assert len(twin.answer(ADDRESS)) == len(encode_answer(0x90, bytes(70)))


def test_a_card_that_does_not_fit_on_a_chip_cannot_be_laid_down():
    with pytest.raises(ValueError, match="do not fit"):
        SimulatedCardReader().place(msgspec.structs.replace(CARD, name="字" * 16))


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (0x31, "unproven"),
        (0x32, "unproven"),
        (0x33, "unproven"),
        (0x40, "wrong_type"),
        (0x41, "hold_still"),
        (0x47, "hold_still"),
        (0x81, "hold_still"),
        (0x24, "unreadable"),
        (0x91, "unreadable"),
    ],
)
def test_each_refusal_of_a_card_has_its_word(status, code):
    machine = CardReaderMachine()
    machine.step(b"", 0)
    machine.step(FOUND, 10)
    assert machine.step(encode_answer(status), 20)[1] == [CardFailed(f"devices.card.{code}")]


@pytest.mark.parametrize(("status", "code"), [(0x60, "defect"), (0x66, "defect")])
def test_a_defect_is_the_readers(status, code):
    machine = CardReaderMachine()
    machine.step(b"", 0)
    assert machine.step(encode_answer(status), 10)[1] == [ReaderFailed(f"devices.reader.{code}")]


@pytest.mark.parametrize("status", [0x10, 0x11, 0x21])
def test_a_question_not_understood_is_asked_again(status):
    machine = CardReaderMachine()
    machine.step(b"", 0)
    assert machine.step(encode_answer(status), 10) == (FIND, [])


def test_a_twin_knows_the_other_commands_and_refuses_the_rest():
    twin = SimulatedCardReader()
    assert twin.answer(encode_command(Command.STATUS)) == encode_answer(0x90)
    assert twin.answer(encode_command(Command.SAM_NUMBER)) == encode_answer(0x21)
    assert twin.answer(READ) == encode_answer(0x41)
    assert twin.answer(SELECT) == encode_answer(0x81)


@pytest.mark.parametrize("serving", [TcpServing, PtyServing])
def test_the_real_bytes_travel_over_a_real_link(serving):
    twin, told = SimulatedCardReader(), queue.Queue()
    served = serving(twin)
    reader = CardReader(served.address, told.put)
    try:
        reader.start()
        assert told.get(timeout=5) == ReaderReady()
        twin.place(CARD)
        assert told.get(timeout=5) == CardArrived(CARD)
        reader.read_again()
        assert told.get(timeout=5) == CardArrived(CARD)
        twin.remove()
        assert told.get(timeout=5) == CardRemoved()
    finally:
        reader.stop()
        served.close()


def test_an_unplugged_reader_is_told_and_found_again():
    twin, told = SimulatedCardReader(), queue.Queue()
    served = TcpServing(twin)
    reader = CardReader(served.address, told.put)
    try:
        reader.start()
        assert told.get(timeout=5) == ReaderReady()
        twin.fail_next(Fault.UNPLUGGED)
        assert told.get(timeout=5) == ReaderFailed("devices.absent")
        assert told.get(timeout=5) == ReaderReady()
    finally:
        reader.stop()
        served.close()
