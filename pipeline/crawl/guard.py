"""Which network addresses may be connected to: public ones, and named hosts that the user allows.

The check stands where a name is resolved for a connection, so it holds for each redirect, for names that change
what they resolve to, and for every way of writing an IP address; what was checked is what is connected to.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any

from scrapy.crawler import Crawler
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer

ALLOWED = "VANBAN_ALLOWED_HOSTS"
"""Setting: names of hosts that may stand on private addresses."""

refused: dict[str, str] = {}
"""Names that were refused, with the address that was the reason."""

_Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public internet, also when it wraps an IPv4 address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(inner.is_global and not inner.is_multicast for inner in (ip, *_inside(ip)))


def _inside(ip: _Ip) -> list[_Ip]:
    """Return the IPv4 addresses that an IPv6 address stands for."""
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    inside = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64 or int(ip) >> 32 == 0:  # NAT64, and the IPv4-compatible form
        inside.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [found for found in inside if found]


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Passes public addresses on and drops the others."""

    def __init__(self, receiver: Any, name: str) -> None:
        self._receiver, self._name = receiver, name
        self._passed = False
        self._dropped = ""

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        if is_public(address.host):
            self._passed = True
            self._receiver.addressResolved(address)
        else:
            self._dropped = address.host

    def resolutionComplete(self) -> None:
        if self._dropped and not self._passed:
            refused[self._name] = self._dropped
        self._receiver.resolutionComplete()


class GuardedResolver(CachingHostnameResolver):
    """The resolver of Scrapy, without addresses that are not public."""

    def __init__(self, reactor: ReactorBase, cache_size: int, allowed: frozenset[str]) -> None:
        super().__init__(reactor, cache_size)
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        """Return the resolver that the settings ask for."""
        settings = crawler.settings
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), frozenset(settings.getlist(ALLOWED)))

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """Resolve a name, or an address in its place."""
        receiver: Any = resolutionReceiver
        if hostName not in self._allowed:
            receiver = _PublicOnly(receiver, hostName)
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)
