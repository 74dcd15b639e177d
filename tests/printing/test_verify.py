from __future__ import annotations

from datetime import date

import msgspec
import pytest

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.texts import Texts
from donor_room.printing.labels import draw_set
from donor_room.printing.raster import draw_label
from donor_room.printing.verify import decode, verify
from tests.printing.samples import LABELS, ROLES, TEMPLATES, content, contents

TEXTS = Texts("zh_CN")


@pytest.fixture(scope="module")
def raster():
    return draw_label(content("bag1"), TEMPLATES["bag1"], TEXTS, 203)


def other(raster):
    return msgspec.structs.replace(raster.symbols[0], text="=A99992601432801")


def test_a_label_that_reads_as_meant_may_leave(raster):
    assert verify(raster) is None


def test_a_label_that_says_another_number_may_not_leave(raster):
    with pytest.raises(Trouble) as caught:
        verify(msgspec.structs.replace(raster, symbols=(other(raster),)))
    assert (caught.value.code, caught.value.values) == ("labels.not_readable", {"role": "bag1"})


def test_a_label_whose_bars_are_damaged_may_not_leave(raster):
    image = raster.image.copy()
    image.paste(1, (0, 300, image.width, 340))
    with pytest.raises(Trouble):
        verify(msgspec.structs.replace(raster, image=image))


def test_a_label_with_two_codes_may_not_leave(raster):
    two = draw_label(content("nat"), TEMPLATES["nat"], TEXTS, 203)
    image = raster.image.copy().resize((raster.image.width * 2, raster.image.height))
    image.paste(raster.image, (0, 0))
    image.paste(two.image, (raster.image.width, 0))
    both = msgspec.structs.replace(raster, image=image)
    assert len(decode(both)) == 2
    with pytest.raises(Trouble):
        verify(both)


def test_a_blank_label_may_not_leave(raster):
    image = raster.image.copy()
    image.paste(1, (0, 0, *image.size))
    assert decode(msgspec.structs.replace(raster, image=image)) == []


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_whole_set_is_drawn_in_its_order(dpi):
    rasters = draw_set(contents(), TEXTS, dpi)
    assert [raster.role for raster in rasters] == list(ROLES)
    assert len({raster.sha256 for raster in rasters}) == len(ROLES)


def test_one_bad_label_stops_the_whole_set():
    with pytest.raises(Refusal):
        draw_set(contents(name="\ue123"), TEXTS, 203)


def test_a_role_without_a_template_is_refused():
    with pytest.raises(Refusal) as caught:
        draw_set([msgspec.structs.replace(content("bag1"), role="plate")], TEXTS, 203)
    assert caught.value.code == "labels.template_missing"


def test_a_label_that_means_nothing_may_not_leave(raster):
    blank = raster.image.copy()
    blank.paste(1, (0, 0, *blank.size))
    with pytest.raises(Trouble):
        verify(msgspec.structs.replace(raster, image=blank, symbols=()))


def test_a_label_that_only_the_printer_would_get_wrong_may_not_leave(raster):
    turned = msgspec.structs.replace(raster, direction="picket")
    with pytest.raises(Trouble):
        verify(msgspec.structs.replace(turned, symbols=(*raster.symbols, other(raster))))


def test_all_codes_of_a_label_are_read_back_with_their_kinds():
    whole = msgspec.structs.replace(
        content("bag1", group="A+"), product="E0000V00", expires_on=date(2026, 12, 26)
    )
    raster = draw_label(whole, LABELS.templates["bag100"], TEXTS, 203)
    verify(raster)
    din, group, product, expiry = "=A99992601432701", "=%6200", "=<E0000V00", "&>0263602359"
    assert decode(raster) == [*sorted([din, group, product, expiry]), f"=+04000{din}{group}{product}{expiry}"]


def test_a_code_that_reads_as_another_kind_may_not_leave(raster):
    as_matrix = msgspec.structs.replace(raster.symbols[0], symbology="data_matrix")
    with pytest.raises(Trouble):
        verify(msgspec.structs.replace(raster, symbols=(as_matrix,)))
