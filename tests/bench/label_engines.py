"""Other ways to draw the eight labels of a donor, as one is likely to write them: to the bytes of a PDF."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from barcode import Code128
from barcode.writer import ImageWriter
from reportlab.graphics.barcode.code128 import Code128 as ReportlabCode128
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from donor_room.domain.label_set import LabelContent
from donor_room.packs.fonts import font_file
from donor_room.packs.texts import Texts

WIDE, HIGH = 60 * mm, 30 * mm
X_MM, BARS_MM = 0.25, 11.2
ROLES = Texts("zh_CN")
_FONT = "BenchLabels"
Draw = Callable[[Sequence[LabelContent]], bytes]


def reportlabs_own(contents: Sequence[LabelContent]) -> bytes:
    """Use reportlab's own bar code, which draws each bar as a rectangle."""

    def draw(canvas: Canvas, text: str) -> None:
        symbol = ReportlabCode128(text, barWidth=X_MM * mm, barHeight=BARS_MM * mm, quiet=False)
        symbol.drawOn(canvas, 3 * mm, 11 * mm)

    return _pages(contents, draw)


def image_writer(contents: Sequence[LabelContent]) -> bytes:
    """Use python-barcode's ImageWriter at the printer's resolution, and put the picture on the page."""

    def draw(canvas: Canvas, text: str) -> None:
        options = {
            "module_width": X_MM,
            "module_height": BARS_MM,
            "quiet_zone": 2.5,
            "dpi": 203,
            "write_text": False,
        }
        picture = Code128(text, writer=ImageWriter()).render(options)
        size = picture.width / 203 * 25.4 * mm, picture.height / 203 * 25.4 * mm
        canvas.drawImage(ImageReader(picture), 0.5 * mm, 11 * mm, *size)

    return _pages(contents, draw)


def zint(contents: Sequence[LabelContent]) -> bytes:
    """Ask the program zint for each symbol, and put its picture on the page."""

    def draw(canvas: Canvas, text: str) -> None:
        words = ["zint", "-b", "20", "-d", text, "--height", "45", "--notext", "--direct", "--filetype=gif"]
        made = subprocess.run(words, check=True, capture_output=True).stdout
        canvas.drawImage(ImageReader(io.BytesIO(made)), 3 * mm, 11 * mm, 36.25 * mm, BARS_MM * mm)

    return _pages(contents, draw)


def glabels(contents: Sequence[LabelContent]) -> bytes:
    """Merge the eight lines into a template of glabels."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        lines = [f"{ROLES.say(f'labels.role.{one.role}')},{one.encoded},{one.number}" for one in contents]
        (folder / "lines.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (folder / "label.glabels").write_text(_GLABELS, encoding="utf-8")
        words = ["glabels-3-batch", "-i", "lines.csv", "-o", "labels.pdf", "label.glabels"]
        subprocess.run(words, cwd=folder, check=True, capture_output=True)
        return (folder / "labels.pdf").read_bytes()


ENGINES: dict[str, tuple[Draw, str | None]] = {
    "reportlab's own bar code": (reportlabs_own, None),
    "python-barcode's ImageWriter": (image_writer, None),
    "zint for each symbol": (zint, "zint"),
    "glabels": (glabels, "glabels-3-batch"),
}
"""How each is called, and the program without which it cannot be measured."""


def is_here(program: str | None) -> bool:
    return program is None or shutil.which(program) is not None


def _pages(contents: Sequence[LabelContent], draw: Callable[[Canvas, str], None]) -> bytes:
    """Return a document of one page for each label, with the same words on it as ours."""
    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(_FONT, str(font_file("bold"))))
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(WIDE, HIGH))
    for content in contents:
        canvas.setFont(_FONT, 12)
        canvas.drawString(3 * mm, 25 * mm, ROLES.say(f"labels.role.{content.role}"))
        canvas.drawRightString(58 * mm, 25 * mm, content.station)
        canvas.drawString(3 * mm, 6 * mm, content.number)
        canvas.drawString(46 * mm, 6 * mm, content.check or "")
        canvas.drawString(3 * mm, 1.5 * mm, ROLES.say("labels.collected", day=content.collected_on))
        draw(canvas, content.encoded)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


_TURN = 'a0="1" a1="0" a2="0" a3="1" a4="0" a5="0" shadow="False"'


def _line(field: int, y: int) -> str:
    return (
        f'<Object-text x="8.5pt" y="{y}pt" w="120pt" h="16pt" justify="left" valign="top" {_TURN}>'
        '<Span color="0x000000ff" font_family="Noto Sans SC" font_size="11" font_weight="Bold"'
        ' font_italic="False" underline="False" line_spacing="1">'
        f'<Field name="{field}"/></Span></Object-text>'
    )


_GLABELS = f"""<?xml version="1.0"?>
<Glabels-document xmlns="http://glabels.org/xmlns/3.0/">
<Template brand="Bench" part="60x30" size="Other" width="170.08pt" height="85.04pt" description="60x30">
<Label-rectangle id="0" width="170.08pt" height="85.04pt" round="0pt" x_waste="0pt" y_waste="0pt">
<Layout nx="1" ny="1" x0="0pt" y0="0pt" dx="170.08pt" dy="85.04pt"/></Label-rectangle></Template>
<Objects id="0" rotate="False">{_line(1, 3)}
<Object-barcode x="1.4pt" y="23pt" w="122pt" h="32pt" style="Code128" text="False" checksum="True"
color="0x000000ff" field="2" {_TURN}/>{_line(3, 57)}</Objects>
<Merge type="Text/Comma" src="lines.csv"/><Data/></Glabels-document>
"""
