"""Held units: shown with the reason in words, decided by a physician with a reason, kept in the journal."""

from __future__ import annotations

import pytest

from donor_room.station.journal import newest
from donor_room.station.projector import rebuild
from donor_room.station.server import Station
from tests.station.console.conftest import SignedIn
from tests.support.busy_day import fill
from tests.support.pages import Reader, Visitor


@pytest.fixture
def busy(station: Station) -> Station:
    fill(station)
    return station


def open_hold(someone: Visitor, reason: str) -> str:
    """Go to the first hold for a reason and return its address."""
    page = someone.get("/console/holds")
    link = next(one for one in page.links if f"reason={reason}" in one)
    someone.get(link)
    return link


def to_decide(page: Reader) -> int:
    """Return how many holds the page says are to be decided."""
    return int(page.words.partition("To decide: ")[2].split()[0])


def decide(someone: Visitor, verdict: str = "discard", why: str = "two groups, one donor") -> Visitor:
    someone.send("/console/hold", verdict=verdict, why=why)
    return someone


def test_a_hold_says_why_which_number_and_whom_masked(busy: Station, signed_in: SignedIn) -> None:
    page = signed_in("clerk").get("/console/holds")
    assert to_decide(page) == len([cells for cells in page.rows()[1:] if len(cells) == 7]) >= 8
    line = next(cells for cells in page.rows() if cells and cells[0].startswith("Blood group differs"))
    assert line[1:] == ["A9999 26 000001", "样*0", "样例广场", "2026-11-21 09:00", "200 mL", "Look"]


def test_both_visits_stand_side_by_side(busy: Station, signed_in: SignedIn) -> None:
    someone = signed_in("physician")
    open_hold(someone, "group_differs")
    words = someone.page.words
    assert "The blood groups that were typed at two visits of this donor are not the same." in words
    assert words.index("This visit") < words.index("The other visit")
    assert "A9999 26 000001" in words
    assert "A9999 26 000002" in words


def test_no_full_name_stands_on_the_page_of_a_hold(busy: Station, signed_in: SignedIn) -> None:
    someone = signed_in("physician")
    open_hold(someone, "group_differs")
    assert "样例零" not in someone.answer.text


@pytest.mark.parametrize("verdict", ["release", "discard", "stay"])
def test_a_verdict_is_kept_with_name_reason_and_time(
    busy: Station, signed_in: SignedIn, verdict: str
) -> None:
    someone = signed_in("physician")
    before = to_decide(someone.get("/console/holds"))
    open_hold(someone, "group_differs")
    assert "The verdict is saved." in decide(someone, verdict).page.words
    assert to_decide(someone.page) == before - 1
    with busy.connections.lend() as conn:
        line = newest(conn, "66001", limit=1)[0]
    assert (line.kind, line.done_by, line.body["verdict"], line.body["why"]) == (
        "hold_decided", "physician0", verdict, "two groups, one donor",
    )  # fmt: skip
    assert line.body["reason"] == "group_differs"


def test_a_verdict_about_one_visit_leaves_the_other_one_open(busy: Station, signed_in: SignedIn) -> None:
    someone = signed_in("physician")
    open_hold(someone, "group_differs")
    decide(someone)
    assert sum("reason=group_differs" in link for link in someone.page.links) == 1
    decided = someone.get("/console/holds?show=decided")
    assert sum("reason=group_differs" in link for link in decided.links) == 1


def test_a_verdict_outlives_a_second_reading_of_all_books(busy: Station, signed_in: SignedIn) -> None:
    someone = signed_in("physician")
    open_hold(someone, "number_twice")
    left = to_decide(decide(someone).page)
    with busy.connections.lend() as conn:
        rebuild(conn, busy.house.world)
    assert to_decide(someone.get("/console/holds")) == left


