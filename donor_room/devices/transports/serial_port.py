"""Bytes over a serial port, a USB-COM bridge or a pseudo-terminal."""

from __future__ import annotations

import serial

from donor_room.devices.transports.link import ABSENT
from donor_room.domain.refusal import Trouble

_AT_ONCE = 4096
_WRITE_WAIT_S = 1.0


class SerialLink:
    """8N1 at the given speed; the device's own loop is the thread that waits here."""

    def __init__(self, name: str, speed: int) -> None:
        try:
            self._port = serial.Serial(name, speed, timeout=0, write_timeout=_WRITE_WAIT_S)
        except (OSError, ValueError) as error:  # SerialException is an OSError
            raise Trouble(ABSENT, device=name) from error
        self._name = name

    def read(self, timeout_s: float) -> bytes:
        """Wait for one byte, then take all that stands ready."""
        try:
            self._port.timeout = timeout_s
            first: bytes = self._port.read(1)
            waiting = min(self._port.in_waiting, _AT_ONCE - 1) if first else 0
            return first + bytes(self._port.read(waiting))
        except (OSError, TypeError) as error:  # pyserial meets a port closed under it with a TypeError
            raise Trouble(ABSENT, device=self._name) from error

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
        except OSError as error:
            raise Trouble(ABSENT, device=self._name) from error

    def close(self) -> None:
        self._port.close()
