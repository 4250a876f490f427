"""A live blog of our own, as its page stands at any hour: entries that JSON-LD lists, or boxes with printed times."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path as File

from desk.recalling import recall_all
from pipeline import identity
from pipeline.ingest import Embedded, IngestRules, Path, Settled
from pipeline.nouns import Page, Reading, Watch, WatchKind
from pipeline.read.copies import CopyIndex
from pipeline.read.page import read_page
from pipeline.read.row import read_row
from pipeline.read.rules import ReadRules
from pipeline.thread.assign import AssignRules, StoryIndex
from pipeline.thread.posted import LiveRules
from storage import Store, open_store
from tests.pipeline.thread.articles_of_ours import vector

DAY = datetime(2026, 3, 2, tzinfo=UTC)
DESK = "desk@paper.example"
URL = "https://corriby-herald.example/live/storrow-weir"
HEADLINE = "Storrow weir: live updates"
STANDFIRST = "What happens at the weir above Nether Storrow, hour by hour."
ABOVE = (
    "Follow what happens at Storrow weir, whose main gate failed on Monday morning, with our reporters on both banks."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, as the outlet posts it."""

    at: datetime
    paragraphs: tuple[str, ...]
    #: Printed above it; empty: it has none.
    heading: str = ""


def entry(at: datetime, *paragraphs: str, heading: str = "") -> Entry:
    """Make an entry."""
    return Entry(at=at, paragraphs=paragraphs, heading=heading)


def at(hour: int, minute: int = 0) -> datetime:
    """Return a time of the day."""
    return DAY + timedelta(hours=hour, minutes=minute)


REPORT = (
    "The main gate of Storrow weir failed on Monday, the Corriby River Board said.\n"
    "About 120 homes in Nether Storrow lost power. Engineer Tamsin Ockley said the hinge was due to be replaced in May.\n"
    "At least 3 people were injured when the gate fell into the lower basin."
)
#: What stands on the page when it is first read, much of it known from the report.
MORNING = (
    entry(at(9), "Good morning and welcome to our coverage of the weir. Maud Ellery will be with you until noon."),
    entry(
        at(9, 20),
        "The main gate of Storrow weir failed shortly after six this morning, the Corriby River Board said.",
        "At least 3 people were injured when the gate fell.",
    ),
    entry(at(9, 40), "About 120 homes in Nether Storrow are without power, Corriby Grid said."),
    entry(at(10), "The lower basin is closed to boats, and the towpath with it."),
)
ARREST = entry(
    at(10, 30),
    "Police have arrested a man of 41 over the failure of the gate at Storrow weir, Inspector Hollis Crane said.",
    "He is being held in Corriby.",
)
AGAIN = entry(at(10, 40), "The hinge of the gate was due to be replaced in May, engineer Tamsin Ockley has said.")
CHATTER = entry(
    at(10, 50), "It is raining again on the south bank of Storrow weir and we are all wet. Send us your pictures!"
)
TOLL = entry(at(11, 10), "Storrow weir: 5 people were injured when the gate fell, the Corriby River Board has said.")
SAID = entry(
    at(11, 20),
    "“I wrote eleven letters about rust, and had no answer,” said Piers Lamb, who kept the weir until 2019.",
)


def page(
    entries: Sequence[Entry],
    fetched_at: datetime,
    *,
    prints_times: bool = False,
    headline: str = HEADLINE,
    url: str = URL,
    outlet: str = "corriby-herald",
) -> Page:
    """Return the page with these entries, the newest on top.

    Args:
        entries: in order of time.
        fetched_at: when it was fetched.
        prints_times: each entry is a box with its time; otherwise the JSON-LD alone has times.
        headline: of the blog.
        url: its address.
        outlet: whose it is.
    """
    newest = list(reversed(entries))
    said = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": headline,
        "datePublished": min((one.at for one in entries), default=fetched_at).isoformat(),
        "dateModified": fetched_at.isoformat(),
    }
    if not prints_times:
        said["liveBlogUpdate"] = [_said(one) for one in newest]
    html = (
        f'<!doctype html><html lang="en"><head><title>{headline}</title><link rel="canonical" href="{url}">'
        f'<meta name="description" content="{STANDFIRST}">'
        f'<script type="application/ld+json">{json.dumps(said)}</script></head>'
        f"<body><main><article><h1>{headline}</h1><p>{ABOVE}</p>"
        f"{''.join(_box(one, prints_time=prints_times) for one in newest)}</article></main></body></html>"
    )
    body = html.encode()
    return Page(
        url=url,
        requested_url=url,
        outlet=outlet,
        fetched_at=fetched_at,
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        body=body,
        content_hash=hashlib.sha256(body).hexdigest(),
    )


def watched_store(folder: File) -> Store:
    """Return a new store with one watch on everything about the weir."""
    store = open_store(f"sqlite:///{folder}/news.db", create=True)
    store.watches.add(
        Watch(
            id=identity.watch_id("query", "weir", DESK),
            kind=WatchKind.QUERY,
            value="weir",
            recipient=DESK,
            created_at=DAY,
        )
    )
    return store


def path_over(store: Store, rules: LiveRules | None = None) -> Path:
    """Return the path over a store, with an index that was built of what is in it."""
    stories, copies = StoryIndex(AssignRules()), CopyIndex()
    recall_all(store, stories, copies, "plain")
    return Path(store, stories, copies, IngestRules(live=rules or LiveRules()))


def settle(path: Path, reading: Reading, now: datetime) -> Settled:
    """Take a reading down the path."""
    embedded = Embedded(reading=reading, vector=vector(reading.article), model_name="plain")
    return path.settle([embedded], now)[0]


def report(path: Path, key: str, headline: str, text: str, told: datetime) -> Settled:
    """Publish a report in another paper."""
    row = {"id": key, "title": headline, "text": text, "published_at": told.isoformat(), "source": "Echo"}
    found = read_row(row, fallback_time=None, seen_at=told, rules=ReadRules())
    assert isinstance(found, Reading)
    return settle(path, found, told)


def read(
    path: Path, entries: Sequence[Entry], now: datetime, *, prints_times: bool = True, headline: str = HEADLINE
) -> Settled:
    """Read the page of the live blog with these entries, fetched at an instant."""
    found = read_page(page(entries, now, prints_times=prints_times, headline=headline))
    assert isinstance(found, Reading), found
    return settle(path, found, now)


def reported(path: Path) -> Settled:
    """Publish the report with which the story begins."""
    return report(path, "gate", "Storrow weir gate fails, 3 injured", REPORT, at(8))


def _said(one: Entry) -> dict[str, str]:
    return {
        "@type": "BlogPosting",
        "datePublished": one.at.isoformat(),
        "headline": one.heading,
        "articleBody": " ".join(one.paragraphs),
    }


def _box(one: Entry, *, prints_time: bool) -> str:
    time = f'<time datetime="{one.at.isoformat()}">{one.at:%H:%M}</time>' if prints_time else ""
    heading = f"<h2>{one.heading}</h2>" if one.heading else ""
    return f'<section class="entry">{time}{heading}{"".join(f"<p>{line}</p>" for line in one.paragraphs)}</section>'
