"""What rules the assignment of articles to threads and developments."""

from dataclasses import dataclass, field

from pipeline.thread.lessons import LessonRules
from pipeline.thread.weights import BareRules, Weights, learned


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRules:
    """What rules the assignment; one setting for full texts, short items and bare headlines."""

    #: Score from which an article joins a thread, 0..1.
    #: Source: `benchmarks/threads.py`, best mean over the development sets.
    join_thread: float = 0.6
    #: Score from which an article joins a development of its thread, 0..1. Source: the same.
    join_development: float = 0.6
    #: Articles nearest by cosine whose threads are looked at.
    n_near: int = 24
    #: Articles that share the rarest terms whose threads are looked at as well.
    n_sharing: int = 12
    #: Articles told last whose threads are looked at as well.
    n_latest: int = 3
    #: Does the model that made the vectors know more than one language? Otherwise each language is threaded by itself.
    crosses_languages: bool = False
    #: Dimension of the vectors; those of another model set their own as the first of them comes.
    dimension: int = 384
    #: Weights of the evidence for a thread.
    thread: Weights = field(default_factory=lambda: learned("thread"))
    #: Weights of the evidence for a development.
    development: Weights = field(default_factory=lambda: learned("development"))
    #: How far corrections reach.
    lessons: LessonRules = field(default_factory=LessonRules)
    #: How developments are chosen for bare headlines.
    bare: BareRules = field(default_factory=BareRules)
