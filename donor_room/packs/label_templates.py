"""One label template: where its texts, symbols and marks stand, in mm, and what is wrong with it at sight."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Literal

import msgspec

from donor_room.domain.refusal import Refusal

LEAST_TYPE_MM = 3.0
"""Chinese type under 24 dots at 203 dpi closes up."""

SHOWN = (
    "role", "station", "number", "volume", "group", "abo", "rhd", "name", "collected", "product", "expires",
)  # fmt: skip
"""What a text may show, between braces."""

Carried = Literal["donation", "group", "product", "expiry", "collected", "compound"]
Frame = tuple[float, float, float, float]
"""Left, top, width and height in mm."""


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class TextPlace(_Strict, frozen=True, kw_only=True):
    """Where one line of text stands; `least` is the size to which it may shrink before it counts as not
    fitting.
    """

    show: str
    x: float
    y: float
    width: float
    size: float
    least: float | None = None
    lines: int = 1
    weight: Literal["regular", "bold"] = "regular"
    align: Literal["left", "right", "center"] = "left"


class SymbolPlace(_Strict, frozen=True, kw_only=True):
    """The box that holds one code with its quiet zones; a code whose content is not known is not drawn.

    `compound` is structure 023: the number and whatever else of the label is known, for Data Matrix.
    """

    x: float
    y: float
    width: float
    height: float
    carries: Carried = "donation"
    kind: Literal["linear", "data_matrix"] = "linear"
    x_mm: float = 0.25
    """The narrowest bar; it is rounded to whole dots of the printer."""


class SignPlace(_Strict, frozen=True, kw_only=True):
    """Where the boxed check character or the turned flag stands."""

    x: float
    y: float
    size: float


class MarkPlace(_Strict, frozen=True, kw_only=True):
    """The field that says that this label is practice, or which copy it is."""

    x: float
    y: float
    width: float
    height: float
    size: float


class LinePlace(_Strict, frozen=True, kw_only=True):
    """A black rule: a line is a thin one."""

    x: float
    y: float
    width: float
    height: float


class BoxPlace(_Strict, frozen=True, kw_only=True):
    """The outline of a field."""

    x: float
    y: float
    width: float
    height: float
    weight: float = 0.3


class LabelTemplate(_Strict, frozen=True, kw_only=True):
    """One label as it is read; printed ladder-wise it is turned by a quarter.

    `pair` names two codes that a reader takes in one sweep: they stand on one line with the gap of the
    standard between them.
    """

    name: str
    roles: tuple[str, ...]
    width: float
    height: float
    direction: Literal["ladder", "picket"]
    text: tuple[TextPlace, ...]
    symbol: tuple[SymbolPlace, ...]
    flag: SignPlace
    check: SignPlace
    practice: MarkPlace
    copy: MarkPlace
    line: tuple[LinePlace, ...] = ()
    box: tuple[BoxPlace, ...] = ()
    pair: tuple[tuple[Carried, Carried], ...] = ()


class Flaw(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a label: at which element, and the frame where it is seen.

    The code names a sentence of templates.toml. What does not block is advice.
    """

    code: str
    element: str
    frame: Frame | None = None
    values: dict[str, object] = {}
    blocks: bool = True

    def refusal(self, file: str) -> Refusal:
        return Refusal(f"templates.{self.code}", file=file, element=self.element, **self.values)


def read_template(file: Path) -> LabelTemplate:
    """Return the template of a file; refuses what is wrong with it at sight, by file and element."""
    template = parse_template(file)
    for flaw in flaws_at_sight(template):
        raise flaw.refusal(file.name)
    return template


def parse_template(file: Path) -> LabelTemplate:
    """Return the template of a file as far as it has the shape of one."""
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), LabelTemplate)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal("templates.shape", file=file.name, detail=str(error)) from error


def frame_of(place: TextPlace | SymbolPlace | SignPlace | MarkPlace | LinePlace | BoxPlace) -> Frame:
    """Return what a place covers."""
    if isinstance(place, TextPlace):
        return (place.x, place.y, place.width, place.size * 1.15 * place.lines)
    if isinstance(place, SignPlace):
        return (place.x, place.y, place.size, place.size)
    return (place.x, place.y, place.width, place.height)


def flaws_at_sight(template: LabelTemplate) -> Iterator[Flaw]:
    """Find what is wrong before anything is drawn."""
    for place in template.text:
        yield from _text_flaws(place, template)
    if not any("{number}" in place.show for place in template.text):
        yield Flaw(code="number_missing", element="{number}")
    if not any(place.carries == "donation" for place in template.symbol):
        yield Flaw(code="donation_missing", element="donation")
    for name, mark in (("practice", template.practice), ("copy", template.copy)):
        if mark.size < LEAST_TYPE_MM:
            yield Flaw(code="type_too_small", element=name, frame=frame_of(mark), values=_sizes(mark.size))
    yield from _pair_flaws(template)


def _text_flaws(place: TextPlace, template: LabelTemplate) -> Iterator[Flaw]:
    least = min(place.size, place.least or place.size)
    if least < LEAST_TYPE_MM:
        yield Flaw(code="type_too_small", element=place.show, frame=frame_of(place), values=_sizes(least))
    try:
        names = [name for _, name, _, _ in Formatter().parse(place.show) if name is not None]
    except ValueError:
        names = [""]
    if any(name not in SHOWN for name in names):
        yield Flaw(code="place_unknown", element=place.show, frame=frame_of(place))
    if "name" in names and set(template.roles) - {"form"}:
        yield Flaw(code="name_not_here", element=place.show, frame=frame_of(place))


def _sizes(size: float) -> dict[str, object]:
    return {"size_mm": f"{size:g}", "least_mm": f"{LEAST_TYPE_MM:g}"}


def _pair_flaws(template: LabelTemplate) -> Iterator[Flaw]:
    carried = {place.carries for place in template.symbol if place.kind == "linear"}
    for left, right in template.pair:
        for one in (left, right):
            if one not in carried:
                yield Flaw(code="pair_missing", element=f"{left} + {right}", values={"missing": one})
