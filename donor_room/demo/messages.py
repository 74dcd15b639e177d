"""What the conductor of a demonstration and the terminal on the stage tell each other, a JSON line each."""

from __future__ import annotations

from typing import IO, Literal

import msgspec

from donor_room.demo.cast import Drive, Part


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """What a terminal plays; `taken_up` is the part that was in the middle of its walk when it was killed."""

    out: str
    passphrase: str
    drive: Drive
    parts: tuple[Part, ...]
    station: str
    enrolment_code: str
    printer: str
    """Where the virtual printer listens."""
    ahead_s: float
    speed_s: float
    pictures: int
    list_file: str = ""
    """The organiser's list, for the day of a group."""
    played: int = 0
    taken_up: Part | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True, tag="told"):
    """A line of progress: a text key of the area demo, and its values."""

    key: str
    values: dict[str, str | int]


class Wish(msgspec.Struct, frozen=True, kw_only=True, tag="wish"):
    """What the terminal wants to happen around it; it waits for the answer."""

    what: Literal["cut", "mend", "kill", "pass_time"]
    seconds: float = 0.0
    pictures: int = 0


class Ended(msgspec.Struct, frozen=True, kw_only=True, tag="ended"):
    """The terminal has closed its shift; spans are seconds by name, marks are what was seen on the way."""

    pictures: int
    spans: dict[str, float]
    marks: dict[str, int]


class Broke(msgspec.Struct, frozen=True, kw_only=True, tag="broke"):
    """The play cannot go on: where it stood and what was on the screen."""

    where: str
    page: str
    words: str


Line = Told | Wish | Ended | Broke
_lines: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def send(out: IO[str], message: msgspec.Struct) -> None:
    """Write one line and let it out."""
    out.write(msgspec.json.encode(message).decode() + "\n")
    out.flush()


def read_line(line: str) -> Line:
    """Read what a terminal says; raises msgspec.DecodeError on anything else."""
    message: Line = _lines.decode(line)
    return message
