"""The station's pages in a real Chromium, by keyboard and pointer, with every page's picture taken."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.domain.own_codes import box_code
from donor_room.domain.visit import AFTER_TUBES_ROLES
from donor_room.station.nonconforming import add_rows
from donor_room.station.restored import begin_new_generation
from donor_room.station.server import Station
from tests.station.console.test_calls import reacted, said
from tests.station.console.test_receiving import NUMBERS, encoded, packed_book
from tests.station.console.test_supplies import SHEET
from tests.station.test_beside import handed_over, supply, vans
from tests.station.test_due import known
from tests.support import lab_tools
from tests.support.busy_day import LONG, RARE, SCRIPT, fill
from tests.support.nonconforming import nonconformities
from tests.support.pages import PASSWORD, code_of, make_person
from tests.support.releases import released, trust_the_tests
from tests.support.stations import Caller
from tests.support.two_records import fill_two
from tests.support.van import SHIFT, Book

pytestmark = pytest.mark.lab

SIZES = {"small": (1366, 768), "large": (1920, 1080)}
PAGES = (
    "",
    "/figures",
    "/nonconformances?from=2026-01-01&to=2026-12-31",
    "/terminals",
    "/numbers",
    "/holds",
    "/quarantine",
    "/receiving",
    "/donors",
    "/calls",
    "/due?last=2028-01-01",
    "/due/exports",
    "/packs",
    "/staff",
    "/people",
    "/journal",
)
TEAM = (("王芳", ("nurse",)), ("赵敏", ("physician", "team_leader")), ("陈立", ("administrator",)))
CUT = """() => [...document.querySelectorAll('button, a, th, td, dt, dd, h1, h2, label, p, .mark')]
  .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
  .map(one => one.textContent.trim().slice(0, 60))"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.textContent.trim() && parseFloat(getComputedStyle(one).fontSize) < 16)
  .map(one => one.tagName)"""


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where pictures go: a folder that somebody named, or one of the test's own."""
    named = os.environ.get("CONSOLE_PICTURES")
    folder = Path(named) if named else tmp_path / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def chromium() -> Iterator[Any]:
    """A Chromium of Debian's, driven by playwright."""
    program = lab_tools.program("chromium", "chromium")
    play = lab_tools.package("playwright.sync_api", "playwright", "pyee", "greenlet", "typing_extensions")
    with play.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Walker:
    """Somebody at the station with a window of one size, in one language, by day or night."""

    def __init__(self, chromium: Any, station: Station, pictures: Path, **look: str) -> None:
        self.station, self.pictures = station, pictures
        self.name = "-".join(look.values())
        width, height = SIZES[look.get("size", "small")]
        language = look.get("language", "zh-CN")
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=look.get("scheme", "light"),
            locale=language,
            extra_http_headers={"accept-language": language},
        )
        self.page = context.new_page()
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.on("request", self._note_request)

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith(self.station.url):
            self.foreign.append(request.url)

    def go(self, path: str) -> None:
        self.page.goto(self.station.url + path)

    def sign_in(self, login: str) -> None:
        """Sign in by keyboard alone."""
        self.go("/console")
        self.page.wait_for_selector("input:focus")  # what is typed before goes nowhere
        for typed in (login, PASSWORD, code_of(self.station, login)):
            self.page.keyboard.type(typed)
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/console")

    def picture(self, name: str) -> None:
        """Take the whole page, after looking as no eye can: nothing cut, nothing small, nothing wider."""
        self.page.evaluate("document.fonts.ready")
        self.page.screenshot(path=self.pictures / f"{name}-{self.name}.png", full_page=True)
        assert self.page.evaluate(CUT) == [], name
        assert self.page.evaluate(SMALL) == [], name
        assert self.page.evaluate(WIDE) <= 0, name

    def is_well(self) -> None:
        """Nothing was asked from elsewhere, refused by the policy, or broken."""
        assert (self.complaints, self.foreign) == ([], [])


@pytest.fixture
def busy(station: Station) -> Station:
    fill(station)
    for book in vans("van8", "van9"):
        Caller(station).push(book.name, book.lines)
    station.settle()
    for role in ("keeper", "physician"):
        make_person(station, role, role)
    return station


