"""A page becomes an article as printed, or ends in the outcome that says why not."""

import gzip
import json
import logging
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.nouns import Article, FeedEntry, Outcome, Page, Reading, Rejected
from pipeline.read.page import read_page
from pipeline.read.rules import ReadRules
from tests.pipeline.read import pages_of_ours as ours

SEED = Path(__file__).parents[4] / "shared" / "seed"


@pytest.fixture(autouse=True)
def _quiet() -> None:
    """The extraction library logs what it discards."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def read_article(page: Page) -> Article:
    """Read a page that must be an article."""
    found = read_page(page)
    assert isinstance(found, Reading), found
    return found.article


def refused(page: Page, rules: ReadRules | None = None) -> Rejected:
    """Read a page that must be none."""
    found = read_page(page, rules)
    assert isinstance(found, Rejected), found
    assert found.detail
    return found


def test_the_text_is_the_paragraphs_and_nothing_of_the_litter_around_them() -> None:
    """Bars, prompts, captions, credits, labels, lists, forms and notices stay out; every paragraph stays in."""
    text = read_article(ours.page(ours.own_page())).text
    assert text.split("\n") == list(ours.PARAGRAPHS)
    assert [litter for litter in ours.LITTER if litter in text] == []


def test_headline_standfirst_byline_and_time_are_as_printed() -> None:
    """The site's name, the word `By` and the author's post are not part of them."""
    article = read_article(ours.page(ours.own_page()))
    assert article.headline == ours.HEADLINE
    assert article.standfirst == ours.STANDFIRST
    assert article.byline == (ours.BYLINE,)
    assert article.published_at == datetime(2026, 3, 7, 9, 30, tzinfo=UTC)
    assert article.outlet_name == "Harrowmere Courier"
    assert article.language == "en"
    assert article.canonical_url == ours.URL


@pytest.mark.skipif(not SEED.is_dir(), reason="the seed article lies beside the checkout and is not there")
def test_the_seed_article_in_a_page_of_ours_keeps_its_text_and_loses_the_litter() -> None:
    """The article that the program is modelled on, in a tabloid's page."""
    lines = [line.strip() for line in next(SEED.glob("*.txt")).read_text("utf-8").splitlines() if line.strip()]
    headline, standfirst, caption, paragraphs = lines[1], lines[2], lines[4], tuple(lines[5:-2])
    html = ours.tabloid_page(headline, standfirst, caption, "Ann Example", paragraphs, site="Express")
    article = read_article(ours.page(html, url="https://www.outlet.example/news/1/story"))
    assert article.headline == headline
    assert article.byline == ("Ann Example",)
    assert article.text.split("\n") == [" ".join(paragraph.split()) for paragraph in paragraphs]
    marks = ("(Image:", "Ann Example", "LEAVE A RESPONSE", "Required fields", "combo image")
    assert [mark for mark in marks if mark in article.text] == []


def test_linked_data_gives_people_and_exact_times() -> None:
    """JSON-LD beats what is printed for times; organisations are no people, agencies are remembered."""
    said = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "Harrowmere Courier"},
            {
                "@type": "NewsArticle",
                "headline": ours.HEADLINE,
                "datePublished": "2026-03-07T10:15:30.123+01:00",
                "dateModified": "2026-03-07T11:00:00Z",
                "author": [
                    {"@type": "Person", "name": "Maud Ellery, Crime Correspondent"},
                    {"@type": "Organization", "name": "PA Media"},
                ],
            },
        ],
    }
    head = f'<script type="application/ld+json">{json.dumps(said)}</script>'
    article = read_article(ours.page(ours.own_page(head=head)))
    assert article.published_at == datetime(2026, 3, 7, 9, 15, 30, tzinfo=UTC)
    assert article.modified_at == datetime(2026, 3, 7, 11, 0, tzinfo=UTC)
    assert article.byline == ("Maud Ellery",)
    assert article.agency == "PA"


@pytest.mark.parametrize(
    "written",
    [
        '{"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Maud Ellery"},], }',
        '/* for search */ {"@type": "NewsArticle", "author": "Maud Ellery"}',
        '<!-- {"@type": "NewsArticle", "author": "Maud Ellery"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "author": "Maud Ellery"}\n//]]>',
    ],
    ids=["commas", "comment", "frame", "frame of XHTML"],
)
def test_linked_data_is_read_with_what_its_writers_leave_in_it(written: str) -> None:
    """A comma too many must not cost the page its people."""
    head = f'<script type="application/ld+json">{written}</script>'
    assert read_article(ours.page(ours.own_page(head=head))).byline == ("Maud Ellery",)


