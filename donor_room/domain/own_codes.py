"""Codes of our own: a visit, the card of a chair, an act for gloved hands, the lid of a crate, a paper form.

Each begins with DR, as no structure of ISBT 128 does, and ends with a check character over all before it
(ISO 7064 mod 37-2): one sign misread, or two that changed places, is never another code. None is shorter than
eight signs: a scanner that types without prefix is told from a person by the speed of that many.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, get_args

from donor_room.domain.donation_number import mod37_2
from donor_room.domain.refusal import Refusal

VISIT_SLIP = "DRV"
CHAIR_CARD = "DRC"
COMMAND = "DRA"
BOX_CARD = "DRB"
PAPER_FORM = "DRF"
OWN = (VISIT_SLIP, CHAIR_CARD, COMMAND, BOX_CARD, PAPER_FORM)

Command = Literal["next", "stop", "reaction", "second", "print", "heard",
                  "1", "2", "3", "4", "5", "6", "7", "8", "9"]  # fmt: skip
"""What gloved hands can ask for; a digit answers as the digit printed on the screen does."""

COMMANDS: tuple[Command, ...] = get_args(Command)

_FORMS = {
    "visit": re.compile(VISIT_SLIP + r"([0-9A-Z]{4,32})[0-9A-Z*]", re.ASCII),
    "chair": re.compile(CHAIR_CARD + r"([0-9]{4})[0-9A-Z*]", re.ASCII),
    "act": re.compile(COMMAND + r"([A-Z]{4,12}|KEY0[1-9])[0-9A-Z*]", re.ASCII),
    "box": re.compile(BOX_CARD + r"([0-9]{4})[0-9A-Z*]", re.ASCII),
    "form": re.compile(PAPER_FORM + r"([0-9A-Z]{5}[0-9]{3})[0-9A-Z*]", re.ASCII),
}
_BEGIN = {VISIT_SLIP: "visit", CHAIR_CARD: "chair", COMMAND: "act", BOX_CARD: "box", PAPER_FORM: "form"}


class OwnCode(NamedTuple):
    """A code of our own: kind is visit, chair, act, box or form, value what it names in the program."""

    kind: str
    value: str


def visit_code(visit: str) -> str:
    """Return the text of the bar code on the slip that a donor carries from step to step."""
    return _checked(VISIT_SLIP + visit.replace("-", "").upper())


def chair_code(chair: int) -> str:
    """Return the text of the bar code on the card of a chair."""
    return _checked(f"{CHAIR_CARD}{chair:04d}")


def box_code(box: int) -> str:
    """Return the text of the bar code on the lid of a crate."""
    return _checked(f"{BOX_CARD}{box:04d}")


def command_code(command: Command) -> str:
    """Return the text of the bar code that stands for an act."""
    name = f"KEY0{command}" if command.isdigit() else command.upper()
    return _checked(COMMAND + name)


def form_code(form: str) -> str:
    """Return the text of the bar code on a form of a paper day."""
    return _checked(PAPER_FORM + form)


def read_own(text: str) -> OwnCode | None:
    """Say which code of our own this is; None where it is none, Refusal where it was misread."""
    kind = _BEGIN.get(text[:3])
    if kind is None:
        return None
    whole = _FORMS[kind].fullmatch(text)
    if whole is None:
        raise Refusal("labels.code_shape", kind=kind, text=text)
    if _checked(text[:-1]) != text:
        raise Refusal("labels.code_check", text=text)
    value = _named(kind, whole[1])
    if kind == "act" and value not in COMMANDS:
        raise Refusal("labels.code_shape", kind=kind, text=text)
    return OwnCode(kind, value)


def _named(kind: str, written: str) -> str:
    if kind in {"chair", "box"}:
        return str(int(written))
    return written.removeprefix("KEY0") if kind == "act" and written[-1].isdigit() else written.lower()


def _checked(text: str) -> str:
    return text + mod37_2(text)
