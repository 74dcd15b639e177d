from __future__ import annotations

import subprocess

import pypdfium2
import pytest
from PIL import Image, ImageChops

from donor_room.packs.texts import Texts
from donor_room.printing.labels import draw_set
from donor_room.printing.pdf import labels_pdf
from donor_room.printing.sheet import DOTS_PER_MM
from tests.printing.samples import content, contents
from tests.support import lab_tools

ZH = Texts("zh_CN")


def dots_per_inch(dpi):
    """What the head really has: a 203 dpi head has eight dots to the millimetre, 203.2 to the inch."""
    return DOTS_PER_MM[dpi] * 25.4


def different(picture, raster):
    """How many dots differ; a picture of another size differs in all."""
    page = picture.convert("1", dither=Image.Dither.NONE)
    if page.size != raster.image.size:
        return page.size
    return sum(ImageChops.logical_xor(page, raster.image).convert("L").histogram()[255:])


@pytest.fixture(params=[203, 300, 600])
def dpi(request):
    return request.param


def test_a_page_drawn_at_the_printers_resolution_is_the_raster_dot_for_dot(dpi):
    rasters = draw_set(contents(), ZH, dpi)
    document = pypdfium2.PdfDocument(labels_pdf(rasters))
    for page, raster in zip(document, rasters, strict=True):
        picture = page.render(scale=dots_per_inch(dpi) / 72, grayscale=True).to_pil()
        assert different(picture, raster) == 0
    document.close()


def test_a_page_has_the_size_of_its_label_in_whole_dots(dpi):
    [raster] = draw_set([content("tube")], ZH, dpi)
    document = pypdfium2.PdfDocument(labels_pdf([raster]))
    size = [round(points / 72 * dots_per_inch(dpi), 2) for points in document[0].get_size()]
    document.close()
    assert size == list(raster.image.size)


def test_the_same_labels_make_the_same_bytes():
    rasters = draw_set(contents(), ZH, 203)
    assert labels_pdf(rasters) == labels_pdf(draw_set(contents(), ZH, 203))


def test_another_label_makes_other_bytes():
    one, two = (
        draw_set([content("bag1", number=number)], ZH, 203) for number in ("A999926014327", "A999926014328")
    )
    assert labels_pdf(one) != labels_pdf(two)


# ---- other programs ----


def drawn_by(words, folder, rasters, dpi):
    (folder / "labels.pdf").write_bytes(labels_pdf(rasters))
    subprocess.run(words, cwd=folder, check=True, capture_output=True)
    for number, raster in enumerate(rasters, 1):
        [file] = [one for one in folder.glob("page*.p*m") if int(one.stem.partition("-")[2]) == number]
        with Image.open(file) as picture:
            yield different(picture, raster)


@pytest.mark.lab
def test_ghostscript_draws_the_raster_dot_for_dot(tmp_path, dpi):
    program = lab_tools.program("gs", "ghostscript")
    words = [program, "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=pgmraw", f"-r{dots_per_inch(dpi)}",
             "-sOutputFile=page-%d.pgm", "labels.pdf"]  # fmt: skip
    rasters = draw_set(contents(), ZH, dpi)
    assert list(drawn_by(words, tmp_path, rasters, dpi)) == [0] * len(rasters)


@pytest.mark.lab
def test_poppler_draws_it_so_at_203(tmp_path):
    program = lab_tools.program("pdftoppm", "poppler-utils")
    rasters = draw_set(contents(), ZH, 203)
    words = [program, "-gray", "-r", str(dots_per_inch(203)), "labels.pdf", "page"]
    assert list(drawn_by(words, tmp_path, rasters, 203)) == [0] * len(rasters)
