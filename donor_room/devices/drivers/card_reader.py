"""What a card reader does over time: find, select, read, and wait until the card is taken away."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

import msgspec

from donor_room.devices.codecs.card_text import read_appended_address, read_card_text, text_of_answer
from donor_room.devices.codecs.sam_v import (
    Answer,
    BadFrame,
    Command,
    Frame,
    FrameParser,
    Meaning,
    answer_in,
    encode_command,
)
from donor_room.devices.drivers.loop import DeviceLoop
from donor_room.devices.transports.link import open_link
from donor_room.domain.card import CardRead
from donor_room.domain.refusal import Trouble

POLL_MS = 400
SHORT_WAIT_MS = 1000
READ_WAIT_MS = 3000
SILENT_POLL_MS = 2000
_EMPTY_FINDS_FOR_REMOVAL = 2
"""Some firmware answers a lying card with one "no card" after it was read."""


class CardArrived(msgspec.Struct, frozen=True):
    """A card was read whole; whether it may be taken over is for domain.card to say."""

    card: CardRead


class CardRemoved(msgspec.Struct, frozen=True):
    """The card that was read, or could not be, is gone."""


class CardFailed(msgspec.Struct, frozen=True):
    """A card lies there and cannot be read; code is a text key under `card`."""

    code: str


class ReaderFailed(msgspec.Struct, frozen=True):
    """The reader does not do its part; code is a text key. Said once, until it works again."""

    code: str


class ReaderReady(msgspec.Struct, frozen=True):
    """The reader answers, for the first time or again."""


ReaderEvent = CardArrived | CardRemoved | CardFailed | ReaderFailed | ReaderReady


class _State(Enum):
    RESTING = auto()
    FINDING = auto()
    SELECTING = auto()
    READING = auto()
    READING_ADDRESS = auto()


_COMMANDS = {
    _State.FINDING: Command.FIND,
    _State.SELECTING: Command.SELECT,
    _State.READING: Command.READ,
    _State.READING_ADDRESS: Command.READ_ADDRESS,
}
_EXPECTED = {
    _State.FINDING: Meaning.FOUND,
    _State.SELECTING: Meaning.OK,
    _State.READING: Meaning.OK,
}
_CARD_CODES: dict[Meaning, str] = {
    Meaning.HOLD_STILL: "devices.card.hold_still",
    Meaning.UNPROVEN: "devices.card.unproven",
    Meaning.WRONG_TYPE: "devices.card.wrong_type",
}


class CardReaderMachine:
    """Pure steps: bytes and the time (ms of any clock that only grows) go in, bytes and events out."""

    def __init__(self) -> None:
        self._parser = FrameParser()
        self._state = _State.RESTING
        self._due_ms = 0
        self._retried = False
        self._trouble: str | None = None
        self._is_known_ready = False
        self._is_card_done = False
        self._told_hold_still = False
        self._empty_finds = 0
        self._cards: list[CardRead] = []  # read, and waiting for its appended address
        self._sending = bytearray()
        self._events: list[ReaderEvent] = []

    def step(self, received: bytes, at_ms: int) -> tuple[bytes, list[ReaderEvent]]:
        """Take what arrived until at_ms; give what is to be sent and what happened."""
        found = self._parser.feed(received)
        if found and self._state is not _State.RESTING:  # an answer after its time is nobody's answer
            self._hear(_best_of(found), at_ms)
        if at_ms >= self._due_ms:
            self._be_due(at_ms)
        sending, events = bytes(self._sending), self._events
        self._sending, self._events = bytearray(), []
        return sending, events

    def read_again(self) -> None:
        """Forget that the lying card was read, so that F3 reads it once more."""
        self._is_card_done = False

    def _be_due(self, at_ms: int) -> None:
        if self._state is _State.RESTING:
            self._ask(_State.FINDING, at_ms)
        else:
            self._retry_or("devices.reader.silent", at_ms)

    def _ask(self, state: _State, at_ms: int, *, again: bool = False) -> None:
        self._parser.reset()
        self._state, self._retried = state, again
        self._due_ms = at_ms + (READ_WAIT_MS if state is _State.READING else SHORT_WAIT_MS)
        self._sending += encode_command(_COMMANDS[state])

    def _rest(self, at_ms: int, for_ms: int = POLL_MS) -> None:
        self._state, self._due_ms = _State.RESTING, at_ms + for_ms

    def _retry_or(self, code: str, at_ms: int) -> None:
        """Ask once more; the second failure is told and the reader left alone for a while.

        A reader that does not know the appended address never costs the card that was read.
        """
        if self._state is _State.READING_ADDRESS:
            self._finish(None, at_ms)
        elif not self._retried:
            self._ask(self._state, at_ms, again=True)
        else:
            self._fail(code)
            self._rest(at_ms, SILENT_POLL_MS)

    def _fail(self, code: str) -> None:
        if self._trouble != code:
            self._events.append(ReaderFailed(code))
        self._trouble, self._is_known_ready = code, False

    def _hear(self, found: Frame | BadFrame, at_ms: int) -> None:
        answer = answer_in(found) if isinstance(found, Frame) else None
        if answer is None or answer.meaning is Meaning.NOT_UNDERSTOOD:
            self._retry_or("devices.reader.garbled", at_ms)
        elif answer.meaning is Meaning.DEFECT:
            self._fail("devices.reader.defect")
            self._rest(at_ms, SILENT_POLL_MS)
        else:
            self._be_ready()
            self._take(answer, at_ms)

    def _be_ready(self) -> None:
        if not self._is_known_ready:
            self._events.append(ReaderReady())
        self._trouble, self._is_known_ready = None, True

    def _take(self, answer: Answer, at_ms: int) -> None:
        if self._state is _State.READING_ADDRESS:
            self._finish(read_appended_address(answer.data) if answer.meaning is Meaning.OK else None, at_ms)
        elif answer.meaning is _EXPECTED[self._state]:
            self._go_on(answer, at_ms)
        elif answer.meaning in (Meaning.OK, Meaning.FOUND):
            self._retry_or("devices.reader.garbled", at_ms)
        elif answer.meaning is Meaning.NO_CARD:
            self._find_nothing(at_ms)
        else:
            self._fail_card(_CARD_CODES.get(answer.meaning, "devices.card.unreadable"), at_ms)

    def _go_on(self, answer: Answer, at_ms: int) -> None:
        self._empty_finds = 0
        if self._state is _State.READING:
            self._decode(answer, at_ms)
        elif self._state is _State.SELECTING:
            self._ask(_State.READING, at_ms)
        elif self._is_card_done:
            self._rest(at_ms)
        else:
            self._ask(_State.SELECTING, at_ms)

    def _decode(self, answer: Answer, at_ms: int) -> None:
        try:
            self._cards = [read_card_text(text_of_answer(answer.data))]
        except Trouble as trouble:
            self._fail_card(trouble.code, at_ms)
        else:
            self._ask(_State.READING_ADDRESS, at_ms)

    def _finish(self, latest_address: str | None, at_ms: int) -> None:
        """Tell the card, with its appended address where there is one instead of the printed one."""
        if latest_address is not None:
            self._cards = [msgspec.structs.replace(card, address=latest_address) for card in self._cards]
        self._events += [CardArrived(card) for card in self._cards]
        self._cards = []
        self._is_card_done = True
        self._rest(at_ms)

    def _find_nothing(self, at_ms: int) -> None:
        self._rest(at_ms)
        self._empty_finds += 1
        if self._empty_finds < _EMPTY_FINDS_FOR_REMOVAL:
            return
        if self._is_card_done or self._told_hold_still:
            self._events.append(CardRemoved())
        self._is_card_done = self._told_hold_still = False

    def _fail_card(self, code: str, at_ms: int) -> None:
        """A shaky card is told once and tried again; any other failure stands until the card is gone."""
        if code != "devices.card.hold_still":
            self._events.append(CardFailed(code))
            self._is_card_done = True
        elif not self._told_hold_still:
            self._events.append(CardFailed(code))
            self._told_hold_still = True
        self._rest(at_ms)


def _best_of(found: list[Frame | BadFrame]) -> Frame | BadFrame:
    """Only one answer can belong to one question: the first whole frame, or the first ruin."""
    return next((one for one in found if isinstance(one, Frame)), found[0])


class CardReader:
    """A reader at an address, on its own thread. told is called on that thread with every event."""

    def __init__(self, address: str, told: Callable[[ReaderEvent], None]) -> None:
        self._told = told
        self._machine = CardReaderMachine()
        self._loop: DeviceLoop[ReaderEvent] = DeviceLoop(
            lambda: open_link(address), self._fresh_machine, told, self._absent
        )

    def start(self) -> None:
        """Begin looking for cards."""
        self._loop.start()

    def stop(self) -> None:
        """Let the reader go."""
        self._loop.stop()

    def read_again(self) -> None:
        """Read the lying card once more; from any thread."""
        self._machine.read_again()

    def _fresh_machine(self) -> CardReaderMachine:
        self._machine = CardReaderMachine()
        return self._machine

    def _absent(self, code: str) -> None:
        self._told(ReaderFailed(code))
