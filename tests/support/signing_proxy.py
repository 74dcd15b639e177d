"""A door before a station that signs what comes through in a terminal's name, for tools that cannot sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import httpx

from donor_room.wire.messages import pack_lines
from donor_room.wire.signature import sign_request
from tests.support import plain
from tests.support.stations import Caller

WISH = "sign for me"
"""What a caller writes into its `Signature` field that wants to be signed for."""

_NOT_PASSED_ON = {"host", "connection", "content-length", "transfer-encoding", "signature", "signature-input"}


class _Door(BaseHTTPRequestHandler):
    caller: Caller
    protocol_version = "HTTP/1.1"

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        kept = {n: v for n, v in self.headers.items() if n.lower() not in _NOT_PASSED_ON}
        if body and kept.get("Content-Encoding") == "zstd":
            body = pack_lines(body.split(b"\n"))
        if self.headers.get("signature") == WISH:
            kept |= self._signature(body)
        try:
            answer = plain.request(
                self.command, self.caller.station.url + self.path, content=body, headers=kept, timeout=60
            )
        except (httpx.LocalProtocolError, UnicodeEncodeError):  # no header that can be sent at all
            answer = httpx.Response(400, json={"code": "message"})
        self._give(answer)

    def _signature(self, body: bytes) -> dict[str, str]:
        target = urlsplit(self.path)
        return sign_request(
            self.caller.key,
            method=self.command,
            path=target.path,
            query=target.query,
            body=body,
            keyid=self.caller.reply.terminal,
            created=0,
            nonce="n" * 22,
        )

    def _give(self, answer: httpx.Response) -> None:
        """Entries are handed on unpacked, because few tools can read zstd."""
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name not in {"content-encoding", "content-length", "transfer-encoding"}:
                self.send_header(name, value)
        self.send_header("content-length", str(len(answer.content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.content)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Any method at all is passed on."""
        if not name.startswith("do_"):
            raise AttributeError(name)
        return self._pass

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def signing_door(caller: Caller) -> Iterator[str]:
    """Give the address of the door."""

    door = type("Door", (_Door,), {"caller": caller})
    server = ThreadingHTTPServer(("127.0.0.1", 0), door)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
