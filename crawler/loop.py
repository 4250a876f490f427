"""One asyncio loop for everything: Scrapy's reactor runs on it, beside the web page, the clock and the mail.

A Twisted reactor that was stopped cannot start again (scrapy issues 2941 and 6742), so ours is started once a process
and never stopped: it lives on an asyncio loop that may run one coroutine after another.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import cache, partial
from threading import Thread
from typing import Any, TypeVar

from pipeline.errors import ThroughlineError

T = TypeVar("T")


def run_on_reactor(main: Callable[[], Awaitable[T]]) -> T:
    """Run one coroutine to its end on the loop that the crawler shares.

    Installs no signal handlers: SIGINT and SIGTERM are the coroutine's own affair. May be called again and again in one
    process, from one thread.

    Args:
        main: Called with nothing, gives what is awaited.

    Returns:
        What `main` returned.
    """
    loop = _reactor_loop()
    running = loop.create_task(_await(main))
    try:
        return loop.run_until_complete(running)
    finally:
        _end_rest(loop)


def check_on_reactor() -> None:
    """Make sure that the running loop is the crawler's.

    Raises:
        ThroughlineError: it is another one, and nothing could be fetched on it.
    """
    if asyncio.get_running_loop() is not _reactor_loop():
        raise ThroughlineError("crawl() runs on another event loop than the crawler's: start it with run_on_reactor().")


@cache
def _reactor_loop() -> asyncio.AbstractEventLoop:
    """Install and start the reactor once, and return the loop that it lives on."""
    from twisted.internet import asyncioreactor

    loop = asyncio.new_event_loop()
    install: Any = asyncioreactor.install
    install(eventloop=loop)
    from twisted.internet import reactor

    from crawler.guard import install_guard

    # told as failures already; what Scrapy itself does wrong is still heard
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    started: Any = reactor
    # names are resolved in these threads: one that hangs in getaddrinfo must not hold up the end of the program
    started.getThreadPool().threadFactory = partial(Thread, daemon=True)
    started.suggestThreadPoolSize(20)
    install_guard(started)
    started.startRunning(installSignalHandlers=False)
    return loop


async def _await(main: Callable[[], Awaitable[T]]) -> T:
    return await main()


def _end_rest(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel what the coroutine left running, and wait until it is gone."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    gathered: Coroutine[Any, Any, Any] = _gather(left)
    loop.run_until_complete(gathered)
    loop.run_until_complete(loop.shutdown_asyncgens())


async def _gather(tasks: set[asyncio.Task[Any]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)
