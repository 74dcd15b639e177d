"""`printer`: a virtual label printer on a port of this machine, which fails on command."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from donor_room.commands.parser import Parser, whole
from donor_room.commands.shell import DONE, texts
from donor_room.domain.refusal import Trouble
from donor_room.printing.virtual_printer import VirtualPrinter
from donor_room.printing.virtual_works import FAULTS, Fault

_HIGHEST_PORT, _MOST_LABELS, _SLOWEST_MS = 65_535, 10_000, 60_000
_MEND, _RESTART, _END = "mend", "restart", "end"


def main(arguments: list[str]) -> int:
    """Listen until the input ends; each line of it is a fault, `mend`, `restart` or `end`."""
    wanted = _parser().parse_args(arguments)
    folder = wanted.out or Path(tempfile.mkdtemp(prefix="donor-room-printer-"))
    virtual = _started(wanted, folder)
    try:
        if wanted.fault:
            virtual.works.break_down(wanted.fault, after=wanted.after, stubborn=wanted.stubborn)
        _say(texts().say("printer.virtual.listens", address=virtual.address, folder=str(folder)))
        _say(texts().say("printer.virtual.words", words=" ".join((*FAULTS, _MEND, _RESTART, _END))))
        _obey(virtual)
    finally:
        virtual.close()
    return DONE


def _started(wanted: argparse.Namespace, folder: Path) -> VirtualPrinter:
    try:
        return VirtualPrinter(
            port=wanted.virtual,
            language=wanted.language,
            dpi=wanted.dpi,
            folder=folder.absolute(),
            label_s=wanted.label_ms / 1000,
        )
    except OSError as error:
        raise Trouble("printer.virtual.port", port=str(wanted.virtual)) from error


def _obey(virtual: VirtualPrinter) -> None:
    """Do what is typed: `paper_out 3` = when three more labels are printed; nothing else is understood."""
    works = virtual.works
    for line in sys.stdin:
        word, _, after = line.strip().partition(" ")
        if word == _END:
            return
        if word == _MEND:
            works.mend()
        elif word == _RESTART:
            virtual.switch_off_and_on()
        elif word in FAULTS:
            works.break_down(_fault(word), after=int(after) if after.isdecimal() else 0)
        printed, waiting = len(works.printed), works.waiting
        _say(
            texts().say("printer.virtual.stands", printed=printed, waiting=waiting, fault=works.fault or "-")
        )


def _fault(word: str) -> Fault:
    return next(fault for fault in FAULTS if fault == word)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room printer", description=say("command_line.help.printer"))
    port = whole(0, _HIGHEST_PORT, "printer.virtual.port_bounds")
    labels = whole(0, _MOST_LABELS, "printer.virtual.after_bounds")
    slowness = whole(0, _SLOWEST_MS, "printer.virtual.label_ms_bounds")
    parser.add_argument(
        "--virtual", type=port, required=True, metavar="PORT", help=say("printer.virtual.option.virtual")
    )
    parser.add_argument(
        "--language", choices=("zpl", "tspl"), default="zpl", help=say("printer.virtual.option.language")
    )
    parser.add_argument(
        "--dpi", type=int, choices=(203, 300, 600), default=203, help=say("printer.virtual.option.dpi")
    )
    parser.add_argument("--fault", choices=FAULTS, help=say("printer.virtual.option.fault"))
    parser.add_argument("--after", type=labels, default=0, help=say("printer.virtual.option.after"))
    parser.add_argument("--stubborn", action="store_true", help=say("printer.virtual.option.stubborn"))
    parser.add_argument("--label-ms", type=slowness, default=0, help=say("printer.virtual.option.label_ms"))
    parser.add_argument("--out", type=Path, metavar="DIR", help=say("printer.virtual.option.out"))
    return parser
