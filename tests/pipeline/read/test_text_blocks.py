"""What the lines of a text are on their page: crossheads, lists, tables, quotes, entries of live blogs; and the section."""

import json
from datetime import UTC, datetime

from pipeline.nouns import Article, Reading, TextBlockKind
from pipeline.read.page import read_page
from pipeline.read.rules import ReadRules
from tests.pipeline.read import pages_of_ours as ours

SHORT = ReadRules(least_words=5)


def article(body: str, head: str = "") -> Article:
    """Read a plain page."""
    html = (
        f"<html><head><title>{ours.HEADLINE}</title>{head}</head><body><main><h1>{ours.HEADLINE}</h1>"
        f"<article>{body}</article></main></body></html>"
    )
    found = read_page(ours.page(html), SHORT)
    assert isinstance(found, Reading), found
    return found.article


def told(read: Article) -> list[tuple[TextBlockKind, str]]:
    """Return each block's kind and words."""
    return [(one.kind, read.text[one.start : one.end]) for one in read.markings.text_blocks]


def test_what_a_page_sets_apart_keeps_its_kind_and_its_place() -> None:
    """Crosshead, items and quote are told from paragraphs, and their offsets cut their words out of the text."""
    first, second, third, fourth, fifth, sixth = ours.PARAGRAPHS
    items = ("Warehouse doors on the north quay were left unlocked for most of March.", "Two cranes stood unguarded.")
    read = article(
        f"<p>{first}</p><p>{second}</p><h2>What the letter says about the quay</h2><p>{third}</p>"
        f"<ul><li>{items[0]}</li><li>{items[1]}</li></ul><p>{fourth}</p><blockquote><p>{fifth}</p></blockquote><p>{sixth}</p>"
    )
    found = told(read)
    assert (TextBlockKind.CROSSHEAD, "What the letter says about the quay") in found
    assert (TextBlockKind.LIST_ITEM, items[0]) in found
    assert (TextBlockKind.QUOTE, fifth) in found
    assert not {first, second, third, fourth, sixth} & {words for _, words in found}


def test_a_plain_article_has_no_passages() -> None:
    """Nothing is kept of an article that is paragraphs only."""
    assert article("".join(f"<p>{one}</p>" for one in ours.PARAGRAPHS)).markings.text_blocks == ()


def test_each_entry_of_a_live_blog_keeps_its_time() -> None:
    """Entries are the boxes with one time each, where the page calls itself a live blog."""
    head = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Quay inquiry"}</script>'
    times = ("2026-03-07T10:30:00Z", "2026-03-07T09:15:00+01:00")
    halves = (ours.PARAGRAPHS[:3], ours.PARAGRAPHS[3:])
    body = "".join(
        f'<div class="entry"><time datetime="{time}">x</time>{"".join(f"<p>{line}</p>" for line in lines)}</div>'
        for time, lines in zip(times, halves, strict=True)
    )
    read = article(body, head)
    assert read.markings.is_live
    entries = [one for one in read.markings.text_blocks if one.kind is TextBlockKind.LIVE_ENTRY]
    assert [one.at for one in entries] == [
        datetime(2026, 3, 7, 10, 30, tzinfo=UTC),
        datetime(2026, 3, 7, 8, 15, tzinfo=UTC),
    ]
    assert [read.text[one.start : one.end] for one in entries] == ["\n".join(lines) for lines in halves]


def test_the_entries_that_json_ld_has_are_taken_where_the_page_prints_no_times() -> None:
    """Each line goes to the entry whose body holds it."""
    updates = [
        {"@type": "BlogPosting", "datePublished": f"2026-03-07T0{n}:00:00Z", "articleBody": " ".join(lines)}
        for n, lines in enumerate((ours.PARAGRAPHS[:3], ours.PARAGRAPHS[3:]), 1)
    ]
    said = {"@type": "LiveBlogPosting", "headline": ours.HEADLINE, "liveBlogUpdate": updates}
    head = f'<script type="application/ld+json">{json.dumps(said)}</script>'
    read = article("".join(f"<p>{one}</p>" for one in ours.PARAGRAPHS), head)
    hours = [one.at.hour for one in read.markings.text_blocks if one.at is not None]
    assert hours == [1, 2]


def test_an_article_with_two_times_is_no_live_blog() -> None:
    """Times alone make no entries."""
    body = "".join(
        f'<div><time datetime="2026-03-07T0{n}:00Z">x</time><p>{one}</p></div>' for n, one in enumerate(ours.PARAGRAPHS)
    )
    read = article(body)
    assert not read.markings.is_live
    assert all(one.kind is not TextBlockKind.LIVE_ENTRY for one in read.markings.text_blocks)


def test_the_section_is_the_last_step_of_the_path_to_the_article() -> None:
    """Home and the article itself are steps of the path, and no section."""
    steps = [("Home", "https://www.harrowmere-courier.example/"), ("Crime", "/news/crime/"), (ours.HEADLINE, ours.URL)]
    items = [{"@type": "ListItem", "position": n, "name": name, "item": url} for n, (name, url) in enumerate(steps, 1)]
    said = json.dumps({"@type": "BreadcrumbList", "itemListElement": items[::-1]})
    paragraphs = "".join(f"<p>{one}</p>" for one in ours.PARAGRAPHS)
    told = article(paragraphs, f'<script type="application/ld+json">{said}</script>')
    assert told.markings.section == "Crime"
    links = "".join(f'<a href="{url}">{name}</a>' for name, url in steps)
    assert article(f'<nav class="c-breadcrumbs">{links}</nav>{paragraphs}').markings.section == "Crime"


def test_the_section_that_a_page_names_comes_before_its_path() -> None:
    """A meta element is the outlet's own word for it."""
    head = '<meta property="article:section" content="Waterfront">'
    nav = '<nav class="breadcrumb"><a href="/x/">Crime</a></nav>'
    assert article(nav + "".join(f"<p>{one}</p>" for one in ours.PARAGRAPHS), head).markings.section == "Waterfront"
