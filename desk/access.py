"""Whom the desk lets in, and where from: the rules of its gate."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from pipeline.errors import SettingsError
from storage.people import Role

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Asks(StrEnum):
    """Whom the gate lets in."""

    NOBODY = "nobody"  # on loopback: everybody who reaches us is the desk
    ACCOUNT = "account"
    PROXY = "proxy"  # a proxy in front of us says who it is


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRules:
    """How the gate is kept."""

    asks: Asks = Asks.NOBODY
    #: Hosts under which we answer where nobody is asked, so that a stranger's page cannot reach us by a name of its
    #: own (DNS rebinding); empty: any.
    hosts: frozenset[str] = frozenset()
    #: Header in which the proxy names who it is.
    proxy_header: str = ""
    #: Networks from which that header is believed.
    proxy_networks: tuple[Network, ...] = ()
    #: What somebody may do whom only the proxy knows.
    proxy_role: Role = Role.READER
    #: Are browsers reached by https only? Their cookie then never travels otherwise.
    is_secure: bool = False
    #: How long a log-in lasts.
    session_lasts: timedelta = field(default=timedelta(days=14))


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a host."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def named_networks(named: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks from which a proxy's header is believed.

    Raises:
        SettingsError: one of them is none, none is named, or everybody is meant.
    """
    networks = []
    for one in named:
        try:
            networks.append(ipaddress.ip_network(one))
        except ValueError as error:
            raise SettingsError(f"people.proxy_networks: {one!r} is no network ({error}): write 10.2.0.0/16") from error
    if not networks or any(network.prefixlen == 0 for network in networks):
        raise SettingsError(
            "people.proxy_header is set: name the networks of the proxy in people.proxy_networks, "
            "or anybody could send it"
        )
    return tuple(networks)
