"""Cases of sitemaps, robots.txt and addresses, all of those that the development data has."""

import pytest

from benchmarks.collecting_cases import robots_cases, sitemaps, url_cases
from benchmarks.material import data_folder

pytestmark = pytest.mark.skipif(
    not (data_folder() / "sitemaps").exists(), reason="the development data (../shared/data) is not there"
)


def test_every_sitemap_gives_the_pages_that_it_holds():
    """Scenarios and news sitemaps alike, and nothing but addresses of the web."""
    found = sitemaps()
    assert (found["wrong"], found["javascript_or_file"]) == ({}, 0)


def test_robots_txt_is_read_as_others_read_it_and_never_more_freely():
    """Of cases that leave doubt, the stricter reading is taken."""
    found = robots_cases()
    assert found["share"] >= 0.965
    assert found["freer_than_protego"] == 0
    assert found["crawl_delays_as_expected"] == found["crawl_delays"]


def test_addresses_lose_their_tracking_and_no_article():
    """Doing it twice changes nothing, and no two articles become one."""
    found = url_cases()
    assert found["miniflux_wrong"] == found["not_idempotent"] == found["false_merges"] == []
    assert found["clearurls_as_expected"] >= 45
