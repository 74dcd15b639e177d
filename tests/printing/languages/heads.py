"""Print heads for the tests: what a stream burns, dot by dot, written from the manuals."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

from PIL import Image

Burnt = list[list[bool]]


def picture(page: Burnt) -> Image.Image:
    """The burnt dots as mode 1, black = 0."""
    image = Image.new("1", (len(page[0]), len(page)), 1)
    for y, row in enumerate(page):
        for x, is_burnt in enumerate(row):
            if is_burnt:
                image.putpixel((x, y), 0)
    return image


def zpl(stream: bytes) -> list[Burnt]:
    """Every label of a ZPL stream that has nothing but ^GFA at the origin."""
    text = stream.decode("ascii")
    pages = []
    for body in re.findall(r"\^XA(.*?)\^XZ", text, re.DOTALL):
        wide = int(re.search(r"\^PW(\d+)", body)[1])
        high = int(re.search(r"\^LL(\d+)", body)[1])
        copies = int(re.search(r"\^PQ(\d+)", body)[1])
        total, again, row, data = re.search(r"\^FO0,0\^GFA,(\d+),(\d+),(\d+),(.*?)\^FS", body).groups()
        assert total == again
        burning = _zpl_bytes(data)
        assert len(burning) == int(total) == int(row) * high
        bits = "".join(f"{byte:08b}" for byte in burning)
        stride = int(row) * 8
        page = [[bits[y * stride + x] == "1" for x in range(wide)] for y in range(high)]
        assert "1" not in "".join(bits[y * stride + wide : (y + 1) * stride] for y in range(high))
        pages += [page] * copies
    return pages


def _zpl_bytes(data: str) -> bytes:
    if not data.startswith(":Z64:"):
        return binascii.unhexlify(data)
    _, _, packed, check = data.split(":")
    assert binascii.crc_hqx(packed.encode(), 0) == int(check, 16)
    return zlib.decompress(base64.b64decode(packed))


def tspl(stream: bytes, dots_per_mm: float) -> list[Burnt]:
    """Every label of a TSPL stream; the page is as large as SIZE says."""
    pages: list[Burnt] = []
    page: Burnt = []
    at = 0
    while at < len(stream):
        if stream.startswith(b"BITMAP ", at):
            commas = [found.start() for found in re.finditer(b",", stream[at : at + 60])][:5]
            x, y, row, high, mode = stream[at + 7 : at + commas[4]].split(b",")
            assert (x, y, mode) == (b"0", b"0", b"0")
            at += commas[4] + 1
            _burn(page, stream[at : at + int(row) * int(high)], int(row), burns=0)
            at += int(row) * int(high)
            continue
        end = stream.index(b"\r\n", at)
        line = stream[at:end].decode("ascii")
        at = end + 2
        if line.startswith("SIZE "):
            wide, high = (
                round(float(part.removesuffix(" mm")) * dots_per_mm) for part in line[5:].split(",")
            )
        elif line == "CLS":
            page = [[False] * wide for _ in range(high)]
        elif line.startswith("PRINT "):
            sets, copies = (int(part) for part in line[6:].split(","))
            pages += [page] * sets * copies
    return pages


def epl(stream: bytes) -> list[Burnt]:
    """Every label of an EPL2 stream; q and Q say how large it is."""
    pages: list[Burnt] = []
    page: Burnt = []
    at = 0
    while at < len(stream):
        found = re.compile(rb"GW(\d+),(\d+),(\d+),(\d+),").match(stream, at)
        if found:
            x, y, row, high = (int(part) for part in found.groups())
            assert (x, y) == (0, 0)
            _burn(page, stream[found.end() : found.end() + row * high], row, burns=0)
            at = found.end() + row * high
            continue
        end = stream.index(b"\n", at)
        line = stream[at:end].strip().decode("ascii")
        at = end + 1
        if line.startswith("q"):
            wide = int(line[1:])
        elif line.startswith("Q"):
            page = [[False] * wide for _ in range(int(line[1:].split(",")[0]))]
        elif line.startswith("P"):
            pages += [page] * int(line[1:])
    return pages


def escpos(stream: bytes, wide: int) -> list[Burnt]:
    """Every slip of an ESC/POS stream, from cut to cut, as wide as its head."""
    slips: list[Burnt] = []
    rows: Burnt = []
    at = 0
    while at < len(stream):
        if stream.startswith(b"\x1b@", at):
            at += 2
        elif stream.startswith(b"\x1dV\x42", at):
            slips.append(rows)
            rows = []
            at += 4
        else:
            assert stream[at : at + 4] == b"\x1dv0\x00"
            row = stream[at + 4] + 256 * stream[at + 5]
            high = stream[at + 6] + 256 * stream[at + 7]
            band = [[False] * wide for _ in range(high)]
            _burn(band, stream[at + 8 : at + 8 + row * high], row, burns=1)
            rows += band
            at += 8 + row * high
    assert not rows
    return slips


def _burn(page: Burnt, data: bytes, row: int, *, burns: int) -> None:
    """Set the dots of a bitmap; a dot outside the page would be burnt into the liner and is a mistake."""
    for position, byte in enumerate(data):
        y, x = position // row, position % row * 8
        for bit in range(8):
            if byte >> (7 - bit) & 1 == burns:
                page[y][x + bit] = True
