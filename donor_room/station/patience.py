"""A caller that never says to its end what it wants is not waited for: its place is another terminal's."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 20.0
"""How long the head of a request may take; on the slowest line it is a few hundred bytes."""


class Impatient(H11Protocol):
    """uvicorn's own protocol, which waits for the head of a request without an end."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Go on waiting as long as the head is not whole; pieces of it win no time."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Wait no longer for a next head that has begun to come while this one was answered."""
        super().on_response_complete()
        if self.conn.trailing_data[0]:
            self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        super().connection_lost(exc)
        self._stop_waiting()

    def _watch(self) -> None:
        is_due = self.cycle is None or self.cycle.response_complete
        if not is_due:
            self._stop_waiting()
        elif self._patience is None:
            self._patience = self.loop.call_later(HEAD_S, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
