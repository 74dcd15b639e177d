"""A barcode scanner's twin on a port of its own."""

from __future__ import annotations

from donor_room.devices.simulated.serving import TcpServing


class SimulatedScanner:
    """Sends what is held before it; `address` is what open_link takes."""

    def __init__(self) -> None:
        self._served = TcpServing(self)
        self.address = self._served.address

    def scan(self, text: str, *, aim: str = "]C0") -> None:
        """Read one code, with the AIM identifier of its symbology in front and a carriage return behind."""
        self._served.say(f"{aim}{text}\r".encode())

    def answer(self, received: bytes) -> bytes:
        """A scanner does not answer."""
        return b""

    def close(self) -> None:
        """Put the scanner away."""
        self._served.close()
