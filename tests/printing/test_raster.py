from __future__ import annotations

from datetime import date
from itertools import groupby

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from donor_room.domain.donation_number import ISBT128, NUMERIC_CODABAR, NUMERIC_CODE128, parse_typed
from donor_room.domain.isbt128 import read_code
from donor_room.domain.refusal import Refusal
from donor_room.packs.fonts import missing, runs
from donor_room.packs.texts import Texts
from donor_room.printing import lettering
from donor_room.printing.raster import DOTS_PER_MM, draw_label, look_at
from donor_room.printing.verify import decode
from tests.printing.samples import LABELS, ROLES, TEMPLATES, content, contents

TEXTS = Texts("zh_CN")
X_DOTS = {203: 2, 300: 3, 600: 6}


def drawn(label, dpi=203, template=None):
    return draw_label(label, template or TEMPLATES[label.role], TEXTS, dpi)


def refusal(label, dpi=203, template=None):
    with pytest.raises(Refusal) as caught:
        drawn(label, dpi, template)
    return caught.value.code


def with_symbol(**changes):
    template = TEMPLATES["bag1"]
    return msgspec.structs.replace(template, symbol=(msgspec.structs.replace(template.symbol[0], **changes),))


def row_through_symbol(raster, share=0.5):
    """Return the dots of one line through the bars, 1 = ink."""
    place, scale = TEMPLATES[raster.role].symbol[0], DOTS_PER_MM[raster.dpi]
    image, y = raster.as_read(), round((place.y + place.height * share) * scale)
    left, width = round(place.x * scale), round(place.width * scale)
    return [0 if image.getpixel((x, y)) else 1 for x in range(left, left + width)]


@pytest.mark.parametrize("dpi", DOTS_PER_MM)
@pytest.mark.parametrize("role", ROLES)
def test_every_bar_and_space_is_a_whole_number_of_modules(role, dpi):
    line = row_through_symbol(drawn(content(role), dpi))
    first, last = line.index(1), len(line) - line[::-1].index(1)
    runs = [len(list(run)) for _, run in groupby(line[first:last])]
    assert all(run % X_DOTS[dpi] == 0 for run in runs)
    assert sum(runs) == 145 * X_DOTS[dpi]


@pytest.mark.parametrize("dpi", DOTS_PER_MM)
@pytest.mark.parametrize("role", ROLES)
def test_ten_modules_stay_white_on_both_sides(role, dpi):
    line = row_through_symbol(drawn(content(role), dpi))
    quiet = 10 * X_DOTS[dpi]
    end = quiet + 145 * X_DOTS[dpi]
    assert (line[:quiet], line[quiet]) == ([0] * quiet, 1)
    assert line[end : end + quiet] == [0] * len(line[end : end + quiet])


@pytest.mark.parametrize("dpi", DOTS_PER_MM)
def test_bars_are_equal_from_top_to_bottom(dpi):
    raster = drawn(content("bag1"), dpi)
    assert (
        row_through_symbol(raster, 0.02)
        == row_through_symbol(raster, 0.5)
        == row_through_symbol(raster, 0.97)
    )


def test_a_plain_number_fits_the_same_labels():
    label = content("bag1", number="9901234567890", profile=NUMERIC_CODE128)
    assert decode(drawn(label)) == ["9901234567890"]


@pytest.mark.parametrize("dpi", DOTS_PER_MM)
@pytest.mark.parametrize("role", ROLES)
def test_a_number_in_codabar_has_labels_wide_enough(role, dpi):
    label = content(role, number="9901234567890", profile=NUMERIC_CODABAR)
    assert decode(drawn(label, dpi, LABELS.template_for(role, "codabar"))) == ["A9901234567890A"]


def test_a_number_in_codabar_does_not_fit_the_label_of_the_others():
    label = content("bag1", number="9901234567890", profile=NUMERIC_CODABAR)
    assert refusal(label) == "templates.symbol_does_not_fit"


@pytest.mark.parametrize("dpi", DOTS_PER_MM)
def test_a_ladder_label_lies_on_its_side(dpi):
    raster = drawn(content("tube"), dpi)
    scale = DOTS_PER_MM[dpi]
    assert raster.image.size == (round(30 * scale), round(60 * scale))
    assert raster.as_read().size == (round(60 * scale), round(30 * scale))


def test_a_picket_label_is_printed_as_it_is_read():
    raster = drawn(content("bag1"), template=msgspec.structs.replace(TEMPLATES["bag1"], direction="picket"))
    assert raster.image is raster.as_read()


def test_a_label_is_black_and_white_only():
    assert drawn(content("bag1")).image.mode == "1"


