"""Which offices the articles of a thread print beside which names: `the mayor of London, Sir Sadiq Khan`."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.read.lexicon import PLACES
from pipeline.read.people import People, Person
from pipeline.read.strings import find_strings, mask
from pipeline.thread.accounts import Account
from pipeline.thread.mentions import folded, is_office

#: Beside an office these make it another one.
_TELLS_APART = frozenset(
    {"deputy", "former", "ex", "shadow", "acting", "vice", "assistant", "interim", "designate", "late"}
)
#: Sentences of a thread that are read for names; later ones of a very long thread are not.
_MOST_SENTENCES = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence of the thread that shows who somebody is."""

    article_id: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A person whom a sentence of the thread names in full."""

    #: Words of the name, folded, titles left out.
    names: tuple[str, ...]
    evidence: Evidence


class Offices:
    """The people named in the sentences around a thread's facts, with what is set beside their names."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._rows: list[Evidence] = list(_sentences(accounts))[:_MOST_SENTENCES]
        masked = [mask(row.sentence, find_strings(row.sentence)).replace("\n", " ") for row in self._rows]
        self._starts = _starts(masked)
        self._named = People("\n".join(masked))
        #: Each person that is named in full and surely one, wherever that is.
        self.people: tuple[Named, ...] = tuple(
            self._as_named(one) for one in self._named.all if one.grade == 2 and len(_own_names(one)) > 1
        )

    def holder(self, office: str, modifiers: frozenset[str]) -> Named | None:
        """Return the one person beside whose name an office is printed; None: nobody, or more than one.

        Args:
            office: the office, folded: `mayor`.
            modifiers: what the mention says of it, folded: `london`. All of it must stand beside the name too.
        """
        holders = [one for one in self._named.holders(office) if self._fits(one, modifiers)]
        full = [one for one in holders if len(_own_names(one)) > 1]
        if len({(_own_names(one)[0], _own_names(one)[-1]) for one in full}) != 1:
            return None
        return self._as_named(full[0])

    def _fits(self, one: Person, modifiers: frozenset[str]) -> bool:
        beside = {folded(word) for word in self._named.offices(one)}
        if (beside & _TELLS_APART) != (modifiers & _TELLS_APART):
            return False
        return all(any(word == known or _begins(word, known) for known in beside) for word in modifiers)

    def _as_named(self, one: Person) -> Named:
        row = self._rows[max(bisect_right(self._starts, one.start) - 1, 0)]
        return Named(names=_own_names(one), evidence=row)


def _own_names(one: Person) -> tuple[str, ...]:
    """Return the words of a person's name, without the place of `Mayor of London Sadiq Khan` or an office before it."""
    names = tuple(folded(name) for name in one.names)
    last = max((n for n, name in enumerate(names[:-1]) if is_office(name)), default=-1)
    names = names[last + 1 :]
    while len(names) > 2 and names[0] in PLACES:
        names = names[1:]
    return names


def _sentences(accounts: Iterable[Account]) -> Iterator[Evidence]:
    """Yield each distinct sentence around a fact of each article, in order."""
    for account in accounts:
        facts = account.facts
        printed = sorted(
            (fact.start, fact.sentence) for kind in (facts.quotes, facts.figures, facts.dates) for fact in kind
        )
        for sentence in dict.fromkeys(sentence for _, sentence in printed):
            yield Evidence(article_id=account.article_id, sentence=sentence)


def _starts(rows: Sequence[str]) -> list[int]:
    starts, at = list[int](), 0
    for row in rows:
        starts.append(at)
        at += len(row) + 1
    return starts


def _begins(short: str, long: str) -> bool:
    return len(short) >= 3 and long.startswith(short)
