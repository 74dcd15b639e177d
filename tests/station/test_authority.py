"""The station's own authority: made once, believed by its mark, renewed in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal
from donor_room.station.authority import SERVER_LASTS, authority_of, server_certificate
from donor_room.station.server import Station
from donor_room.station.tls import Tls, hosts_for, hosts_of
from donor_room.wire.joining import read_code
from tests.support.stations import Caller, new_database
from tests.support.van import MORNING

HOSTS = frozenset({"127.0.0.1", "xz.example.cn"})


def shown(station: Station, *, days: float = 0, hosts: frozenset[str] = HOSTS) -> x509.Certificate:
    with station.connections.lend() as conn:
        return server_certificate(conn, station.house, hosts, MORNING + timedelta(days=days)).certificate


def mark_of(station: Station, at: datetime = MORNING) -> str:
    with station.connections.lend() as conn:
        return authority_of(conn, station.house, at).mark


def test_the_authority_is_made_once_and_outlives_a_new_start() -> None:
    url = new_database()
    with Station(url, clock=FixedClock(MORNING)) as station:
        before = mark_of(station)
    with Station(url, clock=FixedClock(MORNING + timedelta(days=400))) as again:
        assert mark_of(again, MORNING + timedelta(days=400)) == before


def test_two_stations_have_two_authorities(station: Station) -> None:
    with Station(new_database(), clock=FixedClock(MORNING)) as other:
        assert mark_of(other) != mark_of(station)


def test_it_signs_for_servers_and_for_nothing_below_itself(station: Station) -> None:
    with station.connections.lend() as conn:
        authority = authority_of(conn, station.house, MORNING)
    certificate = shown(station)
    certificate.verify_directly_issued_by(authority.certificate)
    assert authority.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value == (
        x509.BasicConstraints(ca=True, path_length=0)
    )
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_a_certificate_names_every_host_by_name_or_address(station: Station) -> None:
    names = shown(station).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["xz.example.cn"]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]


@pytest.mark.parametrize(("days", "is_new"), [(0, False), (59.9, False), (60, True), (91, True), (400, True)])
def test_a_certificate_is_renewed_a_month_before_it_ends(station: Station, days: float, is_new: bool) -> None:
    before = shown(station)
    after = shown(station, days=days)
    assert (after.serial_number != before.serial_number) is is_new
    assert after.not_valid_after_utc > MORNING + timedelta(days=days) + timedelta(days=29)


def test_a_host_that_is_not_named_yet_makes_a_new_certificate(station: Station) -> None:
    before = shown(station)
    assert shown(station, hosts=HOSTS | {"10.0.0.7"}).serial_number != before.serial_number
    assert shown(station, hosts=HOSTS).serial_number != before.serial_number  # the one that names all is kept


def test_a_terminal_whose_clock_fell_back_still_believes_it(station: Station) -> None:
    assert shown(station).not_valid_before_utc == datetime(2000, 1, 1, tzinfo=UTC)
    assert shown(station).not_valid_after_utc == MORNING + SERVER_LASTS


def test_a_running_server_shows_the_new_certificate_by_itself(station: Station) -> None:
    clock = FixedClock(MORNING)
    tls = Tls(station.connections, station.house, HOSTS, clock)
    before = shown(station).serial_number
    clock.instant += timedelta(days=70)
    tls.renew()
    tls.close()
    assert shown(station, days=70).serial_number != before


def test_an_enrolled_terminal_is_told_the_authority(station: Station) -> None:
    told = x509.load_pem_x509_certificate(Caller(station).reply.authority.encode())
    with station.connections.lend() as conn:
        assert told == authority_of(conn, station.house, MORNING).certificate


def test_a_station_without_tls_gives_the_short_code(station: Station) -> None:
    assert read_code(station.enrolment_code("van")).authority is None


# ---- under which names ----


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_on_this_machine_tls_is_served_only_on_purpose(host: str) -> None:
    assert hosts_for(host, [], tls=False, plain=False) is None
    assert hosts_for(host, [], tls=True, plain=False) == {"127.0.0.1", "::1", "localhost"}


@pytest.mark.parametrize("host", ["192.168.1.5", "station.example"])
def test_beyond_this_machine_tls_is_left_out_only_on_purpose(host: str) -> None:
    assert hosts_for(host, [], tls=False, plain=True) is None
    assert hosts_for(host, [], tls=False, plain=False) == {"127.0.0.1", "::1", "localhost", host}


def test_whoever_names_the_station_wants_tls() -> None:
    assert "xz.example.cn" in (hosts_for("127.0.0.1", ["xz.example.cn"], tls=False, plain=True) or ())


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104
def test_an_address_that_means_all_names_every_address_of_this_machine(host: str) -> None:
    hosts = hosts_of(host, [])
    assert host not in hosts
    assert {"127.0.0.1", "::1", "localhost"} < hosts


@pytest.mark.parametrize("name", ["", "a b", "https://x", "血站", "x/y", "0.0.0.0", "x" * 254])  # noqa: S104
def test_what_nobody_can_call_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match=r"station\.tls_name"):
        hosts_of("127.0.0.1", [name])
