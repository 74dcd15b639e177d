"""The world around the terminal: station, network, time, and the hand that kills the program."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
import psutil  # type: ignore[import-untyped]

from donor_room.demo.cast import Drive, Part, known_before
from donor_room.demo.clock import RunningClock, until_the_doors_open
from donor_room.demo.messages import Broke, Ended, Script, Told, Wish, read_line, send
from donor_room.printing.virtual_printer import VirtualPrinter
from donor_room.settings import PASSPHRASE_VARIABLE
from donor_room.station.directory import KnownDonor, load_donors
from donor_room.station.founding import twin_of
from donor_room.station.ledger import raw_entries
from donor_room.station.server import EmbeddedStation

PASSPHRASE = "dry winter road"  # noqa: S105 - of a practice terminal that lives as long as its folder
ON_STAGE = "--on-stage"
_MOST_LINES = 1_000_000
Tell = Callable[[Told], None]


class PlayBroke(Exception):
    """The terminal could not go on; told says where it stood."""

    def __init__(self, told: Broke) -> None:
        super().__init__(told.where)
        self.told = told


class Conductor:
    """Runs the station in this process and the terminal in another one, which it can kill."""

    def __init__(self, out: Path, *, speed_s: float, tell: Tell) -> None:
        self.out, self._speed_s, self._tell = out, speed_s, tell
        self.clock = RunningClock(until_the_doors_open())
        self._station: EmbeddedStation | None = None
        self._data = _folder_for_the_station()
        self._port = 0
        self._printer: VirtualPrinter | None = None
        self.kills = 0
        self.cuts = 0

    # the station

    def open_station(self, parts: tuple[Part, ...]) -> tuple[str, str]:
        """Start the station, let it know who gave before; return its address and a code to enrol with."""
        station = self._start()
        known = [
            msgspec.json.encode(
                KnownDonor(
                    document_kind=donor.document_kind, document_number=donor.document_number, donor=told
                )
            )
            for donor, told in known_before(parts)
        ]
        with station.connections.lend() as conn:
            load_donors(conn, twin_of(station.houses, practice=True), known)
        return station.url, station.enrolment_code("采血车 03")

    def _start(self) -> EmbeddedStation:
        station = EmbeddedStation(self._data, clock=self.clock, port=self._port)
        station.start()
        self._port = int(station.url.rpartition(":")[2])
        self._station = station
        return station

    def _cut(self) -> None:
        if self._station is not None:
            self._station.stop()
            self._station = None
            self.cuts += 1

    def close(self) -> None:
        """Let the station end, and switch the printer off."""
        if self._printer is not None:
            self._printer.close()
            self._printer = None
        if self._station is not None:
            self._station.stop()
            self._station = None

    def books_at_station(self, books: list[str]) -> dict[str, list[bytes]]:
        """Return the bytes of every entry the station holds of these books."""
        assert self._station is not None  # noqa: S101 - asked after the play, which ends with a network
        code = twin_of(self._station.houses, practice=True).code
        with self._station.connections.lend() as conn:
            return {book: raw_entries(conn, code, book, after=0, limit=_MOST_LINES) for book in books}

    # the terminal

    def play(self, drive: Drive, parts: tuple[Part, ...], list_file: Path | None = None) -> Ended:
        """Play the whole day, through a kill of the program where a part asks for one."""
        url, code = self.open_station(parts)
        self._printer = VirtualPrinter(folder=self.out / "papers" / "labels")
        script = Script(
            out=str(self.out),
            passphrase=PASSPHRASE,
            drive=drive,
            parts=parts,
            station=url,
            enrolment_code=code,
            printer=self._printer.address,
            ahead_s=self.clock.ahead_s,
            speed_s=self._speed_s,
            pictures=0,
            list_file=str(list_file.absolute()) if list_file is not None else "",
        )
        answer = self._play(script)
        while isinstance(answer, Wish):
            place = next(place for place, part in enumerate(script.parts) if part.incident == "killed")
            script = msgspec.structs.replace(
                script,
                parts=script.parts[place + 1 :],
                played=script.played + place,
                taken_up=script.parts[place],
                ahead_s=self.clock.ahead_s,
                pictures=answer.pictures,
            )
            answer = self._play(script)
        return answer

    def _play(self, script: Script) -> Ended | Wish:
        """Run a terminal until it has closed its shift or was killed; raises PlayBroke."""
        with self._start_terminal() as terminal:
            assert terminal.stdin is not None  # noqa: S101 - asked for as a pipe
            assert terminal.stdout is not None  # noqa: S101 - asked for as a pipe
            send(terminal.stdin, script)
            try:
                for line in terminal.stdout:
                    message = read_line(line)
                    if isinstance(message, Told):
                        self._tell(message)
                    elif isinstance(message, Broke):
                        raise PlayBroke(message)
                    elif isinstance(message, Ended):
                        return message
                    elif message.what == "kill":
                        self._kill(terminal)
                        return message
                    else:
                        self._fulfil(message)
                        send(terminal.stdin, message)
            finally:
                if terminal.poll() is None:
                    terminal.stdin.close()
                    _let_end(terminal)
        where = f"the terminal, which ended by itself with {terminal.returncode}"
        raise PlayBroke(Broke(where=where, page="", words=""))

    def _start_terminal(self) -> subprocess.Popen[str]:
        words = [sys.executable, *([] if getattr(sys, "frozen", False) else ["-m", "donor_room"])]
        environ = {name: value for name, value in os.environ.items() if name != PASSPHRASE_VARIABLE}
        environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
        environ["PYTHONUTF8"] = "1"
        return subprocess.Popen(  # noqa: S603 - this very program
            [*words, "demo", ON_STAGE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environ,
            encoding="utf-8",
        )

    def _kill(self, terminal: subprocess.Popen[str]) -> None:
        """End the program as a pulled plug would."""
        terminal.kill()
        terminal.wait()
        self.kills += 1

    def _fulfil(self, wish: Wish) -> None:
        if wish.what == "cut":
            self._cut()
        elif wish.what == "mend":
            self._start()
        elif wish.what == "pass_time":
            self.clock.advance(wish.seconds)


def _folder_for_the_station() -> Path:
    """Make a folder that the database's own user can reach, wherever --out lies; it goes at the end."""
    folder = Path(tempfile.mkdtemp(prefix="donor-room-station-"))
    atexit.register(_clear_away, folder)
    return folder


def _clear_away(folder: Path) -> None:
    """Remove the folder with whatever still works in it: a start that was broken off leaves a database."""
    left = [one for one in psutil.process_iter(["cmdline", "cwd"]) if _works_in(folder, one)]
    for one in left:
        with suppress(psutil.Error):
            one.kill()
    psutil.wait_procs(left, timeout=10)
    shutil.rmtree(folder, ignore_errors=True)


def _works_in(folder: Path, process: psutil.Process) -> bool:
    told = (*(process.info["cmdline"] or ()), process.info["cwd"] or "")
    return any(word == str(folder) or word.startswith(f"{folder}{os.sep}") for word in told)


def _let_end(terminal: subprocess.Popen[str]) -> None:
    try:
        terminal.wait(20)
    except subprocess.TimeoutExpired:
        terminal.kill()