MONTH = """
INSERT INTO figure (station_code, visit, shift, on_day, ended, plan, kind, volume_ml, times, needles,
    first_stick, pierced_by, severity, reasons)
SELECT %(station)s, 'm' || n, 'shift', %(last)s::date - (n * n) %% 30,
    CASE WHEN n %% 9 = 0 THEN 'deferred' ELSE 'donated' END, 'WB400',
    CASE WHEN n %% 9 = 0 THEN NULL ELSE 'WB400' END, CASE WHEN n %% 9 = 0 THEN 0 ELSE 400 END,
    CASE WHEN n %% 3 = 0 THEN 'first' ELSE 'repeat' END, 1, (n * 7 + n / 5) %% (20 * (n %% 5) + 5) <> 0,
    'p' || n %% 5, CASE WHEN n %% 80 = 0 THEN 'mild' END,
    CASE WHEN n %% 9 = 0 THEN 'hb_male' ELSE '' END
FROM generate_series(1, 2400) AS g (n)
"""


@pytest.mark.parametrize(("scheme", "language"), [("light", "zh-CN"), ("dark", "en")])
def test_figures_and_their_charts(chromium, busy, pictures, scheme, language):
    with busy.connections.lend() as conn:
        conn.execute(MONTH, {"station": busy.house.code, "last": busy.clock.today()})
    walker = Walker(chromium, busy, pictures, scheme=scheme, language=language)
    walker.sign_in("physician")
    for by in ("day", "person", "vehicle"):
        walker.go(f"/console/figures?by={by}")
        walker.picture(f"figures_by_{by}")
    walker.is_well()


@pytest.mark.parametrize(("scheme", "language"), [("light", "zh-CN"), ("dark", "en")])
def test_nonconformities_of_every_kind(chromium, busy, pictures, scheme, language):
    with busy.connections.lend() as conn:
        shifts = (SHIFT, "shift-2")
        told = (one._replace(shift=shifts[one.seq % 2]) for one in nonconformities(230))
        add_rows(conn, busy.house.code, told)
    make_person(busy, "clerk", "clerk")
    walker = Walker(chromium, busy, pictures, scheme=scheme, language=language)
    walker.sign_in("clerk")
    for name, more in (("all", ""), ("one", "&code=part_missing"), ("last", "&page=3")):
        walker.go(f"/console/nonconformances?from=2026-11-01&to=2026-11-30{more}")
        walker.picture(f"nonconformances_{name}")
    walker.is_well()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", sorted(SIZES))
def test_every_page_is_whole(chromium, busy, pictures, size, scheme, language):
    walker = Walker(chromium, busy, pictures, size=size, scheme=scheme, language=language)
    walker.go("/console")
    walker.picture("sign_in")
    walker.sign_in("keeper")
    for path in PAGES:
        walker.go(f"/console{path}")
        walker.picture(path[1:] or "overview")
    walker.go("/console/terminals")
    walker.page.click("tbody th a")
    walker.picture("terminal")
    walker.is_well()


@pytest.mark.parametrize(("scheme", "language"), [("light", "zh-CN"), ("dark", "en")])
def test_after_a_backup_the_numbers_rest(chromium, busy, pictures, scheme, language):
    with busy.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, busy.clock.now())
    make_person(busy, "clerk", "clerk")
    walker = Walker(chromium, busy, pictures, scheme=scheme, language=language)
    walker.sign_in("clerk")
    walker.go("/console/numbers")
    walker.picture("numbers_at_rest")
    assert walker.page.is_visible("p.notice")
    walker.is_well()


