"""Releases of rules on the station's pages: stored, tried, set out, withdrawn, and who has taken them."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.station.console.parts import MULTIPART, bytes_of, read_parts
from donor_room.station.journal import newest
from donor_room.station.releases import releases
from donor_room.station.server import Station
from donor_room.wire.releases import HeldRelease, ReleasePage, ReleasesAsked
from tests.station.console.conftest import SignedIn
from tests.support.busy_day import fill
from tests.support.pages import Visitor
from tests.support.releases import released, trust_the_tests
from tests.support.stations import Caller

LIST = "/console/packs"


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trust_the_tests(monkeypatch, tmp_path)


def upload(someone: Visitor, raw: bytes) -> str:
    """Store a file and return the address of its page."""
    someone.get(LIST)
    someone.send_file(LIST, raw)
    return someone.answer.url.path


def set_out(someone: Visitor, page: str, day: str = "2026-11-22") -> None:
    someone.send(f"{page}/try", days="30")
    someone.send(f"{page}/release", **{"from": day, "whom": "all", "why": "read by a physician"})


def test_a_keeper_stores_tries_and_releases(station: Station, signed_in: SignedIn, tmp_path: Path) -> None:
    fill(station)
    keeper = signed_in("keeper")
    page = upload(keeper, released(tmp_path))
    assert "Checked and stored" in keeper.page.words
    assert "It can be released once it has been tried out" in keeper.page.words
    keeper.send(f"{page}/try", days="30")
    assert "16 of 16 decisions would differ" in keeper.page.words
    assert "new · clause 8.2" in keeper.page.words
    keeper.send(f"{page}/release", **{"from": "2026-11-22", "whom": "all", "why": "read by a physician"})
    assert "Released. Terminals take it" in keeper.page.words
    assert "2026-11-22 00:00" in keeper.page.words
    with station.connections.lend() as conn:
        kinds = [line.kind for line in newest(conn, station.house.code, limit=3)]
    assert kinds == ["release_set_out", "release_tried", "release_added"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"not a release", "The file is damaged, or is no release of rules."),
        (b"", "The file is damaged, or is no release of rules."),
        (b"\xff\x00\xfe" * 9, "The file is damaged, or is no release of rules."),
        (b" " * 3_000_000, "The file is larger than 2,048 KiB and is no release of rules."),
        (b" " * 5_000_000, "The file is larger than 2,048 KiB and is no release of rules."),
    ],
)
def test_a_file_that_is_none_is_told_in_a_sentence(
    station: Station, signed_in: SignedIn, raw: bytes, said: str
) -> None:
    keeper = signed_in("keeper")
    upload(keeper, raw)
    assert said in keeper.answer.text
    with station.connections.lend() as conn:
        assert releases(conn, station.house.code) == []


def test_who_has_taken_a_release_and_who_has_not(
    station: Station, signed_in: SignedIn, tmp_path: Path
) -> None:
    one, other = Caller(station), Caller(station)
    keeper = signed_in("keeper")
    page = upload(keeper, released(tmp_path))
    set_out(keeper, page)
    said = HeldRelease(release=page.rpartition("/")[2], state="refused", code="pack_release.unknown_key")
    one.link.post("/v1/releases", ReleasesAsked(cursor="", held=(said,)), ReleasePage)
    rows = {cells[0][-6:]: cells[1] for cells in keeper.get(page).rows() if len(cells) == 3}
    assert rows[one.reply.terminal[-6:]].startswith("refused by the terminalThe key …")
    assert rows[other.reply.terminal[-6:]] == "not taken yet"
    assert "0 of 2" in keeper.get(LIST).words
    assert keeper.get("/console/terminals").words.count("edition 1 not taken") == 2


def test_a_release_is_withdrawn_before_its_day(station: Station, signed_in: SignedIn, tmp_path: Path) -> None:
    keeper = signed_in("keeper")
    page = upload(keeper, released(tmp_path))
    set_out(keeper, page)
    keeper.send(f"{page}/withdraw", why="a wrong limit")
    assert "Withdrawn." in keeper.page.words
    assert [form.action for form in keeper.page.forms if form.action.endswith("withdraw")] == []


def test_some_terminals_are_named_or_none(station: Station, signed_in: SignedIn, tmp_path: Path) -> None:
    caller, keeper = Caller(station), signed_in("keeper")
    page = upload(keeper, released(tmp_path))
    keeper.send(f"{page}/try", days="30")
    form = next(one for one in keeper.page.forms if one.action == f"{page}/release")
    fields = {"token": form.fields["token"], "from": "2026-11-22", "whom": "some", "why": "one van first"}
    assert "Choose at least one terminal." in keeper.post(f"{page}/release", fields).words
    keeper.post(f"{page}/release", fields | {f"for.{caller.reply.terminal}": "yes"})
    with station.connections.lend() as conn:
        (kept,) = releases(conn, station.house.code)
    assert kept.terminals == [caller.reply.terminal]


@pytest.mark.parametrize(("day", "said"), [("", "Write the day like"), ("2026-11-20", "is over")])
def test_a_day_that_is_none_is_said(signed_in: SignedIn, tmp_path: Path, day: str, said: str) -> None:
    keeper = signed_in("keeper")
    page = upload(keeper, released(tmp_path))
    set_out(keeper, page, day)
    assert said in keeper.page.words


def test_a_physician_tries_and_does_not_release(signed_in: SignedIn, tmp_path: Path) -> None:
    keeper, physician = signed_in("keeper"), signed_in("physician")
    page = upload(keeper, released(tmp_path))
    physician.get(page)
    physician.send(f"{page}/try", days="7")
    assert "Only a keeper can release or withdraw." in physician.page.words
    token = physician.page.forms[-1].fields["token"]
    assert physician.post(f"{page}/release", {"token": token}).words
    assert physician.answer.status_code == 403


def test_a_trial_of_no_days_is_refused(signed_in: SignedIn, tmp_path: Path) -> None:
    keeper = signed_in("keeper")
    page = upload(keeper, released(tmp_path))
    keeper.send(f"{page}/try", days="many")
    assert "Choose 1 to 366 days." in keeper.page.words


@pytest.mark.parametrize("name", ["0" * 64, "nonsense"])
def test_a_release_that_is_not_there_has_no_page(signed_in: SignedIn, name: str) -> None:
    keeper = signed_in("keeper")
    keeper.get(f"{LIST}/{name}")
    assert keeper.answer.status_code == 404


# ---- the form with a file ----------------------------------------------------------------------------------


def test_a_file_comes_byte_for_byte() -> None:
    raw = bytes(range(256)) + b"\r\n--x\r\n"
    file = b'--limit\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    token = b'\r\n--limit\r\nContent-Disposition: form-data; name="token"\r\n\r\nab\0c'
    body = file + raw + token + b"\r\n--limit--\r\n"
    found = read_parts(body, f"{MULTIPART}; boundary=limit")
    assert (bytes_of(found["file"]), found["token"]) == (raw, "abc")


@pytest.mark.parametrize("media", [MULTIPART, f"{MULTIPART}; boundary=", f"{MULTIPART}; boundary=other"])
def test_a_form_without_its_limit_has_no_fields(media: str) -> None:
    assert read_parts(b"--limit\r\n\r\n\r\n--limit--", media) == {}
