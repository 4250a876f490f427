"""What the API answers and takes, with an example of each field; instants are ISO 8601 in UTC."""

from datetime import datetime
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from pipeline.nouns import AlertState, DecidedBy, DevelopmentKind, OutletKind, ProvenanceKind, RevisionKind, WatchKind
from storage.people import Role

T = TypeVar("T")

_THREAD_ID = "t3f0c9a1b2d4e5f6"
_ARTICLE_ID = "a81b2c3d4e5f6071"
_DEVELOPMENT_ID = "d5e6f708192a3b4c"
_AT = "2026-03-06T21:05:00Z"


class Model(BaseModel):
    """The base of all."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Asked(BaseModel):
    """The base of what is sent: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(Model, Generic[T]):
    """One page of a list."""

    items: list[T]
    next: str | None = Field(
        description="Cursor of the page after this one; null: this is the last.", examples=["WyIyMDI2…"]
    )


class Problem(Model):
    """What went wrong (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["The query cannot be read"])
    status: int = Field(examples=[400])
    detail: str = Field(examples=["query, character 6: there is no operator “colour:”; expected headline:, outlet: …"])
    at: int | None = Field(default=None, description="For queries: the character, counted from 0.", examples=[5])
    expected: list[str] | None = Field(default=None, description="For queries: what may stand there.")


class ThreadOut(Model):
    """A running story."""

    id: str = Field(description="Lasting.", examples=[_THREAD_ID])
    slug: str = Field(examples=["police-reopen-cases"])
    headline: str = Field(description="A published one.", examples=["Police reopen 9,000 cases after years of denials"])
    opened_at: datetime = Field(examples=[_AT])
    last_seen_at: datetime = Field(description="When its newest article was told.", examples=[_AT])
    n_articles: int = Field(examples=[17])
    n_developments: int = Field(examples=[6])
    keeper: str | None = Field(default=None, description="Who has it on their desk.", examples=["ida"])


class DevelopmentOut(Model):
    """One thing that happened or was said in a thread."""

    id: str = Field(examples=[_DEVELOPMENT_ID])
    thread_id: str = Field(examples=[_THREAD_ID])
    kind: DevelopmentKind = Field(examples=["opened"])
    headline: str = Field(description="That of the article that had it first.", examples=["Mayor was never told"])
    first_article_id: str = Field(examples=[_ARTICLE_ID])
    first_outlet: str | None = Field(examples=["aldermouth-post"])
    first_at: datetime = Field(examples=[_AT])
    last_seen_at: datetime = Field(examples=[_AT])
    n_articles: int = Field(examples=[3])


class ProvenanceOut(Model):
    """Where a text comes from."""

    kind: ProvenanceKind = Field(examples=["copy"])
    of: str | None = Field(description="The earlier article.", examples=[_ARTICLE_ID])
    shared: float = Field(description="Part of its words that stand in the other, 0..1.", examples=[0.94])
    own: float = Field(description="Part of its words that stand in no earlier article, 0..1.", examples=[0.06])
    agency: str | None = Field(examples=["Crown Wire"])


class ArticleOut(Model):
    """One published item, without its text."""

    id: str = Field(examples=[_ARTICLE_ID])
    url: str | None = Field(description="http or https; null: it came without.", examples=["https://post.example/a"])
    outlet: str | None = Field(examples=["aldermouth-post"])
    headline: str = Field(examples=["Police reopen 9,000 cases after years of denials"])
    standfirst: str | None = Field(examples=["A letter to the mayor says so"])
    byline: list[str] = Field(examples=[["Ottoline Prewett"]])
    published_at: datetime | None = Field(examples=[_AT])
    seen_at: datetime = Field(examples=[_AT])
    language: str | None = Field(examples=["en"])
    withdrawn_at: datetime | None = Field(description="When its page was found to be gone.", examples=[None])
    provenance: ProvenanceOut
    thread_id: str | None = Field(examples=[_THREAD_ID])
    development_id: str | None = Field(examples=[_DEVELOPMENT_ID])


class QuoteOut(Model):
    """Words given as someone's."""

    speaker: str | None = Field(examples=["Dara Halloway"])
    text: str = Field(examples=["We did not listen when we should have"])
    sentence: str
    start: int = Field(description="Offset in the article's text.", examples=[12])
    end: int = Field(examples=[60])


