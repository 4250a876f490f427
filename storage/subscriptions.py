"""Subscriptions at hubs: what was agreed with whom, and when it is talked about again."""

from datetime import datetime

import sqlalchemy as sa

from pipeline.nouns import Subscription
from storage.database import Database
from storage.statements import insert_or_replace
from storage.tables import FeedRow, Shape, SubscriptionRow, table_of

_SUBSCRIPTIONS, _FEEDS = table_of(SubscriptionRow), table_of(FeedRow)
_SUBSCRIPTION = Shape(Subscription, SubscriptionRow)


class Subscriptions:
    """Remembers subscriptions; talks to no hub and decides no times."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Subscription]:
        """Return every subscription, by feed.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*_SUBSCRIPTION.columns).order_by(SubscriptionRow.feed_url)
        with self._database.reading() as connection:
            return [_SUBSCRIPTION.build(row) for row in connection.execute(asked)]

    def of_feed(self, feed_url: str) -> Subscription | None:
        """Return the subscription of a feed, or None.

        Raises:
            StorageError: the database refused.
        """
        return self._one(SubscriptionRow.feed_url == feed_url)

    def of_token(self, token: str) -> Subscription | None:
        """Return the subscription whose callback ends in this, or None.

        Raises:
            StorageError: the database refused.
        """
        return self._one(SubscriptionRow.token == token)

    def _one(self, which: sa.ColumnElement[bool]) -> Subscription | None:
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*_SUBSCRIPTION.columns).where(which)).one_or_none()
        return None if row is None else _SUBSCRIPTION.build(row)

    def take(self, subscription: Subscription) -> None:
        """Remember a subscription as it is from now on.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            statement = insert_or_replace(self._database.dialect, _SUBSCRIPTIONS)
            connection.execute(statement, [_SUBSCRIPTION.values(subscription)])

    def forget(self, feed_url: str) -> None:
        """Remove a subscription that is over.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            connection.execute(sa.delete(_SUBSCRIPTIONS).where(SubscriptionRow.feed_url == feed_url))

    def postpone(self, feed_url: str, until: datetime) -> None:
        """Let a feed be polled no earlier than this: its hub pushes.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            polled = sa.update(_FEEDS).where(FeedRow.url == feed_url, FeedRow.next_fetch_at < until)
            connection.execute(polled.values(next_fetch_at=until))
