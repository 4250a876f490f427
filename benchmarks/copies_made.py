"""Near copies of real articles, made by script: what was done to each is known word by word.

A made article is a list of words, each marked with the article that it was taken from, or with none. Its true share is
the part of its words that were taken from the origin and left as they were.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from pipeline.nouns import Article

#: A word as printed, and the id of the article that it was taken from; None: it came from nowhere.
Word = tuple[str, str | None]
Sentence = list[Word]

_SENTENCE = re.compile(r"(?<=[.!?][\"'\u201d\u2019])\s+|(?<=[.!?])\s+(?=[A-Z0-9\"\u201c])|\n+")
#: Words that a sub-editor changes, with what the other house writes.
_HOUSE = {
    "percent": "per cent", "Mr.": "Mr", "Mrs.": "Mrs", "Ave.": "Avenue", "St.": "Street", "a.m.": "am", "p.m.": "pm",
    "said": "told reporters", "police": "officers", "Police": "Officers", "man": "male", "two": "2", "three": "3",
    "four": "4", "five": "5", "killed": "shot dead", "wounded": "injured", "hospital": "a hospital",
    "suspect": "gunman",    "near": "close to", "about": "around", "Monday": "on Monday", "Sunday": "on Sunday",
}  # fmt: skip
_CREDITS = ("(AP)", "The Associated Press", "Reuters", "Press Association", "AP")
#: What pages print under or over everything, of our own writing.
_LINES = """
Sign up for our morning briefing and get the day's headlines in your inbox before breakfast. You may leave the
list whenever you like, and we never pass your address on to anyone.

About us: this newspaper has served the valley since 1911. Its newsroom is independent of its owners, and its
corrections are printed on page two. Letters to the editor should be short and carry a name and a telephone
number, which will not be printed. Tips can be sent in confidence to the news desk at any hour of the day.

Copyright by the station and its partners. All rights reserved. This material may not be published, broadcast,
rewritten or redistributed without the written consent of the newsroom.

Anyone with information is asked to call the crime line, where callers can stay anonymous and may receive a
reward. Download our free app for breaking news alerts, follow us wherever you read, and watch our broadcasts
live at five, six and eleven. Do you see a typo? Tell our web team and we shall mend it within the hour.
"""
STANDING = tuple(" ".join(text.split()) for text in _LINES.split("\n\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An article of which it is known where its words come from."""

    article: Article
    form: str
    #: Part of its words taken unchanged from each article.
    shares: Mapping[str, float] = field(default_factory=dict)

    @property
    def origin(self) -> str | None:
        """Return the article that most words were taken from."""
        return max(self.shares, key=lambda key: self.shares[key], default=None)

    @property
    def share(self) -> float:
        """Return the part that was taken from it."""
        return max(self.shares.values(), default=0.0)


