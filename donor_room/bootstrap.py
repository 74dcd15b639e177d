"""Knows whether all that the program needs is here, with the standard library alone, in milliseconds.

What is missing is put in place by donor_room.installation, which is imported only then.
"""

from __future__ import annotations

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCK = os.path.join(ROOT, "requirements.lock")
STAMP = "stamp"

# The shared library that Qt or a wheel opens, and the Debian package that brings it.
OFFSCREEN_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}
DISPLAY_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
WAYLAND_LIBRARIES = {
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def make_ready() -> None:
    """Return only in a Python that has everything; until then install, hand over, or leave with 2."""
    choose_platform()
    if is_complete_without_us():
        return
    wanted = wanted_stamp()
    environment = environment_folder(wanted)
    is_current = has_current(environment, wanted)
    if is_current and runs_inside(environment):
        return
    libraries = missing_libraries(needed_libraries())
    if libraries or not is_current:
        install_or_leave(environment, wanted, libraries)
    hand_over(python_of(environment))


def choose_platform() -> None:
    """Without a display Qt would abort the process, so it draws offscreen; a platform already named stays."""
    if sys.platform == "linux" and not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def has_display() -> bool:
    """Say whether a screen server is announced to this process."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def is_complete_without_us() -> bool:
    """A frozen build, or an installed copy without the lock, brings its own packages."""
    return bool(getattr(sys, "frozen", False)) or not os.path.exists(LOCK)


def environment_folder(wanted: str) -> str:
    """Where the packages live: DONOR_ROOM_VENV, the right environment that runs already, or .venv."""
    named = os.environ.get("DONOR_ROOM_VENV")
    if named:
        return os.path.abspath(named)
    if read_stamp(sys.prefix) == wanted:
        return sys.prefix
    return os.path.join(ROOT, ".venv")


def wanted_stamp() -> str:
    """Length and checksum of the lock and the Python that installed it, as a finished environment says it.

    It only notices a lock that changed, at every start, so it is the quickest checksum there is.
    """
    from zlib import crc32

    with open(LOCK, "rb") as lock:
        content = lock.read()
    return f"{len(content)}-{crc32(content):08x} {python_name()}"


def python_name() -> str:
    """Name the running Python, as 3.11."""
    return "{}.{}".format(*sys.version_info[:2])


def has_current(environment: str, wanted: str) -> bool:
    """Say whether the environment was finished for this lock and this Python."""
    return read_stamp(environment) == wanted and os.path.exists(python_of(environment))


def read_stamp(environment: str) -> str:
    """What the environment says of itself; empty when it was never finished."""
    try:
        with open(os.path.join(environment, STAMP), encoding="ascii", errors="replace") as stamp:
            return stamp.read().strip()
    except OSError:
        return ""


def python_of(environment: str) -> str:
    """The environment's own interpreter."""
    if os.name == "nt":
        return os.path.join(environment, "Scripts", "python.exe")
    return os.path.join(environment, "bin", "python")


def runs_inside(environment: str) -> bool:
    """Say whether this very process is the environment's Python."""
    if os.path.abspath(sys.executable or "") == python_of(environment):
        return True
    return os.path.realpath(sys.prefix) == os.path.realpath(environment)


def needed_libraries() -> dict[str, str]:
    """The shared libraries that the wheels expect of this system; elsewhere they bring all they need."""
    if sys.platform != "linux":
        return {}
    x11 = DISPLAY_LIBRARIES if os.environ.get("DISPLAY") else {}
    wayland = WAYLAND_LIBRARIES if os.environ.get("WAYLAND_DISPLAY") else {}
    return OFFSCREEN_LIBRARIES | x11 | wayland


def missing_libraries(libraries: dict[str, str]) -> dict[str, str]:
    """Those that the loader does not find."""
    return {name: package for name, package in libraries.items() if not can_load(name)}


def can_load(library: str) -> bool:
    """Say whether the system's loader finds the shared library."""
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_or_leave(environment: str, wanted: str, libraries: dict[str, str]) -> None:
    """Put in place what is missing; where that cannot be, say why in plain words and leave with 2."""
    from donor_room.installation import CannotInstall, install

    try:
        install(environment, wanted, libraries)
    except CannotInstall as reason:
        sys.stderr.write(f"{reason}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. The next start begins the installation again.\n")
        sys.exit(130)


def hand_over(python: str) -> None:
    """Go on as the environment's Python with the same words; never returns."""
    words = [python, *sys.orig_argv[1:]]
    if os.name != "nt":
        os.execv(python, words)
    import subprocess

    sys.exit(subprocess.call(words))