def test_a_terminal_is_enrolled_and_another_one_is_locked(chromium, busy, pictures):
    walker = Walker(chromium, busy, pictures)
    walker.sign_in("keeper")
    walker.go("/console/terminals")
    walker.page.fill("#name", "献血车 03")
    walker.page.keyboard.press("Enter")
    code = walker.page.text_content(".secret")
    walker.picture("code")
    assert len(code.replace("-", "")) == 32  # the long form: the secret, and the mark of the authority
    walker.go("/console/terminals")
    assert code not in walker.page.content()
    walker.page.click("tbody th a")
    walker.page.fill("#why", "遗失在路上")
    walker.page.click("button[value=lock]")
    walker.page.wait_for_selector(".notice")
    walker.picture("locked")
    assert walker.page.text_content(".mark") == "已锁定"
    walker.is_well()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_comes_home_is_received_by_keyboard(chromium, station, pictures, scheme, language):
    """A scanner types and presses Enter: the field for the next code has the focus again each time."""
    book = packed_book()
    book.add(handed_over(SHIFT, *SHEET, supply("long", 9, 0, 1, 7, reason=f"{LONG}说找遍了车上车下")))
    Caller(station).push("van1", book.lines)
    station.settle()
    make_person(station, "clerk", "clerk")
    walker = Walker(chromium, station, pictures, scheme=scheme, language=language)
    walker.sign_in("clerk")
    walker.go("/console/receiving")
    walker.picture("receiving_one")
    walker.page.click("tbody td a")
    walker.page.wait_for_url(f"**/receiving/{SHIFT}")
    codes = [box_code(1), *(encoded(NUMBERS[0], role) for role in AFTER_TUBES_ROLES), "nonsense"]
    for code in codes:
        walker.page.keyboard.type(code)
        with walker.page.expect_navigation():
            walker.page.keyboard.press("Enter")
        walker.page.wait_for_selector("[role=status]")
    walker.picture("receive")
    walker.page.fill("[name='count.bag']", "28")
    walker.page.fill("[name='count.cuff']", "17")
    walker.page.fill("[name='remark.cup']", "箱子湿了，四个杯子裂了")
    walker.page.press("[name='remark.cup']", "Enter")
    walker.page.wait_for_selector("#supplies .mark")
    walker.picture("receive_supplies")
    walker.page.fill("#password", PASSWORD)
    walker.page.fill("#second", code_of(station, "clerk"))
    walker.page.keyboard.press("Enter")
    walker.page.wait_for_url("**/console/receiving?said=*")
    walker.picture("received")
    walker.go("/console")
    walker.picture("overview_differences")
    others = [said for said in walker.complaints if "409" not in said]  # one code was no code: a conflict
    assert (others, walker.foreign, len(walker.complaints)) == ([], [], 1)


