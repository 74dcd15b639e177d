"""Visits and donations over time as bars: a span in which nobody came is a gap, not left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from donor_room.domain.figures import By, Figures
from donor_room.packs.texts import Texts
from donor_room.printing.paper import EDGE, INK, QUIET, WASH, Paper

CHART_HEIGHT = 46.0
_HEAD, _BARS, _WIDEST, _GAP = 7.0, 30.0, 14.0, 0.2
"""Millimetres of the heading, of the highest bar and of the widest; the share of a place that stays free."""

_PLACES: dict[By, Callable[[str], int]] = {
    "day": lambda name: date.fromisoformat(name).toordinal(),
    "month": lambda name: int(name[:4]) * 12 + int(name[5:]),
    "quarter": lambda name: int(name[:4]) * 4 + int(name[6:]),
    "year": int,
}


def has_chart(by: By, parts: Sequence[tuple[str, Figures]]) -> bool:
    """Say whether parts follow each other in time, and are more than one."""
    return by in _PLACES and len(parts) > 1


def draw_chart(
    paper: Paper, x: float, y: float, width: float, by: By, parts: Sequence[tuple[str, Figures]], texts: Texts
) -> None:
    """Draw a bar of the visits for each part, the donations of them in front, over one axis from zero."""
    place_of = _PLACES[by]
    first = place_of(parts[0][0])
    step = width / (place_of(parts[-1][0]) - first + 1)
    bar = min(step * (1 - _GAP), _WIDEST)
    most = max(1, *(figures.visits for _name, figures in parts))
    ground = y + _HEAD + _BARS
    paper.text(x, y, texts.say("figures.sheet.chart"), size=9, tone=QUIET)
    paper.text(
        x, y, texts.say("figures.sheet.most", n=f"{most:,}"), size=9, tone=QUIET, align="right", width=width
    )
    for name, figures in parts:
        at = x + (place_of(name) - first + 0.5) * step - bar / 2
        for count, fill, edge in ((figures.visits, WASH, EDGE), (figures.donated, INK, None)):
            height = _BARS * count / most
            paper.box(at, ground - height, bar, height, fill=fill, edge=edge, radius=0, weight=0.1)
    paper.line(x, ground, width)
    paper.text(x, ground + 1.5, parts[0][0], size=8.5, tone=QUIET)
    paper.text(x, ground + 1.5, parts[-1][0], size=8.5, tone=QUIET, align="right", width=width)
