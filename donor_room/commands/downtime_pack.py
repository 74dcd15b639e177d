"""`downtime-pack`: prints numbered paper forms for a day without the program, by the rules in force."""

from __future__ import annotations

import argparse
from pathlib import Path

from donor_room.commands.pack_options import add_overlays
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, texts
from donor_room.packs.consent import load_consent
from donor_room.packs.in_force import rules_named
from donor_room.packs.questionnaires import load_questionnaire
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.printing.downtime_pack import DowntimePack, draw_downtime_pack
from donor_room.printing.saved import saved
from donor_room.workflow.downtime import new_forms


def main(arguments: list[str]) -> int:
    """Write the pack as a PDF and name the file."""
    wanted = _parser().parse_args(arguments)
    forms = new_forms(wanted.visits)
    words = Texts(wanted.language)
    pack = DowntimePack(
        forms=forms,
        rules=rules_named(wanted.overlay),
        questionnaire=load_questionnaire(),
        notice=load_consent(wanted.language),
        station=wanted.station or words.say("aftercare.station"),
        practice=wanted.practice,
    )
    file = wanted.to or Path(f"downtime-{forms[0][:5]}.pdf")
    saved(file, draw_downtime_pack(pack, words), makes_folder=False)
    print(texts().say("paper.pack.saved", file=str(file)))
    return DONE


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room downtime-pack", description=say("command_line.help.downtime-pack"))
    parser.add_argument("--visits", type=int, default=12, metavar="N", help=say("paper.pack.visits"))
    parser.add_argument("--to", type=Path, metavar="FILE", help=say("paper.pack.file"))
    parser.add_argument("--station", metavar="NAME", help=say("paper.pack.station"))
    parser.add_argument(
        "--language", choices=LANGUAGES, default=texts().language, help=say("paper.pack.language")
    )
    parser.add_argument("--practice", action="store_true", help=say("command_line.option.practice"))
    add_overlays(parser)
    return parser
