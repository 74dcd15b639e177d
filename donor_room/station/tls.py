"""TLS of the station: under which names it is met, and a certificate that changes while the server runs."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import psycopg

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.station.authority import ServerCertificate, server_certificate
from donor_room.station.founding import House
from donor_room.station.store import Connections

_ALWAYS = frozenset({"127.0.0.1", "::1", "localhost"})
_LOOKED_AT_EVERY_S = 6 * 3600.0
_LONGEST_NAME = 253


class Tls:
    """The context of the server; keep it open while the server runs, so that its certificate is renewed."""

    def __init__(self, connections: Connections, house: House, hosts: frozenset[str], clock: Clock) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._connections, self._house, self._hosts, self._clock = connections, house, hosts, clock
        self._over = Event()
        self._keeper = Thread(target=self._keep, name="station-certificate", daemon=True)
        self.renew()
        self._keeper.start()

    def renew(self) -> None:
        """Show from the next connection on what is valid now; the kept certificate where it is."""
        with self._connections.lend() as conn:
            load(self.context, server_certificate(conn, self._house, self._hosts, self._clock.now()))

    def close(self) -> None:
        """Renew no more."""
        self._over.set()

    def _keep(self) -> None:
        while not self._over.wait(_LOOKED_AT_EVERY_S):
            with suppress(Trouble, psycopg.Error):  # the old one is good for a month more
                self.renew()


def load(context: ssl.SSLContext, shown: ServerCertificate) -> None:
    """Give a context its certificate; TLS reads it from files only, which are gone again at once."""
    with TemporaryDirectory(prefix="donor-room-") as folder:
        path = Path(folder) / "server.pem"
        path.touch(mode=0o600)
        path.write_bytes(shown.key_pem + shown.pem)
        context.load_cert_chain(path)


def hosts_for(listening: str, names: Iterable[str], *, tls: bool, plain: bool) -> frozenset[str] | None:
    """Return under which names TLS is served, or None for plain HTTP.

    Beyond this machine names never travel in clear, unless plain is asked for; on this machine TLS is.
    """
    if tls or names or not (plain or is_loopback(listening)):
        return hosts_of(listening, names)
    return None


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches an address."""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


def hosts_of(listening: str, names: Iterable[str]) -> frozenset[str]:
    """Return every name and address by which terminals may call; refuses what can be neither."""
    said = {name.strip().strip("[]") for name in names}
    for name in said:
        if not _can_be_called(name):
            raise Refusal("station.tls_name", name=name)
    return _ALWAYS | said | (_own() if _is_any(listening) else {listening})


def _can_be_called(name: str) -> bool:
    with suppress(ValueError):
        return not ip_address(name).is_unspecified
    signs = name.replace("-", "").replace(".", "")
    return signs.isascii() and signs.isalnum() and len(name) <= _LONGEST_NAME


def _is_any(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_unspecified
    return False


def _own() -> set[str]:
    """Return the names and addresses of this machine, as far as it knows them itself."""
    import psutil  # type: ignore[import-untyped]

    kinds = {socket.AF_INET, socket.AF_INET6}
    cards = psutil.net_if_addrs().values()
    addresses = {a.address.partition("%")[0] for card in cards for a in card if a.family in kinds}
    return addresses | {name for name in (socket.gethostname(),) if _can_be_called(name)}
