"""Only the station is believed: addresses, open networks, and whatever else may answer on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.sync.link import Link, StationSaysNo, Unreachable, check_url, refuse_open_network
from donor_room.wire.messages import EnrolRequest, Health, Problem, encode
from donor_room.wire.signature import new_key, public_text, read_public, sign_answer

CLOCK = FixedClock(datetime(2026, 11, 21, 6, 0, tzinfo=UTC))
STATION, TERMINAL, STRANGER = new_key(), new_key(), new_key()
NO = encode(Problem(code="terminal.locked"))


# ---- addresses ----


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://station.example", "https://station.example"),
        ("https://station.example/", "https://station.example"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("http://localhost:1", "http://localhost:1"),
    ],
)
def test_an_address_is_kept_without_the_slash_at_its_end(url: str, kept: str) -> None:
    assert check_url(url) == kept


@pytest.mark.parametrize(
    "url",
    [
        "",
        "station.example",
        "ftp://station.example",
        "file:///etc/hosts",
        "http://",
        "https://station.example/v1",
        "https://station.example/?a=1",
        "https://station.example:port",
        "http://[::1",
        "javascript:alert(1)",
        "https://station.example\n",
        "血站",
    ],
)
def test_what_is_no_address_of_a_station_is_refused(url: str) -> None:
    with pytest.raises(Refusal, match=r"sync\.url"):
        check_url(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://127.8.8.8:1", "http://[::1]:1", "http://localhost"]
)
def test_plain_http_may_stay_on_this_machine(url: str) -> None:
    refuse_open_network(url, insecure_lan=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.9",
        "http://station.example",
        "http://localhost.example",
        "http://0.0.0.0",
        "http://8.8.8.8",
    ],
)
def test_names_never_travel_in_clear_beyond_this_machine(url: str) -> None:
    with pytest.raises(Refusal, match=r"sync\.only_this_machine"):
        refuse_open_network(url, insecure_lan=False)


@pytest.mark.parametrize("url", ["http://192.168.1.9", "http://station.example"])
def test_an_open_network_can_be_asked_for_by_name(url: str) -> None:
    refuse_open_network(url, insecure_lan=True)


@pytest.mark.parametrize("insecure", [True, False])
def test_an_encrypted_line_may_lead_anywhere(insecure: bool) -> None:
    refuse_open_network("https://station.example", insecure_lan=insecure)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "key", ["url", "only_this_machine", "not_enrolled", "unreachable", "not_the_station"]
)
def test_each_reason_has_its_sentence(language, key: str) -> None:
    assert Texts(language).has(f"sync.{key}")


# ---- who answers ----


@contextmanager
def answering(
    body: bytes, *, status: int = 200, key=None, headers: dict[str, str] | None = None
) -> Iterator[str]:
    """Answer one call on this machine; with a key the answer is signed as a station's would be."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = dict(headers or {})
            if key is not None:
                asked = self.headers["signature"]
                signed = sign_answer(
                    key, status=status, body=body, keyid="station", created=0, request_signature=asked
                )
                told = signed | told
            self.send_response(status)
            for name, value in (told | {"content-length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that the library calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    worker = Thread(target=server.handle_request, daemon=True)
    worker.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        worker.join(2)
        server.server_close()


def link_to(url: str, *, station=STATION) -> Link:
    key = read_public(public_text(station)) if station else None
    return Link(url, key=TERMINAL, keyid="t1", station_key=key, clock=CLOCK)


def not_believed():
    return pytest.raises(Unreachable, match=r"sync\.not_the_station")


def no_is_told():
    return pytest.raises(StationSaysNo)


@pytest.mark.parametrize("status", [200, 302, 404, 500])
def test_an_answer_without_a_signature_is_not_the_station(status: int) -> None:
    with answering(b"<html>please pay</html>", status=status) as url, link_to(url) as link, not_believed():
        link.get("/v1/health", Health)


def test_an_answer_signed_by_somebody_else_is_not_the_station() -> None:
    with answering(NO, status=403, key=STRANGER) as url, link_to(url) as link, not_believed():
        link.get("/v1/health", Health)


def test_a_no_of_the_station_is_told_with_its_reason() -> None:
    with answering(NO, status=403, key=STATION) as url, link_to(url) as link, no_is_told() as caught:
        link.get("/v1/health", Health)
    assert (caught.value.status, caught.value.problem.code) == (403, "terminal.locked")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 5_000])
def test_a_signed_answer_that_cannot_be_read_is_not_the_station(body: bytes) -> None:
    with answering(body, key=STATION) as url, link_to(url) as link, not_believed():
        link.get("/v1/health", Health)


@pytest.mark.parametrize("body", [b"no frame", b"\x28\xb5\x2f\xfd"])
def test_lines_that_cannot_be_unpacked_are_not_the_station(body: bytes) -> None:
    with answering(body, key=STATION) as url, link_to(url) as link, not_believed():
        link.lines("/v1/books/b/entries", after=0)


def test_nobody_at_the_other_end_is_an_unreachable_station() -> None:
    with answering(b"") as url:
        link_to(url).close()
        with link_to(url) as link, pytest.raises(Unreachable):
            link.get("/v1/health", Health)
    with link_to(url) as link, pytest.raises(Unreachable, match=r"sync\.unreachable"):
        link.get("/v1/health", Health)


def test_before_enrolment_nothing_is_asked() -> None:
    with (
        link_to("http://127.0.0.1:1", station=None) as link,
        pytest.raises(Refusal, match=r"sync\.not_enrolled"),
    ):
        link.get("/v1/health", Health)


def ask_to_enrol(link: Link) -> None:
    link.enrol(
        EnrolRequest(
            code="c", public_key=public_text(TERMINAL), practice=True, program="0", protocols=(1,),
            profile="isbt128", numbers=1,
        )
    )  # fmt: skip


def test_a_no_to_enrolling_is_believed_unsigned_if_it_is_in_the_stations_form() -> None:
    with (
        answering(encode(Problem(code="enrol.code_unknown")), status=403) as url,
        link_to(url, station=None) as link,
        no_is_told() as caught,
    ):
        ask_to_enrol(link)
    assert caught.value.problem.code == "enrol.code_unknown"


@pytest.mark.parametrize(("status", "body"), [(403, b"<html>"), (200, b"<html>"), (200, b"{}")])
def test_enrolling_at_a_sign_in_page_ends_without_a_station(status: int, body: bytes) -> None:
    with answering(body, status=status) as url, link_to(url, station=None) as link, not_believed():
        ask_to_enrol(link)