def test_the_feed_fills_what_the_page_leaves_out() -> None:
    """Without times or a byline of its own, a page takes those of its announcement."""
    html = f"<html><head><title>x</title></head><body><h1>{ours.HEADLINE}</h1>" + "".join(
        f"<p>{paragraph}</p>" for paragraph in ours.PARAGRAPHS
    )
    announced = datetime(2026, 3, 6, 8, tzinfo=UTC)
    entry = FeedEntry(id="1", url=ours.URL, headline=ours.HEADLINE, published_at=announced, byline=("Maud Ellery",))
    article = read_article(ours.page(html, entry=entry))
    assert (article.published_at, article.byline) == (announced, ("Maud Ellery",))


def test_a_time_ahead_of_the_fetch_is_not_believed() -> None:
    """A date of next year is a fault of the page."""
    head = '<meta property="article:published_time" content="2031-01-01T00:00:00Z">'
    published = read_article(ours.page(ours.own_page(head=head))).published_at
    assert published is None or published < ours.FETCHED_AT


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (
            "https://www.harrowmere-courier.example/news/other-1?utm_source=x",
            "https://www.harrowmere-courier.example/news/other-1",
        ),
        ("/news/other-1", "https://www.harrowmere-courier.example/news/other-1"),
        ("https://elsewhere.example/copy", ours.URL),
        ("https://www.harrowmere-courier.example/", ours.URL),
        ("javascript:alert(1)", ours.URL),
        ("http://[broken", ours.URL),
    ],
)
def test_the_canonical_address_is_believed_on_the_same_site_only(link: str, expected: str) -> None:
    """Another site's address, a home page, or no address at all does not take the article's place."""
    head = f'<link rel="canonical" href="{link}">'
    assert read_article(ours.page(ours.own_page(head=head))).canonical_url == expected


def test_the_same_page_read_twice_gives_the_same_reading() -> None:
    """Reading is pure: ids and all."""
    page = ours.page(ours.own_page())
    assert read_page(page) == read_page(page)


TEASER = "".join(f"<p>{paragraph}</p>" for paragraph in ours.PARAGRAPHS[:2])
LINKS = "".join(
    f'<li><h3><a href="/news/{n}">Council number {n} agrees to a plan that was long debated</a></h3></li>'
    for n in range(60)
)
REFUSED = [
    ("a status of gone", {"html": "<p>Gone</p>", "status": 410}, Outcome.NOT_FOUND),
    ("a status of forbidden", {"html": "<p>No</p>", "status": 403}, Outcome.BLOCKED),
    (
        "an error page that came with 200",
        {"html": "<title>Page not found</title><h1>404</h1><p>Try the search.</p>"},
        Outcome.NOT_FOUND,
    ),
    (
        "a challenge",
        {"html": "<title>Just a moment...</title><p>Checking your browser before you go on</p>"},
        Outcome.BLOCKED,
    ),
    (
        "a consent page",
        {"html": "<title>News</title><h1>We value your privacy</h1><p>We and our 812 partners store data.</p>"},
        Outcome.BLOCKED,
    ),
    ("a PDF", {"html": b"%PDF-1.7 \x00\x01", "content_type": "text/html"}, Outcome.NOT_TEXT),
    ("an image", {"html": b"abc", "content_type": "image/png"}, Outcome.NOT_TEXT),
    ("nothing", {"html": b" \n\n"}, Outcome.EMPTY),
    (
        "a front page",
        {"html": f"<title>Courier</title><h1>Courier</h1><ul>{LINKS}</ul>", "url": "https://www.courier.example/"},
        Outcome.SECTION_PAGE,
    ),
    ("a section", {"html": f"<title>Crime | Courier</title><h1>Crime</h1><ul>{LINKS}</ul>"}, Outcome.SECTION_PAGE),
    ("a stub", {"html": "<title>Note</title><h1>A note</h1><p>More soon.</p>"}, Outcome.TOO_SHORT),
    (
        "a wall",
        {"html": f"<title>T</title><h1>{ours.HEADLINE}</h1>{TEASER}<div>Subscribe to continue reading</div>"},
        Outcome.PAYWALLED,
    ),
    (
        "a marked wall",
        {
            "html": '<script type="application/ld+json">{"@type":"NewsArticle","headline":"T","isAccessibleForFree":"False"}</script>'
            f"<h1>{ours.HEADLINE}</h1>{TEASER}"
        },
        Outcome.PAYWALLED,
    ),
]


