"""What makes developments, kept and asked for over both databases."""

from datetime import timedelta

from pipeline.nouns import DevelopmentKind, Evidence, Passage


def evidence(article_id, kind=DevelopmentKind.HAPPENED, label=None, **more):
    """Return one piece of evidence."""
    passage = Passage(article_id=article_id, text="The weir at Ashmere was closed.", start=0, end=31)
    return Evidence(kind=kind, passage=passage, label=label, **more)


def test_evidence_is_kept_in_order_and_grows(store, samples):
    """What a joining article adds stands behind what was there."""
    reading = samples.place(store)
    article, development, thread = reading.article.id, samples.development(), samples.thread()
    before = Passage(article_id=article, text="It stayed open.", start=None, end=None)
    first = [
        evidence(article, DevelopmentKind.FIGURE, "boats", old_value=120.0, new_value=84.0, score=0.75, against=before),
        evidence(article),
    ]
    with store.begin() as ledger:
        ledger.add_evidence(development.id, first)
        ledger.add_evidence(development.id, [])
        ledger.add_evidence(development.id, [evidence(article, DevelopmentKind.STATEMENT, "Ottoline Prewett")])
    kept = store.evidence.of_thread(thread.id)[development.id]
    assert store.evidence.of_developments([development.id, "none"]) == {development.id: kept}
    assert list(kept[:2]) == first
    assert kept[2].label == "Ottoline Prewett"
    with store.begin() as ledger:
        assert list(ledger.find_evidence(thread.id)) == list(kept)


def test_the_kinds_of_a_development_come_back(store, samples):
    """Besides its own kind it keeps those for which its evidence speaks."""
    samples.place(store)
    also = (DevelopmentKind.STATEMENT, DevelopmentKind.DEADLINE)
    with store.begin() as ledger:
        ledger.add_development(samples.development(kind=DevelopmentKind.REVERSAL, also=also), samples.thread())
        found = ledger.find_development(samples.development().id)
    assert (found.kind, found.also) == (DevelopmentKind.REVERSAL, also)


def test_dates_to_follow_up_are_found_by_value_and_from_a_day_on(store, samples):
    """With the thread they belong to and when they were told, soonest first."""
    article = samples.place(store).article
    with store.begin() as ledger:
        dates = [evidence(article.id, DevelopmentKind.DEADLINE, each) for each in ("2026-06", "2026-03-07")]
        ledger.add_evidence(samples.development().id, dates)
        found = ledger.find_deadlines(["2026-03-07", "2026-03-08"])
    assert [(thread, one.label, at) for thread, one, at in found] == [
        (samples.thread().id, "2026-03-07", article.told_at)
    ]
    assert [one.label for _, one, _ in store.evidence.deadlines("2026-03-01")] == ["2026-03-07", "2026-06"]
    assert [one.label for _, one, _ in store.evidence.deadlines("2026-06-15")] == ["2026-06"]
    assert store.evidence.deadlines("2026-03-01", "another-thread") == []


def test_a_thread_remembers_its_articles_and_when_it_moved(store, samples):
    """The latest that are no copies, in order of time, with their facts; reminders are no moves."""
    thread = samples.thread()
    samples.place(store)
    samples.place(store, 2, "The gate has broken.", thread=thread)
    with store.begin() as ledger:
        reminder = samples.development(1, thread, kind=DevelopmentKind.DEADLINE, n_articles=0)
        ledger.add_development(reminder, thread)
        reports = ledger.find_reports(thread.id, 10)
        assert [article.headline for article, _ in reports] == ["Weir report 1", "Weir report 2"]
        assert reports[0][1] == samples.facts()
        assert [article.headline for article, _ in ledger.find_reports(thread.id, 1)] == ["Weir report 2"]
        assert list(ledger.find_moves(thread.id, 5)) == [samples.noon + timedelta(minutes=2)]


def test_a_withdrawn_article_is_found_until_a_development_tells_it(store, samples):
    """Once told it is found no more."""
    gone_at = samples.noon + timedelta(hours=2)
    article = samples.place(store, withdrawn_at=gone_at).article
    thread = samples.thread()
    with store.begin() as ledger:
        assert [(each.id, where) for each, where in ledger.find_withdrawn(samples.noon)] == [(article.id, thread.id)]
        assert list(ledger.find_withdrawn(gone_at + timedelta(hours=1))) == []
        told = samples.development(1, thread, kind=DevelopmentKind.WITHDRAWN, first_at=gone_at)
        ledger.add_development(told, thread)
        assert list(ledger.find_withdrawn(samples.noon)) == []
