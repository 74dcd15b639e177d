"""A raw queue of CUPS: without CUPS it says so; with a real one the laboratory prints through it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator

import pytest

from donor_room.domain.refusal import Trouble
from donor_room.packs.texts import Texts
from donor_room.printing.languages import zpl
from donor_room.printing.languages.speech import PrintSettings
from donor_room.printing.printer import LanguagePrinter
from donor_room.printing.transports.cups import CupsChannel, queues
from donor_room.printing.virtual_printer import VirtualPrinter
from tests.printing.printers import a_set

QUEUE = "donor-room-trial"


def printer(channel: CupsChannel) -> LanguagePrinter:
    return LanguagePrinter(
        name=QUEUE, language=zpl, channel=channel, settings=PrintSettings(), dpi=203, texts=Texts("zh_CN")
    )


def test_without_cups_there_are_no_queues_and_nothing_leaves(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert queues() == ()
    with pytest.raises(Trouble) as trouble:
        CupsChannel(QUEUE).open()
    assert trouble.value.code == "printer.fault.no_spooler"
    assert CupsChannel(QUEUE).faults() == ("no_spooler",)


@pytest.fixture(scope="module")
def cups() -> Iterator[None]:
    """A real print service; it is installed where there is none, and ends with the tests."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("a print service can only be started by root")
    if shutil.which("cupsd") is None and shutil.which("apt-get"):
        for words in (["update"], ["install", "-y", "--no-install-recommends", "cups", "cups-client"]):
            subprocess.run(["apt-get", "-q", *words], capture_output=True, check=False)
    if shutil.which("cupsd") is None:
        pytest.skip("cups cannot be installed here")
    service = subprocess.Popen([shutil.which("cupsd"), "-f"])
    while (
        subprocess.run(["lpstat", "-r"], capture_output=True, check=False).stdout != b"scheduler is running\n"
    ):
        time.sleep(0.1)
    yield
    subprocess.run(["lpadmin", "-x", QUEUE], capture_output=True, check=False)
    service.terminate()
    service.wait()


@pytest.fixture
def virtual(cups: None) -> Iterator[VirtualPrinter]:
    made = VirtualPrinter()
    address = f"socket://{made.address}/?waiteof=false"
    words = ["lpadmin", "-p", QUEUE, "-E", "-v", address, "-m", "raw"]
    subprocess.run(words, capture_output=True, check=True)
    yield made
    made.close()


@pytest.mark.lab
def test_a_set_goes_through_a_real_queue_and_counts_as_sent(virtual: VirtualPrinter) -> None:
    assert QUEUE in queues()
    made = printer(CupsChannel(QUEUE))
    assert (made.state().ready, made.state().may_print) == (False, True)
    told = made.put_out("N1", a_set())
    assert (told.uncertain, told.answers, len(virtual.works.printed)) == (False, False, 8)


@pytest.mark.lab
def test_a_queue_that_is_stopped_or_gone_lets_nothing_leave(virtual: VirtualPrinter) -> None:
    subprocess.run(["cupsdisable", QUEUE], check=True)
    with pytest.raises(Trouble) as trouble:
        printer(CupsChannel(QUEUE)).put_out("N1", a_set())
    assert trouble.value.code == "printer.fault.queue_stopped"
    subprocess.run(["cupsenable", QUEUE], check=True)
    assert CupsChannel("nobody-has-this").faults() == ("no_queue",)


@pytest.mark.lab
def test_a_job_that_stays_in_the_queue_is_cancelled_and_never_comes_later(virtual: VirtualPrinter) -> None:
    port = virtual.port
    virtual.close()
    made = printer(CupsChannel(QUEUE, stalled_after_s=2.0))
    assert made.put_out("N1", a_set()).fault == "stalled"
    assert CupsChannel(QUEUE).waiting() == ()
    assert made.state().faults == ("restart",)
    again = VirtualPrinter(port=port)
    made.restarted()
    assert made.put_out("N2", a_set(1)).uncertain is False
    assert len(again.works.printed) == 1
    again.close()
