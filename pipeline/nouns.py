"""Every noun of the house, frozen, in the order in which it travels: outlet, page, article, thread, alert.

All instants are aware and in UTC; all offsets count characters of `Article.text`; every `id` is made by
`pipeline.identity` from what the thing is, so that a repeated run makes the same one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

# ---------------------------------------------------------------------------------------------------- outlets and feeds


class FeedKind(StrEnum):
    """Where we look for an outlet's new articles."""

    FEED = "feed"  # RSS, RDF, Atom or JSON Feed
    NEWS_SITEMAP = "news_sitemap"
    SECTION = "section"  # a page of links


class OutletKind(StrEnum):
    """What sort of publisher an outlet is."""

    NEWSPAPER = "newspaper"
    BROADCASTER = "broadcaster"
    AGENCY = "agency"
    MAGAZINE = "magazine"
    BODY = "body"  # police forces, ministries, parliaments: they publish, but are no press
    SITE = "site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One address at which an outlet announces its articles."""

    #: Where it is fetched.
    url: str
    #: How it is read.
    kind: FeedKind = FeedKind.FEED
    #: Time between two fetches; None: the default of the settings.
    every: timedelta | None = None
    #: For sections: regular expression that an article's url matches; None: judged by shape.
    article_pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who publishes."""

    #: Short lasting name in urls and files, `[a-z0-9-]+`.
    slug: str
    #: As its readers know it.
    name: str
    #: Home page.
    home: str
    #: ISO 639-1 code of the language it mostly writes.
    language: str = "en"
    #: ISO 3166-1 alpha-2 code, or None.
    country: str | None = None
    #: What sort of publisher.
    kind: OutletKind = OutletKind.NEWSPAPER
    #: Does it sell its texts to other outlets?
    is_wire: bool = False
    #: Where we look.
    feeds: tuple[Feed, ...] = ()
    #: IANA name of the zone in which undated-by-zone times are meant.
    time_zone: str = "UTC"
    #: Least time between two requests to one host; None: the default of the settings.
    delay: timedelta | None = None
    #: May its addresses be private or loopback ones?
    allow_private: bool = False
    #: Are its pages run in a browser before they are read?
    render: bool = False
    #: Day on which its feeds were last seen to work; None: never.
    verified_at: datetime | None = None


#: Hours of a day: a rhythm has a value for each.
HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What a feed yields in each hour of the day (UTC); what lies long back fades."""

    #: Entries that were new.
    new: tuple[float, ...] = (0.0,) * HOURS
    #: Hours for which it was watched.
    watched: tuple[float, ...] = (0.0,) * HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPlan:
    """What is decided after a fetch of a feed."""

    next_fetch_at: datetime
    rhythm: Rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressShapes:
    """What the addresses of an outlet's articles have in common, and those of its other pages; empty: nothing known."""

    articles: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDue:
    """A feed whose time has come, with what the last answer left behind."""

    feed: Feed
    outlet: Outlet
    #: Validators of the last full answer; None: there were none.
    etag: str | None = None
    last_modified: str | None = None
    #: Failures in a row up to now.
    n_failures: int = 0
    #: Answers in a row up to now that nothing is new.
    n_not_modified: int = 0
    #: When it last answered; None: never yet.
    last_success_at: datetime | None = None
    #: Entries in its last full answer.
    n_entries: int = 0
    rhythm: Rhythm = field(default_factory=Rhythm)
    #: For sections: what is known of the outlet's addresses.
    shapes: AddressShapes = field(default_factory=AddressShapes)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One announcement in a feed, as the feed words it."""

    #: The feed's own identifier (guid, atom:id), or the url.
    id: str
    url: str
    headline: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    byline: tuple[str, ...] = ()
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSitemap:
    """A sitemap that an index names."""

    url: str
    #: When it last changed, as the index has it; None: it does not say.
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReading:
    """What our reader saw in a feed, its problems included."""

    title: str | None
    link: str | None
    language: str | None
    #: `rss`, `atom`, `rdf`, `json`, `news_sitemap`, `sitemap_index`, `section`, or `unknown`.
    kind: str
    entries: tuple[FeedEntry, ...] = ()
    #: What could not be read or had to be guessed, a sentence each.
    problems: tuple[str, ...] = ()
    #: Of a sitemap index: the sitemaps that it names, newest first.
    children: tuple[NamedSitemap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HubOffer:
    """What a feed says of who pushes it (WebSub)."""

    #: Where to subscribe.
    hub: str
    #: The name under which the hub knows the feed.
    topic: str


class SubscriptionState(StrEnum):
    """How it stands between a hub and us."""

    ASKED = "asked"  # we want it, and the hub has not asked us back yet
    KEPT = "kept"  # both have agreed, until the lease ends
    REFUSED = "refused"  # by the hub
    ENDING = "ending"  # we want it no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What was agreed with a hub about one feed."""

    feed_url: str
    hub: str
    topic: str
    #: Where the hub reaches us; nobody else knows the address.
    callback: str
    #: The random end of the callback.
    token: str
    #: With it the hub signs what it pushes.
    secret: str
    state: SubscriptionState
    #: When the hub is asked next.
    due_at: datetime
    #: Until then it pushes; None: it does not.
    lease_until: datetime | None = None
    last_push_at: datetime | None = None
    #: Did it push everything that the last poll found? Then the feed is polled seldom.
    is_trusted: bool = False
    #: Words in a row that the hub has not answered by asking us back.
    n_failures: int = 0
    #: Why the last word failed, or the hub refused; None: neither.
    failure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFetched:
    """One fetch of one feed, however it ended."""

    feed_url: str
    outlet: str
    fetched_at: datetime
    #: HTTP status; None: no answer came.
    status: int | None
    #: None when nothing was read (304, failure).
    reading: FeedReading | None = None
    etag: str | None = None
    last_modified: str | None = None
    #: Why it failed, in a sentence; None: it did not.
    failure: str | None = None
    #: Earliest instant at which the host wants to be asked again (Retry-After).
    retry_at: datetime | None = None
    #: The hub that it offers; None: none.
    offer: HubOffer | None = None
    #: Was its host asked at all? False: it rests until `retry_at`, which says nothing about the feed.
    is_asked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDue:
    """A page that is to be fetched now."""

    url: str
    outlet: Outlet
    #: What the feed said of it; None: asked for by hand or for another look.
    entry: FeedEntry | None = None
    #: The feed that announced it.
    feed_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    n_fetches: int = 0


