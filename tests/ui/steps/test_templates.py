"""The page of the label templates: what stands in the files is what is seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from donor_room.packs.labels import label_folder, shipped_labels
from donor_room.packs.texts import Texts
from donor_room.printing.preview import ROLES, sample
from donor_room.printing.raster import draw_label
from donor_room.ui.keys import Act
from donor_room.ui.texts import texts
from tests.ui.terminals import LEADER, NURSE, terminal_at_work


@pytest.fixture
def leader(tmp_path, clock):
    with terminal_at_work(tmp_path, clock, who=LEADER) as nurse:
        yield opened(nurse)


def opened(nurse):
    page = nurse.terminal.presenter("templates")
    page.opened = []
    page.open_file = page.opened.append
    nurse.terminal.show("staff")
    nurse.settle()
    nurse.press(Act.PRINT)
    nurse.wait(lambda: page.view.canvas.image is not None, "the label")
    return nurse


def page_of(nurse):
    return nurse.terminal.presenter("templates")


def until_seen(nurse, seen, what="the label drawn anew"):
    nurse.wait(lambda: seen(page_of(nurse)._shown), what)


def own(nurse, name, old, new):
    """The station's own copy of a template, changed."""
    folder = page_of(nurse).folder
    folder.mkdir(parents=True, exist_ok=True)
    text = (label_folder() / f"{name}.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / f"{name}.toml").write_text(text.replace(old, new), encoding="utf-8")


def dots_of(canvas):
    """The label on the screen as rows of black and white."""
    image = canvas.image
    return [image.pixelColor(x, y).value() > 127 for y in range(image.height()) for x in range(image.width())]


def test_the_label_on_the_screen_is_the_label_of_the_printer_dot_for_dot(leader):
    raster = draw_label(sample("bag1", "usual"), shipped_labels().templates["bag"], Texts("zh_CN"), 203)
    picture = raster.as_read().convert("L")
    assert dots_of(page_of(leader).view.canvas) == [tone > 127 for tone in picture.tobytes()]


@pytest.mark.parametrize("digit", range(1, len(ROLES) + 1))
def test_each_digit_shows_its_role(leader, digit):
    leader.type(str(digit))
    until_seen(leader, lambda shown: shown.raster.role == ROLES[digit - 1])
    assert [row.value for row in leader.view.roles if row.value] == [ROLES[digit - 1]]
    assert leader.view.said == []


def test_a_digit_that_is_no_role_changes_nothing(leader):
    leader.type("0")
    assert page_of(leader)._role == "bag1"


def test_every_sample_can_be_printed_by_the_shipped_templates(leader):
    for _ in range(6):
        before = page_of(leader)._shown
        leader.press(Act.FIND)
        until_seen(leader, lambda shown, before=before: shown is not before)
        assert page_of(leader)._shown.problems == ()
    assert page_of(leader)._sample == "usual"


def test_the_resolution_of_each_head_can_be_seen(leader):
    widths = []
    for _ in range(3):
        widths.append(page_of(leader).view.canvas.image.width())
        before = page_of(leader)._shown
        leader.press(Act.READ_CARD)
        until_seen(leader, lambda shown, before=before: shown is not before)
    assert widths == [480, 709, 1417]


def test_enlarged_each_dot_is_two_and_in_true_size_it_has_its_millimetres(leader):
    canvas = page_of(leader).view.canvas
    sizes = []
    for _ in range(3):
        sizes.append(canvas.size_shown.width())
        leader.press(Act.AGAIN)
    per_inch = canvas.screen().physicalDotsPerInchX()
    assert sizes == [480, 960, round(60 / 25.4 * per_inch)]
    assert canvas._scale == "dots"


def test_a_label_larger_than_its_place_is_moved_by_the_arrows(leader):
    leader.press(Act.AGAIN)
    leader.settle()
    bar = leader.view.paper.horizontalScrollBar()
    QTest.keyClick(leader.view, Qt.Key.Key_Right)
    moved = bar.value()
    QTest.keyClick(leader.view, Qt.Key.Key_Left)
    assert (moved > 0, bar.value()) == (True, 0)


def test_a_saved_file_is_seen_at_once_with_what_is_wrong_at_its_place(leader):
    own(leader, "bag", "width = 43", "width = 40")
    until_seen(leader, lambda shown: shown.is_own)
    assert leader.view.said == ["模板 bag.toml 的 献血码条码：条码连两侧留白宽 41.2 mm，放不下"]
    assert page_of(leader).view.canvas.frames == ((0.5, 8, 40, 11.2),)
    own(leader, "bag", "width = 43", "width = 42")
    until_seen(leader, lambda shown: not shown.problems)
    assert leader.view.said == []


def test_a_file_that_an_editor_replaces_is_seen_too(leader):
    own(leader, "bag", "width = 60", "width = 61")
    until_seen(leader, lambda shown: shown.is_own)
    folder = page_of(leader).folder
    for width in (62, 63):
        text = (folder / "bag.toml").read_text(encoding="utf-8")
        (folder / "bag.new").write_text(
            text.replace(f"width = {width - 1}", f"width = {width}"), encoding="utf-8"
        )
        (folder / "bag.new").replace(folder / "bag.toml")
        until_seen(leader, lambda shown, width=width: shown.template.width == width)


def test_a_file_that_is_no_template_is_told_and_shows_no_label(leader):
    own(leader, "bag", 'name = "bag"', "name = ")
    until_seen(leader, lambda shown: shown.raster is None)
    assert leader.view.said[0].startswith("标签模板 bag.toml 写错了：")
    assert leader.view.canvas.image is None


def test_what_is_wrong_with_another_file_is_not_forgotten(leader):
    own(leader, "slip", "least = 3.0", "least = 2.0")
    until_seen(leader, lambda shown: shown.problems)
    assert leader.view.said == ["模板 slip.toml 的 {role}：字高 2 mm，至少要 3 mm"]


def test_a_choice_that_does_not_exist_is_told(leader):
    own(leader, "chosen", 'bag1 = "bag"', 'bag1 = "bag7"')
    until_seen(leader, lambda shown: shown.file is None)
    assert "bag7" in leader.view.said[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('bag1 = "bag"', 'bag1 = "tube"', "为 bag1 选的标签模板 tube"),
        ("[code128]", "[code", "chosen.toml 写错了"),
    ],
)  # fmt: skip
def test_a_choice_that_cannot_serve_is_told(leader, old, new, words):
    own(leader, "chosen", old, new)
    until_seen(leader, lambda shown: shown.problems)
    assert words in leader.view.said[0]


