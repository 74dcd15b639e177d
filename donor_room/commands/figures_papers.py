"""Writes figures on paper and into a workbook, where a command was asked for it."""

from __future__ import annotations

import argparse
from pathlib import Path

from donor_room.commands.shell import texts
from donor_room.domain.refusal import Trouble
from donor_room.printing.figures_book import figures_book
from donor_room.printing.figures_sheet import FiguresReport, draw_figures


def add_papers(parser: argparse.ArgumentParser) -> None:
    """Let a report be asked for."""
    for name in ("pdf", "xlsx"):
        parser.add_argument(
            f"--{name}", type=Path, metavar="FILE", help=texts().say(f"figures.command.{name}")
        )


def write_papers(wanted: argparse.Namespace, report: FiguresReport) -> None:
    """Write what was asked for, in the language of the shell; raises Trouble where the disk says no."""
    for file, drawn in ((wanted.pdf, draw_figures), (wanted.xlsx, figures_book)):
        if file is not None:
            _write(file, drawn(report, texts()))


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Trouble("documents.not_saved", file=str(file)) from error
