"""The invented outlets of Aldermouth: how each announces its articles, and the shape of its addresses."""

import re
import unicodedata
import zlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from desk.demo.nouns import Script, ScriptArticle
from pipeline.nouns import Feed, FeedKind, Outlet, OutletKind


class Announces(StrEnum):
    """The form in which an outlet tells of its new articles."""

    RSS = "rss"
    RSS_TEASER = "rss_teaser"  # with a teaser in content:encoded
    RSS_DAMAGED = "rss_damaged"  # no XML, yet readable by a good reader
    RSS_DEAD = "rss_dead"  # an HTML error page with status 200, for ever
    RDF = "rdf"
    ATOM = "atom"
    JSON_FEED = "json_feed"
    NEWS_SITEMAP = "news_sitemap"
    SECTION = "section"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOutlet:
    """An invented outlet and the ways of its content management system."""

    slug: str
    name: str
    #: Printed under the name.
    tagline: str
    kind: OutletKind = OutletKind.NEWSPAPER
    is_wire: bool = False
    announces: Announces
    #: Path of the feed below the outlet's own.
    feed_path: str
    #: Shape of an article's path below the outlet's own: a format string.
    article_path: str
    #: For section pages: what an article's address matches.
    article_pattern: str | None = None
    #: Query that the feed appends to each address; empty: none.
    tracking: str = ""
    sends_etag: bool = True
    sends_last_modified: bool = True
    #: Entries that its feed carries.
    n_entries: int = 30
    #: Last day on which it publishes; None: it goes on.
    last_day: int | None = None

    @property
    def feed_kind(self) -> FeedKind:
        """Return how its feed is read."""
        kinds = {Announces.NEWS_SITEMAP: FeedKind.NEWS_SITEMAP, Announces.SECTION: FeedKind.SECTION}
        return kinds.get(self.announces, FeedKind.FEED)


DEMO_OUTLETS = (
    DemoOutlet(
        slug="aldermouth-post",
        name="Aldermouth Post",
        tagline="The voice of the port since 1871",
        announces=Announces.RSS,
        feed_path="rss.xml",
        article_path="news/{section}/{words}-{number}",
        tracking="utm_source=rss&utm_medium=feed&utm_campaign=post_news",
    ),
    DemoOutlet(
        slug="the-meridian",
        name="The Meridian",
        tagline="News, opinion and culture",
        announces=Announces.ATOM,
        feed_path="news/atom.xml",
        article_path="{section}/{year}/{mon}/{day}/{words}",
    ),
    DemoOutlet(
        slug="daily-lantern",
        name="Daily Lantern",
        tagline="Lights up the day",
        announces=Announces.RSS_TEASER,
        feed_path="news/index.rss",
        article_path="news/article-{number}/{words}.html",
        tracking="utm_source=rss&utm_medium=lantern",
        sends_etag=False,
    ),
    DemoOutlet(
        slug="northern-dispatch",
        name="Northern Dispatch",
        tagline="The North, reported",
        announces=Announces.NEWS_SITEMAP,
        feed_path="sitemap_news.xml",
        article_path="news/{number}.{words}/",
    ),
    DemoOutlet(
        slug="crown-wire",
        name="Crown Wire",
        tagline="The news agency",
        kind=OutletKind.AGENCY,
        is_wire=True,
        announces=Announces.RSS,
        feed_path="feeds/uk.rss",
        article_path="article/{words}-CW{year}{month}{day}-{number}",
    ),
    DemoOutlet(
        slug="channel-nine",
        name="Channel Nine News",
        tagline="On air. Online.",
        kind=OutletKind.BROADCASTER,
        announces=Announces.JSON_FEED,
        feed_path="feed.json",
        article_path="news/{section}-{number}",
    ),
    DemoOutlet(
        slug="the-tally",
        name="The Tally",
        tagline="Politics, money, power",
        announces=Announces.ATOM,
        feed_path="feed.atom",
        article_path="{year}/{month}/{words}/",
        tracking="utm_source=atom",
    ),
    DemoOutlet(
        slug="westbrook-gazette",
        name="Westbrook Gazette",
        tagline="Your village, your paper, every Thursday",
        announces=Announces.SECTION,
        feed_path="local-news/",
        article_path="local-news/{words}-{number}.shtml",
        article_pattern=r"/local-news/[a-z0-9-]+-\d+\.shtml$",
    ),
    DemoOutlet(
        slug="harbour-radio",
        name="Harbour Radio",
        tagline="96.4 FM · the sound of the water",
        kind=OutletKind.BROADCASTER,
        announces=Announces.RSS,
        feed_path="news/feed/",
        article_path="news/local/{words}/",
        last_day=6,
    ),
    DemoOutlet(
        slug="aldermouth-police",
        name="Aldermouth Police",
        tagline="Keeping Aldermouth safe",
        kind=OutletKind.BODY,
        announces=Announces.SECTION,
        feed_path="news/press-releases",
        article_path="news/aldermouth/news/{year}/{mon}/{words}",
        article_pattern=r"/news/aldermouth/news/\d{4}/[a-z]{3}/[^/]+$",
        sends_etag=False,
        sends_last_modified=False,
    ),
    DemoOutlet(
        slug="city-hall",
        name="City Hall, Aldermouth",
        tagline="Office of the Mayor",
        kind=OutletKind.BODY,
        announces=Announces.RDF,
        feed_path="press/index.rdf",
        article_path="press/{words}",
    ),
    DemoOutlet(
        slug="evening-tide",
        name="The Evening Tide",
        tagline="Free. Every evening.",
        announces=Announces.NEWS_SITEMAP,
        feed_path="news-sitemap.xml",
        article_path="news/{section}/{words}-b{number}.html",
    ),
    DemoOutlet(
        slug="civic-review",
        name="Civic Review",
        tagline="A fortnightly of public affairs",
        kind=OutletKind.MAGAZINE,
        announces=Announces.ATOM,
        feed_path="feeds/latest",
        article_path="magazine/{year}/{month}/{words}",
    ),
    DemoOutlet(
        slug="quayside-today",
        name="Quayside Today",
        tagline="What's on down the docks",
        kind=OutletKind.SITE,
        announces=Announces.RSS_DAMAGED,
        feed_path="rss.php",
        article_path="story.php/{number}/{words}",
    ),
    DemoOutlet(
        slug="the-foghorn",
        name="The Foghorn",
        tagline="Loud and clear",
        kind=OutletKind.SITE,
        announces=Announces.RSS_DEAD,
        feed_path="feed/",
        article_path="{year}/{month}/{day}/{words}/",
    ),
)

