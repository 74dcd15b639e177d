"""What proves which pack was used: today its id, its edition and the SHA-256 of its bytes."""

from __future__ import annotations

from hashlib import sha256

from donor_room.domain.stamp import PackStamp


def stamp_of(raw: bytes, *, id: str, edition: str) -> PackStamp:  # noqa: A002 - the word of the stamp
    """Return the stamp of a pack as it was read; one changed byte is another pack."""
    return PackStamp(id=id, edition=edition, sha256=sha256(raw).hexdigest())
