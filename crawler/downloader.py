"""Scrapy's downloader, with the delay of each host taken from the outlet and kept from one round to the next."""

from typing import Any

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot

from crawler.errand import Errand
from crawler.robots import DELAY
from crawler.urls import host_of


class PoliteDownloader(Downloader):
    """Waits between two requests to one host, over rounds too.

    A slot of Scrapy's lives as long as a crawl; rounds follow one another by the second, and would else each begin
    with a request to every host at once.
    """

    def get_slot_key(self, request: Request) -> str:
        """Return host and port: what is asked one request at a time."""
        return host_of(request.url)

    def _get_slot(self, request: Request, *args: Any) -> tuple[str, Slot]:
        hosts = self._errand.hosts
        is_new = self.get_slot_key(request) not in self.slots
        key, slot = super()._get_slot(request, *args)
        if is_new:
            slot.lastseen = hosts.asked_at.get(key, 0.0)
        if not self._errand.is_over:
            slot.delay = max(slot.delay, float(request.meta.get(DELAY, 0.0)))
        return key, slot

    def hurry(self) -> None:
        """Let what waits for its turn go on at once: a round that is over refuses it anyway."""
        for slot in self.slots.values():
            slot.delay = 0.0
            slot.close()
            self._process_queue(slot)

    def close(self) -> None:
        """Remember when each host was last asked."""
        self._errand.hosts.asked_at.update({key: slot.lastseen for key, slot in self.slots.items()})
        super().close()

    @property
    def _errand(self) -> Errand:
        errand: Errand = self.crawler.spider.errand  # type: ignore[union-attr]
        return errand
