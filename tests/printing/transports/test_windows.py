"""The spooler of Windows, by the calls that it takes: a job is one set, and none stays behind."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from donor_room.domain.refusal import Trouble
from donor_room.packs.texts import Texts
from donor_room.printing.languages import tspl
from donor_room.printing.languages.speech import PrintSettings
from donor_room.printing.printer import LanguagePrinter
from donor_room.printing.transports.windows import WindowsChannel, printers, spooler
from tests.printing.printers import a_set


class Spooler:
    """What win32print does, in memory; `takes` = the printer behind it takes jobs."""

    class error(Exception):  # noqa: N801 - its name there
        pass

    def __init__(self) -> None:
        self.status = self.attributes = 0
        self.takes = self.has_printer = self.spools = True
        self.queue: dict[int, bytes] = {}
        self.printed: list[bytes] = []
        self.open_handles = 0
        self.kind: tuple[Any, ...] = ()

    def EnumPrinters(self, flags: int, _name: None, level: int) -> list[tuple[int, str, str, str]]:  # noqa: N802
        assert (flags, level) == (6, 1)
        return [(0, "", "TSC TTP-244", "")]

    def OpenPrinter(self, name: str) -> str:  # noqa: N802
        if not self.has_printer:
            raise self.error(1801, "OpenPrinter", "The printer name is invalid.")
        self.open_handles += 1
        return name

    def ClosePrinter(self, _handle: str) -> None:  # noqa: N802
        self.open_handles -= 1

    def GetPrinter(self, _handle: str, level: int) -> dict[str, int]:  # noqa: N802
        assert level == 2
        return {"Status": self.status, "Attributes": self.attributes}

    def StartDocPrinter(self, _handle: str, level: int, kind: tuple[Any, ...]) -> int:  # noqa: N802
        if not self.spools:
            raise self.error(5, "StartDocPrinter", "Access is denied.")
        assert level == 1
        self.kind = kind
        self.queue[7] = b""
        return 7

    def StartPagePrinter(self, _handle: str) -> None:  # noqa: N802
        pass

    def WritePrinter(self, _handle: str, data: bytes) -> None:  # noqa: N802
        self.queue[7] += data

    def EndPagePrinter(self, _handle: str) -> None:  # noqa: N802
        pass

    def EndDocPrinter(self, _handle: str) -> None:  # noqa: N802
        if self.takes:
            self.printed.append(self.queue.pop(7))

    def EnumJobs(self, _handle: str, first: int, _most: int, level: int) -> list[dict[str, int]]:  # noqa: N802
        assert (first, level) == (0, 1)
        return [{"JobId": job} for job in self.queue]

    def SetJob(self, _handle: str, job: int, _level: int, _info: None, command: int) -> None:  # noqa: N802
        assert command == 5
        del self.queue[job]


@pytest.fixture
def api() -> Spooler:
    return Spooler()


def printer(api: Spooler) -> LanguagePrinter:
    channel = WindowsChannel("TSC TTP-244", api=api, stalled_after_s=0.3)
    return LanguagePrinter(
        name="TSC", language=tspl, channel=channel, settings=PrintSettings(), dpi=203, texts=Texts("zh_CN")
    )


def test_a_set_is_one_raw_job_and_the_channel_is_never_ready(api: Spooler) -> None:
    told = printer(api).put_out("N1", a_set())
    assert (told.uncertain, told.answers) == (False, False)
    assert api.printed == [tspl.job(a_set(), PrintSettings())]
    assert api.kind[2] == "RAW"
    assert not printer(api).state().ready
    assert api.open_handles == 0


@pytest.mark.parametrize(
    ("status", "attributes", "fault"),
    [
        (0x1, 0, "paused"), (0x2, 0, "other"), (0x8, 0, "paper_jam"), (0x10, 0, "paper_out"),
        (0x80, 0, "offline"), (0x1000, 0, "offline"), (0x40000, 0, "ribbon_out"), (0x400000, 0, "head_open"),
        (0, 0x400, "offline"),
    ],
)  # fmt: skip
def test_the_flags_of_the_spooler_stop_a_print_before_it_leaves(api, status, attributes, fault) -> None:
    api.status, api.attributes = status, attributes
    assert printer(api).state().faults == (fault,)
    with pytest.raises(Trouble) as trouble:
        printer(api).put_out("N1", a_set())
    assert (trouble.value.code, api.printed) == (f"printer.fault.{fault}", [])


def test_a_job_that_stays_in_the_queue_is_deleted_and_the_set_uncertain(api: Spooler) -> None:
    api.takes = False
    made = printer(api)
    told = made.put_out("N1", a_set())
    assert (told.uncertain, told.fault, api.queue) == (True, "stalled", {})
    assert made.state().faults == ("restart",)


def test_a_job_that_waits_from_before_the_start_is_deleted(api: Spooler) -> None:
    api.queue[7] = b"stale"
    assert printer(api).state().may_print
    assert (api.queue, api.printed) == ({}, [])


def test_a_spooler_that_takes_no_job_lets_nothing_leave(api: Spooler) -> None:
    api.spools = False
    with pytest.raises(Trouble) as trouble:
        printer(api).put_out("N1", a_set())
    assert trouble.value.code == "printer.fault.not_taken"


def test_a_printer_that_the_spooler_does_not_know_is_said_so(api: Spooler) -> None:
    api.has_printer = False
    channel = WindowsChannel("none", api=api)
    assert channel.faults() == ("no_queue",)
    with pytest.raises(Trouble), closing(channel.open()):
        pass


def test_the_printers_of_windows_are_found_by_name_and_elsewhere_there_are_none(api: Spooler) -> None:
    assert printers(api) == ("TSC TTP-244",)
    assert printers() == ()
    with pytest.raises(Trouble):
        spooler()
