"""Numbers, packs, people and the journal on the station's pages."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.station.journal import newest, note
from donor_room.station.passing_over import TURN
from donor_room.station.restored import begin_new_generation
from donor_room.station.server import Station
from tests.station.console.conftest import SignedIn
from tests.support.busy_day import fill
from tests.support.pages import PASSWORD, Visitor, code_of
from tests.support.stations import Caller
from tests.support.van import SHIFT, Book


def test_numbers_that_were_lent_are_reckoned_up(station: Station, signed_in: SignedIn) -> None:
    caller, book = Caller(station, numbers=10), Book()
    numbers = caller.reply.numbers
    assert numbers is not None
    book.open_shift()
    book.open_visit("v1")
    book.donate("v1", "A999926000001")
    returned = e.NumbersReturned(
        shift=SHIFT,
        range_id=numbers.range_id,
        profile="isbt128",
        first="A999926000004",
        last="A999926000009",
        count=6,
    )
    explained = e.GapExplained(shift=SHIFT, number="A999926000010", reason="torn", witness="li")
    book.add(returned, explained)
    caller.push("van1", book.lines)
    station.settle()
    page = signed_in("clerk").get("/console/numbers")
    wanted = ["10", "1", "0", "0", "6", "1", "2"]
    assert [cells[1:8] for cells in page.rows() if cells[-1:] == ["comes out"]] == [wanted]
    assert [cells[4:] for cells in page.rows() if cells[0].startswith("A9999 26 000001")] == [wanted]


def test_the_page_says_until_when_no_numbers_are_lent_after_a_backup(
    station: Station, signed_in: SignedIn
) -> None:
    clerk = signed_in("clerk")
    assert "A backup was put back" not in clerk.get("/console/numbers").words
    with station.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, station.clock.now())
    assert "No numbers are lent until 2026-11-21 10:00" in clerk.get("/console/numbers").words
    station.clock.instant += TURN  # type: ignore[attr-defined]
    assert "A backup was put back" not in clerk.get("/console/numbers").words


def test_a_number_that_was_told_twice_does_not_come_out(station: Station, signed_in: SignedIn) -> None:
    caller, book = Caller(station, numbers=1), Book()
    numbers = caller.reply.numbers
    assert numbers is not None
    book.open_shift()
    book.open_visit("v1")
    book.donate("v1", "A999926000001")
    one = "A999926000001"
    book.add(
        e.NumbersReturned(
            shift=SHIFT, range_id=numbers.range_id, profile="isbt128", first=one, last=one, count=1
        )
    )
    caller.push("van1", book.lines)
    station.settle()
    page = signed_in("clerk").get("/console/numbers")
    assert "told twice, see held units" in page.words


def test_the_packs_of_the_program_are_named_with_signature_and_day(signed_in: SignedIn) -> None:
    page = signed_in("clerk").get("/console/packs")
    base = next(cells for cells in page.rows() if "GB18467-2011" in cells[0])
    assert base[2:] == ["national", "2012-07-01", "signed, unchanged", "in force"]
    packs = [cells[0] for cells in page.rows() if len(cells) == 6]
    assert packs[1] == base[0]


def test_somebody_is_invited_and_comes(station: Station, signed_in: SignedIn, visitor: Visitor) -> None:
    keeper = signed_in("keeper")
    keeper.get("/console/people")
    page = keeper.send("/console/people", login="li", name="样例乙", role="physician")
    secret = page.words.partition("Invitation for li ")[2].partition(" ")[0]
    assert secret not in keeper.get("/console/people").words
    visitor.get("/console/join")
    page = visitor.send("/console/join", login="li", secret=secret)
    assert "Welcome, 样例乙. Your role is: Physician." in page.words
    assert "svg" in [tag for tag, _ in page.tags]
    page = visitor.send(
        "/console/join/finish", password=PASSWORD, again=PASSWORD, code=code_of(station, "li")
    )
    assert "Sign in with the next code" in page.words
    assert visitor.sign_in("li").words.startswith("Today")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"again": "another password"}, "The two passwords differ."),
        ({"password": "short", "again": "short"}, "The password needs 12 to 256 signs."),
        ({"code": "000000"}, "The code does not fit."),
    ],
)
def test_what_is_wrong_at_the_first_time_is_said_and_can_be_put_right(
    station: Station, signed_in: SignedIn, visitor: Visitor, typed: dict[str, str], said: str
) -> None:
    keeper = signed_in("keeper")
    keeper.get("/console/people")
    words = keeper.send("/console/people", login="li", name="样例乙", role="clerk").words
    secret = words.partition("Invitation for li ")[2].partition(" ")[0]
    visitor.get("/console/join")
    visitor.send("/console/join", login="li", secret=secret)
    right = {"password": PASSWORD, "again": PASSWORD, "code": code_of(station, "li")}
    assert said in visitor.send("/console/join/finish", **(right | typed)).words
    right["code"] = code_of(station, "li")
    assert "Sign in with the next code" in visitor.send("/console/join/finish", **right).words


@pytest.mark.parametrize("path", ["/console/join", "/console/join/finish"])
def test_without_the_invitation_nobody_sees_a_key(signed_in: SignedIn, visitor: Visitor, path: str) -> None:
    keeper = signed_in("keeper")
    keeper.get("/console/people")
    keeper.send("/console/people", login="li", name="样例乙", role="clerk")
    visitor.get("/console/join")
    fields = visitor.page.forms[0].fields | {"login": "li", "secret": "AAAA-BBBB-CCCC-DDDD"}
    page = visitor.post(path, fields)
    assert "Login and invitation do not fit together" in page.words
    assert "svg" not in [tag for tag, _ in page.tags]


def test_who_is_locked_is_out_at_once(signed_in: SignedIn) -> None:
    keeper, clerk = signed_in("keeper"), signed_in("clerk")
    keeper.get("/console/people")
    page = keeper.send("/console/people/clerk1/lock", ("locked", "yes"))
    assert "The person is locked and signed out." in page.words
    assert clerk.get("/console").words.startswith("Sign in to the station")
    keeper.send("/console/people/clerk1/lock", ("locked", "no"))
    assert clerk.sign_in("clerk1").words.startswith("Today")


def test_a_lost_telephone_is_an_invitation_anew(signed_in: SignedIn) -> None:
    keeper, clerk = signed_in("keeper"), signed_in("clerk")
    keeper.get("/console/people")
    page = keeper.send("/console/people/clerk1/invite")
    assert "Invitation for clerk1" in page.words
    assert clerk.get("/console").words.startswith("Sign in to the station")


def test_nobody_locks_or_invites_herself(signed_in: SignedIn) -> None:
    keeper = signed_in("keeper")
    page = keeper.get("/console/people")
    assert not [form for form in page.forms if "keeper0" in form.action]
    form = next(one for one in page.forms if one.action == "/console/people")
    page = keeper.post("/console/people/keeper0/lock", {"token": form.fields["token"], "locked": "yes"})
    assert "Nobody locks herself" in page.words


def test_the_journal_says_who_did_what_in_words(station: Station, signed_in: SignedIn) -> None:
    fill(station)
    someone = signed_in("keeper")
    someone.get("/console/terminals")
    someone.send("/console/terminals", name="van <b>")
    page = someone.get("/console/journal")
    first = page.rows()[1]
    assert first[1:] == ["2026-11-21 09:00", "keeper0", "Made an enrolment code", "Terminal van <b>"]


def test_the_journal_goes_back_to_its_first_line(station: Station, signed_in: SignedIn) -> None:
    someone = signed_in("clerk")
    with station.connections.lend() as conn:
        for n in range(250):
            note(conn, "66001", "wang", "counted", {"n": n}, station.clock.now())
        all_acts = {line.act for line in newest(conn, "66001", limit=999)}
    page = someone.get("/console/journal")
    seen: list[int] = []
    while True:
        seen += [int(cells[0]) for cells in page.rows()[1:]]
        older = [link for link in page.links if link.startswith("/console/journal?before")]
        if not older:
            break
        page = someone.get(older[0])
    assert (len(seen), set(seen)) == (len(all_acts), all_acts)


@pytest.mark.parametrize("query", ["before=x", "before=-1", "before=99999999999999999999", "kind=%27"])
def test_a_made_up_query_of_the_journal_does_no_harm(signed_in: SignedIn, query: str) -> None:
    someone = signed_in("clerk")
    someone.get(f"/console/journal?{query}")
    assert someone.answer.status_code == 200


def test_acts_of_one_kind_are_shown_alone(signed_in: SignedIn) -> None:
    page = signed_in("clerk").get("/console/journal?kind=person_added")
    assert {cells[3] for cells in page.rows()[1:]} == {"Added a person"}