def test_low_bars_are_advice_and_no_error(leader):
    own(leader, "bag", "height = 11.2", "height = 8")
    until_seen(leader, lambda shown: shown.is_own)
    assert leader.view.said == ["模板 bag.toml 的 献血码条码：条码高 8 mm，建议不低于 10 mm"]
    assert [problem.blocks for problem in page_of(leader)._shown.problems] == [False]


def test_the_main_key_makes_the_template_the_stations_own_and_opens_it(leader):
    leader.press(Act.MAIN)
    until_seen(leader, lambda shown: shown.is_own)
    file = page_of(leader).folder / "bag.toml"
    assert file.read_bytes() == (label_folder() / "bag.toml").read_bytes()
    assert page_of(leader).opened == [file]


def test_what_the_station_has_changed_stays_when_it_is_opened_again(leader):
    own(leader, "bag", "width = 60", "width = 61")
    until_seen(leader, lambda shown: shown.is_own)
    leader.press(Act.MAIN)
    leader.wait(lambda: page_of(leader).opened, "the file to be opened")
    assert "width = 61" in page_of(leader).opened[0].read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_told(leader):
    page_of(leader).folder.write_text("in the way", encoding="utf-8")
    leader.press(Act.MAIN)
    leader.wait(lambda: "不能写入" in leader.window.scan_line.text, "the sentence")
    assert page_of(leader).opened == []


def test_the_way_back_leads_to_the_people(leader):
    leader.press(Act.BACK)
    assert leader.wait_for_page("staff") == "staff"


def test_the_page_speaks_the_language_of_the_screen_and_the_label_that_of_the_station(leader):
    before = dots_of(page_of(leader).view.canvas)
    texts().switch("en")
    leader.settle()
    assert "Main bag" in [button.text() for button in leader.view.roles[0].buttons]
    assert dots_of(page_of(leader).view.canvas) == before
    texts().switch("zh_CN")


def test_nothing_is_cut_in_either_language_and_size(leader):
    own(leader, "bag", "width = 43", "width = 40")
    until_seen(leader, lambda shown: shown.is_own)
    assert leader.faults() == []


def test_a_nurse_looks_and_changes_nothing(tmp_path, clock):
    with terminal_at_work(tmp_path, clock, who=NURSE) as nurse:
        opened(nurse)
        nurse.press(Act.MAIN)
        nurse.wait(lambda: "没有这项权限" in nurse.window.scan_line.text, "the sentence")
        assert not page_of(nurse).folder.exists()


def test_a_wrong_template_is_told_when_the_terminal_opens(tmp_path, clock):
    text = (label_folder() / "tube.toml").read_text(encoding="utf-8").replace("width = 43", "width = 40")
    with terminal_at_work(tmp_path, clock, who=NURSE) as nurse:
        folder = nurse.terminal.profile.templates
        folder.mkdir()
        (folder / "tube.toml").write_text(text, encoding="utf-8")
        nurse.terminal._try_templates()
        nurse.wait(lambda: "tube.toml" in nurse.window.scan_line.text, "the sentence")
        assert nurse.window.scan_line.text == "模板 tube.toml 的 donation：条码连两侧留白宽 41.2 mm，放不下"
