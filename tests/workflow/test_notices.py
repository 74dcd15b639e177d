"""What the station tells is kept with its cursor, stops the donor who is here, and waits for a person."""

from __future__ import annotations

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.refusal import Trouble
from donor_room.domain.visit import Visit
from donor_room.domain.visit_acts import SEEN_AT_STATION
from donor_room.domain.walk import step_of
from donor_room.wire.messages import DirectoryPage
from donor_room.wire.notices import NoticePage
from donor_room.workflow import notices
from donor_room.workflow.desk import Desk
from donor_room.workflow.exchange import exchange_of
from tests.support import desks as d
from tests.support.desks import refused
from tests.support.notices import hold_notice, notice, tell_hold, tell_notices
from tests.support.told import PERMANENT, tell, word


class Word(msgspec.Struct):
    """The body of a kind that this program does not know."""

    says: str


def heard(desk: Desk) -> list[str]:
    return [line.act.notice for line in desk.ledger.of_house("notice.heard")]  # type: ignore[attr-defined]


def test_a_notice_is_kept_as_an_act_together_with_its_cursor(desk: Desk) -> None:
    assert tell_notices(desk, notice(hold_notice(), desk=desk), cursor="c7") == 1
    assert heard(desk) == ["hold.opened"]
    exchange = exchange_of(desk)
    assert (exchange.notice_cursor("urgent"), exchange.notice_cursor("rest")) == ("c7", "")


def test_a_page_that_comes_twice_is_heard_once(desk: Desk) -> None:
    one = notice(hold_notice(), desk=desk)
    assert [tell_notices(desk, one), tell_notices(desk, one)] == [1, 0]
    assert heard(desk) == ["hold.opened"]


def test_a_kind_that_nobody_knows_is_kept(desk: Desk) -> None:
    tell_notices(desk, notice(Word("later"), kind="of.tomorrow", desk=desk))
    (one,) = desk.notices.not_noted()
    assert (one.kind, one.body) == ("of.tomorrow", '{"says":"later"}')


def test_a_page_that_cannot_be_written_moves_no_cursor(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise Trouble("store.full")

    monkeypatch.setattr(desk.ledger, "set_cursor", full)
    with pytest.raises(Trouble):
        tell_notices(desk, notice(hold_notice(), desk=desk))
    monkeypatch.undo()
    assert (heard(desk), desk.notices.newest(), exchange_of(desk).notice_cursor("urgent")) == ([], [], "")


def test_a_page_without_notices_moves_the_cursor(desk: Desk) -> None:
    assert exchange_of(desk).take_notices(NoticePage(notices=(), cursor="c9", more=False), "rest") == 0
    assert exchange_of(desk).notice_cursor("rest") == "c9"


# ---- the donor who is here ---------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", SEEN_AT_STATION)
def test_what_only_the_station_can_see_holds_the_visit_that_is_here(desk: Desk, reason: str) -> None:
    visit = tell_hold(desk, d.bring_to(desk, "labels"), reason=reason)
    assert visit.hold is not None
    assert (visit.hold.reason, visit.hold.source, step_of(visit)) == (reason, "notice", "decision")


@pytest.mark.parametrize("reason", ["interval", "deferred_elsewhere", "stale_decision", "of.tomorrow"])
def test_what_the_directory_tells_as_well_is_left_to_its_row(desk: Desk, reason: str) -> None:
    assert tell_hold(desk, d.bring_to(desk, "labels"), reason=reason).hold is None


def test_notice_and_row_of_one_deferral_hold_once(desk: Desk) -> None:
    visit = tell_hold(desk, d.bring_to(desk, "labels"), reason="deferred_elsewhere")
    visit = tell(desk, visit, word(deferral=PERMANENT))
    assert [one.held.reason for one in visit.holds] == ["deferred_elsewhere"]


def test_one_reason_holds_a_visit_once(desk: Desk) -> None:
    visit = tell_hold(desk, d.bring_to(desk, "labels"), reason="open_twice")
    visit = tell_hold(desk, visit, reason="open_twice", crate="4")
    assert len(visit.holds) == 1


def test_a_unit_that_was_drawn_goes_apart(desk: Desk) -> None:
    visit = tell_hold(desk, d.collect_all(desk, d.bring_to(desk, "collection")), reason="group_differs")
    assert visit.quarantine == ("group_differs",)


OF_UNITS = ["interval", "deferred_elsewhere", "stale_decision", "of.tomorrow"]


@pytest.mark.parametrize("reason", OF_UNITS)
def test_a_unit_that_the_station_holds_goes_apart_though_no_row_says_why(desk: Desk, reason: str) -> None:
    visit = tell_hold(desk, d.bring_to(desk, "closed"), reason=reason)
    assert [pull_nothing(desk, visit).quarantine for _ in range(2)] == [("apart",)] * 2


def test_a_row_that_says_why_comes_before_the_station_s_bare_word(desk: Desk) -> None:
    visit = tell_hold(desk, d.bring_to(desk, "closed"), reason="deferred_elsewhere")
    assert tell(desk, visit, word(deferral=PERMANENT)).quarantine == ("deferred_elsewhere",)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [("hold.gone", {}), ("hold.decided", {"verdict": "release"}), ("hold.opened", {"visit": "elsewhere"})],
)
def test_a_unit_that_the_station_holds_no_more_stays_among_the_others(
    desk: Desk, kind: str, changes: dict[str, str]
) -> None:
    visit = d.bring_to(desk, "closed")
    if kind != "hold.opened":
        visit = tell_hold(desk, visit, reason="interval")
    body = hold_notice(**({"visit": visit.id, "reason": "interval"} | changes))
    tell_notices(desk, notice(body, kind=kind, desk=desk))
    assert pull_nothing(desk, visit).quarantine == ()


