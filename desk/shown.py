"""What pages, mails and `--json` show, frozen: every sentence in it was published, and knows where.

Nothing here decides; `desk.views` composes it from the store, templates lay it out.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pipeline.nouns import (
    ChangedSentence,
    DecidedBy,
    DevelopmentKind,
    Markings,
    OutletKind,
    ProvenanceKind,
    RevisionKind,
    Thread,
    ThreadStatus,
)
from pipeline.thread.firsts import Coverage, FirstClaim, Traced


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One published item as it is named on a page: its headline, who published it, and where."""

    article_id: str
    headline: str
    #: Where it was published; None: it came without an address, or with one that is not http(s).
    url: str | None
    #: Slug of the outlet, or None: not known.
    outlet: str | None
    #: The outlet's name as its readers know it.
    outlet_name: str
    at: datetime
    #: ISO 639-1 code, or None.
    language: str | None
    #: When its page was found to be gone; None: it stands.
    withdrawn_at: datetime | None = None
    #: What else its page says of it; empty where only its card was fetched.
    markings: Markings = field(default_factory=Markings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of plain words, and what it links to."""

    text: str
    #: http(s) address, or a path on the desk; None: bare words.
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of text in a diff or a snippet."""

    text: str
    #: `same`, `added`, `removed` or `found`.
    kind: str = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedText:
    """What one revision changed, to be read like a sub-editor's mark-up."""

    seen_at: datetime
    #: The headline, where it was changed; empty: it was not.
    headline: tuple[Stretch, ...]
    #: Changed sentences, or paragraphs where they were not kept, in order.
    paragraphs: tuple[tuple[Stretch, ...], ...]
    #: Paragraphs left out because nothing in them changed.
    n_unchanged: int
    #: `style` or `substance`; None: it was kept before that was told.
    kind: RevisionKind | None = None
    #: The changed sentences as they were and are, the headline among them.
    sentences: tuple[ChangedSentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactShown:
    """A quote, figure or date with the sentence it stands in, cut around its words."""

    #: `quote`, `figure` or `date`.
    kind: str
    text: str
    #: Speaker, thing counted, or date value; None: the text does not say.
    label: str | None
    #: For dates: does the sentence say that something is due then?
    is_follow_up: bool
    before: str
    #: The words themselves; empty where the sentence does not hold them letter by letter.
    marked: str
    after: str
    told: Told
    #: For dates: the clause that says what is due then; None: nothing is.
    due: str | None = None
    #: For figures: the place, as printed, and the time, ISO 8601, for which it holds; None: its clause names none.
    place: str | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceShown:
    """A sentence that makes a development one, and the earlier one that it is held against."""

    #: What it speaks for: `happened` for a sentence that the thread did not know.
    kind: DevelopmentKind
    kind_name: str
    #: Is it a possibility that an editor must judge, and no finding?
    is_possible: bool
    #: Speaker or body, thing counted, or ISO 8601 date; None: it has none.
    label: str | None
    #: For figures: the value told before, and the value now.
    old_value: float | None
    new_value: float | None
    #: How new the sentence is to the thread, 0..1.
    score: float
    sentence: str
    #: Characters of the article's text; None: it is the headline.
    start: int | None
    end: int | None
    #: The article that it stands in; None: it is in the thread no more.
    told: Told | None
    #: The earlier sentence, and the article that it stands in; None: there is none.
    against: str | None
    against_told: Told | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """An article that carries a development."""

    told: Told
    #: Time since the first report.
    after: timedelta
    provenance: ProvenanceKind
    #: Part of its text that stands in the other, 0..1.
    shared: float
    #: What it was copied from, where that is known.
    copied_from: Told | None
    #: Why it is here, in plain words.
    grounds: tuple[Part, ...]
    decided_by: DecidedBy
    revisions: tuple[ChangedText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentShown:
    """One thing that happened or was said, with who had it first and who else carries it."""

    id: str
    kind: DevelopmentKind
    #: The kind in plain words.
    kind_name: str
    #: The first report.
    first: Carried
    #: Further outlets with words of their own, in order of time.
    others: tuple[Carried, ...]
    #: Copies, folded away: in order of time.
    copies: tuple[Carried, ...]
    figures: tuple[FactShown, ...]
    quotes: tuple[FactShown, ...]
    dates: tuple[FactShown, ...]
    #: For corrections: what was changed.
    changed: ChangedText | None
    #: Further kinds for which its evidence speaks.
    also: tuple[DevelopmentKind, ...] = ()
    #: The sentences and facts that make it one.
    evidence: tuple[EvidenceShown, ...] = ()
    #: Further sentences that are kept and not shown: a count.
    n_more_evidence: int = 0
    #: Who had it first, as sure as that is known, who carries it since, and who never did; None: nobody is known.
    coverage: Coverage | None = None

    @property
    def carried(self) -> tuple[Carried, ...]:
        """Return every article that carries it: the first, those with words of their own, the copies."""
        return (self.first, *self.others, *self.copies)

    @property
    def n_outlets(self) -> int:
        """Return how many outlets carry it."""
        return len({carried.told.outlet_name for carried in self.carried})


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletShare:
    """How much of a thread one outlet carried."""

    name: str
    n_articles: int
    #: Developments that it had first.
    n_firsts: int
    #: How many of its articles are copies.
    n_copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """Articles of one day."""

    day: date
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMoved:
    """A thread in a list: what moved, in a line."""

    thread: Thread
    #: Who opened it.
    first: Told
    #: The newest development's first report.
    newest: Told
    newest_kind: DevelopmentKind
    newest_kind_name: str
    #: First reports of the developments before it, newest first, the opening left out; the latest few.
    earlier: tuple[Told, ...]
    n_outlets: int
    #: How many of its articles are copies of another's text.
    n_copies: int
    #: Articles a day, oldest first.
    activity: tuple[DayCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueShown:
    """A date on which something is due, and the thread that it belongs to."""

    fact: FactShown
    thread: Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpShown:
    """A date to follow up, with the sentence that told it first."""

    #: ISO 8601 day, month or year.
    value: str
    #: First instant of it, and the first after it.
    starts_at: datetime
    ends_at: datetime
    thread: Thread
    told: Told
    sentence: str
    #: The clause of it that says what is due; None: it cannot be told.
    due: str | None
    #: The sentence that took up what was due, and its article; None: nobody did so far.
    followed_up: str | None
    followed_up_by: Told | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstsShown:
    """Who had the figures and quotations of a thread first, and what outlets claim."""

    #: Figures and quotations that more than one outlet prints.
    traced: tuple[Traced, ...]
    #: Claims of outlets to have had it first, or to have it from another: claims, and no findings.
    claims: tuple[FirstClaim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadShown:
    """A thread's page."""

    thread: Thread
    first: Told
    #: Newest first, or in order of time.
    developments: tuple[DevelopmentShown, ...]
    is_newest_first: bool
    outlets: tuple[OutletShare, ...]
    activity: tuple[DayCount, ...]
    #: Dates on which something is due, soonest first.
    due: tuple[FactShown, ...]
    #: Names, and words of headlines, that set it apart.
    keywords: tuple[str, ...] = ()
    #: Does it move, or is it quiet by its own rhythm?
    status: ThreadStatus = ThreadStatus.LIVE
    #: When it is quiet if nothing more moves in it; None: not known.
    quiet_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article that answers a search."""

    told: Told
    #: Words around what was found.
    snippet: tuple[Stretch, ...]
    #: The thread it is in; None: in none yet.
    thread: Thread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchShown:
    """What a search found."""

    query: str
    threads: tuple[ThreadMoved, ...]
    articles: tuple[Found, ...]
    #: Why the query could not be read, in a sentence; None: it was read.
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedShown:
    """A feed's health."""

    url: str
    kind: str
    #: None: never yet.
    fetched_at: datetime | None
    next_at: datetime | None
    n_failures: int
    failure: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeShown:
    """In what way an outlet falls outside its own band."""

    #: `quiet`, `flood`, `errors` or `layout`.
    kind: str
    began_at: datetime
    #: With its figures.
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletShown:
    """An outlet's health and yield."""

    slug: str
    name: str
    #: Home page.
    home: str
    kind: OutletKind
    #: Does it sell its texts to other outlets?
    is_wire: bool
    feeds: tuple[FeedShown, ...]
    n_articles: int
    #: Newest article; None: none yet.
    last_article_at: datetime | None
    #: The newest first; empty: it is as it always was.
    notices: tuple[NoticeShown, ...] = ()

    @property
    def is_in_trouble(self) -> bool:
        """Tell whether any of its feeds failed at the last try, or it falls outside its own band."""
        return bool(self.notices) or any(feed.n_failures for feed in self.feeds)
