"""A whole directory of the station: its list, its chunks piece by piece, then what has become true meanwhile.

Each call does one small step, so that a conversation can be ended between any two of them and goes on there.
"""

from __future__ import annotations

from donor_room.sync.client import Event
from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.store import Ask
from donor_room.wire.generation import Manifest
from donor_room.wire.messages import MAX_PAGE_ROWS, DirectoryPage
from donor_room.workflow.generation_load import Loading, Piece

_NOT_THERE, _GONE = 404, 410


class Load:
    """Loads a directory for one terminal; what is here is asked until the new one is whole."""

    def __init__(self, link: Link, ask: Ask) -> None:
        self._link = link
        self._ask = ask
        self._loading: Loading | None = None
        self._is_doubtful = False
        self.rows = 0

    def load(self) -> Event:
        """Do the next step."""
        loading = self._loading = self._loading or self._ask(lambda store: store.loading())
        if loading.generation is None or self._is_doubtful:
            return self._begin(loading)
        piece = loading.wanted()
        if piece is not None:
            return self._fetch(loading, piece)
        if loading.build():
            return Event.PIECE_TAKEN
        return self._catch_up(loading)

    def _begin(self, loading: Loading) -> Event:
        """Ask for the list; a station that has none, being old or its directory small, tells it in pages."""
        try:
            manifest = self._link.get("/v1/generation", Manifest)
        except StationSaysNo as no:
            if no.status == _NOT_THERE:
                return Event.NOT_WHOLE
            raise
        if manifest != loading.manifest:
            loading.begin(manifest)
        self._is_doubtful = False
        return Event.PIECE_TAKEN

    def _fetch(self, loading: Loading, piece: Piece) -> Event:
        try:
            content = self._link.content(
                f"/v1/chunks/{piece.chunk.sha256}", first=piece.first, count=piece.size
            )
        except StationSaysNo as no:
            return self._begin_anew(loading, no)
        self._is_doubtful = (
            True  # if this piece is wrong for good, the station may have made another generation
        )
        loading.add(piece, content)
        self._is_doubtful = False
        return Event.PIECE_TAKEN

    def _catch_up(self, loading: Loading) -> Event:
        """Take in what has become true since; then the new directory knows all that the station does."""
        try:
            page = self._link.get(
                "/v1/directory", DirectoryPage, cursor=loading.cursor(), limit=MAX_PAGE_ROWS
            )
        except StationSaysNo as no:
            return self._begin_anew(loading, no)
        loading.apply(page)
        self.rows += len(page.rows)
        if page.more:
            return Event.PIECE_TAKEN
        self.rows += loading.generation.rows if loading.generation else 0
        loading.close_file()
        self._ask(lambda store: store.take_directory(loading))
        return Event.DIRECTORY_LOADED

    def _begin_anew(self, loading: Loading, no: StationSaysNo) -> Event:
        """A generation that the station has thrown away, or of a feed that is no more, is worth nothing."""
        if no.status not in {_NOT_THERE, _GONE}:
            raise no
        loading.forget()
        return Event.PIECE_TAKEN
