"""`simulate`: terminals, station, network, disks and clocks of many days in one process, from one seed."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from donor_room.commands.parser import Parser, whole
from donor_room.commands.shell import BY_SIGNAL, DONE, NO, texts
from donor_room.simulation.faults import ALL, named
from donor_room.simulation.many import Summary, play
from donor_room.simulation.run import Told, fast_folder, run
from donor_room.simulation.server import Server, database_server
from donor_room.simulation.world import VISITS, Size

_MOST_TERMINALS, _MOST_DAYS, _MOST_VISITS = 60, 365, 100


def main(arguments: list[str]) -> int:
    """Play, say what held, and how to have a failure again; status 1 where something did not hold."""
    wanted = _parser().parse_args(arguments)
    named(wanted.faults)
    ending = Ending()
    size = Size(wanted.terminals, wanted.days, wanted.visits)
    with _server(wanted) as server:
        if wanted.seeds is not None:
            return _play_many(server, size, wanted, ending)
        told = run(server, size, seed=wanted.seed, words=wanted.faults, leave=ending.look)
    _say(told)
    return DONE if told.holds else NO


class Ending:
    """A wish to end, by a closed shell or a shutdown: it waits until no disk and no database is in the middle
    of something, which takes a moment.
    """

    def __init__(self) -> None:
        """Listen from now on."""
        self._by = 0
        for name in ("SIGTERM", "SIGHUP"):
            stop = getattr(signal, name, None)
            if stop is not None and signal.getsignal(stop) is signal.SIG_DFL:  # nohup goes on being obeyed
                signal.signal(stop, self._hear)

    def _hear(self, number: int, _frame: object) -> None:
        self._by = number

    def look(self) -> None:
        """End here if somebody wished it."""
        if self._by:
            sys.exit(BY_SIGNAL + self._by)


def _play_many(server: Server, size: Size, wanted: argparse.Namespace, ending: Ending) -> int:
    """Play seed after seed, say a line of each as it ends, and one of all."""
    summary = Summary()
    for played in play(server, size, wanted.seeds, wanted.faults, ending.look):
        summary.add(played)
        _write(played.line())
        if not played.holds:
            sys.stderr.write(f"{played.story()}\n{played.again}\n")
    _write(summary.line())
    return NO if summary.failed else DONE


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(
        prog="donor_room simulate",
        description=say("command_line.help.simulate"),
        epilog=say("simulate.faults", faults=" ".join(ALL)),
    )
    bounds = "simulate.bounds"
    parser.add_argument(
        "--terminals", type=whole(1, _MOST_TERMINALS, bounds), default=5, help=say("simulate.terminals")
    )
    parser.add_argument("--days", type=whole(1, _MOST_DAYS, bounds), default=30, help=say("simulate.days"))
    parser.add_argument(
        "--visits", type=whole(1, _MOST_VISITS, bounds), default=VISITS, help=say("simulate.visits")
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--seed", type=int, default=1, help=say("simulate.seed"))
    which.add_argument("--seeds", type=_seeds, metavar="A-B", help=say("simulate.seeds"))
    parser.add_argument("--faults", default="all", metavar="all|none|NAME,NAME", help=say("simulate.which"))
    parser.add_argument("--database-url", metavar="URL", help=say("simulate.database_url"))
    return parser


def _seeds(text: str) -> range:
    """Read `A-B`, both with it."""
    first, _, last = text.partition("-")
    if not (first.isdecimal() and last.isdecimal() and int(first) <= int(last)):
        raise argparse.ArgumentTypeError(texts().say("simulate.seeds_shape"))
    return range(int(first), int(last) + 1)


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@contextmanager
def _server(wanted: argparse.Namespace) -> Iterator[Server]:
    if wanted.database_url:
        yield Server(wanted.database_url)
        return
    with fast_folder() as folder, database_server(folder) as server:
        yield server


def _say(told: Told) -> None:
    for line in told.lines():
        _write(line)
    if not told.holds:
        sys.stderr.write("\n".join([*told.story, *map(str, told.violations[:5]), told.again]) + "\n")
