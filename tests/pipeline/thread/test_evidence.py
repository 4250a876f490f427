"""The evidence that loops add up, against the same written out slowly."""

import math
from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.ports import Vector
from pipeline.thread import beside, counting
from pipeline.thread.crowd import Crowd
from pipeline.thread.evidence import COLUMNS, PAIR, Asked, Near, Seen, compare, gather
from pipeline.thread.groups import Groups, Probe, Shelves
from pipeline.thread.near import Nearest
from pipeline.thread.shelf import Growing, TermShelf
from pipeline.thread.terms import IN_HEADLINE, IN_LEAD, IS_FIGURE, IS_NAME, Terms
from pipeline.thread.times import Times
from pipeline.thread.vocabulary import Vocabulary

_DAY = 86_400.0
_DIMENSION = 8
_NOTHING: frozenset[int] = frozenset()


class _World:
    """Some articles with terms, vectors and times, drawn by lot, in groups of one to seven."""

    def __init__(self, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        self.terms = [self._terms() for _ in range(30)]
        self.vectors = self._units(30)
        self.told = np.sort(self.chance.uniform(0, 30 * _DAY, 30))
        self.members = np.split(np.arange(30), [1, 3, 7, 14, 20])
        self.vocabulary, self.shelf, nearest = Vocabulary(), TermShelf(), Nearest(_DIMENSION)
        told, times = Growing((), np.float64), Times()
        self.groups = Groups(Shelves(vectors=nearest, terms=self.shelf, told=told, times=times))
        nearest.add(self.vectors)
        told.extend(self.told)
        times.add_many(self.told, 0)
        for row, terms in enumerate(self.terms):
            numbered = self.vocabulary.number(terms)
            self.shelf.add(numbered)
            self.vocabulary.count(numbered.ids, np.full(len(numbered.ids), row, np.int32))
        for number, rows in enumerate(self.members):
            for row in rows.tolist():
                self.groups.join(self.groups.number(f"g{number}"), row)
        self.own = self._terms()
        self.asked = self._asked()

    def _terms(self) -> Terms:
        words = self.chance.choice(60, self.chance.integers(5, 40), replace=False)
        flags = self.chance.integers(0, 16, len(words))
        days = frozenset(self.chance.integers(0, 9, 2).tolist()) if self.chance.random() < 0.7 else _NOTHING
        ages = frozenset(self.chance.integers(20, 24, 1).tolist()) if self.chance.random() < 0.7 else _NOTHING
        known = dict(zip((f"w{word}" for word in words), map(int, flags), strict=True))
        return Terms(words=known, ages=ages, days=days)

    def _units(self, n: int) -> Vector:
        vectors = self.chance.standard_normal((n, _DIMENSION)).astype(np.float32)
        units: Vector = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return units

    def _asked(self) -> Asked:
        terms = self.vocabulary.look_up(self.own)
        return Asked(
            vector=self._units(1)[0],
            terms=terms,
            rarity=self.vocabulary.rarity(terms.ids),
            told=31 * _DAY,
            row=None,
            language=0,
            short=0.25,
        )

    def cosines(self, rows: list[int]) -> NDArray[np.float64]:
        """Return the cosines of the article asked about to others."""
        return (self.vectors[rows] @ self.asked.vector).astype(np.float64)

    def seen(self) -> Seen:
        """Return the evidence for all groups; half of the article's text stands in the tenth."""
        rows = list(range(30))
        near = Near(
            rows=rows,
            pairs=compare(self.asked, self.cosines(rows), rows, self.shelf, self.vocabulary),
            copied=np.array([0.5 * (row == 9) for row in rows]),
            crowd=Crowd(mean=0.1, deviation=0.2),
        )
        numbers = [number for number, members in enumerate(self.members) for _ in members]
        return gather(self.asked, near, numbers, self.groups, self.vocabulary)

    def rarity(self, word: str) -> float:
        """Return how rare a word is."""
        return self.vocabulary.rarity_of(word)


def _shared(mine: Terms, theirs: Terms) -> list[tuple[str, int, int]]:
    return [(word, mine.words[word], theirs.words[word]) for word in mine.words if word in theirs.words]


@pytest.fixture(params=[1, 2, 3], name="world")
def _world(request: pytest.FixtureRequest) -> _World:
    return _World(request.param)


def test_two_articles_are_compared_by_what_they_share(world: _World) -> None:
    """Each sum over shared terms comes to what it comes to term by term."""
    rows = list(range(30))
    found = compare(world.asked, np.zeros(30), rows, world.shelf, world.vocabulary)
    for row in rows:
        mine, theirs = world.own, world.terms[row]
        weight = {word: world.rarity(word) ** 2 for word in {*mine.words, *theirs.words}}
        both = _shared(mine, theirs)
        # those of the article that no other has weigh one each
        all_mine = sum(weight[word] for word in mine.words)
        all_theirs = sum(weight[word] for word in theirs.words)
        words = sum(weight[word] for word, _, _ in both) / math.sqrt(all_mine * all_theirs + 1e-9)
        names = sum(weight[word] for word, one, other in both if (one | other) & IS_NAME)
        lead = sum(weight[word] for word, one, other in both if (one | other) & IS_NAME and one & other & IN_LEAD)
        in_text = sum(weight[word] * (bool(one & IN_HEADLINE) + bool(other & IN_HEADLINE)) for word, one, other in both)
        heads = sum(
            weight[word] for terms in (mine, theirs) for word, flags in terms.words.items() if flags & IN_HEADLINE
        )
        n_rare = sum(weight[word] > beside.RARE**2 for word, _, _ in both)
        row_of = dict(zip(PAIR, found[row].tolist(), strict=True))
        assert row_of["words"] == pytest.approx(words)
        assert row_of["names"] == pytest.approx(math.log1p(names))
        assert row_of["lead_names"] == pytest.approx(math.log1p(lead))
        assert row_of["headline_in_text"] == pytest.approx(in_text / (heads + 1e-9))
        assert row_of["rarest"] == pytest.approx(max((weight[word] for word, _, _ in both), default=0.0))
        assert row_of["n_rare"] == pytest.approx(math.log1p(n_rare))
        assert row_of["figures"] == _figures(mine, theirs)


def _figures(mine: Terms, theirs: Terms) -> float:
    def of(terms: Terms) -> set[str]:
        return {word for word, flags in terms.words.items() if flags & IS_FIGURE and flags & IN_LEAD}

    return 1.0 if of(mine) & of(theirs) else -1.0 if of(mine) and of(theirs) else 0.0


def test_a_group_is_known_by_its_members(world: _World) -> None:
    """Small groups and large ones give what follows from their members: middle, silence, span, size, core."""
    seen = world.seen()
    assert seen.groups == list(range(len(world.members)))
    middles = []
    for members in world.members:
        total = world.vectors[members].sum(axis=0, dtype=np.float64)
        middles.append(float(total @ world.asked.vector / np.linalg.norm(total)))
    for number, members in enumerate(world.members):
        row = dict(zip(COLUMNS, seen.table[number].tolist(), strict=True))
        cosines = world.vectors[members] @ world.asked.vector
        stands = Counter(word for each in members for word in world.terms[each].words)
        core = {word: (n / len(members) * world.rarity(word)) ** 2 for word, n in stands.items()}
        silent, span = np.abs(world.told[members] - 31 * _DAY).min() / _DAY, np.ptp(world.told[members]) / _DAY
        usual = math.log1p(span / (len(members) - 1)) if len(members) > 1 else math.log1p(silent)
        others = [cosine for other, cosine in enumerate(middles) if other != number]
        assert row["centroid"] == pytest.approx(middles[number])
        assert row["centroid_above"] == pytest.approx(middles[number] - max(others))
        assert row["cosine"] == pytest.approx(float(cosines.max()))
        assert row["cosine_3"] == pytest.approx(float(np.sort(cosines)[::-1][:3].mean()))
        assert row["stands_out"] == pytest.approx((float(cosines.max()) - 0.1) / 0.2)
        assert row["gap"] == pytest.approx(math.log1p(silent))
        assert row["rhythm"] == pytest.approx(math.log1p(silent) - usual, abs=1e-9)
        assert row["size"] == pytest.approx(math.log1p(len(members)))
        assert row["copied"] == 0.5 * (9 in members)
        assert row["core"] == pytest.approx(sum(core.get(word, 0.0) for word in world.own.words) / sum(core.values()))
        assert row["days_against"] == float(any(_apart(world.own.days, world.terms[each].days) for each in members))
        assert row["between"] == pytest.approx(math.log1p(29 - members.max()))
        # of the 32 told last there are but 30
        assert row["share"] == len(members) / 32
        assert row["cosine_if_short"] == pytest.approx(0.25 * row["cosine"])


def _apart(mine: frozenset[int], theirs: frozenset[int]) -> bool:
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def test_a_group_says_the_words_of_an_article_more_than_anyone(world: _World) -> None:
    """How likely a group says them is measured against everybody, term by term."""
    asked, n_terms = world.asked, len(world.asked.terms.ids)
    held, sizes = np.arange(2.0 * n_terms).reshape(2, n_terms) % 4, np.array([3.0, 4.0])
    common = world.vocabulary.commonness(asked.terms.ids)
    flags = asked.terms.flags
    found = counting.familiar(held, sizes, (asked.rarity, common, flags), (2.0, 1.0, 0.5, 0.0), 2.0)
    ratios = np.log((held + 2.0 * common) / (sizes[:, None] + 2.0) / common) * asked.rarity
    assert found[:, 2] == pytest.approx(ratios.sum(axis=1) / (n_terms + 3.0))
    assert found[:, 4] == pytest.approx(np.sort(ratios, axis=1)[:, ::-1][:, :10].sum(axis=1) / 10)
    known = ((held > 0) * asked.rarity**2).sum(axis=1) / ((asked.rarity**2).sum() + 2.0)
    assert found[:, 0] == pytest.approx(known)
    of_lead = asked.rarity**2 * ((flags & IS_NAME > 0) & (flags & IN_LEAD > 0))
    assert found[:, 6] == pytest.approx(((held > 0) * of_lead).sum(axis=1) / (of_lead.sum() + 1.5))
    of_headline = asked.rarity**2 * (flags & IN_HEADLINE > 0)
    assert found[:, 7] == pytest.approx(((held > 0) * of_headline).sum(axis=1) / (of_headline.sum() + 1.0))


def test_what_was_told_shortly_before_an_article_is_known(world: _World) -> None:
    """Asked about again, an article is not its own neighbour; a group that lost a member knows no more of it."""
    told = float(world.told[5])
    probe = Probe(vector=world.asked.vector, told=told, terms=world.asked.terms.ids, vocabulary=world.vocabulary, row=5)
    world.groups.leave(2, 5)
    looked = world.groups.look(range(len(world.members)), probe)
    for number, rows in enumerate(world.members):
        others = np.delete(world.told, 5)
        gap = np.abs(world.told[rows[rows != 5]] - told).min()
        assert looked.between[number] == (np.abs(others - told) < gap).sum()
        assert looked.shares[number] * 32 == (rows < 5).sum()


def test_what_an_article_shares_with_one_group_counts_beside_the_others(world: _World) -> None:
    """How far a group is ahead of the best of the others, or behind it."""
    table = world.seen().table
    for name in ("likely", "known_names"):
        values, ahead = table[:, COLUMNS.index(name)], table[:, COLUMNS.index(f"{name}_above")]
        assert ahead == pytest.approx([value - max(np.delete(values, g)) for g, value in enumerate(values)])


def test_the_articles_that_share_the_rarest_terms_come_first(world: _World) -> None:
    """Articles are ranked by what their shared terms weigh; of equals the older goes first, and none is asked twice."""
    weighs = {
        row: sum(world.rarity(word) ** 2 for word in terms.words if word in world.own.words)
        for row, terms in enumerate(world.terms)
    }
    best = sorted((row for row in weighs if weighs[row]), key=lambda row: (-weighs[row], row))[:7]
    for _ in range(2):
        found = world.vocabulary.articles_sharing(world.asked.terms, world.asked.rarity, 7)
        assert [weighs[row] for row in found] == pytest.approx([weighs[row] for row in best])
    world.vocabulary.uncount(world.shelf.ids(best[0]), best[0])
    assert best[0] not in world.vocabulary.articles_sharing(world.asked.terms, world.asked.rarity, 7)
