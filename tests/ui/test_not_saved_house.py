"""The pages of the house when the store takes nothing: said there, all typed stays, the same key again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.settings import Profile, profile_of
from donor_room.store import vault
from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.widgets.fields import Message
from donor_room.workflow import shift, sign_in
from tests.support import desks as d
from tests.support.profiles import new_profile, open_at_once
from tests.ui.monkey import _enlist_all
from tests.ui.store_faults import FAULTS, end_of, kinds_after, refusing
from tests.ui.terminals import LEADER, Nurse, terminal_at_work, terminal_of

CODES = tuple(FAULTS)
LIST = Path(__file__).parents[1] / "vectors" / "group_list.csv"


@pytest.fixture
def nurse(tmp_path: Path, clock: FixedClock) -> Iterator[Nurse]:
    with terminal_at_work(tmp_path, clock, who=LEADER) as nurse:
        nurse.do(_enlist_all)
        nurse.do(lambda desk: d.take_place(desk, d.EVERYBODY))
        yield nurse


def refuse_saved(nurse: Nurse, page: str, code: str) -> None:
    nurse.settle()
    assert nurse.page == page
    sentence = say(code, path=str(nurse.terminal.profile.database))
    assert sentence in (nurse.words(), *nurse.said().split("\n"), *beside_fields(nurse))


def beside_fields(nurse: Nurse) -> list[str]:
    return [one.text for one in nurse.window.findChildren(Message) if one.isVisible()]


def written(nurse: Nurse, before: int) -> list[str]:
    kinds: list[str] = nurse.do(lambda desk: kinds_after(desk, before))
    return kinds


@pytest.mark.parametrize("code", CODES)
def test_a_shift_opens_once_when_the_store_takes_it(tmp_path: Path, clock: FixedClock, code: str) -> None:
    with terminal_at_work(tmp_path, clock, who=LEADER, opened=False) as nurse:
        nurse.wait_for_page("shift")
        nurse.choose("site_kind", "vehicle")
        nurse.choose("drive", "street")
        nurse.fill("site", "人民广场")
        with refusing(nurse, code):
            for _ in range(2):
                nurse.press(Act.MAIN)
                refuse_saved(nurse, "shift", code)
            assert nurse.view.site.text() == "人民广场"
        before = nurse.do(end_of)
        nurse.press(Act.MAIN)
        nurse.wait_for_page("checks")
        assert written(nurse, before).count("shift.opened") == 1


@pytest.mark.parametrize("code", CODES)
def test_a_new_person_is_added_once(nurse: Nurse, code: str) -> None:
    nurse.do(lambda desk: d.take_place(desk, d.ADMINISTRATOR))
    nurse.terminal.show("staff")
    nurse.settle()
    typed = {"staff_name": "何宁", "staff_password": "new-nurse-77", "staff_pin": "1470"}
    for name, text in typed.items():
        nurse.fill(name, text)
    nurse.click("role_nurse")
    with refusing(nurse, code):
        for _ in range(2):
            nurse.press(Act.MAIN)
            refuse_saved(nurse, "staff", code)
        assert {name: nurse.find(name).text() for name in typed} == typed
        assert nurse.view.roles["nurse"].isChecked()
    before = nurse.do(end_of)
    nurse.press(Act.MAIN)
    nurse.wait(lambda: nurse.view.name.text() == "", "the next person's form")
    assert written(nurse, before) == ["staff.added", "staff.pin_set"]
    assert [one.name for one in nurse.do(sign_in.staff)].count("何宁") == 1


@pytest.mark.parametrize("code", CODES)
def test_a_list_that_was_read_stays_until_it_is_taken(nurse: Nurse, code: str) -> None:
    nurse.terminal.show("group_list")
    nurse.settle()
    nurse.view.file_chosen.emit(str(LIST))
    nurse.wait(lambda: nurse.view.mode == "preview", "the file")
    with refusing(nurse, code):
        for _ in range(2):
            nurse.press(Act.MAIN)
            refuse_saved(nurse, "group_list", code)
            assert nurse.view.mode == "preview"
    before = nurse.do(end_of)
    nurse.press(Act.MAIN)
    nurse.wait(lambda: nurse.view.mode == "people", "the people")
    assert written(nurse, before) == ["list.taken"]


@pytest.mark.parametrize("code", CODES)
def test_numbers_go_back_once_and_the_shift_closes_once(nurse: Nurse, code: str) -> None:
    nurse.terminal.show("handover")
    nurse.settle()
    with refusing(nurse, code):
        for _ in range(2):
            nurse.press_digit(4)
            refuse_saved(nurse, "handover", code)
    before = nurse.do(end_of)
    nurse.press_digit(4)
    nurse.wait(lambda: nurse.do(end_of) > before, "the numbers to go back")
    nurse.settle()
    assert written(nurse, before) == ["numbers.returned"]
    nurse.press(Act.MAIN)
    nurse.wait(lambda: nurse.view.open_sheet is not None, "the sheet of the signatures")
    sheet = nurse.view.open_sheet
    nurse.type(d.PIN)
    nurse.enter()
    nurse.click(next(button for button in sheet.people.buttons if button.text() == LEADER.name))
    chosen = sheet.people.value
    with refusing(nurse, code):
        for _ in range(2):
            nurse.type(LEADER.pin)
            nurse.press(Act.MAIN)
            refuse_saved(nurse, "handover", code)
            assert (sheet.fields["own_pin"].text(), sheet.people.value) == (d.PIN, chosen)
        assert nurse.do(shift.current_shift) is not None
    before = nurse.do(end_of)
    nurse.type(LEADER.pin)
    nurse.press(Act.MAIN)
    nurse.wait_for_page("shift")
    assert [kind for kind in written(nurse, before) if kind in ("handover.signed", "shift.closed")] == [
        "handover.signed",
        "shift.closed",
    ]


@pytest.mark.parametrize("code", CODES)
def test_a_sign_in_that_was_not_written_seats_nobody(nurse: Nurse, code: str) -> None:
    nurse.press(Act.SWITCH_PERSON)
    nurse.wait_for_page("sign_in")
    nurse.settle()
    with refusing(nurse, code):
        nurse.choose_person(LEADER)
        nurse.type(LEADER.pin)
        refuse_saved(nurse, "sign_in", code)
        assert nurse.do(lambda desk: desk.person) is None
    nurse.type(LEADER.pin)
    nurse.wait_for_page("reception")


@pytest.mark.parametrize("code", CODES)
def test_the_first_administrator_is_made_once(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    profile = new_profile(tmp_path)
    open_at_once(profile, clock).close()
    monkeypatch.setenv("DONOR_ROOM_PASSPHRASE", "dry winter road")
    with terminal_of(profile, clock) as nurse:
        nurse.wait(lambda: nurse.view.asked == "first_person", "the first administrator's form")
        typed = {"name": "陈立", "password": "first-admin-1", "pin": "1122"}
        for name, text in typed.items():
            nurse.fill(name, text)
        with refusing(nurse, code):
            nurse.press(Act.MAIN)
            refuse_saved(nurse, "opening", code)
            assert {name: nurse.view.text(name) for name in typed} == typed
        before = nurse.do(end_of)
        nurse.press(Act.MAIN)
        nurse.wait_for_page("shift")
        assert written(nurse, before) == ["staff.added", "staff.pin_set"]


def test_a_terminal_that_could_not_be_made_leaves_nothing_and_the_same_key_makes_it(
    tmp_path: Path, clock: FixedClock
) -> None:
    profile = profile_of(tmp_path / "new" / "terminal.db", "practice")
    profile.make_folder()
    profile.directory.mkdir()  # where the file of the directory should be
    with terminal_of(profile, clock) as nurse:
        for name in ("passphrase", "again"):
            nurse.fill(name, "dry winter road")
        nurse.press(Act.MAIN)
        sentence = say("store.cannot_open", path=str(profile.directory))
        nurse.wait(lambda: sentence in beside_fields(nurse), "the sentence")
        assert (nurse.view.text("passphrase"), nurse.view.text("again")) == ("dry winter road",) * 2
        assert not vault.exists(profile.folder)
        assert not profile.database.exists()
        profile.directory.rmdir()
        nurse.press(Act.MAIN)
        nurse.wait(lambda: nurse.view.asked == "first_person", "the first administrator's form")


@pytest.mark.parametrize("code", [one for one in CODES if one != "store.disk_full"])
def test_address_and_code_stay_when_the_enrolment_was_not_begun(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """What begins an enrolment takes the place of what stands there: a full disk has room for it."""
    with terminal_at_work(tmp_path, clock, who=LEADER) as nurse:
        nurse.do(_enlist_all)
        _make_real(nurse, monkeypatch)
        nurse.do(lambda desk: d.take_place(desk, d.ADMINISTRATOR))
        nurse.terminal.show("enrol")
        nurse.wait(lambda: nurse.view.mode == "ask", "the question for the station")
        nurse.fill("enrol_address", "http://127.0.0.1:9")
        nurse.fill("enrol_code", "ABCD-EFGH-JKLM")
        with refusing(nurse, code):
            nurse.press(Act.MAIN)
            refuse_saved(nurse, "enrol", code)
            assert nurse.find("enrol_code").text() == "ABCD-EFGH-JKLM"
        before = nurse.do(end_of)
        nurse.press(Act.MAIN)
        nurse.wait(lambda: say("enrol.no.unreachable") in nurse.said(), "the station's silence")
        assert written(nurse, before) == []


def _make_real(nurse: Nurse, monkeypatch: pytest.MonkeyPatch) -> None:
    """A practice terminal is never enrolled; a real one begins without the invented numbers of practice."""
    monkeypatch.setattr(Profile, "is_practice", property(lambda _self: False))
    monkeypatch.setattr(nurse.terminal.desk, "practice", False)
