"""Writes figures on paper and into a workbook, where a command was asked for it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from donor_room.commands.shell import texts
from donor_room.domain.clock import SystemClock
from donor_room.domain.figures import By, Figures
from donor_room.domain.refusal import Trouble
from donor_room.domain.ruleset import RulePack
from donor_room.printing.figures_book import figures_book
from donor_room.printing.figures_sheet import draw_figures, report_of


def add_papers(parser: argparse.ArgumentParser) -> None:
    """Let a report be asked for."""
    for name in ("pdf", "xlsx"):
        parser.add_argument(
            f"--{name}", type=Path, metavar="FILE", help=texts().say(f"figures.command.{name}")
        )


def write_papers(
    wanted: argparse.Namespace,
    rules: RulePack,
    parts: Mapping[str, Figures],
    whole: Figures,
    *,
    days: tuple[date, date],
    by: By,
    station: str,
    practice: bool,
) -> None:
    """Write what was asked for, in the language of the shell; raises Trouble where the disk says no."""
    said, at = texts(), SystemClock().now()
    report = report_of(rules, said, parts, whole, days=days, by=by, station=station, practice=practice, at=at)
    for file, drawn in ((wanted.pdf, draw_figures), (wanted.xlsx, figures_book)):
        if file is not None:
            _write(file, drawn(report, said))


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Trouble("documents.not_saved", file=str(file)) from error
