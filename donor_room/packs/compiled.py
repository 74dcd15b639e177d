"""A pack in its second form, quick to read: JSON beside the TOML, used for exactly the bytes it was made of.

TOML is what people write and review, and reading it takes ten times as long as all that is done with it.
The second form begins with one SHA-256 over the TOML and the JSON: a word changed in the one, or a bit turned
in the other, and it is passed over. The stamp of a pack is always that of the TOML.
Rules are signed and have no second form: nothing that was not signed stands between them and a decision.
"""

from __future__ import annotations

import tomllib
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from donor_room.domain.refusal import Refusal

_Shape = TypeVar("_Shape")


def compiled_file(file: Path) -> Path:
    """Return where the second form of a pack lies."""
    return file.with_name(f"{file.name}.compiled")


def read_shape(file: Path, shape: type[_Shape]) -> tuple[_Shape, bytes]:
    """Return a pack in its shape and the bytes of its TOML, which alone say what it is.

    Raises as reading, decoding, tomllib and msgspec do.
    """
    raw = file.read_bytes()
    made = _made_of(raw, file)
    if made is not None:
        return msgspec.json.decode(made, type=shape), raw
    return msgspec.convert(tomllib.loads(raw.decode("utf-8")), shape), raw


def compile_pack(file: Path) -> Path:
    """Write the second form anew.

    Raises Refusal questionnaire.not_to_be_compiled for what JSON cannot carry whole.
    """
    raw = file.read_bytes()
    table = tomllib.loads(raw.decode("utf-8"))
    made = msgspec.json.encode(table)
    if msgspec.json.decode(made) != table:
        raise Refusal("questionnaire.not_to_be_compiled", file=file.name)
    compiled_file(file).write_bytes(_seal(raw, made) + b"\n" + made + b"\n")
    return compiled_file(file)


def _made_of(raw: bytes, file: Path) -> bytes | None:
    """Return the JSON made of these bytes, None where there is none or it was made of others."""
    try:
        seal, _, made = compiled_file(file).read_bytes().partition(b"\n")
    except OSError:
        return None
    made = made.removesuffix(b"\n")
    return made if seal == _seal(raw, made) else None


def _seal(raw: bytes, made: bytes) -> bytes:
    return sha256(b"%d\n%b\n%b" % (len(raw), raw, made)).hexdigest().encode("ascii")