BY_SLUG = {outlet.slug: outlet for outlet in DEMO_OUTLETS}


def _words(text: str, *, n_most: int = 9) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=\d),(?=\d)|['’]", "", plain))[:n_most])


def article_path(article: ScriptArticle) -> str:
    """Return the path at which an article stands, from the root of the press; edits do not move it."""
    outlet = BY_SLUG[article.outlet]
    path = outlet.article_path.format(
        section=_words(article.section or "news"),
        words=_words(article.headline),
        number=10_000_000 + zlib.crc32(article.key.encode()) % 80_000_000,
        year=f"{article.at:%Y}",
        month=f"{article.at:%m}",
        mon=f"{article.at:%b}".lower(),
        day=f"{article.at:%d}",
    )
    return f"/{outlet.slug}/{path}"


def article_url(base_url: str, article: ScriptArticle) -> str:
    """Return the canonical address of an article."""
    return base_url.rstrip("/") + article_path(article)


def demo_outlets(base_url: str, script: Script, *, every: timedelta = timedelta(hours=2)) -> tuple[Outlet, ...]:
    """Return those outlets that the script lets publish, as the crawler is told of them.

    Args:
        base_url: Where the press answers, `http://127.0.0.1:8800`.
        script: The demo's script.
        every: Simulated time between two fetches of a feed.
    """
    root = base_url.rstrip("/")
    publishing = {article.outlet for article in script.articles}
    return tuple(
        Outlet(
            slug=outlet.slug,
            name=outlet.name,
            home=f"{root}/{outlet.slug}/",
            country="GB",
            kind=outlet.kind,
            is_wire=outlet.is_wire,
            feeds=(
                Feed(
                    url=f"{root}/{outlet.slug}/{outlet.feed_path}",
                    kind=outlet.feed_kind,
                    every=every,
                    article_pattern=outlet.article_pattern,
                ),
            ),
            delay=timedelta(0),
            allow_private=True,
        )
        for outlet in DEMO_OUTLETS
        if outlet.slug in publishing
    )
