"""The organiser's list: a file is looked through, taken, and people are led to the reception."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QToolButton

from donor_room.domain import entries as e
from donor_room.ui.keys import Act
from donor_room.ui.steps.group_list import presenter as group_list
from donor_room.ui.texts import texts
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.workflow import expected
from donor_room.workflow.shift import open_shift
from tests.ui.steps.desk_pictures import come_from_list
from tests.ui.steps.house import ShellSpy, make_desk, press, put_up
from tests.ui.terminals import PLACE, terminal_at_work

VECTORS = Path(__file__).parents[2] / "vectors"
ENTER, DOWN, ESC, F5, F10 = (
    Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Escape, Qt.Key.Key_F5, Qt.Key.Key_F10,
)  # fmt: skip


@pytest.fixture
def desk(tmp_path, clock):
    made = make_desk(tmp_path, clock, drive="group")
    yield made
    made.close()


@pytest.fixture
def page(shell: ShellSpy):
    made = group_list.build(shell)
    put_up(shell, made, None)
    return made


@pytest.fixture
def taken(page, shell):
    """The list of the vector, taken by key."""
    offer(page)
    press(shell.window, F10)
    return page


def offer(page, name: str = "group_list.csv", folder: Path = VECTORS) -> None:
    page.view.file_chosen.emit(str(folder / name))


def cells(page) -> list[tuple[str, str, str, str]]:
    return [line.cells for line in page.view.list.lines]


def drop(page, *files: Path) -> None:
    told = QMimeData()
    told.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(40, 40), copy, told, left, none)
    page.view.dragEnterEvent(entered)
    page.view.dropEvent(QDropEvent(QPointF(40, 40), copy, told, left, none))


# ---- a file ------------------------------------------------------------------------------------------------


def test_without_a_list_the_page_asks_for_a_file(page) -> None:
    assert (page.view.mode, page.view.main.shown_text) == ("empty", "选择文件")
    assert page.view.pairs[0].value == "云冈机电公司"


def test_what_was_refused_is_seen_first_with_row_and_reason_and_none_is_lost(page, shell) -> None:
    offer(page)
    view = page.view
    assert (view.mode, view.sides.value, view.main.shown_text) == ("preview", "refused", "接收 35 人")
    assert [row[0] for row in cells(page)] == ["第 10 行", "第 25 行", "第 27 行", "第 38 行", "第 41 行"]
    assert cells(page)[2][3] == "与第 22 行重复。"
    press(shell.window, "2")
    assert len(cells(page)) == 35


def test_a_workbook_is_read_as_well(page) -> None:
    offer(page, "group_list.xlsx")
    kept = page.state.offered.group
    assert (page.view.mode, len(kept.rows)) == ("preview", 25)


def test_nothing_is_kept_before_the_list_is_taken(page, desk) -> None:
    offer(page)
    assert expected.awaited(desk) == ()
    assert desk.ledger.of_house(e.ListTaken.KIND) == []


def test_esc_lets_a_file_go(page, shell, desk) -> None:
    offer(page)
    press(shell.window, ESC)
    assert (page.view.mode, shell.shown) == ("empty", [])
    press(shell.window, ESC)
    assert shell.shown == ["reception"]


def test_f10_takes_the_people_and_says_how_many(taken, shell, desk) -> None:
    assert (taken.view.mode, len(cells(taken))) == ("people", 35)
    assert shell.window.scan_line.text == "已接收，新增 35 人，更新 0 人"
    assert len(expected.awaited(desk)) == 35


def test_who_may_not_register_is_told_so(page, shell, desk) -> None:
    desk.person = type(desk.person)(staff="s9", name="陈立", roles=("administrator",), password="", pin=None)
    offer(page)
    press(shell.window, F10)
    assert "陈立" in page.view.message.text()
    assert expected.awaited(desk) == ()


def test_a_file_that_is_no_list_is_named_and_let_go(page) -> None:
    offer(page, "isbt128.json")
    assert page.view.message.text().startswith("文件 isbt128.json 中找不到")
    assert page.view.mode == "empty"


def test_a_file_that_is_gone_is_named(page, tmp_path) -> None:
    offer(page, "gone.csv", tmp_path)
    assert page.view.message.text() == "文件 gone.csv 打不开。请确认它还在，并在别的程序里把它关闭。"


def test_a_file_larger_than_any_list_is_not_even_read(page, tmp_path) -> None:
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(20_000_001)
    offer(page, "large.csv", tmp_path)
    assert "超过 20 MB" in page.view.message.text()


def test_of_a_file_of_refused_rows_only_nobody_can_be_taken(page, shell, tmp_path, desk) -> None:
    (tmp_path / "bad.csv").write_text("姓名,身份证号\n王国,123\n", "utf-8")
    offer(page, "bad.csv", tmp_path)
    assert page.view.main.shown_text == "没有可以接收的人"
    press(shell.window, F10)
    assert desk.ledger.of_house(e.ListTaken.KIND) == []


def test_the_end_of_a_number_stands_nowhere_among_those_who_can_be_taken(page, shell) -> None:
    offer(page)
    press(shell.window, "2")
    assert not any("4649" in text for row in cells(page) for text in row)


def test_a_file_may_be_dropped_on_the_page(page) -> None:
    drop(page, VECTORS / "group_list.csv")
    assert page.view.mode == "preview"


def test_two_files_at_once_are_none(page) -> None:
    drop(page, VECTORS / "group_list.csv", VECTORS / "group_list.xlsx")
    assert page.view.mode == "empty"


def test_the_systems_window_gives_the_file(page, shell, qtbot) -> None:
    press(shell.window, F10)
    dialog = page.view.findChild(QFileDialog)
    assert dialog.isVisible()
    dialog.fileSelected.emit(str(VECTORS / "group_list.xlsx"))
    dialog.close()
    assert page.view.mode == "preview"


def test_the_systems_window_makes_and_removes_nothing(page, shell, monkeypatch, tmp_path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    press(shell.window, F10)
    dialog = page.view.findChild(QFileDialog)
    make = dialog.findChild(QToolButton, "newFolderButton")
    make.click()
    assert not make.isEnabled()
    assert list(empty.iterdir()) == []
    dialog.close()


def test_another_list_is_asked_for_by_key(taken, shell) -> None:
    press(shell.window, F5)
    dialog = taken.view.findChild(QFileDialog)
    assert dialog.isVisible()
    dialog.close()


# ---- the people --------------------------------------------------------------------------------------------


def test_the_last_four_and_enter_lead_to_the_reception_with_the_document_proved(taken, shell) -> None:
    press(shell.window, "6411", ENTER)
    assert [(row.name, typed) for row, typed in shell.received] == [("王国", "6411")]


def test_a_name_leads_there_with_the_document_still_to_be_read(taken, shell) -> None:
    taken.view.search.setText("王国")
    taken.view.sought.emit("王国")
    press(shell.window, F10)
    assert [(row.name, typed) for row, typed in shell.received] == [("王国", "")]


def test_arrows_mark_another_person_while_the_search_keeps_the_keyboard(taken, shell) -> None:
    press(shell.window, DOWN, DOWN, ENTER)
    assert shell.received[0][0].name == "罗涵"
    assert taken.view.search.hasFocus()


def test_a_press_on_a_line_chooses_it(taken, shell) -> None:
    QTest.mouseClick(taken.view.list, Qt.MouseButton.LeftButton, pos=QPoint(60, 56 + 20))
    assert shell.received[0][0].name == "王桂"


def test_nobody_of_this_name_is_said_on_the_button(taken, shell) -> None:
    press(shell.window, "zzz")
    assert taken.view.main.shown_text == "名单上没有此人"
    press(shell.window, ENTER, F10)
    assert shell.received == []


def test_where_nobody_is_found_the_page_says_how_to_go_on(taken, shell) -> None:
    view = taken.view
    assert not view._nobody.isVisibleTo(view)
    press(shell.window, "zzz")
    assert (view._nobody.isVisibleTo(view), view._span.isVisibleTo(view)) == (True, False)
    assert "Esc" in view._nobody.text()


def test_who_has_come_is_marked_counted_and_stands_last(taken, shell, desk) -> None:
    come_from_list(desk, expected.awaited(desk)[0].row)
    taken.grew("v", ())
    assert (cells(taken)[-1][0], cells(taken)[-1][3]) == ("何英", "已到 · 征询")
    assert [row.value for row in taken.view.pairs[1:4]] == ["35 人", "1 人", "34 人"]


def test_who_is_here_is_taken_up_again(taken, shell, desk) -> None:
    come_from_list(desk, expected.awaited(desk)[0].row)
    taken.grew("v", ())
    press(shell.window, "4649", ENTER)
    assert [visit.donor.name for visit in shell.went_on] == ["何英"]
    assert shell.received == []


def test_the_search_is_empty_when_the_page_comes_again(taken, shell) -> None:
    press(shell.window, "6411")
    taken.open(None)
    assert (taken.view.search.text(), len(cells(taken))) == ("", 35)


def test_a_long_list_is_walked_through_by_page_and_wheel(taken, shell) -> None:
    first = taken.view.list.span
    press(shell.window, Qt.Key.Key_PageDown)
    assert taken.view.list.span > first
    press(shell.window, Qt.Key.Key_PageUp)
    assert taken.view.list.span == first


def test_a_finger_that_draws_moves_the_list_and_chooses_nobody(taken, shell) -> None:
    lines = taken.view.list
    QTest.mousePress(lines, Qt.MouseButton.LeftButton, pos=QPoint(60, 300))
    QTest.mouseMove(lines, QPoint(60, 100))
    QTest.mouseRelease(lines, Qt.MouseButton.LeftButton, pos=QPoint(60, 100))
    assert shell.received == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
@pytest.mark.parametrize("stands", ["empty", "preview", "people"])
def test_nothing_is_cut_and_nothing_is_small(page, shell, stands, size, language) -> None:
    if stands != "empty":
        offer(page)
    if stands == "people":
        press(shell.window, F10)
        shell.window.scan_line.hide()
    shell.window.resize(*size)
    texts().switch(language)
    QApplication.processEvents()
    assert (find_cut_texts(page.view), find_small_targets(page.view)) == ([], [])


def test_from_the_reception_through_the_list_to_the_fields_of_the_person(tmp_path, clock) -> None:
    """The whole terminal, by keys: F5, the file let fall on the page, F10, the last four, Enter."""
    with terminal_at_work(tmp_path, clock, opened=False) as nurse:
        nurse.wait_for_page("shift")
        nurse.do(
            lambda desk: open_shift(desk, **PLACE | {"drive": "group"}, organisation="第三中学", team=())
        )
        nurse.terminal.show("reception")
        nurse.settle()
        nurse.press(Act.AGAIN)
        nurse.wait_for_page("group_list")
        drop(nurse.terminal.presenter("group_list"), VECTORS / "group_list.csv")
        nurse.wait(lambda: nurse.view.mode == "preview", "the file to be read")
        nurse.press(Act.MAIN)
        nurse.wait(lambda: nurse.view.mode == "people", "the list to be taken")
        nurse.type("8397")
        nurse.enter()
        nurse.wait_for_page("reception")
        nurse.wait(lambda: nurse.view.mode == "form", "the person's fields")
        assert nurse.view.form.typed()["name"] == "罗涵"
        nurse.press(Act.BACK)
        nurse.press(Act.AGAIN)
        nurse.wait_for_page("group_list")
        assert nurse.do(lambda desk: [one.visit for one in expected.awaited(desk) if one.visit]) == []


def test_a_way_back_and_another_list_have_their_keys(page) -> None:
    assert page.view.has_act(Act.BACK)
    assert page.view.has_act(Act.AGAIN)
