"""Opening a shift: where, what for, and with which numbers."""

from __future__ import annotations

import pytest

from donor_room.ui.keys import Act
from donor_room.ui.texts import texts
from donor_room.workflow.shift import current_shift
from tests.ui.terminals import LEADER, terminal_at_work


@pytest.fixture
def before(tmp_path, clock):
    """A leader who stands before the question where we are today."""
    with terminal_at_work(tmp_path, clock, who=LEADER, opened=False) as nurse:
        nurse.wait_for_page("shift")
        yield nurse


def fill_in(
    nurse, *, kind: str = "vehicle", drive: str = "street", site: str = "人民广场", **more: str
) -> None:
    nurse.choose("site_kind", kind)
    nurse.choose("drive", drive)
    for name, text in ({"site": site} | more).items():
        nurse.fill(name, text)


def open_shift(nurse) -> None:
    nurse.press(Act.MAIN)
    nurse.settle()


def opened(nurse):
    shift = nurse.do(current_shift)
    return shift.opened if shift else None


def test_without_a_shift_the_sign_in_leads_here(before) -> None:
    assert before.page == "shift"
    assert "开班" in before.said()


def test_place_and_drive_open_the_shift_and_the_checks(before) -> None:
    fill_in(before, vehicle="采血车 03")
    open_shift(before)
    assert before.wait_for_page("checks") == "checks"
    told = opened(before)
    assert (told.site_kind, told.site, told.vehicle, told.drive, told.organisation) == (
        "vehicle", "人民广场", "采血车 03", "street", None,
    )  # fmt: skip


def test_everybody_who_is_on_the_terminal_is_the_team(before) -> None:
    fill_in(before)
    open_shift(before)
    assert len(opened(before).team) == 4


def test_campaign_and_source_are_two_keys_and_stand_in_the_opening(before) -> None:
    before.press(Act.FIND)
    before.settle()
    before.press_digit(3)
    before.settle()
    before.press_digit(5)
    before.settle()
    assert (before.view.campaign.value, before.view.source.value) == ("公务员献血月", "电话招募")
    fill_in(before)
    open_shift(before)
    before.wait_for_page("checks")
    assert (opened(before).campaign, opened(before).source) == ("civil_servants", "telephone")


def test_nothing_of_both_is_the_key_0_and_is_nothing(before) -> None:
    before.press(Act.FIND)
    before.settle()
    before.press_digit(0)
    before.settle()
    before.press_digit(0)
    before.settle()
    assert (before.view.campaign.value, before.view.source.value) == ("未填", "未填")
    fill_in(before)
    open_shift(before)
    before.wait_for_page("checks")
    assert (opened(before).campaign, opened(before).source) == (None, None)


def test_nothing_is_chosen_before_somebody_chooses(before) -> None:
    assert (before.view.site_kind.value, before.view.drive.value) == (None, None)
    before.fill("site", "人民广场")
    open_shift(before)
    assert before.view.message.text == "请选择场所和方式"
    assert opened(before) is None


def test_digits_choose_where_no_field_has_the_keyboard(before) -> None:
    before.view.setFocus()
    before.press_digit(1)
    before.press_digit(4)
    assert (before.view.site_kind.value, before.view.drive.value) == ("vehicle", "group")


def test_digits_in_a_field_are_written_and_choose_nothing(before) -> None:
    before.fill("site", "23")
    assert (before.view.site.text(), before.view.site_kind.value) == ("23", None)


@pytest.mark.parametrize("site", ["", "   "])
def test_a_shift_needs_a_place(before, site) -> None:
    fill_in(before, site=site)
    open_shift(before)
    assert before.view.message.text == "请输入地点"
    assert opened(before) is None


def test_the_organisation_is_asked_only_for_a_group(before) -> None:
    assert not before.view.organisation.isVisible()
    before.choose("drive", "group")
    assert before.view.organisation.isVisible()
    assert before.window.focusWidget() is before.view.organisation
    before.choose("drive", "street")
    assert not before.view.organisation.isVisible()


@pytest.mark.parametrize("organisation", ["", "  "])
def test_a_group_drive_needs_an_organisation(before, organisation) -> None:
    fill_in(before, drive="group", organisation=organisation)
    open_shift(before)
    assert before.view.message.text == "请输入团体名称"
    assert opened(before) is None


def test_a_group_drive_with_its_organisation_opens(before) -> None:
    fill_in(before, drive="group", organisation="第一中学")
    open_shift(before)
    assert (opened(before).drive, opened(before).organisation) == ("group", "第一中学")


def test_a_refusal_is_taken_back_when_the_page_comes_again(before) -> None:
    open_shift(before)
    assert before.view.message.text != ""
    before.terminal.show("shift")
    before.settle()
    assert before.view.message.text == ""


def test_without_numbers_no_shift_opens_and_it_is_said_what_to_do(tmp_path, clock) -> None:
    with terminal_at_work(tmp_path, clock, who=LEADER, opened=False, numbers=False) as nurse:
        nurse.wait_for_page("shift")
        fill_in(nurse)
        open_shift(nurse)
        assert nurse.view.message.text == "没有献血码，请按 F5 加入血站或联机领取"
        assert (nurse.page, opened(nurse)) == ("shift", None)


def test_numbers_list_and_rules_stand_beside(before) -> None:
    view = before.view
    assert view._numbers.value == "余 9,999 个"
    assert view._list.value == "名单刚更新"
    assert view._rules.value == before.do(lambda desk: desk.packs.rules.about.id)


def test_the_team_stands_beside_with_its_roles(before) -> None:
    rows = [(row.text, row.note) for row in before.view._people if row.isVisible()]
    assert rows == [("孙悦", "组长 · 护士"), ("王芳", "护士"), ("赵敏", "医师"), ("周海", "护士")]


def test_a_shift_that_is_open_is_not_opened_twice(before) -> None:
    fill_in(before)
    open_shift(before)
    before.terminal.show("shift")
    before.settle()
    open_shift(before)
    assert before.view.message.text == "已经开班，先交接再开新班"


def test_the_people_are_one_key_away(before) -> None:
    before.press(Act.RECORDS)
    assert before.wait_for_page("staff") == "staff"


def test_the_station_is_one_key_away(before) -> None:
    before.press(Act.AGAIN)
    assert before.wait_for_page("enrol") == "enrol"
    assert before.view.mode == "practice"


def test_what_was_chosen_and_typed_stays_in_the_other_language(before) -> None:
    fill_in(before, kind="house", drive="group", organisation="第一中学")
    texts().switch("en")
    before.settle()
    view = before.view
    assert (view.site_kind.value, view.drive.value, view.organisation.text()) == (
        "house",
        "group",
        "第一中学",
    )
    assert view.organisation.isVisible()


def test_the_side_speaks_the_other_language_too(before) -> None:
    texts().switch("en")
    before.settle()
    notes = [row.note for row in before.view._people if row.isVisible()]
    assert notes == ["Team leader · Nurse", "Nurse", "Physician", "Nurse"]
    assert "余" not in before.view._numbers.value


def test_nothing_is_cut_and_nothing_is_small(before) -> None:
    assert before.faults() == []


def test_nothing_is_cut_with_an_organisation_and_a_refusal(before) -> None:
    fill_in(before, drive="group", organisation="")
    open_shift(before)
    assert before.faults() == []


def test_a_key_draws_the_forms_for_a_day_on_paper(before) -> None:
    before.press(Act.DEFER)
    before.settle()
    (file,) = (before.terminal.papers / "downtime").iterdir()
    assert file.read_bytes().startswith(b"%PDF")
    assert file.name in before.words()
