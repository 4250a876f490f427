"""Learns who spoke a quoted string, `pipeline/read/speakers.json`, from articles with marked quotations.

Run `python -m benchmarks.train_speakers [--write]` from the project's folder; some minutes.

Each string in double marks has candidates (`pipeline.read.speaker_signs`): names, roles and pronouns near it, and
whoever spoke the string before. A candidate is right when its head is that of the marked speaker, by the rule of
`benchmarks.facts`; of a string that nobody is marked to have said, all are wrong. Fitted are boosted trees (Friedman
2001); words at telling places (the verb, what stands before the string) enter as how often they go with a right
answer. Nothing of the marked articles but such words is kept.

Without `--write` it measures only: the articles are halved by the hash of their id, each half is read by trees that
learned from the other, and both are printed. With it, trees learned from all articles are written.
"""

import argparse
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.boosted import flat
from benchmarks.facts import gold_quotes, rows, score_quotes
from benchmarks.facts_scores import Score, is_same_speaker, is_same_string
from pipeline.read.attributions import Reading, read_strings
from pipeline.read.mentions import KINDS
from pipeline.read.sentences import Span, read_sentences
from pipeline.read.speaker_ranker import LEARNED, Ranker, read_ranker
from pipeline.read.speaker_signs import COLUMNS, Candidate, candidates_of
from pipeline.read.strings import find_strings, mask

#: Probability from which on a candidate is the speaker.
THRESHOLD = 0.4
#: A word is weighed when it was seen so often; as many answers of the mean rate are added to its own.
LEAST_SEEN = 12
#: Columns that hold a word's weight, and whether it is weighed by the string's being a quotation at all.
WEIGHED = {
    "word_before": True,
    "word_after": True,
    "cue_before_weight": True,
    "cue_after_weight": True,
    "verb_weight": False,
    "inverted": False,
    "before_weight": False,
    "after_weight": False,
}
_KIND = COLUMNS.index("kind")


