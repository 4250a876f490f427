"""What developments are called on archives, and how often a thread is said to move again.

Run `python -m benchmarks.kinds [SET…] [--most N]` from the project's folder. Each set is taken down the path, article
by article, into a database that is thrown away; then the kinds of its developments are counted, and of those that are
`revived`: how many of the developments that did not open their thread they are, how many are the first of their
thread, how many the busiest thread has, and how long the silences before them were.
"""

import argparse
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path as Folder
from statistics import quantiles

from benchmarks.thread_sets import CACHE, Row, find_set, load
from pipeline.ingest import Embedded, IngestRules, Path
from pipeline.nouns import Development, DevelopmentKind
from pipeline.read.copies import CopyIndex
from pipeline.thread.assign import AssignRules, StoryIndex
from storage import open_store

_DAY = timedelta(days=1)


def developments_of(rows: Sequence[Row]) -> list[Development]:
    """Take articles down the path, each at its own instant, and return all developments in order of time."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Folder(folder) / 'news.db'}", upgrade=True)
        path = Path(store, StoryIndex(AssignRules()), CopyIndex(), IngestRules())
        for row in rows:
            embedded = Embedded(reading=row.reading, vector=row.vector, model_name="benchmark", origin=row.provenance)
            path.settle(embedded, row.reading.article.told_at)
        found = list(store.exports.developments())
        store.close()
    return found


def _print(name: str, developments: Sequence[Development]) -> None:
    kinds = Counter(one.kind.value for one in developments)
    print(f"{name}: {len(developments)} developments, " + ", ".join(f"{n} {kind}" for kind, n in kinds.most_common()))
    by_thread: dict[str, list[Development]] = defaultdict(list)
    for one in developments:
        by_thread[one.thread_id].append(one)
    revived = {key: sum(one.kind is DevelopmentKind.REVIVED for one in some) for key, some in by_thread.items()}
    n_later = len(developments) - len(by_thread)
    silences = sorted(_silences(by_thread.values()))
    print(
        f"  revived {sum(revived.values())} of {n_later} later ones ({sum(revived.values()) / max(n_later, 1):.1%}), "
        f"{sum(map(bool, revived.values()))} the first of their thread, {max(revived.values())} in one thread; "
        f"silences by quarter {[round(each) for each in quantiles(silences, n=4)] if len(silences) > 1 else silences} d"
    )


def _silences(threads: Iterable[Sequence[Development]]) -> list[float]:
    """Return the days between each development that is `revived` and the one before it."""
    found: list[float] = []
    for some in threads:
        times = sorted(one.first_at for one in some)
        for one in some:
            earlier = [at for at in times if at < one.first_at]
            if one.kind is DevelopmentKind.REVIVED and earlier:
                found.append((one.first_at - earlier[-1]) / _DAY)
    return found


def main() -> None:
    """Count the kinds of the sets that are named, or of the two whose dates span years."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", default=["timelines-en", "incidents-en"])
    parser.add_argument("--most", type=int, default=4000, help="articles of each set, from its beginning")
    arguments = parser.parse_args()
    for name in arguments.sets:
        if rows := load(find_set(name), CACHE):
            _print(name, developments_of(rows[: arguments.most]))


if __name__ == "__main__":
    main()
