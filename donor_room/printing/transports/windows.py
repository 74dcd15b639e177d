"""A printer of Windows, used raw through the spooler. Nothing comes back but the spooler's own flags."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

from donor_room.domain.refusal import Trouble
from donor_room.printing.languages.speech import Question
from donor_room.printing.transports.channel import STALLED_AFTER_S, Lost, wait_until_gone

JOB_TITLE = "donor-room labels"
_LEVEL = 2
_DELETE = 5
_LOCAL_AND_CONNECTED = 2 | 4
_MOST_JOBS = 999
_FLAGS = {
    0x1: "paused", 0x2: "other", 0x8: "paper_jam", 0x10: "paper_out", 0x40: "paper_out", 0x80: "offline",
    0x1000: "offline", 0x40000: "ribbon_out", 0x100000: "other", 0x400000: "head_open",
}  # fmt: skip
_WORKS_OFFLINE = 0x400


def spooler() -> Any:
    """Return win32print, which only Windows has; raises Trouble elsewhere."""
    if sys.platform != "win32":
        raise Trouble("printer.fault.no_spooler", printer="Windows")
    return importlib.import_module("win32print")


def printers(api: Any = None) -> tuple[str, ...]:
    """Return the names of the printers of this Windows; none elsewhere."""
    if api is None and sys.platform != "win32":
        return ()
    listed = (api or spooler()).EnumPrinters(_LOCAL_AND_CONNECTED, None, 1)
    return tuple(name for _flags, _description, name, _comment in listed)


class WindowsChannel:
    """One printer of the spooler; a job that stays in its queue is deleted, so that it never comes later."""

    answers = False

    def __init__(self, printer: str, *, api: Any = None, stalled_after_s: float = STALLED_AFTER_S) -> None:
        self.name = printer
        self._given = api
        self.stalled_after_s = stalled_after_s

    @property
    def api(self) -> Any:
        """The spooler (win32print)."""
        return self._given or spooler()

    def open(self) -> WindowsLine:
        if self.faults() == ("no_queue",):
            raise Trouble("printer.fault.no_queue", printer=self.name)
        return WindowsLine(self)

    def faults(self) -> tuple[str, ...]:
        try:
            told = self.with_printer(lambda api, handle: api.GetPrinter(handle, _LEVEL))
        except Trouble as trouble:
            return (trouble.code.rpartition(".")[2],)
        offline = ("offline",) if told["Attributes"] & _WORKS_OFFLINE else ()
        flags = tuple(name for bit, name in _FLAGS.items() if told["Status"] & bit)
        return tuple(dict.fromkeys(offline + flags))

    def drop_waiting(self) -> bool:
        for job in self.waiting():
            self.with_printer(lambda api, handle, job=job: api.SetJob(handle, job, 0, None, _DELETE))
        return not self.waiting()

    def waiting(self) -> tuple[int, ...]:
        """Return the jobs that the queue still keeps."""
        listed = self.with_printer(lambda api, handle: api.EnumJobs(handle, 0, _MOST_JOBS, 1))
        return tuple(job["JobId"] for job in listed)

    def with_printer(self, work: Callable[..., Any]) -> Any:
        """Do one thing with the opened printer; raises Trouble when the spooler has no such one."""
        api = self.api
        try:
            handle = api.OpenPrinter(self.name)
            try:
                return work(api, handle)
            finally:
                api.ClosePrinter(handle)
        except api.error as error:
            raise Trouble("printer.fault.no_queue", printer=self.name) from error


class WindowsLine:
    """What is sent becomes one job when the line is closed."""

    def __init__(self, channel: WindowsChannel) -> None:
        self._channel = channel
        self._data = b""

    def send(self, data: bytes) -> None:
        self._data += data

    def ask(self, question: Question, more_s: float = 0.0) -> bytes:
        del question, more_s
        return b""

    def close(self) -> None:
        """Hand the job over and stay until it has left the queue for the printer."""
        data, self._data = self._data, b""
        if not data:
            return
        try:
            job = self._channel.with_printer(lambda api, handle: _hand_over(api, handle, data))
        except Trouble as trouble:
            raise Lost("not_taken", 0) from trouble
        channel = self._channel
        wait_until_gone(job, channel.waiting, within_s=channel.stalled_after_s, size=len(data))


def _hand_over(api: Any, handle: Any, data: bytes) -> int:
    job: int = api.StartDocPrinter(handle, 1, (JOB_TITLE, None, "RAW"))
    api.StartPagePrinter(handle)
    api.WritePrinter(handle, data)
    api.EndPagePrinter(handle)
    api.EndDocPrinter(handle)
    return job
