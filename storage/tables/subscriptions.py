"""What hubs push to us: one row a feed that offers a hub."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.nouns import SubscriptionState
from storage.tables.base import Base


class SubscriptionRow(Base):
    """A subscription at a hub; its due time is when the hub is asked next."""

    __tablename__ = "subscriptions"

    feed_url: Mapped[str] = mapped_column(sa.ForeignKey("feeds.url"), primary_key=True)
    hub: Mapped[str]
    topic: Mapped[str]
    callback: Mapped[str]
    #: The random end of the callback, by which a hub's request is known.
    token: Mapped[str] = mapped_column(unique=True)
    secret: Mapped[str]
    state: Mapped[SubscriptionState]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    last_push_at: Mapped[datetime | None]
    is_trusted: Mapped[bool]
    n_failures: Mapped[int]
    failure: Mapped[str | None]
