"""`demo`: plays a donation day on the real screens and reconciles it with the station."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from donor_room.bootstrap import has_display
from donor_room.commands.parser import Parser, whole
from donor_room.commands.shell import BY_SIGNAL, DONE, NO, texts
from donor_room.demo.cast import DEFAULT_DONORS
from donor_room.demo.conductor import ON_STAGE

_ON_A_DISPLAY_S = 0.04


def main(arguments: list[str]) -> int:
    """Play the day; status 0 only when everything reconciles."""
    if arguments == [ON_STAGE]:
        from donor_room.demo.stage import play

        return play(sys.stdin, sys.stdout)
    wanted = _parser().parse_args(arguments)
    from donor_room.demo.day import play_day

    _end_whole()
    out = wanted.out or Path(tempfile.mkdtemp(prefix="donor-room-demo-"))
    speed_s = wanted.speed if wanted.speed is not None else (_ON_A_DISPLAY_S if has_display() else 0.0)
    is_level = play_day(
        out.absolute(),
        donors=wanted.donors,
        seed=wanted.seed,
        list_file=wanted.list,
        speed_s=speed_s,
        say=_say,
    )
    return DONE if is_level else NO


def _end_whole() -> None:
    """Let a closed shell or a shutdown end what runs as Ctrl-C does: no database is left running."""

    def leave(number: int, _frame: object) -> None:
        sys.exit(BY_SIGNAL + number)

    for name in ("SIGTERM", "SIGHUP"):
        stop = getattr(signal, name, None)
        if stop is not None and signal.getsignal(stop) is signal.SIG_DFL:  # nohup goes on being obeyed
            signal.signal(stop, leave)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room demo", description=say("command_line.help.demo"))
    parser.add_argument(
        "--donors",
        type=whole(1, 400, "demo.option.donors_bounds"),
        default=DEFAULT_DONORS,
        help=say("demo.option.donors"),
    )
    parser.add_argument("--seed", type=int, default=1, help=say("demo.option.seed"))
    parser.add_argument("--list", type=Path, metavar="FILE", help=say("demo.option.list"))
    parser.add_argument("--out", type=Path, metavar="DIR", help=say("demo.option.out"))
    parser.add_argument("--speed", type=_span, metavar="X", help=say("demo.option.speed"))
    return parser


def _span(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 10:
        raise argparse.ArgumentTypeError(texts().say("demo.option.speed_bounds"))
    return seconds
