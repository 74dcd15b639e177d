"""Makes the five fonts of this folder, and the list of what they can draw, from their published originals.

    python resources/fonts/make_fonts.py NOTO_REGULAR.ttf NOTO_BOLD.ttf HanaMinA.ttf HanaMinB.ttf

Noto Sans SC loses the radicals of U+2E80-2FDF that share a glyph with an ideograph: a PDF written by Qt
would otherwise hold the radical instead of the character, and nobody would find the name by searching. The
ideographs that Noto lacks come from the two Hanazono fonts, under a name of our own, because their licence
reserves theirs. The screen's two faces are the part of Noto that nearly every text needs, a fifth of it,
so that a terminal does not hold twenty megabytes of characters that it never draws.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
RARE_FAMILY = "Donor Room Rare"
RADICALS = range(0x2E80, 0x2FE0)
KANGXI = range(0x2F00, 0x2FE0)
IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x323B0))
SCREEN_FAMILY = "Donor Room Screen"
LICENCE = "This Font Software is licensed under the SIL Open Font License, Version 1.1."


def main(regular: str, bold: str, *rare_sources: str) -> None:
    """Write the five fonts and coverage.txt into this folder."""
    plain = _without_radicals(regular, HERE / "NotoSansSC-Regular.ttf")
    heavy = _without_radicals(bold, HERE / "NotoSansSC-Bold.ttf")
    for style in ("Regular", "Bold"):
        _screen_font(HERE / f"NotoSansSC-{style}.ttf", style, HERE / f"DonorRoomScreen-{style}.ttf")
    rare = _rare_font(plain & heavy, rare_sources, HERE / "DonorRoomRare-Regular.ttf")
    lines = ["# font first last (hexadecimal); written by make_fonts.py"]
    lines += [f"noto {first:X} {last:X}" for first, last in _runs(plain & heavy)]
    lines += [f"rare {first:X} {last:X}" for first, last in _runs(rare)]
    (HERE / "coverage.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _without_radicals(source: str, target: Path) -> set[int]:
    font = TTFont(source, recalcTimestamp=False)
    characters: dict[int, str] = font.getBestCmap()
    owners: dict[str, int] = {}
    for glyph in characters.values():
        owners[glyph] = owners.get(glyph, 0) + 1
    dropped = {
        code for code in RADICALS if code in characters and (code in KANGXI or owners[characters[code]] > 1)
    }
    for table in font["cmap"].tables:
        if hasattr(table, "cmap") and table.format != 14:
            table.cmap = {code: glyph for code, glyph in table.cmap.items() if code not in dropped}
    font.save(target)
    return set(characters) - dropped


def _screen_font(source: Path, style: str, target: Path) -> None:
    font = TTFont(source, recalcTimestamp=False)
    _subset(font, common_characters(), target)
    _rename(font, SCREEN_FAMILY, style)
    font.save(target)


def common_characters() -> set[int]:
    """Return Latin letters, signs and the 6,763 ideographs of GB 2312; the rest stays with the whole Noto."""
    rows = [bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)]
    chinese = "".join(two.decode("gb2312", errors="ignore") for two in rows)
    blocks = (range(0x20, 0x7F), range(0xA0, 0x180), range(0x2010, 0x20D0), range(0x2190, 0x2300))
    return {ord(sign) for sign in chinese} | {code for block in blocks for code in block}


def _rare_font(have: set[int], sources: tuple[str, ...], target: Path) -> set[int]:
    parts = []
    done = set(have)
    for number, source in enumerate(sources):
        font = TTFont(source, recalcTimestamp=False)
        wanted = {
            code
            for code in font.getBestCmap()
            if code not in done and any(code in block for block in IDEOGRAPHS)
        }
        done |= wanted
        part = target.with_suffix(f".part{number}")
        _subset(font, wanted, part)
        parts.append(part)
    merged = Merger().merge([str(part) for part in parts])
    _rename(merged, RARE_FAMILY, "Regular")
    merged.save(target)
    for part in parts:
        part.unlink()
    return done - have


def _subset(font: TTFont, wanted: set[int], target: Path) -> None:
    options = Options(hinting=False, layout_features=[], glyph_names=False, notdef_outline=True)
    options.drop_tables += ["vhea", "vmtx", "BASE", "GDEF", "GSUB", "FFTM", "prop", "gasp"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.save(target)


def _rename(font: TTFont, family: str, style: str) -> None:
    table = font["name"]
    copyright_note = table.getDebugName(0)
    table.names = []
    texts = {
        0: copyright_note,
        1: family,
        2: style,
        3: f"{family} {style} 1.0",
        4: family if style == "Regular" else f"{family} {style}",
        5: "Version 1.0",
        6: f"{family.replace(' ', '')}-{style}",
        13: LICENCE,
        14: "http://scripts.sil.org/OFL",
    }
    for name_id, text in sorted(texts.items()):
        table.setName(text, name_id, 3, 1, 0x409)


def _runs(codes: set[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for code in sorted(codes):
        if runs and runs[-1][1] == code - 1:
            runs[-1] = (runs[-1][0], code)
        else:
            runs.append((code, code))
    return runs


if __name__ == "__main__":
    main(*sys.argv[1:])
