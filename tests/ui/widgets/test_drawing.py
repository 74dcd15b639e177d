"""What is only read: words, numbers, clocks, shapes; and that no text is ever cut in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

import donor_room
from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Meaning, Shape, Tone
from donor_room.ui.widgets.clocks import ProgressBar, RestTimer, StripClock, clock_runs
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.ui.widgets.labels import (
    DonationNumberLabel,
    KeyChip,
    Label,
    Runs,
    duration_runs,
    heading,
    quiet,
    title,
)
from donor_room.ui.widgets.layout import Card, Column, Grid, HairLine, Row, Surface
from donor_room.ui.widgets.page import focusable, rail_width
from donor_room.ui.widgets.painting import (
    LEFT,
    _break_of,
    box,
    draw_error,
    draw_shape,
    draw_warning,
    kept_together,
    text_width,
    write_line,
)
from donor_room.ui.widgets.scrolling import scrolling
from donor_room.ui.widgets.trend import TrendLine
from donor_room.ui.widgets.verdict import Sign, VerdictPanel

NUMBER = ["6601", "26", "014327"]


def picture(draw, side: int = 72) -> QImage:
    """Return what a function paints on white."""
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        draw(painter, QRectF(0, 0, side, side))
    return image


def is_blank(image: QImage) -> bool:
    blank = QImage(image.size(), image.format())
    blank.fill(Qt.GlobalColor.white)
    return image == blank


# ---- painting ----


@pytest.mark.parametrize(("width", "cut"), [(400, set()), (40, {"献血者姓名"})])
def test_a_text_too_wide_for_its_place_is_remembered(qapp, width, cut):
    found: set[str] = set()
    draw = lambda painter, _: write_line(  # noqa: E731 - one line to paint
        painter,
        QRectF(0, 0, width, 30),
        "献血者姓名",
        size=18,
        bold=False,
        colour="text",
        align=LEFT,
        cut=found,
    )
    picture(draw)
    assert found == cut


def test_the_width_of_a_text_grows_with_the_letters(qapp):
    small = text_width("献血者", 18)
    theme().set_nurse_percent(130)
    assert text_width("献血者", 18) > small


@pytest.mark.parametrize("size", [16, 18, 20, 28, 40])
def test_a_text_fits_the_width_that_was_measured(qapp, size):
    found: set[str] = set()
    width = text_width("献血者 400 mL", size)
    picture(
        lambda painter, _: write_line(
            painter, QRectF(0, 0, width, 60), "献血者 400 mL", size=size, bold=False, colour="text",
            align=LEFT, cut=found,
        )
    )  # fmt: skip
    assert found == set()


@pytest.mark.parametrize("shape", list(Shape))
def test_every_shape_is_seen_and_none_looks_like_another(qapp, shape):
    def of(one: Shape) -> QImage:
        return picture(lambda painter, rect: draw_shape(painter, one, rect, "text", "surface"))

    assert not is_blank(of(shape))
    assert [other for other in Shape if other is not shape and of(other) == of(shape)] == []


def test_warning_and_error_have_different_outlines(qapp):
    warning = picture(lambda painter, rect: draw_warning(painter, rect, "text", "surface"))
    error = picture(lambda painter, rect: draw_error(painter, rect, "text", "surface"))
    assert warning != error
    assert not is_blank(warning)


@pytest.mark.parametrize("width", [1, 2, 3])
def test_the_edge_of_a_box_lies_inside_it(qapp, width):
    image = QImage(80, 80, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        box(painter, QRectF(10, 10, 60, 60), edge="text", width=width, radius=0)
    white = image.pixelColor(0, 0)
    outside = [image.pixelColor(40, 9), image.pixelColor(9, 40), image.pixelColor(70, 40)]
    assert outside == [white] * 3


# ---- inspecting ----


@pytest.mark.parametrize(("size", "found"), [((48, 48), 0), ((47, 48), 1), ((48, 47), 1), ((200, 56), 0)])
def test_a_target_under_48_is_named(put, size, found):
    host = put(QWidget(), 300, 100)
    button = QPushButton("重写", host)
    button.setFixedSize(*size)
    button.show()
    assert len(find_small_targets(host)) == found


def test_a_target_grows_with_the_letters(put):
    theme().set_nurse_percent(130)
    host = put(QWidget(), 300, 100)
    line = QLineEdit(host)
    line.setFixedSize(200, 56)
    line.show()
    assert find_small_targets(host) == [line]


def test_what_takes_no_press_is_no_target(put):
    host = put(QWidget(), 300, 100)
    button = QPushButton("", host)
    button.setFixedSize(10, 10)
    button.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    button.show()
    assert find_small_targets(host) == []


def test_a_hidden_text_is_not_called_cut(put):
    host = put(QWidget(), 300, 100)
    label = Label("采血前核对", 40, parent=host)
    label.setFixedWidth(10)
    label.hide()
    assert find_cut_texts(host) == []


@pytest.mark.parametrize(("height", "cut"), [(200, False), (20, True)])
def test_a_text_of_many_lines_is_cut_by_its_height(put, height, cut):
    label = put(Label("采血前核对" * 12, 18, wrap=True), 200, height)
    label.setFixedHeight(height)
    assert bool(find_cut_texts(label)) is cut


# ---- words ----


@pytest.mark.parametrize("make", [title, heading, quiet, Label])
def test_a_text_is_whole_at_every_size(put, make, percent, night):
    label = put(make("采血前核对"), 1)
    label.resize(label.sizeHint())
    assert find_cut_texts(label) == []


def test_markup_is_shown_as_it_was_typed(put):
    assert put(Label("<b>李</b>"), 200).textFormat() is Qt.TextFormat.PlainText


def test_a_colour_can_change(put):
    label = put(Label("李建国"), 200)
    before = label.grab().toImage()
    label.set_colour("red")
    assert label.grab().toImage() != before


def test_a_heavy_word_is_wider(put):
    label = put(Label("Donor room", 20), 200)
    before = label.sizeHint().width()
    label.set_bold(True)
    assert label.sizeHint().width() > before


@pytest.mark.parametrize("right", [False, True])
def test_runs_are_read_as_one_text(put, right):
    runs = put(Runs([("318", 52, True, "text"), (" / 400 mL", 20, False, "quiet")], right=right), 400)
    assert (runs.text, find_cut_texts(runs)) == ("318 / 400 mL", [])


def test_runs_too_wide_for_their_place_are_found_out(put):
    assert find_cut_texts(put(Runs([("318 / 400 mL", 52, True, "text")]), 60)) == ["318 / 400 mL"]


def test_the_units_of_a_duration_stand_behind_their_numbers():
    assert "".join(run[0] for run in duration_runs("12", "分", "05", "秒")) == "12 分 05 秒"


@pytest.mark.parametrize("key", ["1", "F10", "Enter", "Esc"])
def test_a_key_fits_its_chip(put, key, percent):
    chip = put(KeyChip(key), 1)
    assert find_cut_texts(chip) == []


@pytest.mark.parametrize(("check", "text"), [("K", "6601  26  014327  K"), ("", "6601  26  014327")])
def test_a_number_is_read_in_groups(put, check, text):
    label = put(DonationNumberLabel(), 1)
    label.show_number(NUMBER, check)
    label.resize(label.sizeHint())
    assert (label.text, find_cut_texts(label)) == (text, [])


def test_a_number_that_does_not_fit_is_found_out(put):
    label = put(DonationNumberLabel(), 80, 40)
    label.show_number(NUMBER, "K")
    assert find_cut_texts(label)


# ---- clocks ----


@pytest.mark.parametrize(
    ("seconds", "parts"),
    [
        (0, ("0", "00")),
        (59, ("0", "59")),
        (60, ("1", "00")),
        (3599, ("59", "59")),
        (6000, ("100", "00")),
        (-1, ("0", "00")),
    ],
)
def test_minutes_and_seconds_carry_their_units(seconds, parts, language):
    words = "".join(run[0] for run in clock_runs(seconds)).split()
    assert words == [parts[0], say("frame.minute"), parts[1], say("frame.second")]


def test_a_timer_says_its_units_again_in_another_language(put, language):
    timer = put(RestTimer(), 400)
    timer.show_seconds(732)
    timer.retext()
    assert (timer.seconds, say("frame.minute") in timer.text) == (732, True)


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(0, 400, 0), (100, 400, 0.25), (400, 400, 1), (420, 400, 1), (-5, 400, 0), (5, 0, 0)],
)
def test_a_bar_shows_no_less_than_nothing_and_no_more_than_all(put, part, whole, share):
    bar = put(ProgressBar(), 400)
    bar.show_part(part, whole)
    assert bar._part == share


@pytest.mark.parametrize("seconds", [0, 900, 1199, 1500, 100_000])
@pytest.mark.parametrize("width", [336, 382])
def test_a_strip_is_readable_at_any_time(put, seconds, width, language):
    strip = put(StripClock(), width)
    strip.show_window(15, 20, "可判读")
    strip.show_seconds(seconds)
    assert find_cut_texts(strip) == []


# ---- trend and verdict ----


def test_only_the_last_five_values_are_drawn(put):
    trend = put(TrendLine(), 280)
    trend.show_trend([float(n) for n in range(9)], None)
    assert trend.past == [4.0, 5.0, 6.0, 7.0, 8.0]


@pytest.mark.parametrize("tone", [Tone.ACTION, Tone.CHECK, Tone.STOP])
def test_todays_value_is_drawn_in_its_tone(put, tone):
    trend = put(TrendLine(), 280)
    trend.show_trend([138.0, 140.0], None)
    before = trend.grab().toImage()
    trend.show_trend([138.0, 140.0], 124.0, 120.0, "120", tone)
    assert trend.grab().toImage() != before


@pytest.mark.parametrize("past", [[140.0], [140.0, 140.0, 140.0]])
def test_values_that_never_change_can_be_drawn(put, past):
    trend = put(TrendLine(), 280)
    trend.show_trend(past, 140.0, 140.0, "140")
    assert find_cut_texts(trend) == []


def test_hidden_values_are_not_drawn(put):
    trend = put(TrendLine(), 280)
    trend.show_trend([138.0, 140.0], 124.0)
    trend.show_nothing("测量后显示")
    assert (trend.past, trend.today, find_cut_texts(trend)) == ([], None, [])


@pytest.mark.parametrize("meaning", list(Meaning))
def test_a_verdict_says_its_word_in_both_languages(put, meaning, language, night):
    panel = put(VerdictPanel(), 880)
    panel.show_verdict(meaning)
    assert (panel.shown_word, find_cut_texts(panel)) == (say(meaning.word_key), [])


def test_a_verdict_may_carry_a_word_of_its_own(put):
    panel = put(VerdictPanel(), 880)
    panel.show_verdict(Meaning.UNDECIDED, word="已在此处")
    assert panel.shown_word == "已在此处"


def test_another_verdict_leaves_nothing_of_the_first(put):
    panel = put(VerdictPanel(), 880)
    panel.show_verdict(Meaning.DEFERRED_UNTIL, "2 项不符合", "可再来献血", "2026-12-05 起", "词")
    panel.show_verdict(Meaning.ELIGIBLE)
    assert (panel.reason, panel.label, panel.value, panel.word) == ("", "", "", "")


@pytest.mark.parametrize("shape", list(Shape))
def test_a_sign_grows_with_the_letters(put, shape, percent):
    assert put(Sign(shape, "text"), 24).width() == px(24)


# ---- layout ----


@pytest.mark.parametrize("make", [Row, Column])
def test_gaps_and_margins_follow_the_letters(put, make, percent):
    layout = make(put(QWidget(), 400, 200), gap=16, margins=(24, 8, 24, 8))
    assert layout.spacing() == px(16)
    assert layout.contentsMargins().left() == px(24)


def test_a_change_of_letters_reaches_what_is_laid_out_already(put):
    host = put(QWidget(), 400, 200)
    column = Column(host, gap=16)
    column.gap(10)
    theme().set_nurse_percent(130)
    assert (column.spacing(), column.itemAt(0).spacerItem().sizeHint().height()) == (px(16), px(10))


def test_the_gaps_of_a_grid_follow_the_letters(put):
    grid = Grid(put(QWidget(), 400, 200), across=16, down=8)
    theme().set_nurse_percent(115)
    assert (grid.horizontalSpacing(), grid.verticalSpacing()) == (px(16), px(8))


@pytest.mark.parametrize(("above", "below"), [(0, 0), (8, 0), (8, 16)])
def test_a_hair_line_is_one_pixel_between_its_spaces(put, above, below):
    assert put(HairLine(above=above, below=below), 200).height() == px(above) + 1 + px(below)


@pytest.mark.parametrize("line", ["", "left", "top", "bottom"])
def test_a_surface_takes_the_colour_of_its_token(put, line, night):
    surface = put(Surface("surface", line=line), 100, 60)
    assert surface.grab().toImage().pixelColor(50, 30) == theme().colour("surface")


def test_a_surface_changes_its_ground(put):
    surface = put(Surface("surface"), 100, 60)
    surface.set_ground("chosen")
    assert surface.grab().toImage().pixelColor(50, 30) == theme().colour("chosen")


def test_a_card_stands_out_from_the_page(put):
    assert put(Card(), 100, 60).grab().toImage().pixelColor(50, 30) == theme().colour("surface")


# ---- pages ----


@pytest.mark.parametrize(
    ("width", "rail"), [(1920, 430), (1366, 430), (1365, 384), (1200, 384), (1199, 320), (800, 320)]
)
def test_the_rail_gives_way_on_a_narrow_screen(width, rail):
    assert rail_width(width) == rail


def test_the_keyboard_reaches_what_is_shown_and_can_be_used(put):
    host = put(QWidget(), 400, 200)
    fields = [QLineEdit(host) for _ in range(4)]
    for field in fields[:3]:
        field.show()
    fields[1].setEnabled(False)
    fields[2].setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    assert focusable(host) == [fields[0]]


def test_what_is_higher_than_the_screen_can_be_scrolled(put, qapp):
    inside = QWidget()
    inside.setMinimumHeight(900)
    area = put(scrolling(inside), 300, 200)
    qapp.processEvents()
    assert area.verticalScrollBar().maximum() == 700


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_PageDown])
def test_arrow_keys_belong_to_the_page_and_do_not_scroll(put, qtbot, qapp, key):
    inside = QWidget()
    inside.setMinimumHeight(900)
    area = put(scrolling(inside), 300, 200)
    qapp.processEvents()
    qtbot.keyClick(area, key)
    assert area.verticalScrollBar().value() == 0


@pytest.mark.parametrize(("height", "cut"), [(16, True), (30, False)])
def test_the_tails_of_letters_are_seen_or_the_text_counts_as_cut(put, height, cut):
    label = put(QLabel("120 g/L"), 200, height)
    label.setFont(theme().font(18))
    label.setFixedHeight(height)
    assert bool(find_cut_texts(label)) is cut


@pytest.mark.parametrize("size", [16, 18, 20, 22, 28])
@pytest.mark.parametrize("bold", [False, True])
def test_a_label_keeps_the_tails_of_its_letters_at_its_own_height(put, size, bold):
    label = put(Label("Haemoglobin g/L", size, bold=bold), 400)
    label.setFixedHeight(label.sizeHint().height())
    assert find_cut_texts(label) == []


def test_no_item_of_a_layout_is_ever_asked_for():
    """Python's name for an item that Qt has deleted ends the program when its memory is used again."""
    code = Path(donor_room.__file__).parent
    sources = {file.name: file.read_text("utf-8") for file in code.rglob("*.py")}
    assert [name for name, source in sources.items() if "itemAt(" in source or "takeAt(" in source] == []


