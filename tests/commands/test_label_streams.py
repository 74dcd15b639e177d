"""What `label` writes for a printer burns exactly the dots of its picture."""

from __future__ import annotations

import json

import pytest
from PIL import Image, ImageChops

from donor_room.cli import run
from donor_room.printing.sheet import DOTS_PER_MM
from tests.printing.languages import heads

BURNT = {
    "zpl": lambda stream, _dpi: heads.zpl(stream),
    "tspl": lambda stream, dpi: heads.tspl(stream, DOTS_PER_MM[dpi]),
    "epl": lambda stream, _dpi: heads.epl(stream),
}


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("kind", BURNT)
def test_a_stream_burns_the_picture_beside_it(capsys, tmp_path, kind, dpi):
    words = ["--number", "A999926014327", "--items", "bag1,form", "--name", "李建国", "--dpi", str(dpi)]
    assert run(["label", *words, "--as", f"png,{kind}", "--out", str(tmp_path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == [
        "01-bag1.png",
        f"01-bag1.{kind}",
        "02-form.png",
        f"02-form.{kind}",
    ]
    for name in ("01-bag1", "02-form"):
        [page] = BURNT[kind]((tmp_path / f"{name}.{kind}").read_bytes(), dpi)
        with Image.open(tmp_path / f"{name}.png") as picture:
            assert ImageChops.logical_xor(heads.picture(page), picture).getbbox() is None


def test_the_same_raster_stands_in_every_line_of_an_item(capsys, tmp_path):
    words = ["--number", "A999926014327", "--items", "nat", "--dpi", "203", "--as", "png,pdf,zpl,tspl"]
    assert run(["label", *words, "--out", str(tmp_path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len({line["sha256"] for line in lines}) == 1
    assert len({line["file_sha256"] for line in lines}) == 4
