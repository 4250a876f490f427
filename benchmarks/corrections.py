"""What corrections teach: after 20 of them, how later articles of those stories are placed.

Run `python -m benchmarks.corrections [SET…]` from the project's folder. The first half of a set is streamed; then an
editor who knows the truth looks at what is wrong and makes 20 corrections, those of most articles first: a fragment
is merged into its story's thread, strays of one story are moved to theirs. The second half is streamed three times:
without the corrections (`none`); with them in place, and nothing learned (`placed`); and with what they teach
(`taught`). Scored is BCubed F1 over all articles, as the mean over those of the second half whose story was corrected.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from benchmarks.bcubed import Agreement, bcubed_of
from benchmarks.thread_sets import SETS, Row, find_set, load
from pipeline import identity
from pipeline.nouns import Action, ActionKind, CannotLink, MustLink
from pipeline.thread.assign import AssignRules, StoryIndex
from pipeline.thread.lessons import LessonRules, Lessons, Prototype, latest, prototypes_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Articles of one story that lie in the wrong thread, and where they belong."""

    story: str
    articles: tuple[str, ...]
    wrong: str
    #: The thread of the story; None: it has none yet.
    right: str | None
    #: Does all of the wrong thread belong there?
    is_merge: bool


class Stream:
    """A set on its way through an index, with the truth beside it."""

    def __init__(self, rows: Sequence[Row], rules: AssignRules) -> None:
        self._index = StoryIndex(rules)
        self._rows = rows
        self.truth = {row.reading.article.id: str(row.thread or row.development) for row in rows}
        self._prototypes: list[Prototype] = []

    def place(self, start: int, end: int) -> None:
        """Place a stretch of the set."""
        for row in self._rows[start:end]:
            article = row.reading.article
            decision = self._index.decide(row.reading, row.vector, row.provenance)
            thread = decision.thread_id or identity.thread_id(article.id)
            development = decision.development_id or identity.development_id(article.id, article.text_hash)
            self._index.learn(row.placed(thread, development))

    def placed(self) -> dict[str, str]:
        """Return the thread of each article placed so far."""
        places = {key: self._index.place_of(key) for key in self.truth}
        return {key: place.thread_id for key, place in places.items() if place}

    def wrong(self) -> list[Correction]:
        """Return what an editor would correct, what is of most articles first."""
        found = self.placed()
        counts: dict[str, Counter[str]] = {}
        for key, thread in found.items():
            counts.setdefault(thread, Counter())[self.truth[key]] += 1
        owners = {thread: count.most_common(1)[0][0] for thread, count in counts.items()}
        homes: dict[str, str] = {}
        for thread, _ in sorted(counts.items(), key=lambda each: (each[1].most_common(1)[0][1], each[0])):
            homes[owners[thread]] = thread
        strays: dict[tuple[str, str], list[str]] = {}
        for key, thread in found.items():
            if homes.get(self.truth[key]) != thread:
                strays.setdefault((self.truth[key], thread), []).append(key)
        made = [
            Correction(
                story=story,
                articles=tuple(articles),
                wrong=thread,
                right=homes.get(story),
                is_merge=len(counts[thread]) == 1,
            )
            for (story, thread), articles in strays.items()
        ]
        return sorted(made, key=lambda each: (-len(each.articles), each.story, each.wrong))

    def correct(self, correction: Correction, n: int, *, is_teaching: bool) -> None:
        """Put articles where they belong, as `merge` and `move` do."""
        found = self.placed()
        place = correction.right or f"right-{n}"
        there = tuple(key for key, thread in found.items() if thread == place)
        left = tuple(
            key for key, thread in found.items() if thread == correction.wrong and key not in correction.articles
        )
        for key in correction.articles:
            member = self._index.place_of(key)
            assert member is not None
            self._index.relabel(key, place, member.development_id)
        if not is_teaching:
            return
        self._index.lessons = Lessons()
        self._prototypes += prototypes_of(
            Action(
                id=str(n),
                kind=ActionKind.MERGE if correction.is_merge else ActionKind.MOVE,
                author="editor",
                at=NOON,
                threads=(place, correction.wrong),
                articles=correction.articles,
                must=MustLink(ones=correction.articles, others=there),
                cannot=CannotLink(ones=correction.articles, others=left) if left else None,
            ),
            self._where,
            lambda key: {each.id: each.score for each in self._index.reconsider(key)},
            self._index.lesson_rules,
        )
        self._index.lessons = latest(self._prototypes)

    def _where(self, article_id: str):  # noqa: ANN202
        member = self._index.place_of(article_id)
        return (member.vector, member.thread_id) if member else None


def later_score(truth: dict[str, str], found: dict[str, str], asked: Sequence[str]) -> Agreement:
    """Return BCubed over all articles, as the mean over those asked for."""
    counted = set(asked)
    return bcubed_of([truth[key] for key in found], list(found.values()), [key in counted for key in found])


def measure(name: str, rows: Sequence[Row], rules: AssignRules, n_corrections: int) -> None:
    """Stream a set three times and print what came of it."""
    half = len(rows) // 2
    scores = []
    for mode in ("none", "placed", "taught"):
        stream = Stream(rows, rules)
        stream.place(0, half)
        corrections = stream.wrong()[:n_corrections]
        for n, correction in enumerate(corrections if mode != "none" else ()):
            stream.correct(correction, n, is_teaching=mode == "taught")
        stream.place(half, len(rows))
        stories = {correction.story for correction in corrections}
        # live blogs and roundups are placed, and the index knows nothing else of them
        placed = stream.placed()
        later = [row.reading.article.id for row in rows[half:] if row.reading.article.id in placed]
        asked = [key for key in later if stream.truth[key] in stories]
        if not asked:
            print(f"{name:18s} none of the {len(corrections)} corrected stories goes on", flush=True)
            return
        scores.append(later_score(stream.truth, placed, asked))
        every = later_score(stream.truth, placed, later)
        print(
            f"{name:18s} {mode:7s} {len(corrections)} corrections of {len(stories)} stories, {len(asked)} later:"
            f" P {scores[-1].precision:.4f}  R {scores[-1].recall:.4f}  F1 {scores[-1].f1:.4f}"
            f"  | all later {every.f1:.4f}",
            flush=True,
        )


def main() -> None:
    """Measure the sets that are named, or those of running stories."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(gold.name for gold in SETS))
    parser.add_argument("--corrections", type=int, default=20)
    parser.add_argument("--near-from", type=float, default=LessonRules().near_from)
    parser.add_argument("--near-by", type=float, default=LessonRules().near_by)
    parser.add_argument("--margin", type=float, default=LessonRules().margin)
    parser.add_argument("--most", type=float, default=LessonRules().most)
    parser.add_argument("--last", type=int, default=0, help="only the last so many articles of each set")
    asked = parser.parse_args()
    lessons = LessonRules(near_from=asked.near_from, near_by=asked.near_by, margin=asked.margin, most=asked.most)
    for gold in map(find_set, asked.sets or ("updates-en", "timelines-en", "current-events-en", "incidents-en")):
        if rows := load(gold):
            measure(gold.name, rows[-asked.last :], replace(AssignRules(), lessons=lessons), asked.corrections)


if __name__ == "__main__":
    main()
