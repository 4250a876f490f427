"""What second thoughts do for threads: each set streamed without and with them, one setting for all.

Run `python -m benchmarks.second_thoughts [SET…]` from the project's folder; `--merge`, `--split` and `--every` try
other bars than those that ship. Threads that moved are thought of again after every so many articles. It prints BCubed
F1 of threads (of developments, where a set knows only these, as if they were threads: nothing may be glued) without
and with, how many threads were merged and split, and the seconds that it took.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.bcubed import bcubed, pairwise
from benchmarks.thread_sets import SETS, Row, find_set, load
from pipeline import identity
from pipeline.thread.assign import AssignRules, StoryIndex
from pipeline.thread.binding import Bindings
from pipeline.thread.second import SecondRules, propose


@dataclass(frozen=True, slots=True, kw_only=True)
class Rethought:
    """Where the articles of a set lie in the end."""

    threads: list[str]
    n_merged: int
    n_split: int
    #: Spent on second thoughts.
    seconds: float


def stream(rows: Sequence[Row], rules: SecondRules | None, every: int) -> Rethought:
    """Place the articles one after the other, with second thoughts after every so many, or without."""
    index, moved, merged, parted, spent = StoryIndex(AssignRules()), dict[str, None](), 0, 0, 0.0
    threads: dict[str, str] = {}
    for n, row in enumerate(rows, start=1):
        article = row.reading.article
        decision = index.decide(row.reading, row.vector, row.provenance)
        thread = decision.thread_id or identity.thread_id(article.id)
        development = decision.development_id or identity.development_id(article.id, article.text_hash)
        index.learn(row.placed(thread, development))
        threads[article.id] = thread
        moved[thread] = None
        if rules is not None and (n % every == 0 or n == len(rows)):
            begun = time.perf_counter()
            for each in moved:
                n_merged, n_split = _rethink(index, each, rules, threads)
                merged, parted = merged + n_merged, parted + n_split
            moved, spent = {}, spent + time.perf_counter() - begun
    return Rethought(
        threads=[threads[row.reading.article.id] for row in rows], n_merged=merged, n_split=parted, seconds=spent
    )


def _rethink(index: StoryIndex, thread: str, rules: SecondRules, threads: dict[str, str]) -> tuple[int, int]:
    """Do what is proposed for a thread, in the index and in what is known of each article; count merged and split."""
    proposal = propose(index, thread, Bindings(), rules)
    if proposal is None:
        return 0, 0
    if proposal.other is not None:
        for member in index.members(proposal.other):
            index.relabel(member.article_id, proposal.thread_id, member.development_id)
        # a live blog or a roundup goes along: nothing is placed by it, and the index does not list it
        threads.update((each, proposal.thread_id) for each, known in threads.items() if known == proposal.other)
        return 1, 0
    members = {member.article_id: member for member in index.members(proposal.thread_id)}
    for article_id in proposal.part:
        threads[article_id] = f"part-of-{proposal.part[0]}"
        index.relabel(article_id, threads[article_id], members[article_id].development_id)
    return 0, 1


def main() -> None:
    """Measure the sets that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(gold.name for gold in SETS))
    parser.add_argument("--merge", type=float, nargs="*", default=[SecondRules().merge_from])
    parser.add_argument("--split", type=float, nargs="*", default=[SecondRules().split_under])
    parser.add_argument("--fragment", type=int, default=SecondRules().n_fragment)
    parser.add_argument("--every", type=int, default=50, help="articles after which threads are thought of again")
    parser.add_argument("--last", type=int, default=0, help="only the last so many articles of each set")
    arguments = parser.parse_args()
    for gold in map(find_set, arguments.sets) if arguments.sets else SETS:
        rows = load(gold)
        if rows is None:
            continue
        rows = rows[-arguments.last :]
        truth = [str(row.thread or row.development) for row in rows]
        _print(gold.name, "without", truth, stream(rows, None, arguments.every))
        for merge in arguments.merge:
            for split in arguments.split:
                rules = replace(SecondRules(), merge_from=merge, split_under=split, n_fragment=arguments.fragment)
                _print(gold.name, f"{merge:.2f} {split:.2f}", truth, stream(rows, rules, arguments.every))


def _print(name: str, what: str, truth: Sequence[str], found: Rethought) -> None:
    agreement = bcubed(truth, found.threads)
    print(
        f"{name:18s} {what:10s} P {agreement.precision:.4f}  R {agreement.recall:.4f}  F1 {agreement.f1:.4f}"
        f"  pairs {pairwise(truth, found.threads).f1:.4f}  groups {len(set(found.threads))} (true {len(set(truth))})"
        f"  merged {found.n_merged}  split {found.n_split}  {found.seconds:.1f} s for {len(truth)}",
        flush=True,
    )


if __name__ == "__main__":
    main()
