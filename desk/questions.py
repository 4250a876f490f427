"""Turns what is typed into a question: the sentences in `similar:` get their vectors here, from the model at hand."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.errors import ModelError
from pipeline.ports import Vector
from pipeline.query import Query, Question, read_leniently, read_query
from pipeline.query.tree import sentences

#: Texts -> unit vectors, in the same order; may raise a `ThroughlineError`.
Embed = Callable[[Sequence[str]], Sequence[Vector]]
#: Sentences whose vectors are kept: an editor turns pages of one search.
_KEPT = 256


class Questions:
    """Makes questions; safe to use from several threads at once."""

    def __init__(self, embed: Embed | None = None, model: str = "") -> None:
        """Make one.

        Args:
            embed: what makes vectors; None: there is none, and nothing is similar to anything.
            model: the name under which such vectors are stored.
        """
        self._embed = embed
        self._model = model
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._keeping = threading.Lock()

    def strict(self, typed: str, now: datetime) -> Question:
        """Return the question that was typed.

        Raises:
            QueryError: it cannot be read.
            ModelError: the model cannot be used.
        """
        query = read_query(typed)
        return Question(query=query, now=now, vectors=self._vectors_of(query), model=self._model)

    def lenient(self, typed: str, now: datetime) -> Question:
        """Return the question that was typed, or else the one for its bare words; its query says which, and why."""
        query, vectors = read_leniently(typed), dict[str, Vector]()
        try:
            vectors = self._vectors_of(query)
        except ModelError as error:
            query = replace(query, problem=str(error))
        return Question(query=query, now=now, vectors=vectors, model=self._model)

    def _vectors_of(self, query: Query) -> dict[str, Vector]:
        return {sentence: self._vector(sentence) for sentence in sentences(query)}

    def _vector(self, sentence: str) -> Vector:
        if self._embed is None:
            raise ModelError("“similar:” needs the embedding model, which is not at hand here: search for words")
        with self._keeping:
            if sentence in self._vectors:
                self._vectors.move_to_end(sentence)
                return self._vectors[sentence]
        (vector,) = self._embed([sentence])
        with self._keeping:
            self._vectors[sentence] = vector
            while len(self._vectors) > _KEPT:
                self._vectors.popitem(last=False)
        return vector
