"""For whom a mention stands: the fullest name that the article prints for a pronoun, a role or a surname."""

import re
from collections.abc import Sequence
from functools import cached_property

from pipeline.read.lexicon import BODY_WORDS, ROLES, TITLES
from pipeline.read.people import People, Person
from pipeline.read.sentences import Sentences, Span
from pipeline.read.speakers import gender_of, is_pronoun

_STANDS_FOR = {"his": "he", "him": "he", "her": "she", "their": "they", "its": "it", "my": "i"}
_ROLE = re.compile(r"(?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir|[Aa]n?) (?:[\w’'-]+ ){0,5}[\w’'-]+\Z")
#: `the coroner, Dr Ines Whitlow,` - the name behind the role.
_NAMED_AFTER = re.compile(r", (?=(?:the [A-Z]|[A-Z]))")
#: Roles that say again who was named just before: `the 68-year-old`, `the mother of three`.
_SAYS_AGAIN = re.compile(r"[Tt]he (?:[\w-]+ )?(?:\d+-year-old|pensioner|(?:grand)?(?:mother|father) of \w+)\Z")
_ROLES_AND_TITLES = ROLES | TITLES
#: Sentences to look back for whom a pronoun stands.
_BACK = 7


class Antecedents:
    """Who stands for whom in one text."""

    def __init__(self, text: str, masked: str, sentences: Sentences) -> None:
        self.text = text
        self.masked = masked
        self.sentences = sentences

    @cached_property
    def people(self) -> People:
        """The people named."""
        return People(self.masked)

    def fullest(self, mention: Span, spoke: Sequence[str]) -> str | None:
        """Return the fullest mention of whom this one names; None: a pronoun whose name cannot be told.

        Args:
            mention: where it stands.
            spoke: speakers before it, in order.
        """
        printed = self.text[mention.start : mention.end]
        if is_pronoun(printed) or printed.lower() in {"who", "my"}:
            return self._antecedent(printed.lower(), mention.start, spoke)
        if _SAYS_AGAIN.match(printed):
            return self._antecedent(gender_of(printed) or "either", mention.start, spoke) or printed
        last = printed.rsplit(maxsplit=1)[-1]
        if _ROLE.match(printed) and (beside := self._beside(mention)):
            return beside
        if _ROLE.match(printed) and (last.islower() or last.lower() in _ROLES_AND_TITLES):
            return self._holder(printed, mention) or printed
        return self._full_name(printed, mention)

    def _full_name(self, printed: str, mention: Span) -> str:
        """Return the name in full where only a surname is printed, with a title or without."""
        here = [one for one in self.people.between(mention.start, mention.end) if one.end <= mention.end + 2]
        if len(here) != 1 or len(here[0].names) != 1 or mention.end - here[0].end > 2:
            return printed
        full = self.people.fullest(here[0].surname, gender_of(printed), here[0].start)
        return self.people.printed(full) if full else printed

    def _beside(self, mention: Span) -> str | None:
        """Return the name that stands behind a role: `the coroner, Dr Ines Whitlow,`."""
        after = _NAMED_AFTER.match(self.masked, mention.end)
        named = self.people.between(after.end(), after.end() + 24) if after else []
        if after and named and self.masked[after.end() : named[0].start] in {"", "the "}:
            return self.people.printed(named[0])
        return None

    def _holder(self, printed: str, mention: Span) -> str | None:
        """Return the name beside which a role is printed elsewhere in the text."""
        role, *modifiers = reversed([word for word in re.findall(r"[\w’'-]+", printed.lower()) if word != "the"])
        if (
            printed[:4].lower() != "the "
            or " for " in printed
            or "’s " in printed
            or role.endswith("s")
            or role in BODY_WORDS
        ):
            return None
        if role == "general" and modifiers[:1] == ["director"]:
            role, modifiers = "director", ["general"]
        holder = self.people.holder(role, frozenset(modifiers), mention.start)
        return self.people.printed(holder) if holder else None

    def _antecedent(self, pronoun: str, at: int, spoke: Sequence[str]) -> str | None:
        """Return the person named before in the sentence, or first in one before it, or who spoke last."""
        pronoun = _STANDS_FOR.get(pronoun, pronoun)
        here = self.sentences.index_at(at)
        if pronoun == "who":
            named = self.people.between(max(at - 80, self.sentences.spans[here].start), at)
            return self.people.printed(named[-1]) if named else None
        if pronoun in {"they", "it"}:
            return self._body(pronoun, here, at, spoke)
        for n in range(here, max(here - _BACK, -1), -1):
            sentence = self.sentences.spans[n]
            person = self._likely(pronoun, self.people.between(sentence.start, min(sentence.end, at)))
            if person:
                return self._full_name(self.people.printed(person), Span(person.start, person.end))
        return next((name for name in reversed(spoke) if self.people.gender(name) in {pronoun, None}), None)

    def _likely(self, pronoun: str, named: Sequence[Person]) -> Person | None:
        """Return for whom of those named in a sentence a pronoun stands: the surest, and of these the first."""
        fitting = [
            one for one in named if one.grade and (one.gender in {pronoun, None} or pronoun not in {"he", "she"})
        ]
        return max(fitting, key=lambda one: (one.gender == pronoun, one.grade), default=None)

    def _body(self, pronoun: str, here: int, at: int, spoke: Sequence[str]) -> str | None:
        """Return the body that was named just before `its`, or whoever spoke last."""
        sentence = self.sentences.spans[here]
        before = _LAST_NAME.search(self.masked, max(sentence.start, at - 200), at)
        if pronoun == "it" and before:
            return before.group(1)
        return next((name for name in reversed(spoke) if self.people.gender(name) is None), None)


_LAST_NAME = re.compile(r"((?:[A-Z](?!-[a-z])[\w-]*(?:’s)? )*[A-Z](?!-[a-z])[\w-]*)(?:[^A-Z]|[A-Z](?=-[a-z]))*\Z")
