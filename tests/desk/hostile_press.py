"""A press that writes a payload wherever it may: as headline, text, byline, name, address, quote, figure and note."""

from dataclasses import replace
from datetime import timedelta

from desk import hand
from desk.discovery import Discovery, Found
from pipeline import identity
from pipeline.match import MatchRules, owed_alerts
from pipeline.nouns import (
    Alert,
    Article,
    DevelopmentKind,
    Evidence,
    Facts,
    Feed,
    FeedEntry,
    FeedFetched,
    FeedKind,
    FeedPlan,
    FeedReading,
    Figure,
    Grounds,
    Markings,
    Name,
    Outlet,
    OutletKind,
    Passage,
    Picture,
    Provenance,
    ProvenanceKind,
    Quote,
    Reading,
    Rhythm,
    WatchKind,
)
from pipeline.thread.assign import Decision
from pipeline.thread.deeds import Deed
from pipeline.thread.develop import place
from storage.audit import Asked
from storage.notes import Note
from tests.desk.newsroom import NOW, VECTOR, Newsroom

#: What stands beside a payload, by the field that it is written into: found again where the field is shown.
FIELDS = {
    "headline": "hd", "text": "tx", "byline": "by", "outlet": "on", "quote": "qu", "speaker": "sp", "figure": "fi",
    "name": "nm", "note": "no", "watch": "wa", "failure": "fa", "reason": "re",
}  # fmt: skip
#: Payloads in one thread: so many that none of its pages leaves one out for want of room.
_A_THREAD = 8


def written(payload: str, field: str, n: int) -> str:
    """Return a payload with the mark of the field it is written into and its number."""
    return f"{payload} {FIELDS[field]}{n}x"


