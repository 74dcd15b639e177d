"""The page of notices: bag and crate first, one line for one unit, read by a person with a name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.store.notices import HeardNotice
from donor_room.ui.steps.notices.presenter import NoticesPresenter, build
from donor_room.ui.steps.notices.state import NoticeLine, count_of, page_of, time_words
from donor_room.ui.steps.notices.view import NoticesView
from donor_room.ui.texts import say, texts
from donor_room.ui.widgets.inspect import find_cut_texts
from donor_room.ui.window import MainWindow
from donor_room.wire.notices import ReceivedNotice
from donor_room.wire.signature import new_key
from donor_room.wire.staff import StaffRow, sign_staff
from donor_room.workflow.notices import take_note
from tests.support.notices import hold_notice, notice, tell_notices
from tests.support.van import MORNING
from tests.ui.steps.house import ShellSpy, make_desk, put_up

TODAY = date(2026, 11, 21)


def heard(kind: str = "hold.opened", *, minutes: int = 0, noted_by: str = "", **hold: Any) -> HeardNotice:
    at, body = MORNING + timedelta(minutes=minutes), msgspec.json.encode(hold_notice(**hold)).decode()
    said = f"{kind}{minutes}{body}"
    return HeardNotice(said, kind, True, at, at, body, noted_by, MORNING if noted_by else None)


def line_of(one: HeardNotice, **known: Any) -> NoticeLine:
    (line,) = page_of([one], **({"crates": {}, "names": {"s1": "王芳"}, "today": TODAY} | known)).lines
    return line


# ---- what it says ------------------------------------------------------------------------------------------


def test_bag_and_crate_stand_first_and_then_what_to_do_and_why() -> None:
    line = line_of(heard(reason="group_differs"))
    assert (line.head, line.crate, line.look) == ("A999926000001", say("notices.crate", crate="3"), "act")
    assert line.what == say("notices.opened", why=say("notices.reason.group_differs"))
    assert line.foot == "09:00 · 样*甲 · 样例广场"


def test_the_crate_that_this_terminal_knows_counts_more() -> None:
    assert line_of(heard(), crates={"A999926000001": "8"}).crate == say("notices.crate", crate="8")
    assert line_of(heard(crate="")).crate == say("notices.not_packed")


def test_without_a_bag_the_physician_looks_first() -> None:
    line = line_of(heard(number="", crate=""))
    assert (line.head, line.crate) == (say("notices.no_bag"), "")
    assert line.what == say("notices.opened_without_bag", why=say("notices.reason.interval"))


@pytest.mark.parametrize(("verdict", "look"), [("release", "calm"), ("discard", "act"), ("stay", "act")])
def test_what_was_decided_is_said_with_who_decided(verdict: str, look: str) -> None:
    line = line_of(heard("hold.decided", verdict=verdict, by="赵敏"))
    why = say("notices.reason.interval")
    assert (line.look, line.what) == (look, say(f"notices.decided.{verdict}", why=why))
    assert say("notices.by", name="赵敏") in line.foot


def test_what_was_cleared_is_calm() -> None:
    line = line_of(heard("hold.gone"))
    assert (line.look, line.what) == ("calm", say("notices.gone", why=say("notices.reason.interval")))


def test_who_left_is_named_and_nothing_is_to_be_done() -> None:
    row = StaffRow(
        station_code="66001",
        staff="s1",
        name="王芳",
        roles=("nurse",),
        password="",
        trained_on=None,
        trained_until=None,
        has_left=True,
        revision=1,
    )
    body = msgspec.json.encode(sign_staff(row, new_key())).decode()
    line = line_of(HeardNotice("n1", "staff.left", True, MORNING, MORNING, body, "", None))
    assert (line.head, line.look) == ("王芳 已离开血站", "calm")
    assert line.what == say("notices.left_what")


@pytest.mark.parametrize(("kind", "body"), [("of.tomorrow", '{"says":"x"}'), ("hold.opened", "{}")])
def test_what_nobody_understands_is_a_plain_sentence(kind: str, body: str) -> None:
    line = line_of(heard(kind)._replace(body=body))
    assert (line.head, line.what) == (say("notices.other"), say("notices.other_what"))


@pytest.mark.parametrize(("differences", "look"), [(0, "calm"), (2, "act")])
def test_what_the_station_received_of_a_handover_is_said(differences: int, look: str) -> None:
    told = ReceivedNotice(shift="s", site="人民广场", bags=40, parts=160, differences=differences, by="许静")
    line = line_of(heard("handover.received")._replace(body=msgspec.json.encode(told).decode()))
    assert (line.look, line.head) == (look, "血站已接收：人民广场")
    assert "40 袋、共 160 件" in line.what
    assert ("2 项差异" in line.what) == bool(differences)


def test_a_reason_that_nobody_knows_is_said_in_general() -> None:
    assert say("notices.reason.other") in line_of(heard(reason="of_tomorrow")).what


def test_a_book_that_was_written_twice_sends_nobody_to_a_bag() -> None:
    line = line_of(heard(visit="", number="", crate="", donor="", site="", reason="fork"))
    assert (line.head, line.crate, line.foot) == (say("notices.this_machine"), "", "09:00")
    assert line.what == say("notices.opened_of_machine", why=say("notices.reason.fork"))


def test_two_reasons_for_one_bag_are_one_line() -> None:
    told = [heard(reason="interval", minutes=1), heard(reason="group_differs")]
    page = page_of(told, crates={}, names={}, today=TODAY)
    assert (len(page.lines), count_of(told), len(page.open_ones)) == (1, 1, 2)
    assert say("notices.reason.group_differs") in page.lines[0].what
    assert say("notices.reason.interval") in page.lines[0].what


def test_of_many_reasons_two_are_named_and_the_others_counted() -> None:
    told = [heard(reason=one, minutes=n) for n, one in enumerate(("fork", "interval", "number_twice"))]
    (line,) = page_of(told, crates={}, names={}, today=TODAY).lines
    assert line.what.endswith("，另有 1 项")


def test_what_somebody_read_stands_below_with_the_name() -> None:
    told = [heard(noted_by="s1", minutes=9), heard(visit="v2", number="A2")]
    page = page_of(told, crates={}, names={"s1": "王芳"}, today=TODAY)
    assert [line.look for line in page.lines] == ["act", "noted"]
    assert say("notices.noted_by", name="王芳", at="09:00") in page.lines[1].foot
    assert page.open_ones == page.lines[0].said


def test_another_day_is_named() -> None:
    assert time_words(MORNING, TODAY) == "09:00"
    assert time_words(MORNING, TODAY + timedelta(days=1)) == "11-21 09:00"


def test_english_joins_reasons_in_its_own_way() -> None:
    texts().switch("en")
    told = [heard(reason="interval", minutes=1), heard(reason="group_differs")]
    assert "; " in page_of(told, crates={}, names={}, today=TODAY).lines[0].what


# ---- the page ----------------------------------------------------------------------------------------------


@pytest.fixture
def view(qtbot: Any) -> NoticesView:
    made = NoticesView()
    qtbot.addWidget(made)
    made.resize(1366, 640)
    made.show()
    return made


def show(view: NoticesView, *told: HeardNotice) -> None:
    view.show_lines(page_of(told, crates={}, names={"s1": "王芳"}, today=TODAY))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("width", [1280, 1366])
def test_every_kind_of_line_is_readable(view: NoticesView, width: int, language: str, qapp: Any) -> None:
    texts().switch(language)
    view.resize(width, 640)
    reasons = ("interval", "stale_decision", "number_twice", "fork")
    show(
        view,
        *(heard(reason=reason, minutes=n) for n, reason in enumerate(reasons)),
        heard("hold.decided", visit="v2", verdict="discard", by="阿卜杜热西提·麦麦提图尔荪"),
        heard(visit="v3", noted_by="s1"),
    )
    qapp.processEvents()
    assert find_cut_texts(view) == []


def test_nobody_says_to_have_read_what_was_not_on_the_screen(
    view: NoticesView, qapp: Any, qtbot: Any
) -> None:
    show(view, *(heard(visit=f"v{n}", number=f"A{n}", minutes=-n) for n in range(12)))
    qapp.processEvents()
    assert view.main.text() == say("notices.further")
    noted: list[bool] = []
    view.note_asked.connect(lambda: noted.append(True))
    for _ in range(4):
        if not noted:
            view.main.click()
            qapp.processEvents()
    assert noted == [True]
    assert view.main.text() == say("notices.note", count=12)


def test_with_nothing_unread_there_is_nothing_to_press(view: NoticesView) -> None:
    assert view.main.isHidden()
    show(view, heard(noted_by="s1"))
    assert view.main.isHidden()
    show(view, heard())
    assert not view.main.isHidden()


def test_lines_that_are_as_they_were_are_not_built_again(view: NoticesView) -> None:
    show(view, heard())
    (row,) = view.rows
    show(view, heard())
    assert view.rows == [row]


# ---- with a desk -------------------------------------------------------------------------------------------


class House(ShellSpy):
    """The shell as this page knows it."""

    left = 0

    def leave_aside(self, _page: str) -> None:
        self.left += 1


@pytest.fixture
def presenter(tmp_path: Any, clock: FixedClock, qtbot: Any) -> NoticesPresenter:
    desk = make_desk(tmp_path / "terminal", clock)
    window = MainWindow(clock)
    qtbot.addWidget(window)
    made = build(House(desk, window, tmp_path))
    tell_notices(desk, notice(hold_notice(crate=""), desk=desk))
    put_up(made.shell, made, None)  # type: ignore[arg-type]
    yield made
    desk.close()


def test_who_presses_is_noted_and_the_line_goes_down(presenter: NoticesPresenter) -> None:
    presenter.view.main.click()
    desk = presenter.shell.desk
    (line,) = desk.ledger.of_house(e.NoticesNoted.KIND)
    assert line.entry.by == "s1"
    assert [row.line.look for row in presenter.view.rows] == ["noted"]


def test_what_came_while_the_page_was_read_is_not_noted(presenter: NoticesPresenter) -> None:
    desk = presenter.shell.desk
    tell_notices(desk, notice(hold_notice("v2", number="A2"), desk=desk))
    presenter.view.main.click()
    assert [one.body.count("A2") for one in desk.notices.not_noted()] == [1]
    assert [row.line.look for row in presenter.view.rows] == ["act", "noted"]


def test_a_bag_that_is_packed_now_is_named_with_its_crate(presenter: NoticesPresenter) -> None:
    desk = presenter.shell.desk
    desk.record_of_house(e.UnitsPacked(shift="s", number="A999926000001", role="bag1", box="6"))
    presenter.grew(None, (e.UnitsPacked.KIND,))
    assert presenter.view.rows[0].line.crate == say("notices.crate", crate="6")
    presenter.grew("v1", ("measured",))


def test_another_person_may_have_read_it_meanwhile(presenter: NoticesPresenter) -> None:
    desk = presenter.shell.desk
    take_note(desk, [one.said for one in desk.notices.not_noted()])
    presenter.view.main.click()
    assert len(desk.ledger.of_house(e.NoticesNoted.KIND)) == 1


def test_the_words_change_with_the_language(presenter: NoticesPresenter) -> None:
    texts().switch("en")
    assert presenter.view.rows[0].line.crate == "Not packed yet"


def test_back_leads_to_what_was_left(presenter: NoticesPresenter) -> None:
    presenter.view.back_asked.emit()
    assert presenter.shell.left == 1  # type: ignore[attr-defined]
