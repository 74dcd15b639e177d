"""Every symbol is read back before it leaves: what the decoder says must be what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from donor_room.domain.refusal import Trouble
from donor_room.printing.raster import Raster

if TYPE_CHECKING:
    from PIL import Image

_FORMATS = {"code128": "Code128", "codabar": "Codabar", "data_matrix": "DataMatrix"}
Read = list[tuple[str, str]]
"""(symbology, text) of every symbol, in order of the texts."""


def verify(raster: Raster) -> None:
    """Decode the label as a person holds it and, where that differs, as the head prints it.

    Anything but exactly the meant texts is Trouble, and the label must not be printed.
    """
    meant = sorted((symbol.symbology, symbol.text) for symbol in raster.symbols)
    readings = [decode(raster)]
    if raster.direction == "ladder":
        readings.append(read(raster.image, raster, is_turned=True))
    if not meant or any(found != meant for found in readings):
        raise Trouble("labels.not_readable", role=raster.role)


def decode(raster: Raster) -> Read:
    """Return what an independent decoder reads on the label as a person holds it."""
    return read(raster.as_read(), raster)


def read(image: Image.Image, raster: Raster, *, is_turned: bool = False) -> Read:
    """Return all symbols of the kinds that the label has."""
    import zxingcpp

    kinds = {symbol.symbology for symbol in raster.symbols} or {raster.symbology}
    formats = zxingcpp.barcode_formats_from_str("|".join(_FORMATS[kind] for kind in sorted(kinds)))
    found = zxingcpp.read_barcodes(
        image.convert("L"), formats, try_rotate=is_turned, try_downscale=False, try_invert=False
    )
    names = {_FORMATS[kind]: kind for kind in kinds}
    return sorted((names[str(symbol.format).replace(" ", "").split(".")[-1]], symbol.text) for symbol in found)
