"""`cards`: the cards of the chairs as one PDF, with the codes for gloved hands; or those of the crates."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from donor_room.commands.parser import Parser, whole
from donor_room.commands.shell import texts
from donor_room.packs.policy import load_policy

MOST_CHAIRS = 20
MOST_BOXES = 200


def main(arguments: list[str]) -> int:
    """Write the cards and say where; without `--chairs` there are as many as the station's policy says."""
    from donor_room.printing.cards import draw_cards, draw_lids

    wanted = _parser().parse_args(arguments)
    if wanted.boxes:
        pdf = draw_lids(wanted.boxes, texts())
    else:
        pdf = draw_cards(wanted.chairs or load_policy().chairs, texts())
    Path(wanted.out).write_bytes(pdf)
    sys.stdout.write(f"{wanted.out}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    catalogue = texts()
    parser = Parser(prog="donor_room cards", description=catalogue.say("command_line.help.cards"))
    parser.add_argument("--out", required=True, metavar="PDF", help=catalogue.say("chair.option.out"))
    chairs = whole(1, MOST_CHAIRS, "chair.option.chairs_bounds")
    parser.add_argument("--chairs", type=chairs, help=catalogue.say("chair.option.chairs"))
    boxes = whole(1, MOST_BOXES, "handover.lid.bounds")
    parser.add_argument("--boxes", type=boxes, help=catalogue.say("handover.lid.option"))
    return parser