# ---------------------------------------------------------------------------------------------------------- pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What was fetched, untouched."""

    #: Address that answered, after redirects.
    url: str
    #: Address that was asked.
    requested_url: str
    #: Slug of the outlet.
    outlet: str
    fetched_at: datetime
    status: int
    #: Lower-case names; only those worth keeping (content-type, last-modified, etag, x-robots-tag …).
    headers: Mapping[str, str]
    body: bytes
    #: SHA-256 of the body, hexadecimal.
    content_hash: str
    #: What the feed said of it, kept for what the page leaves out.
    entry: FeedEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFailed:
    """A page that could not be had, and why."""

    url: str
    outlet: str
    failed_at: datetime
    failure: str
    status: int | None = None
    retry_at: datetime | None = None
    #: Was its host asked at all? False: it rests until `retry_at`, which says nothing about the page.
    is_asked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """How a host fares that failed, or that asked to be left alone."""

    #: Host and port, as they stand in addresses.
    host: str
    #: Failures in a row: no connection, no answer in time, or too busy.
    n_failures: int = 0
    #: Left alone until then; None: it may be asked.
    resting_until: datetime | None = None
    #: What the last failure was, as the second half of a sentence; None: it is well.
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsAnswer:
    """What came of asking for a robots.txt."""

    #: `https://example.org:8443`
    origin: str
    #: HTTP status; None: no answer came.
    status: int | None
    fetched_at: datetime
    #: As much of it as is read; empty where the status says all.
    body: bytes = b""
    #: Why no answer came, as the second half of a sentence; None: one came.
    failure: str | None = None


