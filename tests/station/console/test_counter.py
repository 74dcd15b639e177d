"""Who gets which page: nobody before the sign-in, no form of another page, each role what is its own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station.console.routes import ROUTES
from donor_room.station.server import Station
from tests.station.console.conftest import SignedIn
from tests.support.pages import PASSWORD, Visitor, code_of, make_person

BEHIND = [route for route in ROUTES if route.roles]
FOR_SOME = [route for route in BEHIND if len(route.roles) < 3]


def concrete(path: str) -> str:
    return path.replace("*", "something")


def test_no_page_is_there_before_the_sign_in(visitor: Visitor) -> None:
    for route in BEHIND:
        answer = visitor.http.request(route.method, concrete(route.path))
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in"), route
        assert answer.content == b"", route


def test_what_does_not_exist_leads_to_the_sign_in_too(visitor: Visitor) -> None:
    answer = visitor.http.get("/console/no/such/page")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in")


def test_no_form_of_another_page_is_taken(signed_in: SignedIn) -> None:
    people = {role: signed_in(role) for role in ("physician", "keeper", "clerk")}
    for route in [route for route in ROUTES if route.method == "POST"]:
        someone = people[route.roles[0] if route.roles else "clerk"]
        for token in ({}, {"token": ""}, {"token": "0" * 64}):
            page = someone.post(concrete(route.path), token)
            assert someone.answer.status_code == 403, route
            assert "nothing was changed" in page.words, route


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_no_form_that_another_site_sends_is_taken(signed_in: SignedIn, headers: dict[str, str]) -> None:
    someone = signed_in("clerk")
    someone.get("/console")
    form = next(one for one in someone.page.forms if one.action == "/console/sign-out")
    someone.post("/console/sign-out", form.fields, **headers)
    assert someone.answer.status_code == 403
    assert someone.get("/console").words.startswith("Today")


def test_an_act_of_another_role_is_refused(signed_in: SignedIn) -> None:
    people = {role: signed_in(role) for role in ("physician", "keeper", "clerk")}
    for route in FOR_SOME:
        for someone in [people[role] for role in people if role not in route.roles]:
            someone.get("/console/donors")
            form = next(one for one in someone.page.forms if one.action == "/console/donors")
            page = someone.post(concrete(route.path), form.fields)
            assert someone.answer.status_code == 403, route
            assert "Your role does not include this" in page.words, route


PATHS = ["/console/sign-in", "/console", "/console/donors", "/console/nowhere", "/console/files/console.css"]


def test_every_answer_forbids_what_it_does_not_need(signed_in: SignedIn) -> None:
    someone = signed_in("clerk")
    for path in PATHS:
        headers = someone.http.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_no_page_is_kept_by_the_browser(signed_in: SignedIn) -> None:
    assert signed_in("clerk").http.get("/console").headers["cache-control"] == "no-store"


def test_the_cookie_is_for_no_script_and_no_other_site(visitor: Visitor) -> None:
    given = visitor.http.get("/console/sign-in").headers["set-cookie"]
    assert re.fullmatch(r"console=[\w-]{43}; Path=/console; HttpOnly; SameSite=Strict", given)


def test_the_cookie_changes_with_the_sign_in_and_with_the_sign_out(
    station: Station, visitor: Visitor
) -> None:
    make_person(station, "wang", "clerk")
    visitor.get("/console/sign-in")
    seen = [visitor.http.cookies["console"]]
    visitor.sign_in("wang")
    seen.append(visitor.http.cookies["console"])
    visitor.send("/console/sign-out")
    seen.append(visitor.http.cookies["console"])
    assert len(set(seen)) == 3


def test_after_the_sign_out_the_old_cookie_opens_nothing(signed_in: SignedIn) -> None:
    someone = signed_in("clerk")
    old = someone.http.cookies["console"]
    someone.send("/console/sign-out")
    assert someone.page.words.count("You are signed out.") == 1
    answer = someone.http.get("/console", headers={"cookie": f"console={old}"})
    assert answer.headers["location"] == "/console/sign-in"


def test_who_was_idle_signs_in_again(station: Station, signed_in: SignedIn) -> None:
    someone = signed_in("clerk")
    assert isinstance(station.clock, FixedClock)
    station.clock.instant += timedelta(minutes=15)
    assert someone.get("/console").words.startswith("Sign in to the station")


def test_a_page_that_looks_again_by_itself_keeps_nobody_signed_in(
    station: Station, signed_in: SignedIn
) -> None:
    someone = signed_in("clerk")
    assert isinstance(station.clock, FixedClock)
    for _ in range(2):
        station.clock.instant += timedelta(minutes=7)
        assert someone.get("/console", **{"x-refresh": "1"}).words.startswith("Today")
    station.clock.instant += timedelta(minutes=1)
    assert someone.get("/console").words.startswith("Sign in to the station")


@pytest.mark.parametrize(
    "typed",
    [
        {"login": "wang", "password": "wrong wrong wrong"},
        {"login": "nobody"},
        {"code": "000000"},
        {"login": "' OR 1=1 --"},
        {"login": "wang\0", "password": "x"},
    ],
)
def test_whatever_is_wrong_at_the_sign_in_is_one_sentence(
    station: Station, visitor: Visitor, typed: dict[str, str]
) -> None:
    make_person(station, "wang", "clerk")
    visitor.get("/console/sign-in")
    given = {"login": "wang", "password": PASSWORD, "code": code_of(station, "wang")} | typed
    page = visitor.send("/console/sign-in", **given)
    assert visitor.answer.status_code == 403
    assert "Login, password or code do not fit together." in page.words


def test_a_password_is_never_sent_back(station: Station, visitor: Visitor) -> None:
    visitor.get("/console/sign-in")
    visitor.send("/console/sign-in", login="wang", password=PASSWORD, code="000000")
    assert PASSWORD not in visitor.answer.text


@pytest.mark.parametrize(
    ("asked_for", "language"), [("en-GB,en", "en"), ("zh-CN", "zh-CN"), ("de", "zh-CN"), ("", "zh-CN")]
)
def test_the_language_is_chinese_unless_the_browser_asks_for_english(
    station: Station, asked_for: str, language: str
) -> None:
    someone = Visitor(station, language=asked_for)
    assert ("html", {"lang": language}) in someone.get("/console/sign-in").tags
    someone.close()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_language_is_chosen_and_stays(visitor: Visitor, language: str) -> None:
    visitor.get(f"/console/language/{language}?back=/console/join?login%3Dli")
    assert (visitor.answer.url.path, visitor.answer.url.query) == ("/console/join", b"login=li")
    wanted = {"zh_CN": "首次登录", "en": "First sign-in"}[language]
    assert visitor.page.words.startswith(wanted)
    assert visitor.get("/console/join").words.startswith(wanted)


@pytest.mark.parametrize(
    "back",
    ["//evil.example/", "http://evil.example", "/consoleevil", "/v1/health", "\r\nx: y", "/console\\evil"],
)
def test_the_choice_of_a_language_leads_nowhere_else(visitor: Visitor, back: str) -> None:
    answer = visitor.http.get("/console/language/en", params={"back": back})
    assert answer.headers["location"] in {"/console", "/console%5Cevil"}


def test_a_form_that_is_too_large_is_not_read(visitor: Visitor) -> None:
    answer = visitor.http.post("/console/sign-in", content=b"a=" + b"b" * 5_000_000)
    assert answer.status_code == 413


@pytest.mark.parametrize("body", [b"\xff\xfe=\x80", b"&" * 2_000, b"%", b"a=%ff", b"token", b""])
def test_a_form_that_is_none_changes_nothing(signed_in: SignedIn, body: bytes) -> None:
    someone = signed_in("keeper")
    answer = someone.http.post("/console/people", content=body)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "name",
    ["console.css", "console.js", "console.svg", "DonorRoomScreen-Regular.ttf", "DonorRoomRare-Regular.ttf"],
)
def test_style_script_and_fonts_come_from_here(visitor: Visitor, name: str) -> None:
    with visitor.http.stream("GET", f"/console/files/{name}") as answer:
        assert answer.status_code == 200
        assert int(answer.headers["content-length"]) > 100


@pytest.mark.parametrize(
    "name", ["bare.html", "..%2fbare.html", "%2e%2e/%2e%2e/LICENSE", "OFL.txt", "", "make_fonts.py"]
)
def test_no_other_file_is_served(visitor: Visitor, name: str) -> None:
    answer = visitor.http.get(f"/console/files/{name}")
    assert answer.status_code in {303, 404}


def test_a_page_that_is_gone_is_said_in_words(signed_in: SignedIn) -> None:
    someone = signed_in("clerk")
    assert "There is no such page" in someone.get("/console/nowhere").words
    assert someone.answer.status_code == 404


def test_terminals_are_answered_as_before(visitor: Visitor) -> None:
    assert visitor.http.get("/v1/health").json()["station_code"] == "66001"
