from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DIRECT = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
LOCKED = dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[.+\])?==([^ ]+)", LOCK, re.MULTILINE))


def test_the_lock_names_no_place_in_the_network():
    assert "://" not in LOCK


@pytest.mark.parametrize("line", DIRECT)
def test_the_lock_holds_each_direct_dependency_within_its_bounds(line):
    wanted = Requirement(line)
    assert wanted.specifier.contains(LOCKED[re.sub(r"[-_.]+", "-", wanted.name).lower()])


def test_each_locked_package_has_a_hash():
    packages = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


def test_qt_stays_below_the_edition_that_crashes_python_3_11():
    assert LOCKED["pyside6-essentials"].startswith("6.11.")


def test_what_a_package_asks_for_with_an_extra_is_pinned_with_it():
    """pip before 23.3, which Debian 12 and Python 3.11 bring, would take the newest and miss its hash."""
    asked = sorted({(one.name, extra) for one in _asked_by_packages() for extra in one.extras})
    assert asked, "nothing asks for an extra any more: this test and --no-strip-extras may go"
    assert [
        name for name, extra in asked if not re.search(rf"^{name}\[.*{extra}.*\]==", LOCK, re.MULTILINE)
    ] == []


def _asked_by_packages() -> Iterator[Requirement]:
    for package in distributions():
        for line in package.requires or ():
            asked = Requirement(line)
            if asked.marker is None or asked.marker.evaluate({"extra": ""}):
                yield asked
