"""Reads the words after a command; what is wrong with them is one sentence in the language of the shell."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final, NoReturn

from donor_room.commands.shell import NOT_DONE, texts

# What argparse complains of, and the key of our sentence for it; the first that fits is said.
_COMPLAINTS: Final = (
    (r"the following arguments are required: (?P<names>.+)", "needed"),
    (r"one of the arguments (?P<names>.+) is required", "one_needed"),
    (r"unrecognized arguments: (?P<words>.+)", "not_known"),
    (r"ambiguous option: (?P<word>.+) could match (?P<names>.+)", "ambiguous"),
    (r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)", "not_together"),
    (r"argument (?P<name>.+?): expected .+", "without_value"),
    (r"argument (?P<name>.+?): ignored explicit argument (?P<word>.+)", "takes_no_value"),
    (r"argument (?P<name>.+?): invalid choice: (?P<word>.+) \(choose from (?P<names>.+)\)", "no_choice"),
    (r"argument (?P<name>.+?): invalid int value: (?P<word>.+)", "no_number"),
    (r"argument (?P<name>.+?): (?P<why>.+)", "own"),
    (r"(?P<why>.+)", "other"),
)
_LONGEST_WORD = 80


class Parser(argparse.ArgumentParser):
    """argparse that says one plain sentence instead of its whole usage; ends in exit status 2."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False)
        say = texts().say
        self._positionals.title, self._optionals.title = (
            say("command_line.words"),
            say("command_line.options"),
        )
        self.add_argument("-h", "--help", action="help", help=say("command_line.option.help"))

    def format_help(self) -> str:
        """Say the usage as it is typed."""
        _, _, rest = super().format_help().partition(self.prog)
        return f"{texts().say('command_line.usage_head', command=self.prog)}{rest}"

    def parse_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        """Read words and options in whatever order they were typed, save behind a word with its own options.

        Behind "--" all are words. A value that is empty or no text is refused: a script whose variable is not
        set means nothing by it.
        """
        is_in_order = self._subparsers is not None or "--" in (sys.argv if args is None else args)
        read = super().parse_args if is_in_order else super().parse_intermixed_args
        wanted = read(args, namespace)
        for name, value in vars(wanted).items():
            if isinstance(value, str) and (not value or not _is_text(value)):
                key = "no_text" if value else "empty"
                self._refuse(texts().say(f"command_line.wrong.{key}", name=f"--{name.replace('_', '-')}"))
        return wanted

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the usage stands."""
        self._refuse(_in_our_words(" ".join(message.split())))

    def _refuse(self, what: str) -> NoReturn:
        plain = what.rstrip(".。")
        sys.stderr.write(texts().say("command_line.bad_use", what=plain, command=self.prog) + "\n")
        sys.exit(NOT_DONE)


def _is_text(value: str) -> bool:
    """Say whether the shell gave text; bytes that are no UTF-8 come as halves of characters."""
    return value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value)


def _in_our_words(message: str) -> str:
    """Say in the language of the shell what argparse says in English."""
    for pattern, key in _COMPLAINTS:
        if found := re.fullmatch(pattern, message):
            named = {name: _short(value) for name, value in found.groupdict().items()}
            return texts().say(f"command_line.wrong.{key}", **named)
    return message


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_WORD else value[:_LONGEST_WORD] + "…"


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
