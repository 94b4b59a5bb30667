"""Which addresses the house may call: public ones over TLS, unless the operator says otherwise."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

URL_MAX = 500
METADATA = tuple(map(ipaddress.ip_address, ("168.63.129.16",)))
"""Machines that tell a cloud's secrets and stand at a public address; the others of their kind
are link-local, private or shared, and refused as such."""
SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        (
            "100.64.0.0/10",
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20",
            "5f00::/16",
        ),
    )
)
"""Ranges for special purposes that not every release of Python counts as such."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")
COMPATIBLE = ipaddress.ip_network("::/96")


class AddressRefused(ValueError):
    """The house does not call this address; why, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class AddressRules:
    """What the operator allows besides public addresses over TLS.

    `networks` are ranges that may be called although they are not public. `loopback` is for
    development: this machine, without TLS too.
    """

    networks: tuple[Network, ...] = ()
    loopback: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: where to connect and what to ask for there."""

    host: str
    port: int
    path: str
    is_tls: bool

    @property
    def authority(self) -> str:
        """The Host header: the port where it is not the usual one, brackets around IPv6."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.is_tls else 80
        return host if self.port == usual else f"{host}:{self.port}"


def networks_of(told: str) -> tuple[Network, ...]:
    """The ranges of a comma-separated list.

    Raises:
        ValueError: one of them is no range of addresses.
    """
    return tuple(ipaddress.ip_network(part.strip()) for part in told.split(",") if part.strip())


def target_of(url: str, rules: AddressRules) -> Target:
    """The target of a URL whose form, and whose host where it is a bare address, may be called.

    A name is not looked up here: what it means is checked at each connection.

    Raises:
        AddressRefused: it is none that the house calls.
    """
    if len(url) > URL_MAX or any(ord(sign) <= 32 or ord(sign) >= 127 for sign in url):
        zh, en = "地址应为不超过500个的可见ASCII字符。", "An address is at most 500 ASCII signs."
        raise AddressRefused(zh, en)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("不是有效的网址。", "This is no URL.") from None
    host = (parts.hostname or "").rstrip(".")
    if not host or parts.username is not None or parts.fragment or "\\" in url:
        zh, en = "网址只写主机、端口和路径。", "A URL of host, port and path only."
        raise AddressRefused(zh, en)
    is_tls = parts.scheme == "https"
    if not is_tls and not (parts.scheme == "http" and rules.loopback):
        raise AddressRefused("地址须以https开头。", "The address must begin with https.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = Target(host, port or (443 if is_tls else 80), path, is_tls)
    literal = _literal(host)
    if literal is not None:
        check(literal, target, rules)
    return target


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def check(address: Address, target: Target, rules: AddressRules) -> None:
    """The house may connect to this address for this target.

    Raises:
        AddressRefused: it is private, link-local, loopback, a cloud's metadata or no one machine.
    """
    reached = _reached(address)
    if rules.loopback and reached.is_loopback:
        return
    if not target.is_tls:
        raise AddressRefused("只有本机可以不用https。", "Only this machine goes without https.")
    if _stands_in(reached, rules.networks):
        return
    if not is_public(reached):
        zh = f"{address}不是公网地址，运维人员未放行。"
        en = f"{address} is not a public address and the operator has not allowed it."
        raise AddressRefused(zh, en)


def is_public(address: Address) -> bool:
    """Whether the address belongs to one machine of the public network and tells no secrets."""
    reached = _reached(address)
    if reached in METADATA or reached.is_multicast or reached.is_reserved:
        return False
    if _stands_in(reached, SPECIAL):
        return False
    if isinstance(reached, ipaddress.IPv6Address) and reached.is_site_local:
        return False
    return reached.is_global


def _stands_in(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address.version == net.version and address in net for net in networks)


def _reached(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for; itself where it stands for none."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    whole = int(address)
    if address in NAT64 or (address in COMPATIBLE and whole > 1):
        return ipaddress.IPv4Address(whole & 0xFFFFFFFF)
    return address
