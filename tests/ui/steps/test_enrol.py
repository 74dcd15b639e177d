"""Joining the station: a whole terminal, a whole station, and everything that may stand against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.staff import Person
from donor_room.settings import profile_of
from donor_room.station.server import Station
from donor_room.sync.session import Session, link_of
from donor_room.ui.keys import Act
from donor_room.ui.steps.enrol import presenter as enrol
from donor_room.ui.steps.enrol.presenter import EnrolPresenter
from donor_room.ui.texts import texts
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.wire.signature import fingerprint, new_key, public_text
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.support.profiles import PASSPHRASE
from tests.support.stations import enrol as enrol_key
from tests.support.stations import running_station
from tests.ui.steps.house import StationSpy, enrol_at_once, make_desk, press, put_up
from tests.ui.terminals import terminal_of

ENTER, ESC, F10 = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F10
CODE = "ABCD-EFGH-JKLM"
SILENT = "http://127.0.0.1:9"
ADMINISTRATOR = Person(staff="s9", name="陈立", roles=("administrator",), password="", pin=None)


@pytest.fixture
def station(clock: FixedClock) -> Iterator[Station]:
    with running_station(clock) as running:
        yield running


@pytest.fixture
def desk(tmp_path, clock, request):
    made = make_desk(tmp_path, clock, real=getattr(request, "param", "real") == "real")
    made.person = ADMINISTRATOR
    yield made
    made.close()


@pytest.fixture
def shell(desk, window, tmp_path) -> StationSpy:
    return StationSpy(desk, window, tmp_path)


@pytest.fixture
def page(shell) -> EnrolPresenter:
    made = enrol.build(shell)
    put_up(shell, made, None)
    return made


def join(page: EnrolPresenter, address: str, code: str = CODE) -> None:
    press(page.shell.window, address, ENTER, code, F10)


def said(page: EnrolPresenter) -> str:
    return page.view.message.text()


def is_joined(desk) -> bool:
    kept = enrolment_of(desk.ledger)
    return bool(kept and kept.reply)


# ---- with a station ----------------------------------------------------------------------------------------


def test_address_and_code_join_the_terminal_and_the_line_begins(page, shell, desk, station) -> None:
    join(page, station.url, station.enrolment_code("采血车 03"))
    assert (page.view.mode, shell.lines) == ("joined", 1)
    (enrolled,) = desk.ledger.of_house(e.TerminalEnrolled.KIND)
    assert enrolled.act.station_code == "66001"


def test_what_the_station_answered_is_shown(page, station) -> None:
    join(page, station.url, station.enrolment_code("采血车 03"))
    facts = {name: (row.value, row.reason) for name, row in page.view.facts.items()}
    assert facts["station"][1] == f"66001  {station.url}"
    assert facts["terminal"][0] == "采血车 03"
    assert facts["numbers"] == ("500 个", "A999926000001 – A999926000500")
    assert facts["station_key"][0] == fingerprint(public_text(station.house.key))
    assert facts["directory"] == ("0 人", "正在送来")


def test_a_code_typed_without_care_with_a_chinese_keyboard_serves(page, station) -> None:
    code = station.enrolment_code("van").replace("-", " ").lower()
    page.view.address.setText(f" {station.url.replace(':', '：')} ")
    page.view.code.setText(code)
    press(page.shell.window, F10)
    assert page.view.mode == "joined"


def test_the_code_does_not_stay_on_the_screen(page, station) -> None:
    join(page, station.url, station.enrolment_code("van"))
    assert page.view.code.text() == ""


def test_a_code_that_nobody_gave_is_said_at_its_field_and_can_be_typed_again(page, station, desk) -> None:
    join(page, station.url)
    assert said(page) == "血站没有给过这个注册码。请核对后重新输入。"
    assert page.view.code.hasFocus()
    assert page.view.address.text() == station.url
    press(page.shell.window, station.enrolment_code("van"), F10)
    assert page.view.mode == "joined"


def test_a_code_of_another_terminal_is_said(page, station) -> None:
    code = station.enrolment_code("van")
    enrol_key(station, new_key(), code=code)
    join(page, station.url, code)
    assert said(page) == "这个注册码已被另一台终端使用。请另要一个。"


def test_a_code_over_time_is_said(page, station) -> None:
    code = station.enrolment_code("van")
    station.clock.instant += timedelta(minutes=16)
    join(page, station.url, code)
    assert said(page).startswith("这个注册码已过期")


def test_a_station_of_the_other_kind_is_not_believed(page, station, desk, monkeypatch) -> None:
    monkeypatch.setattr("donor_room.sync.link.Link.enrol", _as_the_twin(station))
    join(page, station.url)
    assert said(page).startswith("那里是另一种血站")
    assert not is_joined(desk)


def _as_the_twin(station: Station):
    twin = enrol_key(station, new_key(), practice=True)
    return lambda _link, _request: twin


def test_after_the_first_conversation_the_list_is_complete(page, shell, station, clock, desk) -> None:
    join(page, station.url, station.enrolment_code("van"))
    with link_of(enrolment_of(desk.ledger), clock) as link:
        told = Session(link, lambda work: work(exchange_of(desk))).run()
    shell.station_told.emit(told)
    assert page.view.facts["directory"].reason.startswith("已齐，截至 2026-11-21")


# ---- without one -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1:9", "这不是血站的地址"),
        ("ftp://xz.example.cn", "这不是血站的地址"),
        ("https://", "这不是血站的地址"),
        ("https://xz.example.cn/a?b=c", "这不是血站的地址"),
        (SILENT, "这个地址没有应答"),
    ],
)
def test_an_address_that_is_wrong_or_silent_is_said_at_its_field(page, desk, address, words) -> None:
    join(page, address)
    assert said(page).startswith(words)
    assert page.view.address.hasFocus()
    assert page.view.code.text() == CODE
    assert not is_joined(desk)


def test_empty_fields_are_asked_for_one_after_the_other(page) -> None:
    press(page.shell.window, F10)
    assert said(page).startswith("请输入血站地址")
    press(page.shell.window, SILENT, F10)
    assert said(page) == "请输入血站给的注册码"


def test_a_line_that_is_not_encrypted_asks_whose_network_it_is(page) -> None:
    join(page, "http://xz.example.invalid")
    assert "没有加密" in said(page)
    assert page.view.network.isVisible()
    assert page.view.network.value is None


def test_on_an_own_network_it_is_tried(page) -> None:
    join(page, "http://xz.example.invalid")
    press(page.shell.window, "1", F10)
    assert said(page).startswith("这个地址没有应答")


def test_on_a_strange_network_it_is_not(page, desk) -> None:
    join(page, "http://xz.example.invalid")
    press(page.shell.window, "2", F10)
    assert "没有加密" in said(page)
    assert enrolment_of(desk.ledger) is None


def test_who_is_no_administrator_may_not_join(page, desk) -> None:
    desk.person = Person(staff="s1", name="王芳", roles=("nurse",), password="", pin=None)
    join(page, SILENT)
    assert "王芳" in said(page)
    assert enrolment_of(desk.ledger) is None


def test_the_address_of_an_attempt_that_was_cut_stands_there_again(page, desk, shell) -> None:
    join(page, SILENT)
    again = enrol.build(shell)
    again.open(None)
    assert again.view.address.text() == SILENT


# ---- nothing to join ---------------------------------------------------------------------------------------


def test_a_terminal_that_belongs_to_a_station_shows_whose_it_is(shell, desk) -> None:
    enrol_at_once(desk)
    page = enrol.build(shell)
    put_up(shell, page, None)
    assert page.view.mode == "joined"
    assert page.view.facts["station"].value == "样例市中心血站"
    press(shell.window, F10)
    assert shell.shown == ["reception"]


def test_a_terminal_that_was_joined_meanwhile_is_not_joined_twice(page, desk) -> None:
    enrol_at_once(desk)
    join(page, SILENT)
    assert page.view.mode == "joined"
    assert len(desk.ledger.of_house(e.TerminalEnrolled.KIND)) == 1


@pytest.mark.parametrize("desk", ["practice"], indirect=True)
def test_a_practice_terminal_says_that_it_needs_none(page, shell) -> None:
    assert page.view.mode == "practice"
    assert not page.view.address.isVisible()
    press(shell.window, F10)
    assert shell.shown == ["reception"]


@pytest.mark.parametrize("desk", ["practice"], indirect=True)
def test_a_practice_terminal_is_not_joined_by_any_way(page, desk) -> None:
    page._join(SILENT, CODE, None)
    assert said(page) == "练习终端自备号码和名单，不用加入血站。"


def test_a_trouble_is_said_in_the_other_language_too(page) -> None:
    join(page, SILENT)
    texts().switch("en")
    assert said(page) == "Nobody answers at this address. Check address and network, then F10."


def test_one_line_says_up_to_when_records_are_at_the_station_alone(page, desk) -> None:
    enrol_at_once(desk)
    page._look()
    row = page.view.facts["left"]
    assert row.isHidden()
    desk.ledger.set_cursor("left.until_on", "2026-08-20")
    page._look()
    assert not row.isHidden()
    assert (row.label, row.value) == ("旧记录", "2026-08-20")
    assert row.reason == "及以前的内容已存血站，本机不再保留"


def test_esc_leads_back(page, shell) -> None:
    press(shell.window, ESC)
    assert shell.shown == ["reception"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
@pytest.mark.parametrize("stands", ["ask", "network", "joined", "left"])
def test_nothing_is_cut_and_nothing_is_small(page, shell, desk, stands, size, language) -> None:
    if stands == "network":
        join(page, "http://xz.example.invalid")
    if stands == "left":
        desk.ledger.set_cursor("left.until_on", "2026-08-20")
    if stands in ("joined", "left"):
        enrol_at_once(desk)
        page._look()
    shell.window.resize(*size)
    texts().switch(language)
    QApplication.processEvents()
    assert (find_cut_texts(page.view), find_small_targets(page.view)) == ([], [])


# ---- the whole terminal ------------------------------------------------------------------------------------


def test_the_first_run_joins_the_station_and_the_line_keeps_it_level(tmp_path, clock, station) -> None:
    """Passphrase, first administrator, station, shift page: by keys, with real threads and a real line."""
    with terminal_of(profile_of(tmp_path / "new" / "terminal.db", "real"), clock) as nurse:
        for name in ("passphrase", "again"):
            nurse.fill(name, PASSPHRASE)
        nurse.press(Act.MAIN)
        nurse.wait(lambda: nurse.view.asked == "first_person", "the first administrator's form")
        for name, text in (("name", "陈立"), ("password", "first-admin-1"), ("pin", "1122")):
            nurse.fill(name, text)
        nurse.press(Act.MAIN)
        nurse.wait_for_page("enrol")
        nurse.wait(lambda: nurse.view.mode == "ask", "the question for the station")
        nurse.fill("enrol_address", station.url)
        nurse.fill("enrol_code", station.enrolment_code("采血车 03"))
        nurse.press(Act.MAIN)
        nurse.wait(lambda: nurse.view.mode == "joined", "the station's answer")
        nurse.wait(lambda: "已齐" in nurse.view.facts["directory"].reason, "the station's list")
        assert nurse.terminal.line is not None
        assert nurse.faults() == []
        nurse.press(Act.MAIN)
        assert nurse.wait_for_page("shift") == "shift"
        assert nurse.do(lambda desk: desk.numbers.unissued()) == 500
        nurse.press(Act.AGAIN)
        nurse.wait_for_page("enrol")
        nurse.wait(lambda: nurse.view.mode == "joined", "whose terminal it is")