class Numbers(dict[str, float]):
    """Gives each word a number instead of a weight, so that the signs need to be read only once."""

    def get(self, key: str, default: float | None = None) -> float:  # type: ignore[override]
        """Return the word's number."""
        del default
        return self.setdefault(key, float(len(self)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What was read of a set of articles: a row for each candidate."""

    signs: NDArray[np.float32]
    is_right: NDArray[np.bool_]
    #: The string is a quotation.
    is_said: NDArray[np.bool_]
    half: NDArray[np.int64]
    words: Sequence[str]


def half_of(article: dict[str, Any]) -> int:
    """Return which half of the set an article is in."""
    return zlib.crc32(article["id"].encode()) & 1


def load(articles: Sequence[dict[str, Any]]) -> Taught:
    """Read the candidates of all articles."""
    numbers = Numbers()
    found = [(half_of(article), row) for article in articles for row in _rows(article, numbers)]
    return Taught(
        signs=np.array([signs for _, (signs, _, _) in found], np.float32),
        is_right=np.array([is_right for _, (_, is_right, _) in found]),
        is_said=np.array([is_said for _, (_, _, is_said) in found]),
        half=np.array([half for half, _ in found]),
        words=list(numbers),
    )


def _rows(article: dict[str, Any], numbers: Numbers) -> Iterator[tuple[list[float], bool, bool]]:
    text = article["text"]
    strings = find_strings(text)
    masked, sentences = mask(text, strings), read_sentences(text)
    readings = read_strings(text, masked, sentences, strings)
    gold = list(gold_quotes(article, knows_typed=True))
    last = ""
    for reading, candidates in zip(readings, candidates_of(text, masked, sentences, readings, numbers), strict=True):
        if text[reading.string.words.start - 1] in "‘'" and text[reading.string.words.start - 2] != "'":
            continue  # the set marks none in single marks
        source = _source(reading, gold)
        right = [_is_right(text, candidate, source, last) for candidate in candidates]
        for candidate, is_right in zip(candidates, right, strict=True):
            yield candidate.signs, is_right, bool(source)
        if source:
            mentions = [one.mention for one, is_right in zip(candidates, right, strict=True) if is_right]
            last = next((text[one.start : one.end] for one in mentions if one), last if any(right) else "")


def _source(reading: Reading, gold: list[tuple[int, int, str]]) -> str:
    words = reading.string.words
    return next((source for start, end, source in gold if is_same_string(words, start, end)), "")


def _is_right(text: str, candidate: Candidate, source: str, last: str) -> bool:
    span: Span | None = candidate.mention
    return bool(source) and is_same_speaker(text[span.start : span.end] if span else last, source)


def fit(taught: Taught, chosen: NDArray[np.bool_], n_articles: int) -> dict[str, Any]:
    """Learn from the chosen rows; returns the content of `speakers.json`."""
    weights = _weights(taught, chosen)
    trees = HistGradientBoostingClassifier(
        max_iter=300,
        max_leaf_nodes=16,
        max_depth=6,
        max_features=0.4,  # of the signs a tree's split is looked for among: they say much the same
        learning_rate=0.06,
        min_samples_leaf=30,
        l2_regularization=5,
        max_bins=64,
        early_stopping=False,
        random_state=0,
    ).fit(_weighed(taught, weights)[chosen], taught.is_right[chosen])
    card = (
        f"Boosted trees and weights of words, learned by benchmarks/train_speakers.py from {n_articles} news articles "
        "in English with marked quotations; they tell who spoke a quoted string. See docs/decisions/0041."
    )
    return {
        "card": card,
        "columns": list(COLUMNS),
        "threshold": float(np.log(THRESHOLD / (1 - THRESHOLD))),
        "weights": {word: weight for word, weight in zip(taught.words, weights, strict=True) if weight >= 0},
        **flat(trees),
    }


def _places(taught: Taught, column: str) -> tuple[int, NDArray[np.bool_]]:
    """Return a column with words and the rows in which it has one."""
    at = COLUMNS.index(column)
    has_word = taught.signs[:, at] >= 0
    if not WEIGHED[column]:
        has_word &= (taught.signs[:, _KIND] >= 0) & (taught.signs[:, _KIND] != KINDS.index("again"))
    return at, has_word


def _weights(taught: Taught, chosen: NDArray[np.bool_]) -> list[float]:
    """Return for each word how often it goes with a right answer; -1: too seldom seen."""
    seen, right = np.zeros(len(taught.words)), np.zeros(len(taught.words))
    for column, is_of_string in WEIGHED.items():
        at, has_word = _places(taught, column)
        has_word &= chosen
        numbers = taught.signs[has_word, at].astype(int)
        answers = (taught.is_said if is_of_string else taught.is_right)[has_word]
        seen += np.bincount(numbers, minlength=len(seen))
        right += np.bincount(numbers[answers], minlength=len(seen))
    mean = right.sum() / seen.sum()
    rates = (right + LEAST_SEEN * mean) / (seen + LEAST_SEEN)
    return [round(float(rate), 3) if n >= LEAST_SEEN else -1.0 for rate, n in zip(rates, seen, strict=True)]


def _weighed(taught: Taught, weights: Sequence[float]) -> NDArray[np.float32]:
    signs, table = taught.signs.copy(), np.array(weights, np.float32)
    for column in WEIGHED:
        at, has_word = _places(taught, column)
        signs[has_word, at] = table[signs[has_word, at].astype(int)]
    return signs


def measure(articles: Sequence[dict[str, Any]], ranker: Ranker) -> Iterator[str]:
    """Score articles as read by a ranker."""
    for knows_typed in (False, True):
        scores = Score(), Score(), Score()
        for article in articles:
            score_quotes(article, *scores, ranker=ranker, knows_typed=knows_typed)
        for score, name in zip(scores, ("strings", "with speaker", "4 words and more"), strict=True):
            yield score.line(f"{name}{', typed marks known' if knows_typed else ''}")


def main() -> None:
    """Measure, or learn from all and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="learn from all articles and write what was learned")
    is_written = parser.parse_args().write
    articles = list(rows("quotes/articles.jsonl.gz"))
    taught = load(articles)
    if is_written:
        learned = fit(taught, np.ones(len(taught.half), bool), len(articles))
        LEARNED.write_text(json.dumps(learned, separators=(",", ":"), ensure_ascii=False) + "\n", "utf-8")
        return
    for half in (0, 1):
        unseen = [article for article in articles if half_of(article) == half]
        ranker = read_ranker(fit(taught, taught.half != half, len(articles) - len(unseen)))
        for line in measure(unseen, ranker):
            print(f"unseen half {half}, {len(unseen)} articles: {line}", flush=True)


if __name__ == "__main__":
    main()
