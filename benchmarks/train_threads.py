"""Learns the weights of the two decisions, `pipeline/thread/weights.json`, from the sets with gold groups.

Run `python -m benchmarks.train_threads [--rounds N] [--held-out] [--with FILE] [--write]`, or
`python -m benchmarks.train_threads --beside LEVEL [--nets N] [--held-out] [--write]`, from the project's folder; some
minutes a round.

How: each set is streamed, and for each article the evidence of its candidates is kept with the truth. In round 0 the
articles are put where they belong; in each later one where the weights of the round before put them, so that the
weights learn to go on from their own mistakes (Ross, Gordon, Bagnell 2011, "DAgger"). A candidate is right when at
least half of its members are of the article's true group and no other such candidate holds more of them; the others of
that kind are left out, neither right nor wrong; and where its story is but a part of mixed groups, nothing is learned.
Fitted is the likelihood of the right candidate against the others and against opening a group, which scores 0: a
logistic regression with some hidden units beside it, by L-BFGS with an L2 penalty.

Sets whose gold groups are single events teach threads as well: look-alike events are no thread. Of `incidents-en`,
which knows no developments, only articles of other incidents teach developments. `mixed` is five sets interleaved, as a
newsroom sees many stories at once. `bare …` are sets of which only the headlines are left: what holds for bare
headlines is then learned from more than one stream of them.

`--with FILE` mixes in the weights of another file: the log odds are the mean of both. Two scorers that learned apart
err apart.

`--beside LEVEL` learns scorers of one level beside those that ship, from true streams and from what those that ship do
by themselves, each from three quarters of the stories, drawn anew. The log odds are the mean of the file's and of
theirs; the other level stays. What learned from other stories errs elsewhere, and its mean errs less (Breiman 1996,
"Bagging predictors").

`--held-out` measures on what was not learned from: twice, half of the stories (by hash of their name) teach and the
other half is scored, in a stream of both.
"""

