"""`verify-proof`: says whether a proof of donation is of a station, without a line to it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import msgspec

from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, NO, texts
from donor_room.domain.refusal import Refusal
from donor_room.wire.donation_proof import MARK, check_proof
from donor_room.wire.signature import Unproven, read_public

_STANDARD_INPUT = "-"


def main(arguments: list[str]) -> int:
    """Print one JSON line: what was given, or why this is no proof; status 1 where it is none."""
    wanted = _parser().parse_args(arguments)
    try:
        station_key = read_public(_key(wanted.key))
    except Unproven as problem:
        raise Refusal("command_line.proof.no_key", key=wanted.key) from problem
    try:
        given = check_proof(_text(wanted.proof), station_key, station_code=wanted.station or "")
    except Unproven as no:
        _tell({"ok": False, "reason": no.reason, "words": texts().say(f"command_line.proof.{no.reason}")})
        return NO
    _tell({"ok": True} | msgspec.to_builtins(msgspec.structs.asdict(given)))
    return DONE


def _tell(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def _key(given: str) -> str:
    """Return the key as it was typed, or of the line that `station proof-key` printed into a file."""
    if not Path(given).is_file():
        return given
    said = _read(Path(given)).decode(errors="replace").strip()
    try:
        return str(msgspec.json.decode(said, type=dict[str, str])["key"])
    except (msgspec.DecodeError, KeyError):
        return said


def _text(given: str) -> str:
    """Return the proof: typed, from the standard input, or from a file with it or with a picture of it."""
    if given == _STANDARD_INPUT:
        return sys.stdin.read()
    if given.upper().startswith(MARK):
        return given
    content = _read(Path(given))
    return _in_picture(Path(given)) or content.decode(errors="replace")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise Refusal("command_line.proof.no_file", file=str(file)) from problem


def _in_picture(file: Path) -> str | None:
    """Return what the QR code in a picture says; None for a file that is no picture, or shows no code."""
    import zxingcpp
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(file) as picture:
            found = zxingcpp.read_barcodes(picture.convert("L"), zxingcpp.barcode_formats_from_str("QRCode"))
    except (UnidentifiedImageError, OSError):
        return None
    return next((one.text for one in found), None)


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room verify-proof", description=say("command_line.help.verify-proof"))
    parser.add_argument("proof", metavar="TEXT|FILE", help=say("command_line.proof.what"))
    parser.add_argument("--key", required=True, help=say("command_line.proof.key"))
    parser.add_argument("--station", metavar="CODE", help=say("command_line.proof.station"))
    return parser
