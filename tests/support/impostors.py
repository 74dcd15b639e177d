"""Whoever may answer in the station's place, with TLS or without, and what it heard."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from donor_room.station.authority import Authority, new_server_certificate
from donor_room.station.tls import load

PORTAL = b"<html>please pay</html>"
_READ = 65_536


def server_context(authority: Authority, hosts: frozenset[str], at) -> ssl.SSLContext:
    """The context of a server whose certificate this authority gave at some time."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    load(context, new_server_certificate(authority, hosts, at))
    return context


@contextmanager
def answering(context: ssl.SSLContext | None, body: bytes = PORTAL) -> Iterator[tuple[str, list[bytes]]]:
    """Give every caller 200 and this body; yields the address and what was heard inside the TLS."""
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with suppress(OSError), line:
                talk(line)

    def talk(line: socket.socket) -> None:
        line.settimeout(5)
        with context.wrap_socket(line, server_side=True) if context else line as spoken:
            heard.append(_request(spoken) if context else spoken.recv(_READ))
            head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
            spoken.sendall(head.encode() + body)

    worker = Thread(target=serve, daemon=True)
    worker.start()
    try:
        yield f"https://127.0.0.1:{server.getsockname()[1]}", heard
    finally:
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        worker.join(6)


def _request(spoken: socket.socket) -> bytes:
    """Return a request to its end: who is answered in the middle of it may not hear the answer."""
    said = spoken.recv(_READ)
    while said and not _is_whole(said):
        more = spoken.recv(_READ)
        if not more:
            break
        said += more
    return said


def _is_whole(said: bytes) -> bool:
    head, end, body = said.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: *([0-9]+)", head, re.IGNORECASE)
    return bool(end) and len(body) >= (int(length[1]) if length else 0)
