"""`figures`: what a terminal's visits come to, for some days, as a line of JSON for each part."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any, get_args

import msgspec

from donor_room.commands.days import add_days, days_wanted
from donor_room.commands.figures_papers import Whose, add_papers, write_papers
from donor_room.commands.opened import database_of
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, texts
from donor_room.domain import entries as e
from donor_room.domain.clock import SystemClock
from donor_room.domain.figures import By, Figures
from donor_room.domain.guest_counts import Guests
from donor_room.domain.honours import units
from donor_room.domain.ruleset import RulePack
from donor_room.packs.rules import load_rules
from donor_room.printing.figures_beside import beside_of
from donor_room.store.ledger import Ledger
from donor_room.workflow.common_day import names_in
from donor_room.workflow.enrolled import station_of
from donor_room.workflow.figures import report
from donor_room.workflow.guests import guests_by


def main(arguments: list[str]) -> int:
    """Print the figures; refuses days in the wrong order, and looks only."""
    wanted = _parser().parse_args(arguments)
    (first, last), rules = days_wanted(wanted), load_rules()
    with database_of(wanted.db) as database:
        ledger = Ledger(database, SystemClock())

        def count(first: date, last: date, by: By) -> dict[str, Figures]:
            return report(database, ledger, rules, first=first, last=last, by=by)

        parts, guests = count(first, last, wanted.by), guests_by(ledger, first=first, last=last, by=wanted.by)
        names = names_in(ledger)
        whose = Whose(station_of(ledger), is_practice(ledger), names)
        beside = beside_of(guests, names=names if wanted.by == "person" else None)
        write_papers(wanted, count, days=(first, last), by=wanted.by, whose=whose, beside=beside)
    for name in sorted({*parts, *guests} or {""}):
        line = line_of(rules, wanted.by, name, parts.get(name, Figures()))
        line |= measured_only(guests.get(name, Guests()))
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return DONE


def line_of(rules: RulePack, by: str, name: str, told: Figures) -> dict[str, Any]:
    """Return a part as it is told; whole blood also in units of 200 mL, halves kept."""
    whole = f"{units(rules, told.whole_blood_ml).normalize():f}"
    means = {
        "mean_whole_blood_ml": told.mean_whole_blood_ml,
        "mean_apheresis_ml": told.mean_apheresis_ml,
    }
    line = {by: name, **msgspec.to_builtins(told), "whole_blood_units": whole}
    return line | {name: str(mean) if mean is not None else None for name, mean in means.items()}


def measured_only(guests: Guests) -> dict[str, int]:
    """Return how often guests of a part were measured, as it is told: in no sum of donors."""
    return {
        "measured_only": guests.measured,
        "measured_pressure": guests.pressure,
        "measured_group": guests.group,
    }


def is_practice(ledger: Ledger) -> bool:
    """Say whether a book here was written for practice: what comes of it says so."""
    opened = (line.act for line in ledger.of_house(e.BookOpened.KIND))
    return any(isinstance(act, e.BookOpened) and act.practice for act in opened)


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room figures", description=say("command_line.help.figures"))
    parser.add_argument("--db", type=Path, required=True, help=say("command_line.option.db"))
    add_days(parser)
    add_papers(parser)
    parser.add_argument("--by", choices=get_args(By), default="all", help=say("figures.command.by"))
    return parser
