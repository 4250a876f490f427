"""The query language: one for page, command line, API and watches; `docs/query.md` is its reference."""

from pipeline.query.lenient import read_leniently
from pipeline.query.matching import Subject, matches
from pipeline.query.reading import QueryRules, read_query
from pipeline.query.tree import Query, Question
from pipeline.query.writing import written

__all__ = [
    "Query",
    "QueryRules",
    "Question",
    "Subject",
    "matches",
    "read_leniently",
    "read_query",
    "written",
]
