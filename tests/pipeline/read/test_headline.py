"""The headline as printed: which heading it is, and what of it is kicker, label or site."""

from zoneinfo import ZoneInfo

import pytest

from pipeline.read.extract import parse
from pipeline.read.head import Head, read_head
from pipeline.read.headline import find_headline

H = "Ferry fares in Harrowmere to rise again in April"
OG = f'<meta property="og:title" content="{H}">'
SEO = '<meta property="og:title" content="Harrowmere ferry fares: what to know">'
SITE = '<meta property="og:site_name" content="Harrowmere Courier">'


def _head(head: str, body: str) -> Head:
    tree = parse(f"<html><head><title>Ferry</title>{head}</head><body>{body}</body></html>".encode())
    assert tree is not None
    return read_head(tree, "https://courier.example/ferry", ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("head", "body"),
    [
        pytest.param(OG, f"<h1>{H}</h1>", id="heading and metadata agree"),
        pytest.param(SEO, f"<h1>{H}</h1>", id="the printed one beats the one for search engines"),
        pytest.param(OG, f"<h1><span>Transport</span> {H}</h1>", id="the metadata have it without the kicker"),
        pytest.param(OG, f"<h1><div><a href='/t'>TRANSPORT | </a></div><span>{H}</span></h1>", id="kicker with a bar"),
        pytest.param(SEO, f"<h1><span class='kicker'>Sea</span><span>{H}</span></h1>", id="a kicker by name"),
        pytest.param(
            f'{OG}<meta name="twitter:title" content="Sea: {H}">',
            f"<h1><b>Sea:</b> {H}</h1>",
            id="the metadata have it with and without the kicker",
        ),
        pytest.param(
            f'{OG}<meta name="twitter:title" content="Ferry fares: what to know">',
            f"<nav><ol><li><h1>Ferry fares: what to know</h1></li></ol></nav><article><h2>{H}</h2></article>",
            id="a heading in a path of links is none",
        ),
        pytest.param(
            OG,
            f"<div class='page-breadcrumb'><h1>Fares</h1></div><h2><i>Sea</i> {H}</h2><h2>Other</h2>",
            id="second level, with a kicker",
        ),
        pytest.param(OG, "<nav><h1>Fares for ferries</h1></nav><h2>Crosshead</h2>", id="only the metadata say it"),
        pytest.param(SITE + SEO, f"<h1>Harrowmere Courier</h1><article><h1>{H}</h1></article>", id="the site is none"),
        pytest.param(
            '<meta property="og:title" content="What the islanders pay">', f"<h1>{H}</h1>", id="one that stands alone"
        ),
        pytest.param(
            '<meta property="og:title" content="What the islanders pay">',
            f"<main><h1>{H}</h1></main><h1>More of the islands</h1>",
            id="the first in the main part",
        ),
        pytest.param(OG, f"<h1>LIVE: {H}</h1>", id="a label that comes and goes"),
        pytest.param(OG, f"<h1>Breaking news – {H}</h1>", id="another label"),
        pytest.param(OG, f"<h1>{H.replace(' to rise', '<br>to rise')}</h1>", id="a broken line"),
        pytest.param(OG, f"<h1>{H.replace('April', 'Ap<b>ril</b>')}</h1>", id="a change of type within a word"),
        pytest.param(f'{SITE}<meta property="og:title" content="{H} | Harrowmere Courier">', "", id="no heading"),
    ],
)
def test_the_headline_is_what_readers_see(head: str, body: str) -> None:
    """Without the site's name, kickers and labels."""
    assert find_headline(_head(head, body), None) == H


@pytest.mark.parametrize(
    "printed",
    [
        "Live music returns to the quay",
        "LIVE: storm",
        "Harbour row: mayor to face vote",
        "Watch: the gulls of Harrowmere",
    ],
)
def test_what_is_part_of_a_headline_stays(printed: str) -> None:
    """A word that could be a label, or the subject before a colon."""
    head = f'<meta property="og:title" content="{printed}">'
    assert find_headline(_head(head, f"<h1>{printed}</h1>"), None) == printed


def test_a_kicker_that_the_page_says_with_the_headline_stays() -> None:
    """Where all metadata have both, the two are printed as one headline."""
    head = f'<meta property="og:title" content="Sea: {H}">'
    assert find_headline(_head(head, f"<h1><span>Sea: </span>{H}</h1>"), None) == f"Sea: {H}"


def test_a_slogan_is_no_headline() -> None:
    """A short heading that agrees with nothing is the site's own."""
    assert find_headline(_head(OG, "<h1>Your island</h1>"), None) == H