class FigureOut(Model):
    """A number that counts something."""

    text: str = Field(examples=["about 9,000 cases"])
    value: float = Field(examples=[9000])
    value_to: float | None = Field(examples=[None])
    of: str | None = Field(examples=["cases"])
    unit: str | None = Field(examples=[None])
    approximate: str | None = Field(examples=["about"])
    change: str | None = Field(examples=[None])
    place: str | None = Field(
        description="The place for which it holds, as printed, where its clause names one.", examples=["Aldermouth"]
    )
    time: str | None = Field(
        description="The date or period for which it holds, ISO 8601, where its clause names one.", examples=["2026-02"]
    )
    sentence: str
    start: int = Field(examples=[31])
    end: int = Field(examples=[48])


class DateOut(Model):
    """A date or period that the text names."""

    text: str = Field(examples=["April 2026"])
    value: str | None = Field(description="ISO 8601, as exact as the text.", examples=["2026-04"])
    kind: str = Field(examples=["date"])
    is_follow_up: bool = Field(description="Does the sentence say that something is due then?", examples=[True])
    due: str | None = Field(
        description="The clause that says what is due then, as printed; null: nothing is.",
        examples=["the review will be completed by April 2026"],
    )
    sentence: str
    start: int = Field(examples=[40])
    end: int = Field(examples=[50])


class NameOut(Model):
    """A person, body or place that the text names."""

    text: str = Field(examples=["Aldermouth Police"])
    kind: str | None = Field(examples=["organisation"])
    start: int = Field(examples=[0])
    end: int = Field(examples=[17])


class FactsOut(Model):
    """The facts of an article, each with its sentence."""

    quotes: list[QuoteOut]
    figures: list[FigureOut]
    dates: list[DateOut]
    names: list[NameOut]
    note: str | None = Field(
        description="Which kinds were not looked for because of the article's language; null: all were.",
        examples=["Quotes, figures, dates and names are read in English only; this article is in German."],
    )


class RevisionOut(Model):
    """A version of an article that was replaced."""

    id: str = Field(examples=["r0a1b2c3d4e5f607"])
    seen_at: datetime = Field(examples=[_AT])
    headline: str
    text: str
    kind: RevisionKind | None = Field(examples=["substance"])


class GroundsOut(Model):
    """Why an article is where it is: the numbers that decided."""

    decided_by: DecidedBy = Field(examples=["machine"])
    score: float = Field(examples=[0.83])
    similarity: float | None = Field(examples=[0.79])
    nearest_article_id: str | None = Field(examples=[_ARTICLE_ID])
    nearest_similarity: float | None = Field(examples=[0.88])
    runner_up_thread_id: str | None = Field(examples=[_THREAD_ID])
    runner_up_score: float | None = Field(examples=[0.31])
    shared: list[str] = Field(examples=[["Halloway", "9,000"]])
    gap: float | None = Field(description="Seconds since the thread was last seen.", examples=[12000.0])


class WholeArticleOut(ArticleOut):
    """One published item with its text, facts, earlier versions and grounds."""

    text: str
    facts: FactsOut
    revisions: list[RevisionOut]
    grounds: GroundsOut | None


class HitOut(Model):
    """An article that a search found."""

    article_id: str = Field(examples=[_ARTICLE_ID])
    headline: str
    url: str | None
    outlet: str | None = Field(examples=["aldermouth-post"])
    published_at: datetime = Field(description="Published, or else seen.", examples=[_AT])
    snippet: str = Field(description="Plain text.")
    marks: list[tuple[int, int]] = Field(description="Where the words found stand in it.", examples=[[[4, 9]]])
    rank: float = Field(description="Comparable within one search only; 0: the newest come first.", examples=[4.2])
    thread_id: str | None = Field(examples=[_THREAD_ID])


class SpeakerOut(Model):
    """A name under which somebody is quoted."""

    name: str = Field(examples=["Dara Halloway"])
    n_quotes: int = Field(examples=[4])
    n_articles: int = Field(examples=[3])
    last_at: datetime = Field(examples=[_AT])


class SpokenOut(Model):
    """A quote with where it was printed."""

    quote: QuoteOut
    article_id: str = Field(examples=[_ARTICLE_ID])
    headline: str
    url: str | None
    outlet: str | None
    published_at: datetime = Field(examples=[_AT])
    thread_id: str | None = Field(examples=[_THREAD_ID])


class FeedOut(Model):
    """A feed's health."""

    url: str | None = Field(description="http or https; null: it is no address that may be linked to.")
    kind: str = Field(examples=["feed"])
    fetched_at: datetime | None
    next_at: datetime | None
    n_failures: int = Field(examples=[0])
    failure: str | None = Field(examples=[None])


class NoticeOut(Model):
    """In what way an outlet falls outside its own band."""

    kind: str = Field(examples=["quiet"])
    began_at: datetime = Field(examples=[_AT])
    says: str


