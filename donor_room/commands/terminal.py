"""The terminal itself: practice or real, in its own database."""

from __future__ import annotations

import gc
import os
import re
import sys
from typing import TYPE_CHECKING, Any

from donor_room import settings
from donor_room.commands.shell import texts
from donor_room.domain.clock import SystemClock

if TYPE_CHECKING:
    import argparse

    from donor_room.beside_line import Place

ON_PAPER = "-"
"""Tickets without a printer for slips: each is a page A6."""

SWITCH_S = 0.001
"""No other thread computes longer while the screen's waits; of Python's own 5 ms several come in a row."""

_PORT, _HIGHEST_PORT = 47_615, 65_535
_ADDRESS = re.compile(r"[A-Za-z0-9.-]{1,253}:[0-9]{1,5}", re.ASCII)


def main(arguments: list[str]) -> int:
    """Open the window and stay until it is closed; without `--real` it is the practice terminal."""
    gc.disable()  # nothing that a start makes is garbage; later the screen's thread collects
    sys.setswitchinterval(SWITCH_S)
    wanted = _parser().parse_args(arguments) if arguments else None
    name: settings.ProfileName = "real" if wanted and wanted.real else "practice"
    from donor_room.app import run

    devices: dict[str, Any] = {"card_reader": wanted.card_reader, "scanner": wanted.scanner} if wanted else {}
    if wanted and (wanted.tickets is not None or wanted.call_screen):
        tickets = "" if wanted.tickets == ON_PAPER else wanted.tickets
        devices |= {"tickets": tickets, "call_screen": wanted.call_screen}
    if wanted and (wanted.mesh is not None or wanted.beside):
        devices["mesh"] = _place(wanted)
    return run(settings.profile(name, os.environ), SystemClock(), **devices)


def _parser() -> argparse.ArgumentParser:
    from donor_room.commands.parser import Parser, whole

    said = texts()
    parser = Parser(prog="donor_room", description=said.say("command_line.help.terminal"))
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--practice", action="store_true", help=said.say("command_line.option.practice"))
    which.add_argument("--real", action="store_true", help=said.say("command_line.option.real"))
    parser.add_argument("--card-reader", help=said.say("command_line.option.card_reader"))
    parser.add_argument("--scanner", help=said.say("command_line.option.scanner"))
    tickets = said.say("command_line.option.tickets")
    parser.add_argument("--tickets", nargs="?", const=ON_PAPER, metavar="PRINTER", help=tickets)
    parser.add_argument(
        "--call-screen", action="store_true", help=said.say("command_line.option.call_screen")
    )
    port = whole(0, _HIGHEST_PORT, "mesh.option.port_bounds")
    mesh = said.say("mesh.option.mesh")
    parser.add_argument("--mesh", nargs="?", type=port, const=_PORT, metavar="PORT", help=mesh)
    parser.add_argument(
        "--beside", type=_addresses, metavar="HOST:PORT,...", help=said.say("mesh.option.beside")
    )
    return parser


def _addresses(text: str) -> tuple[str, ...]:
    """Read the addresses of other laptops."""
    from argparse import ArgumentTypeError

    found = tuple(one.strip() for one in text.split(","))
    if not all(_ADDRESS.fullmatch(one) for one in found):
        raise ArgumentTypeError(texts().say("mesh.option.beside_bounds"))
    return found


def _place(wanted: argparse.Namespace) -> Place:
    """Where to listen, and whom to call beside those who are found."""
    from donor_room.beside_line import Place

    port = _PORT if wanted.mesh is None else wanted.mesh
    return Place(port=port, beside=wanted.beside or ())
