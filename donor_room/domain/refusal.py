"""The two ways in which the house says that something cannot be done now."""

from __future__ import annotations


class TextKey(str):
    """A value of a sentence that is itself a key of the texts: said in the language of the screen."""

    __slots__ = ()


class _Said(Exception):
    """A code that names the sentence in the text catalogue, and the values that fill its places."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        """Show the code and its values; sentences live in the catalogue."""
        filled = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.code} ({filled})" if filled else self.code


class Refusal(_Said):
    """The house says no, for a reason that the nurse can act on."""


class Trouble(_Said):
    """A printer, a reader, the disk or the network does not do its part; work goes on where it can."""
