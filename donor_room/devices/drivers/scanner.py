"""A barcode scanner on its own port (USB-COM): the default, since no scan can then land in a field."""

from __future__ import annotations

from collections.abc import Callable

from donor_room.devices.codecs.scanner import Scan, ScanLines
from donor_room.devices.drivers.loop import DeviceLoop
from donor_room.devices.transports.link import open_link


class Scanner:
    """A scanner at an address, on its own thread; both callbacks are called there."""

    def __init__(self, address: str, told: Callable[[Scan], None], absent: Callable[[str], None]) -> None:
        self._loop: DeviceLoop[Scan] = DeviceLoop(
            lambda: open_link(address, speed=9600), ScanLines, told, absent
        )

    def start(self) -> None:
        """Begin listening."""
        self._loop.start()

    def stop(self) -> None:
        """Let the port go."""
        self._loop.stop()
