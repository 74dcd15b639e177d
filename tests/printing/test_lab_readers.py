"""Label images by the thousand, read back by two readers of different make (needs zbar)."""

from __future__ import annotations

import random

import pytest

from donor_room.domain.donation_number import ISBT128, NUMERIC_CODE128
from donor_room.packs.labels import labels_in
from donor_room.packs.texts import Texts
from donor_room.printing.labels import draw_set
from donor_room.printing.raster import Raster
from tests.packs.test_labels import own
from tests.printing.readers import by_zbar, by_zxing
from tests.printing.samples import ROLES, content
from tests.support import lab_tools

pytestmark = pytest.mark.lab
ZH = Texts("zh_CN")
IMAGES = 10_000


def number(chance: random.Random) -> tuple[str, object]:
    """Draw a number of either profile; every fourth one is digits only, often with a leading 99."""
    if chance.random() < 0.25:
        head = "99" if chance.random() < 0.5 else f"{chance.randrange(100):02d}"
        return head + "".join(chance.choices("0123456789", k=11)), NUMERIC_CODE128
    first = chance.choice("ABCDEFGHIJKLMNPQRSTUVWXYZ123456789")
    return first + "".join(chance.choices("0123456789", k=12)), ISBT128


def drawn(chance: random.Random, dpi: int) -> Raster:
    written, profile = number(chance)
    [raster] = draw_set([content(chance.choice(ROLES), number=written, profile=profile)], ZH, dpi)
    return raster


@pytest.mark.parametrize("dpi", [203, 300])
def test_ten_thousand_labels_are_read_rightly_by_both_readers(dpi):
    lab_tools.zbar()
    chance, wrong = random.Random(128 + dpi), []
    for _ in range(IMAGES):
        raster = drawn(chance, dpi)
        picture = raster.as_read().convert("L")
        for read in (by_zxing(picture), by_zbar(picture.tobytes(), *picture.size)):
            wrong += [(raster.encoded, read)] if read != [raster.encoded] else []
    assert wrong == []


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_whole_set_is_read_by_both_readers(tmp_path, dpi):
    lab_tools.zbar()
    labels = labels_in(own(tmp_path, chosen='[code128]\nbag2 = "bag100"\n'))
    for role in ROLES:
        [raster] = draw_set([content(role)], ZH, dpi, labels)
        picture = raster.as_read().convert("L")
        meant = sorted(symbol.text for symbol in raster.symbols if symbol.symbology == "code128")
        assert sorted(by_zxing(picture)) == meant
        assert sorted(by_zbar(picture.tobytes(), *picture.size)) == meant
