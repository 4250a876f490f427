"""Learns the weights of the two decisions, `pipeline/thread/weights.json`, from the sets with gold groups.

Run `python -m benchmarks.train_threads [--nets N] [--held-out] [--write]` from the project's folder; some minutes, and
with `--held-out` four times as many.

How: each set is streamed twice, and for each article the evidence of its candidates is kept with the truth: once with
the articles put where they belong, once where the weights that ship put them, so that the new ones learn to go on from
mistakes (Ross, Gordon, Bagnell 2011, "DAgger"). A candidate is right when at least half of its members are of the
article's true group and no other such candidate holds more of them; the others of that kind are left out, neither right
nor wrong; and where its story is but a part of mixed groups, nothing is learned. Fitted is the likelihood of the right
candidate against the others and against opening a group, which scores 0: a logistic regression with some hidden units
beside it, by L-BFGS with an L2 penalty. Several are fitted, each from three quarters of the stories, drawn anew; the
log odds are the mean of theirs: what learned from other stories errs elsewhere (Breiman 1996, "Bagging predictors").

Sets whose gold groups are single events teach threads as well: look-alike events are no thread. Of `incidents-en`,
which knows no developments, only articles of other incidents teach developments. `mixed` is five sets interleaved, told
one after the other as a newsroom sees many stories at once. `bare …` are sets of which only the headlines are left:
what holds for bare headlines is then learned from more than one stream of them. `… overlapping` are sets of running
stories that begin at other times, drawn anew, so that stories which never ran side by side do, and others open then.

`--held-out` measures on what was not learned from: four times, three quarters of the stories (by hash of their name;
the two look-alikes of one topic go together) teach and the last quarter is scored, in a stream of all. The
weights that ship, which made half of the streams to learn from, knew all stories.
"""

import argparse
import json
import random
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from benchmarks.bcubed import Agreement, bcubed_of
from benchmarks.thread_scorer import Lesson, fit, kind_of, mean_of
from benchmarks.thread_sets import SETS, Row, bare, load
from pipeline.thread.assign import AssignRules, Candidate, StoryIndex
from pipeline.thread.evidence import COLUMNS
from pipeline.thread.weights import Weights

Level: TypeAlias = Literal["thread", "development"]
LEVELS: tuple[Level, Level] = ("thread", "development")
WRITTEN = Path(__file__).parents[1] / "pipeline" / "thread" / "weights.json"

