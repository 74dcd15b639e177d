from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from donor_room import bootstrap, installation, python_version
from tests.support.checkout import Checkout

ROOT = Path(bootstrap.ROOT)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout.made(tmp_path)


def test_an_older_python_reads_one_sentence_and_leaves_with_2(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit) as left:
        python_version.refuse_other_pythons()
    assert left.value.code == 2
    assert capsys.readouterr().err == "donor-room needs Python 3.11, 3.12 or 3.13, but this is Python 3.9.\n"


def test_a_newer_python_than_was_tried_is_refused_too(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 14, 0, "final", 0))
    with pytest.raises(SystemExit):
        python_version.refuse_other_pythons()


@pytest.mark.parametrize("file", ["__init__.py", "__main__.py", "python_version.py", "../tests/__main__.py"])
def test_what_an_old_python_reads_first_has_no_words_it_does_not_know(file):
    text = (ROOT / "donor_room" / file).read_text(encoding="utf-8")
    assert not re.search(r"\bf\"|:=|__future__|match |: \w+ = ", text)


def test_only_the_standard_library_is_needed_to_begin():
    code = "import donor_room.bootstrap, donor_room.installation, donor_room.python_version"
    subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"],
        check=True,
    )


def test_the_quick_path_imports_no_slow_module():
    slow = {"subprocess", "pathlib", "shutil", "ctypes"}
    code = f"import sys, donor_room.bootstrap; print({slow} & set(sys.modules))"
    got = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert got.stdout.strip() == "set()"


def test_without_a_display_qt_draws_offscreen(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    bootstrap.choose_platform()
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


def test_a_platform_that_was_named_stays(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "vnc")
    bootstrap.choose_platform()
    assert os.environ["QT_QPA_PLATFORM"] == "vnc"


def test_a_display_is_used(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":1")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    bootstrap.choose_platform()
    assert "QT_QPA_PLATFORM" not in os.environ


@pytest.mark.parametrize(
    ("display", "libraries"),
    [("DISPLAY", bootstrap.DISPLAY_LIBRARIES), ("WAYLAND_DISPLAY", bootstrap.WAYLAND_LIBRARIES)],
)
def test_a_display_asks_for_more_libraries(monkeypatch, display, libraries):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    offscreen = bootstrap.needed_libraries()
    monkeypatch.setenv(display, "any")
    assert bootstrap.needed_libraries() == offscreen | libraries


def test_a_library_that_the_loader_does_not_find_is_missing():
    libraries = {"libc.so.6": "libc6", "libnobody-has-this.so.9": "libnobody9"}
    assert bootstrap.missing_libraries(libraries) == {"libnobody-has-this.so.9": "libnobody9"}


def test_an_ordinary_person_is_told_one_line_that_covers_everything(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(installation.shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(installation.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(installation.CannotInstall) as told:
        installation.install("/nowhere/.venv", "stamp", {"libGL.so.1": "libgl1", "libEGL.so.1": "libegl1"})
    line = str(told.value).splitlines()[-1]
    assert line == f"sudo apt-get install -y python3.{sys.version_info[1]}-venv libgl1 libegl1"


def test_without_apt_the_libraries_are_named(monkeypatch):
    monkeypatch.setattr(installation.shutil, "which", lambda _: None)
    with pytest.raises(installation.CannotInstall, match=r"package manager.*libGL\.so\.1"):
        installation.refuse_where_not_ours({"libGL.so.1": "libgl1"}, ["libgl1"])


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "no room left"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "not what requirements.lock names",
        ),
        ("WARNING: Retrying after connection broken by 'NewConnectionError'", "network"),
        ("HTTPSConnectionPool: SSLError(CERTIFICATE_VERIFY_FAILED)", "does not trust"),
        ("[Errno 30] Read-only file system: '/srv/.venv'", "cannot be written"),
        ("W: Temporary failure resolving 'deb.debian.org'", "cannot be reached"),
        ("line\nERROR: something nobody foresaw\nhint", "something nobody foresaw"),
        ("", "said nothing"),
    ],
)
def test_what_a_tool_says_becomes_one_plain_sentence(said, meaning):
    sentence = installation.meaning_of(said, "/srv/.venv")
    assert meaning in sentence
    assert "\n" not in sentence


def test_a_folder_that_holds_other_things_is_never_cleared(tmp_path):
    (tmp_path / "letters.txt").write_text("dear all")
    with pytest.raises(installation.CannotInstall, match="holds other things"):
        installation.refuse_foreign_folder(str(tmp_path))


def test_a_disk_without_room_is_refused_before_it_is_filled(monkeypatch, tmp_path):
    monkeypatch.setattr(installation, "NEEDED_BYTES", 10**18)
    with pytest.raises(installation.CannotInstall, match="no room left"):
        installation.refuse_full_disk(str(tmp_path / ".venv"))


def test_two_first_starts_at_once_install_once_and_both_run(checkout):
    starts = [checkout.start(), checkout.start()]
    ended = [start.communicate(timeout=120) for start in starts]
    assert [out for out, _ in ended] == ["here: ['hello']\n"] * 2
    assert "".join(err for _, err in ended).count("packages named") == 1


@pytest.mark.lab
def test_the_second_start_is_quiet_and_an_interrupted_one_is_done_again(checkout):
    checkout.run()
    assert checkout.run().stderr == ""
    checkout.stamp.unlink()
    again = checkout.run()
    assert "ready" in again.stderr
    assert again.stdout == "here: ['hello']\n"


@pytest.mark.lab
def test_a_start_killed_in_the_middle_leaves_nothing_that_stops_the_next(checkout):
    start = checkout.start()
    checkout.wait_for_part(start, "packages named")
    start.kill()
    start.communicate()
    assert checkout.run().stdout == "here: ['hello']\n"


def test_a_package_that_is_not_the_one_in_the_lock_is_not_used(checkout):
    checkout.spoil_the_package()
    ended = checkout.run()
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].startswith("A downloaded package is not what")
    assert not checkout.stamp.exists()


@pytest.mark.lab
def test_without_a_network_one_sentence_says_so(checkout):
    ended = checkout.run(
        PIP_NO_INDEX="",
        PIP_FIND_LINKS="",
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_EXTRA_INDEX_URL="",
        PIP_CONFIG_FILE=os.devnull,
    )
    assert ended.returncode == 2
    assert "first start needs a network" in ended.stderr.splitlines()[-1]


def test_a_file_where_the_environment_should_be_is_said_plainly(checkout):
    ended = checkout.run(DONOR_ROOM_VENV="/dev/null/environment")
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
