"""Holds every test apart from this machine: no display, no home, no key ring, no settings, no chance."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

from donor_room.bootstrap import choose_platform

choose_platform()  # before any Qt import: without a platform Qt aborts the process
for name in [name for name in os.environ if name.startswith("DONOR_ROOM_") and name != "DONOR_ROOM_VENV"]:
    del os.environ[name]
if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # a shell starts what is to run behind it deaf to Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)  # programs started by a test would inherit that
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

settings.register_profile("house", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")

HOMES = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "XDG_RUNTIME_DIR": "run",
}


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for each test, so that none finds what another one left."""
    home = tmp_path_factory.mktemp("home")
    (home / "run").mkdir(mode=0o700)
    for name, folder in HOMES.items():
        monkeypatch.setenv(name, str(home / folder))
    return home


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The program's own name, so that Qt's folders are those of the program."""
    return ["donor-room"]


def pytest_configure(config: pytest.Config) -> None:
    """The offscreen platform says on every window that it cannot hint sizes; that is no fault of ours."""
    config.addinivalue_line("qt_log_ignore", "propagateSizeHints")
