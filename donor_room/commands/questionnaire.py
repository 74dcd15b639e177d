"""`questionnaire`: takes in questionnaires of others, judges their conditions, asks them, gives out ours."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, NOT_DONE, texts
from donor_room.domain.foreign_answers import read_answers
from donor_room.domain.foreign_form import Enabling, Form
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.fhir.reader import Read, read_questionnaire
from donor_room.packs.fhir.told import NotValid, Told, parse_json
from donor_room.packs.fhir.values import write_json
from donor_room.packs.forms import HEAD, form_text, read_form

MOST_BYTES = 16_000_000


def main(arguments: list[str]) -> int:
    """Do what the second word says."""
    wanted = _parser().parse_args(arguments)
    try:
        status: int = wanted.does(wanted)
    except NotValid as no:
        _say_lines(_line(one, "fault") for one in no.faults)
        first = no.faults[0]
        more = {"count": len(no.faults), "item": first.link_id or "-", "first": _sentence(first, "fault")}
        sys.stderr.write(texts().say("questionnaire.not_valid", **more) + "\n")
        return NOT_DONE
    return status


def import_file(wanted: argparse.Namespace) -> int:
    """Read a file of R4 and write the pack; name what it does not carry."""
    read = read_questionnaire(_bytes_of(wanted.file))
    pack = wanted.out or wanted.file.with_suffix(".toml")
    written = form_text(read.form).encode("utf-8")
    _write_pack(pack, written)
    told = {
        "pack": str(pack),
        "id": read.form.id,
        "title": read.form.title,
        "items": len(read.form.items),
        "sha256": sha256(written).hexdigest(),
        "not_carried": len(read.not_carried),
    }
    _say_lines([told, *(_line(one, "note") for one in read.not_carried)])
    return DONE


def tell_enabled(wanted: argparse.Namespace) -> int:
    """Print which items are asked after these answers."""
    form = form_of(wanted.file)
    enabled = Enabling(form).enabled(read_answers(form, _answers_of(wanted.answers)))
    _say_lines([{"enabled": [item.link_id for item in form.items if item.link_id in enabled]}])
    return DONE


def export_ours(wanted: argparse.Namespace) -> int:
    """Print our own interview as a Questionnaire of R4."""
    from donor_room.packs.fhir.interview import questionnaire_of
    from donor_room.packs.questionnaires import load_questionnaire

    _give(write_json(questionnaire_of(load_questionnaire())), wanted.out)
    return DONE


def compile_ours(wanted: argparse.Namespace) -> int:
    """Write the second form of our interview, or of the files named, which is read ten times as fast."""
    from donor_room.packs.compiled import compile_pack
    from donor_room.packs.questionnaires import load_questionnaire, questionnaire_file

    for file in wanted.files or [questionnaire_file()]:
        _bytes_of(file)
        load_questionnaire(file.stem, file.parent)
        _say_lines([{"compiled": str(compile_pack(file))}])
    return DONE


def run_file(wanted: argparse.Namespace) -> int:
    """Ask a questionnaire on the screen and give the answers away as a QuestionnaireResponse."""
    form = form_of(wanted.file)
    if not any(item.is_question for item in form.items):
        raise Refusal("questionnaire.nothing_to_ask")
    from donor_room.ui.form_window import ask

    response = ask(form, language=texts().language)
    if response is None:
        raise Refusal("questionnaire.left_unfinished")
    _give(write_json(response), wanted.out)
    return DONE


def form_of(file: Path) -> Form:
    """Read a pack, or a file of R4 and say how much of it is not carried."""
    raw = _bytes_of(file)
    if file.suffix == ".toml":
        return read_form(raw, file.name)
    read: Read = read_questionnaire(raw)
    if read.not_carried:
        count = len(read.not_carried)
        sys.stderr.write(texts().say("questionnaire.some_not_carried", count=count, file=file.name) + "\n")
    return read.form


# ---- files -------------------------------------------------------------------------------------------------


def _bytes_of(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Refusal("questionnaire.too_large", file=str(file), most=MOST_BYTES)
        return file.read_bytes()
    except OSError as fault:
        raise Trouble("questionnaire.cannot_read", file=str(file), why=fault.strerror or "") from fault


def _write_pack(pack: Path, written: bytes) -> None:
    """Write over an earlier import only; the new file is whole or not there."""
    try:
        if pack.exists() and not pack.read_bytes().startswith(HEAD.encode("utf-8")):
            raise Refusal("questionnaire.not_ours", file=str(pack))
        beside = pack.with_name(pack.name + ".new")
        beside.write_bytes(written)
        os.replace(beside, pack)  # noqa: PTH105 - says that it replaces
    except OSError as fault:
        raise Trouble("questionnaire.cannot_write", file=str(pack), why=fault.strerror or "") from fault


def _give(line: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(line + "\n")
        return
    try:
        out.write_text(line + "\n", encoding="utf-8")
    except OSError as fault:
        raise Trouble("questionnaire.cannot_write", file=str(out), why=fault.strerror or "") from fault


def _answers_of(given: str) -> Mapping[str, Any]:
    """Read answers from the words themselves, from a file, or from standard input (-)."""
    text: str | bytes = given
    if given == "-":
        text = sys.stdin.read()
    elif not given.lstrip().startswith("{"):
        text = _bytes_of(Path(given))
    try:
        answers = parse_json(text)
    except ValueError as fault:
        raise Refusal("questionnaire.answers_unreadable", why=str(fault)) from fault
    if not isinstance(answers, dict):
        raise Refusal("questionnaire.answers_unreadable", why='{"linkId": ...}')
    return answers


# ---- words -------------------------------------------------------------------------------------------------


def _line(told: Told, kind: str) -> dict[str, str]:
    name = "not_valid" if kind == "fault" else "not_carried"
    return {"linkId": told.link_id, name: told.code, "what": told.what, "says": _sentence(told, kind)}


def _sentence(told: Told, kind: str) -> str:
    return texts().say(f"questionnaire.{kind}.{told.code}", what=told.what)


def _say_lines(lines: Iterable[Mapping[str, Any]]) -> None:
    for line in lines:
        sys.stdout.write(write_json(line) + "\n")


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room questionnaire", description=say("command_line.help.questionnaire"))
    words = parser.add_subparsers(
        required=True, metavar="import|enabled|run|export|compile", parser_class=Parser
    )
    taken = words.add_parser("import", description=say("questionnaire.help.import"))
    taken.add_argument("file", type=Path, metavar="FILE.json", help=say("questionnaire.option.json"))
    taken.add_argument("--out", type=Path, metavar="PACK.toml", help=say("questionnaire.option.pack"))
    taken.set_defaults(does=import_file)
    enabled = words.add_parser("enabled", description=say("questionnaire.help.enabled"))
    enabled.add_argument("file", type=Path, metavar="FILE", help=say("questionnaire.option.file"))
    enabled.add_argument("--answers", required=True, metavar="JSON", help=say("questionnaire.option.answers"))
    enabled.set_defaults(does=tell_enabled)
    run = words.add_parser("run", description=say("questionnaire.help.run"))
    run.add_argument("file", type=Path, metavar="FILE", help=say("questionnaire.option.file"))
    run.add_argument("--out", type=Path, metavar="FILE.json", help=say("questionnaire.option.out"))
    run.set_defaults(does=run_file)
    ours = words.add_parser("export", description=say("questionnaire.help.export"))
    ours.add_argument("--out", type=Path, metavar="FILE.json", help=say("questionnaire.option.out"))
    ours.set_defaults(does=export_ours)
    made = words.add_parser("compile", description=say("questionnaire.help.compile"))
    made.add_argument(
        "files", nargs="*", type=Path, metavar="FILE.toml", help=say("questionnaire.option.ours")
    )
    made.set_defaults(does=compile_ours)
    return parser