class Outcome(StrEnum):
    """How a page ends: each page in exactly one, all of them counted."""

    ARTICLE = "article"  # a new article
    REVISION = "revision"  # a known article with changed text
    UNCHANGED = "unchanged"  # a known article as it was
    SECTION_PAGE = "section_page"
    TOO_SHORT = "too_short"
    MEDIA = "media"  # a gallery, video or recording without a text of its own
    NOT_TEXT = "not_text"  # image, video, PDF …
    BLOCKED = "blocked"  # a challenge or consent page
    PAYWALLED = "paywalled"
    WRONG_LANGUAGE = "wrong_language"
    NOT_FOUND = "not_found"  # an error page
    TOO_LARGE = "too_large"
    EMPTY = "empty"  # neither headline nor text
    KILLED = "killed"  # its reading ran over its time or memory limit
    BROKEN = "broken"  # the reader failed on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A page or line that is no article, and why."""

    outcome: Outcome
    #: The evidence in a sentence.
    detail: str
    #: Address, or the id it came with.
    url: str


# ------------------------------------------------------------------------------------------------------- articles


class ClaimPlace(StrEnum):
    """Where a page, or the feed that announced it, says when it was published or changed."""

    JSON_LD = "json_ld"
    OPEN_GRAPH = "open_graph"  # `article:published_time` and its like
    MICRODATA = "microdata"
    META = "meta"  # any other meta element
    PRINTED = "printed"  # a time element that readers see
    FEED = "feed"
    TRACE = "trace"  # a day in its address or its words


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeClaim:
    """One statement of when an article was published or changed."""

    at: datetime
    #: Offset from UTC as written (`+02:00`); None: it came without, and the zone of the settings is meant.
    zone: str | None = None
    place: ClaimPlace


class AmendmentKind(StrEnum):
    """What an outlet says that it put right."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What an outlet says of its own mistake, as printed."""

    kind: AmendmentKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An article's lead image."""

    #: http(s) address.
    url: str
    #: Whose it is, as printed or as the page's metadata have it; None: nowhere said.
    credit: str | None = None


