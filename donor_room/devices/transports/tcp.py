"""Bytes over a TCP connection: serial servers, and the simulated twins on every system."""

from __future__ import annotations

import socket

from donor_room.devices.transports.link import ABSENT
from donor_room.domain.refusal import Trouble

_CONNECT_WAIT_S = 2.0
_AT_ONCE = 4096
_HIGHEST_PORT = 65_535


class TcpLink:
    """A client connection; a closed other end is the same as an unplugged cable."""

    def __init__(self, host: str, port: int) -> None:
        self._name = f"{host}:{port}"
        if port > _HIGHEST_PORT:
            raise Trouble(ABSENT, device=self._name)
        try:
            self._socket = socket.create_connection((host, port), _CONNECT_WAIT_S)
        except OSError as error:
            raise Trouble(ABSENT, device=self._name) from error

    def read(self, timeout_s: float) -> bytes:
        try:
            self._socket.settimeout(timeout_s)
            received = self._socket.recv(_AT_ONCE)
        except TimeoutError:
            return b""
        except OSError as error:
            raise Trouble(ABSENT, device=self._name) from error
        if not received:
            raise Trouble(ABSENT, device=self._name)
        return received

    def write(self, data: bytes) -> None:
        try:
            self._socket.settimeout(_CONNECT_WAIT_S)
            self._socket.sendall(data)
        except OSError as error:
            raise Trouble(ABSENT, device=self._name) from error

    def close(self) -> None:
        self._socket.close()