@pytest.mark.parametrize("dead", [1, 3, 10])
def test_burnt_dots_do_not_hurt_a_ladder_label(dead):
    raster = drawn(content("tube"))
    image = raster.image.copy()
    for column in range(dead):
        image.paste(1, (70 + 7 * column, 0, 71 + 7 * column, image.height))
    assert decode(msgspec.structs.replace(raster, image=image)) == [raster.encoded]


@pytest.mark.parametrize("role", ROLES)
def test_practice_is_on_every_label(role):
    practice, real = (drawn(content(role, practice=flag)).as_read() for flag in (True, False))
    assert ink(practice) - ink(real) > 1500


def ink(image):
    return image.width * image.height - sum(
        image.convert("L").point(lambda tone: tone // 255).get_flattened_data()
    )


def test_the_name_is_on_the_form_only():
    named, nameless = (contents(name=name) for name in ("李建国", None))
    differing = [
        one.role for one, two in zip(named, nameless, strict=True) if drawn(one).sha256 != drawn(two).sha256
    ]
    assert differing == ["form"]


def test_the_same_label_has_the_same_hash():
    assert drawn(content("bag1")).sha256 == drawn(content("bag1")).sha256


def test_one_digit_changes_the_hash():
    assert drawn(content("bag1")).sha256 != drawn(content("bag1", number="A999926014328")).sha256


@pytest.mark.parametrize(
    "name", ["李建国", "𠮷田", "㓎䶮𬭎𬬩", "买买提·阿不都热西提·吐尔逊", "Maximilian Müller-Schmidt"]
)
def test_long_and_rare_names_fit_the_form(name):
    assert decode(drawn(content("form", name=name)))


def test_a_rare_character_is_drawn_and_not_boxed():
    one, two = (drawn(content("form", name=name)).sha256 for name in ("𠮷", "𪚥"))
    assert one != two


def test_a_character_without_a_glyph_blocks_the_label():
    assert refusal(content("form", name="李\ue123")) == "labels.glyph_missing"


def test_a_name_that_does_not_fit_blocks_the_label():
    assert refusal(content("form", name="买买提·" * 12)) == "labels.text_does_not_fit"


@pytest.mark.parametrize("role", ["bag1", "tube", "slip"])
def test_a_long_station_name_takes_two_lines(role):
    label = content(role, station="某某自治州某某市中心血站第二采血部")
    assert decode(drawn(label)) == [label.encoded]


def test_a_station_name_that_does_not_fit_blocks_the_label():
    assert refusal(content("bag1", station="滨江市" * 10)) == "labels.text_does_not_fit"


def test_a_mark_that_does_not_fit_blocks_the_label():
    template = TEMPLATES["bag1"]
    narrow = msgspec.structs.replace(template, practice=msgspec.structs.replace(template.practice, width=2))
    assert refusal(content("bag1"), template=narrow) == "labels.text_does_not_fit"


def test_a_resolution_that_no_printer_has_is_refused():
    assert refusal(content("bag1"), dpi=96) == "labels.dpi_unknown"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"width": 41}, "templates.symbol_does_not_fit"), ({"height": 5.0}, "templates.symbol_too_low"),
        ({"y": 4.0}, "templates.symbol_crowded"), ({"x": -0.5}, "templates.outside"),
        ({"x": 18.0}, "templates.symbol_crowded"), ({"height": 14.0}, "templates.symbol_crowded"),
        ({"x_mm": 0.125}, "templates.symbol_too_fine"),
    ],
)  # fmt: skip
def test_a_bar_code_without_its_room_is_refused(change, code):
    assert refusal(content("bag1"), template=with_symbol(**change)) == code


def test_zero_and_o_look_different_in_the_box():
    zero, letter = (drawn(msgspec.structs.replace(content("bag1"), check=sign)).sha256 for sign in ("0", "O"))
    assert zero != letter


def test_flag_00_is_not_written():
    plain = drawn(msgspec.structs.replace(content("bag1"), flag="00")).sha256
    assert plain == drawn(msgspec.structs.replace(content("bag1"), flag=None)).sha256


def test_a_label_without_check_and_volume_is_still_drawn():
    bare = msgspec.structs.replace(content("bag1"), check=None, volume_ml=None, group=None)
    assert decode(drawn(bare)) == [bare.encoded]


@settings(max_examples=120)
@given(st.integers(0, 999_999), st.sampled_from(ROLES), st.sampled_from(sorted(DOTS_PER_MM)))
def test_any_number_is_read_back_at_any_resolution(serial, role, dpi):
    label = content(role, number=f"W036526{serial:06d}")
    assert decode(drawn(label, dpi)) == [label.encoded]


