"""Every page, full and empty, in both languages: whole, escaped, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.station.console.render import FOLDER
from donor_room.station.server import Station
from donor_room.ui.tokens import DAY, NIGHT, Palette
from tests.station.console.conftest import SignedIn
from tests.support.busy_day import SCRIPT, fill
from tests.support.pages import Visitor

PAGES = [
    "/console",
    "/console/figures",
    "/console/figures?by=person",
    "/console/terminals",
    "/console/numbers",
    "/console/holds",
    "/console/holds?show=decided",
    "/console/quarantine",
    "/console/receiving",
    "/console/donors",
    "/console/calls",
    "/console/due",
    "/console/due/exports",
    "/console/packs",
    "/console/people",
    "/console/journal",
]
CSS = (FOLDER / "console.css").read_text("utf-8")
TEMPLATES = sorted(FOLDER.glob("*.html"))


def is_whole(someone: Visitor) -> None:
    page = someone.page
    assert someone.answer.status_code == 200
    assert (page.unbalanced, page.open) == ([], [])
    assert not [given for _, given in page.tags if "style" in given or any(n.startswith("on") for n in given)]
    assert not [given for tag, given in page.tags if tag == "script" and "src" not in given]
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    labelled = {given["for"] for tag, given in page.tags if tag == "label" and "for" in given}
    assert labelled <= set(ids)
    addresses = [given.get(name, "") for _, given in page.tags for name in ("src", "href", "action")]
    assert not [one for one in addresses if "://" in one or one.startswith("//")]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", ["physician", "keeper", "clerk"])
def test_every_page_of_a_station_without_anything_says_so(
    signed_in: SignedIn, role: str, language: str
) -> None:
    someone = signed_in(role, language=language)
    for path in PAGES:
        someone.get(path)
        is_whole(someone)
        for rows in _tables(someone):
            assert rows, path


def _tables(someone: Visitor) -> list[list[list[str]]]:
    bodies = re.findall(r"<tbody>(.*?)</tbody>", someone.answer.text, re.DOTALL)
    return [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", body, re.DOTALL) for body in bodies]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_a_busy_station_is_whole(station: Station, signed_in: SignedIn, language: str) -> None:
    terminals = fill(station)
    someone = signed_in("physician", language=language)
    holds = someone.get("/console/holds")
    more = [link for link in holds.links if link.startswith("/console/hold?")]
    for path in [*PAGES, *more, f"/console/terminals/{terminals[0].reply.terminal}"]:
        someone.get(path)
        is_whole(someone)
        assert SCRIPT not in someone.answer.text, path


def test_a_name_is_never_taken_for_html(station: Station, signed_in: SignedIn) -> None:
    fill(station)
    someone = signed_in("clerk")
    someone.get("/console/donors")
    someone.send("/console/donors", q="<script>")
    assert "&lt;*&gt;" in someone.answer.text
    someone.send("/console/donors/open")
    assert "<h1>&lt;script&gt;alert(1)&lt;/script&gt;</h1>" in someone.answer.text
    someone.get("/console/donors")
    page = someone.send("/console/donors", q='"><script>alert(2)</script>')
    assert [given["value"] for tag, given in page.tags if given.get("id") == "q"] == [
        '"><script>alert(2)</script>'
    ]
    is_whole(someone)


@pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])
def test_the_colours_are_those_of_the_terminals(palette: Palette) -> None:
    day, _, night = CSS.partition("@media (prefers-color-scheme: dark)")
    said = dict(re.findall(r"--(\w+): (#[0-9A-F]{6});", day if palette is DAY else night))
    told = palette._asdict()
    assert said == {name: told[name] for name in said}
    assert len(said) > 20


def test_no_colour_is_written_outside_the_tokens() -> None:
    rules = CSS[CSS.index("* { box-sizing") :]
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", rules)) == {"#FFFFFF"}  # the quiet zone of a QR code


def test_nothing_is_written_small() -> None:
    assert min(int(size) for size in re.findall(r"font-size: (\d+)px", CSS)) >= 16


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.stem)
def test_every_sentence_of_a_template_is_in_both_languages(template: Path) -> None:
    keys = set(re.findall(r'say\(\s*["\']([\w.]+)["\']\s*[,)]', template.read_text("utf-8")))
    keys |= {
        key
        for pair in re.findall(r'say\("([\w.]+)" if [^)]*? else "([\w.]+)"', template.read_text("utf-8"))
        for key in pair
    }
    for language in LANGUAGES:
        texts = Texts(language)
        assert [key for key in keys if not texts.has(f"console.{key}")] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.stem)
def test_no_sentence_stands_in_a_template(template: Path) -> None:
    plain = re.sub(r"\{[%{#].*?[%}#]\}", " ", template.read_text("utf-8"), flags=re.DOTALL)
    words = re.sub(r"<[^>]*>| data-refresh=\"\d+\"", " ", plain)
    assert set(re.findall(r"[A-Za-z\u4e00-\u9fff]+", words)) <= {"L", "mL", "RhD"}