def test_a_hold_is_decided_by_a_physician(chromium, busy, pictures):
    walker = Walker(chromium, busy, pictures)
    walker.sign_in("physician")
    walker.go("/console/holds")
    before = len(walker.page.query_selector_all("tbody tr"))
    walker.page.click("tbody td a")
    walker.picture("hold")
    walker.page.check("input[value=discard]")
    walker.page.fill("#why", "两袋血型不同，报废")
    walker.picture("verdict")
    walker.page.click("button.main")
    walker.page.wait_for_selector(".notice")
    assert len(walker.page.query_selector_all("tbody tr")) == before - 1
    walker.go("/console/holds?show=decided")
    walker.picture("decided")
    walker.is_well()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_release_is_stored_tried_and_set_out(
    chromium, busy, pictures, scheme, language, tmp_path, monkeypatch
):
    trust_the_tests(monkeypatch, tmp_path)
    file = tmp_path / "rules.release"
    file.write_bytes(released(tmp_path))
    walker = Walker(chromium, busy, pictures, size="small", scheme=scheme, language=language)
    walker.sign_in("keeper")
    walker.go("/console/packs")
    walker.page.set_input_files("#file", file)
    walker.picture("release-file")
    walker.page.click("main button.main")
    walker.page.wait_for_selector(".notice")
    walker.picture("release-stored")
    walker.page.click("form[action$=try] button")
    walker.page.wait_for_selector("tbody .mark")
    walker.picture("release-tried")
    walker.page.fill("#from", "2026-11-22")
    walker.page.check("input[value=some]")
    walker.page.check(".ticks input")
    walker.page.fill("#why", "新规则经医师审阅")
    walker.page.click("form[action$=release] button")
    walker.page.wait_for_selector(".notice")
    walker.picture("release-set-out")
    for path in ("packs", "terminals", "journal"):
        walker.go(f"/console/{path}")
        walker.picture(f"release-{path}")
    walker.is_well()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_two_records_are_compared_joined_and_parted(chromium, station, pictures, scheme, language):
    fill_two(station)
    make_person(station, "clerk", "clerk")
    walker = Walker(chromium, station, pictures, size="small", scheme=scheme, language=language)
    walker.sign_in("clerk")
    walker.go("/console/donors")
    walker.page.fill("#q", "A999926000001")
    walker.page.keyboard.press("Enter")
    walker.page.click("tbody button")
    walker.page.fill("#other", "样例甲")
    walker.picture("join-donor")
    walker.page.keyboard.press("Enter")
    walker.page.wait_for_selector("tbody button")
    walker.picture("join-found")
    walker.page.click("tbody button")
    walker.page.wait_for_selector(".sides")
    walker.picture("join-compared")
    walker.page.fill("#why", "同一人，换了证件")
    walker.page.click("button.main")
    walker.page.wait_for_selector(".notice")
    walker.picture("join-joined")
    walker.page.fill("td input[name=why]", "是两个人")
    walker.page.keyboard.press("Enter")
    walker.page.wait_for_selector("tr.over")
    walker.picture("join-parted")
    walker.is_well()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_person_of_the_terminals_is_taken_up_and_locked(chromium, station, pictures, scheme, language):
    book = Book()
    for number, (name, roles) in enumerate(TEAM, 1):
        book.add(e.StaffAdded(staff=f"s00{number}-a1b2c3", name=name, roles=roles, password="v"))
    Caller(station).push("van1", book.lines)
    station.settle()
    make_person(station, "keeper", "keeper")
    walker = Walker(chromium, station, pictures, size="small", scheme=scheme, language=language)
    walker.sign_in("keeper")
    for _ in range(2):
        walker.go("/console/staff")
        walker.page.click("tbody button")
        walker.page.wait_for_selector(".notice")
    walker.picture("staff-list")
    walker.page.click("tbody th a")
    walker.page.fill("#trained_on", "2026-01-05")
    walker.page.fill("#trained_until", "2026-11-01")
    walker.page.fill("#why", "调离本站")
    walker.picture("staff-one")
    walker.page.click("button.main")
    walker.page.wait_for_selector(".notice")
    walker.picture("staff-changed")
    walker.page.click("tbody th a")
    walker.page.fill("#why", "调离本站")
    walker.page.click("button.stop")
    walker.page.wait_for_selector("tr.over")
    walker.picture("staff-locked")
    walker.is_well()


@pytest.mark.parametrize("name", [RARE, SCRIPT, LONG])
def test_a_donor_is_found_and_opened(chromium, busy, pictures, name):
    walker = Walker(chromium, busy, pictures)
    walker.sign_in("physician")
    walker.go("/console/donors")
    walker.page.fill("#q", name[:4])
    walker.page.keyboard.press("Enter")
    walker.page.wait_for_selector("tbody")
    assert name not in walker.page.text_content("tbody")
    walker.picture(f"found-{len(name)}")
    walker.page.click("tbody button")
    walker.page.wait_for_selector("main .facts")
    walker.picture(f"donor-{len(name)}")
    assert walker.page.text_content("h1") == name
    walker.is_well()


def test_the_first_sign_in_shows_a_code_that_can_be_scanned(chromium, busy, pictures, tmp_path):
    walker = Walker(chromium, busy, pictures)
    walker.sign_in("keeper")
    walker.go("/console/people")
    walker.page.fill("#login", "newcomer")
    walker.page.fill("input[name=name]", "样例新人")
    walker.page.click("button.main")
    secret = walker.page.text_content(".secret")
    walker.picture("invitation")
    other = Walker(chromium, busy, pictures)
    other.go("/console/join?login=newcomer")
    other.picture("join")
    other.page.fill("#secret", secret)
    other.page.keyboard.press("Enter")
    other.page.wait_for_selector(".qr")
    other.picture("key")
    other.page.locator(".qr").screenshot(path=tmp_path / "qr.png")
    assert "secret=" in read_code(tmp_path / "qr.png")
    other.is_well()