def test_a_column_is_filled_again_in_the_place_of_what_stood_there(put):
    column = Column(put(QWidget(), 400, 200))
    column.addStretch(1)
    first, second = [Label("一", 20), Label("二", 20)], [Label("三", 20)]
    column.fill(first)
    column.fill(second)
    assert (column.filling, column.count(), column.indexOf(second[0])) == (second, 2, 0)
    assert all(old.isHidden() for old in first)


def test_no_second_line_begins_with_a_comma(qapp):
    text = "肺炎、小手术"
    width = text_width("肺炎", 20)
    assert _break_of(text, width, 20, bold=False) == 1


def test_no_line_ends_between_a_number_and_its_unit(put):
    label = put(Label("痊愈满 7 天可以献血", 18, wrap=True), 80)
    shown = QLabel.text(label)
    assert (label.text(), shown) == ("痊愈满 7 天可以献血", "痊愈满 7\u00a0天可以献血")


def test_a_day_is_never_torn_where_a_line_ends(qtbot):
    text = "得水痘的同事 2026-11-15"
    for fitting in ("得水痘的同事 2026-", "得水痘的同事 2026-11", "得水痘的同事 2026-11-"):
        end = _break_of(text, text_width(fitting, 20), 20, bold=False)
        assert text[end:] == "2026-11-15"


@pytest.mark.parametrize("fitting", ["痊愈满 7", "痊愈满 7\u00a0"])
def test_two_lines_keep_a_number_with_its_unit(qapp, fitting):
    text = kept_together("痊愈满 7 天可以献血")
    end = _break_of(text, text_width(fitting, 20), 20, bold=False)
    assert text[:end] == "痊愈满 "
