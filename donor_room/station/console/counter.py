"""The counter of the station's pages: who asks, may they, is the form our own; then one page answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import psycopg

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.release import MAX_BYTES
from donor_room.packs.texts import Language, Texts
from donor_room.station.console.asked import Asked, Call, DrawList, File, Go, Gone, Page, Route
from donor_room.station.console.parts import MULTIPART, read_parts
from donor_room.station.console.render import draw
from donor_room.station.founding import House, real_house, twin_of
from donor_room.station.sessions import find_session, is_own_form, new_token
from donor_room.station.store import Connection, Connections

START, SIGN_IN = "/console", "/console/sign-in"
COOKIE, LANGUAGE_COOKIE = "console", "console_language"
MAX_FORM_BYTES = 4 * 1024 * 1024
_MAX_FIELDS = 100

STRICT = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self';"
    " img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Reply(NamedTuple):
    """What goes back to the browser."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


class Console:
    """Answers calls of browsers, each on any thread, with a connection of its own."""

    def __init__(
        self,
        connections: Connections,
        houses: dict[str, House],
        clock: Clock,
        routes: Iterable[Route],
        *,
        draw_list: DrawList | None = None,
    ) -> None:
        self._connections = connections
        self._houses = houses
        self._clock = clock
        self._routes = tuple(routes)
        self._draw_list = draw_list
        self._texts: dict[Language, Texts] = {"zh_CN": Texts("zh_CN"), "en": Texts("en")}

    def answer(self, call: Call) -> Reply:
        """Return the page of a call; a database that is away is a page too."""
        try:
            with self._connections.lend() as conn:
                return self._answer(conn, call)
        except (Trouble, psycopg.OperationalError):
            return Reply(503, STRICT | {"content-type": "text/plain; charset=utf-8"}, self._busy(call))

    def too_large(self, call: Call) -> Reply:
        """Say that a form or a file is larger than is read, or came too slowly."""
        said = self._speaks(call, _cookies(call)).say("pack_release.too_large", limit=MAX_BYTES // 1024)
        return Reply(413, STRICT | {"content-type": "text/plain; charset=utf-8"}, said.encode())

    def _busy(self, call: Call) -> bytes:
        return self._speaks(call, _cookies(call)).say("console.problem.busy").encode()

    def _answer(self, conn: Connection, call: Call) -> Reply:
        cookies = _cookies(call)
        token = cookies.get(COOKIE, "")
        real = real_house(self._houses)
        session = None
        if token:
            touch = "x-refresh" not in call.headers
            session = find_session(conn, real.code, token, self._clock.now(), touch=touch)
        asked = Asked(
            conn=conn,
            houses=self._houses,
            house=twin_of(self._houses, practice=bool(session and session.practice)),
            clock=self._clock,
            texts=self._speaks(call, cookies),
            token=token or new_token(),
            session=session,
            path=unquote(call.path),
            places=(),
            query=_fields(call.query),
            form={},
            draw_list=self._draw_list,
        )
        return self._reply(call, asked, self._do(call, asked), fresh=None if token else asked.token)

    def _speaks(self, call: Call, cookies: Mapping[str, str]) -> Texts:
        """Chinese unless English was chosen, or nothing was and the browser asks for English first."""
        chosen = cookies.get(LANGUAGE_COOKIE)
        wanted = call.headers.get("accept-language", "").lower()
        is_english = chosen == "en" or (chosen is None and wanted.startswith("en"))
        return self._texts["en" if is_english else "zh_CN"]

    def _do(self, call: Call, asked: Asked) -> Page | Go | File:
        """Find the page and let it answer, if this person may have it and the form is ours."""
        found = self._find("GET" if call.method == "HEAD" else call.method, call.path)
        if found is None:
            return _told("gone", 404) if asked.session else Go(SIGN_IN)
        route, places = found
        if route.roles and asked.session is None:
            return Go(SIGN_IN)
        if route.roles and asked.role not in route.roles:
            return _told("not_yours", 403)
        asked = asked._replace(places=places)
        if call.method == "POST":
            asked = asked._replace(form=_form(call))
            if not _is_same_origin(call) or not is_own_form(asked.token, asked.form.get("token", "")):
                return _told("form_old", 403)
        try:
            return route.answers(asked)
        except Gone:
            return _told("gone", 404)
        except Refusal as no:
            return Page("told", {"sentence": asked.texts.say(no.code, **no.values)}, 409)

    def _find(self, method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
        parts = path.rstrip("/").split("/")
        for route in self._routes:
            wanted = route.path.split("/")
            if route.method == method and len(wanted) == len(parts):
                pairs = list(zip(wanted, parts, strict=True))
                if all(want in {"*", part} for want, part in pairs):
                    return route, tuple(unquote(part) for want, part in pairs if want == "*")
        return None

    def _reply(self, call: Call, asked: Asked, done: Page | Go | File, *, fresh: str | None) -> Reply:
        headers = dict(STRICT)
        if isinstance(done, File):
            return Reply(200, headers | _as_file(done), done.content)
        cookie = fresh if done.cookie is None else done.cookie
        if cookie is not None:
            headers["set-cookie"] = _set_cookie(call, COOKIE, cookie)
        if isinstance(done, Go):
            return Reply(303, headers | {"location": _location(done)})
        body = draw(asked._replace(token=done.cookie or asked.token), done).encode()
        return Reply(done.status, headers | {"content-type": "text/html; charset=utf-8"}, body)


def language_reply(call: Call, language: str) -> Reply:
    """Remember a language, and go back to the page where it was chosen."""
    back = _fields(call.query).get("back", START)
    safe = back if back == START or back.startswith((f"{START}/", f"{START}?")) else START
    cookie = _set_cookie(call, LANGUAGE_COOKIE, "en" if language == "en" else "zh_CN", lasting=True)
    return Reply(303, STRICT | {"location": quote(safe, safe="/?=&%-._~+"), "set-cookie": cookie})


def _as_file(file: File) -> dict[str, str]:
    named = quote(file.name, safe="")
    return {"content-type": file.media, "content-disposition": f"attachment; filename*=UTF-8''{named}"}


def _told(key: str, status: int) -> Page:
    return Page("told", {"sentence_key": key}, status)


def _location(go: Go) -> str:
    path = quote(go.path, safe="/?=&%-._~+")
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'said': go.said})}" if go.said else path


def _set_cookie(call: Call, name: str, value: str, *, lasting: bool = False) -> str:
    """Return a cookie that no script reads and no other site's page sends."""
    parts = [f"{name}={value}", "Path=/console", "HttpOnly", "SameSite=Strict"]
    parts += ["Secure"] if call.is_encrypted else []
    parts += ["Max-Age=31536000"] if lasting else []
    return "; ".join(parts)


def _cookies(call: Call) -> dict[str, str]:
    try:
        return {name: one.value for name, one in SimpleCookie(call.headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def _is_same_origin(call: Call) -> bool:
    """A browser says from where a form comes; what is not a browser has no cookie to steal."""
    if call.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = call.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == call.headers.get("host")


def _fields(text: str) -> dict[str, str]:
    """Return the fields of a query or form; what no column can hold is left out of them."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        return {}
    return {name: value.replace("\0", "") for name, value in pairs}


def _form(call: Call) -> dict[str, str]:
    media = call.headers.get("content-type", "")
    if media.startswith(MULTIPART):
        return read_parts(call.body, media)
    return _fields(call.body.decode("utf-8", errors="replace"))
