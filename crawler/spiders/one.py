"""The spider of one request: for what is neither feed nor page, such as a word to a hub."""

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.errand import Errand
from crawler.failures import why_failed


class OneSpider(Spider):
    """Sends one request through the door, and remembers what came of it."""

    name = "one"

    def __init__(self, errand: Errand, request: Request, **kwargs: Any) -> None:
        """Take the request.

        Args:
            errand: The round, with nothing due.
            request: What to send.
            kwargs: What Scrapy adds.
        """
        super().__init__(**kwargs)
        self.errand = errand
        self.response: Response | None = None
        self.failure: str | None = None
        self._request = request

    async def start(self) -> AsyncIterator[Request]:
        """Send it."""
        yield self._request.replace(callback=self._take_answer, errback=self._take_failure)

    async def _take_answer(self, response: Response) -> None:
        self.response = response

    async def _take_failure(self, failure: Failure) -> None:
        self.failure = why_failed(failure.value, self._request.url, self.errand.rules)
