"""Whoever answers in the station's place over TLS, and what a laptop told it: nothing, or a run fails."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from threading import Thread

import httpx

from donor_room.station.authority import new_authority, new_server_certificate
from donor_room.station.call import Call
from donor_room.station.tls import load
from donor_room.sync.trust import context_for

WAYS = ("other_authority", "plain_portal")
_HOST = "127.0.0.1"
_PORTAL = b"HTTP/1.1 200 OK\r\ncontent-length: 23\r\n\r\n<html>please pay</html>"
_PATIENCE_S = 10.0


class Impostor:
    """One that has a certificate for the station's name, of another authority; or none at all."""

    def __init__(self, way: str, now: datetime) -> None:
        self.heard = b""
        """What was said to it inside the TLS."""
        self._context = _shown(now) if way == "other_authority" else None
        self._socket = socket.create_server((_HOST, 0))
        self._thread = Thread(target=self._answer, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"https://{_HOST}:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(_PATIENCE_S)

    def _answer(self) -> None:
        with suppress(OSError):  # whoever notices goes away without a word
            line, _ = self._socket.accept()
            line.settimeout(_PATIENCE_S)
            with line:
                if self._context is None:
                    line.recv(65_536)
                    line.sendall(_PORTAL)
                    return
                with self._context.wrap_socket(line, server_side=True) as spoken:
                    self.heard = spoken.recv(65_536)
                    spoken.sendall(_PORTAL)


@cache
def _shown(now: datetime) -> ssl.SSLContext:
    """Return the context of a server that some other authority vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    other = new_authority("somebody else", "999", now)
    load(context, new_server_certificate(other, frozenset({_HOST}), now))
    return context


@contextmanager
def answering(way: str, now: datetime) -> Iterator[Impostor]:
    """Within, the impostor waits for one caller."""
    impostor = Impostor(way, now)
    try:
        yield impostor
    finally:
        impostor.close()


def carry(call: Call, impostor: Impostor, authority: str) -> httpx.Response:
    """Carry a call to an impostor as a laptop does that believes this authority (PEM); raises as it does."""
    url = f"{impostor.url}{call.path}" + (f"?{call.query}" if call.query else "")
    with httpx.Client(verify=context_for(authority), trust_env=False, timeout=_PATIENCE_S) as http:
        told = http.request(call.method, url, content=call.body, headers=_own(call))
    return httpx.Response(told.status_code, stream=httpx.ByteStream(told.content))


def _own(call: Call) -> dict[str, str]:
    return {name: value for name, value in call.headers.items() if name not in {"host", "content-length"}}
