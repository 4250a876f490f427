"""An article sentence by sentence, as its telling words see it: what `novelty` compares."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.nouns import Article, Passage
from pipeline.read.sentences import read_sentences
from pipeline.thread.terms import STOP, fold

#: Gives how rare a folded word is, 0..1.
Rarity = Callable[[str], float]

#: Sentences of an article that are looked at: what stands below is background.
MAX_SENTENCES = 60
#: Words under which a run of letters is a heading or a caption, and no sentence.
_FEWEST_WORDS = 3
_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_ENDINGS = ("ing", "ed", "es", "er", "ion", "ly")
#: Letters that a word keeps when an ending is taken off.
_LEAST_STEM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence of an article, reduced to the words that tell something."""

    passage: Passage
    #: Its place in the article: 0 is the headline, 1 the first sentence.
    place: int
    #: Stem -> how rare it is, 0..1.
    words: Mapping[str, float]
    #: Stems of words that begin with a capital, the first of the sentence left out.
    names: frozenset[str]
    #: Numbers as printed.
    numbers: frozenset[str]

    @property
    def weight(self) -> float:
        """Return how much it tells: the rarities of its words together."""
        return sum(self.words.values())


def lines_of(article: Article, rarity: Rarity) -> tuple[Line, ...]:
    """Return the headline and the sentences of an article that tell something, in order.

    Args:
        article: its headline and the top of its text are looked at.
        rarity: how rare a folded word is; every word gets 1 from one who knows nothing.
    """
    found = enumerate(_passages(article))
    lines = (_line(passage, place, rarity) for place, passage in found if place <= MAX_SENTENCES)
    return tuple(line for line in lines if line.words)


def first_lines(article: Article, rarity: Rarity) -> Iterator[Line]:
    """Yield the sentences of an article that tell something, each read when it is asked for; the headline is none."""
    lines = (_line(passage, place, rarity) for place, passage in enumerate(_passages(article)) if place)
    return (line for line in lines if line.words)


def line_of(passage: Passage, rarity: Rarity, place: int = 1) -> Line:
    """Return one sentence, reduced to the words that tell something."""
    return _line(passage, place, rarity)


def stems_of(text: str) -> frozenset[str]:
    """Return the stems of all words of a text."""
    return frozenset(stem(fold(match.group())) for match in _WORD.finditer(text))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return what is left of a folded word without its ending, so that `reopened` meets `reopening`."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            word = word.removesuffix(ending)
            break
    return word.rstrip("e") if len(word) > _LEAST_STEM else word


def _passages(article: Article) -> Iterator[Passage]:
    yield Passage(article_id=article.id, text=article.headline, start=None, end=None)
    for span in read_sentences(article.text).spans:
        text = article.text[span.start : span.end].strip()
        if text.count(" ") + 1 >= _FEWEST_WORDS:
            yield Passage(article_id=article.id, text=text, start=span.start, end=span.end)


def _line(passage: Passage, place: int, rarity: Rarity) -> Line:
    words: dict[str, float] = {}
    names: set[str] = set()
    numbers: set[str] = set()
    begins_with_word = _WORD.match(passage.text) is not None
    for number, word in enumerate(_WORD.findall(passage.text)):
        telling = _telling(word)
        if telling is None:
            continue
        folded, root, first = telling
        words[root] = rarity(folded)
        if first == "0":
            numbers.add(root)
        elif first == "A" and (number or not begins_with_word):
            names.add(root)
    return Line(passage=passage, place=place, words=words, names=frozenset(names), numbers=frozenset(numbers))


@lru_cache(maxsize=1 << 16)
def _telling(word: str) -> tuple[str, str, str] | None:
    """Return a word folded, its stem, and `0`, `A` or `a` for how it begins; None: it tells nothing."""
    folded = fold(word)
    if len(folded) < 2 or folded in STOP:
        return None
    return folded, stem(folded), "0" if word[0].isdigit() else "A" if word[0].isupper() else "a"
