from __future__ import annotations

import sys
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
