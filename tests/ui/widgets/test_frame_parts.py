"""What stands round every page: status, banner, walk, the line over it, and the ring round the focus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from donor_room.packs.texts import Texts
from donor_room.ui.clock_words import band_words
from donor_room.ui.texts import said, say, texts
from donor_room.ui.theme import px, theme
from donor_room.ui.widgets.banner import DonorBanner, DonorLine
from donor_room.ui.widgets.directory_words import directory_words
from donor_room.ui.widgets.fields import NumberField
from donor_room.ui.widgets.focus import FocusRing
from donor_room.ui.widgets.icons import Icon, icon
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.ui.widgets.page import Page
from donor_room.ui.widgets.people import Initial, PersonCard
from donor_room.ui.widgets.status import StatusBand
from donor_room.ui.widgets.toast import ScanLine
from donor_room.ui.widgets.walk import NARROW_WALK, STEPS, WalkStrip


class Walked(Page):
    step = 4


def donor_line(name: str = "李建国") -> DonorLine:
    return DonorLine(
        name=name, sex_and_age="男  36 岁", born="1990-03-07", document="660001********0210",
        last="2026-05-16  全血 400 mL", plan="全血 400 mL", group="A", rh="RhD 阳性",
    )  # fmt: skip


# ---- status ----


@pytest.fixture
def band(put) -> StatusBand:
    made = put(StatusBand(), 1280)
    made.show_site("人民广场  采血车 03")
    made.show_person("王芳", "护士")
    made.show_time("14:32")
    made.show_link(online=False, backlog=0)
    return made


def test_nothing_is_said_of_a_terminal_that_nobody_looked_at_yet(put):
    band = put(StatusBand(), 1280)
    untold = band.grab().toImage()
    band.show_directory_age(6)
    assert band.grab().toImage() == untold
    band.show_link(online=False, backlog=0)
    assert band.grab().toImage() != untold


@pytest.mark.parametrize("online", [True, False])
@pytest.mark.parametrize("backlog", [0, 7, 1200])
def test_the_link_says_what_waits_to_be_sent(band, online, backlog):
    band.show_link(online=online, backlog=backlog)
    assert band.link_text == say("frame.online" if online else "frame.offline", count=backlog)


def test_at_first_the_link_is_not_called_online(put):
    assert not put(StatusBand(), 1280).is_online


@pytest.mark.parametrize("hours", [None, 0, 6, 90])
def test_an_unknown_list_is_not_a_fresh_one(band, hours):
    band.show_directory_age(hours)
    missing = say("frame.no_directory")
    assert (band.directory_text == missing) is (hours is None)


@pytest.mark.parametrize("width", [1366, 1280])
def test_the_band_is_readable_on_both_screens(band, width, language, night):
    band.resize(width, band.height())
    band.show_devices([("printer", ""), ("card", ""), ("scan", "")])
    band.show_directory_age(6)
    assert find_cut_texts(band) == []


def test_a_device_in_trouble_gets_words_that_fit(band):
    band.show_devices([("printer", "打印机缺纸"), ("card", "")])
    band.show_directory_age(6)
    assert find_cut_texts(band) == []


def test_a_site_that_runs_into_the_clock_is_found_out(band):
    band.show_site("一个非常非常长的采血地点名称" * 6)
    assert find_cut_texts(band)


def test_practice_is_seen_in_the_band(band):
    before = band.grab().toImage()
    band.set_practice(True)
    assert band.grab().toImage() != before


def test_a_person_without_a_role_stands_alone(band):
    band.show_person("王芳")
    assert band.person == "王芳"


@pytest.mark.parametrize("battery", [None, 5, 100])
def test_a_battery_is_shown_only_where_there_is_one(band, battery):
    band.show_battery(battery)
    assert find_cut_texts(band) == []


# ---- banner ----


@pytest.fixture
def banner(put) -> DonorBanner:
    made = put(DonorBanner(), 1280)
    made.show_donor(donor_line())
    return made


@pytest.mark.parametrize(("hidden", "group"), [(False, "A"), (True, "")])
def test_the_known_group_is_hidden_while_it_is_read(banner, hidden, group):
    banner.hide_group(hidden)
    assert banner.shown_group == group


def test_a_hidden_group_is_not_painted(banner):
    shown = banner.grab().toImage()
    banner.hide_group(True)
    assert banner.grab().toImage() != shown


def test_without_a_donor_no_group_is_shown(banner):
    banner.show_donor(None)
    assert banner.shown_group == ""


@pytest.mark.parametrize("width", [1366, 1280])
def test_the_banner_is_readable_on_both_screens(banner, width, language, night):
    banner.resize(width, banner.height())
    assert find_cut_texts(banner) == []


def test_a_press_asks_for_another_donor_once(banner, heard, qtbot):
    pressed = heard(banner.pressed)
    qtbot.mouseClick(banner, Qt.MouseButton.LeftButton)
    assert len(pressed) == 1


@pytest.mark.parametrize("name", ["阿卜杜拉·买买提江·艾合买提", "𠮷田样", "张䶮"])
def test_a_long_or_rare_name_is_whole(banner, name):
    banner.show_donor(donor_line(name))
    assert find_cut_texts(banner) == []


def test_a_name_of_twenty_characters_is_whole_on_the_smallest_screen(banner):
    banner.resize(1280, banner.height())
    banner.show_donor(donor_line("阿卜杜热西提·麦麦提图尔荪·如则麦麦提江"))
    assert find_cut_texts(banner) == []


@pytest.mark.parametrize(
    ("hours", "words"), [(None, "没有名单"), (0, "名单刚更新"), (1, "名单 1 h 前"), (26, "名单 26 h 前")]
)
def test_a_list_under_one_hour_is_fresh(hours, words):
    assert directory_words(hours) == words


# ---- the walk ----


@pytest.mark.parametrize("step", range(1, 9))
def test_no_step_is_ticked_for_standing_before_this_one(put, step):
    strip = put(WalkStrip(), 1280)
    strip.show_step(step)
    assert strip.done == frozenset()


def test_only_steps_that_are_done_are_ticked(put):
    strip = put(WalkStrip(), 1280)
    strip.show_done(frozenset({1, 3}))
    strip.show_step(5)
    assert strip.done == {1, 3}


@pytest.mark.parametrize("width", [1366, 1280])
def test_the_walk_is_readable(put, width, language):
    strip = put(WalkStrip(), width)
    strip.show_step(4)
    assert (find_cut_texts(strip), len(STEPS)) == ([], 8)


@pytest.mark.parametrize("step", range(1, 9))
def test_beside_an_answer_the_walk_keeps_its_present_word(put, step, language, percent):
    strip = put(WalkStrip(), round(1280 * percent / 100))
    strip.show_step(step)
    strip.give_way(strip.width() - round(NARROW_WALK * percent / 100) - 24)
    words = [word for word, _, _ in strip.steps()]
    _, left, _ = strip.steps()[0]
    assert (words[step - 1] != "", words.count("")) == (True, 7)
    assert left > strip.width() - round(NARROW_WALK * percent / 100)
    strip.grab()
    assert find_cut_texts(strip) == []


# ---- the line over the walk ----


@pytest.fixture
def toast(window) -> ScanLine:
    window.show()
    return ScanLine(window)


def test_the_answer_stands_beside_a_headline_and_not_on_it(toast):
    toast.place_at(40, is_right=True)
    toast.say_good("主袋一致")
    assert toast.x() > 300
    assert toast.geometry().right() <= toast.parentWidget().width() - px(384)


@pytest.mark.parametrize(("say_it", "good"), [("say_good", True), ("say_bad", False)])
def test_the_answer_to_a_scan_is_said_once(toast, heard, say_it, good):
    said = heard(toast.said)
    getattr(toast, say_it)("主袋一致")
    assert (said, toast.is_good, toast.isVisible()) == ([(good, "主袋一致")], good, True)


def test_good_and_bad_look_different(toast):
    toast.say_good("一致")
    good = toast.grab().toImage()
    toast.say_bad("一致")
    assert toast.grab().toImage() != good


def test_the_line_goes_by_itself(toast):
    toast.say_good("一致")
    assert toast._gone.isActive()
    toast._gone.timeout.emit()
    assert toast.isHidden()


def test_a_second_answer_begins_its_time_anew(toast):
    toast.say_good("一致")
    toast._gone.setInterval(1)
    toast.say_bad("不一致")
    assert toast.text == "不一致"
    assert toast.isVisible()


def test_the_line_takes_neither_press_nor_focus(toast):
    assert toast.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert toast.focusPolicy() is Qt.FocusPolicy.NoFocus


@pytest.mark.parametrize("width", [1366, 1280])
@pytest.mark.parametrize("area", ["hold", "clock", "labels", "walk", "sync", "frame"])
def test_no_answer_stands_on_the_words_of_the_walk(window, area, width, language):
    window.register("walked", Walked)
    window.resize(width, 720)
    window.show()
    window.show_page("walked")
    for sentence in Texts(language).area(area).values():
        window.scan_line.say_bad(sentence)
        first = window.walk.steps()[0][1]
        assert window.scan_line.geometry().right() < first
    window.scan_line.hide()
    assert window.walk.steps()[0][1] < 30


def test_a_longer_answer_takes_two_lines(toast):
    toast.say_bad("电脑时间往前拨了 1 小时 3 分，现在是 2026-11-21 14:32。不对就请先改正电脑时间")
    toast.place_at(40, is_right=True)
    toast.grab()
    assert find_cut_texts(toast) == []


def test_an_answer_is_said_again_after_a_switch(toast):
    toast.say_bad(said("labels.scan_equal", what=said("labels.role.tube")))
    texts().switch("en")
    assert toast.text == say("labels.scan_equal", what=say("labels.role.tube"))


def test_a_long_line_stays_inside_the_window(toast, window):
    toast.say_bad("这个标签不属于这名献血者" * 12)
    window.resize(1280, 720)
    assert window.rect().contains(toast.geometry())
    assert find_cut_texts(toast)


# ---- people ----


@pytest.mark.parametrize("name", ["王芳", "古丽娜尔·阿卜杜热合曼", "欧阳娜娜花花草草木木林林"])
def test_the_name_of_a_person_is_whole_on_the_card(put, name):
    assert find_cut_texts(put(PersonCard(5, name, "护士", "PIN 即可"), 281)) == []


@pytest.mark.parametrize("chosen", [False, True])
def test_a_person_is_readable_and_large_enough(put, chosen, night):
    card = put(PersonCard(1, "王芳", "护士", "PIN 即可"), 260)
    card.setChecked(chosen)
    assert (find_cut_texts(card), find_small_targets(card)) == ([], [])


def test_a_person_is_not_chosen_by_the_press_alone(put, heard, qtbot):
    card = put(PersonCard(1, "王芳", "护士", ""), 260)
    pressed = heard(card.clicked)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert (len(pressed), card.isChecked()) == (1, False)


def test_another_person_takes_the_place(put):
    card = put(PersonCard(1, "王芳", "护士", ""), 260)
    card.show_person("赵敏", "医师", "需密码")
    assert (card.name, card.role, card.note, card.text()) == ("赵敏", "医师", "需密码", "赵敏")


@pytest.mark.parametrize("name", ["", "王芳", "𠮷田样"])
def test_a_disc_can_be_drawn_for_any_name(put, name):
    disc = put(Initial(), 64)
    disc.show_name(name)
    assert not disc.grab().isNull()


# ---- icons ----


@pytest.mark.parametrize(
    "name", ["shield", "clock", "person", "heart", "scan", "eye_off", "battery", "online", "offline"]
)
def test_an_icon_is_drawn_in_the_colour_of_its_token(qapp, name):
    image = icon(name, "red", 48).toImage()
    inked = [
        image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() == 255
    ]
    assert inked
    red = theme().colour("red")
    assert all(
        abs(colour.red() - red.red()) <= 2 and abs(colour.blue() - red.blue()) <= 2 for colour in inked
    )


def test_an_icon_is_drawn_once(qapp):
    assert icon("shield", "quiet", 24).cacheKey() == icon("shield", "quiet", 24).cacheKey()


def test_an_icon_without_a_name_is_empty(put):
    shown = put(Icon("shield"), 24)
    before = shown.grab().toImage()
    shown.show_icon("", "quiet")
    assert shown.grab().toImage() != before


def test_an_icon_grows_with_the_letters(put, percent):
    assert put(Icon("shield", side=24)).width() == round(24 * percent / 100)


# ---- the ring ----


@pytest.fixture
def ring(put):
    host = put(QWidget(), 400, 300)
    field = NumberField("kg", host)
    field.move(100, 100)
    field.show()
    made = FocusRing(host)
    made.field = field
    return made


def test_the_ring_stands_round_what_has_the_keyboard(ring):
    ring.follow(ring.field)
    assert ring.isVisible()
    assert ring.geometry().contains(ring.field.geometry())


def test_the_ring_follows_what_moves(ring, qapp):
    ring.follow(ring.field)
    before = ring.geometry()
    ring.field.move(200, 150)
    qapp.processEvents()
    assert ring.geometry() == before.translated(100, 50)


@pytest.mark.parametrize("nothing", [None, "host"])
def test_without_a_field_there_is_no_ring(ring, nothing):
    ring.follow(ring.field)
    ring.follow(ring.parentWidget() if nothing else None)
    assert ring.isHidden()


def test_a_field_of_another_window_has_no_ring_here(ring, put):
    ring.follow(put(NumberField("kg")))
    assert ring.isHidden()


def test_a_hidden_field_has_no_ring(ring, qapp):
    ring.follow(ring.field)
    ring.field.hide()
    qapp.processEvents()
    assert ring.isHidden()


def test_the_ring_takes_neither_press_nor_focus(ring):
    assert ring.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert ring.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_a_clock_that_is_wrong_stands_beside_the_time(band: StatusBand) -> None:
    band.show_time("14:32")
    band.show_clock_words("比血站快 1 小时 3 分")
    band.show_clock_words("比血站快 1 小时 3 分")
    band.grab()
    assert band.clock_words == "比血站快 1 小时 3 分"
    assert band.cut_texts == set()


@pytest.mark.parametrize("width", [1280, 1366])
def test_a_wrong_clock_has_room_at_every_size_of_letters(band: StatusBand, width, language, percent) -> None:
    band.show_site("采血车 03 · 人民广场")
    band.show_link(online=False, backlog=17)
    band.show_directory_age(12)
    band.show_devices([("card", ""), ("printer", "")])
    band.show_battery(82)
    band.show_person("王芳", say("staff.role.nurse"))
    band.show_clock_words(band_words(3780, has_jumped=True))
    band.resize(width, band.height())
    band.grab()
    assert band.cut_texts == set()