class OutletOut(Model):
    """An outlet with its health and yield."""

    slug: str = Field(examples=["aldermouth-post"])
    name: str = Field(examples=["Aldermouth Post"])
    home: str | None = Field(description="http or https; null: it is no address that may be linked to.")
    kind: OutletKind = Field(examples=["newspaper"])
    is_wire: bool = Field(examples=[False])
    n_articles: int = Field(examples=[120])
    last_article_at: datetime | None
    feeds: list[FeedOut]
    notices: list[NoticeOut]


_RECIPIENT = r"^([A-Za-z0-9._+-]+@[A-Za-z0-9.-]+|https://[!-~]+)$"


class WatchIn(Asked):
    """A standing request."""

    kind: WatchKind = Field(examples=["query"])
    value: Annotated[str, Field(min_length=1, max_length=1000)] = Field(
        description="In the words of its kind: thread, query, outlet, speaker, figure, kind, number of outlets.",
        examples=["weir -ferry"],
    )
    recipient: Annotated[str, Field(max_length=254, pattern=_RECIPIENT)] = Field(
        description="Who is told: an e-mail address, or the https address of a webhook.",
        examples=["editor@paper.example"],
    )


class WatchOut(Model):
    """A standing request."""

    id: str = Field(examples=["w0a1b2c3d4e5f607"])
    kind: WatchKind = Field(examples=["query"])
    value: str = Field(examples=["weir -ferry"])
    recipient: str = Field(examples=["editor@paper.example"])
    created_at: datetime = Field(examples=[_AT])
    pace: str = Field(default="at_once", description="How soon it tells.", examples=["at_once"])


class AlertOut(Model):
    """What is or was owed to somebody: one development, or what befell an outlet, told once."""

    id: str = Field(examples=["m0a1b2c3d4e5f607"])
    state: AlertState = Field(examples=["sent"])
    watch_id: str
    recipient: str = Field(examples=["editor@paper.example"])
    thread_id: str | None = Field(examples=[_THREAD_ID])
    development_id: str | None = Field(examples=[_DEVELOPMENT_ID])
    notice_id: str | None = Field(description="What befell an outlet, where it tells of that.")
    message_id: str
    created_at: datetime = Field(examples=[_AT])
    due_at: datetime = Field(examples=[_AT])
    n_tries: int = Field(examples=[1])
    sent_at: datetime | None
    failure: str | None
    bounced_at: datetime | None = Field(description="When its letter was reported as undeliverable.")


class FollowUpOut(Model):
    """A date on which something is due."""

    value: str | None = Field(examples=["2026-04"])
    text: str = Field(examples=["April 2026"])
    due: str | None = Field(
        description="The clause that says what is due then, as printed.",
        examples=["the review will be completed by April 2026"],
    )
    sentence: str
    article_id: str = Field(examples=[_ARTICLE_ID])
    headline: str
    url: str | None
    thread_id: str = Field(examples=[_THREAD_ID])
    thread_slug: str = Field(examples=["police-reopen-cases"])


class NoteIn(Asked):
    """A note to write beside a thread."""

    text: Annotated[str, Field(min_length=1, max_length=10_000, pattern=r"\S")] = Field(
        examples=["Ask the board again."]
    )


class NoteOut(Model):
    """What somebody wrote beside a thread: the desk's own words."""

    id: str = Field(examples=["n0a1b2c3d4e5f607"])
    thread_id: str = Field(examples=[_THREAD_ID])
    person: str = Field(examples=["ida"])
    at: datetime = Field(examples=[_AT])
    text: str


class KeeperIn(Asked):
    """Who gets a thread."""

    person: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._@-]{0,63}$")] = Field(examples=["ida"])


class KeeperOut(Model):
    """Who has a thread on their desk."""

    thread_id: str = Field(examples=[_THREAD_ID])
    person: str = Field(examples=["ida"])
    given_by: str = Field(examples=["ben"])
    at: datetime = Field(examples=[_AT])


class CallerOut(Model):
    """Who asks, and what they may do."""

    name: str = Field(examples=["ida"])
    scopes: list[str] = Field(examples=[["read", "write"]])
    via: str = Field(examples=["token"])


class PersonOut(Model):
    """Somebody who may use the desk."""

    name: str = Field(examples=["ida"])
    role: Role = Field(examples=["editor"])
    has_password: bool = Field(examples=[True])
    created_at: datetime = Field(examples=[_AT])


class AuditOut(Model):
    """A write that was asked for, done or refused."""

    at: datetime = Field(examples=[_AT])
    person: str = Field(examples=["ida"])
    via: str = Field(examples=["session"])
    what: str = Field(examples=["POST /api/v1/watches"])
    status: int | None = Field(examples=[201])
