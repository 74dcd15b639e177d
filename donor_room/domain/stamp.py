"""Which edition of which pack was used: kept with every use, so that a decision can be replayed."""

from __future__ import annotations

import msgspec


class PackStamp(msgspec.Struct, frozen=True, kw_only=True):
    """The name, edition and content hash of a pack as it was read."""

    id: str
    edition: str
    sha256: str
