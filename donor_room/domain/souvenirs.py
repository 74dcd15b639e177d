"""What a donor has in the hands of all that was said to be given."""

from __future__ import annotations

NONE_WANTED = "none"
"""The code of the list for a donor who wants nothing."""


def in_hand(before: tuple[str, ...], souvenir: str, *, beside: bool) -> tuple[str, ...]:
    """Return what the donor has after another word: beside what was given before, or in its place."""
    if not beside or souvenir == NONE_WANTED:
        return (souvenir,)
    return (*(one for one in before if one not in (NONE_WANTED, souvenir)), souvenir)
