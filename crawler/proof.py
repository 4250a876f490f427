"""The guard proves itself: what it must refuse is asked of it, before anything else is."""

import asyncio
from dataclasses import dataclass

from crawler.rules import CrawlRules
from crawler.sending import Message, Reply, send
from pipeline.errors import ThroughlineError
from pipeline.ports import Clock

#: Path at which our own listener answers with a redirect to itself.
_AWAY = "/away"


@dataclass(slots=True)
class _Listener:
    """A listener of ours on loopback, which nothing may reach that was not allowed to."""

    port: int = 0
    n_reached: int = 0

    def url(self, host: str = "127.0.0.1", path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        if _AWAY.encode() in line:
            answer = f"HTTP/1.1 302 Found\r\nLocation: {self.url()}\r\n"
        else:
            self.n_reached += 1
            answer = "HTTP/1.1 200 OK\r\n"
        writer.write(f"{answer}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


async def prove_guard(rules: CrawlRules, clock: Clock) -> None:
    """Ask the door for a private address in figures, by name and through a redirect.

    Runs on the loop of `run_on_reactor`; asks nobody but ourselves.

    Raises:
        ThroughlineError: one of them was reached: nothing may be fetched.
    """
    listener = _Listener()
    server = await asyncio.start_server(listener.answer, "127.0.0.1", 0)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        for what, message in _tries(listener).items():
            _judge(what, listener, await send(message, rules=rules, clock=clock))
    finally:
        server.close()
        await server.wait_closed()


def _tries(listener: _Listener) -> dict[str, Message]:
    return {
        "a private address": Message(url=listener.url(), method="GET"),
        "a name of a private address": Message(url=listener.url("localhost"), method="GET"),
        "a redirect to a private address": Message(
            url=listener.url(path=_AWAY), method="GET", only_first_private=True, follows=True
        ),
    }


def _judge(what: str, listener: _Listener, reply: Reply) -> None:
    # a machine may know no localhost: then there was nothing to refuse, and nothing was reached
    is_refused = any(words in (reply.failure or "") for words in ("private address", "there is no host localhost"))
    if reply.status is not None or listener.n_reached or not is_refused:
        raise ThroughlineError(
            f"the guard of the network does not hold: {what} was not refused ({reply.failure or reply.status}); "
            "nothing is fetched. Install the versions of Scrapy and Twisted that pyproject.toml names."
        )
