"""Knows how to put in place what the program needs: system packages, .venv, the packages of the lock."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence

from donor_room.bootstrap import LOCK, ROOT, STAMP, has_current, python_name, python_of, read_stamp

NEEDED_BYTES = 900_000_000  # 640 MB finished in November 2026, and the wheels on their way into it

# What a tool prints, and what it means for the person who started the program; the first that fits is told.
MEANINGS = (
    ("No space left on device", "There is no room left on the disk; make about 1 GB free and start again."),
    ("Disk quota exceeded", "Your disk quota is used up; make about 1 GB free and start again."),
    (
        "DO NOT MATCH THE HASHES",
        "A downloaded package is not what requirements.lock names; nothing was used.",
    ),
    ("Read-only file system", "The folder {place} cannot be written; set DONOR_ROOM_VENV to one that can."),
    ("Permission denied", "The folder {place} cannot be written; set DONOR_ROOM_VENV to one that can."),
    ("Not a directory", "The folder {place} cannot be made; set DONOR_ROOM_VENV to one that can."),
    (
        "CERTIFICATE_VERIFY_FAILED",
        "This machine does not trust the package index's certificate (see PIP_CERT).",
    ),
    (
        "Connection broken: ",
        "The network broke off while packages were fetched; start again when it is steady.",
    ),
    ("connection", "The package index cannot be reached; the first start needs a network."),
    ("name resolution", "The package index cannot be reached; the first start needs a network."),
    ("timed out", "The package index does not answer; the first start needs a network."),
    ("Temporary failure", "The package servers cannot be reached; the first start needs a network."),
    ("Could not resolve", "The package servers cannot be reached; the first start needs a network."),
)


class CannotInstall(Exception):
    """One plain sentence about why the program cannot be made ready, and what to do about it."""


def install(environment: str, wanted: str, libraries: dict[str, str]) -> None:
    """Make everything ready, once, however many starts ask for it at the same time."""
    packages = missing_system_packages(libraries, needs_environment=not has_current(environment, wanted))
    if packages:
        refuse_where_not_ours(libraries, packages)
    with locked(environment) as lock:
        if packages:
            install_system_packages(packages, lock)
        if not has_current(environment, wanted):
            install_environment(environment, wanted, lock)


def missing_system_packages(libraries: dict[str, str], *, needs_environment: bool) -> list[str]:
    """The Debian packages still to install, each once."""
    packages = list(dict.fromkeys(libraries.values()))
    if needs_environment and importlib.util.find_spec("ensurepip") is None:
        packages.insert(0, f"python{python_name()}-venv")
    return packages


def refuse_where_not_ours(libraries: dict[str, str], packages: Sequence[str]) -> None:
    """Only root on a Debian may add system packages; everybody else is told the one line."""
    if shutil.which("apt-get") is None:
        names = ", ".join([*libraries, *(["Python's ensurepip"] if len(packages) > len(libraries) else [])])
        raise CannotInstall(
            f"Please install these with your system's package manager, then start again: {names}."
        )
    if os.geteuid() != 0:
        line = "sudo apt-get install -y " + " ".join(packages)
        raise CannotInstall(f"Please install what is missing with this line, then start again:\n{line}")


@contextlib.contextmanager
def locked(environment: str) -> Iterator[int]:
    """One installation at a time; the lock lives as long as this process and the tools it started."""
    try:
        os.makedirs(os.path.dirname(environment), exist_ok=True)
        lock = os.open(environment + ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise CannotInstall(meaning_of(str(error), environment)) from None
    try:
        wait_for(lock)
        yield lock
    finally:
        os.close(lock)


def wait_for(lock: int) -> None:
    """Return when this process alone holds the lock."""
    if os.name == "nt":
        wait_for_on_windows(lock)
        return
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        tell("another start is installing; waiting for it")
        fcntl.flock(lock, fcntl.LOCK_EX)


def wait_for_on_windows(lock: int) -> None:
    """LK_LOCK itself gives up after ten seconds, so it is asked again."""
    import msvcrt

    while True:
        with contextlib.suppress(OSError):
            msvcrt.locking(lock, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
            return


def install_system_packages(packages: Sequence[str], lock: int) -> None:
    """Fetch Debian's lists, then install; root only."""
    tell(f"system packages: {' '.join(packages)}")
    wait = ["-o", "DPkg::Lock::Timeout=600", "-o", "Acquire::Retries=2"]
    run_tool(["apt-get", *wait, "update"], "/var", lock)
    run_tool(["apt-get", *wait, "install", "-y", "--no-install-recommends", *packages], "/var", lock)


