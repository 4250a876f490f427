"""How well sentences that were told before are told from those that are new.

Run `python -m benchmarks.novelty [--learn] [--vectors]` from the project's folder. In each of the seven stories of
updates-en three annotators tell every step of a story. A thread knows what one annotator told, or two of them, up to
and including a step; the sentences in which another one tells that step are told again, those in which he tells the
next step are new. AUC over all sentences, over whole tellings (the mean score of their sentences), and of each story.

- `as shipped`: by the weights in `pipeline/thread/novelty.py`;
- `held`: by weights learned from the six other stories;
- `--vectors`: with the cosine of the bundled model's sentence vectors as a further sign, and by that alone: what it
  would bring and what it costs.

`--learn` prints the weights of all seven stories, for the module.
"""

import argparse
import gzip
import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.material import data_folder
from pipeline import identity
from pipeline.nouns import Article
from pipeline.read.embed import Embedder, EmbedRules
from pipeline.thread.novelty import SIGNS, Known, NoveltyRules
from pipeline.thread.sentences import Line, lines_of
from pipeline.thread.terms import terms_of
from pipeline.thread.vocabulary import Vocabulary

Floats = NDArray[np.float64]
_ANNOTATORS = ("annotator1", "annotator2", "annotator3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sentence beside what a thread knew."""

    story: str
    #: Which telling it is of.
    telling: tuple[str, str, str, int]
    is_new: bool
    signs: tuple[float, ...]
    text: str
    #: Texts of all sentences known, for `--vectors`.
    known: tuple[str, ...]


def main() -> None:
    """Measure both settings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learn", action="store_true", help="print the weights of all stories")
    parser.add_argument("--vectors", action="store_true", help="add the cosines of sentence vectors")
    arguments = parser.parse_args()
    stories = _stories()
    if stories is None:
        return
    learned: list[Sample] = []
    for name, n_known in (("one annotator known", 1), ("two annotators known", 2)):
        samples = list(_samples(stories, n_known))
        learned += samples
        _report(name, samples, _cosines(samples) if arguments.vectors else None)
    if arguments.learn:
        _print_weights(learned)


def _stories() -> dict[str, dict[str, list[tuple[Line, ...]]]] | None:
    """Return the sentences of each story by annotator and step; None where the set is not there, said aloud."""
    path = data_folder() / "developments" / "updates-en.jsonl.gz"
    if not path.is_file():
        print(f"updates-en: skipped, there is no {path}; set THROUGHLINE_DATA to the folder with the sets")
        return None
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    vocabulary = Vocabulary()
    stories: dict[str, dict[str, list[tuple[Line, ...]]]] = defaultdict(lambda: defaultdict(list))
    begun, n_lines = time.perf_counter(), 0
    # the file is in order of time: a word is as rare as it is by then
    for number, row in enumerate(rows):
        article = _article(row)
        lines = lines_of(article, vocabulary.rarity_of)
        ids = vocabulary.number(terms_of(article)).ids
        vocabulary.count(ids, np.full(len(ids), number, np.int32))
        n_lines += len(lines)
        stories[row["story"]][row["source"]].append(tuple(line for line in lines if line.place))
    seconds = time.perf_counter() - begun
    print(f"{len(rows)} texts, {n_lines} sentences, {1000 * seconds / len(rows):.2f} ms a text to read them")
    return stories


def _article(row: dict[str, str]) -> Article:
    told_at = datetime.fromisoformat(row["published_at"]).replace(tzinfo=UTC)
    return Article(
        id=identity.article_id(None, row["id"]),
        canonical_url=None,
        outlet=None,
        outlet_name=None,
        headline="",
        published_at=told_at,
        seen_at=told_at,
        text=row["text"],
        text_hash=identity.text_hash("", row["text"]),
    )


def _samples(stories: dict[str, dict[str, list[tuple[Line, ...]]]], n_known: int) -> Iterator[Sample]:
    for story, by_annotator in stories.items():
        for teller in _ANNOTATORS:
            others = [one for one in _ANNOTATORS if one != teller]
            for knowing in [[one] for one in others] if n_known == 1 else [others]:
                yield from _told(story, by_annotator, teller, knowing)


def _told(
    story: str, by_annotator: dict[str, list[tuple[Line, ...]]], teller: str, knowing: list[str]
) -> Iterator[Sample]:
    known, texts = Known(), list[str]()
    steps = by_annotator[teller]
    for step in range(len(steps) - 1):
        for one in knowing:
            known.add(by_annotator[one][step])
            texts += [line.passage.text for line in by_annotator[one][step]]
        for is_new in (False, True):
            for line in steps[step + is_new]:
                yield Sample(
                    story=story,
                    telling=(story, teller, "+".join(knowing), 2 * step + is_new),
                    is_new=is_new,
                    signs=known.signs(line),
                    text=line.passage.text,
                    known=tuple(texts),
                )


def _report(name: str, samples: Sequence[Sample], cosines: Floats | None) -> None:
    table = np.array([sample.signs for sample in samples])
    rules = NoveltyRules()
    shipped = table @ np.array(rules.weights) + rules.bias
    print(f"{name}: {len(samples)} sentences")
    _print("as shipped", samples, shipped)
    right = (shipped > np.log(rules.new / (1 - rules.new))) == np.array([sample.is_new for sample in samples])
    print(f"  {'at the shipped threshold':34s} {right.mean():.3f} of the sentences judged rightly")
    _print("held", samples, _held(samples, table))
    if cosines is not None:
        _print("vectors alone", samples, 1.0 - cosines)
        _print("held, vectors added", samples, _held(samples, np.column_stack([table, cosines])))


def _print(name: str, samples: Sequence[Sample], scores: Floats) -> None:
    truth = np.array([sample.is_new for sample in samples])
    stories = np.array([sample.story for sample in samples])
    tellings: dict[tuple[str, str, str, int], list[float]] = defaultdict(list)
    for sample, score in zip(samples, scores.tolist(), strict=True):
        tellings[sample.telling].append(score)
    whole = roc_auc_score([key[3] % 2 for key in tellings], [float(np.mean(each)) for each in tellings.values()])
    each = {story: roc_auc_score(truth[stories == story], scores[stories == story]) for story in sorted(set(stories))}
    print(
        f"  {name:34s} AUC {roc_auc_score(truth, scores):.4f}  tellings {whole:.4f}  stories "
        + " ".join(f"{story} {auc:.3f}" for story, auc in each.items())
    )


def _held(samples: Sequence[Sample], table: Floats) -> Floats:
    """Score each story by weights that were learned from the others."""
    truth = np.array([sample.is_new for sample in samples])
    stories = np.array([sample.story for sample in samples])
    scores = np.zeros(len(samples))
    for story in set(stories.tolist()):
        weights, bias = _fit(table[stories != story], truth[stories != story])
        scores[stories == story] = table[stories == story] @ weights + bias
    return scores


def _fit(table: Floats, truth: NDArray[np.bool_]) -> tuple[Floats, float]:
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-9
    model = LogisticRegression(C=0.3, max_iter=1000).fit((table - mean) / scale, truth)
    weights: Floats = model.coef_[0] / scale
    return weights, float(model.intercept_[0] - weights @ mean)


def _print_weights(samples: Sequence[Sample]) -> None:
    weights, bias = _fit(np.array([s.signs for s in samples]), np.array([s.is_new for s in samples]))
    for sign, weight in zip(SIGNS, weights.tolist(), strict=True):
        print(f"  {sign:16s} {weight:+.3f}")
    print(f"  {'bias':16s} {bias:+.3f}")


def _cosines(samples: Sequence[Sample]) -> Floats:
    texts = sorted({sample.text for sample in samples} | {text for sample in samples for text in sample.known})
    begun = time.perf_counter()
    vectors = Embedder(EmbedRules()).embed(texts)
    print(f"{len(texts)} sentences embedded, {1000 * (time.perf_counter() - begun) / len(texts):.1f} ms each")
    place = {text: number for number, text in enumerate(texts)}
    return np.array(
        [
            float((vectors[[place[text] for text in sample.known]] @ vectors[place[sample.text]]).max())
            if sample.known
            else 0.0
            for sample in samples
        ]
    )


if __name__ == "__main__":
    main()
