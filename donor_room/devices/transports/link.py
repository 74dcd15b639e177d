"""What every way of travelling has in common, and how its address is written."""

from __future__ import annotations

from typing import Protocol

from donor_room.domain.refusal import Trouble

ABSENT = "devices.absent"


class Link(Protocol):
    """An open connection to one device; every failure is a Trouble `devices.absent`."""

    def read(self, timeout_s: float) -> bytes:
        """Give what has arrived, at most 4 KiB, after waiting no longer than timeout_s; nothing is b""."""
        ...  # pragma: no cover

    def write(self, data: bytes) -> None:
        """Send all of it."""
        ...  # pragma: no cover

    def close(self) -> None:
        """Let go; safe to call twice."""
        ...  # pragma: no cover


def open_link(address: str, *, speed: int = 115200) -> Link:
    """Open `tcp://host:port`, or a serial port by name (`COM3`, `/dev/ttyUSB0`, a pty); raises Trouble."""
    from donor_room.devices.transports.serial_port import SerialLink
    from donor_room.devices.transports.tcp import TcpLink

    if not address.startswith("tcp://"):
        return SerialLink(address, speed)
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    if not host or not (port.isascii() and port.isdigit()):
        raise Trouble("devices.address", address=address)
    return TcpLink(host, int(port))
