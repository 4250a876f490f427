"""A report of what an entry of a live blog told: finds the development that it joins, so that nobody hears twice.

Nothing is placed by a live blog, so its entries are near no report: they are asked for by themselves. Writes nothing.
"""

from dataclasses import replace

from pipeline.nouns import Development, DevelopmentKind
from pipeline.ports import Ledger
from pipeline.thread.forms import Form, form_of, goes_on, names_no_story
from pipeline.thread.posted import ENTRY_KINDS, LiveRules
from pipeline.thread.retold import leads_with, retells, told_in
from pipeline.thread.sentences import Rarity
from pipeline.whats_new import Looked


def retold(ledger: Ledger, looked: Looked, thread_id: str, rules: LiveRules, rarity: Rarity) -> Development | None:
    """Return the development of an entry that a report tells again, ready to be joined, or None: it told none.

    Args:
        ledger: where the entries of the thread are.
        looked: the report with what it brings its thread.
        thread_id: the thread that it was put into, which is known.
        rules: how long ago an entry may have told it.
        rarity: how rare a folded word is.
    """
    report, news = looked.report, looked.news
    if news is None or news.kind is DevelopmentKind.REVIVED:
        return None
    article = report.article
    if form_of(article) is not Form.REPORT or goes_on(article) or names_no_story(article.headline):
        return None
    if not leads_with(report):
        return None
    told_at = article.told_at
    for development in ledger.find_besides(thread_id, told_at - rules.retold_within, told_at + rules.retold_within):
        blog = ledger.find_article(development.first_article_id) if development.kind in ENTRY_KINDS else None
        # a reminder is nobody's telling
        if blog is None or not development.n_articles or not goes_on(blog):
            continue
        if retells(report, told_in(blog, development, rarity), f"{blog.headline} {blog.standfirst or ''}"):
            # one that was printed before takes the entry's place
            n_told = development.n_articles - (told_at < development.first_at)
            return replace(development, n_articles=n_told)
    return None