def test_a_hold_is_decided_once(busy: Station, signed_in: SignedIn) -> None:
    someone = signed_in("physician")
    link = open_hold(someone, "number_twice")
    form = next(one for one in someone.page.forms if one.action == "/console/hold")
    decide(someone, "stay", "ask the van first")
    assert "ask the van first" in someone.get(link).words
    assert not [one for one in someone.page.forms if one.action == "/console/hold"]
    again = someone.post("/console/hold", form.fields | {"verdict": "release", "why": "no need"})
    assert "Meanwhile this hold has been decided." in again.words


def test_a_hold_that_rests_on_something_else_by_now_is_not_decided(
    busy: Station, signed_in: SignedIn
) -> None:
    someone = signed_in("physician")
    open_hold(someone, "group_differs")
    form = next(one for one in someone.page.forms if one.action == "/console/hold")
    typed = {"verdict": "release", "why": "it is well", "rests_on": "what it was before"}
    page = someone.post("/console/hold", form.fields | typed)
    assert "rests on something else by now" in page.words


def test_the_terminals_are_told_of_a_verdict(busy: Station, signed_in: SignedIn) -> None:
    someone = signed_in("physician")
    open_hold(someone, "group_differs")
    decide(someone)
    with busy.connections.lend() as conn:
        told = conn.execute("SELECT body FROM notice WHERE kind = 'hold.decided' AND urgent").fetchall()
    assert told
    assert all('"discard"' in body for (body,) in told)


@pytest.mark.parametrize(
    ("verdict", "why", "said"),
    [
        ("", "a good reason", "Choose a verdict."),
        ("burn", "a good reason", "Choose a verdict."),
        ("discard", "", "Write the reason"),
        ("discard", "abc", "Write the reason"),
        ("discard", "x" * 1001, "Write the reason"),
    ],
)
def test_a_verdict_without_a_reason_is_none(
    busy: Station, signed_in: SignedIn, verdict: str, why: str, said: str
) -> None:
    someone = signed_in("physician")
    before = to_decide(someone.get("/console/holds"))
    open_hold(someone, "group_differs")
    assert said in decide(someone, verdict, why).page.words
    assert to_decide(someone.get("/console/holds")) == before


def test_what_is_not_held_cannot_be_decided(busy: Station, signed_in: SignedIn) -> None:
    someone = signed_in("physician")
    open_hold(someone, "group_differs")
    form = next(one for one in someone.page.forms if one.action == "/console/hold")
    made_up = form.fields | {"visit": "v9", "verdict": "release", "why": "it is well"}
    someone.post("/console/hold", made_up)
    assert someone.answer.status_code == 404
    with busy.connections.lend() as conn:
        assert newest(conn, "66001", limit=9, kind="hold_decided") == []


@pytest.mark.parametrize("role", ["clerk", "keeper"])
def test_only_a_physician_is_asked_for_a_verdict(busy: Station, signed_in: SignedIn, role: str) -> None:
    someone = signed_in(role)
    open_hold(someone, "group_differs")
    assert not [form for form in someone.page.forms if form.action == "/console/hold"]
    assert "Only a physician of the station decides" in someone.page.words


def test_an_entry_set_aside_is_looked_at_with_what_came_of_it(busy: Station, signed_in: SignedIn) -> None:
    someone = signed_in("keeper")
    page = someone.get("/console/quarantine")
    assert "of a newer program" in page.words
    page = someone.send("/console/quarantine", why="the van has a newer program")
    assert "the van has a newer program" in page.words
    assert "keeper0" in page.words
    assert not [form for form in page.forms if form.action == "/console/quarantine"]
    assert "0 entries set aside" in someone.get("/console").words


@pytest.mark.parametrize("wrong", [{"seq": "999"}, {"seq": "one"}, {"book": "van9"}])
def test_an_entry_that_is_not_set_aside_is_not_looked_at(
    busy: Station, signed_in: SignedIn, wrong: dict[str, str]
) -> None:
    someone = signed_in("keeper")
    page = someone.get("/console/quarantine")
    form = next(one for one in page.forms if one.action == "/console/quarantine")
    someone.post("/console/quarantine", form.fields | {"why": "looked at"} | wrong)
    assert someone.answer.status_code == 404
