"""Bar code symbols as runs of modules: Code 128 in its shortest form, and Codabar.

python-barcode 0.16 loses a leading 99 and spends a module group too many on a number that begins with a
digit (its issue 251). Its tables are right, so only its choice of code sets is replaced here.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from barcode import Code128
from barcode.charsets import code128 as tables
from barcode.codabar import CODABAR

from donor_room.domain.refusal import Refusal

_Way = tuple[int, tuple[int, ...]]
"""What it costs to write the rest of the text, and the codewords that do it."""

_WORD = 1000
_DEAD_END: _Way = (1000 * _WORD, ())
_SWITCH = {"B": 100, "C": 99}


class ShortestCode128(Code128):  # type: ignore[misc]
    """Code 128 over printable ASCII in sets B and C, with as few symbol characters as there can be."""

    def _build(self) -> list[int]:
        """Return the codewords without the check: from the end backwards, the cheapest way on from either
        set.
        """
        ways: dict[int, dict[str, _Way]] = {len(self.code): {"B": (0, ()), "C": (0, ())}}
        for at in range(len(self.code) - 1, -1, -1):
            one, pair = self._one(ways, at), self._pair(ways, at)
            ways[at] = {
                "B": min(one, _after_switch(pair, "C"), key=_cost),
                "C": min(pair, _after_switch(one, "B"), key=_cost),
            }
        charset = min("BC", key=lambda charset: ways[0][charset][0])
        return [tables.START_CODES[charset], *ways[0][charset][1]]

    def _one(self, ways: dict[int, dict[str, _Way]], at: int) -> _Way:
        cost, words = ways[at + 1]["B"]
        return cost + _WORD + self._is_in_long_run(at), (tables.B[self.code[at]], *words)

    def _pair(self, ways: dict[int, dict[str, _Way]], at: int) -> _Way:
        pair = self.code[at : at + 2]
        if len(pair) < 2 or not pair.isdigit():
            return _DEAD_END
        cost, words = ways[at + 2]["C"]
        return cost + _WORD, (int(pair), *words)

    def _is_in_long_run(self, at: int) -> bool:
        """Tell whether a digit has three more around it: of two equally short ways the one in set C is the
        usual one.
        """
        return any(self.code[start : start + 4].isdigit() for start in range(max(0, at - 3), at + 1)
                   if start + 4 <= len(self.code))  # fmt: skip


def _after_switch(way: _Way, charset: str) -> _Way:
    return way[0] + _WORD, (_SWITCH[charset], *way[1])


def _cost(way: _Way) -> int:
    return way[0]


@lru_cache(maxsize=256)
def modules(text: str, symbology: str) -> str:
    """Return the symbol as a string of 1 (bar) and 0 (space), one sign per X, without quiet zones."""
    if not text or not (text.isascii() and text.isprintable()):
        raise Refusal("labels.code_characters", text=text)
    symbol = CODABAR(text, narrow=1, wide=3) if symbology == "codabar" else ShortestCode128(text)
    built: str = symbol.build()[0]
    return built


def bars(pattern: str) -> list[tuple[int, int]]:
    """Return (first module, width in modules) of every bar."""
    found, at = [], 0
    for sign, run in groupby(pattern):
        width = len(list(run))
        if sign == "1":
            found.append((at, width))
        at += width
    return found
