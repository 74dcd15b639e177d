"""Labels as PDF, for the archive and for printers behind a driver: a page of whole dots, the raster on it.

A vector PDF cannot promise dot-exact bars; a 1-bit picture on a page of its own size is exact in every
program that draws the page at the printer's resolution. So the file is written here.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from donor_room.printing.raster import Raster
from donor_room.printing.sheet import DOTS_PER_MM

_POINTS_PER_MM = 72 / 25.4
_LESS = 0.0001
"""By so many points a page is smaller than its dots: what rounds up would make it a dot larger."""


def labels_pdf(rasters: Sequence[Raster]) -> bytes:
    """Return a document of one page for each label, as the head prints it; always the same bytes."""
    kids = " ".join(f"{3 + 3 * number} 0 R" for number in range(len(rasters)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/ViewerPreferences<</PrintScaling/None>>>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(rasters)}>>".encode(),
    ]
    for raster in rasters:
        objects += _page(raster, first=len(objects) + 1)
    return _file(objects)


def _page(raster: Raster, *, first: int) -> list[bytes]:
    """Return page, content and picture; the page is exactly as many dots as the picture."""
    points = _POINTS_PER_MM / DOTS_PER_MM[raster.dpi]
    wide, high = (f"{dots * points - _LESS:.6f}" for dots in raster.image.size)
    page = (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {wide} {high}]/Contents {first + 1} 0 R"
        f"/Resources<</XObject<</L {first + 2} 0 R>>>>>>"
    )
    return [page.encode(), _stream("", f"q {wide} 0 0 {high} 0 0 cm /L Do Q".encode()), _picture(raster)]


def _picture(raster: Raster) -> bytes:
    wide, high = raster.image.size
    kind = (
        f"/Type/XObject/Subtype/Image/Width {wide}/Height {high}/ColorSpace/DeviceGray/BitsPerComponent 1"
        "/Interpolate false"
    )
    return _stream(kind, raster.image.tobytes())


def _stream(entries: str, data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    head = f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n"
    return head.encode() + packed + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    written = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(written))
        written += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(written)
    count = len(objects) + 1
    written += f"xref\n0 {count}\n0000000000 65535 f \n".encode()
    written += b"".join(f"{start:010d} 00000 n \n".encode() for start in starts)
    written += f"trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(written)
