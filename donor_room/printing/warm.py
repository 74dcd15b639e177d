"""What takes a moment the first time, done ahead of it on a quiet thread."""

from __future__ import annotations


def warm_up() -> None:
    """Load the drawing libraries and read two fonts: a third of a second that no donor should wait for."""
    import zxingcpp  # noqa: F401

    from donor_room.packs.labels import shipped_labels
    from donor_room.printing import raster  # noqa: F401
    from donor_room.printing.paper import text_width

    shipped_labels()
    text_width("献血", 10, "regular")
    text_width("献血", 10, "bold")
