"""Every symbol is read back before it leaves: what the decoder says must be what was meant."""

from __future__ import annotations

from donor_room.domain.refusal import Trouble
from donor_room.printing.raster import Raster


def verify(raster: Raster) -> None:
    """Decode the label; anything but exactly the meant text is Trouble, and the label must not be printed."""
    read = decode(raster)
    if read != [raster.encoded]:
        raise Trouble("labels.not_readable", role=raster.role)


def decode(raster: Raster) -> list[str]:
    """Return the texts of all symbols on the label, as an independent decoder reads them."""
    import zxingcpp

    formats = zxingcpp.barcode_formats_from_str("Codabar" if raster.symbology == "codabar" else "Code128")
    found = zxingcpp.read_barcodes(
        raster.as_read().convert("L"), formats, try_rotate=False, try_downscale=False, try_invert=False
    )
    return [symbol.text for symbol in found]
