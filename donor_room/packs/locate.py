"""Where the packs lie: in resources/ beside the program, from a checkout and from a frozen folder alike."""

from __future__ import annotations

from pathlib import Path


def resources_folder() -> Path:
    """Return the folder that holds rules, questionnaires, codes, texts, labels and fonts."""
    return Path(__file__).resolve().parents[2] / "resources"
