"""Printers are found where the system names them, and known by what they answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.printing.find import Found, found, probe
from donor_room.printing.set_up import LANGUAGES, channel_of
from donor_room.printing.transports.cups import CupsChannel
from donor_room.printing.transports.device import DeviceChannel
from donor_room.printing.transports.tcp import TcpChannel
from donor_room.printing.transports.windows import WindowsChannel
from tests.printing.printers import pair


def test_device_files_of_printers_are_found(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "usb").mkdir()
    for name in ("usb/lp0", "usb/lp1", "usblp7", "sda"):
        (tmp_path / name).touch()
    assert found(tmp_path) == tuple(
        Found("device", str(tmp_path / name)) for name in ("usb/lp0", "usb/lp1", "usblp7")
    )


@pytest.mark.parametrize(("language", "dpi"), [("zpl", 203), ("tspl", None)])
def test_a_printer_is_known_by_its_answer(language, dpi) -> None:
    with pair(language) as both:
        told = probe(TcpChannel(both.virtual.address, answer_within_s=0.4))
    assert (told.language, told.dpi, told.state.ready) == (language, dpi, True)


def test_a_zebra_without_paper_is_known_by_its_error_word() -> None:
    with pair("zpl") as both:
        both.virtual.works.break_down("paper_out")
        told = probe(TcpChannel(both.virtual.address, answer_within_s=0.4))
    assert (told.language, told.state.faults) == ("zpl", ("paper_out",))


@pytest.mark.parametrize("fault", ["silent", "garbage"])
def test_what_says_nothing_that_can_be_read_has_no_language(fault) -> None:
    with pair("zpl") as both:
        both.virtual.works.break_down(fault)
        told = probe(TcpChannel(both.virtual.address, answer_within_s=0.2))
    assert (told.language, told.state.faults) == (None, (fault,))


def test_asking_who_it_is_prints_nothing_and_empties_nothing() -> None:
    with pair("tspl") as both:
        probe(TcpChannel(both.virtual.address, answer_within_s=0.2))
        assert (both.on_paper(), both.virtual.works.cancelled) == (0, 0)


def test_where_nobody_listens_the_fault_is_said() -> None:
    with pair("zpl") as both:
        address = both.virtual.address
    assert probe(TcpChannel(address)).state.faults == ("refused",)


def test_a_channel_that_answers_nothing_is_asked_nothing(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told = probe(CupsChannel("q"))
    assert (told.language, told.state.faults) == (None, ("no_spooler",))


def test_each_way_has_its_channel() -> None:
    ways = {"tcp": TcpChannel, "windows": WindowsChannel, "cups": CupsChannel, "device": DeviceChannel}
    for way, kind in ways.items():
        assert isinstance(channel_of(way, "a"), kind)
    with pytest.raises(ValueError, match="folder"):
        channel_of("folder", "a")
    assert set(LANGUAGES) == {"zpl", "tspl", "epl", "escpos"}
