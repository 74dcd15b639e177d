"""Reads the words after a command; what is wrong with them is one sentence in the language of the shell."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

from donor_room.commands.shell import NOT_DONE, texts


class Parser(argparse.ArgumentParser):
    """argparse that says one plain sentence instead of its whole usage; ends in exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the usage stands."""
        plain = " ".join(message.split())
        sys.stderr.write(texts().say("command_line.bad_use", what=plain, command=self.prog) + "\n")
        sys.exit(NOT_DONE)


def whole(least: int, most: int, bounds: str) -> Callable[[str], int]:
    """Read a whole number from least to most; bounds is the key of the sentence that names both."""

    def read(text: str) -> int:
        try:
            count = int(text)
        except ValueError:
            count = least - 1
        if not least <= count <= most:
            raise argparse.ArgumentTypeError(texts().say(bounds))
        return count

    return read
