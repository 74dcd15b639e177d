"""A sum of supplies in its columns: unknown is said in words, a difference with its sign."""

from __future__ import annotations

import pytest

from donor_room.domain.supply_sums import SupplySum
from donor_room.packs.supply_sums import SUPPLIES, difference_said, more_or_less, supply_cells
from donor_room.packs.texts import LANGUAGES, Texts

SUM = SupplySum("umbrella", "雨伞", 1_200, 5, 4, 1_198, -3, 3, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_a_cell_and_nobody_is_told_nought_for_unknown(language: str) -> None:
    texts = Texts(language)
    assert supply_cells(SUM, texts) == ["1,200", "5", "4", "1,198", "-3", "3", "0"]
    lost = SUM._replace(counted_out=None, used=None, counted_in=None, difference=None, unknown=3)
    cells = dict(zip(SUPPLIES, supply_cells(lost, texts), strict=True))
    assert cells["counted_out"] == cells["counted_in"] == texts.say("supplies.not_counted")
    assert cells["used"] == cells["difference"] == texts.say("figures.sheet.unknown")
    assert supply_cells(SUM._replace(difference=0), texts)[4] == "0"
    assert supply_cells(SUM._replace(difference=2), texts)[4] == "+2"


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((20, None, None, None, True), "未点"),
        ((None, 4, None, None, True), "没有点出，无从比较"),
        ((20, 18, 0, 2, False), "用去 2"),
        ((20, 23, 3, 0, False), "多 3"),
        ((20, 18, 0, 2, True), "相符"),
        ((20, 17, -1, 2, True), "少 1"),
    ],
)
def test_a_difference_is_said_in_words_and_unknown_is_never_well(
    numbers: tuple[int | None, int | None, int | None, int | None, bool], said: str
) -> None:
    out, counted, difference, used, is_use_told = numbers
    assert said == difference_said(
        Texts("zh_CN"),
        counted_out=out,
        counted_in=counted,
        difference=difference,
        used=used,
        is_use_told=is_use_told,
    )
    assert more_or_less(Texts("zh_CN"), -4) == "少 4"