@pytest.mark.parametrize(("arguments", "outcome"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_no_article_ends_in_its_outcome(arguments: dict[str, object], outcome: Outcome) -> None:
    """Every page ends in exactly one outcome, with a sentence that says why."""
    assert refused(ours.page(**arguments)).outcome is outcome  # type: ignore[arg-type]


def test_an_article_that_is_marked_as_not_free_but_whole_is_taken() -> None:
    """Many outlets mark metered articles and print them in full."""
    head = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    long = tuple(f"{paragraph} {paragraph}" for paragraph in ours.PARAGRAPHS)
    html = ours.tabloid_page(ours.HEADLINE, ours.STANDFIRST, ours.CAPTION, ours.BYLINE, long, head=head)
    assert read_article(ours.page(html)).headline == ours.HEADLINE


def test_other_languages_are_refused_only_when_languages_are_named() -> None:
    """By default all are taken."""
    page = ours.page(ours.own_page())
    assert refused(page, ReadRules(languages=frozenset({"de", "fr"}))).outcome is Outcome.WRONG_LANGUAGE
    assert isinstance(read_page(page, ReadRules(languages=frozenset({"en"}))), Reading)


@pytest.mark.parametrize(
    "body",
    [b"<p>x" * 20_000, b"<div>" * 100_000, b"<" * 1_000_000, b"x" * (11 * 1024**2)],
    ids=["open paragraphs", "nested boxes", "angle brackets", "size"],
)
def test_pages_that_would_cost_a_parser_minutes_are_refused_unparsed(
    body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What grows with the square of the page is looked at before it is parsed."""
    parsed: list[object] = []
    monkeypatch.setattr("pipeline.read.page.parse", lambda *given: parsed.append(given))
    assert refused(ours.page(ours.own_page().encode() + body)).outcome is Outcome.TOO_LARGE
    assert parsed == []


@pytest.mark.parametrize(
    "tail",
    [b"<p>\xed\xa0\x80 \xf8\x88 &#xD800; &#0; &#x110000;</p>", b"<!--" + b"-" * 100_000, b"&" * 10_000, b"\0\0\0"],
    ids=["lone surrogates", "open comment", "ampersands", "nulls"],
)
def test_damage_in_a_page_does_not_cost_its_text(tail: bytes) -> None:
    """The article stands although the page around it is broken."""
    text = read_article(ours.page(ours.own_page().replace("</body></html>", "").encode() + tail)).text
    assert text.startswith(ours.PARAGRAPHS[0])
    text.encode("utf-8")


@pytest.mark.parametrize("name", ["utf-8", "iso-8859-15", "utf-16", "windows-1252"])
def test_encodings_are_read_by_header_mark_or_declaration(name: str) -> None:
    """Quotes and pounds come out right."""
    html = ours.own_page().encode(name, "xmlcharrefreplace")
    article = read_article(ours.page(html, content_type=f"text/html; charset={name}"))
    assert "£1.2 million" in article.text


def _stored_pages() -> list[Path]:
    root = Path(os.environ.get("THROUGHLINE_DATA", Path(__file__).parents[4] / "shared" / "data"))
    return sorted(root.glob("pages/news/html/*.html.gz"))[:12]


@pytest.mark.skipif(not _stored_pages(), reason="the stored pages are not there: set THROUGHLINE_DATA")
def test_stored_pages_are_articles_without_prompts_in_their_text() -> None:
    """A sample of real pages."""
    for path in _stored_pages():
        page = replace(ours.page(gzip.decompress(path.read_bytes())), url=f"https://www.outlet.example/{path.stem}")
        found = read_page(page)
        if isinstance(found, Reading):
            assert "sign up for our newsletter" not in found.article.text.lower()
            assert found.article.headline
