"""No character that nobody can see, and no word that the house does not use, in any text of the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = re.compile(r"^(\..*|__pycache__|build|dist|profile|out|.*\.egg-info)$")
TEXT = {
    ".py",
    ".toml",
    ".md",
    ".sql",
    ".json",
    ".svg",
    ".qss",
    ".txt",
    ".lock",
    ".spec",
    ".csv",
    ".html",
    ".css",
    ".js",
}
CODE = {".py", ".toml", ".sql", ".json", ".qss", ".spec", ".js"}
WRONG_KINDS = {
    "Cf": "invisible or bidirectional",
    "Co": "private use",
    "Cs": "surrogate",
    "Cn": "not assigned",
}
FULL_WIDTH = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")


def texts() -> Iterator[Path]:
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not NOT_OURS.match(name)]
        yield from (Path(folder) / name for name in files if Path(name).suffix in TEXT)
    yield from (path for path in (ROOT / ".ci").iterdir() if path.is_file())


def is_ours(path: Path) -> bool:
    """Vectors and the font's own list hold strange characters on purpose."""
    return "vectors" not in path.parts and path.parent.name != "fonts"


FILES = sorted(path for path in texts() if is_ours(path))
CONTENT = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8", errors="surrogateescape") for path in FILES
}


def wrong_characters(text: str) -> set[str]:
    kinds = ((character, unicodedata.category(character)) for character in set(text))
    return {f"U+{ord(character):04X} {WRONG_KINDS[kind]}" for character, kind in kinds if kind in WRONG_KINDS}


def test_there_is_text_to_look_at():
    assert "pyproject.toml" in CONTENT


AT_THE_TOP = {
    ".ci",
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "README.zh-CN.md",
    "build.spec",
    "db",
    "docs",
    "donor_room",
    "pyproject.toml",
    "requirements.lock",
    "resources",
    "tests",
}


@pytest.mark.skipif(
    not (shutil.which("git") and (ROOT / ".git").exists()), reason="what is tracked is not known here"
)
def test_only_what_belongs_there_lies_at_the_top():
    asked = ["git", "-c", "safe.directory=*", "ls-files", "-z"]  # whoever made the clone
    tracked = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True).stdout
    assert {os.fsdecode(name).partition("/")[0] for name in tracked.split(b"\0") if name} == AT_THE_TOP


def test_no_text_holds_characters_that_nobody_sees():
    assert {name: wrong for name, text in CONTENT.items() if (wrong := wrong_characters(text))} == {}


def test_no_code_holds_full_width_digits_or_letters():
    """Tests may: what an organiser types into a list is full of them."""
    code = {
        name: text
        for name, text in CONTENT.items()
        if Path(name).suffix in CODE and not name.startswith("tests/")
    }
    assert {name: letters for name, text in code.items() if (letters := FULL_WIDTH.findall(text))} == {}


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\ufeff", "\ue000", "\u2066"])
def test_the_search_finds_what_it_is_for(hidden):
    assert wrong_characters(f"donor{hidden}room")


NAMES = re.compile(r"^\s*(?:def|class)\s+(\w+)|^\s*(\w+)\s*[:=]", re.MULTILINE)
NOT_OUR_WORDS = re.compile(
    r"(?:^|_)(patient|client|reject|rejected|blacklist|blocklist|whitelist)(?:_|$)", re.IGNORECASE
)
# An HTTP client is one, and PostgreSQL calls its own so.
TECHNICAL = re.compile(r"sync/|station/|commands/|tests/")


def foreign_names(text: str) -> list[str]:
    names = [first or second for first, second in NAMES.findall(text)]
    return [name for name in names if NOT_OUR_WORDS.search(name)]


def test_names_in_code_are_the_words_of_the_house():
    ours = {
        name: text for name, text in CONTENT.items() if name.endswith(".py") and not TECHNICAL.search(name)
    }
    assert {name: found for name, text in ours.items() if (found := foreign_names(text))} == {}


@pytest.mark.parametrize(
    "words", [r"\bTODO\b", r"\bFIXME\b", r"/work/|/root/|/opt/pypi", r"shared/(design|domain|devices)"]
)
def test_no_text_speaks_of_unfinished_work_or_of_somebodys_machine(words):
    ours = {name: text for name, text in CONTENT.items() if name != "tests/test_tracked_text.py"}
    assert [name for name, text in ours.items() if re.search(words, text)] == []


@pytest.mark.parametrize("words", ["非法", "！"])
def test_no_sentence_scolds_or_shouts(words):
    sentences = {name: text for name, text in CONTENT.items() if name.startswith("resources/texts/")}
    assert [name for name, text in sentences.items() if words in text] == []
