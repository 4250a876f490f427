"""Second thoughts: threads that moved lately and grew together are merged, and one that holds two stories is split.

Looks at threads while they are young; it only proposes. Whatever an editor put together, apart, or pinned, is let be.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from pipeline.thread import hand
from pipeline.thread.assign import StoryIndex
from pipeline.thread.binding import Bindings
from pipeline.thread.candidates import Decision, Member
from pipeline.thread.deeds import MACHINE, Deed, Done
from pipeline.thread.layout import Layout
from pipeline.thread.parting import PartRules, part_by_names

#: What a score of second thoughts measures.
MEAN_SCORE = "mean score between the parts"
LIKENESS_OF_NAMES = "likeness of the names of the parts"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondRules:
    """When a thread is thought of again, and what that takes."""

    #: Mean score of a thread's articles for another thread from which the two are one, 0..1.
    #: Source: `benchmarks/second_thoughts.py`, as the rules below.
    merge_from: float = 0.8
    #: Articles of a thread up to which it goes into another one: a fragment; larger ones are left to editors.
    n_fragment: int = 3
    #: Mean score of a part's articles for the rest of the thread up to which they are two stories, 0..1.
    split_under: float = 0.1
    #: Articles asked of each thread or part, its newest.
    n_asked: int = 4
    #: Articles of a thread beyond which it is not split any more.
    n_largest: int = 40
    #: When a larger one is.
    parting: PartRules = field(default_factory=PartRules)
    #: How long after the newest article of its thread an article is looked at again.
    young: timedelta = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Two threads that are one, or a part of one that is another."""

    thread_id: str
    #: The thread that goes into it; None: a part of it is to be split off.
    other: str | None = None
    #: Articles that are to be split off.
    part: tuple[str, ...] = ()
    #: What `measure` says of the two, 0..1.
    score: float
    measure: str = MEAN_SCORE


def propose(index: StoryIndex, thread_id: str, bindings: Bindings, rules: SecondRules) -> Proposal | None:
    """Return what is to be done about a thread, or None: it stays as it is.

    Args:
        index: everything that was placed.
        thread_id: a thread that moved lately.
        bindings: what editors said.
        rules: what it takes.
    """
    members = index.members(thread_id)
    if not members or bindings.is_pinned(thread_id, [each.article_id for each in members]):
        return None
    return (
        _merge(index, members, bindings, rules)
        or _split(index, members, bindings, rules)
        or _part(index, members, bindings, rules)
    )


def adopt(
    index: StoryIndex, blog: tuple[str, str], decision: Decision, bindings: Bindings, rules: SecondRules
) -> Proposal | None:
    """Return into which thread a live blog goes that lies in one without reports, or None: it stays by itself.

    Nothing is placed by a live blog: where it came first, the reports on its story opened a thread of their own.

    Args:
        index: everything that was placed.
        blog: its id, and its thread's.
        decision: where it would belong if it came only now.
        bindings: what editors said.
        rules: what it takes.
    """
    article_id, thread_id = blog
    if decision.thread_id in {None, thread_id} or decision.grounds.score < rules.merge_from:
        return None
    theirs = index.members(decision.thread_id or "")
    ids = [each.article_id for each in theirs]
    if not ids or bindings.is_pinned(thread_id, [article_id]) or bindings.is_pinned(theirs[0].thread_id, ids):
        return None
    if bindings.are_apart([article_id], ids):
        return None
    return Proposal(thread_id=theirs[0].thread_id, other=thread_id, score=decision.grounds.score)


def carry_out(proposal: Proposal, layout: Layout, now: datetime, is_taken: Callable[[str], bool]) -> Done:
    """Do what was proposed, as a recorded decision of the machine.

    Args:
        proposal: what is to be done.
        layout: the threads that it names, whole.
        now: when this is decided.
        is_taken: whether a thread has, or ever had, this slug.
    """
    deed = Deed(author=MACHINE, at=now, reason=proposal.measure, score=proposal.score)
    if proposal.other is not None:
        return hand.merge(layout, proposal.thread_id, [proposal.other], deed)
    return hand.split(layout, proposal.thread_id, proposal.part, deed, is_taken)


