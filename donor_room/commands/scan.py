"""`scan TEXT...`: says what each scanned text is, one JSON line for each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, NO, sentence_for, texts
from donor_room.domain.donation_number import NumberProfile, check_character, profile_named, profile_names
from donor_room.domain.isbt128 import PAIRS, ROLE_FLAGS, ScannedCode, read_code, read_pair
from donor_room.domain.isbt128.dates import Moment
from donor_room.domain.isbt128.groups import Group
from donor_room.domain.isbt128.structures import Content
from donor_room.domain.refusal import Refusal
from donor_room.packs.labels import read_profile

LONGEST = 400
"""Signs; the longest Data Matrix of a bag has some 200."""

_JOINT = "+"
_PAIRS = {_JOINT.join(kinds): kinds for kinds in PAIRS}
_DONATION = "donation"
_KINDS = (
    _DONATION,
    *ROLE_FLAGS,
    "group",
    "antigens",
    "product",
    "expiry",
    "collected",
    "produced",
    "container",
    "container_lot",
    "donor",
    "confidential",
    "local",
    "other",
    "compound",
    "visit",
    "chair",
    "act",
    "unknown",
)


def main(arguments: list[str]) -> int:
    """Print a line for every text, in the order given; status 1 where one of them is refused."""
    wanted = _parser().parse_args(arguments)
    profile = _profile(wanted.profile)
    all_ok = True
    for text in wanted.texts:
        line = _line(text, profile, wanted.expect)
        all_ok = all_ok and bool(line["ok"])
        sys.stdout.write(json.dumps(line, ensure_ascii=not text.isascii()) + "\n")
    return DONE if all_ok else NO


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room scan", description=say("command_line.help.scan"))
    parser.add_argument("texts", nargs="+", metavar="TEXT", help=say("numbers.scan.text"))
    parser.add_argument("--profile", metavar="NAME|FILE", default="isbt128", help=say("numbers.scan.profile"))
    parser.add_argument(
        "--expect", metavar="KIND", choices=(*_KINDS, *_PAIRS), help=say("numbers.scan.expect")
    )
    return parser


def _profile(named: str) -> NumberProfile:
    return profile_named(named) if named in profile_names() else read_profile(Path(named))


def _line(text: str, profile: NumberProfile, expect: str | None) -> dict[str, object]:
    """Say what a text is; where it is refused nothing of it is told as if it were read."""
    refusal: str | None = None
    try:
        codes = _read(text, profile, expect)
        _refuse_other(codes, expect)
    except Refusal as no:
        codes, refusal = _codes_or_none(text, profile), sentence_for(no.code, no.values)
    number = next((code for code in codes if code.number is not None), None)
    return {
        "text": text,
        "kind": _JOINT.join(_kind(code) for code in codes) or "unknown",
        "value": _value(codes),
        "flags": number.flag if number else None,
        "check": check_character(number.number, profile) if number and number.number else None,
        "ok": refusal is None,
        "refusal": refusal,
    }


def _read(text: str, profile: NumberProfile, expect: str | None) -> tuple[ScannedCode, ...]:
    _refuse_strange(text)
    if expect in _PAIRS:
        return read_pair(text, _PAIRS[expect], profile)
    return (read_code(text, profile),)


def _refuse_strange(text: str) -> None:
    if not text:
        raise Refusal("numbers.scan.empty")
    if len(text) > LONGEST:
        raise Refusal("numbers.scan.too_long", count=len(text))
    if not text.isascii() or not text.isprintable():
        raise Refusal("numbers.scan.not_text")


def _refuse_other(codes: Sequence[ScannedCode], expect: str | None) -> None:
    """Refuse what is not expected; a number is one whatever label its flag names."""
    if expect in _PAIRS:
        return
    code = codes[0]
    if expect is not None and code.kind != expect and not (expect == _DONATION and code.number is not None):
        raise Refusal("numbers.scan.expected", expected=_words(expect), got=_words(code.kind))
    if code.kind == "unknown" != expect:
        raise Refusal("numbers.scan.unknown")


def _codes_or_none(text: str, profile: NumberProfile) -> tuple[ScannedCode, ...]:
    """Return what a text is although it was not expected; nothing where the text itself is refused."""
    try:
        return _read(text, profile, None)
    except Refusal:
        return ()


def _kind(code: ScannedCode) -> str:
    """Return the kind of the structure: on which label a donation number stands is told by its flags."""
    return code.kind if code.number is None else _DONATION


def _words(kind: str) -> str:
    say = texts().say
    return say(f"labels.role.{kind}" if kind in ROLE_FLAGS else f"labels.code.{kind}")


def _value(codes: Sequence[ScannedCode]) -> object:
    if len(codes) == 1:
        return _value_of(codes[0])
    return [_told(code) for code in codes] or None


def _told(code: ScannedCode) -> dict[str, object]:
    return {"kind": _kind(code), "value": _value_of(code)}


def _value_of(code: ScannedCode) -> object:
    if code.parts:
        return [_told(part) for part in code.parts]
    if code.content is not None:
        return _content(code.content)
    return code.number or code.value


def _content(content: Content) -> object:
    if isinstance(content, Moment):
        return content.text
    if not isinstance(content, Group):
        return msgspec.to_builtins(content)
    if content.message is not None:
        return content.message
    use = () if content.use == "default" else (f"({content.use})",)
    return " ".join((content.group or "", *use, *content.phenotype))
