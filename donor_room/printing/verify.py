"""Every symbol is read back before it leaves: what the decoder says must be what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from donor_room.domain.refusal import Trouble
from donor_room.printing.raster import Raster

if TYPE_CHECKING:
    from PIL import Image

_FORMATS = {"code128": "Code128", "codabar": "Codabar", "data_matrix": "DataMatrix"}
_KINDS = {name: kind for kind, name in _FORMATS.items()}


def verify(raster: Raster) -> None:
    """Decode the label as a person holds it and as the head prints it.

    Anything but exactly the meant texts is Trouble, and the label must not be printed.
    """
    if not reads_as_meant(raster):
        raise Trouble("labels.not_readable", role=raster.role)


def reads_as_meant(raster: Raster) -> bool:
    """Say whether a decoder finds all symbols of the label, each with its text, and no other."""
    readings = [read(raster.as_read(), raster)]
    if raster.direction == "ladder":
        readings.append(read(raster.image, raster, is_turned=True))
    return all(found == raster.meant for found in readings)


def decode(raster: Raster) -> list[str]:
    """Return the texts of all symbols on the label as a person holds it, in order of symbology and text."""
    return [text for _, text in read(raster.as_read(), raster)]


def read(image: Image.Image, raster: Raster, *, is_turned: bool = False) -> list[tuple[str, str]]:
    """Return (symbology, text) of all symbols in a picture that are of the kinds this label has."""
    import zxingcpp

    kinds = {symbology for symbology, _ in raster.meant}
    formats = zxingcpp.barcode_formats_from_str("|".join(sorted(_FORMATS[kind] for kind in kinds)))
    found = zxingcpp.read_barcodes(
        image.convert("L"), formats, try_rotate=is_turned, try_downscale=False, try_invert=False,
        binarizer=zxingcpp.Binarizer.BoolCast,
    )  # fmt: skip
    return sorted((_KINDS[symbol.format.name], symbol.text) for symbol in found)
