"""Any call at all in a terminal's name, right or wrong, with the raw answer."""

from __future__ import annotations

import httpx

from donor_room.wire.signature import sign_request
from tests.support import plain
from tests.support.stations import Caller


def signed(
    caller: Caller, method: str, path: str, query: str = "", body: bytes = b"", *, packed: bool = False
) -> httpx.Response:
    """Send one signed call and return what came back."""
    headers = sign_request(
        caller.key,
        method=method,
        path=path,
        query=query,
        body=body,
        keyid=caller.reply.terminal,
        created=int(caller.station.clock.now().timestamp()),
        nonce="n" * 22,
    )
    if packed:
        headers["content-encoding"] = "zstd"
    url = f"{caller.station.url}{path}{'?' if query else ''}{query}"
    return plain.request(method, url, content=body, headers=headers, timeout=60)