#: How much each set weighs, whatever its size.
SHARE: dict[Level, dict[str, float]] = {
    "thread": {
        "incidents-en": 2.0,
        "updates-en": 2.5,
        "timelines-en": 1.6,
        "current-events-en": 1.8,
        "lookalikes-en": 0.8,
        "events-en": 0.8,
        "headlines-en": 0.8,
        "mixed": 2.0,
        "updates-en overlapping": 0.5,
        "timelines-en overlapping": 0.35,
        "running overlapping": 0.6,
        "bare incidents-en": 0.2,
        "bare lookalikes-en": 0.2,
        "bare events-en": 0.2,
        "demo": 0.4,
    },
    "development": {
        "incidents-en": 0.3,
        "updates-en": 1.4,
        "timelines-en": 0.4,
        "current-events-en": 0.4,
        "lookalikes-en": 2.5,
        "events-en": 1.0,
        "headlines-en": 1.3,
        "mixed": 1.5,
        "bare incidents-en": 0.1,
        "bare lookalikes-en": 0.5,
        "bare events-en": 0.5,
        "demo": 2.0,
    },
}
_MIXED = ("updates-en", "timelines-en", "current-events-en", "lookalikes-en", "events-en")
_SEED = 5
#: When the articles of the mixture are told: 72 a day.
_NEWSROOM_BEGINS, _NEWSROOM_PACE = datetime(2015, 1, 1, tzinfo=UTC), timedelta(minutes=20)
_RUNNING = ("updates-en", "timelines-en", "current-events-en")
#: Days within which the stories of a set begin, one for each time that they are drawn anew.
_BEGIN_WITHIN = {
    "updates-en overlapping": (60, 150, 300),
    "timelines-en overlapping": (500, 2000, 4000),
    "running overlapping": (200, 200, 200),
}
#: Candidates kept for each article: those that score best, which are the hardest to tell apart, and the right one.
_N_KEPT = 12
#: Lessons of one set and stream that are learned from, drawn at random.
_MOST_LESSONS = 1500
#: Parts of the stories that are held out in turn.
_N_FOLDS = 4
#: Sets of which the headlines alone are learned from as well.
_BARED = ("incidents-en", "lookalikes-en", "events-en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """What a stream gave: lessons, and where each article was put."""

    lessons: dict[Level, list[Lesson]]
    found: dict[Level, list[str]]


#: By level, then by set and stream.
Lessons: TypeAlias = dict[Level, dict[str, list[Lesson]]]
#: Says where an article is put: row, its candidates of both levels, its number.
Teacher: TypeAlias = Callable[[Row, list[Candidate], list[Candidate], int], tuple[str, str]]


def true_groups(row: Row, number: int) -> tuple[str, str | None]:
    """Return the true thread and development; sets of single events have one name for both."""
    thread = row.thread or row.development or f"alone {number}"
    return thread, row.development


def attend(rows: Sequence[Row], rules: AssignRules, teacher: Teacher) -> Streamed:
    """Stream a set, putting articles where the teacher says, and keep what can be learned from it."""
    index = StoryIndex(rules)
    streamed = Streamed(lessons={level: [] for level in LEVELS}, found={level: [] for level in LEVELS})
    held: dict[Level, dict[str, Counter[str]]] = {level: defaultdict(Counter) for level in LEVELS}
    for number, row in enumerate(rows):
        candidates = index.candidates(row.reading, row.vector, row.provenance)
        thread, development = true_groups(row, number)
        truths = (thread, development or thread)
        places = teacher(row, *candidates, number)
        for level, found, truth, place in zip(LEVELS, candidates, truths, places, strict=True):
            is_known = level == "thread" or development is not None
            streamed.lessons[level].append(_lesson(found, truth, held[level], is_known=is_known, story=thread))
            streamed.found[level].append(place)
            held[level][place][truth] += 1
        index.learn(row.placed(*places))
    return streamed


def by_truth(row: Row, _: list[Candidate], developments: list[Candidate], number: int) -> tuple[str, str]:
    """Put an article where it belongs; where no development is known, with the likely ones of its own thread."""
    thread, development = true_groups(row, number)
    likely = (each.id for each in developments if each.score > 0.5 and each.thread_id == f"t {thread}")
    return f"t {thread}", f"d {development}" if development else next(likely, f"d {number}")


def by_weights(rules: AssignRules) -> Teacher:
    """Return a teacher that puts articles where the rules put them."""

    def teacher(_: Row, threads: list[Candidate], developments: list[Candidate], number: int) -> tuple[str, str]:
        if not threads or threads[0].score < rules.join_thread:
            return f"t {number}", f"d {number}"
        return threads[0].id, _likely(threads[0].id, developments, rules) or f"d {number}"

    return teacher


def _likely(thread_id: str, developments: list[Candidate], rules: AssignRules) -> str | None:
    likely = (each for each in developments if each.score >= rules.join_development)
    return next((each.id for each in likely if each.thread_id == thread_id), None)


def _lesson(
    candidates: list[Candidate], truth: str, held: dict[str, Counter[str]], *, is_known: bool, story: str
) -> Lesson:
    """Tell right from wrong candidates; where the truth is not known, all that hold nothing of the story are wrong."""
    pure = [each for each in candidates if 2 * held[each.id][truth] >= held[each.id].total() > 0]
    right = max(pure, key=lambda each: held[each.id][truth], default=None) if is_known else None
    if is_known and not right and any(10 * held[each.id][truth] >= held[each.id].total() > 0 for each in candidates):
        return Lesson(story=story, table=np.zeros((0, len(COLUMNS)), np.float32), right=None)
    wrong = [each for each in candidates if (each not in pure if is_known else not held[each.id][truth])]
    kept = [right, *wrong[:_N_KEPT]] if right else wrong[:_N_KEPT]
    table = np.array([each.evidence for each in kept], dtype=np.float32).reshape(-1, len(COLUMNS))
    return Lesson(story=story, table=table, right=0 if right else None)


def load_all() -> dict[str, list[Row]]:
    """Return the sets that are there, and the mixture of those that are to be mixed."""
    sets = {gold.name: rows for gold in SETS if (rows := load(gold))}
    waiting = {name: list(reversed(sets[name])) for name in _MIXED if name in sets}
    draw, mixed = random.Random(_SEED), list[Row]()
    while waiting := {name: rows for name, rows in waiting.items() if rows}:
        name = draw.choices(list(waiting), [len(rows) for rows in waiting.values()])[0]
        mixed.append(_told(waiting[name].pop(), _NEWSROOM_BEGINS + len(mixed) * _NEWSROOM_PACE))
    bared = {f"bare {name}": bare(sets[name], f"bare-{name}") for name in _BARED if name in sets}
    return {**sets, "mixed": mixed, **bared} if mixed else sets


def overlapping(sets: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the sets of running stories told anew: each story begins at another time and goes on at its own pace.

    The key of one is its name in `SHARE`, and the number of the draw after a space.
    """
    running = {f"{name} overlapping": sets.get(name, []) for name in _RUNNING[:2]}
    running["running overlapping"] = [row for name in _RUNNING for row in sets.get(name, [])]
    return {
        f"{name} {n}": _begun_anew(rows, days, f"{_SEED} {name} {n}")
        for name, rows in running.items()
        for n, days in enumerate(_BEGIN_WITHIN[name])
        if rows
    }


def _begun_anew(rows: Sequence[Row], days: int, seed: str) -> list[Row]:
    """Return the articles of stories each of which begins on a day drawn within some days, in order of time."""
    draw, begins, shifts = random.Random(seed), dict[str | None, datetime](), dict[str | None, timedelta]()
    for row in rows:
        told = row.reading.article.told_at
        begins[row.thread] = min(told, begins.get(row.thread, told))
    for story, begun in begins.items():
        shifts[story] = (_NEWSROOM_BEGINS - begun) + timedelta(days=draw.randrange(days))
    told_anew = (_told(row, row.reading.article.told_at + shifts[row.thread]) for row in rows)
    return sorted(told_anew, key=lambda row: row.reading.article.told_at)


def _told(row: Row, at: datetime) -> Row:
    """Return an article as if it had been published at another time."""
    article = replace(row.reading.article, published_at=at, seen_at=at)
    return replace(row, reading=replace(row.reading, article=article))


def lessons_of(sets: dict[str, list[Row]]) -> Lessons:
    """Return what can be learned from each set, streamed as it should be and as the weights that ship do it.

    The key of a lesson is its name in `SHARE`, and the numbers of its draw and stream, each after a space.
    """
    rules, lessons = AssignRules(), Lessons({level: {} for level in LEVELS})
    for number, teacher in enumerate((by_truth, by_weights(rules))):
        for name, rows in sets.items():
            for level, found in attend(rows, rules, teacher).lessons.items():
                if kind_of(name) in SHARE[level]:
                    lessons[level][f"{name} {number}"] = found
    return lessons


def learn(lessons: Lessons, n_nets: int, is_taught: Callable[[str], bool]) -> dict[str, Any]:
    """Learn the weights of both levels.

    Args:
        lessons: as `lessons_of` gives them.
        n_nets: scorers a level, each from three quarters of the stories.
        is_taught: whether the articles of a story may be learned from.
    """
    record: dict[str, Any] = {}
    for level in LEVELS:
        for n in range(n_nets):
            part = {
                name: _drawn([each for each in many if is_taught(each.story) and _is_drawn(each.story, n)], n)
                for name, many in lessons[level].items()
            }
            net = {"columns": list(COLUMNS), **fit(part, SHARE[level], seed=n)}
            record[level] = mean_of(record[level], net, 1 / (n + 1)) if level in record else net
    return record


def _is_drawn(story: str, n: int) -> bool:
    """Tell whether a story is among those that a net learns from; what is left out is so wherever it comes."""
    return zlib.crc32(f"{n} {story}".encode()) % 4 > 0


def _drawn(lessons: list[Lesson], seed: int) -> list[Lesson]:
    taught = [each for each in lessons if len(each.table)]
    return random.Random(seed).sample(taught, min(len(taught), _MOST_LESSONS))


def rules_of(record: dict[str, Any]) -> AssignRules:
    """Return the default rules with these weights."""
    return AssignRules(thread=Weights.of(record["thread"]), development=Weights.of(record["development"]))


#: What the articles that counted gave, and how many they were: of each stream, by set and level.
Scores: TypeAlias = defaultdict[tuple[str, Level], list[tuple[Agreement, int]]]


def measure(sets: dict[str, list[Row]], rules: AssignRules, counts: Callable[[str], bool], into: Scores) -> None:
    """Stream the sets by some rules, and note how the articles of the stories that count were placed."""
    for name, rows in sets.items():
        found = attend(rows, rules, by_weights(rules)).found
        is_counted = [counts(true_groups(row, number)[0]) for number, row in enumerate(rows)]
        for level in LEVELS:
            truths = [getattr(row, level) for row in rows]
            kept = [is_one and truth is not None for is_one, truth in zip(is_counted, truths, strict=True)]
            into[name, level].append((bcubed_of(truths, found[level], kept), sum(kept)))


def _print(what: str, scores: Scores) -> None:
    for (name, level), parts in scores.items():
        if n := sum(n_part for _, n_part in parts):
            mean = Agreement(
                precision=sum(part.precision * n_part for part, n_part in parts) / n,
                recall=sum(part.recall * n_part for part, n_part in parts) / n,
            )
            print(f"{what} {name:18s} {level:11s} P {mean.precision:.3f}  R {mean.recall:.3f}  F1 {mean.f1:.3f}")


def _fold(story: str) -> int:
    topic = re.fullmatch(r"(\d+)ecb(?:plus)?", story)
    return zlib.crc32((f"topic {topic[1]}" if topic else story).encode()) % _N_FOLDS


def _hold_out(sets: dict[str, list[Row]], lessons: Lessons, n_nets: int) -> None:
    scores = Scores(list)
    for fold in range(_N_FOLDS):
        rules = rules_of(learn(lessons, n_nets, lambda story, fold=fold: _fold(story) != fold))
        measure(sets, rules, lambda story, fold=fold: _fold(story) == fold, scores)
    _print("held out", scores)


def main() -> None:
    """Learn from all, and measure on that; with `--held-out`, on what was not learned from, first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nets", type=int, default=8, help="scorers a level, each from three quarters of the stories")
    parser.add_argument("--held-out", action="store_true", help="measure on stories that were not learned from")
    parser.add_argument("--write", action="store_true", help=f"write {WRITTEN.name}")
    arguments = parser.parse_args()
    sets = load_all()
    if not sets:
        return
    lessons = lessons_of(sets | overlapping(sets))
    if arguments.held_out:
        _hold_out(sets, lessons, arguments.nets)
    if arguments.held_out and not arguments.write:
        return
    record = learn(lessons, arguments.nets, lambda _: True)
    scores = Scores(list)
    measure(sets, rules_of(record), lambda _: True, scores)
    _print("learned", scores)
    if arguments.write:
        card = {
            "made_by": f"benchmarks/train_threads.py --nets {arguments.nets}",
            "learned_from": sorted(sets),
            "went_on_from": json.loads(WRITTEN.read_text("utf-8"))["card"]["made_by"],
        }
        WRITTEN.write_text(json.dumps({"card": card, **record}, indent=None) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
