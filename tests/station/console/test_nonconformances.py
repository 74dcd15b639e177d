"""The nonconformities on the station's pages: counts, rows, pages of a hundred, files, and bad questions."""

from __future__ import annotations

import csv
import io

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.nonconforming import CODES
from donor_room.packs.texts import Texts
from donor_room.printing.nonconforming_sheet import draw_nonconforming
from donor_room.station.console.counter import Console
from donor_room.station.console.routes import ROUTES
from donor_room.station.server import Station
from tests.station.console.conftest import SignedIn
from tests.station.test_nonconforming import KINDS, bad_book, push
from tests.support.busy_day import SCRIPT
from tests.support.van import Book

PAGE = "/console/nonconformances"
WHOLE = f"{PAGE}?from=2026-01-01&to=2026-12-31"


def many_gaps(count: int) -> Book:
    """A shift with so many numbers of which nobody knows the end."""
    book = Book("van9")
    book.open_shift(site=SCRIPT)
    gap = KINDS[e.GapExplained]
    book.add(*(replace(gap, number=f"A6{n:05d}", reason=f"={SCRIPT}") for n in range(count)))
    return book


def test_counts_stand_above_and_rows_below_and_nobody_is_named(station: Station, signed_in: SignedIn) -> None:
    push(station, bad_book())
    for role, language in (("clerk", "zh"), ("keeper", "en"), ("physician", "en")):
        texts = Texts("zh_CN" if language == "zh" else "en")
        page = signed_in(role, language=language).get(WHOLE)
        assert page.unbalanced == []
        assert texts.say("nonconforming.count", n=3, open=3) in page.words
        rows = [row for row in page.rows() if len(row) == 6][1:]
        assert [row[1] for row in rows] == [
            texts.say(f"nonconforming.code.{code}") for code in ("unit_apart", "crate_outside", "number_gap")
        ]
        assert rows[0][4].startswith("样例广场 van")
        assert "样例甲" not in page.words


def test_code_and_site_part_the_list(station: Station, signed_in: SignedIn) -> None:
    push(station, bad_book())
    someone = signed_in("clerk")
    for more, count in (("code=number_gap", 1), ("site=样例广场", 3), ("site=nowhere", 0), ("code=moon", 3)):
        page = someone.get(f"{WHOLE}&{more}")
        assert len([row for row in page.rows() if len(row) == 6]) - 1 == count
    assert "No nonconformity" in someone.get(f"{WHOLE}&site=nowhere").words


def test_without_anything_the_page_says_so_and_offers_no_file(station: Station, signed_in: SignedIn) -> None:
    page = signed_in("clerk").get(PAGE)
    assert "No nonconformity" in page.words
    assert not [link for link in page.links if "csv" in link]


def test_a_hundred_stand_on_a_page_and_no_words_are_markup(station: Station, signed_in: SignedIn) -> None:
    push(station, many_gaps(230))
    someone = signed_in("clerk")
    sizes = []
    for number in ("1", "3", "9999999999", "-1", "x", "²", ""):
        page = someone.get(f"{WHOLE}&page={number}")
        sizes.append(len([row for row in page.rows() if len(row) == 6]) - 1)
        assert SCRIPT in page.words
    assert sizes == [100, 30, 30, 100, 100, 100, 100]
    (after,) = [link for link in someone.get(WHOLE).links if "page=2" in link]
    assert len(someone.get(after).rows()) == 101


@pytest.mark.parametrize("question", ["from=2026-13-40", "to=soon", "from=2026-12-02&to=2026-12-01",
                                      "from=0001-01-01&to=9999-12-31"])  # fmt: skip
def test_days_that_cannot_be_meant_are_one_sentence(
    station: Station, signed_in: SignedIn, question: str
) -> None:
    someone = signed_in("clerk")
    for path in (PAGE, f"{PAGE}/csv"):
        page = someone.get(f"{path}?{question}")
        assert someone.answer.status_code == 200
        assert [given for tag, given in page.tags if given.get("role") == "alert"]
        assert not [row for row in page.rows() if len(row) == 6]


def test_the_files_have_all_of_it(station: Station, signed_in: SignedIn) -> None:
    push(station, many_gaps(120))
    someone = signed_in("keeper")
    answer = someone.http.get(f"{PAGE}/csv", params={"from": "2026-01-01", "to": "2026-12-31"})
    assert "nonconformances_2026-01-01_2026-12-31.csv" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 121
    assert all(row[4].startswith("'=") for row in rows[1:])
    assert someone.http.get(f"{PAGE}/xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("kind", ["pdf", "exe", "..%2F", "csv/x"])
def test_a_file_that_cannot_be_had_here_is_gone(station: Station, signed_in: SignedIn, kind: str) -> None:
    someone = signed_in("clerk")
    someone.get(f"{PAGE}/{kind}")
    assert someone.answer.status_code == 404


def test_on_paper_where_somebody_draws_it(
    station: Station, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(station, bad_book())
    answer = Console.answer

    def with_paper(self: Console, call: object) -> object:
        drawing = Console(self._connections, self._houses, self._clock, ROUTES, draw_list=draw_nonconforming)
        return answer(drawing, call)  # type: ignore[arg-type]

    monkeypatch.setattr(Console, "answer", with_paper)
    someone = signed_in("clerk")
    (link,) = [one for one in someone.get(WHOLE).links if "/pdf" in one]
    assert someone.http.get(link).content[:5] == b"%PDF-"


def test_nobody_sees_it_without_signing_in(station: Station, visitor) -> None:
    visitor.get(PAGE)
    assert visitor.answer.url.path == "/console/sign-in"


def test_every_code_can_be_chosen(station: Station, signed_in: SignedIn) -> None:
    page = signed_in("clerk").get(PAGE)
    assert set(CODES) <= set(page.forms[-1].options["option"]) | set(page.forms[0].options.get("option", ()))
