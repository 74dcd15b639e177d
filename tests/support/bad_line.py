"""A line between terminal and station that does what bad lines do, on real sockets."""

from __future__ import annotations

import re
import select
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

PORTAL = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 26\r\n\r\n<html>please pay</html>\r\n\r\n"
)


class Line:
    """A door of its own before a station; what goes through is the business of `_serve`."""

    def __init__(self, port: int) -> None:
        self._to = ("127.0.0.1", port)
        self._door = socket.create_server(("127.0.0.1", 0))
        Thread(target=self._open_door, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def close(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _open_door(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        raise NotImplementedError


class BadLine(Line):
    """Passes calls on until it is told otherwise."""

    def __init__(self, port: int) -> None:
        self.swallow_replies = False
        self.cut_request_at: int | None = None
        self.portal = False
        super().__init__(port)

    def _serve(self, near: socket.socket) -> None:
        with near, suppress(OSError), socket.create_connection(self._to) as far:
            passed: int | None = 0
            while passed is not None:
                ready, _, _ = select.select([near, far], [], [])
                if near in ready:
                    passed = self._ask(near, far, passed)
                elif not self._bring_back(near, far):
                    return

    def _ask(self, near: socket.socket, far: socket.socket, passed: int) -> int | None:
        """Pass on what the terminal says; return how much it was in all, None where the line ends."""
        request = near.recv(65_536)
        if self.portal and request:
            near.sendall(PORTAL)
            return None
        if self.cut_request_at is not None and passed + len(request) > self.cut_request_at:
            far.sendall(request[: self.cut_request_at - passed])
            return None
        far.sendall(request)
        return passed + len(request) if request else None

    def _bring_back(self, near: socket.socket, far: socket.socket) -> bool:
        """Bring back what the station says, unless that is to be lost; say whether the line holds."""
        reply = far.recv(65_536)
        if self.swallow_replies:
            return False
        near.sendall(reply)
        return bool(reply)


@contextmanager
def bad_line(port: int) -> Iterator[BadLine]:
    line = BadLine(port)
    try:
        yield line
    finally:
        line.close()


class SpoiledLine(Line):
    """Passes whole calls on, one after another, and does to a call or to its answer what it is told to do."""

    def __init__(self, port: int) -> None:
        self.calls = 0
        self.spoil: Callable[[int, bytes], bytes] = lambda _call, answer: answer
        """Given the number of the call and the answer; what differs ends the connection."""
        self.refuses: Callable[[int], bool] = lambda _call: False
        """Whether the connection ends before this call reaches the station."""
        super().__init__(port)

    def _serve(self, near: socket.socket) -> None:
        with near, suppress(OSError), socket.create_connection(self._to) as far:
            while call := _whole(near):
                self.calls += 1
                if self.refuses(self.calls):
                    return
                far.sendall(call)
                answer = _whole(far)
                spoiled = self.spoil(self.calls, answer)
                near.sendall(spoiled)
                if spoiled != answer:
                    return


def _whole(end: socket.socket) -> bytes:
    """Return one message with its body; nothing at the end of the line."""
    got = b""
    while b"\r\n\r\n" not in got:
        part = end.recv(65_536)
        if not part:
            return b""
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    found = re.search(rb"content-length: *(\d+)", head.lower())
    wanted = int(found[1]) if found else 0
    while len(body) < wanted:
        body += end.recv(65_536)
    return head + b"\r\n\r\n" + body
