"""What a colour, a size and a shape mean in this house; no widget chooses its own."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Palette(NamedTuple):
    """Every colour by its meaning; contrast of each pair is held by tests/ui/test_tokens.py."""

    page: str
    surface: str
    text: str
    quiet: str
    edge: str
    hairline: str
    action: str
    on_action: str
    chosen: str
    focus: str
    focus_inner: str
    band: str
    on_band: str
    quiet_on_band: str
    portrait: str
    portrait_ground: str
    green: str
    green_soft: str
    green_disc: str
    amber: str
    amber_soft: str
    red: str
    red_soft: str
    violet: str
    violet_soft: str
    practice: str
    on_practice: str


DAY = Palette(
    page="#F3F5F7", surface="#FFFFFF", text="#16202A", quiet="#44525F", edge="#6B7885", hairline="#D3DAE1",
    action="#0B5CAD", on_action="#FFFFFF", chosen="#E6F0FA", focus="#FFD400", focus_inner="#16202A",
    band="#16202A", on_band="#FFFFFF", quiet_on_band="#AEB9C4", portrait="#C4CCD6", portrait_ground="#E4E9ED",
    green="#14633C", green_soft="#E4F6EC", green_disc="#8FD8AE", amber="#6F4400", amber_soft="#FFF3D1",
    red="#98121A", red_soft="#FDE9E9", violet="#4B2C8F", violet_soft="#EFEAFB",
    practice="#0A6470", on_practice="#FFFFFF",
)  # fmt: skip

NIGHT = Palette(
    page="#10161C", surface="#1A222B", text="#E4E9EE", quiet="#AEB9C4", edge="#7C8894", hairline="#2E3945",
    action="#7FB6F0", on_action="#0B1620", chosen="#17324D", focus="#FFD400", focus_inner="#10161C",
    band="#090D11", on_band="#E4E9EE", quiet_on_band="#AEB9C4", portrait="#4A5766", portrait_ground="#25303B",
    green="#7FD3A4", green_soft="#143327", green_disc="#5FB98A", amber="#F5C24B", amber_soft="#35290C",
    red="#FF9C95", red_soft="#3B1518", violet="#BBA6F2", violet_soft="#2A2145",
    practice="#0F4A52", on_practice="#E4E9EE",
)  # fmt: skip


class Shape(Enum):
    """The outline of a meaning, so that it is never told by colour alone."""

    DISC_TICK = "disc_tick"
    TRIANGLE_CLOCK = "triangle_clock"
    OCTAGON = "octagon"
    DIAMOND_CROSS = "diamond_cross"
    OUTLINE = "outline"


class Panel(NamedTuple):
    """Fill, writing and edge of a verdict panel; an empty string means none."""

    fill: str
    writing: str
    edge: str
    shape: str


class Meaning(Enum):
    """The five verdicts; the value is the last part of the text key and never changes."""

    ELIGIBLE = "eligible"
    DEFERRED_UNTIL = "deferred_until"
    DEFERRED_FOR_GOOD = "deferred_for_good"
    PHYSICIAN = "physician"
    UNDECIDED = "undecided"

    @property
    def word_key(self) -> str:
        """Key of the word that is always written beside shape and colour."""
        return f"frame.meaning.{self.value}"

    @property
    def shape(self) -> Shape:
        return _SHAPES[self]

    def panel(self, *, night: bool) -> Panel:
        return (_NIGHT_PANELS if night else _DAY_PANELS)[self]


_SHAPES = {
    Meaning.ELIGIBLE: Shape.DISC_TICK,
    Meaning.DEFERRED_UNTIL: Shape.TRIANGLE_CLOCK,
    Meaning.DEFERRED_FOR_GOOD: Shape.OCTAGON,
    Meaning.PHYSICIAN: Shape.DIAMOND_CROSS,
    Meaning.UNDECIDED: Shape.OUTLINE,
}

_DAY_PANELS = {
    Meaning.ELIGIBLE: Panel("#8FD8AE", "#16202A", "", "#16202A"),
    Meaning.DEFERRED_UNTIL: Panel("#FFC233", "#16202A", "", "#16202A"),
    Meaning.DEFERRED_FOR_GOOD: Panel("#8A0F16", "#FFFFFF", "", "#FFFFFF"),
    Meaning.PHYSICIAN: Panel("#4B2C8F", "#FFFFFF", "", "#FFFFFF"),
    Meaning.UNDECIDED: Panel("", "#44525F", "#6B7885", "#44525F"),
}

_NIGHT_PANELS = {
    Meaning.ELIGIBLE: Panel("#143327", "#E4E9EE", "#7FD3A4", "#5FB98A"),
    Meaning.DEFERRED_UNTIL: Panel("#E0A72A", "#10161C", "", "#10161C"),
    Meaning.DEFERRED_FOR_GOOD: Panel("#8A0F16", "#FFFFFF", "#FF9C95", "#FFFFFF"),
    Meaning.PHYSICIAN: Panel("#5B3BA3", "#FFFFFF", "#BBA6F2", "#FFFFFF"),
    Meaning.UNDECIDED: Panel("", "#AEB9C4", "#7C8894", "#AEB9C4"),
}


class Tone(Enum):
    """What a line, an edge or a word beside a field says; the value names colours in Palette."""

    PLAIN = "text"
    QUIET = "quiet"
    ACTION = "action"
    PROVED = "green"
    CHECK = "amber"
    STOP = "red"
    PHYSICIAN = "violet"


class Type:
    """The type scale in px at scale 1; nothing is written under 16."""

    LABEL = 16
    BODY = 18
    VALUE = 20
    ENTRY = 24
    HEADING = 20
    TITLE = 28
    NAME = 28
    NUMBER = 32
    VERDICT = 40
    CLOCK = 52


class Size:
    """Lengths in px at scale 1, all on the grid of 8 where a finger or an eye meets them."""

    STATUS, BANNER, WALK, ACTIONS = 40, 88, 48, 88
    MARGIN, RAIL_INSET, GUTTER = 24, 24, 32
    RAIL_WIDE, RAIL_NARROW, RAIL_LEAST = 430, 384, 320
    WIDE_FROM, NARROW_FROM = 1366, 1200
    TARGET, FIELD, BUTTON, TOUCH, DONOR_ANSWER = 48, 56, 64, 80, 128
    RADIUS, FIELD_RADIUS, CHIP_RADIUS = 8, 6, 4
    GAP, ANSWER_GAP = 8, 16
