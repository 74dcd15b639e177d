"""Due lists on the station's pages: masked, by kind and group; a file only by way of another role."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from donor_room.domain import entries as e
from donor_room.station import due_list
from donor_room.station.journal import newest
from donor_room.station.server import Station
from tests.station.console.conftest import SignedIn
from tests.station.console.test_look import is_whole
from tests.station.test_due import known, with_donors
from tests.support.pages import Visitor

NAME = "样例甲乙"
LATER = "/console/due?last=2028-01-01"
WHY = "stock of group O is short"


@pytest.fixture
def agreed(station: Station) -> Station:
    with_donors(station, NAME, "=1+1")
    return station


def names(someone: Visitor) -> list[str]:
    return [cells[0] for cells in someone.page.rows()[1:] if len(cells) == 9]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", ["physician", "keeper", "clerk"])
def test_a_list_is_masked_and_whole_for_every_role(
    agreed: Station, signed_in: SignedIn, role: str, language: str
) -> None:
    someone = signed_in(role, language=language)
    someone.get("/console/due?first=2027-01-01&last=2027-02-01")
    is_whole(someone)
    assert names(someone) == []
    someone.get("/console/due")
    is_whole(someone)
    assert sorted(names(someone)) == ["=*1", "样*乙"]
    assert NAME not in someone.answer.text
    assert "···· 0001" in someone.page.words
    assert "1380000" not in someone.answer.text


def test_filters_count_and_next_page(
    station: Station, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.load_directory([known(n, tags=("rare",) if n < 3 else ()) for n in range(5)], practice=False)
    monkeypatch.setattr(due_list, "PAGE", 2)
    someone = signed_in("clerk")
    someone.get("/console/due?family=WB&abo=A&rhd=positive&tag=rare&last=2026-11-21")
    assert "3 donors" in someone.page.words
    assert "A RhD positive 3" in someone.page.words
    first = names(someone)
    (following,) = [link for link in someone.page.links if "after=" in link]
    someone.get(following)
    assert len(first) == 2
    assert len(names(someone)) == 1
    assert not [link for link in someone.page.links if "after=" in link]


@pytest.mark.parametrize(
    "query",
    ["family=MOON", "abo=C", "last=soon", "first=2028-01-01&last=2027-01-01", "tag=%00", "rhd=x"],
)
def test_a_question_that_is_none_is_said_so(agreed: Station, signed_in: SignedIn, query: str) -> None:
    someone = signed_in("clerk")
    someone.get(f"/console/due?{query}")
    if query == "tag=%00":  # a sign that no column holds is left out of what was asked
        assert someone.answer.status_code == 200
    else:
        assert someone.answer.status_code == 409
        is_told(someone)
    someone.get("/console/due?after=x&after_on=x")
    assert someone.answer.status_code == 404


def is_told(someone: Visitor) -> None:
    assert (someone.page.unbalanced, someone.page.open) == ([], [])
    assert any(words in someone.page.words for words in ("no such list", "Write days", "first day"))


def test_other_rules_on_their_way_are_said(agreed: Station, signed_in: SignedIn) -> None:
    agreed.reader.stop()
    with agreed.connections.lend() as conn:
        conn.execute("UPDATE due_rules SET upto = ''")
    assert "still being counted anew" in signed_in("clerk").get(LATER).words


def asked(agreed: Station, signed_in: SignedIn) -> tuple[Visitor, str]:
    clerk = signed_in("clerk")
    clerk.get(LATER)
    clerk.send("/console/due/exports", why=WHY)
    assert "Somebody with another role approves it" in clerk.page.words
    with agreed.connections.lend() as conn:
        row = conn.execute("SELECT export FROM due_export").fetchone()
    assert row is not None
    return clerk, f"/console/due/exports/{row[0]}"


def test_a_file_goes_the_whole_way_on_the_pages(agreed: Station, signed_in: SignedIn) -> None:
    clerk, path = asked(agreed, signed_in)
    assert not [form for form in clerk.page.forms if form.action.startswith(path)]
    physician = signed_in("physician")
    physician.get("/console/due/exports")
    is_whole(physician)
    assert WHY in physician.page.words
    assert "2 donors" in physician.page.words
    physician.send(f"{path}/answer", ("verdict", "approve"))
    assert "Approved." in physician.page.words
    clerk.get("/console/due/exports")
    clerk.send(f"{path}/take", ("form", "xlsx"))
    named = unquote(clerk.answer.headers["content-disposition"])
    assert named == (
        "attachment; filename*=UTF-8''due_clerk0_20261121-0900_physician1_stock-of-group-O-is-shor.xlsx"
    )
    sheet = load_workbook(BytesIO(clerk.answer.content)).active
    assert {row[0].value for row in sheet.iter_rows(min_row=4)} == {NAME, "=1+1"}
    assert {row[1].value for row in sheet.iter_rows(min_row=4)} == {"13800000000", "13800000001"}
    clerk.get("/console/due/exports")
    assert "taken" in clerk.page.words
    clerk.post(f"{path}/take", {"token": clerk.page.forms[0].fields["token"]})
    assert (clerk.answer.status_code, "handed out once" in clerk.page.words) == (409, True)
    journal = signed_in("keeper").get("/console/journal").words
    assert "Took a due list as a file" in journal
    assert NAME not in journal


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_file_is_csv_where_that_was_asked_for_and_taken_once_all_the_same(
    agreed: Station, signed_in: SignedIn, language: str
) -> None:
    clerk, path = asked(agreed, signed_in)
    physician = signed_in("physician", language=language)
    physician.get("/console/due/exports")
    physician.send(f"{path}/answer", ("verdict", "approve"))
    clerk.get("/console/due/exports")
    is_whole(clerk)
    token = {"token": clerk.page.forms[0].fields["token"]}
    clerk.post(f"{path}/take", token | {"form": "exe"})
    assert clerk.answer.status_code == 404
    clerk.get("/console/due/exports")
    clerk.send(f"{path}/take", ("form", "csv"))
    assert clerk.answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert unquote(clerk.answer.headers["content-disposition"]).endswith("stock-of-group-O-is-shor.csv")
    lines = list(csv.reader(StringIO(clerk.answer.content.decode("utf-8-sig"), newline="")))
    assert WHY in lines[0][0]
    assert sorted(line[:2] for line in lines[3:]) == [["'=1+1", "13800000001"], [NAME, "13800000000"]]
    clerk.get("/console/due/exports")
    clerk.post(f"{path}/take", token | {"form": "xlsx"})
    assert clerk.answer.status_code == 409
    with agreed.connections.lend() as conn:
        taken = newest(conn, "66001", limit=1)[0]
    assert (taken.kind, taken.body["form"], taken.body["rows"]) == ("export_taken", "csv", 2)
    assert NAME not in str(taken.body)


def test_nobody_approves_but_another_role_and_a_keeper_takes_nothing(
    agreed: Station, signed_in: SignedIn
) -> None:
    clerk, path = asked(agreed, signed_in)
    token = {"token": clerk.page.forms[0].fields["token"]}
    clerk.post(f"{path}/answer", token | {"verdict": "approve"})
    assert clerk.answer.status_code == 403
    keeper = signed_in("keeper")
    keeper.get("/console/due/exports")
    keeper.post(f"{path}/answer", {"token": keeper.page.forms[0].fields["token"], "verdict": "perhaps"})
    assert keeper.answer.status_code == 404
    keeper.get("/console/due/exports")
    keeper.send(f"{path}/answer", ("verdict", "refuse"))
    assert "not approved" in keeper.page.words or "refused" in keeper.page.words
    keeper.post(f"{path}/take", {"token": keeper.page.forms[0].fields["token"]})
    assert keeper.answer.status_code == 403
    with agreed.connections.lend() as conn:
        line = newest(conn, "66001", limit=1)[0]
    assert (line.kind, line.done_by) == ("export_refused", "keeper1")


def opened(someone: Visitor) -> Visitor:
    someone.get("/console/donors")
    someone.send("/console/donors", q=NAME)
    someone.send("/console/donors/open")
    return someone


def test_a_call_to_the_station_takes_a_donor_off_every_list(agreed: Station, signed_in: SignedIn) -> None:
    keeper = opened(signed_in("keeper"))
    path = keeper.answer.url.path
    is_whole(keeper)
    assert "agreed to be called" in keeper.page.words
    keeper.send(f"{path}/withdrawn", why="asked on the phone")
    assert "wants no calls" in keeper.page.words
    assert "the station" in keeper.page.words
    keeper.get(LATER)
    assert names(keeper) == ["=*1"]


def test_a_clerk_gives_tags_and_takes_them_away(agreed: Station, signed_in: SignedIn) -> None:
    clerk = opened(signed_in("clerk"))
    path = clerk.answer.url.path
    is_whole(clerk)
    clerk.send(f"{path}/tags", ("give", "rare"))
    assert "Tag given." in clerk.page.words
    assert [row[4] for row in clerk.get(f"{LATER}&tag=rare").rows()[1:]] == ["Rare"]
    clerk.get(path)
    clerk.send(f"{path}/tags", ("take", "rare"))
    assert "Give: Rare" in clerk.page.words
    clerk.post(f"{path}/tags", {"token": clerk.page.forms[0].fields["token"], "give": "moon"})
    assert "no such tag" in clerk.page.words
    physician = opened(signed_in("physician"))
    assert not [form for form in physician.page.forms if form.action.endswith("/tags")]
    physician.post(f"{path}/tags", {"token": physician.page.forms[0].fields["token"], "give": "rare"})
    assert physician.answer.status_code == 403


def test_nobody_writes_about_a_donor_who_was_not_opened(agreed: Station, signed_in: SignedIn) -> None:
    path = opened(signed_in("clerk")).answer.url.path
    other = signed_in("keeper")
    other.get("/console/donors")
    token = {"token": other.page.forms[0].fields["token"]}
    other.post(f"{path}/withdrawn", token | {"why": "asked on the phone"})
    assert other.answer.status_code == 404


def test_who_was_never_asked_is_shown_so(agreed: Station, signed_in: SignedIn) -> None:
    with agreed.connections.lend() as conn:
        assert conn.execute("SELECT count(*) FROM due").fetchone() == (6,)
    agreed.load_directory([known(1, contact=None, name=e.Donor.__name__)], practice=False)
    someone = signed_in("clerk")
    someone.get("/console/donors")
    someone.send("/console/donors", q="Donor")
    someone.send("/console/donors/open")
    assert "not asked" in someone.page.words
