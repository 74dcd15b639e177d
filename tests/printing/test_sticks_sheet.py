"""First sticks on paper: everybody by name, who is outside by word and shape, and nobody at all."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pypdfium2
import pytest
from msgspec.structs import replace

from donor_room.domain.figures import Figures
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.printing.sticks_sheet import SticksReport, draw_sticks, named

PEOPLE = {
    "s1": Figures(pierced=400, first_sticks=396),
    "s2": Figures(pierced=400, first_sticks=340),
    "": Figures(pierced=2, first_sticks=1),
    "s4": Figures(pierced=300, first_sticks=300),
    "s5": Figures(),
}
REPORT = SticksReport(
    station="滨江市中心血站",
    practice=True,
    first=date(2026, 1, 1),
    last=date(2026, 11, 22),
    sticks=named(PEOPLE, {"s1": "王芳", "s2": "欧阳㐂国田"}),
    target=0.99,
    printed_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
)


def pages(report: SticksReport, language: str = "zh_CN") -> list[str]:
    document = pypdfium2.PdfDocument(draw_sticks(report, Texts(language)))
    return [page.get_textpage().get_text_bounded() for page in document]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_with_a_needle_has_a_line(language: str) -> None:
    (said,) = pages(REPORT, language)
    for told in ("王芳", "欧阳㐂国田", "396/400", "99.0%", "85.0%", "1/2", "s4", "80%"):
        assert told in said
    assert "s5" not in said


def test_who_is_outside_is_said_by_word_and_shape() -> None:
    (said,) = pages(REPORT)
    assert said.count("↓ 低于范围") == 1
    assert said.count("↑ 高于范围") == 2


def test_the_target_is_said_where_there_is_one() -> None:
    assert "目标 99 %" in pages(REPORT)[0]
    assert "目标" not in pages(replace(REPORT, target=None))[0]


def test_nobody_was_pierced() -> None:
    assert "没有人进针" in pages(replace(REPORT, sticks=()))[0]


def test_many_people_turn_the_page() -> None:
    many = named({f"p{n}": Figures(pierced=50, first_sticks=49) for n in range(60)}, {})
    told = pages(replace(REPORT, sticks=many))
    assert len(told) == 2
    assert "p59" in told[1]
    assert "第 2 页，共 2 页" in told[1]
