"""Long lists page by page, over both databases."""

from pipeline.nouns import DevelopmentKind
from pipeline.query import Question, read_query


def paged(listing, place):
    """Return everything that a listing yields, two rows a page."""
    found, after = [], None
    while page := listing(after=after, limit=2):
        assert len(page) <= 2
        found += page
        after = place(page[-1])
    return found


def test_lists_are_walked_page_by_page_from_the_newest(store, samples):
    """No row is told twice, and none is left out, even where instants are the same."""
    alerts = []
    for n in range(1, 6):
        samples.place(store, n, alerts=[samples.alert(n)])
        alerts.append(samples.alert(n))
    threads = paged(store.listings.threads, lambda one: (one.last_seen_at, one.id))
    assert [one.slug for one in threads] == [f"weir-{n}" for n in range(5, 0, -1)]
    articles = paged(store.listings.articles, lambda one: (one.article.told_at, one.article.id))
    assert [one.article.external_id for one in articles] == [f"ext-{n}" for n in range(5, 0, -1)]
    assert articles[0].thread_id == threads[0].id
    developments = paged(store.listings.developments, lambda one: (one.first_at, one.id))
    assert [one.first_article_id for one in developments] == [one.article.id for one in articles]
    assert paged(store.listings.alerts, lambda one: (one.created_at, one.id)) == alerts[::-1]
    assert store.listings.alerts(is_sent=True) == []


def test_lists_are_narrowed(store, samples):
    """By a question, a time, a thread or a kind."""
    for n, text in enumerate(["The weir is shut.", "The tram is late.", "The weir is open."], 1):
        samples.place(store, n, text, headline=f"Report {n}")
    asked = Question(query=read_query("weir"), now=samples.noon)
    since = samples.article(2).told_at
    assert [one.article.external_id for one in store.listings.articles(asked)] == ["ext-3", "ext-1"]
    assert [one.article.external_id for one in store.listings.articles(asked, since=since)] == ["ext-3"]
    assert [one.slug for one in store.listings.threads(asked, since=since)] == ["weir-3"]
    only = store.listings.articles(thread_id=samples.thread(2).id)
    assert [one.article.external_id for one in only] == ["ext-2"]
    assert len(store.listings.developments(thread_id=samples.thread(2).id, kind=DevelopmentKind.OPENED)) == 1
    assert store.listings.developments(kind=DevelopmentKind.CORRECTION) == []


def test_speakers_are_listed_with_what_is_quoted_of_them(store, samples):
    """By name; what is quoted comes with its article, the newest first."""
    for n in (1, 2, 3):
        samples.place(store, n)
    (counted,) = store.listings.speakers()
    assert (counted.name, counted.n_quotes, counted.n_articles) == ("Ottoline Prewett", 3, 3)
    assert counted.last_at == samples.article(3).told_at
    assert store.listings.speakers(after="Ottoline Prewett") == []
    spoken = paged(
        lambda **page: store.listings.spoken("Ottoline Prewett", **page),
        lambda one: (one.article.told_at, one.article.id),
    )
    assert [one.article.external_id for one in spoken] == ["ext-3", "ext-2", "ext-1"]
    assert spoken[0].quote == samples.facts().quotes[0]
    assert store.listings.spoken("Nobody") == []
