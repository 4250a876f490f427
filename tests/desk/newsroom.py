"""An invented press in a real store: a few stories of a made-up town, put there by the path's own nouns and steps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from pipeline import identity
from pipeline.headlines import head, may_change
from pipeline.match import MatchRules, owed_alerts
from pipeline.nouns import (
    Alert,
    Article,
    Feed,
    FeedFetched,
    FeedPlan,
    Grounds,
    Markings,
    Outlet,
    OutletKind,
    Provenance,
    ProvenanceKind,
    Reading,
    Revision,
    Rhythm,
    Watch,
    WatchKind,
)
from pipeline.read.facts import find_facts
from pipeline.read.revision import compare
from pipeline.thread.assign import Decision
from pipeline.thread.develop import place
from pipeline.thread.revise import correction, correction_evidence
from storage.store import Store, open_store

#: The morning on which the tests read.
NOW = datetime(2026, 3, 12, 7, 40, tzinfo=UTC)
VECTOR = np.array([1.0, 0.0], dtype=np.float32)
OUTLETS = (
    ("aldermouth-post", "Aldermouth Post", OutletKind.NEWSPAPER),
    ("the-meridian", "The Meridian", OutletKind.NEWSPAPER),
    ("daily-lantern", "Daily Lantern", OutletKind.NEWSPAPER),
    ("crown-wire", "Crown Wire", OutletKind.AGENCY),
    ("northern-dispatch", "Northern Dispatch", OutletKind.NEWSPAPER),
    ("channel-nine", "Channel Nine News", OutletKind.BROADCASTER),
    ("harbour-radio", "Harbour Radio", OutletKind.BROADCASTER),
    ("the-tally", "The Tally", OutletKind.NEWSPAPER),
    ("aldermouth-police", "Aldermouth Police", OutletKind.BODY),
)


class Newsroom:
    """Publishes into a store, an article at a time."""

    def __init__(self, folder: Path | None = None, *, url: str = "") -> None:
        self.store: Store = open_store(url or f"sqlite:///{folder}/desk.db", upgrade=True)
        self.store.feeds.register([_outlet(*each) for each in OUTLETS], NOW - timedelta(days=12))
        self._developments: dict[str, tuple[str, str]] = {}
        self.articles: dict[str, Article] = {}

    def publish(
        self,
        key: str,
        outlet: str,
        at: str,
        headline: str,
        text: str,
        *,
        thread: str | None = None,
        development: str | None = None,
        copy_of: str | None = None,
        grounds: Grounds | None = None,
        url: str | None = "",
        language: str = "en",
    ) -> list[Alert]:
        """Publish an article; `thread` and `development` are keys of articles that opened them."""
        article = replace(_article(key, outlet, _when(at), headline, _text(text), url=url), language=language)
        origin = Provenance(kind=ProvenanceKind.ORIGINAL)
        if copy_of:
            origin = Provenance(kind=ProvenanceKind.COPY, of=self.articles[copy_of].id, shared=0.94)
        decision = Decision(
            thread_id=self._developments[thread][0] if thread else None,
            development_id=self._developments[development][1] if development else None,
            grounds=grounds or _grounds(self.articles.get(development or thread or "")),
        )
        now = article.seen_at
        with self.store.begin() as ledger:
            placed = place(
                decision,
                article,
                thread=ledger.find_thread(decision.thread_id) if decision.thread_id else None,
                development=ledger.find_development(decision.development_id) if decision.development_id else None,
                is_slug_taken=ledger.is_slug_taken,
                now=now,
            )
            facts = find_facts(article.text, article.told_at, language)
            ledger.add_article(Reading(article=article, facts=facts), origin, VECTOR, "test")
            known = ledger.find_thread(decision.thread_id) if decision.thread_id else None
            ledger.add_assignment(placed.assignment, placed.thread, placed.development)
            if may_change(placed, known, None):
                head(ledger, placed.thread.id)
            alerts: list[Alert] = []
            if placed.assignment.opens_development:
                alerts = list(owed_alerts(placed.development, article, ledger.watches(), now=now, rules=MatchRules()))
                ledger.add_alerts(alerts)
        self.articles[key] = article
        self._developments[key] = (placed.thread.id, placed.development.id)
        return alerts

    def edit(self, key: str, at: str, old: str, new: str) -> None:
        """Change words of a published article, silently."""
        known, now = self.articles[key], _when(at)
        text = known.text.replace(old, new)
        headline = known.headline.replace(old, new)
        article = replace(known, headline=headline, text=text, text_hash=identity.text_hash(headline, text))
        reading = Reading(article=article, facts=find_facts(text, article.told_at, "en"))
        change = compare(known, article)
        revision = Revision(
            id=identity.revision_id(known.id, known.text_hash, article.text_hash, article.seen_at),
            article_id=known.id,
            seen_at=now,
            headline=known.headline,
            text=known.text,
            text_hash=known.text_hash,
            kind=change.kind,
            changed=change.sentences,
        )
        with self.store.begin() as ledger:
            assignment = ledger.find_assignment(known.id)
            assert assignment is not None
            before = ledger.find_facts(known.id)
            ledger.revise_article(reading, revision, VECTOR, "test")
            opened = correction(known, article, change, assignment, now=now)
            if opened is not None:
                thread = ledger.find_thread(assignment.thread_id)
                assert thread is not None
                moved = replace(thread, last_seen_at=now, n_developments=thread.n_developments + 1)
                ledger.add_development(opened, moved)
                ledger.add_evidence(opened.id, correction_evidence(article, change, before, reading.facts))
                ledger.add_alerts(owed_alerts(opened, article, ledger.watches(), now=now, rules=MatchRules()))
            head(ledger, assignment.thread_id)
        self.articles[key] = article

    def mark(self, key: str, at: str, markings: Markings) -> None:
        """Let the page of a published article say more of it than it did."""
        self.articles[key] = replace(self.articles[key], markings=markings)
        self.edit(key, at, "a", "a")

    def watch(self, kind: WatchKind, value: str, recipient: str, at: str = "1 00:00") -> Watch:
        """Let somebody watch."""
        made = Watch(
            id=identity.watch_id(kind, value, recipient),
            kind=kind,
            value=value,
            recipient=recipient,
            created_at=_when(at),
        )
        self.store.watches.add(made)
        return made

    def thread_id(self, key: str) -> str:
        """Return the thread of an article."""
        return self._developments[key][0]

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def _outlet(slug: str, name: str, kind: OutletKind) -> Outlet:
    feed = Feed(url=f"https://{slug}.example/feed.xml")
    home = f"https://{slug}.example/"
    return Outlet(slug=slug, name=name, home=home, kind=kind, is_wire=kind is OutletKind.AGENCY, feeds=(feed,))


def _when(at: str) -> datetime:
    """Return day and clock of the ten days that began on 2 March 2026."""
    day, clock = at.split()
    hour, minute = clock.split(":")
    return datetime(2026, 3, 1, int(hour), int(minute), tzinfo=UTC) + timedelta(days=int(day))


def _text(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines() if line.strip())


def _article(key: str, outlet: str, at: datetime, headline: str, text: str, *, url: str | None) -> Article:
    address = f"https://{outlet}.example/{key}" if url == "" else url
    return Article(
        id=identity.article_id(address, key),
        canonical_url=address,
        outlet=outlet,
        outlet_name=None,
        headline=headline,
        published_at=at,
        seen_at=at + timedelta(minutes=3),
        language="en",
        text=text,
        text_hash=identity.text_hash(headline, text),
        external_id=None if address else key,
    )


def _grounds(nearest: Article | None) -> Grounds:
    if nearest is None:
        return Grounds(score=0.31, similarity=0.42)
    return Grounds(
        score=0.83,
        similarity=0.79,
        nearest_article_id=nearest.id,
        nearest_similarity=0.88,
        shared=("Halloway", "9,000", "Bramwell inquiry"),
        gap=timedelta(hours=3, minutes=20),
    )


def furnish(newsroom: Newsroom) -> None:
    """Publish the stories that most tests and the screenshots read."""
    _reopened(newsroom)
    _flood(newsroom)
    _small(newsroom)
    _fetched(newsroom)


def _reopened(newsroom: Newsroom) -> None:
    publish = newsroom.publish
    first = """
    Aldermouth Police have reopened about 9,000 cases of reported exploitation after an Aldermouth Post investigation.
    The cases span the past 15 years, a letter seen by the Post shows.
    "We did not listen when we should have," said Chief Constable Dara Halloway in the letter to the mayor.
    The reviews will be completed by April 2026, the letter says.
    """
    publish("post-exclusive", "aldermouth-post", "5 21:05", "Police reopen 9,000 cases after years of denials", first)
    publish(
        "meridian-chase", "the-meridian", "5 21:47", "Aldermouth force to look again at 9,000 exploitation reports",
        first.replace("have reopened about", "will look again at some"), thread="post-exclusive", development="post-exclusive",
    )  # fmt: skip
    publish(
        "wire-chase", "crown-wire", "5 22:10", "Aldermouth Police to review 9,000 cases",
        "Aldermouth Police will review 9,000 cases, the force confirmed late on Friday.\nA spokesman said 134 suspects had been identified.",
        thread="post-exclusive", development="post-exclusive",
    )  # fmt: skip
    for outlet, at in (
        ("northern-dispatch", "5 22:31"),
        ("channel-nine", "5 22:40"),
        ("harbour-radio", "6 06:00"),
        ("daily-lantern", "6 06:15"),
    ):
        publish(
            f"{outlet}-copy", outlet, at, "Police force to review 9,000 cases",
            "Aldermouth Police will review 9,000 cases, the force confirmed late on Friday.",
            thread="post-exclusive", development="post-exclusive", copy_of="wire-chase",
        )  # fmt: skip
    publish(
        "mayor-denies", "the-tally", "6 11:20", "Mayor says he was never told of the reopened cases",
        'Mayor Idris Penhallow said he had seen "no indication" of the scale of the failures.\n"I was told there were no reports," Penhallow told The Tally on Saturday.',
        thread="post-exclusive",
    )  # fmt: skip
    publish(
        "lantern-mayor", "daily-lantern", "6 12:02", "‘I was told there were no reports’, says mayor",
        '"I was told there were no reports," Mayor Idris Penhallow said.', thread="post-exclusive", development="mayor-denies",
    )  # fmt: skip
    publish(
        "letter-2024", "aldermouth-post", "8 18:30", "Mayor was sent figures on exploitation cases in 2024, letter shows",
        "A letter of 14 May 2024 gave the mayor's office a figure of 8,600 reports.\nThe inquiry will report by 30 September 2026, its chair said.",
        thread="post-exclusive",
    )  # fmt: skip
    publish(
        "police-terms", "aldermouth-police", "9 10:00", "Terms of the review into historic reports",
        "The review will examine 8,800 reports made since 2010.\nA team of 120 officers will work on it for at least three years.",
        thread="post-exclusive",
    )  # fmt: skip
    publish(
        "meridian-terms", "the-meridian", "9 10:38", "Police put review at 8,800 cases and three years",
        "Aldermouth Police will examine 8,800 reports, fewer than the 9,000 first given.", thread="post-exclusive", development="police-terms",
    )  # fmt: skip
    newsroom.edit("meridian-chase", "10 09:15", "9,000", "8,800")
    publish(
        "chair-named", "channel-nine", "10 19:25", "Former appeal judge Orla Fenwick to chair exploitation inquiry",
        'Dame Orla Fenwick will chair the inquiry, ministers said on Tuesday.\n"The evidence will be heard in public," Fenwick said.\nHearings begin on 4 May 2026.',
        thread="post-exclusive",
    )  # fmt: skip
    publish(
        "chair-post", "aldermouth-post", "10 19:58", "Judge who led harbour inquest to chair cases inquiry",
        "Dame Orla Fenwick, who led the inquest into the harbour fire, will chair the inquiry.", thread="post-exclusive", development="chair-named",
    )  # fmt: skip


def _flood(newsroom: Newsroom) -> None:
    publish = newsroom.publish
    publish("flood-warning", "harbour-radio", "7 05:30", "Flood warning for the Lower Tarn as gates jam",
            "Two of six gates on the Tarn barrier failed to close overnight.\nAbout 1,200 homes are at risk, the river authority said.")  # fmt: skip
    publish("flood-dispatch", "northern-dispatch", "7 06:10", "Homes at risk as Tarn barrier gates fail",
            "Some 1,200 homes are at risk.", thread="flood-warning", development="flood-warning")  # fmt: skip
    publish("flood-evacuated", "channel-nine", "7 14:45", "Hundreds moved from Lower Tarn as water rises",
            "At least 430 people were moved to a school.\nOne man was taken to hospital.", thread="flood-warning")  # fmt: skip
    publish("flood-blame", "the-tally", "11 06:50", "Barrier inspection was put off twice, minutes show",
            "Minutes of the river authority show that an inspection due in November was put off twice.\nIt had been budgeted at £3.4m.", thread="flood-warning")  # fmt: skip


def _small(newsroom: Newsroom) -> None:
    publish = newsroom.publish
    publish("tram", "aldermouth-post", "10 08:00", "Tram line to the docks delayed by a further year",
            "The line will open in 2028, a year later than planned, and cost £210m.")  # fmt: skip
    publish("tram-tally", "the-tally", "10 09:30", "Docks tram to cost £210m and open in 2028", "The line will cost £210m.", thread="tram", development="tram")  # fmt: skip
    publish("leak", "daily-lantern", "9 23:10", "Council leader’s messages on stadium sale leaked",
            '"Keep this off e-mail," the council leader wrote on 3 February.')  # fmt: skip
    publish("strike", "crown-wire", "11 07:05", "Ferry crews to strike for three days from Friday", "Crews of 14 ferries will walk out for three days from 13 March 2026.")  # fmt: skip
    for outlet, at in (("harbour-radio", "11 07:12"), ("northern-dispatch", "11 07:20")):
        publish(f"strike-{outlet}", outlet, at, "Ferry strike: crews to walk out on Friday", "Crews of 14 ferries will walk out.", thread="strike", development="strike", copy_of="strike")  # fmt: skip
    publish(
        "library",
        "westbrook-gazette",
        "3 12:00",
        "Reading room reopens under its old clock",
        "The reading room reopened on Tuesday.",
        url=None,
    )


def _fetched(newsroom: Newsroom) -> None:
    """Let the feeds have been asked: most answered, one is broken, one never was."""
    for slug, _, _ in OUTLETS[:7]:
        is_broken = slug == "harbour-radio"
        fetched = FeedFetched(
            feed_url=f"https://{slug}.example/feed.xml",
            outlet=slug,
            fetched_at=NOW - timedelta(minutes=4),
            status=503 if is_broken else 304,
            failure="The server answered 503 Service Unavailable." if is_broken else None,
        )
        for _ in range(3 if is_broken else 1):
            plan = FeedPlan(next_fetch_at=NOW + timedelta(minutes=10), rhythm=Rhythm())
            newsroom.store.feeds.take([fetched], lambda *_, plan=plan: plan, NOW)
