"""Programs and packages of others that the laboratories need, installed when one asks for them."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / ".pytest_cache" / "lab"


def package(module: str, *wanted: str) -> Any:
    """Import a package that the program does not need, from a folder of the laboratory's own."""
    _have_packages(wanted or (module.partition(".")[0],))
    return importlib.import_module(module)


@cache
def _have_packages(wanted: tuple[str, ...]) -> None:
    place = FOLDER / "-".join(wanted).replace("=", "").replace("<", "")
    if not place.is_dir():
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            str(place),
            *wanted,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(place, ignore_errors=True)
            pytest.skip(f"{', '.join(wanted)} cannot be had here: {done.stderr[-200:]}")
    sys.path.append(str(place))


@cache
def program(name: str, debian: str) -> str:
    """Return the path of a program; it is installed from Debian's packages where there is none."""
    if shutil.which(name) is None:
        _install(debian)
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} ({debian}) cannot be installed here")
    return found


@cache
def _install(debian: str) -> None:
    if shutil.which("apt-get") is None:
        return
    for words in (["update"], ["install", "-y", "--no-install-recommends", debian]):
        subprocess.run(["apt-get", "-q", *words], capture_output=True, check=False)


def zbar() -> Any:
    """Return the module of the second reader; its library comes from Debian's packages."""
    try:
        return package("pyzbar.pyzbar")
    except ImportError:
        _install("libzbar0")
    try:
        return importlib.import_module("pyzbar.pyzbar")
    except ImportError as error:
        pytest.skip(f"libzbar0 cannot be installed here: {error}")
