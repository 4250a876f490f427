"""What the press shows at an instant: nothing that is published later, and every page in the words of that time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desk.demo.nouns import LiveEntry, Script, ScriptArticle
from desk.demo.outlets import DEMO_OUTLETS, DemoOutlet, article_path

_NEVER = datetime.max.replace(tzinfo=UTC)
#: How many characters of the first paragraph a teaser shows where there is no standfirst.
TEASER_LENGTH = 220


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaser:
    """An article as a list or a feed announces it: in the words of its first publication."""

    headline: str
    summary: str
    url: str
    published_at: datetime
    #: Last entry of a live blog, or else publication; silent edits do not move it.
    updated_at: datetime
    section: str
    byline: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article as its page shows it now."""

    headline: str
    standfirst: str | None
    paragraphs: tuple[str, ...]
    byline: tuple[str, ...]
    label: str | None
    section: str
    caption: str | None
    url: str
    published_at: datetime
    modified_at: datetime
    is_walled: bool
    is_live: bool
    live: tuple[LiveEntry, ...]

    @property
    def summary(self) -> str:
        """Return the words for description tags."""
        return self.standfirst or _cut(self.paragraphs[0] if self.paragraphs else self.headline)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that a page's template is given."""

    outlet: DemoOutlet
    #: Address of the outlet's home, without a slash at its end.
    root: str
    url: str
    #: Heading of a list; for an article its headline.
    heading: str
    article: ArticleView | None
    #: What a list lists, newest first.
    latest: tuple[Teaser, ...]
    related: tuple[Teaser, ...]
    #: Changes as time goes by, as it does on real pages.
    most_read: tuple[Teaser, ...]
    sections: tuple[str, ...]


class Edition:
    """The script as it stands in print at any instant; holds no time of its own."""

    def __init__(self, script: Script, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._of_outlet = {outlet.slug: script.of_outlet(outlet.slug) for outlet in DEMO_OUTLETS}
        self._by_path = {article_path(article): article for article in script.articles}

    def find_article(self, path: str, now: datetime) -> ScriptArticle | None:
        """Return the article at a path, if it is published by `now`."""
        article = self._by_path.get(path)
        return article if article is not None and article.at <= now else None

    def root(self, outlet: DemoOutlet) -> str:
        """Return the address of an outlet's home, without a slash at its end."""
        return f"{self._base_url}/{outlet.slug}"

    def teasers(self, outlet: DemoOutlet, now: datetime) -> tuple[Teaser, ...]:
        """Return what an outlet announces at `now`, newest first, cut to what its feed carries."""
        published = [
            article for article in self._of_outlet[outlet.slug] if article.at <= now < (article.gone_at or _NEVER)
        ]
        return tuple(self._teaser(article, now) for article in reversed(published))[: outlet.n_entries]

    def front(self, outlet: DemoOutlet, now: datetime, *, url: str, heading: str, section: str | None = None) -> View:
        """Return the home page, or the page of one section as its address words it (`home-news`)."""
        latest = self.teasers(outlet, now)
        listed = [teaser for teaser in latest if section in {None, teaser.section.lower().replace(" ", "-")}]
        return View(
            outlet=outlet,
            root=self.root(outlet),
            url=url,
            heading=heading,
            article=None,
            latest=tuple(listed),
            related=(),
            most_read=_most_read(latest, now),
            sections=_sections(latest),
        )

    def page(self, outlet: DemoOutlet, article: ScriptArticle, now: datetime) -> View:
        """Return an article's page."""
        latest = self.teasers(outlet, now)
        shown = self._view(article, now)
        return View(
            outlet=outlet,
            root=self.root(outlet),
            url=shown.url,
            heading=shown.headline,
            article=shown,
            latest=latest,
            related=tuple(teaser for teaser in latest if teaser.published_at < article.at)[:3],
            most_read=_most_read(tuple(teaser for teaser in latest if teaser.url != shown.url), now),
            sections=_sections(latest),
        )

    def _teaser(self, article: ScriptArticle, now: datetime) -> Teaser:
        entries = [entry.at for entry in article.live if entry.at <= now]
        return Teaser(
            headline=article.headline,
            summary=article.standfirst or _cut(article.text.split("\n\n", 1)[0]) or article.headline,
            url=self._base_url + article_path(article),
            published_at=article.at,
            updated_at=max([article.at, *entries]),
            section=article.section or "News",
            byline=article.byline,
        )

    def _view(self, article: ScriptArticle, now: datetime) -> ArticleView:
        version = article.version_at(now)
        return ArticleView(
            headline=version.headline,
            standfirst=article.standfirst,
            paragraphs=() if article.wall else version.paragraphs,
            byline=article.byline,
            label=article.label,
            section=article.section or "News",
            caption=article.image_credit,
            url=self._base_url + article_path(article),
            published_at=article.at,
            modified_at=version.changed_at,
            is_walled=article.wall,
            is_live=bool(article.live),
            live=version.live,
        )


def _cut(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= TEASER_LENGTH else folded[:TEASER_LENGTH].rsplit(" ", 1)[0] + " …"


def _sections(teasers: Sequence[Teaser]) -> tuple[str, ...]:
    return tuple(sorted({teaser.section for teaser in teasers}))[:6]


def _most_read(teasers: tuple[Teaser, ...], now: datetime) -> tuple[Teaser, ...]:
    """Return what pretends to be read most: it turns every six hours."""
    if not teasers:
        return ()
    first = int(now.timestamp() // timedelta(hours=6).total_seconds()) % len(teasers)
    return (teasers[first:] + teasers[:first])[:5]
