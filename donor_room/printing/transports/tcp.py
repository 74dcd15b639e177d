"""The raw port of a network printer, 9100 as a rule: what is sent is printed, and it answers."""

from __future__ import annotations

import socket

from donor_room.domain.refusal import Trouble
from donor_room.printing.languages.speech import Question
from donor_room.printing.transports.channel import ANSWER_WITHIN_S, STALLED_AFTER_S, Hearing, Lost

PORT = 9100
_CONNECT_WITHIN_S = 2.0
_AT_ONCE = 4096
_HIGHEST_PORT = 65_535
_ON_THE_WAY = 32_768
"""So many bytes the system keeps for a slow printer; what it took counts as sent, for it may arrive."""


def parse_address(text: str) -> tuple[str, int]:
    """Read `host` or `host:port`; raises Trouble."""
    host, colon, port = text.strip().partition(":")
    number = port if colon else str(PORT)
    is_number = number.isascii() and number.isdigit() and 0 < int(number) <= _HIGHEST_PORT
    if not host or not is_number or any(sign.isspace() for sign in host):
        raise Trouble("printer.fault.address", address=text)
    return host, int(number)


class TcpChannel:
    """A network printer."""

    answers = True

    def __init__(
        self,
        address: str,
        *,
        answer_within_s: float = ANSWER_WITHIN_S,
        stalled_after_s: float = STALLED_AFTER_S,
    ) -> None:
        self.name = address
        self._answer_within_s, self._stalled_after_s = answer_within_s, stalled_after_s

    def open(self) -> TcpLine:
        host, port = parse_address(self.name)
        try:
            connected = socket.create_connection((host, port), _CONNECT_WITHIN_S)
        except ConnectionRefusedError as error:
            raise Trouble("printer.fault.refused", printer=self.name) from error
        except OSError as error:
            raise Trouble("printer.fault.unreachable", printer=self.name) from error
        return TcpLine(connected, self._answer_within_s, self._stalled_after_s)

    def faults(self) -> tuple[str, ...]:
        return ()

    def drop_waiting(self) -> bool:
        """A raw port keeps nothing: what was not taken is gone with the connection."""
        return True


class TcpLine:
    """One connection."""

    def __init__(self, connected: socket.socket, answer_within_s: float, stalled_after_s: float) -> None:
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _ON_THE_WAY)
        self._socket = connected
        self._answer_within_s, self._stalled_after_s = answer_within_s, stalled_after_s

    def send(self, data: bytes) -> None:
        self._socket.settimeout(self._stalled_after_s)
        sent = 0
        try:
            while sent < len(data):
                sent += self._socket.send(data[sent : sent + _AT_ONCE])
        except TimeoutError as error:
            raise Lost("stalled", sent) from error
        except OSError as error:
            raise Lost("cut", sent) from error

    def ask(self, question: Question, more_s: float = 0.0) -> bytes:
        try:
            self._drop_late_answers()
            hearing = Hearing(question, self._answer_within_s + more_s)
            self._socket.settimeout(hearing.left_s)
            self._socket.sendall(question.ask)
            return self._hear(hearing)
        except TimeoutError:
            return b""
        except OSError as error:
            raise Lost("cut", 0) from error

    def _drop_late_answers(self) -> None:
        self._socket.setblocking(False)
        try:
            while self._socket.recv(_AT_ONCE):
                pass
        except BlockingIOError:
            return
        raise ConnectionResetError

    def _hear(self, hearing: Hearing) -> bytes:
        while (left_s := hearing.left_s) > 0:
            self._socket.settimeout(left_s)
            try:
                received = self._socket.recv(_AT_ONCE)
            except TimeoutError:
                break
            if not received:
                raise ConnectionResetError
            hearing.heard += received
        return hearing.heard

    def close(self) -> None:
        self._socket.close()
