"""Countries and their clocks."""

from datetime import UTC, datetime

import pytest

from config.places import country_of_domain, is_zone, zone_of_country

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("host", "country"),
    [
        ("post.co.uk", "GB"),
        ("zeitung.de", "DE"),
        ("post.example", None),
        ("startup.io", None),
        ("127.0.0.1", None),
        ("", None),
    ],
)
def test_a_host_tells_its_country_where_its_domain_is_one(host: str, country: str | None):
    """Domains that are sold to everybody tell none."""
    assert country_of_domain(host) == country


@pytest.mark.parametrize(
    ("country", "zone"),
    [("GB", "Europe/London"), ("DE", "Europe/Berlin"), ("JP", "Asia/Tokyo"), ("US", None), ("AU", None), ("ZZ", None)],
)
def test_a_country_tells_its_zone_where_its_clocks_agree(country: str, zone: str | None):
    """Where they do not, nobody guesses."""
    assert zone_of_country(country, NOON) == zone


def test_a_zone_is_known_by_its_name():
    """What is none is none, whatever it spells."""
    assert is_zone("Europe/London")
    assert not any(is_zone(name) for name in ("Mars/Base", "", "../etc/passwd", "/etc/passwd", "x" * 5000))
