"""A device file that answers, one that does not, one that is not there; the device is a pseudo-terminal."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from donor_room.domain.refusal import Trouble
from donor_room.packs.texts import Texts
from donor_room.printing.languages import zpl
from donor_room.printing.languages.speech import PrintSettings
from donor_room.printing.printer import LanguagePrinter
from donor_room.printing.transports.channel import Lost
from donor_room.printing.transports.device import DeviceChannel
from donor_room.printing.virtual_works import Works
from donor_room.printing.virtual_zpl import ZplInterpreter
from tests.printing.printers import a_set


@pytest.fixture
def works() -> Works:
    return Works()


@pytest.fixture
def device(works: Works) -> Iterator[str]:
    """A two-way device file with a ZPL printer at its other end."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    interpreter = ZplInterpreter(works)

    def serve() -> None:
        while received := os.read(ours, 1024):
            if received == b"OVER":
                return
            os.write(ours, interpreter.feed(received) or b"")

    serving = threading.Thread(target=serve)
    serving.start()
    yield os.ttyname(theirs)
    os.write(theirs, b"OVER")
    serving.join()
    os.close(theirs)
    os.close(ours)


def printer(path: str, **how: bool) -> LanguagePrinter:
    channel = DeviceChannel(path, stalled_after_s=0.5, **how)
    return LanguagePrinter(
        name=path, language=zpl, channel=channel, settings=PrintSettings(), dpi=203, texts=Texts("zh_CN")
    )


def test_a_device_file_that_can_be_read_is_asked(device: str, works: Works) -> None:
    told = printer(device).put_out("N1", a_set())
    assert (told.uncertain, told.answers, told.printed, len(works.printed)) == (False, True, 8, 8)


def test_a_paused_printer_on_a_device_file_says_so(device: str, works: Works) -> None:
    works.break_down("paused")
    assert printer(device).state().faults == ("paused",)


def test_a_device_file_that_is_only_written_is_never_ready(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    one_way = printer(str(pipe), answers=False)
    state = one_way.state()
    assert (state.ready, state.may_print, state.answers) == (False, True, False)
    assert one_way.put_out("N1", a_set(1)).answers is False
    assert os.read(reading, 3) == b"^XA"
    os.close(reading)


def test_a_print_that_breaks_off_where_nothing_answers_asks_for_a_restart(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    one_way = printer(str(pipe), answers=False)
    told = one_way.put_out("N1", a_set(200))
    assert (told.uncertain, told.fault, told.printed) == (True, "stalled", None)
    assert one_way.state().faults == ("restart",)
    with pytest.raises(Trouble) as trouble:
        one_way.put_out("N2", a_set(1))
    assert trouble.value.code == "printer.fault.restart"
    one_way.restarted()
    assert one_way.state().may_print
    os.close(reading)


def test_a_print_that_broke_off_before_the_start_asks_for_a_restart_too(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    channel = DeviceChannel(str(pipe), answers=False)
    again = LanguagePrinter(
        name="p",
        language=zpl,
        channel=channel,
        settings=PrintSettings(),
        dpi=203,
        texts=Texts("zh_CN"),
        holds_unknown=True,
    )
    assert again.state().faults == ("restart",)


def test_a_device_that_is_not_there_is_not_plugged_in(tmp_path: Path) -> None:
    assert printer(str(tmp_path / "none")).state().faults == ("unplugged",)
    assert DeviceChannel(str(tmp_path / "none")).faults() == ("unplugged",)


def test_an_ordinary_file_is_no_printer(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    assert printer(str(file)).state().faults == ("unplugged",)
    assert file.read_bytes() == b""


def test_a_device_that_goes_away_is_cut(device: str) -> None:
    line = DeviceChannel(device).open()
    line.close()
    with pytest.raises((Lost, OSError)):
        line.send(b"x")
