"""The text of a robots.txt: the stricter reading holds, and sitemaps are found however they are written."""

import pytest

from crawler.read.robots import RobotsRules

NAME = "Throughline"


@pytest.mark.parametrize(
    "named", ["Throughline", "THROUGHLINE", "throughline bot", "Throughline/0.1", "throughline\tx # us"]
)
def test_a_group_for_us_holds_however_we_are_written(named: str):
    """Versions and further words behind our name change nothing."""
    rules = RobotsRules(f"User-agent: {named}\nDisallow: /private/\n")
    assert not rules.can_fetch("https://post.example/private/a", NAME)
    assert rules.can_fetch("https://post.example/a", NAME)


def test_of_two_readings_the_stricter_one_holds():
    """A name with more words may mean us: what it forbids is forbidden, what it allows must be allowed to all."""
    rules = RobotsRules("User-agent: *\nDisallow: /\n\nUser-agent: Throughline News\nDisallow: /x/\n")
    assert not rules.can_fetch("https://post.example/a", NAME)
    assert not rules.can_fetch("https://post.example/x/a", NAME)


def test_the_longer_delay_is_asked_for():
    """The delay of a group that may mean us counts."""
    rules = RobotsRules("User-agent: *\nCrawl-delay: 2\n\nUser-agent: throughline bot\nCrawl-delay: 9\n")
    assert rules.crawl_delay(NAME) == 9.0
    assert RobotsRules("User-agent: *\nCrawl-delay: soon\n").crawl_delay(NAME) is None


def test_sitemaps_are_found_however_they_are_written():
    """Spaces, case and a byte order mark; each once; nothing that cannot be fetched."""
    text = (
        "\ufeffSitemap:https://post.example/a.xml\n  SITEMAP  :  https://post.example/b.xml \r\n"
        "User-agent: *\nDisallow: /x\nsitemap: https://post.example/a.xml\nSitemap: javascript:alert(1)\n"
        "Sitemap: file:///etc/passwd\nSitemap: /relative.xml\n# Sitemap: https://post.example/no.xml\n"
    )
    assert RobotsRules(text).sitemaps == ("https://post.example/a.xml", "https://post.example/b.xml")


def test_a_page_of_html_in_its_place_has_no_rules():
    """Whatever a server sends in place of a robots.txt is read without complaint."""
    assert RobotsRules("<html><body>Not here</body></html>").can_fetch("https://post.example/a", NAME)
