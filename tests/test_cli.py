from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from donor_room import cli
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.texts import Texts


@pytest.fixture
def command(monkeypatch):
    """A command of this test's own making, called through the table."""

    def made(main):
        module = ModuleType("a_command")
        module.main = main
        monkeypatch.setitem(sys.modules, "a_command", module)
        monkeypatch.setitem(cli.COMMANDS, "try", "a_command:main")

    return made


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def refusing(error):
    def main(_):
        raise error

    return main


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_help_names_every_command(language):
    text = cli.help_text(Texts(language))
    assert all(f"  {name} " in text for name in cli.COMMANDS)


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help_is_no_failure(word, capsys):
    assert cli.run([word]) == 0
    assert "Commands:" in capsys.readouterr().out


def test_help_speaks_the_language_of_the_shell(monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    cli.run(["--help"])
    assert "命令：" in capsys.readouterr().out


def test_a_word_that_is_no_command_is_said_plainly(capsys):
    assert cli.run(["dmeo"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "no command dmeo" in said.err


def test_a_command_gets_its_arguments_and_its_answer_is_the_status(command):
    command(len)
    assert cli.run(["try", "--donors", "3", "--seed"]) == 3


def test_no_word_at_all_opens_the_terminal(command, monkeypatch):
    command(lambda words: 40 + len(words))
    monkeypatch.setitem(cli.COMMANDS, cli.TERMINAL, "a_command:main")
    assert cli.run([]) == 40
    assert cli.run(["--practice"]) == 41


@pytest.mark.parametrize("kind", [Refusal, Trouble])
def test_what_the_house_refuses_is_a_sentence_and_2(command, capsys, kind):
    command(refusing(kind("command_line.unknown", word="x", commands="y")))
    assert cli.run(["try"]) == 2
    assert capsys.readouterr().err == "There is no command x. These there are: y.\n"


def test_a_code_without_a_sentence_is_still_said(command, capsys):
    command(refusing(Refusal("nobody.wrote_this")))
    cli.run(["try"])
    assert capsys.readouterr().err == "nobody.wrote_this\n"


def test_a_bug_is_not_hidden(command):
    command(refusing(ValueError("bug")))
    with pytest.raises(ValueError, match="bug"):
        cli.run(["try"])


def test_a_stop_by_hand_is_130(command):
    command(refusing(KeyboardInterrupt()))
    assert cli.run(["try"]) == 130


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main_of(name)(["--help"])
    assert left.value.code == 0
    assert len(capsys.readouterr().out) > 40


RUN = "import sys; from donor_room.cli import run; sys.exit(run(sys.argv[1:]))"
NUMBER = "110101199003078515"


def started(*words, **how):
    return subprocess.run(
        [sys.executable, "-c", RUN, *words], check=False, stderr=subprocess.PIPE, text=True, **how
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("words", [["--help"], ["identity", NUMBER]], ids=" ".join)
def test_a_full_disk_behind_our_lines_is_a_sentence_and_2(words):
    with Path("/dev/full").open("w") as full:
        ended = started(*words, stdout=full)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no shell that closes a stream")
@pytest.mark.parametrize("closed", ["1", "2"])
def test_a_closed_stream_changes_no_status(closed):
    line = f'exec "$0" -c "$1" identity {NUMBER} {closed}>&-'
    ended = subprocess.run(
        ["/bin/sh", "-c", line, sys.executable, RUN], check=False, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="needs a reader that goes away")
@pytest.mark.parametrize("words", [["--help"], ["identity", NUMBER]], ids=" ".join)
def test_a_reader_that_has_gone_is_no_failure_of_ours(words):
    reading, writing = os.pipe()
    os.close(reading)
    ended = started(*words, stdout=writing)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, "")


def test_lines_are_utf_8_whatever_the_code_page_is(command, monkeypatch):
    """䶮 is in GB 18030 and not in the code page of a Chinese Windows."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="gbk"))
    command(lambda _: print("刘䶮") or 0)
    assert cli.run(["try"]) == 0
    assert raw.getvalue().decode("utf-8").strip() == "刘䶮"


def test_what_the_machine_refuses_is_a_sentence_and_2(command, capsys, monkeypatch):
    monkeypatch.setattr(cli, "stop_writing", lambda: 1)
    command(refusing(OSError(28, "No space left on device")))
    assert cli.run(["try"]) == 2
    assert "No space left on device" in capsys.readouterr().err
