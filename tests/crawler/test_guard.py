"""The door to the network: private addresses are refused where they are connected to."""

from dataclasses import replace

import pytest

from crawler.addresses import is_public
from pipeline.nouns import PageDue

from .conftest import Crew
from .press import Press


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "198.18.0.1",
        "::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b:1::7f00:1",
        "2001::1",
        "2001:20::1",
        "fec0::1",
        "5f00::1",
        "3fff::1",
        "100::1",
        "192.88.99.1",
        "not an address",
    ],
)
def test_addresses_off_the_open_internet_are_not_public(address: str):
    """Private, loopback, link-local, carrier, multicast and reserved addresses, and IPv6 that hides one, are refused."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_of_the_open_internet_are_public(address: str):
    """What anybody can reach may be fetched."""
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]"])
def test_no_spelling_of_loopback_is_connected_to(press: Press, crew: Crew, host: str):
    """However it is spelt, the address is refused before a connection is made, in a sentence that says why."""
    outlet = replace(crew.outlet, allow_private=False)
    url = f"http://{host}:{press.port}/secret"
    crew.go(pages=[PageDue(url=url, outlet=outlet)])
    assert press.requests == []
    assert "is the private address" in crew.sink.failed[0].failure
    assert crew.sink.failed[0].failure.startswith(url)


def test_a_connection_that_one_outlet_opened_serves_no_other(press: Press, crew: Crew):
    """An outlet that may reach private addresses leaves no open connection, and no robots.txt, to one that may not."""
    press.put("/news/a", "a")
    press.put("/secret", "s")
    barred = replace(crew.outlet, slug="barred", allow_private=False)
    for _ in range(2):
        crew.go(pages=[crew.page("/news/a"), PageDue(url=press.url("/secret"), outlet=barred)])
        assert [page.url for page in crew.sink.pages] == [press.url("/news/a")]
    assert press.asked("/secret") == []