def read_code(file: Path) -> str:
    import zxingcpp
    from PIL import Image

    return zxingcpp.read_barcodes(Image.open(file))[0].text


def test_the_first_page_looks_again_by_itself_and_does_not_keep_anybody_signed_in(chromium, busy, pictures):
    walker = Walker(chromium, busy, pictures)
    walker.sign_in("keeper")
    with walker.page.expect_request(lambda request: request.headers.get("x-refresh") == "1", timeout=60_000):
        pass
    walker.is_well()


def test_everything_can_be_done_without_a_script(chromium, busy):
    context = chromium.new_context(java_script_enabled=False, extra_http_headers={"accept-language": "en"})
    page = context.new_page()
    page.goto(busy.url + "/console")
    page.fill("#login", "physician")
    page.fill("#password", PASSWORD)
    page.fill("#code", code_of(busy, "physician"))
    page.click("button.main")
    page.click("nav a[href='/console/holds']")
    page.click("tbody td a")
    page.check("input[value=stay]")
    page.fill("#why", "wait for the second typing")
    page.click("button.main")
    assert page.text_content(".notice") == "The verdict is saved."


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_due_list_and_its_file(chromium, busy, pictures, scheme, language):
    """Every group, long and rare names, several tags, whoever never gave; then the file."""
    tags = ("rare", "emergency", "fixed", "component", "volunteer")
    people = [
        known(n, name=name, abo="ABO"[n % 3], rhd="-+"[n % 2], tags=tags[: n % 6])
        for n, name in enumerate([RARE, LONG, SCRIPT, *(f"样例{n}" for n in range(9))], start=1)
    ]
    busy.load_directory([*people, known(99, donations=(), count=0, birth_on=None, abo=None)], practice=False)
    make_person(busy, "clerk", "clerk")
    clerk = Walker(chromium, busy, pictures, scheme=scheme, language=language)
    clerk.sign_in("clerk")
    clerk.go("/console/due")
    clerk.picture("due_rows")
    clerk.page.fill("#why", "O 型库存不足，今天下午电话招募")
    clerk.page.click(".form .main")
    clerk.picture("due_asked")
    clerk.go("/console/donors")
    clerk.page.fill("#q", LONG)
    clerk.page.keyboard.press("Enter")
    clerk.page.click("tbody button")
    clerk.picture("donor_words")
    physician = Walker(chromium, busy, pictures, scheme=scheme, language=language)
    physician.sign_in("physician")
    physician.go("/console/due/exports")
    physician.picture("due_to_approve")
    physician.page.click("button[value=approve]")
    clerk.go("/console/due/exports")
    clerk.picture("due_approved")
    with clerk.page.expect_download() as download:
        clerk.page.click("td .main")
    assert download.value.suggested_filename.startswith("due_clerk_")
    clerk.is_well()
    physician.is_well()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_calls_after_reactions(chromium, busy, pictures, scheme, language):
    """Who is late, due and not yet due, with names long and rare; then one of them, opened and called."""
    book = Book("reacted")
    days = (date(2026, 11, 10), date(2026, 11, 20), busy.clock.today(), date(2027, 1, 1))
    for n, (name, on) in enumerate(zip([LONG, RARE, SCRIPT, "样例甲"], days, strict=True)):
        reacted(book, f"call{n}", on, *([said("no_answer")] if n < 2 else []), name=name)
    caller = Caller(busy)
    caller.push(book.name, book.lines)
    busy.settle()
    busy.clock.instant += timedelta(hours=1)
    make_person(busy, "clerk", "clerk")
    clerk = Walker(chromium, busy, pictures, scheme=scheme, language=language)
    clerk.sign_in("clerk")
    clerk.go("/console/calls")
    clerk.picture("calls_rows")
    clerk.page.click("tbody button")
    clerk.picture("call_opened")
    clerk.page.select_option("#result", "unwell")
    clerk.page.fill("#words", "仍头晕 <i>dizzy</i> " * 12)
    clerk.page.click(".form .main")
    clerk.picture("calls_after")
    clerk.is_well()
