"""Knows every command by name, and how a command's end becomes an exit status."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import TYPE_CHECKING

from donor_room.commands.shell import DONE, NO, NOT_DONE, STOPPED, sentence_for, texts
from donor_room.domain.refusal import Refusal, Trouble

if TYPE_CHECKING:
    from donor_room.packs.texts import Texts

TERMINAL = "terminal"
COMMANDS = {
    TERMINAL: "donor_room.commands.terminal:main",
    "demo": "donor_room.commands.demo:main",
    "station": "donor_room.commands.station:main",
    "enrol": "donor_room.commands.enrol:main",
    "sync": "donor_room.commands.sync:main",
    "carry": "donor_room.commands.carry:main",
    "verify": "donor_room.commands.verify:main",
    "verify-proof": "donor_room.commands.verify_proof:main",
    "identity": "donor_room.commands.identity:main",
    "scan": "donor_room.commands.scan:main",
    "packs": "donor_room.commands.packs:main",
    "replay": "donor_room.commands.replay:main",
    "decide": "donor_room.commands.decide:main",
    "label": "donor_room.commands.label:main",
    "export": "donor_room.commands.export:main",
    "figures": "donor_room.commands.figures:main",
    "nonconformances": "donor_room.commands.nonconformances:main",
    "purge": "donor_room.commands.purge:main",
    "questionnaire": "donor_room.commands.questionnaire:main",
    "cards": "donor_room.commands.cards:main",
    "simulate": "donor_room.commands.simulate:main",
    "play": "donor_room.commands.play:main",
    "downtime-pack": "donor_room.commands.downtime_pack:main",
    "printer": "donor_room.commands.printer:main",
}


def run(words: list[str]) -> int:
    """Do what the words ask, and answer with the exit status."""
    have_streams()
    try:
        try:
            return obeyed(words)
        finally:
            sys.stdout.flush()  # here it can still be said that nobody hears us or that the disk is full
    except BrokenPipeError:
        return stop_writing()
    except OSError as problem:
        stop_writing()
        return say_and_stop(texts().say("command_line.machine", why=why_of(problem)))


def why_of(problem: OSError) -> str:
    """Say what the machine says, and of which file."""
    said = problem.strerror or str(problem)
    return f"{said}: {problem.filename}" if problem.filename else said


def have_streams() -> None:
    """Write UTF-8 whatever the machine's code page is; a closed stream is nobody, to hear or to tell."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - until the end
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - until the end
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def obeyed(words: list[str]) -> int:
    """Choose by the first word; without one the terminal opens."""
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
    try:
        return main_of(command)(arguments)
    except (Refusal, Trouble) as no:
        return say_and_stop(sentence_for(no.code, no.values))
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


def help_text(catalogue: Texts) -> str:
    """Every command with its one line."""
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{catalogue.say(f'command_line.help.{name}')}" for name in COMMANDS]
    head = [catalogue.say("command_line.intro"), "", catalogue.say("command_line.usage"), ""]
    return "\n".join(
        [*head, catalogue.say("command_line.commands"), *lines, "", catalogue.say("command_line.more")]
    )
