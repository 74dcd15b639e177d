"""A printer on a port of this machine: it speaks ZPL or TSPL, keeps what it prints and fails on command."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from pathlib import Path
from typing import Literal

from donor_room.printing.virtual_tspl import TsplInterpreter
from donor_room.printing.virtual_works import Works
from donor_room.printing.virtual_zpl import ZplInterpreter

Spoken = Literal["zpl", "tspl"]

_AT_ONCE = 1024
_SLOWLY = 512
_SLOWNESS_S = 0.005
_BUFFER = 8192
_LOOK_EVERY_S = 0.1
_NONSENSE = b"\x7f\x00??\r\n"
_AT_ONCE_GONE = struct.pack("ii", 1, 0)
"""Linger for no time: the connection is reset, as when a cable is pulled."""


class VirtualPrinter:
    """Listens on loopback until it is closed. `works` is where things go wrong."""

    def __init__(
        self,
        *,
        port: int = 0,
        language: Spoken = "zpl",
        dpi: int = 203,
        folder: Path | None = None,
        label_s: float = 0.0,
    ) -> None:
        self.language = language
        self.works = Works(folder, label_s=label_s)
        self._dpi = dpi
        self._interpreter = self._fresh_interpreter()
        self._listening = socket.create_server(("127.0.0.1", port))
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self._listening.settimeout(_LOOK_EVERY_S)
        self._is_open = True
        self._serving = threading.Thread(target=self._serve, name="virtual printer", daemon=True)
        self._serving.start()

    @property
    def port(self) -> int:
        found: int = self._listening.getsockname()[1]
        return found

    @property
    def address(self) -> str:
        """Return where it listens, as it is typed on the printer page."""
        return f"127.0.0.1:{self.port}"

    def _fresh_interpreter(self) -> ZplInterpreter | TsplInterpreter:
        if self.language == "zpl":
            return ZplInterpreter(self.works)
        return TsplInterpreter(self.works, self._dpi)

    def switch_off_and_on(self) -> None:
        """Forget everything that was received and not printed, as a real one does."""
        self.works.forget()
        self._interpreter = self._fresh_interpreter()

    def close(self) -> None:
        """Switch it off; what is in its buffer is gone."""
        self._is_open = False
        self._serving.join()
        self._listening.close()

    def _serve(self) -> None:
        """One connection after another, as a printer has it."""
        while self._is_open:
            with contextlib.suppress(TimeoutError):
                connected, _ = self._listening.accept()
                with connected, contextlib.suppress(OSError):
                    self._talk(connected)

    def _talk(self, connected: socket.socket) -> None:
        connected.settimeout(_LOOK_EVERY_S)
        while self._is_open:
            try:
                received = connected.recv(_SLOWLY if self.works.fault == "slow" else _AT_ONCE)
            except TimeoutError:
                continue
            if not received or self._is_cut(received, connected):
                return
            connected.sendall(self._say(received))

    def _say(self, received: bytes) -> bytes:
        """Return the answer as it reaches the other side: nonsense or nothing, where that is the fault."""
        if self.works.fault == "slow":
            time.sleep(_SLOWNESS_S)
        said = self._interpreter.feed(received)
        if not said or self.works.fault == "silent":
            return b""
        return _NONSENSE if self.works.fault == "garbage" else said

    def _is_cut(self, received: bytes, connected: socket.socket) -> bool:
        """Pull the cable in the middle of a label, once."""
        if self.works.fault != "cut":
            return False
        self._interpreter.feed(received)
        if not self._interpreter.is_amid:
            return False
        self.works.mend()
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE_GONE)
        return True
