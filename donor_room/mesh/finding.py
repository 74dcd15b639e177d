"""Terminals of one station find each other on the vehicle's own network (DNS-SD over multicast DNS).

What is told to the network: a mark of the station, the terminal, an address. No donor, no person, no name.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from ipaddress import ip_address
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, ServiceStateChange, Zeroconf

KIND = "_donor-room._tcp.local."
_MARK, _TERMINAL = b"s", b"t"
_LOOK_MS = 3_000
_GOODBYE_S = 2.0


class Finding:
    """Says where this terminal is heard, and tells of others of the same mark."""

    def __init__(
        self,
        *,
        mark: str,
        terminal: str,
        port: int,
        found: Callable[[str], None],
        addresses: list[str] | None = None,
    ) -> None:
        """`found` is told HOST:PORT on a thread of its own, also of one that came back at another address."""
        from zeroconf import ServiceBrowser, Zeroconf

        self._mark, self._terminal, self._found = mark, terminal, found
        self._is_over = False
        logging.getLogger("zeroconf").setLevel(logging.ERROR)
        at = addresses or own_addresses()
        self._zeroconf = Zeroconf(interfaces=at)
        self._info = _info(mark, terminal, port, at)
        self._zeroconf.register_service(self._info, allow_name_change=True)
        self._browser = ServiceBrowser(self._zeroconf, KIND, handlers=[self._heard])

    def stop(self) -> None:
        """Say goodbye, and listen no more."""
        self._is_over = True
        ending = Thread(target=self._end, name="mesh-goodbye", daemon=True)
        ending.start()
        ending.join(_GOODBYE_S)

    def _end(self) -> None:
        self._zeroconf.unregister_service(self._info)
        self._zeroconf.close()

    def _heard(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        from zeroconf import EventLoopBlocked, NotRunningException
        from zeroconf import ServiceStateChange as Change

        if self._is_over or state_change is Change.Removed:
            return  # whoever went away is called seldom until she comes back
        try:
            info = zeroconf.get_service_info(service_type, name, timeout=_LOOK_MS)
        except (EventLoopBlocked, NotRunningException):
            return  # the machine is too busy; whoever is there says so again
        if info is None or info.port is None or not self._is_neighbour(info):
            return
        for address in info.parsed_addresses():
            if ip_address(address).version == 4:
                self._found(f"{address}:{info.port}")

    def _is_neighbour(self, info: ServiceInfo) -> bool:
        told = info.properties
        is_of_station = told.get(_MARK) == self._mark.encode()
        return is_of_station and told.get(_TERMINAL) != self._terminal.encode()


def _info(mark: str, terminal: str, port: int, addresses: list[str]) -> ServiceInfo:
    from zeroconf import ServiceInfo

    label = terminal.replace(".", "-")
    return ServiceInfo(
        KIND,
        f"{label}.{KIND}",
        port=port,
        addresses=[socket.inet_aton(one) for one in addresses],
        properties={_MARK: mark.encode(), _TERMINAL: terminal.encode()},
        server=f"{label}.local.",
    )


def own_addresses() -> list[str]:
    """Return the IPv4 addresses of this machine on its networks; its loopback where it has no other."""
    from ifaddr import get_adapters

    every = [one.ip for adapter in get_adapters() for one in adapter.ips if isinstance(one.ip, str)]
    return [one for one in every if not ip_address(one).is_loopback] or ["127.0.0.1"]
