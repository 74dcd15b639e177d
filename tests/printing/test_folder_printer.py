from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import zxingcpp
from PIL import Image

from donor_room.domain.clock import FixedClock
from donor_room.domain.label_set import PrinterState
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.texts import Texts
from donor_room.printing.folder_printer import LOG, FolderPrinter
from tests.packs.test_labels import own
from tests.printing.samples import content, contents

NUMBER = "A999926014327"
CLOCK = FixedClock(datetime(2026, 11, 21, 7, 12, tzinfo=UTC))


@pytest.fixture
def printer(tmp_path):
    return FolderPrinter(tmp_path / "printer", Texts("zh_CN"), CLOCK)


def files(tmp_path, number=NUMBER):
    return sorted(file.name for file in (tmp_path / "printer" / number).glob("*.png"))


def log(tmp_path):
    lines = (tmp_path / "printer" / LOG).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_nothing_comes_out_before_the_set_is_sent(printer, tmp_path):
    job = printer.draw(contents())
    assert len(job.rasters_sha256) == 8
    assert not (tmp_path / "printer").exists()


def test_each_label_is_one_picture_in_the_order_of_the_set(printer, tmp_path):
    printer.draw(contents()).send()
    assert files(tmp_path)[:3] == ["01-bag1.png", "02-bag2.png", "03-bag3.png"]
    assert len(files(tmp_path)) == 8


def test_a_printed_label_is_read_from_its_picture(printer, tmp_path):
    printer.draw(contents()).send()
    with Image.open(tmp_path / "printer" / NUMBER / "04-nat.png") as picture:
        assert [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))] == [f"={NUMBER}09"]


def test_what_left_is_told_by_its_hashes(printer):
    job = printer.draw(contents())
    sent = job.send()
    assert (sent.printer, sent.uncertain, sent.fault) == ("folder", False, None)
    assert sent.rasters_sha256 == job.rasters_sha256


def test_the_log_has_a_line_per_label_and_no_name(printer, tmp_path):
    printer.draw(contents(name="李建国")).send()
    assert [line["role"] for line in log(tmp_path)][-2:] == ["form", "slip"]
    assert {line["at"] for line in log(tmp_path)} == {"2026-11-21T07:12:00+00:00"}
    assert "李建国" not in (tmp_path / "printer" / LOG).read_text(encoding="utf-8")


def test_a_second_print_never_overwrites_the_first(printer, tmp_path):
    for _ in range(3):
        printer.draw(contents()).send()
    assert [len(files(tmp_path, name)) for name in (NUMBER, f"{NUMBER}-2", f"{NUMBER}-3")] == [8, 8, 8]


@pytest.mark.parametrize("fault", ["paper_out", "ribbon_out", "head_open", "paused", "silent", "cut"])
def test_a_printer_with_a_fault_takes_nothing(printer, tmp_path, fault):
    printer.fault = fault
    job = printer.draw(contents())
    with pytest.raises(Trouble) as caught:
        job.send()
    assert caught.value.code == f"printer.fault.{fault}"
    assert not (tmp_path / "printer").exists()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_fault_has_a_sentence(language):
    texts = Texts(language)
    faults = ("paper_out", "ribbon_out", "head_open", "paused", "silent", "cut")
    assert all(texts.say(f"printer.fault.{fault}") for fault in faults)


def test_a_fault_in_the_middle_leaves_the_set_uncertain(printer, tmp_path):
    printer.fault, printer.fails_after = "paper_out", 3
    assert printer.state().ready
    sent = printer.draw(contents()).send()
    assert (sent.uncertain, sent.fault) == (True, "paper_out")
    assert len(files(tmp_path)) == len(log(tmp_path)) == 3
    assert printer.state() == PrinterState(ready=False, faults=("paper_out",))


def test_a_repaired_printer_prints_again(printer, tmp_path):
    printer.fault = "head_open"
    printer.fault = None
    printer.draw(contents()).send()
    assert len(files(tmp_path)) == 8


def test_a_set_that_cannot_be_drawn_never_reaches_the_printer(printer, tmp_path):
    with pytest.raises(Refusal):
        printer.draw(contents(name="\ue123"))
    assert not (tmp_path / "printer").exists()


def test_a_folder_that_cannot_be_written_is_trouble(printer, tmp_path):
    (tmp_path / "printer").write_text("in the way", encoding="utf-8")
    with pytest.raises(Trouble) as caught:
        printer.draw(contents()).send()
    assert caught.value.code == "printer.folder"


def test_the_templates_of_the_station_are_drawn_by(tmp_path):
    own(tmp_path, chosen='[code128]\nbag1 = "bag100"\n')
    printer = FolderPrinter(tmp_path / "out", Texts("zh_CN"), CLOCK, templates=tmp_path)
    job = printer.draw([content("bag1"), content("nat")])
    assert [raster.image.size for raster in job.rasters] == [(800, 800), (240, 480)]


def test_a_wrong_template_of_the_station_prints_nothing(tmp_path):
    own(tmp_path, tube=("tube", "width = 43", "width = 41"))
    printer = FolderPrinter(tmp_path / "out", Texts("zh_CN"), CLOCK, templates=tmp_path)
    with pytest.raises(Refusal) as caught:
        printer.draw([content("bag1"), content("nat")])
    assert caught.value.code == "templates.symbol_does_not_fit"
    assert not (tmp_path / "out").exists()
