"""Under which headline a thread is stored on the path: that which follows from what is stored of it.

What is chosen is told by `pipeline.thread.heading`; this asks for it where an article may have changed it.
"""

from dataclasses import replace

from pipeline.nouns import Development, Thread
from pipeline.ports import Ledger
from pipeline.thread.develop import Placement
from pipeline.thread.forms import names_no_story
from pipeline.thread.heading import chosen_of, n_heard


def may_change(placement: Placement, known: Thread | None, beside: Development | None) -> bool:
    """Tell whether another headline may head a thread since an article was placed in it.

    Args:
        placement: where the article was put; what opens after all else heads the thread already.
        known: the thread before; None: the article opened it.
        beside: the development that the article opened besides; None: it opened none.
    """
    if known is None:
        return False
    development, assignment = placement.development, placement.assignment
    if beside is not None or names_no_story(known.headline):
        return True
    if assignment.opens_development:
        return development.first_at <= known.last_seen_at
    # of a development that an entry of a live blog opened, one is counted that has no headline
    is_heard = n_heard(development.n_articles) > n_heard(development.n_articles - 2)
    return is_heard or development.first_article_id == assignment.article_id


def head(ledger: Ledger, thread_id: str) -> None:
    """Store a thread under the headline that follows from what lies in it; one that an editor chose stays."""
    thread = ledger.find_thread(thread_id)
    if thread is None or thread.headline_of is not None:
        return
    found = chosen_of(ledger.find_headings(thread_id))
    if found and found[0] != thread.headline:
        ledger.add_thread(replace(thread, headline=found[0]))
