"""The days that a command is about: --from and --to, or DAY..DAY; refused in one sentence everywhere."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from donor_room.commands.shell import texts
from donor_room.domain.clock import SystemClock, day_at_site
from donor_room.domain.refusal import Refusal


def add_days(parser: argparse.ArgumentParser) -> None:
    """Let the days be asked for."""
    say = texts().say
    for name, place in (("from", "first"), ("to", "last")):
        help_of = say(f"figures.command.{place}")
        parser.add_argument(f"--{name}", dest=place, type=_day, metavar="DAY", help=help_of)


def add_files(parser: argparse.ArgumentParser) -> None:
    """Let a report on paper and a workbook be asked for."""
    say = texts().say
    for name in ("pdf", "xlsx"):
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=say(f"figures.command.{name}"))


def days_wanted(wanted: argparse.Namespace) -> tuple[date, date]:
    """Return the days of `add_days`; nothing is today, and the last one is the first unless it is said."""
    first = wanted.first or day_at_site(SystemClock().now())
    return in_order(first, wanted.last or first)


def days_of(text: str) -> tuple[date, date]:
    """Read DAY or DAY..DAY; nothing is today."""
    begin, _, end = text.partition("..")
    try:
        first = date.fromisoformat(begin) if begin else day_at_site(SystemClock().now())
        last = date.fromisoformat(end) if end else first
    except ValueError:
        raise Refusal("figures.command.day_shape") from None
    return in_order(first, last)


def in_order(first: date, last: date) -> tuple[date, date]:
    """Return both days; refuses a last one that comes before the first."""
    if last < first:
        raise Refusal("figures.days", first=first, last=last)
    return first, last


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(texts().say("figures.command.day_shape")) from None
