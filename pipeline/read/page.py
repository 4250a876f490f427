"""A page becomes an article, or is refused with its reason; pure, so it may run in any process on any machine."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from pipeline import identity
from pipeline.nouns import Article, ClaimPlace, Markings, Outcome, Page, Reading, Rejected, TextBlock, TimeClaim
from pipeline.read.blocks import Block, blocks_of
from pipeline.read.byline import are_joined, find_agency, find_people
from pipeline.read.claims import printed_day
from pipeline.read.endings import publishers_of
from pipeline.read.extract import find_day, parse, read_text
from pipeline.read.facts import find_facts
from pipeline.read.head import Head, read_head
from pipeline.read.headline import find_headline, find_standfirst, printed_standfirsts
from pipeline.read.language import find_language, language_code
from pipeline.read.live import live_blocks, printed_entries
from pipeline.read.looks import look_at_answer, look_at_page, look_at_text
from pipeline.read.prints import prints_of
from pipeline.read.provenance import signature
from pipeline.read.rules import ReadRules
from pipeline.read.signs import Known
from pipeline.read.text_blocks import text_blocks_of

#: A page may come from a server whose clock runs ahead of ours by this much; what lies further ahead is wrong.
_AHEAD = timedelta(days=1)
#: Claims of one time differ by less.
_SAME_TIME = timedelta(minutes=1)


def read_page(page: Page, rules: ReadRules | None = None) -> Reading | Rejected:
    """Read one page.

    Does not know other pages: whether it is new, a revision or a copy is decided later.

    Args:
        page: as fetched.
        rules: None: the defaults.
    """
    rules = rules or ReadRules()
    if refused := look_at_answer(page, rules):
        return refused
    tree = parse(page.body, page.headers.get("content-type", ""))
    if tree is None:
        return Rejected(outcome=Outcome.NOT_TEXT, detail="It is no HTML that a parser can read.", url=page.url)
    head = read_head(tree, page.url, ZoneInfo(rules.time_zone))
    return look_at_page(page, tree, head) or _read(page, tree, head, rules)


def _read(page: Page, tree: HtmlElement, head: Head, rules: ReadRules) -> Reading | Rejected:
    entry = page.entry
    headline = find_headline(head, entry.headline if entry else None)
    known = known_of(page, tree, head)
    blocks = blocks_of(tree)
    text = read_text(tree, known, blocks)
    if refused := look_at_text(page, tree, head, text, rules):
        return refused
    language = find_language(text) or language_code(head.language)
    if rules.languages is not None and language is not None and language not in rules.languages:
        detail = f"It is written in {language}; taken are {', '.join(sorted(rules.languages))}."
        return Rejected(outcome=Outcome.WRONG_LANGUAGE, detail=detail, url=page.url)
    markings = replace(_markings(page, tree, head), text_blocks=_text_blocks(tree, head, text, blocks, rules))
    return _reading(
        Article(
            id=identity.article_id(head.canonical_url, None),
            canonical_url=head.canonical_url,
            outlet=page.outlet or None,
            outlet_name=head.site_name,
            headline=headline or text.split("\n", 1)[0][:200],
            standfirst=find_standfirst(known.standfirsts, head, headline or "", text),
            byline=_byline(page, head),
            published_at=markings.published.at if markings.published else None,
            modified_at=markings.modified.at if markings.modified else None,
            seen_at=page.fetched_at,
            language=language,
            text=text,
            text_hash=identity.text_hash(headline or "", text),
            agency=find_agency((*head.bylines, *head.printed_bylines, *head.bodies), text),
            markings=markings,
        ),
        blocks,
        rules,
    )


def known_of(page: Page, tree: HtmlElement, head: Head) -> Known:
    """Return what a page says of its article outside the text.

    Args:
        page: as fetched.
        tree: the same, parsed.
        head: what it says of itself.
    """
    headline = find_headline(head, page.entry.headline if page.entry else None)
    return Known(
        headlines=tuple(filter(None, (headline, *head.headlines, *head.printed))),
        standfirsts=printed_standfirsts(tree),
        bylines=(*head.bylines, *head.printed_bylines),
        description=head.standfirst,
        publishers=publishers_of(head.site_name, head.canonical_url),
    )


def _byline(page: Page, head: Head) -> tuple[str, ...]:
    announced = page.entry.byline if page.entry else ()
    said = (head.authors, head.bylines, head.printed_bylines, announced, head.worded_bylines, head.linked_bylines[:1])
    people = next(filter(None, (find_people(raw, head.site_name) for raw in said)), ())
    return next((whole for whole in _wholes(head) if set(people) < set(whole)), people) if people else ()


def _wholes(head: Head) -> Iterator[tuple[str, ...]]:
    """Yield the bylines in which one string names several people."""
    for raw in head.bylines:
        yield find_people([raw], head.site_name)
    for raw in head.printed_bylines:
        people = find_people([raw], head.site_name)
        if all(are_joined(raw, one, other) for one, other in pairwise(people)):
            yield people


def _reading(article: Article, blocks: Sequence[Block], rules: ReadRules) -> Reading:
    facts = find_facts(article.text, article.told_at, article.language, names_model=rules.names_model)
    return Reading(article=article, facts=facts, signature=signature(article.text), prints=prints_of(blocks))


def _markings(page: Page, tree: HtmlElement, head: Head) -> Markings:
    claims = [claim for claim in head.published if _is_believed(claim.at, page)]
    published = next(iter(claims), None) or _announced(page) or _traced(page, tree)
    return Markings(
        published=published,
        modified=next((claim for claim in head.modified if _is_believed(claim.at, page)), None),
        disputed=tuple({claim.at: claim for claim in reversed(claims) if _differ(claim, published)}.values())[::-1],
        section=head.section,
        tags=head.tags,
        picture=head.picture,
        is_free=head.is_free,
        based_on=head.based_on,
        amendments=head.amendments,
        is_live=head.is_live,
    )


def _text_blocks(
    tree: HtmlElement, head: Head, text: str, blocks: Sequence[Block], rules: ReadRules
) -> tuple[TextBlock, ...]:
    entries: tuple[TextBlock, ...] = ()
    if head.is_live:
        printed = live_blocks(text, printed_entries(tree, ZoneInfo(rules.time_zone)))
        entries = printed or live_blocks(text, head.entries)
    return tuple(sorted((*entries, *text_blocks_of(text, blocks)), key=lambda one: one.start))


def _announced(page: Page) -> TimeClaim | None:
    at = page.entry.published_at if page.entry else None
    return TimeClaim(at=at, place=ClaimPlace.FEED) if at and _is_believed(at, page) else None


def _traced(page: Page, tree: HtmlElement) -> TimeClaim | None:
    at = printed_day(tree) or find_day(tree, page.url, (page.fetched_at + _AHEAD).date())
    return TimeClaim(at=at, place=ClaimPlace.TRACE) if at and _is_believed(at, page) else None


def _differ(one: TimeClaim, other: TimeClaim | None) -> bool:
    return other is not None and abs(one.at - other.at) >= _SAME_TIME


def _is_believed(moment: datetime, page: Page) -> bool:
    return moment <= page.fetched_at + _AHEAD
