"""Which addresses and ports lie in the open internet: decided by figures alone, asks nobody."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

#: IPv6 prefixes that carry an IPv4 address in their last 32 bits (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")
#: All of IPv6 that is handed out to networks (RFC 4291, 2.4): what lies outside is local, reserved or a disguise.
_UNICAST = IPv6Network("2000::/3")
#: Of that, what is kept for protocols and for examples (RFC 2928, RFC 3849, RFC 9637).
_KEPT = (IPv6Network("2001::/23"), IPv6Network("2001:db8::/32"), IPv6Network("3fff::/20"))
#: Anycast to whatever relay is near (RFC 7526): it reaches networks that are not open.
_RELAY = "192.88.99."

#: The two ports of the web; below 1024 nothing else speaks HTTP.
_WEB_PORTS = frozenset({80, 443})
_FIRST_FREE_PORT = 1024
#: Ports of other protocols, which a request could be mistaken for. Source: WHATWG Fetch, "bad port".
_OTHER_PROTOCOLS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, *range(6665, 6670), 6679, 6697, 10080}
)


def is_public(address: str) -> bool:
    """Tell whether an IP address lies in the open internet; one that hides an IPv4 address is judged by that."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(ip)
    if isinstance(inner, IPv6Address) and (inner not in _UNICAST or any(inner in kept for kept in _KEPT)):
        return False
    return inner.is_global and not inner.is_multicast and not str(inner).startswith(_RELAY)


def _inner(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


def is_web_port(url: str) -> bool:
    """Tell whether the address names no port, or one at which the open internet speaks HTTP."""
    port = urlsplit(url).port
    if port is None or port in _WEB_PORTS:
        return True
    return port >= _FIRST_FREE_PORT and port not in _OTHER_PROTOCOLS
