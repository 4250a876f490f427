"""The script down the path without the network: its pages as the press prints them, in order, with the kinds it names."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from operator import itemgetter

import pytest

from desk.demo.expected import expected_articles, expected_developments, is_stored
from desk.demo.nouns import ScriptArticle
from desk.demo.outlets import BY_SLUG, article_url
from desk.demo.press.edition import Edition
from desk.demo.press.rendering import Renderer
from desk.demo.script import load_script
from pipeline import identity
from pipeline.ingest import Embedded, IngestRules, Path, Settled
from pipeline.nouns import DevelopmentKind, Evidence, Page, Reading, Watch, WatchKind
from pipeline.read.copies import CopyIndex
from pipeline.read.embed import Embedder, EmbedRules, embedding_text
from pipeline.read.page import read_page
from pipeline.read.rules import ReadRules
from pipeline.thread.assign import AssignRules, StoryIndex
from storage import Store, open_store

BASE = "http://127.0.0.1:8800"
SCRIPT = load_script()
WATCH = Watch(
    id="everything",
    kind=WatchKind.QUERY,
    value="the",
    recipient="desk@paper.example",
    created_at=SCRIPT.starts_at - timedelta(days=1),
)


class Told:
    """A store into which the script is told, a reading at a time."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.path = Path(store, StoryIndex(AssignRules()), CopyIndex(), IngestRules())
        self.now = SCRIPT.starts_at

    def tell(self, reading: Reading, vector: object, at: datetime) -> Settled:
        """Let time pass to an instant, look at what passed every six hours, and settle an article."""
        self.wait(at)
        return self.path.settle([Embedded(reading=reading, vector=vector, model_name="m")], at)[0]  # type: ignore[arg-type]

    def wait(self, until: datetime) -> None:
        """Let time pass, and look at what passed every six hours."""
        while self.now < until:
            self.now = min(self.now + timedelta(hours=6), until)
            self.path.follow_up(self.now)

    def kinds(self) -> dict[str, DevelopmentKind]:
        """Return the kind of each development that an article of the script opened, by the article's key."""
        keys = {identity.article_id(each.url, None): key for key, each in expected_articles(SCRIPT, BASE).items()}
        return {
            f"{keys[each.first_article_id]}/{each.kind}": each.kind
            for each in self.store.exports.developments()
            if each.first_article_id in keys
        }


def _page(article: ScriptArticle, at: datetime) -> Reading:
    """Read an article's page as it was printed at an instant."""
    body, content_type = Renderer().page(Edition(SCRIPT, BASE).page(BY_SLUG[article.outlet], article, at))
    url = article_url(BASE, article)
    page = Page(
        url=url,
        requested_url=url,
        outlet=article.outlet,
        fetched_at=at,
        status=200,
        headers={"content-type": content_type},
        body=body,
        content_hash=f"{article.key}@{at}",
    )
    found = read_page(page, ReadRules())
    assert isinstance(found, Reading), (article.key, found)
    return found


@cache
def _readings() -> list[tuple[Reading, object]]:
    readings = [_page(article, article.at) for article in SCRIPT.articles if is_stored(article)]
    vectors = Embedder(EmbedRules()).embed([embedding_text(reading.article) for reading in readings])
    return list(zip(readings, vectors, strict=True))


@cache
def _grown() -> list[tuple[Reading, object]]:
    """Return the live blogs as they stood some minutes after each entry."""
    grown = [_page(each, entry.at + timedelta(minutes=4)) for each in SCRIPT.articles for entry in each.live]
    return list(zip(grown, Embedder(EmbedRules()).embed([embedding_text(one.article) for one in grown]), strict=True))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Tell the whole script once, and let the hours after it pass."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('told')}/news.db", create=True)
    store.watches.add(WATCH)
    told = Told(store)
    pages = [*((one.article.told_at, one, vector) for one, vector in _readings())]
    pages += [(one.article.seen_at, one, vector) for one, vector in _grown()]
    for at, reading, vector in sorted(pages, key=itemgetter(0)):
        told.tell(reading, vector, at)
    told.wait(SCRIPT.ends_at)
    yield told
    store.close()


def _evidence(told: Told, kind: DevelopmentKind) -> list[Evidence]:
    threads = told.store.threads.listing(limit=1000)
    found = [one for thread in threads for each in told.store.evidence.of_thread(thread.id).values() for one in each]
    return [one for one in found if one.kind is kind]


def test_each_development_is_of_the_kind_that_the_script_names(told: Told) -> None:
    """Reversals, statements, figures, a reminder and a revival, and nothing besides; edits are not told here."""
    expected = {
        f"{each.first_article}/{each.kind}"
        for each in expected_developments(SCRIPT).values()
        if each.kind not in {DevelopmentKind.CORRECTION, DevelopmentKind.WITHDRAWN}
    }
    assert told.kinds().keys() ^ expected == set()
    assert {DevelopmentKind.REVERSAL, DevelopmentKind.FIGURE, DevelopmentKind.STATEMENT, DevelopmentKind.DEADLINE} <= {
        *told.kinds().values()
    }


def test_every_development_has_its_evidence(told: Told) -> None:
    """Each sentence of it stands where it says in the article that it names."""
    for thread in told.store.threads.listing(limit=1000):
        evidence = told.store.evidence.of_thread(thread.id)
        for story in told.store.threads.developments(thread.id):
            for one in evidence[story.development.id]:
                passage = one.passage
                article = told.store.articles.find(passage.article_id)
                where = article.headline if passage.start is None else article.text[passage.start : passage.end]
                assert passage.text in where


def test_the_entries_of_a_live_blog_are_told_as_the_script_names_them(told: Told) -> None:
    """Each at its own minute and in words that it printed."""
    entries = {entry.at: entry for each in SCRIPT.articles for entry in each.live if entry.development}
    expected = {each.first_at: each.kind for each in expected_developments(SCRIPT).values() if each.is_entry}
    found = [each for each in told.store.exports.developments() if each.first_at in expected]
    assert {each.first_at: each.kind for each in found} == expected
    assert all(each.headline in " ".join(entries[each.first_at].text.split()) for each in found)


def test_a_changed_figure_says_what_it_was(told: Told) -> None:
    """4,186 cases became 3,870: both values, with the sentence of each."""
    values = {(one.old_value, one.new_value) for one in _evidence(told, DevelopmentKind.FIGURE)}
    assert (4186.0, 3870.0) in values


def test_a_reversal_is_a_pair_of_sentences_and_only_possible(told: Told) -> None:
    """The denial of the first day stands against the reopening of the second."""
    turns = _evidence(told, DevelopmentKind.REVERSAL)
    assert all(one.is_possible and one.against for one in turns)
    assert any(
        "reopen" in one.passage.text and "won't reopen" in (one.against.text if one.against else "") for one in turns
    )


def test_publishing_everything_once_more_alerts_nobody(told: Told) -> None:
    """All outlets print all of it again under new addresses: each is a copy, and no development is opened."""
    before = {alert.id for alert in told.store.exports.alerts()}
    developments = {each.id for each in told.store.exports.developments()}
    assert before
    for n, (reading, vector) in enumerate(_readings()):
        article, at = reading.article, SCRIPT.ends_at + timedelta(minutes=n)
        url = f"{article.canonical_url}-again"
        again = replace(article, id=identity.article_id(url, None), canonical_url=url, published_at=at, seen_at=at)
        told.tell(replace(reading, article=again), vector, at)
    assert {each.id for each in told.store.exports.developments()} == developments
    assert {alert.id for alert in told.store.exports.alerts()} == before
