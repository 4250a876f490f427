"""One spelling per address: what is taken away, what must stay, and that doing it twice changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import canonical_url, is_fetchable, site_of, without_tracking


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.example.com/a?utm_source=x&id=5&fbclid=1#top", "https://www.example.com/a?id=5"),
        ("HTTPS://Example.COM:443/A", "https://example.com/A"),
        ("http://example.com:80", "http://example.com/"),
        ("http://example.com:8080/a", "http://example.com:8080/a"),
        ("https://example.com/a/../b/./c//d", "https://example.com/b/c/d"),
        ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
        ("https://example.com/a?at_medium=RSS&at_campaign=rss", "https://example.com/a"),
        ("https://example.com/index.php?20261101", "https://example.com/index.php?20261101"),
        ("https://example.com/a?cid=5&story", "https://example.com/a?cid=5&story"),
        ("https://example.com/a;jsessionid=AB12?x=1", "https://example.com/a?x=1"),
        ("https://user:secret@example.com/a", "https://example.com/a"),
        ("https://example.com/story.html,", "https://example.com/story.html"),
        ("  https://example.com/a\n", "https://example.com/a"),
        ("https://bücher.example/ä b", "https://xn--bcher-kva.example/%C3%A4b"),
        ("http://127.0.0.1:8042/harbour/a?page=2#x", "http://127.0.0.1:8042/harbour/a?page=2"),
        ("http://[::1]:8042/a", "http://[::1]:8042/a"),
        ("https://example.com/a?ref=home&source=hp-latest&rss=1&campaign=", "https://example.com/a"),
        ("https://example.com/a?ref=12345", "https://example.com/a?ref=12345"),
        ("https://example.com/a?ref=example.com", "https://example.com/a"),
        ("https://example.com/a?ref=rival.example", "https://example.com/a?ref=rival.example"),
        ("https://example.com/wiki/Mercury_(planet)", "https://example.com/wiki/Mercury_(planet)"),
        ("https://example.com/wiki/Mercury)", "https://example.com/wiki/Mercury"),
        ("https://example.com/people/jr.", "https://example.com/people/jr."),
    ],
)
def test_an_address_has_one_spelling(url: str, expected: str):
    """Tracking, fragments, default ports, session ids, names and junk go; what tells the article stays."""
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/story?id=1", "https://example.com/story?id=2"),
        ("https://example.com/story?ref=1001", "https://example.com/story?ref=1002"),
        ("https://example.com/story?source=weir-gate-fails-in-the-night", "https://example.com/story"),
        ("https://example.com/A", "https://example.com/a"),
        ("https://example.com/a", "https://example.com/a/"),
        ("https://example.com/?p=10", "https://example.com/?p=11"),
        ("https://example.com/a?20261101", "https://example.com/a?20261102"),
        ("https://one.example.com/a", "https://two.example.com/a"),
        ("https://example.com/a?page=1", "https://example.com/a?page=2"),
    ],
)
def test_two_articles_are_never_one(one: str, other: str):
    """What may tell one article from another stays in the address."""
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    ("url", "near", "expected"),
    [
        ("https://example.com/a?b=2&utm_id=7&a=%20#part", (), "https://example.com/a?b=2&a=%20#part"),
        ("https://example.com/i.jpg?crop/14x7/format", (), "https://example.com/i.jpg?crop/14x7/format"),
        ("https://example.com/a?ref=feeds.example", ("https://feeds.example/rss",), "https://example.com/a"),
        ("mailto:desk@example.com?ref=home", (), "mailto:desk@example.com?ref=home"),
        ("https://exa|mple.com/", (), ""),
    ],
)
def test_tracking_is_taken_away_and_nothing_else(url: str, near: tuple[str, ...], expected: str):
    """For links that are shown: fragment, order and spelling stay."""
    assert without_tracking(url, *near) == expected


@pytest.mark.parametrize(
    "url",
    ["", " ", "javascript:void(0)", "mailto:desk@example.com", "/only/a/path", "http://", "http://[::1", "file:///etc"],
)
def test_what_cannot_be_fetched_has_no_spelling(url: str):
    """Anything but http and https with a host is none."""
    assert canonical_url(url) is None
    assert not is_fetchable(url)


def test_a_relative_address_starts_from_its_page():
    """Links of feeds and pages are resolved."""
    assert canonical_url("../b?utm_medium=x", "https://example.com/a/c") == "https://example.com/b"
    assert canonical_url("//cdn.example.com/b", "https://example.com/a") == "https://cdn.example.com/b"


@given(st.text(max_size=60), st.sampled_from(["", "https://example.com/", "http://h.example:81/a?", "https://"]))
def test_doing_it_twice_changes_nothing(text: str, start: str):
    """The spelling of a spelling is itself, for any text; it never raises."""
    once = canonical_url(start + text)
    if once is not None:
        assert canonical_url(once) == once
        assert is_fetchable(once)


def test_a_site_is_the_registered_domain_or_host_and_port():
    """Subdomains are one site; addresses in figures are one site each with their port."""
    assert site_of("https://news.example.co.uk/a") == site_of("https://www.example.co.uk") == "example.co.uk"
    assert site_of("http://127.0.0.1:8042/a") == "127.0.0.1:8042"
    assert site_of("http://localhost:8042/a") == "localhost:8042"