def install_environment(environment: str, wanted: str, lock: int) -> None:
    """Make .venv and fill it; the stamp comes last, so that a killed installation is done again."""
    refuse_foreign_folder(environment)
    refuse_full_disk(environment)
    was_finished = read_stamp(environment).endswith(f" {python_name()}") and os.path.exists(
        python_of(environment)
    )
    try:
        with contextlib.suppress(FileNotFoundError):
            os.remove(os.path.join(environment, STAMP))
        if not was_finished:
            tell(f"Python environment in {environment}")
            run_tool([sys.executable, "-m", "venv", "--clear", environment], environment, lock)
        install_packages(environment, lock)
        write_stamp(environment, wanted)
    except OSError as error:
        raise CannotInstall(meaning_of(str(error), environment)) from None
    tell("ready")


def refuse_foreign_folder(environment: str) -> None:
    """A folder is cleared before it is filled, so one that holds something else is not ours to take."""
    if (
        environment == os.path.join(ROOT, ".venv")
        or not os.path.isdir(environment)
        or not os.listdir(environment)
    ):
        return
    if not os.path.exists(os.path.join(environment, "pyvenv.cfg")):
        raise CannotInstall(
            f"The folder {environment} holds other things; let DONOR_ROOM_VENV name an empty one."
        )


def refuse_full_disk(environment: str) -> None:
    """Better one sentence before than a half-filled disk after."""
    if shutil.disk_usage(os.path.dirname(environment)).free < NEEDED_BYTES:
        raise CannotInstall("There is no room left on the disk; make about 1 GB free and start again.")


def install_packages(environment: str, lock: int) -> None:
    """Install exactly what the lock names, each file checked against its hash, nothing built here."""
    with open(LOCK, encoding="utf-8") as lines:
        total = sum("==" in line for line in lines)
    tell(f"{total} packages named in requirements.lock (some 250 MB, only this once)")
    options = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--retries", "2"]
    strict = ["--require-hashes", "--only-binary", ":all:", "-r", LOCK]
    run_tool([python_of(environment), "-m", "pip", "install", *options, *strict], environment, lock)


def write_stamp(environment: str, wanted: str) -> None:
    """Say, in one step that cannot be half done, that the environment is finished."""
    stamp = os.path.join(environment, STAMP)
    with open(stamp + ".new", "w", encoding="ascii") as new:
        new.write(wanted + "\n")
    os.replace(stamp + ".new", stamp)


def run_tool(words: Sequence[str], place: str, lock: int) -> None:
    """Run a tool to its end; a failure becomes one sentence. It holds the lock too, should we be killed."""
    environ = {**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
    kept = () if os.name == "nt" else (lock,)
    with subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environ,
        pass_fds=kept,
        text=True,
        errors="replace",
    ) as tool:
        said = list(followed(tool.stdout or ()))
    if tool.returncode:
        raise CannotInstall(meaning_of("".join(said), place))


def followed(lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    """The tool's lines as they come; on a terminal a counter shows that packages arrive."""
    collected = 0
    for line in lines:
        if line.startswith("Collecting ") and sys.stderr.isatty():
            collected += 1
            sys.stderr.write(f"\rdonor-room: {collected} packages found\r")
        yield line


def meaning_of(said: str, place: str) -> str:
    """The sentence for what a tool said; its own last error where none of ours fits."""
    for words, sentence in MEANINGS:
        if words.lower() in said.lower():
            return sentence.format(place=place)
    return f"The installation did not succeed: {last_error(said)}"


def last_error(said: str) -> str:
    """The last line in which the tool speaks of an error, or its last line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["the tool said nothing"]
    errors = [line for line in lines if line.lower().startswith(("error", "e:"))]
    return (errors or lines)[-1]


def tell(part: str) -> None:
    """One line of progress; standard output belongs to the commands."""
    sys.stderr.write(f"donor-room: {part}\n")
    sys.stderr.flush()