def _merge(index: StoryIndex, members: Sequence[Member], bindings: Bindings, rules: SecondRules) -> Proposal | None:
    """Return the thread that this one grew together with: the smaller of the two is asked, of two fragments both."""
    mine = members[0].thread_id
    for other, their_score in _others(index, members, rules):
        theirs = index.members(other)
        if min(len(members), len(theirs)) > rules.n_fragment:
            continue
        score = their_score if len(members) <= rules.n_fragment else 1.0
        if len(theirs) <= rules.n_fragment:
            score = min(score, dict(_others(index, theirs, rules)).get(mine, 0.0))
        if score < rules.merge_from or not _may_join(members, theirs, bindings):
            continue
        # of two of one size, the older one keeps its address
        kept, goes = sorted((members, theirs), key=lambda each: (-len(each), each[0].told, each[0].thread_id))
        return Proposal(thread_id=kept[0].thread_id, other=goes[0].thread_id, score=score)
    return None


def _others(index: StoryIndex, members: Sequence[Member], rules: SecondRules) -> list[tuple[str, float]]:
    """Return the mean score of a thread's newest articles for each other thread, the best first."""
    asked = _young(members, rules)[-rules.n_asked :]
    totals: dict[str, float] = {}
    for member in asked:
        for candidate in index.reconsider(member.article_id):
            if candidate.id != member.thread_id:
                totals[candidate.id] = totals.get(candidate.id, 0.0) + candidate.score
    means = ((other, total / len(asked)) for other, total in totals.items())
    return sorted((each for each in means if each[1] > 0.2), key=lambda each: (-each[1], each[0]))


def _may_join(ones: Sequence[Member], others: Sequence[Member], bindings: Bindings) -> bool:
    mine, theirs = [each.article_id for each in ones], [each.article_id for each in others]
    return not (bindings.is_pinned(others[0].thread_id, theirs) or bindings.are_apart(mine, theirs))


def _split(index: StoryIndex, members: Sequence[Member], bindings: Bindings, rules: SecondRules) -> Proposal | None:
    """Return the part of a thread that is another story: the two parts least alike, and hardly one by their scores."""
    if not 1 < len(members) <= rules.n_largest:
        return None
    part, rest = _cut(members)
    if not part or len(_young(part, rules)) < len(part):
        return None
    if bindings.are_together([each.article_id for each in part], [each.article_id for each in rest]):
        return None
    score = _score_between(index, part, rules)
    if score > rules.split_under:
        return None
    return Proposal(thread_id=members[0].thread_id, part=tuple(each.article_id for each in part), score=score)


def _part(index: StoryIndex, members: Sequence[Member], bindings: Bindings, rules: SecondRules) -> Proposal | None:
    """Return the part of a large thread that is another story by its names."""
    parts = part_by_names(members, index.vocabulary, rules.parting)
    if parts is None:
        return None
    goes = tuple(each.article_id for each in parts.small)
    if bindings.are_together(goes, [each.article_id for each in parts.large]):
        return None
    return Proposal(thread_id=members[0].thread_id, part=goes, score=parts.likeness, measure=LIKENESS_OF_NAMES)


def _score_between(index: StoryIndex, part: Sequence[Member], rules: SecondRules) -> float:
    """Return the mean score of a part's newest articles for the rest of its thread."""
    home, apart = part[0].thread_id, f"{part[0].thread_id}/part"
    for member in part:
        index.relabel(member.article_id, apart, member.development_id)
    asked = part[-rules.n_asked :]
    scores = [
        next((each.score for each in index.reconsider(member.article_id) if each.id == home), 0.0) for member in asked
    ]
    for member in part:
        index.relabel(member.article_id, home, member.development_id)
    return sum(scores) / len(scores)


def _cut(members: Sequence[Member]) -> tuple[list[Member], list[Member]]:
    """Cut a thread between the developments that are least alike; return the smaller part, then the larger.

    Developments are joined by average linkage over the cosines of their articles until two parts are left.

    Source: Sokal and Michener 1958 (average linkage).
    """
    units: dict[str, list[int]] = {}
    for i, member in enumerate(members):
        units.setdefault(member.development_id, []).append(i)
    parts = list(units.values())
    if len(parts) < 2:
        return [], list(members)
    vectors = np.array([member.vector for member in members])
    cosines = vectors @ vectors.T
    while len(parts) > 2:
        pairs = ((i, j) for i in range(len(parts)) for j in range(i))
        best = max(pairs, key=lambda pair: float(cosines[np.ix_(parts[pair[0]], parts[pair[1]])].mean()))
        parts[best[1]] += parts.pop(best[0])
    small, large = sorted(
        ([members[i] for i in sorted(part)] for part in parts), key=lambda part: (len(part), -part[0].told)
    )
    return small, large


def _young(members: Iterable[Member], rules: SecondRules) -> list[Member]:
    known = list(members)
    newest = max(each.told for each in known)
    return [each for each in known if each.told >= newest - rules.young.total_seconds()]
