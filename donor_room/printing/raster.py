"""A label as one 1-bit picture at the printer's own resolution, every edge on a whole dot."""

from __future__ import annotations

import hashlib

import msgspec
from PIL import Image

from donor_room.domain.label_set import LabelContent
from donor_room.domain.refusal import Refusal
from donor_room.packs.label_templates import Flaw, LabelTemplate, flaws_at_sight
from donor_room.packs.texts import Texts
from donor_room.printing.codes import code_texts
from donor_room.printing.sheet import DOTS_PER_MM, Sheet
from donor_room.printing.symbols import Symbol, check_pair, draw_symbol

__all__ = ["DOTS_PER_MM", "Drawing", "Raster", "draw_label", "look_at"]

_SPOKEN = ("text_does_not_fit", "glyph_missing")
"""What is not the template's fault but that of what it shall show; the nurse is told so."""


class Raster(msgspec.Struct, frozen=True, kw_only=True):
    """One drawn label. `image` is as the head prints it (ladder labels lie on their side), mode 1, black = 0.

    `encoded` and `symbology` are of the donation number, `symbols` are all codes on the label.
    """

    role: str
    encoded: str
    symbology: str
    dpi: int
    direction: str
    image: Image.Image
    symbols: tuple[Symbol, ...] = ()

    @property
    def sha256(self) -> str:
        size = f"{self.image.width}x{self.image.height}:".encode()
        return hashlib.sha256(size + self.image.tobytes()).hexdigest()

    @property
    def meant(self) -> list[tuple[str, str]]:
        """(symbology, text) of every code that must be read on it; without symbols that of `encoded`."""
        told = [(symbol.symbology, symbol.text) for symbol in self.symbols]
        return sorted(told) or [(self.symbology, self.encoded)]

    def as_read(self) -> Image.Image:
        """Return the picture the way a person reads the label."""
        if self.direction == "ladder":
            return self.image.transpose(Image.Transpose.ROTATE_270)
        return self.image


class Drawing(msgspec.Struct, frozen=True):
    """A label as it came out, and all that is wrong with it."""

    raster: Raster
    flaws: tuple[Flaw, ...]


def draw_label(content: LabelContent, template: LabelTemplate, texts: Texts, dpi: int) -> Raster:
    """Draw a label; refuses an unknown resolution, a missing glyph, a text or symbol that does not fit."""
    drawing = look_at(content, template, texts, dpi)
    for flaw in drawing.flaws:
        if flaw.code in _SPOKEN:
            raise Refusal(f"labels.{flaw.code}", file=template.name, element=flaw.element, **flaw.values)
        if flaw.blocks:
            raise flaw.refusal(f"{template.name}.toml")
    return drawing.raster


def look_at(content: LabelContent, template: LabelTemplate, texts: Texts, dpi: int) -> Drawing:
    """Draw a label whatever is wrong with it, and say all that is; refuses an unknown resolution only."""
    if dpi not in DOTS_PER_MM:
        raise Refusal("labels.dpi_unknown", dpi=dpi)
    sheet = Sheet(template, dpi)
    sheet.flaws.extend(flaws_at_sight(template))
    _draw_fields(sheet, template)
    symbols = _draw_symbols(sheet, content, template)
    _draw_texts(sheet, content, template, texts)
    sheet.look_over()
    _check_pairs(sheet, template, symbols)
    image = sheet.image
    if template.direction == "ladder":
        image = image.transpose(Image.Transpose.ROTATE_90)
    raster = Raster(
        role=content.role, encoded=content.encoded, symbology=content.symbology, dpi=dpi,
        direction=template.direction, image=image, symbols=tuple(symbols),
    )  # fmt: skip
    return Drawing(raster, tuple(sheet.flaws))


def _draw_fields(sheet: Sheet, template: LabelTemplate) -> None:
    for number, box in enumerate(template.box, 1):
        sheet.outline(f"box {number}", box)
    for number, line in enumerate(template.line, 1):
        sheet.rule(f"line {number}", line)


def _draw_symbols(sheet: Sheet, content: LabelContent, template: LabelTemplate) -> list[Symbol]:
    """Draw every code whose content is known."""
    known, drawn = code_texts(content), []
    for place in template.symbol:
        text = known.get(place.carries)
        if text is None:
            continue
        linear = content.symbology if place.carries == "donation" else "code128"
        symbol = draw_symbol(sheet, place, text, linear if place.kind == "linear" else "data_matrix")
        if symbol is not None:
            drawn.append(symbol)
    return drawn


def _draw_texts(sheet: Sheet, content: LabelContent, template: LabelTemplate, texts: Texts) -> None:
    shown = _shown(content, texts)
    for place in template.text:
        if text := _filled(place.show, shown):
            sheet.text(place, text)
    if content.check is not None:
        sheet.check(template.check, content.check)
    if content.flag is not None:
        sheet.flag(template.flag, content.flag)
    if content.practice:
        sheet.mark("practice", template.practice, texts.say("labels.practice"), is_filled=True)
    if content.copy > 1:
        words = texts.say("templates.copy", number=content.copy)
        sheet.mark("copy", template.copy, words, is_filled=False)


def _filled(show: str, shown: dict[str, str]) -> str:
    """Return the text of a place; what nobody knows how to fill is noted at sight and shown as it stands."""
    try:
        return show.format_map(shown)
    except (KeyError, ValueError, IndexError, AttributeError):
        return show


def _shown(content: LabelContent, texts: Texts) -> dict[str, str]:
    group = content.group or ""
    abo, rhd = group.rstrip("+-"), group[len(group.rstrip("+-")) :]
    return {
        "role": texts.say(f"labels.role.{content.role}"),
        "station": content.station,
        "number": content.number,
        "volume": "" if content.volume_ml is None else f"{content.volume_ml} mL",
        "group": texts.say("labels.group", group=group) if group else "",
        "abo": abo,
        "rhd": texts.say(f"templates.rhd.{_RHD[rhd]}") if group else "",
        "name": content.name or "",
        "collected": texts.say("labels.collected", day=content.collected_on),
        "product": content.product or "",
        "expires": texts.say("templates.expires", day=content.expires_on) if content.expires_on else "",
    }


_RHD = {"+": "positive", "-": "negative", "": "unknown"}


def _check_pairs(sheet: Sheet, template: LabelTemplate, symbols: list[Symbol]) -> None:
    linear = {symbol.carries: symbol for symbol in symbols if symbol.symbology != "data_matrix"}
    for left, right in template.pair:
        if left in linear and right in linear:
            check_pair(sheet, linear[left], linear[right])
