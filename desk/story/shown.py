"""What a thread's pages show, frozen; nothing here decides, and every sentence in it was published."""

from dataclasses import dataclass
from datetime import datetime

from desk.shown import Carried, ChangedText, DayCount, DevelopmentShown, FactShown, OutletShare, Told
from pipeline.nouns import DevelopmentKind, ProvenanceKind, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Which part of a long list one page shows."""

    #: Entries before it.
    skip: int
    #: Entries on the page.
    n: int
    n_all: int
    #: Entries that a full page holds.
    most: int

    @property
    def later(self) -> int | None:
        """Return how many entries the next page leaves out before it; None: this is the last."""
        return self.skip + self.n if self.skip + self.n < self.n_all else None

    @property
    def earlier(self) -> int | None:
        """Return how many entries the page before leaves out; None: this is the first."""
        return max(self.skip - self.most, 0) if self.skip else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryHead:
    """What stands at the top of every page of a thread."""

    thread: Thread
    first: Told
    #: The article whose headline heads the thread; None: it is not known any more.
    headed: Told | None
    n_developments: int
    n_articles: int
    n_outlets: int
    activity: tuple[DayCount, ...]
    #: Names, and words of headlines, that set it apart.
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentFolded:
    """A development with as many of its articles as are shown at once."""

    shown: DevelopmentShown
    n_outlets: int
    n_copies: int
    #: Articles that are not listed here.
    n_more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineShown:
    """The page that a thread's address opens."""

    head: StoryHead
    developments: tuple[DevelopmentFolded, ...]
    stretch: Stretch
    is_newest_first: bool
    outlets: tuple[OutletShare, ...]
    due: tuple[FactShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one outlet had of one development."""

    outlet_name: str
    #: When it first had it; None: it has not.
    at: datetime | None
    #: Had it first.
    is_first: bool
    #: All that it has of it is copied.
    is_copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """One development across the outlets."""

    development_id: str
    headline: str
    kind: DevelopmentKind
    kind_name: str
    at: datetime
    cells: tuple[Cell, ...]
    #: Outlets of the table that have not carried it.
    n_gaps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageShown:
    """Outlets against developments: who has carried what, and who has not."""

    #: Names of the columns: those that carried most.
    outlets: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    #: Outlets of the thread that have no column.
    n_left_out: int
    stretch: Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """An article of the thread, its copies folded under it."""

    carried: Carried
    development_id: str
    copies: tuple[Carried, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesShown:
    """The articles of a thread, newest first."""

    lines: tuple[ArticleLine, ...]
    stretch: Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class EditShown:
    """An article that was edited, with each edit."""

    told: Told
    provenance: ProvenanceKind
    development_id: str
    changes: tuple[ChangedText, ...]