class Press:
    """Makes articles out of others, by seed."""

    def __init__(
        self, articles: Sequence[Article], unseen: Sequence[Article], stories: Mapping[str, str], seed: int
    ) -> None:
        """Make a press.

        Args:
            articles: what it may take from, in order of time.
            unseen: articles that nobody else has: what is taken from them is the outlet's own.
            stories: the story of each article.
            seed: chance.
        """
        self.chance = random.Random(seed)
        self.articles, self._unseen, self._stories = articles, list(unseen), stories
        self._by_id = {article.id: article for article in articles}
        self._outlets = sorted({article.outlet or "" for article in articles})
        self._n = 0

    def make(self, form: str, origin: Article) -> Made:
        """Make an article of this form out of an origin."""
        sentences = FORMS[form](self, origin)
        words = [word for sentence in sentences for word in sentence]
        taken: dict[str, float] = {}
        for _, source in words:
            if source:
                taken[source] = taken.get(source, 0.0) + 1 / len(words)
        self._n += 1
        told = origin.told_at + timedelta(minutes=self.chance.randrange(20, 3_000))
        told = max([told, *(self._by_id[key].told_at + timedelta(minutes=20) for key in taken)])
        article = Article(
            id=f"made-{self._n}",
            canonical_url=None,
            outlet=self.chance.choice([outlet for outlet in self._outlets if outlet != origin.outlet]),
            outlet_name=None,
            headline=" ".join(word for word, _ in sentences[0][:9]),
            seen_at=told,
            published_at=told,
            text=self._typeset(sentences),
            text_hash=f"made-{self._n}",
        )
        return Made(article=article, form=form, shares=taken)

    def _typeset(self, sentences: Sequence[Sentence]) -> str:
        """Put sentences into paragraphs as another outlet would."""
        per_paragraph, parts = self.chance.randrange(1, 5), list[str]()
        for place, sentence in enumerate(sentences):
            parts.append("\n" if place and place % per_paragraph == 0 else " ")
            parts.append(" ".join(word for word, _ in sentence))
        text = "".join(parts).strip()
        if self.chance.random() < 0.5:
            text = text.replace("\u201c", '"').replace("\u201d", '"').replace("\u2019", "'")
        elif self.chance.random() < 0.5:
            text = re.sub(r'(^|\s)"', "\\1\u201c", text).replace('"', "\u201d").replace("'", "\u2019")
        return text

    def _another(self, origin: Article) -> list[Sentence]:
        """Return the sentences of another article, of the same story where there is one, or of any; seen or unseen."""
        is_unseen = self.chance.random() < 0.6
        others = [one for one in (self._unseen if is_unseen else self.articles) if one.id != origin.id]
        story = [one for one in others if self._stories[one.id] == self._stories[origin.id]]
        other = self.chance.choice(story if story and self.chance.random() < 0.6 else others)
        if is_unseen:
            # used up: in a second article it would be the first one's text
            self._unseen.remove(other)
        return [
            [(word, whose if other.id in self._by_id else None) for word, whose in one] for one in sentences_of(other)
        ]

    def _own(self) -> list[Sentence]:
        """Return sentences that nobody else has."""
        other = self._unseen.pop(self.chance.randrange(len(self._unseen)))
        return [[(word, None) for word, _ in one] for one in sentences_of(other)]

    # -- the forms

    def truncated(self, origin: Article) -> list[Sentence]:
        """Cut after some sentences, at times in the middle of one."""
        sentences = sentences_of(origin)
        kept = sentences[: max(2, round(len(sentences) * self.chance.uniform(0.15, 0.9)))]
        if self.chance.random() < 0.3 and len(kept[-1]) > 6:
            kept[-1] = kept[-1][: len(kept[-1]) // 2]
        return kept

    def headed(self, origin: Article) -> list[Sentence]:
        """Only the headline is another's."""
        return sentences_of(origin)

    def agency(self, origin: Article) -> list[Sentence]:
        """Give agency text a first paragraph of the outlet's own, and a credit."""
        sentences = sentences_of(origin)
        if self.chance.random() < 0.5:
            sentences = sentences[: max(4, round(len(sentences) * self.chance.uniform(0.6, 1)))]
        credit, n_words = self.chance.choice(_CREDITS), sum(map(len, sentences))
        opening = _cut(self._own(), n_words * self.chance.uniform(0.05, 0.25))
        return [*opening, *sentences, [(word, None) for word in credit.split()]]

    def edited(self, origin: Article) -> list[Sentence]:
        """Edit lightly: house style, words put in, left out or swapped, sentences dropped."""
        rate, dropped = self.chance.uniform(0.01, 0.05), self.chance.uniform(0, 0.25)
        return self._edit([one for one in sentences_of(origin) if self.chance.random() >= dropped], rate)

    def mixed(self, origin: Article) -> list[Sentence]:
        """Mix sentences of the origin with those of another, of the same story or not."""
        return self._mix(origin, edits=0.0)

    def reworked(self, origin: Article) -> list[Sentence]:
        """Mix as well, and edit what was taken."""
        return self._mix(origin, edits=0.02)

    def in_blocks(self, origin: Article) -> list[Sentence]:
        """Put some paragraphs of the origin side by side, before or after another's."""
        theirs, wanted = sentences_of(origin), self.chance.uniform(0.1, 0.9)
        mine = self._another(origin)
        start = self.chance.randrange(max(1, len(theirs) // 3))
        theirs, mine = _balanced(theirs[start:], mine, wanted)
        return [*theirs, *mine] if self.chance.random() < 0.5 else [*mine, *theirs]

    def merged(self, origin: Article) -> list[Sentence]:
        """Put two articles, or the greater parts of two, after one another."""
        first, second = sentences_of(origin), sentences_of(self.chance.choice(self.articles))
        if self.chance.random() < 0.5:
            first = first[: max(3, round(len(first) * self.chance.uniform(0.5, 1)))]
            second = second[: max(3, round(len(second) * self.chance.uniform(0.5, 1)))]
        return [*first, *second]

    def _mix(self, origin: Article, *, edits: float) -> list[Sentence]:
        theirs, mine = _balanced(sentences_of(origin), self._another(origin), self.chance.uniform(0.1, 0.9))
        marked = [*((0, place) for place in range(len(theirs))), *((1, place) for place in range(len(mine)))]
        where = sorted(self.chance.sample(range(len(marked)), len(theirs)))
        left, right = iter(self._edit(theirs, edits) if edits else theirs), iter(mine)
        return [next(left) if place in set(where) else next(right) for place in range(len(marked))]

    def _edit(self, sentences: Sequence[Sentence], rate: float) -> list[Sentence]:
        return [[word for one in sentence for word in self._edit_word(one, rate)] for sentence in sentences]

    def _edit_word(self, word: Word, rate: float) -> list[Word]:
        printed, chance = word[0], self.chance
        if printed in _HOUSE and chance.random() < 0.3:
            return [(part, None) for part in _HOUSE[printed].split()]
        if chance.random() >= rate:
            return [word]
        taken = chance.random()
        if taken < 0.3:
            return []
        strange = (chance.choice(("also", "later", "local", "reportedly", "new", "early", "then", "own")), None)
        return [strange] if taken < 0.7 else [strange, word]


def sentences_of(article: Article) -> list[Sentence]:
    """Return the sentences of an article, each word marked with it."""
    found = [part.split() for part in _SENTENCE.split(article.text)]
    return [[(word, article.id) for word in words] for words in found if words]


def _balanced(theirs: list[Sentence], mine: list[Sentence], wanted: float) -> tuple[list[Sentence], list[Sentence]]:
    """Cut one of them so that this part of the words is theirs."""
    n_theirs, n_mine = sum(map(len, theirs)), sum(map(len, mine))
    total = min(n_theirs / wanted, n_mine / (1 - wanted))
    return _cut(theirs, total * wanted), _cut(mine, total * (1 - wanted))


def _cut(sentences: list[Sentence], n_words: float) -> list[Sentence]:
    kept, n = list[Sentence](), 0
    for sentence in sentences:
        if kept and n + len(sentence) / 2 > n_words:
            break
        kept.append(sentence)
        n += len(sentence)
    return kept


FORMS: Mapping[str, Callable[[Press, Article], list[Sentence]]] = {
    "truncated": Press.truncated,
    "re-headlined": Press.headed,
    "agency": Press.agency,
    "edited": Press.edited,
    "mixed": Press.mixed,
    "reworked": Press.reworked,
    "in blocks": Press.in_blocks,
    "merged": Press.merged,
}
#: Those that are the same text, trimmed, re-headlined or touched up.
COPIES = frozenset({"truncated", "re-headlined", "agency", "edited"})