class TextBlockKind(StrEnum):
    """What a stretch of an article is on its page."""

    PARAGRAPH = "paragraph"
    CROSSHEAD = "crosshead"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    QUOTE = "quote"  # set apart, as pull quotes are
    LIVE_ENTRY = "live_entry"  # of a live blog; holds text blocks of other kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """A stretch of an article that its page sets apart: `text[start:end]`."""

    kind: TextBlockKind
    start: int
    end: int
    #: When a live entry was posted; None: it is none, or does not say.
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Markings:
    """What a page says of its article beside headline, people and text; nothing is decided by it."""

    #: The claim that the article's time of publication was taken from; None: nobody says.
    published: TimeClaim | None = None
    modified: TimeClaim | None = None
    #: Further claims of publication that name another instant, the most trusted first.
    disputed: tuple[TimeClaim, ...] = ()
    #: The outlet's own section; None: not said.
    section: str | None = None
    #: The outlet's own subjects.
    tags: tuple[str, ...] = ()
    picture: Picture | None = None
    #: May anyone read all of it? None: not said.
    is_free: bool | None = None
    #: Addresses or titles of works that the page says it is based on.
    based_on: tuple[str, ...] = ()
    #: Corrections and clarifications that the outlet printed with it.
    amendments: tuple[Amendment, ...] = ()
    #: Does it go on being written, entry by entry?
    is_live: bool = False
    #: All that is no plain paragraph, in order of place; a live entry stands before what it holds.
    text_blocks: tuple[TextBlock, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One published item."""

    id: str
    #: One address per article; None: it came without (then it is known by `external_id`).
    canonical_url: str | None
    #: Slug of the outlet (for ingested articles: made from its source), or None.
    outlet: str | None
    #: The outlet's name as the page gives it.
    outlet_name: str | None
    #: As printed, without the site's name.
    headline: str
    standfirst: str | None = None
    #: People, one string each.
    byline: tuple[str, ...] = ()
    #: None: nowhere said; `seen_at` stands in for it.
    published_at: datetime | None = None
    modified_at: datetime | None = None
    #: When it came to us.
    seen_at: datetime
    #: ISO 639-1 code; None: cannot be told.
    language: str | None = None
    #: Paragraphs separated by one newline each; empty: it stands on its headline.
    text: str
    #: SHA-256 of headline and text with white space folded, hexadecimal.
    text_hash: str
    #: The id it came with when it was ingested.
    external_id: str | None = None
    #: Agency named in byline or text (`PA`, `Reuters` …), or None.
    agency: str | None = None
    #: When its page was found to be gone; None: it stands.
    withdrawn_at: datetime | None = None
    #: What else its page says of it.
    markings: Markings = field(default_factory=Markings)

    @property
    def told_at(self) -> datetime:
        """Return the instant that orders it: published, or else seen."""
        return self.published_at or self.seen_at


class RevisionKind(StrEnum):
    """What an edit did to an article."""

    SAME = "same"  # nothing that an editor would care for: white space, stamps, what the page adds
    STYLE = "style"  # it says the same otherwise
    SUBSTANCE = "substance"  # figures, names, quotes, dates, a denial, a statement or the headline


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSentence:
    """A sentence before and after an edit."""

    #: None: it is new.
    old: str | None
    #: None: it is gone.
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The same article with changed text; an edit is never a second article."""

    id: str
    article_id: str
    seen_at: datetime
    #: The headline and text that were replaced.
    headline: str
    text: str
    text_hash: str
    #: What the version after it changed, never `same`; None: it was kept before that was told.
    kind: RevisionKind | None = None
    #: The sentences that the version after it changed, the headline first, those that are gone last.
    changed: tuple[ChangedSentence, ...] = ()


class ProvenanceKind(StrEnum):
    """Where a text comes from."""

    ORIGINAL = "original"
    COPY = "copy"  # the same text, at most trimmed or re-headlined
    REWRITE = "rewrite"  # a good part of it is another's


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where the text of an article comes from."""

    kind: ProvenanceKind
    #: The earlier article that it shares its text with; None for originals.
    of: str | None = None
    #: Part of this article's words that stand in the other, 0..1; for originals the most that stands in one.
    shared: float = 0.0
    #: Part of its words that stand in no earlier article, 0..1: the outlet's own.
    own: float = 1.0
    #: Further articles that it draws on, that which adds most first: a text may be made of two.
    also: tuple[str, ...] = ()
    #: The agency that this article or the other credits, or None: both may print its text, and neither have copied.
    agency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words that the text gives as someone's."""

    #: The fullest mention of the speaker in the text; None: it cannot be told.
    speaker: str | None
    #: The mention beside the words, as printed (`he`, `the mayor`); None: it cannot be told.
    mention: str | None = None
    #: The words that announce it, as printed (`said`, `according to`); None: nothing does.
    cue: str | None = None
    #: The words without their marks.
    text: str
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that counts something."""

    #: The words as printed (`about 9,000 cases`).
    text: str
    value: float
    #: Upper end of a range; None: one value.
    value_to: float | None = None
    #: What is counted, or None.
    of: str | None = None
    #: `%`, a currency code, a unit of measure, or None.
    unit: str | None = None
    #: `about`, `more than`, `less than`, `at least`, `up to`, or None: exact as printed.
    approximate: str | None = None
    #: `rise`, `fall`, or None.
    change: str | None = None
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A date or period that the text names."""

    text: str
    #: ISO 8601, as exact as the text is (`2026-04`, `2026-04-03`, `P15Y`); None: it cannot be told.
    value: str | None
    #: `date`, `time`, `duration` or `set`.
    kind: str
    #: Does the sentence say that something is due then?
    is_follow_up: bool = False
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person, body or place that the text names; one per distinct string, at its first place."""

    text: str
    #: `person`, `organisation`, `place`, or None: not plain.
    kind: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of one article, each with the sentence it stands in."""

    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    dates: tuple[DateMention, ...] = ()
    names: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one page gave when it was read by itself: pure, and good to be made anywhere."""

    article: Article
    facts: Facts
    #: Fingerprints of the word shingles (`pipeline.read.shingles`); empty for texts too short to compare.
    signature: bytes = b""
    #: Fingerprints of all sentences that its page prints (`pipeline.read.prints`); empty: it came from no page.
    prints: bytes = b""


# ------------------------------------------------------------------------------------------- threads and developments


class ThreadStatus(StrEnum):
    """Whether a story moves; quiet is not dead, and no thread expires."""

    LIVE = "live"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A running story."""

    #: Lasting.
    id: str
    #: Short working name, lasting and unique.
    slug: str
    #: A published headline: the most central of its newest development, or the one that an editor chose.
    headline: str
    opened_at: datetime
    #: When its newest article was published.
    last_seen_at: datetime
    n_articles: int = 1
    n_developments: int = 1
    #: The thread that its articles lie in since it was put into another; None: it stands.
    merged_into: str | None = None
    #: The article whose published headline an editor chose to head it; None: its newest development does.
    headline_of: str | None = None
    #: What the desk calls it among themselves: an editor's words, no outlet's, and shown as such; None: nothing.
    working_title: str | None = None


class DevelopmentKind(StrEnum):
    """What makes a development one."""

    OPENED = "opened"  # the thread's first
    HAPPENED = "happened"  # a further event
    FIGURE = "figure"  # a count that was told before has another value
    STATEMENT = "statement"  # a speaker's new words
    REVERSAL = "reversal"  # words or a position that may contradict earlier ones: possible, never asserted
    CORRECTION = "correction"  # an outlet changed a fact in a published article
    WITHDRAWN = "withdrawn"  # the page of an article is gone
    DEADLINE = "deadline"  # a date to follow up, or one that passed and nobody followed up
    REVIVED = "revived"  # a quiet thread moves


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence as it was published, and where."""

    article_id: str
    text: str
    #: Characters of `Article.text`; both None: it is the headline, or an edit took it out.
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A published sentence that makes a development one, and the earlier one that it is held against."""

    #: What it speaks for: `happened` for a sentence that tells what the thread did not know.
    kind: DevelopmentKind
    passage: Passage
    #: The nearest sentence that the thread knew, the older value, the earlier words; None: there is none.
    against: Passage | None = None
    #: Speaker or body, thing counted, or ISO 8601 date; None: it has none.
    label: str | None = None
    #: For figures: the value told before, and the value now.
    old_value: float | None = None
    new_value: float | None = None
    #: How new the sentence is to the thread, 0..1.
    score: float = 1.0

    @property
    def is_possible(self) -> bool:
        """Tell whether it is a possibility that an editor must judge, and no finding."""
        return self.kind is DevelopmentKind.REVERSAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """One thing that happened or was said in a thread."""

    id: str
    thread_id: str
    kind: DevelopmentKind
    #: As published: the headline of the article that had it first, or, where an entry of a live blog had, its words.
    headline: str
    #: Who reported it first, and when.
    first_article_id: str
    first_outlet: str | None
    first_at: datetime
    #: When the machine opened it.
    opened_at: datetime
    last_seen_at: datetime
    n_articles: int = 1
    #: Further kinds for which its evidence speaks, in the order of `DevelopmentKind`.
    also: tuple[DevelopmentKind, ...] = ()


class DecidedBy(StrEnum):
    """Whose decision it is."""

    MACHINE = "machine"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why an article is where it is: the numbers that decided, none of them made afterwards."""

    #: The decision's score for the thread taken, 0..1; for a new thread, that of the best one refused.
    score: float
    #: Cosine to the thread taken (for a new thread: to the best one refused), -1..1; None: there was no other.
    similarity: float | None
    #: Article of that thread that lies nearest, and its cosine.
    nearest_article_id: str | None = None
    nearest_similarity: float | None = None
    #: Second choice and its score.
    runner_up_thread_id: str | None = None
    runner_up_score: float | None = None
    #: Rare words and names shared with the thread, rarest first.
    shared: tuple[str, ...] = ()
    #: Time since the thread was last seen; None for a new thread.
    gap: timedelta | None = None
    #: How much of the score is owed to what editors put together or apart near it, -1..1; None: nothing.
    taught: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Article -> thread and development, with grounds."""

    article_id: str
    thread_id: str
    development_id: str
    decided_by: DecidedBy
    decided_at: datetime
    grounds: Grounds
    opens_thread: bool
    opens_development: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An article with all that the indexes in memory learn from: what they are rebuilt from at start."""

    article: Article
    #: Distinct names in it.
    names: tuple[str, ...]
    #: Unit vector, float32, shape (dimension,).
    vector: NDArray[np.float32]
    #: As in `Reading.signature`; as stored, with its terms behind it (`pipeline.thread.recall`).
    signature: bytes
    thread_id: str
    development_id: str


# ------------------------------------------------------------------------------- the editor's hand, and second thoughts


class ActionKind(StrEnum):
    """What was done to threads after their articles had been placed."""

    MERGE = "merge"  # threads were put into one
    SPLIT = "split"  # a part of a thread was made a thread of its own
    MOVE = "move"  # articles were put into another thread
    RENAME = "rename"  # another slug, headline or working title
    PIN = "pin"  # second thoughts are to leave a thread or article where it is
    UNPIN = "unpin"
    UNDO = "undo"  # what another action did was taken back
    MACHINE_MERGE = "machine_merge"  # second thoughts: two threads grew together
    MACHINE_SPLIT = "machine_split"  # second thoughts: a thread held two stories

    @property
    def is_by_hand(self) -> bool:
        """Tell whether an editor did it; what a hand did binds the machine."""
        return self not in {ActionKind.MACHINE_MERGE, ActionKind.MACHINE_SPLIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A development that went into another thread, or an article that went into another development."""

    #: None: the development went as a whole, with all that is in it.
    article_id: str | None = None
    from_development: str
    #: The same where it went as a whole.
    to_development: str
    from_thread: str
    to_thread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MustLink:
    """An editor's word that articles are of one story: each of `ones` with one another and with each of `others`."""

    ones: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotLink:
    """An editor's word that no article of `ones` is of the same story as any of `others`."""

    ones: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How a thread is called: the names that an editor may give."""

    slug: str
    headline_of: str | None
    working_title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """What a thread was called before and after."""

    before: Naming
    after: Naming


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One entry of the history: who changed what about threads, when, why, and what it touched."""

    id: str
    kind: ActionKind
    #: An editor's name, or `machine`.
    author: str
    at: datetime
    #: In the author's words; empty: none was given.
    reason: str = ""
    #: Threads that it touched, the one that stands afterwards first.
    threads: tuple[str, ...]
    #: Articles that lie elsewhere since, or that were pinned.
    articles: tuple[str, ...] = ()
    #: What went where; undoing it sends it back.
    shifts: tuple[Shift, ...] = ()
    must: MustLink | None = None
    cannot: CannotLink | None = None
    renamed: Renamed | None = None
    #: Second thoughts: how near the two parts are, 0..1, by what the reason names; None: a hand did it.
    score: float | None = None
    #: The action that it takes back, or None.
    undoes: str | None = None
    #: The action that took it back, or None: it stands.
    undone_by: str | None = None
    #: Its place in the history, counted from 1; 0: it is not stored yet.
    n: int = 0


# --------------------------------------------------------------------------------------------- watches and alerts


class WatchKind(StrEnum):
    """What a watch looks at."""

    THREAD = "thread"
    QUERY = "query"
    OUTLET = "outlet"
    SPEAKER = "speaker"
    FIGURE = "figure"
    KIND = "kind"  # of development
    GAP = "gap"  # others have it, and our own outlet has not
    SILENCE = "silence"  # an outlet announces far less than it used to


class Pace(StrEnum):
    """How soon a watch tells."""

    AT_ONCE = "at_once"
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a recipient wants to be told."""

    pace: Pace = Pace.AT_ONCE
    #: Local time of the daily digest; what a limit holds back waits for it too.
    daily_at: time = time(7)
    #: Local times between which nothing is sent; None: there are no quiet hours.
    quiet_from: time | None = None
    quiet_until: time | None = None
    #: IANA name of the zone of these times.
    zone: str = "UTC"
    #: Mails of this watch in 24 hours at most, the rest waits for the daily digest: a count; None: no limit.
    most_a_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """An editor's standing request."""

    id: str
    kind: WatchKind
    #: What is looked for, in the words of its kind: thread id, query, outlet slug, speaker, figure with a condition,
    #: kind of development, number of outlets, or slug of an outlet (empty: any).
    value: str
    #: Who is told: an e-mail address, the http(s) address of a webhook, or any other address that Apprise knows.
    recipient: str
    #: Developments opened before it are not told.
    created_at: datetime
    delivery: Delivery = field(default_factory=Delivery)


class AlertState(StrEnum):
    """How it stands with an alert."""

    OWED = "owed"  # to be sent when it is due
    HELD = "held"  # kept back for a digest, or by quiet hours or a limit
    FAILED = "failed"  # could not be sent, and is tried again
    REFUSED = "refused"  # the recipient's server does not take it; it is tried again, ever more seldom
    SENT = "sent"
    BOUNCED = "bounced"  # it was taken and could not be delivered: a mail server reported so afterwards


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What is owed to an editor: one development, or one notice, told once."""

    id: str
    watch_id: str
    recipient: str
    #: None: it tells of a notice.
    thread_id: str | None
    development_id: str | None
    #: The notice that it tells of; None: it tells of a development.
    notice_id: str | None = None
    #: Fixed here, so that a repeated sending is recognised.
    message_id: str
    created_at: datetime
    #: Not before this instant; moves on with each failed try.
    due_at: datetime
    #: Was it kept back? Then it is told together with all else that was.
    is_held: bool = False
    #: Message-ID of the mail that tells it, alone or with others; None: that is not decided yet.
    letter: str | None = None
    n_tries: int = 0
    #: None: still owed.
    sent_at: datetime | None = None
    #: Why the last try failed, or why its letter could not be delivered.
    failure: str | None = None
    #: When the recipient's server last refused it for good; None: it did not.
    refused_at: datetime | None = None
    #: When its letter was reported as undeliverable; None: it was not.
    bounced_at: datetime | None = None

    @property
    def state(self) -> AlertState:
        """Return how it stands with it."""
        if self.bounced_at is not None:
            return AlertState.BOUNCED
        if self.sent_at is not None:
            return AlertState.SENT
        if self.refused_at is not None:
            return AlertState.REFUSED
        if self.failure is not None:
            return AlertState.FAILED
        return AlertState.HELD if self.is_held else AlertState.OWED


class BounceKind(StrEnum):
    """What a mail server reported of a letter that it had taken."""

    FAILED = "failed"  # it could not be delivered
    DELAYED = "delayed"  # it could not be delivered yet, and is tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A mail server's report of one letter to one recipient."""

    #: The same however often the report is read.
    id: str
    kind: BounceKind
    #: As the report names it, in lower case.
    recipient: str
    #: Message-ID of the mail that it returns; None: it returns none.
    letter: str | None
    #: When it was reported.
    at: datetime
    #: Enhanced status code (`5.1.1`), as in RFC 3463; None: none is given.
    status: str | None = None
    #: What the recipient's server said.
    reason: str

    @property
    def is_for_good(self) -> bool:
        """Tell whether further mails to the recipient will most likely fail as well."""
        return self.kind is BounceKind.FAILED and (self.status is None or self.status.startswith("5"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """A recipient whose letters came back again and again."""

    recipient: str
    #: Letters that came back for good since `since`: a count.
    n_letters: int
    since: datetime
    #: What the server said last.
    reason: str


class NoticeKind(StrEnum):
    """What the desk ought to know of those whom it follows."""

    WITHDRAWN = "withdrawn"  # an article's page is gone
    QUIET = "quiet"  # an outlet announces far less than it used to
    FLOOD = "flood"  # far more
    ERRORS = "errors"  # it fails far more often
    LAYOUT = "layout"  # its pages can be read far less often


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that began at an outlet, and may have ended; told once."""

    id: str
    kind: NoticeKind
    #: Slug of the outlet.
    outlet: str
    #: The article that it is about; None: the outlet as a whole.
    article_id: str | None = None
    began_at: datetime
    #: None: it goes on.
    ended_at: datetime | None = None
    #: What was seen, in a sentence with its figures.
    says: str
    #: Not mailed before this instant; None: it is shown and never mailed.
    due_at: datetime | None = None
    n_tries: int = 0
    #: None: not mailed.
    sent_at: datetime | None = None
    #: Why the last try failed.
    failure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the fetches of one outlet's feeds brought in one hour."""

    #: Slug of the outlet.
    outlet: str
    #: First instant of the hour.
    hour: datetime
    n_fetches: int = 0
    n_failures: int = 0
    #: Entries that were not known.
    n_new: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """What a round brought."""

    n_feeds: int = 0
    n_not_modified: int = 0
    n_pages: int = 0
    #: Why each feed or page that failed did: url -> a sentence.
    failures: Mapping[str, str] = field(default_factory=dict)
