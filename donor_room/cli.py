"""Knows every command by name, and how a command's end becomes an exit status.

0: done, and well. 1: done, and the answer is no (a broken chain, a day that does not reconcile).
2: could not be done (bad use, a refusal, a disk or network that does not do its part).
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from donor_room.packs.texts import Texts

TERMINAL = "terminal"
COMMANDS = {
    TERMINAL: "donor_room.commands.terminal:main",
    "demo": "donor_room.commands.demo:main",
    "station": "donor_room.commands.station:main",
    "enrol": "donor_room.commands.enrol:main",
    "sync": "donor_room.commands.sync:main",
    "verify": "donor_room.commands.verify:main",
    "identity": "donor_room.commands.identity:main",
    "export": "donor_room.commands.export:main",
    "play": "donor_room.commands.play:main",
}
DONE, NO, NOT_DONE, STOPPED = 0, 1, 2, 130


def run(words: list[str]) -> int:
    """Do what the words ask, and answer with the exit status."""
    if words[:1] in (["-h"], ["--help"]):
        print(help_text(texts()))
        return DONE
    if not words or words[0].startswith("-"):
        return carried_out(TERMINAL, words)
    if words[0] not in COMMANDS:
        return not_a_command(words[0])
    return carried_out(words[0], words[1:])


def carried_out(command: str, arguments: list[str]) -> int:
    """Call the command; whatever the house or the machine refuses becomes a sentence on standard error."""
    from donor_room.domain.refusal import Refusal, Trouble

    try:
        return main_of(command)(arguments)
    except (Refusal, Trouble) as no:
        return say_and_stop(sentence_for(no.code, no.values))
    except BrokenPipeError:
        return stop_writing()
    except KeyboardInterrupt:
        sys.stderr.write(texts().say("command_line.stopped") + "\n")
        return STOPPED


def main_of(command: str) -> Callable[[list[str]], int]:
    """Import the command's module now, and not before."""
    module, _, function = COMMANDS[command].partition(":")
    main: Callable[[list[str]], int] = getattr(importlib.import_module(module), function)
    return main


def not_a_command(word: str) -> int:
    """Name the commands that there are."""
    return say_and_stop(texts().say("command_line.unknown", word=word, commands=", ".join(COMMANDS)))


def say_and_stop(sentence: str) -> int:
    """One sentence on standard error, and the status of what could not be done."""
    sys.stderr.write(sentence + "\n")
    return NOT_DONE


def stop_writing() -> int:
    """Whoever read our output has gone; nothing more can be written, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return NO


def sentence_for(code: str, values: dict[str, object]) -> str:
    """The catalogue's sentence for a code; the bare code where the catalogue has none."""
    catalogue = texts()
    for key in (code, f"refusals.{code}"):
        if catalogue.has(key):
            return catalogue.say(key, **values)
    return code


def help_text(catalogue: Texts) -> str:
    """Every command with its one line."""
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{catalogue.say(f'command_line.help.{name}')}" for name in COMMANDS]
    head = [catalogue.say("command_line.intro"), "", catalogue.say("command_line.usage"), ""]
    return "\n".join(
        [*head, catalogue.say("command_line.commands"), *lines, "", catalogue.say("command_line.more")]
    )


def texts() -> Texts:
    """The catalogue in the language of the shell that asks."""
    from donor_room.packs.texts import Texts

    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return Texts("zh_CN" if named.lower().startswith("zh") else "en")
