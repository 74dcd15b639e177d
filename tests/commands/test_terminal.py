"""The terminal by its command: which profile is opened, and that it opens and closes as a program."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from donor_room import app, settings
from donor_room.commands import terminal
from donor_room.domain.clock import SystemClock
from donor_room.settings import HOME_VARIABLE, Profile
from tests.support.profiles import PASSPHRASE, new_profile, open_at_once

WATCHED = """
import json, sys
from PySide6.QtCore import QTimer
from donor_room import app
from donor_room.commands import terminal

made = []
begin = app.Terminal.start

def start(self, **how):
    begin(self, **how)
    made.append(self)
    until = self.desk_opened if sys.argv[1] == "desk" else self.window.page_shown
    until.connect(lambda *_: QTimer.singleShot(0, self.window.close))

app.Terminal.start = start
code = terminal.main(sys.argv[2:])
print(json.dumps({"code": code, "page": made[0].window.page_name, "closed": not made[0].has_desk()}))
"""


def opened_and_closed(home: Path, *, until: str, **environ: str) -> dict[str, Any]:
    """Run the program until its window is closed, and return how it ended."""
    ended = subprocess.run(
        [sys.executable, "-c", WATCHED, until],
        env=os.environ | {HOME_VARIABLE: str(home), "QT_QPA_PLATFORM": "offscreen"} | environ,
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Profile, str | None, str | None]]]:
    """What the command would open, without opening it."""
    asked: list[tuple[Profile, str | None, str | None]] = []

    def run(
        profile: Profile, clock: object, *, card_reader: str | None = None, scanner: str | None = None
    ) -> int:
        asked.append((profile, card_reader, scanner))
        return 7

    monkeypatch.setattr(app, "run", run)
    yield asked
    gc.enable()


@pytest.mark.parametrize(
    ("words", "name"), [([], "practice"), (["--practice"], "practice"), (["--real"], "real")]
)
def test_without_a_word_it_is_the_practice_terminal(opened, words: list[str], name: str) -> None:
    assert terminal.main(words) == 7
    (profile, *_devices) = opened[0]
    assert (profile.name, profile.folder.name) == (name, name)


def test_practice_and_real_never_share_a_folder(opened) -> None:
    terminal.main([])
    terminal.main(["--real"])
    folders = {profile.folder for profile, *_devices in opened}
    assert len(folders) == 2


def test_a_home_of_ones_own_holds_both(opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    terminal.main(["--real"])
    assert opened[0][0].database == tmp_path / "real" / "terminal.db"


def test_a_card_reader_is_named_by_its_address(opened) -> None:
    terminal.main(["--card-reader", "tcp://127.0.0.1:4000"])
    assert opened[0][1:] == ("tcp://127.0.0.1:4000", None)


def test_a_scanner_on_its_own_port_is_named_by_its_address(opened) -> None:
    terminal.main(["--scanner", "COM4"])
    assert opened[0][1:] == (None, "COM4")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["--tickets"], ("", False)),
        (["--tickets", "10.0.0.7:9100", "--call-screen"], ("10.0.0.7:9100", True)),
        (["--call-screen"], (None, True)),
    ],
)
def test_tickets_and_call_screen_are_there_when_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, words: list[str], wanted: tuple[str | None, bool]
) -> None:
    told: list[tuple[str | None, bool]] = []
    monkeypatch.setattr(
        app, "run", lambda *_, tickets, call_screen, **__: told.append((tickets, call_screen))
    )
    terminal.main(words)
    gc.enable()
    assert told == [wanted]


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Where the command would keep company."""
    places: list[Any] = []
    monkeypatch.setattr(app, "run", lambda *_, mesh=None, **__: places.append(mesh) or 0)
    yield places
    gc.enable()


def test_nothing_listens_unless_it_is_told_to(place) -> None:
    terminal.main(["--practice"])
    assert place == [None]


def test_company_is_kept_on_a_port_and_with_named_others(place) -> None:
    terminal.main(["--mesh"])
    terminal.main(["--mesh", "4711", "--beside", "192.168.8.12:47615, van-2.local:1"])
    terminal.main(["--beside", "192.168.8.12:47615"])
    assert [(one.port, one.beside) for one in place] == [
        (47_615, ()),
        (4711, ("192.168.8.12:47615", "van-2.local:1")),
        (47_615, ("192.168.8.12:47615",)),
    ]


@pytest.mark.parametrize(
    "words", [["--mesh", "65536"], ["--mesh", "x"], ["--beside", "van"], ["--beside", ","]]
)
def test_what_is_no_port_and_no_address_is_refused(place, words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        terminal.main(words)
    assert (ended.value.code, place) == (2, [])


def test_practice_and_real_at_once_are_refused(opened, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        terminal.main(["--practice", "--real"])
    assert ended.value.code == 2
    assert "--real" in capsys.readouterr().err
    assert opened == []


def test_nothing_is_collected_while_the_program_starts(opened, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(app, "run", lambda *_, **__: seen.append(gc.isenabled()) or 0)
    terminal.main([])
    assert seen == [False]


def test_the_program_opens_its_window_and_ends_with_its_files_closed(tmp_path: Path) -> None:
    profile = new_profile(tmp_path / "practice")
    told = opened_and_closed(tmp_path, until="page")
    assert told == {"code": 0, "page": "opening", "closed": True}
    assert profile.folder == settings.profile("practice", {HOME_VARIABLE: str(tmp_path)}).folder


def test_a_practice_terminal_is_stocked_as_soon_as_it_is_open(tmp_path: Path) -> None:
    profile = new_profile(tmp_path / "practice")
    assert opened_and_closed(tmp_path, until="desk", DONOR_ROOM_PASSPHRASE=PASSPHRASE)["code"] == 0
    desk = open_at_once(profile, SystemClock())
    assert desk.numbers.unissued() == 9_999
    assert desk.directory_age_h() is not None
    desk.close()


STOPPED = """
import sys
from PySide6.QtCore import QTimer
from donor_room import app
from donor_room.commands import terminal

begin = app.Terminal.start

def start(self, **how):
    begin(self, **how)
    self.window.page_shown.connect(lambda _: print("shown", flush=True))

app.Terminal.start = start
sys.exit(terminal.main([]))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console")
def test_ctrl_c_in_the_shell_ends_the_terminal(tmp_path: Path) -> None:
    """What was acknowledged is on the disk, so nothing has to be asked or saved first."""
    environ = os.environ | {HOME_VARIABLE: str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", STOPPED], env=environ, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "shown\n"
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(10) == -signal.SIGINT
        finally:
            process.kill()
