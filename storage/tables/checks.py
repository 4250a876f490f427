"""What the last look at each feed saw, apart from what crawling it taught."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class FeedCheckRow(Base):
    """The last look at a feed by `throughline outlets check`; replaced by the next."""

    __tablename__ = "feed_checks"

    url: Mapped[str] = mapped_column(primary_key=True)
    #: Slug; the outlet may be one that was never crawled.
    outlet: Mapped[str]
    checked_at: Mapped[datetime]
    #: When a look last found articles in it; None: never.
    worked_at: Mapped[datetime | None]
    status: Mapped[int | None]
    #: The form that it has, such as `rss`; None: nothing was read.
    form: Mapped[str | None]
    n_entries: Mapped[int]
    n_dated: Mapped[int]
    newest_at: Mapped[datetime | None]
    problems: Mapped[tuple[str, ...]]
    failure: Mapped[str | None]
