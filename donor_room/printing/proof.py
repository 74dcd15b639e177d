"""Templates are tried before any donor comes: each draws the label that needs the most room."""

from __future__ import annotations

from collections.abc import Iterator

from donor_room.domain.refusal import Refusal
from donor_room.packs.labels import Labels
from donor_room.packs.texts import Texts
from donor_room.printing.labels import draw_one
from donor_room.printing.specimen import hardest

_PROFILES = {"code128": ("isbt128", "numeric-code128"), "codabar": ("numeric-codabar",)}


def refuse_bad_templates(labels: Labels, texts: Texts, dpi: int) -> None:
    """Draw and read back a label of every role by the template that serves it.

    Refuses the first one that cannot be printed, by file and element.
    """
    for role, profile in _tried(labels):
        draw_one(hardest(role, profile), texts, dpi, labels)


def roles_that_fail(labels: Labels, texts: Texts, dpi: int) -> dict[str, Refusal]:
    """Return why, for every role whose label cannot be printed."""
    failed: dict[str, Refusal] = {}
    for role, profile in _tried(labels):
        try:
            draw_one(hardest(role, profile), texts, dpi, labels)
        except Refusal as refusal:
            failed.setdefault(role, refusal)
    return failed


def _tried(labels: Labels) -> Iterator[tuple[str, str]]:
    for symbology, profiles in _PROFILES.items():
        for role in getattr(labels.choice, symbology):
            for profile in profiles:
                yield role, profile