class HostilePress:
    """Publishes into a newsroom, eight payloads a thread; each by an outlet of its own."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.store = newsroom.store
        self.article_ids: list[str] = []
        self._thread_id: str | None = None

    def publish(self, payloads: list[str], numbers: range) -> None:
        """Publish all payloads, then let editors and readers write them too."""
        pairs = list(zip(payloads, numbers, strict=True))
        self._found([self._outlet(payload, n) for payload, n in pairs])
        for payload, n in pairs:
            watched = written(payload, "watch", n)
            self.newsroom.watch(WatchKind.QUERY, watched, f"watcher-{n}@paper.example")
            self.newsroom.watch(WatchKind.OUTLET, f"outlet-{n}", "editor@paper.example")
            if (n - numbers.start) % _A_THREAD == 0:
                self._thread_id = None
            self._article(payload, n)
            self._by_hand(payload, n)

    def _outlet(self, payload: str, n: int) -> Outlet:
        feed = Feed(url=f"https://outlet-{n}.example/feed?{payload}")
        name = written(payload, "outlet", n)
        return Outlet(slug=f"outlet-{n}", name=name, home=payload, kind=OutletKind.NEWSPAPER, feeds=(feed,))

    def _found(self, outlets: list[Outlet]) -> None:
        self.store.feeds.register(outlets, NOW)
        for outlet in outlets:
            n = int(outlet.slug.rpartition("-")[2])
            failed = FeedFetched(
                feed_url=outlet.feeds[0].url,
                outlet=outlet.slug,
                fetched_at=NOW,
                status=500,
                failure=written(outlet.home, "failure", n),
            )
            plan = FeedPlan(next_fetch_at=NOW + timedelta(minutes=10), rhythm=Rhythm())
            self.store.feeds.take([failed], lambda *_, plan=plan: plan, NOW)

    def _article(self, payload: str, n: int) -> None:
        article, facts = article_of(payload, n)
        decision = Decision(
            thread_id=self._thread_id,
            development_id=None,
            grounds=Grounds(score=0.8, similarity=0.7, shared=(written(payload, "name", n),)),
        )
        with self.store.begin() as ledger:
            placed = place(
                decision,
                article,
                thread=ledger.find_thread(self._thread_id) if self._thread_id else None,
                development=None,
                is_slug_taken=ledger.is_slug_taken,
                now=article.seen_at,
            )
            origin = Provenance(kind=ProvenanceKind.ORIGINAL)
            ledger.add_article(Reading(article=article, facts=facts), origin, VECTOR, "test")
            ledger.add_assignment(placed.assignment, placed.thread, placed.development)
            ledger.add_evidence(placed.development.id, _evidence(article, facts))
            alerts: list[Alert] = list(
                owed_alerts(placed.development, article, ledger.watches(), now=article.seen_at, rules=MatchRules())
            )
            ledger.add_alerts(alerts)
        self._thread_id = placed.thread.id
        self.article_ids.append(article.id)
        key = f"hostile-{n}"
        self.newsroom.articles[key] = article
        self.newsroom.edit(key, "12 07:10", "9,000", "8,000")

    def _by_hand(self, payload: str, n: int) -> None:
        assert self._thread_id is not None
        note = Note(id=f"n{n}", thread_id=self._thread_id, person="ida", at=NOW, text=written(payload, "note", n))
        self.store.notes.add(note)
        deed = Deed(author="ida", at=NOW, reason=written(payload, "reason", n))
        hand.rename(self.store, self._thread_id, deed, working_title=f"{payload[:150]} wt{n}x")
        self.store.audit.add(Asked(at=NOW, person=payload[:60], via="login", what=f"POST /{payload}"[:500], status=404))


def article_of(payload: str, n: int) -> tuple[Article, Facts]:
    """Return an article that is made of a payload, and its facts, each in its sentence."""
    quoted, speaker = written(payload, "quote", n), written(payload, "speaker", n)
    counted = written(payload, "figure", n)
    sentences = [
        _folded(written(payload, "text", n)),
        _folded(f"“{quoted},” said {speaker}."),
        _folded(f"About 9,000 {counted} were counted."),
    ]
    text = "\n".join(sentences)
    headline = written(payload, "headline", n)
    at = NOW - timedelta(hours=2, seconds=n)
    picture = Picture(url=payload, credit=payload)
    article = Article(
        id=identity.article_id(payload or None, f"hostile-{n}"),
        canonical_url=payload or None,
        outlet=f"outlet-{n}",
        outlet_name=None,
        headline=headline,
        standfirst=payload,
        byline=(written(payload, "byline", n),),
        published_at=at,
        seen_at=at + timedelta(minutes=3),
        language="en",
        text=text,
        text_hash=identity.text_hash(headline, text),
        agency=payload,
        external_id=f"hostile-{n}",
        markings=Markings(section=payload, tags=(payload,), picture=picture, based_on=(payload,)),
    )
    return article, _facts(sentences, quoted, speaker, counted, written(payload, "name", n))


def _folded(text: str) -> str:
    return " ".join(text.split())


def _facts(sentences: list[str], quoted: str, speaker: str, counted: str, name: str) -> Facts:
    first, second = len(sentences[0]) + 1, len(sentences[0]) + len(sentences[1]) + 2
    quote = Quote(
        speaker=_folded(speaker),
        text=_folded(quoted),
        sentence=sentences[1],
        start=first,
        end=first + len(sentences[1]),
    )
    figure = Figure(
        text=_folded(f"About 9,000 {counted}"),
        value=9000,
        of=_folded(counted),
        unit=None,
        approximate="about",
        sentence=sentences[2],
        start=second,
        end=second + len(sentences[2]),
    )
    return Facts(quotes=(quote,), figures=(figure,), names=(Name(text=name, kind="person", start=0, end=5),))


def _evidence(article: Article, facts: Facts) -> list[Evidence]:
    """Return a changed figure and possibly turned words, so that both sentences are shown side by side."""
    quote, figure = facts.quotes[0], facts.figures[0]
    counted = Passage(article_id=article.id, text=figure.sentence, start=figure.start, end=figure.end)
    said = Passage(article_id=article.id, text=quote.sentence, start=quote.start, end=quote.end)
    changed = Evidence(
        kind=DevelopmentKind.FIGURE,
        passage=counted,
        against=counted,
        label=figure.of,
        old_value=8000,
        new_value=9000,
    )
    return [changed, replace(changed, kind=DevelopmentKind.REVERSAL, passage=said, against=said, label=quote.speaker)]


class HostileDoor:
    """Finds of whatever outlet is looked at what a payload would have it announce."""

    def __init__(self, payload: str) -> None:
        self._payload = payload

    async def look(self, url: str, *, allow_private: bool = False) -> Discovery:  # noqa: ARG002 -- as the door has it
        """Return an outlet that calls itself and all that it announces by the payload."""
        entry = FeedEntry(id=self._payload, url=self._payload, headline=self._payload, published_at=NOW)
        reading = FeedReading(title=self._payload, link=self._payload, language="en", kind="rss", entries=(entry,))
        found = Found(url=url, kind=FeedKind.FEED, where="linked on the page", reading=reading)
        outlet = Outlet(slug="looked-at", name=self._payload, home=self._payload, kind=OutletKind.NEWSPAPER)
        return Discovery(outlet=outlet, found=(found,), left_out=((self._payload, self._payload),))