import argparse
import json
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from benchmarks.bcubed import bcubed
from benchmarks.thread_scorer import Lesson, fit, mean_of
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
        "updates-en": 1.5,
        "timelines-en": 0.8,
        "current-events-en": 0.8,
        "lookalikes-en": 0.8,
        "events-en": 0.8,
        "headlines-en": 0.8,
        "mixed": 1.2,
        "bare incidents-en": 0.4,
        "bare lookalikes-en": 0.4,
        "bare events-en": 0.4,
        "demo": 0.05,
    },
    "development": {
        "incidents-en": 0.3,
        "updates-en": 0.7,
        "timelines-en": 0.4,
        "current-events-en": 0.4,
        "lookalikes-en": 2.5,
        "events-en": 1.0,
        "headlines-en": 1.3,
        "mixed": 0.8,
        "bare incidents-en": 0.1,
        "bare lookalikes-en": 0.5,
        "bare events-en": 0.5,
        "demo": 2.0,
    },
}
_MIXED = ("updates-en", "timelines-en", "current-events-en", "lookalikes-en", "events-en")
_SEED = 5
#: Candidates kept for each article: those that score best, which are the hardest to tell apart, and the right one.
_N_KEPT = 12
#: Lessons of one set and round that are learned from, drawn at random.
_MOST_LESSONS = 1500
#: Sets of which the headlines alone are learned from as well.
_BARED = ("incidents-en", "lookalikes-en", "events-en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """What a stream gave: lessons, and where each article was put."""

    lessons: dict[Level, list[Lesson]]
    found: dict[Level, list[str]]


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
        mixed.append(waiting[name].pop())
    bared = {f"bare {name}": bare(sets[name], f"bare-{name}") for name in _BARED if name in sets}
    return {**sets, "mixed": mixed, **bared} if mixed else sets


def train(sets: dict[str, list[Row]], n_rounds: int, is_taught: Callable[[str], bool]) -> dict[str, Any]:
    """Learn the weights of both levels.

    Args:
        sets: the rows of each set.
        n_rounds: how often the weights learn from what they do themselves.
        is_taught: whether the articles of a story may be learned from.
    """
    lessons: dict[Level, dict[str, list[Lesson]]] = {level: {} for level in LEVELS}
    rules, record = AssignRules(), dict[str, Any]()
    teacher: Teacher = by_truth
    for number in range(n_rounds + 1):
        for name, rows in sets.items():
            streamed = attend(rows, rules, teacher)
            _print(f"round {number}", name, rows, streamed, _is_any)
            for level in LEVELS:
                taught = [each for each in streamed.lessons[level] if is_taught(each.story)]
                lessons[level][f"{name} {number}"] = _drawn(taught, _SEED)
        record = {level: {"columns": list(COLUMNS), **fit(lessons[level], SHARE[level])} for level in LEVELS}
        rules = rules_of(record)
        teacher = by_weights(rules)
    return record


def train_beside(
    sets: dict[str, list[Row]], level: Level, n_nets: int, is_taught: Callable[[str], bool]
) -> dict[str, Any]:
    """Learn scorers of one level beside those that ship, and return the mean of them.

    Args:
        sets: the rows of each set.
        level: what they judge.
        n_nets: how many.
        is_taught: whether the articles of a story may be learned from.
    """
    rules, lessons = AssignRules(), dict[str, list[Lesson]]()
    for number, teacher in enumerate((by_truth, by_weights(rules))):
        for name, rows in sets.items():
            found = attend(rows, rules, teacher).lessons[level]
            lessons[f"{name} {number}"] = [each for each in found if is_taught(each.story)]
    record: dict[str, Any] = {}
    for n in range(n_nets):
        # a story is left out wherever it comes
        part = {
            name: _drawn([each for each in many if zlib.crc32(f"{n} {each.story}".encode()) % 4], n)
            for name, many in lessons.items()
        }
        net = {"columns": list(COLUMNS), **fit(part, SHARE[level], seed=n)}
        record = mean_of(record, net, 1 / (n + 1)) if record else net
    return record


def _drawn(lessons: list[Lesson], seed: int) -> list[Lesson]:
    taught = [each for each in lessons if len(each.table)]
    return random.Random(seed).sample(taught, min(len(taught), _MOST_LESSONS))


def rules_of(record: dict[str, Any]) -> AssignRules:
    """Return the default rules with these weights."""
    return AssignRules(thread=Weights.of(record["thread"]), development=Weights.of(record["development"]))


def _print(what: str, name: str, rows: Sequence[Row], streamed: Streamed, counts: Callable[[str], bool]) -> None:
    for level in LEVELS:
        truths = [getattr(row, level) for row in rows]
        kept = [
            (truth, found)
            for number, (row, truth, found) in enumerate(zip(rows, truths, streamed.found[level], strict=True))
            if truth is not None and counts(true_groups(row, number)[0])
        ]
        if kept:
            score = bcubed([truth for truth, _ in kept], [found for _, found in kept])
            print(f"{what} {name:18s} {level:11s} P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}")


def _learn_beside(sets: dict[str, list[Row]], arguments: argparse.Namespace) -> None:
    level, n_nets = arguments.beside, arguments.nets
    for taught, held in ((_is_even, _is_odd), (_is_odd, _is_even)) if arguments.held_out else ():
        weights = Weights.of(train_beside(sets, level, n_nets, taught))
        shipped = AssignRules()
        rules = replace(shipped, thread=weights) if level == "thread" else replace(shipped, development=weights)
        for name, rows in sets.items():
            _print("held out", name, rows, attend(rows, rules, by_weights(rules)), held)
    if arguments.write or not arguments.held_out:
        shipped = json.loads(WRITTEN.read_text("utf-8"))
        card = {
            "made_by": f"benchmarks/train_threads.py --beside {level} --nets {n_nets}",
            "learned_from": sorted(sets),
            "with": shipped["card"],
        }
        record = {**shipped, "card": card, level: mean_of(shipped[level], train_beside(sets, level, n_nets, _is_any))}
        rules = rules_of(record)
        for name, rows in sets.items():
            _print("all", name, rows, attend(rows, rules, by_weights(rules)), _is_any)
        if arguments.write:
            WRITTEN.write_text(json.dumps(record, indent=None) + "\n", encoding="utf-8")


def _is_any(_: str) -> bool:
    return True


def _is_even(story: str) -> bool:
    return zlib.crc32(story.encode()) % 2 == 0


def _is_odd(story: str) -> bool:
    return not _is_even(story)


def main() -> None:
    """Learn from all, or from each half and measure on the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=4, help="how often the weights learn from their own decisions")
    parser.add_argument("--held-out", action="store_true", help="measure on stories that were not learned from")
    parser.add_argument("--with", dest="other", type=Path, help="mix in the weights of this file")
    parser.add_argument("--beside", choices=LEVELS, help="learn scorers of this level beside those that ship")
    parser.add_argument("--nets", type=int, default=4, help="how many, each from three quarters of the stories")
    parser.add_argument("--write", action="store_true", help=f"write {WRITTEN.name}")
    arguments = parser.parse_args()
    sets = load_all()
    if not sets:
        return
    if arguments.beside:
        _learn_beside(sets, arguments)
        return
    for taught, held in ((_is_even, _is_odd), (_is_odd, _is_even)) if arguments.held_out else ():
        rules = rules_of(train(sets, arguments.rounds, taught))
        for name, rows in sets.items():
            _print("held out", name, rows, attend(rows, rules, by_weights(rules)), held)
    if arguments.write or not arguments.held_out:
        record = train(sets, arguments.rounds, _is_any)
        card = {"made_by": "benchmarks/train_threads.py", "learned_from": sorted(sets), "rounds": arguments.rounds}
        if arguments.other:
            other = json.loads(arguments.other.read_text("utf-8"))
            record = {level: mean_of(record[level], other[level]) for level in LEVELS}
            card["with"] = other["card"]
        if arguments.write:
            WRITTEN.write_text(json.dumps({"card": card, **record}, indent=None) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
