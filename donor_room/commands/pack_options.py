"""The options that say by which rule packs a command works."""

from __future__ import annotations

import argparse
from pathlib import Path

from donor_room.commands.shell import texts


def add_overlays(parser: argparse.ArgumentParser) -> None:
    """Let a command be told what lies on the base."""
    help_text = texts().say("packs.option.overlay")
    parser.add_argument("--overlay", action="append", default=[], metavar="ID", help=help_text)


def add_trust(parser: argparse.ArgumentParser) -> None:
    """Let a command trust one more key, such as that of a station whose packs are looked at."""
    help_text = texts().say("packs.option.trust")
    parser.add_argument("--trust", action="append", default=[], type=Path, metavar="FILE", help=help_text)
