"""TLS to the station: only its own authority is believed, and nothing is sent to anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock, SystemClock
from donor_room.domain.refusal import Refusal
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.station.authority import Authority, authority_of, new_authority
from donor_room.station.server import Station
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.link import Unreachable
from donor_room.sync.session import Session, Told, link_of
from donor_room.sync.trust import context_for
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import Enrolment, enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.support.impostors import answering, server_context
from tests.support.profiles import new_profile, open_at_once
from tests.support.stations import new_database

HERE = frozenset({"127.0.0.1", "::1", "localhost"})
NOW = SystemClock().now()  # OpenSSL looks at the clock of the machine
LONG_AGO = NOW - timedelta(days=200)


@pytest.fixture
def secure() -> Iterator[Station]:
    with Station(new_database(), clock=SystemClock(), hosts=HERE) as station:
        yield station


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_at_once(new_profile(tmp_path / "terminal"), FixedClock(NOW))
    yield desk
    desk.close()


@pytest.fixture
def joined(desk: Desk, secure: Station) -> Desk:
    enrol_desk(desk, url=secure.url, code=secure.enrolment_code("van"), clock=desk.clock)
    return desk


def talk(desk: Desk, url: str | None = None) -> Told:
    enrolment = enrolment_of(desk.ledger)
    assert enrolment
    called = Enrolment(url=url or enrolment.url, signing_key=enrolment.signing_key, reply=enrolment.reply)
    with link_of(called, desk.clock) as link:
        return Session(link, lambda work: work(exchange_of(desk))).run()


def authority(station: Station) -> Authority:
    with station.connections.lend() as conn:
        return authority_of(conn, station.house, NOW)


def not_sent_to(heard: list[bytes], told: Told, sentence: str) -> bool:
    return (heard, told.trouble, told.sent, told.waiting > 0) == ([], sentence, 0, True)


def test_all_goes_up_and_down_over_tls(joined: Desk, secure: Station) -> None:
    assert secure.url.startswith("https://127.0.0.1:")
    told = talk(joined)
    assert (told.is_all_there, told.trouble) == (True, None)
    assert list(secure.heads()) == [joined.ledger.book]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_the_station_is_called_by_name_or_by_address(joined: Desk, secure: Station, host: str) -> None:
    assert talk(joined, secure.url.replace("127.0.0.1", host)).is_all_there


def test_an_expired_certificate_gets_nothing(joined: Desk, secure: Station) -> None:
    with answering(server_context(authority(secure), HERE, LONG_AGO)) as (url, heard):
        assert not_sent_to(heard, talk(joined, url), "sync.certificate_time")
    assert talk(joined).is_all_there  # and nothing stands in the way of the right one


def test_a_certificate_for_another_address_gets_nothing(joined: Desk, secure: Station) -> None:
    elsewhere = frozenset({"10.1.2.3", "other.example"})
    with answering(server_context(authority(secure), elsewhere, NOW)) as (url, heard):
        assert not_sent_to(heard, talk(joined, url), "sync.certificate_name")
        assert not_sent_to(
            heard, talk(joined, url.replace("127.0.0.1", "localhost")), "sync.certificate_name"
        )


def test_a_certificate_of_another_authority_gets_nothing(joined: Desk) -> None:
    with answering(server_context(new_authority("x", "66001", NOW), HERE, NOW)) as (url, heard):
        assert not_sent_to(heard, talk(joined, url), "sync.not_the_station")


def test_another_station_at_the_same_address_gets_nothing(joined: Desk) -> None:
    with Station(new_database(), clock=SystemClock(), hosts=HERE) as other:
        told = talk(joined, other.url)
        assert (told.trouble, other.heads()) == ("sync.not_the_station", {})


def test_plain_http_on_the_port_hears_no_request(joined: Desk) -> None:
    with answering(None) as (url, heard):
        assert talk(joined, url).trouble == "sync.not_the_station"
    assert not any(b"v1" in said for said in heard)  # a hand held out for TLS is all that it heard


def test_work_goes_on_whoever_answers(joined: Desk) -> None:
    with answering(None) as (url, _):
        before = talk(joined, url).waiting
        joined.ledger.append([], by="")
        assert talk(joined, url).waiting == before


def test_a_sign_in_page_under_the_right_certificate_is_no_station(joined: Desk, secure: Station) -> None:
    with answering(server_context(authority(secure), HERE, NOW)) as (url, _):
        assert talk(joined, url).trouble == "sync.not_the_station"


# ---- joining ----


def join(desk: Desk, url: str, code: str) -> None:
    enrol_desk(desk, url=url, code=code, clock=desk.clock)


def not_believed() -> AbstractContextManager[pytest.ExceptionInfo[Unreachable]]:
    return pytest.raises(Unreachable, match=r"sync\.not_the_station")


def test_joining_keeps_the_authority_that_the_code_named(joined: Desk, secure: Station) -> None:
    enrolment = enrolment_of(joined.ledger)
    assert enrolment
    assert enrolment.reply
    assert enrolment.reply.authority == authority(secure).pem


def test_a_portal_sees_a_question_and_never_the_code(desk: Desk, secure: Station) -> None:
    code = secure.enrolment_code("van")
    with (
        answering(server_context(new_authority("x", "66001", NOW), HERE, NOW)) as (url, heard),
        not_believed(),
    ):
        join(desk, url, code)
    assert [said.split(b"\r\n")[0] for said in heard] == [b"GET /v1/authority HTTP/1.1"]
    join(desk, secure.url, code)  # and the code is good still


def test_the_certificate_of_another_authority_is_not_taken(desk: Desk, secure: Station) -> None:
    with Station(new_database(), clock=SystemClock(), hosts=HERE) as other, not_believed():
        join(desk, other.url, secure.enrolment_code("van"))


@pytest.mark.parametrize("body", [b"", b"{}", b'{"certificate":"-"}', b"[" * 9_000, b"x" * 99_000])
def test_what_is_no_certificate_is_not_taken(desk: Desk, secure: Station, body: bytes) -> None:
    with answering(server_context(authority(secure), HERE, NOW), body) as (url, _), not_believed():
        join(desk, url, secure.enrolment_code("van"))


def test_the_right_certificate_told_by_somebody_else_helps_nobody(desk: Desk, secure: Station) -> None:
    stranger = server_context(new_authority("x", "66001", NOW), HERE, NOW)
    told = f'{{"certificate":"{authority(secure).pem}"}}'.replace("\n", "\\n").encode()
    with answering(stranger, told) as (url, heard), not_believed():
        join(desk, url, secure.enrolment_code("van"))
    assert len(heard) == 1


def test_a_mistyped_code_is_found_before_anybody_is_asked(desk: Desk) -> None:
    with pytest.raises(Refusal, match=r"sync\.enrol\.code_mistyped"):
        join(desk, "https://127.0.0.1:1", "2222-" * 7 + "2222")


def test_a_code_that_names_nobody_is_not_enough_for_tls(desk: Desk) -> None:
    with pytest.raises(Refusal, match=r"sync\.enrol\.code_short"):
        join(desk, "https://127.0.0.1:1", "2345-6789-ABCD")


def test_nobody_at_the_address_is_an_unreachable_station(desk: Desk, secure: Station) -> None:
    code = secure.enrolment_code("van")
    with pytest.raises(Unreachable, match=r"sync\.unreachable"):
        join(desk, "https://127.0.0.1:1", code)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "key", ["certificate_time", "certificate_name", "enrol.code_mistyped", "enrol.code_short"]
)
def test_each_reason_has_its_sentence(language: str, key: str) -> None:
    assert Texts(language).has(f"sync.{key}")  # type: ignore[arg-type]


def test_an_authority_that_is_none_is_not_believed() -> None:
    with not_believed():
        context_for("no certificate")
