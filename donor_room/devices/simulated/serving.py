"""Puts a twin behind a real link: loopback TCP on every system, a pseudo-terminal where there are any."""

from __future__ import annotations

import contextlib
import os
import queue
import selectors
import socket
import threading
from typing import Protocol

from donor_room.devices.simulated.card_reader import Unplugged

_AT_ONCE = 4096
_LOOK_S = 0.05


class Twin(Protocol):
    """Whoever answers bytes with bytes; raises Unplugged to have its link cut."""

    def answer(self, received: bytes) -> bytes:
        """Give the answer to what arrived."""
        ...  # pragma: no cover


class TcpServing:
    """Serves one connection at a time on 127.0.0.1; `address` is what open_link takes."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(_LOOK_S)
        self.address = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self._unasked: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="twin", daemon=True)
        self._thread.start()

    def say(self, data: bytes) -> None:
        """Send without being asked, as scanners and scales do; waits for a connection if there is none."""
        self._unasked.put(data)

    def close(self) -> None:
        """Stop serving and free the port; safe to call twice."""
        self._stopping.set()
        self._thread.join(2.0)
        self._listener.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = self._listener.accept()
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(_LOOK_S)
        with connection, contextlib.suppress(Unplugged, ConnectionError):
            while not self._stopping.is_set():
                self._say_what_is_due(connection)
                with contextlib.suppress(TimeoutError):
                    received = connection.recv(_AT_ONCE)
                    if not received:
                        return
                    connection.sendall(self._twin.answer(received))

    def _say_what_is_due(self, connection: socket.socket) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                connection.sendall(self._unasked.get_nowait())


class PtyServing:
    """Serves on a pseudo-terminal (not on Windows); `address` is the port's name for open_link."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin
        self._here, self._there = os.openpty()
        self.address = os.ttyname(self._there)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="twin", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving and unplug the pseudo-terminal; safe to call twice."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._thread.join(2.0)
            os.close(self._here)
            os.close(self._there)

    def _run(self) -> None:
        with selectors.DefaultSelector() as ready, contextlib.suppress(Unplugged, OSError):
            ready.register(self._here, selectors.EVENT_READ)
            while not self._stopping.is_set():
                if ready.select(_LOOK_S):
                    os.write(self._here, self._twin.answer(os.read(self._here, _AT_ONCE)))
