"""Killed at any instant, nothing is half done."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import open_store
from storage.database import Database

WRITER = Path(__file__).with_name("killed_writer.py")
ROOT = Path(__file__).parents[2]


def start(url):
    """Start a writer and wait until it writes."""
    writer = subprocess.Popen([sys.executable, str(WRITER), url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert writer.stdout.readline() == "ready\n"
    return writer


@pytest.mark.timeout(180)
def test_a_writer_killed_again_and_again_leaves_nothing_half_done(url):
    """What was acknowledged is there; each article is whole, with facts, thread, alert, page and words in the index."""
    moments = random.Random(11)
    acknowledged = set()
    for _ in range(6):
        writer = start(url)
        acknowledged |= {writer.stdout.readline().strip() for _ in range(moments.randint(1, 5))}
        time.sleep(moments.uniform(0, 0.03))
        writer.send_signal(signal.SIGKILL)
        said, _ = writer.communicate()
        acknowledged |= set(said.split("\n")[:-1])
    store = open_store(url)
    kept = {article.external_id for article in store.exports.articles()}
    assert len(acknowledged) >= 6
    assert acknowledged <= kept
    with Database(url).reading() as connection:
        for table in ("articles", "quotes", "provenance", "signatures", "vectors", "assignments", "alerts"):
            assert connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) == len(kept), table
        counts = connection.execute(sa.text("SELECT word, n_articles FROM word_counts WHERE NOT is_name"))
        assert {word: n for word, n in counts if word in {"", "weir"}} == {"": len(kept), "weir": len(kept)}
        unsettled = connection.scalar(sa.text("SELECT count(*) FROM pages WHERE outcome IS NULL"))
    assert unsettled <= 6
    assert store.pages.outcomes() == {"article": len(kept)}
    assert len(store.search.find("weir", limit=99_999)) == len(kept)
    assert [p for p in store.care.check() if not p.startswith("SQLite")] == []
    store.close()
