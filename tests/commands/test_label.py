"""`label` writes all files or none, and says in a line each what is in them."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from donor_room.cli import run
from donor_room.commands import label
from donor_room.domain.donation_number import ISBT128
from donor_room.domain.isbt128 import read_code
from tests.packs.test_labels import PROFILE, own

ROOT = Path(__file__).parents[2]
NUMBER = "A999926014327"
RUN = "import sys; from donor_room.cli import run; sys.exit(run(sys.argv[1:]))"


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def asked(out, *words, number=NUMBER, dpi="203", kinds="png"):
    return ["label", "--number", number, "--dpi", dpi, "--as", kinds, "--out", str(out), *words]


def written(capsys, out, *words, **how):
    """Run it and return the lines that it printed."""
    assert run(asked(out, *words, **how)) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def refused(capsys, out, *words, **how):
    """Run what must be refused, and return the sentence."""
    try:
        status = run(asked(out, *words, **how))
    except SystemExit as end:
        status = end.code
    told = capsys.readouterr()
    assert (status, told.out) == (2, "")
    return told.err


def test_each_item_and_kind_is_a_file_of_its_own_with_a_line(capsys, out):
    lines = written(capsys, out, "--items", "bag1,nat", kinds="png,pdf")
    names = ["01-bag1.png", "01-bag1.pdf", "02-nat.png", "02-nat.pdf"]
    assert [line["file"] for line in lines] == names
    assert sorted(file.name for file in out.iterdir()) == sorted(names)
    assert {line["number"] for line in lines} == {NUMBER}
    assert [line["encoded"] for line in lines[::2]] == ["=A99992601432701", "=A99992601432709"]


def test_what_is_said_of_a_picture_is_what_it_is(capsys, out):
    [line] = written(capsys, out, "--items", "tube1")
    data = (out / line["file"]).read_bytes()
    with Image.open(out / line["file"]) as picture:
        dots = f"{picture.width}x{picture.height}:".encode() + picture.tobytes()
        assert (picture.mode, picture.size) == ("1", (line["width"], line["height"]))
        assert hashlib.sha256(dots).hexdigest() == line["sha256"]
        assert [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))] == [line["encoded"]]
    assert hashlib.sha256(data).hexdigest() == line["file_sha256"]


@pytest.mark.parametrize(("dpi", "size"), [("203", (240, 480)), ("300", (354, 709)), ("600", (709, 1417))])
def test_every_resolution_has_its_dots(capsys, out, dpi, size):
    [line] = written(capsys, out, "--items", "form", dpi=dpi, kinds="pdf")
    assert (line["width"], line["height"]) == size
    document = pypdfium2.PdfDocument(out / line["file"])
    assert len(document) == 1
    document.close()


def test_without_items_it_draws_a_usual_set(capsys, out):
    assert [line["item"] for line in written(capsys, out)] == ["bag1", "bag2", "tube1", "nat", "form"]


def test_every_item_that_may_be_asked_for_is_drawn_as_what_it_is(capsys, out):
    lines = written(capsys, out, "--items", ",".join(label.ITEMS))
    kinds = [read_code(line["encoded"], ISBT128).kind for line in lines]
    assert kinds == list(label.ITEMS.values())


def test_the_same_question_has_the_same_files(capsys, out, tmp_path):
    day = ("--date", "2026-11-21", "--group", "A+")
    first = written(capsys, out, *day, kinds="png,pdf")
    assert written(capsys, tmp_path / "again", *day, kinds="png,pdf") == first


def test_a_number_may_have_its_check_character_behind_it(capsys, out):
    [line] = written(capsys, out, "--items", "bag1", number="A9999 26 014327 g")
    assert (line["number"], line["encoded"]) == (NUMBER, "=A99992601432701")


@pytest.mark.parametrize(
    ("more", "differs"),
    [(["--copy", "2"], True), (["--real"], True), (["--volume", "400"], True), (["--group", "O-"], True),
     (["--station", "滨江市中心血站"], True), (["--date", "2026-11-20"], True), (["--name", "李"], False)],
)  # fmt: skip
def test_what_is_told_stands_on_the_bag_but_never_a_name(capsys, out, tmp_path, more, differs):
    usual = ("--items", "bag1", "--date", "2026-11-21")
    [plain] = written(capsys, out, *usual)
    [other] = written(capsys, tmp_path / "other", *usual, *more)
    assert (plain["sha256"] != other["sha256"]) is differs


@pytest.mark.parametrize("name", ["李建国", "䶮㓎𬭎𠮷", "Maximilian Müller"])
def test_a_name_is_drawn_on_the_form(capsys, out, tmp_path, name):
    [plain] = written(capsys, out, "--items", "form")
    [named] = written(capsys, tmp_path / "named", "--items", "form", "--name", name)
    assert plain["sha256"] != named["sha256"]


@pytest.mark.parametrize(
    ("profile", "encoded"),
    [("code128", "9901234567890"), ("codabar", "A9901234567890A")],
)
def test_a_shipped_profile_is_named(capsys, out, profile, encoded):
    lines = written(capsys, out, "--profile", f"numeric-{profile}", number="9901234567890")
    assert {line["encoded"] for line in lines} == {encoded}


def test_a_profile_of_the_station_is_a_file(capsys, out, tmp_path):
    (tmp_path / "house.toml").write_text(PROFILE, encoding="utf-8")
    [line] = written(
        capsys, out, "--profile", str(tmp_path / "house.toml"), "--items", "bag1", number="00000019"
    )
    assert line["encoded"] == "00000019"


def test_templates_of_the_station_are_a_folder(capsys, out, tmp_path):
    place = tmp_path / "own"
    place.mkdir()
    own(place, chosen='[code128]\nbag1 = "bag100"\n')
    [line] = written(capsys, out, "--items", "bag1", "--group", "A+", "--templates", str(place))
    assert (line["width"], line["height"]) == (800, 800)
    assert line["codes"] == ["=A99992601432701", "=%6200", "=+02000=A99992601432701=%6200"]


# ---- what is refused ----


@pytest.mark.parametrize(
    ("number", "words", "sentence"),
    [
        ("O999926014327", [], "not a donation number"), ("A99992601432", [], "not a donation number"),
        ("A999926014327H", [], "check character"), ("Ａ999926014327", [], "not a donation number"),
        ("", [], "nothing behind it"), ("12345", ["--profile", "numeric-code128"], "not a donation number"),
        ("00000018", ["--profile", "HOUSE"], "check character"),
        (NUMBER, ["--profile", "nobody"], "no number profile"),
        (NUMBER, ["--items", "bag9"], "no label called bag9"), (NUMBER, ["--items", ""], "no label called"),
        (NUMBER, ["--items", "bag1,,nat"], "no label called"), (NUMBER, ["--group", "X"], "write the group"),
        (NUMBER, ["--group", "A++"], "write the group"), (NUMBER, ["--date", "21.11.2026"], "2026-11-21"),
        (NUMBER, ["--date", "20261121"], "2026-11-21"), (NUMBER, ["--date", "2026-W47-6"], "2026-11-21"),
        (NUMBER, ["--date", "2026-02-30"], "2026-11-21"), (NUMBER, ["--copy", "0"], "1 to 99"),
        (NUMBER, ["--volume", "5000"], "50 to 999"), (NUMBER, ["--name", "王" * 40], "does not fit"),
        (NUMBER, ["--name", "李\ue123"], "Missing characters"),
        (NUMBER, ["--station", "滨江市" * 12], "does not fit"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_a_sentence_and_no_file(capsys, out, tmp_path, number, words, sentence):
    (tmp_path / "house.toml").write_text(PROFILE, encoding="utf-8")
    words = [str(tmp_path / "house.toml") if word == "HOUSE" else word for word in words]
    assert sentence in refused(capsys, out, *words, number=number)
    assert not out.exists()


@pytest.mark.parametrize(("dpi", "kinds"), [("72", "png"), ("203", "bmp"), ("203", ""), ("203", "png,")])
def test_another_resolution_or_kind_is_refused(capsys, out, dpi, kinds):
    assert refused(capsys, out, dpi=dpi, kinds=kinds)
    assert not out.exists()


def test_one_label_that_cannot_be_drawn_leaves_the_folder_as_it_was(capsys, out):
    written(capsys, out, "--items", "bag1", "--name", "李")
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    refused(capsys, out, "--items", "bag1,nat,form", "--name", "王" * 40)
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/nowhere/out"])
def test_a_folder_that_cannot_be_written_is_a_sentence(capsys, tmp_path, place):
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    assert "cannot be written" in refused(capsys, tmp_path / place)
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"


def test_a_folder_in_the_place_of_a_file_stops_all_of_them(capsys, out):
    (out / "02-nat.png").mkdir(parents=True)
    assert "cannot be written" in refused(capsys, out, "--items", "bag1,nat")
    assert [file.name for file in out.iterdir()] == ["02-nat.png"]


def test_a_template_of_the_station_that_is_wrong_is_named_with_its_element(capsys, out, tmp_path):
    place = tmp_path / "own"
    place.mkdir()
    own(place, tube=("tube", "width = 43", "width = 41"))
    sentence = refused(capsys, out, "--items", "nat", "--templates", str(place))
    assert "tube.toml" in sentence
    assert "donation" in sentence


def test_through_the_real_command_it_speaks_the_language_of_the_shell(tmp_path):
    words = asked(tmp_path / "out", number="O999926014327")
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"LC_ALL": "zh_CN.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "O999926014327 不是本站的献血码，请核对后重新输入\n"
