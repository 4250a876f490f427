"""Finds where an outlet announces its articles: feeds, news sitemaps and section pages; each is looked at first.

Everything is fetched in rounds of the crawler, so robots.txt, delays and the guard hold; everything is read in workers.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin, urlsplit

from config.places import country_of_domain, is_country, zone_of_country
from crawler import crawl, guess_kind, read_feed
from crawler.read.home import Home, read_home, sitemaps_named
from desk.wiring import Desk
from desk.workers import WorkerPool
from pipeline.errors import InputError, WorkerKilledError
from pipeline.nouns import Feed, FeedFetched, FeedKind, FeedReading, NamedSitemap, Outlet, Page, PageDue, PageFailed

#: Where feeds lie that no page names; asked for only where none is named. Source: the usual publishing systems.
_USUAL_FEEDS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
#: Where news sitemaps lie that no robots.txt names; asked for only where none is named.
_USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml", "/sitemap_index.xml")
_MOST_SITEMAPS = 12
#: Sitemaps of an index that may be those of news, by their names; where none is named so, the first of each index.
_NEWS = re.compile(r"news|latest|recent|today", re.IGNORECASE)
_CHILDREN_TRIED = 3
#: A section page shows so many articles that the home page does not; one that shows fewer is about something else.
_LEAST_OF_ITS_OWN = 3
_MOST_SECTIONS = 5
_COMMENTS = re.compile(r"/comments?(?:/|$)|[?&]comments?\b", re.IGNORECASE)

#: How we came to look there.
Where = Literal[
    "given", "named by the page", "linked on the page", "named by robots.txt", "in an index", "a usual place"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One address at which the outlet announces articles, and what it holds."""

    url: str
    kind: FeedKind
    where: Where
    reading: FeedReading

    @property
    def newest_at(self) -> datetime | None:
        """Return when the newest of its entries was published; None: none is dated."""
        return max((entry.published_at for entry in self.reading.entries if entry.published_at), default=None)

    @property
    def headlines(self) -> tuple[str, ...]:
        """Return its first headlines, three at most."""
        return tuple([entry.headline for entry in self.reading.entries if entry.headline][:3])


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What there is of an outlet."""

    #: With its feeds, as it would be added.
    outlet: Outlet
    found: tuple[Found, ...]
    #: Addresses that were named and are of no use, each with the reason.
    left_out: tuple[tuple[str, str], ...]


@dataclass(slots=True, kw_only=True)
class _Search:
    """A search under way: with what it fetches, and what it has seen so far."""

    desk: Desk
    workers: WorkerPool
    outlet: Outlet
    moved: Callable[[int], None]
    found: list[Found] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    looked_at: set[str] = field(default_factory=set)

    async def fetch(self, urls: Iterable[str]) -> dict[str, Page | str]:
        """Fetch these addresses in one round; return the page of each, or why it could not be had."""
        due = [PageDue(url=url, outlet=self.outlet) for url in dict.fromkeys(urls)]
        sink = _Answers(self.moved)
        desk = self.desk
        rules = replace(desk.crawl_rules, max_page_bytes=desk.crawl_rules.max_feed_bytes)
        if due:
            await crawl([], due, sink=sink, workers=self.workers, rules=rules, clock=desk.clock, hosts=desk.hosts)
        return {one.url: sink.told.get(one.url, f"{one.url} was not reached in time.") for one in due}

    async def look(self, urls: Iterable[str], where: Where) -> list[Found]:
        """Fetch these addresses and read what each announces; what announces nothing is left out, with the reason."""
        new = [url for url in dict.fromkeys(urls) if url not in self.looked_at]
        self.looked_at.update(new)
        answers = await self.fetch(new)
        readings = {url: await self.read(told) for url, told in answers.items()}
        self.left_out |= {url: told for url, told in readings.items() if isinstance(told, str)}
        return [
            Found(url=url, kind=_kind(told), where=where, reading=told)
            for url, told in readings.items()
            if isinstance(told, FeedReading)
        ]

    async def read(self, told: Page | str) -> FeedReading | str:
        """Return what an answer announces, or why it announces nothing."""
        if isinstance(told, str):
            return told
        try:
            reading = await self.workers.run(_read_any, told.body, told.url, told.headers.get("content-type"))
        except WorkerKilledError as error:
            return str(error)
        if reading.kind == "unknown" or not (reading.entries or reading.children):
            return " ".join(reading.problems) or "It announces nothing."
        return reading


async def discover(desk: Desk, outlet: Outlet, given: Sequence[str], moved: Callable[[int], None]) -> Discovery:
    """Find where an outlet announces its articles.

    Args:
        desk: the wiring.
        outlet: with its home page, or with a feed of it; its slug and name, where they are known.
        given: addresses of its feeds; where any is given, no others are looked for.
        moved: told after each address that was fetched.

    Raises:
        InputError: its home page, or an address that was given, is of no use.
    """
    with desk.workers() as workers:
        search = _Search(desk=desk, workers=workers, outlet=outlet, moved=moved)
        home, page = await _home(search, is_needed=not given)
        if given:
            search.found += await search.look(given, "given")
            for url, why in search.left_out.items():
                raise InputError(f"{url}: {why}")
        elif page is not None:
            await _look_around(search, home, page)
    found = tuple(_distinct(search.found, search.left_out))
    return Discovery(
        outlet=_described(search.outlet, home, found, desk.clock.now()),
        found=found,
        left_out=tuple(search.left_out.items()),
    )


async def _home(search: _Search, *, is_needed: bool) -> tuple[Home, Page | None]:
    """Fetch and read the home page; where the address is a feed's, the home page is the one that it names.

    Raises:
        InputError: it cannot be had, though it is needed.
    """
    url = search.outlet.home
    page = (await search.fetch([url]))[url]
    if isinstance(page, Page) and guess_kind(page.body, page.url, page.headers.get("content-type")) is FeedKind.FEED:
        search.found += await search.look([url], "given")
        link = next((one.reading.link for one in search.found if one.reading.link), None) or urljoin(url, "/")
        search.outlet = replace(search.outlet, home=link)
        page = (await search.fetch([link]))[link]
        is_needed = is_needed and not search.found
    if not isinstance(page, Page):
        if is_needed:
            raise InputError(f"{url}: {page}")
        return Home(), None
    try:
        return await search.workers.run(read_home, page.body, page.url), page
    except WorkerKilledError as error:
        raise InputError(f"{page.url}: its home page cannot be read ({error})") from error


async def _look_around(search: _Search, home: Home, page: Page) -> None:
    """Look at every place where the outlet may announce its articles."""
    search.found += _feeds_only(await search.look(home.feeds, "named by the page"), search)
    search.found += _feeds_only(await search.look(home.linked_feeds, "linked on the page"), search)
    if not search.found:
        search.found += await _guess(search, [urljoin(page.url, path) for path in _USUAL_FEEDS])
    search.found += await _news_sitemaps(search, page.url)
    search.found += await _sections(search, home, page)


def _feeds_only(found: Iterable[Found], search: _Search) -> Iterator[Found]:
    """Return those that are feeds: a link that spoke of feeds may lead to a page about them, or to comments."""
    for one in found:
        if one.kind is not FeedKind.FEED:
            search.left_out[one.url] = "It is a page, not a feed."
        elif _COMMENTS.search(one.url):
            search.left_out[one.url] = "It announces comments."
        else:
            yield one


async def _guess(search: _Search, urls: Sequence[str]) -> list[Found]:
    """Look at places that nobody named; that nothing is there needs no saying."""
    before = dict(search.left_out)
    found = [one for one in await search.look(urls, "a usual place") if one.kind is not FeedKind.SECTION]
    search.left_out = before
    return found


async def _news_sitemaps(search: _Search, home: str) -> list[Found]:
    robots = urljoin(home, "/robots.txt")
    told = (await search.fetch([robots]))[robots]
    named = await search.workers.run(sitemaps_named, told.body, told.url) if isinstance(told, Page) else ()
    if named:
        newsy_first = sorted(named, key=lambda url: _NEWS.search(url) is None)
        found = await search.look(newsy_first[:_MOST_SITEMAPS], "named by robots.txt")
    else:
        found = await _guess(search, [urljoin(home, path) for path in _USUAL_SITEMAPS])
    children = [url for one in found for url in _likely(one.reading.children)]
    found += await search.look(children[:_MOST_SITEMAPS], "in an index")
    news = [one for one in found if _is_news(one.reading)]
    for one in found:
        if one not in news and not one.reading.children and one.where != "a usual place":
            search.left_out[one.url] = "It is a plain sitemap: it tells neither headlines nor times of publication."
    return news


def _likely(named: Sequence[NamedSitemap]) -> Sequence[str]:
    children = [child.url for child in named]
    return [url for url in children if _NEWS.search(url)][:_CHILDREN_TRIED] or children[:_CHILDREN_TRIED]


def _is_news(reading: FeedReading) -> bool:
    """Tell whether a sitemap is one of news: most of its entries tell when they were published."""
    n_dated = sum(entry.published_at is not None for entry in reading.entries)
    return reading.kind == "news_sitemap" and n_dated * 2 > len(reading.entries)


async def _sections(search: _Search, home: Home, page: Page) -> list[Found]:
    """Return the sections that show articles of their own; where there is none, and nothing else, the home page."""
    front = await search.read(page)
    on_front = {entry.url for entry in front.entries} if isinstance(front, FeedReading) else set()
    before = dict(search.left_out)
    looked = await search.look(home.sections, "linked on the page")
    search.left_out = before
    own = [one for one in looked if one.kind is FeedKind.SECTION and _n_beyond(one, on_front) >= _LEAST_OF_ITS_OWN]
    if own or search.found or not isinstance(front, FeedReading):
        return own[:_MOST_SECTIONS]
    return [Found(url=page.url, kind=FeedKind.SECTION, where="given", reading=front)]


def _n_beyond(one: Found, known: set[str]) -> int:
    return sum(entry.url not in known for entry in one.reading.entries)


def _distinct(found: Iterable[Found], left_out: dict[str, str]) -> Iterator[Found]:
    """Return them without those that announce the same articles as one before."""
    seen: dict[tuple[FeedKind, frozenset[str]], str] = {}
    for one in found:
        announced = one.kind, frozenset(entry.url for entry in one.reading.entries)
        if announced in seen:
            left_out[one.url] = f"It announces the same as {seen[announced]}."
        else:
            seen[announced] = one.url
            yield one


def _described(outlet: Outlet, home: Home, found: Sequence[Found], now: datetime) -> Outlet:
    """Return the outlet with all that its page, its feeds and its address tell of it."""
    language = home.language or next((one.reading.language for one in found if one.reading.language), None)
    told = country_of_domain(urlsplit(outlet.home).hostname or "") or home.country or outlet.country
    country = told if told and is_country(told) else None
    title = next((one.reading.title for one in found if one.reading.title), None)
    return replace(
        outlet,
        name=outlet.name or home.name or title or urlsplit(outlet.home).hostname or outlet.home,
        language=language[:2].lower() if language and re.match(r"[a-zA-Z]{2}(?![a-zA-Z])", language) else "en",
        country=country,
        time_zone=(zone_of_country(country, now) if country else None) or outlet.time_zone,
        feeds=tuple(Feed(url=one.url, kind=one.kind) for one in found),
    )


def _kind(reading: FeedReading) -> FeedKind:
    kinds = {"section": FeedKind.SECTION, "news_sitemap": FeedKind.NEWS_SITEMAP, "sitemap_index": FeedKind.NEWS_SITEMAP}
    return kinds.get(reading.kind, FeedKind.FEED)


def _read_any(body: bytes, url: str, content_type: str | None) -> FeedReading:
    kind = guess_kind(body, url=url, content_type=content_type)
    return read_feed(body, url=url, content_type=content_type, kind=kind)


@dataclass(slots=True)
class _Answers:
    """A sink that keeps pages by the address that was asked."""

    moved: Callable[[int], None]
    told: dict[str, Page | str] = field(default_factory=dict)

    async def take_feed(self, fetched: FeedFetched) -> Sequence[PageDue]:  # noqa: ARG002 - no feed is asked for
        return ()

    async def take_page(self, page: Page) -> None:
        self.told[page.requested_url] = page
        self.moved(1)

    async def take_unchanged(self, due: PageDue, seen_at: datetime) -> None:
        """Never called: no validators were sent."""

    async def take_failure(self, failed: PageFailed) -> None:
        self.told[failed.url] = failed.failure
        self.moved(1)