def test_the_english_texts_fit_too():
    for label in contents():
        assert decode(draw_label(label, TEMPLATES[label.role], Texts("en"), 203)) == [label.encoded]


def test_a_raster_survives_being_saved(tmp_path):
    raster = drawn(content("bag1"))
    raster.image.save(tmp_path / "label.png")
    with Image.open(tmp_path / "label.png") as reopened:
        assert reopened.tobytes() == raster.image.tobytes()


# ---- copies ----


@pytest.mark.parametrize("name", sorted(LABELS.templates))
def test_a_copy_says_on_its_face_which_one_it_is(name):
    role = LABELS.templates[name].roles[0]
    first, second, third = (
        drawn(content(role, copy=copy), template=LABELS.templates[name]).as_read() for copy in (1, 2, 3)
    )
    place = LABELS.templates[name].copy
    left_dot, top_dot, wide, high = (round(mm * 8) for mm in (place.x, place.y, place.width, place.height))
    dots = (left_dot, top_dot, left_dot + wide, top_dot + high)
    for one, two in ((first, second), (second, third)):
        left, top, right, bottom = ImageChops.logical_xor(one, two).getbbox()
        assert (left >= dots[0], top >= dots[1], right <= dots[2], bottom <= dots[3]) == (True,) * 4
    assert first.crop(dots).getextrema()[0] != 0


def test_a_copy_keeps_the_flag_of_its_role():
    assert drawn(content("bag1", copy=2)).encoded == drawn(content("bag1")).encoded == "=A99992601432701"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("name", sorted(LABELS.templates))
def test_even_the_ninety_ninth_copy_is_readable(name, language):
    template = LABELS.templates[name]
    label = content(template.roles[0], copy=99)
    drawing = look_at(label, template, Texts(language), 203)
    assert [flaw for flaw in drawing.flaws if flaw.blocks] == []


# ---- the number for the eye ----


@pytest.mark.parametrize("number", ["G123417654321", "A999917345628", "A999917345658", "A999921123456"])
def test_the_number_for_the_eye_with_its_check_is_that_of_the_code(number):
    label = content("bag1", number=number)
    assert (
        parse_typed(label.number + label.check, ISBT128) == read_code(label.encoded, ISBT128).number == number
    )


# ---- which characters can be drawn ----


def gb_2312():
    """Every character of GB 2312, by its rows and cells."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue


def test_every_character_of_gb_2312_has_its_glyph():
    signs = list(gb_2312())
    assert len(signs) == 7445
    assert missing("".join(signs)) == ""
    box = lettering.ink("\ue123", "regular", 24).tobytes()
    assert [
        sign for sign in signs if sign.strip() and lettering.ink(sign, "regular", 24).tobytes() == box
    ] == []


@pytest.mark.parametrize(("sign", "is_rare"), [("䶮", False), ("㓎", False), ("𬭎", False), ("𠮷", True)])
def test_a_rare_character_is_drawn_by_the_font_that_has_it(sign, is_rare):
    assert list(runs(sign)) == [(is_rare, sign)]
    assert lettering.ink(sign, "regular", 24).getbbox() is not None


# ---- the hundred millimetre label ----


@pytest.mark.parametrize("dpi", DOTS_PER_MM)
def test_two_codes_for_one_sweep_keep_their_gap(dpi):
    whole = msgspec.structs.replace(
        content("bag1", group="A+"), product="E0330V00", expires_on=date(2026, 12, 26)
    )
    raster = drawn(whole, dpi, LABELS.templates["bag100"])
    found = {symbol.carries: symbol for symbol in raster.symbols}
    for left, right in (("donation", "group"), ("product", "expiry")):
        one, two = found[left], found[right]
        gap = (two.ink[0] - one.ink[2]) / one.x_dots
        assert (20 <= gap <= 52, one.ink[1::2] == two.ink[1::2]) == (True, True)


@pytest.mark.parametrize(("group", "product"), [(None, None), ("A", None), (None, "E0330V00")])
def test_a_field_of_which_nothing_is_known_stays_white(group, product):
    label = msgspec.structs.replace(content("bag1", group=group, practice=False), product=product)
    picture = drawn(label, 203, LABELS.templates["bag100"]).as_read()
    fields = {"group": (416, 84, 660, 400), "product": (24, 432, 400, 640)}
    for name, known in (("group", group), ("product", product)):
        assert (picture.crop(fields[name]).getextrema()[0] == 0) is (known is not None)
