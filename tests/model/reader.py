"""A reader of another make: bar codes read from a picture by run lengths alone, in one page of Python."""

from __future__ import annotations

from itertools import groupby

from barcode.charsets import code128 as tables
from barcode.codabar import CODABAR
from PIL import Image

_WORDS = {pattern: value for value, pattern in enumerate(tables.CODES)}
_STOP, _WORD = "1100011101011", 11
_SETS = {103: "A", 104: "B", 105: "C"}
_CODABAR_SIGNS = "0123456789-$:/.+ABCD"
_ROW_STEP = 3


def read_picture(picture: Image.Image, symbology: str) -> str | None:
    """Return what the rows of a picture say, if at least one can be read and all that can agree."""
    grey = picture.convert("L")
    width, rows = grey.width, grey.tobytes()
    found = {
        text
        for top in range(0, grey.height, _ROW_STEP)
        if (text := _read_row(rows[top * width : (top + 1) * width], symbology)) is not None
    }
    return found.pop() if len(found) == 1 else None


def _read_row(row: bytes, symbology: str) -> str | None:
    runs = [(black, len(list(run))) for black, run in groupby(dot < 128 for dot in row)]
    bars = runs[1:-1]
    if len(bars) < 20:
        return None
    read = _codabar if symbology == "codabar" else _code128
    return read([length for _black, length in bars])


def _code128(runs: list[int]) -> str | None:
    narrow = min(runs)
    if any(run % narrow for run in runs):
        return None
    modules = "".join(str((place + 1) % 2) * (run // narrow) for place, run in enumerate(runs))
    if not modules.endswith(_STOP) or (len(modules) - len(_STOP)) % _WORD:
        return None
    body = modules.removesuffix(_STOP)
    words = [_WORDS.get(body[at : at + _WORD], -1) for at in range(0, len(body), _WORD)]
    start, *data, check = words
    good = check == (start + sum(place * word for place, word in enumerate(data, 1))) % 103
    return _text(_SETS.get(start), data) if good and -1 not in words else None


def _text(charset: str | None, words: list[int]) -> str | None:
    text = ""
    for word in words:
        if charset == "C" and word < 100:
            text += f"{word:02d}"
        elif charset in ("A", "B") and word < 96:
            text += chr(word + 32)
        elif word in (99, 100) and (charset, word) in (("C", 100), ("B", 99)):
            charset = {100: "B", 99: "C"}[word]
        else:
            return None
    return text


def _codabar(runs: list[int]) -> str | None:
    """Seven elements to a sign, a narrow gap between two."""
    wide = (min(runs) + max(runs)) / 2
    elements = "".join("1" if run > wide else "0" for run in runs)
    signs = [_SIGNS.get(elements[at : at + 7]) for at in range(0, len(elements), 8)]
    return "".join(sign or "?" for sign in signs) if None not in signs else None


def _patterns() -> dict[str, str]:
    """The table of elements, taken from a drawn symbol of each sign."""
    found = {}
    for sign in _CODABAR_SIGNS:
        pair = f"A{sign}A" if sign not in "ABCD" else f"{sign}0{sign}"
        drawn = CODABAR(pair, narrow=1, wide=3).build()[0]
        runs = [len(list(run)) for _black, run in groupby(drawn)]
        elements = "".join("1" if run > 1 else "0" for run in runs)
        found[elements[8:15] if sign not in "ABCD" else elements[0:7]] = sign
    return found


_SIGNS = _patterns()