@pytest.mark.parametrize("verdict", ["discard", "stay"])
def test_a_unit_of_which_the_station_decided_that_it_stays_apart_is_apart(desk: Desk, verdict: str) -> None:
    visit = tell_hold(desk, d.bring_to(desk, "closed"), reason="interval")
    decided = hold_notice(visit.id, reason="interval", verdict=verdict)
    tell_notices(desk, notice(decided, kind="hold.decided", desk=desk))
    assert pull_nothing(desk, visit).quarantine == ("apart",)


def test_before_the_needle_a_hold_of_units_stops_nobody(desk: Desk) -> None:
    visit = tell_hold(desk, d.bring_to(desk, "labels"), reason="interval")
    assert pull_nothing(desk, visit).holds == ()


def test_a_unit_that_is_apart_already_is_not_put_apart_a_second_time(desk: Desk) -> None:
    visit = tell_hold(desk, d.bring_to(desk, "closed"), reason="group_differs")
    visit = tell_hold(desk, visit, reason="interval")
    assert pull_nothing(desk, visit).quarantine == ("group_differs",)


def pull_nothing(desk: Desk, visit: Visit) -> Visit:
    """Let a page without rows come down, as at the end of every conversation."""
    exchange_of(desk).take_page(DirectoryPage(rows=(), cursor="c", more=False, as_of=desk.clock.now()))
    return desk.visits.get(visit.id)


def test_who_has_left_without_a_unit_is_not_held(desk: Desk) -> None:
    visit = d.bring_to(desk, "decision")
    desk.record(visit.id, e.VisitClosed(how="left", remark="有事"))
    assert tell_hold(desk, visit, reason="open_twice").hold is None


@pytest.mark.parametrize("kind", ["hold.gone", "hold.decided"])
def test_a_hold_that_is_over_stops_nobody(desk: Desk, kind: str) -> None:
    visit = d.bring_to(desk, "labels")
    tell_notices(desk, notice(hold_notice(visit.id, reason="open_twice"), kind=kind, desk=desk))
    assert desk.visits.get(visit.id).hold is None


def test_a_hold_of_another_terminals_visit_stops_nobody_here(desk: Desk) -> None:
    visit = d.bring_to(desk, "labels")
    tell_notices(desk, notice(hold_notice("elsewhere", reason="open_twice"), desk=desk))
    assert desk.visits.get(visit.id).hold is None


# ---- taking note -------------------------------------------------------------------------------------------


def test_who_takes_note_is_written_down_by_name(desk: Desk) -> None:
    tell_notices(desk, notice(hold_notice(), desk=desk), notice(hold_notice("v2"), desk=desk))
    first, second = desk.notices.not_noted()
    notices.take_note(desk, [first.said, first.said, "nobody"])
    assert [one.said for one in desk.notices.not_noted()] == [second.said]
    (line,) = desk.ledger.of_house("notice.noted")
    assert (line.entry.by, line.act) == (desk.signed_in().staff, e.NoticesNoted(notices=(first.said,)))


def test_what_was_noted_is_not_noted_again(desk: Desk) -> None:
    tell_notices(desk, notice(hold_notice(), desk=desk))
    (one,) = desk.notices.not_noted()
    notices.take_note(desk, [one.said])
    notices.take_note(desk, [one.said])
    assert len(desk.ledger.of_house("notice.noted")) == 1


def test_nobody_takes_note_without_signing_in(desk: Desk, drawn: Visit) -> None:
    tell_notices(desk, notice(hold_notice(), desk=desk))
    desk.person = None
    with refused("staff.sign_in_first"):
        notices.take_note(desk, [desk.notices.not_noted()[0].said])


@pytest.fixture
def drawn(desk: Desk) -> Visit:
    return d.come_in(desk)
