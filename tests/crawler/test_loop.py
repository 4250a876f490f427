"""The loop that the crawler shares: one coroutine after another, signals left alone, exits that do not hang."""

import asyncio
import signal
import subprocess
import sys
import time

import pytest

from crawler import run_on_reactor


async def three() -> int:
    """Return three, in time."""
    await asyncio.sleep(0)
    return 3


async def fails() -> None:
    """Fail."""
    raise ValueError("no")


def test_it_runs_one_coroutine_after_another():
    """The loop outlives each; what one returns or raises reaches the caller."""
    assert run_on_reactor(three) == 3
    with pytest.raises(ValueError, match="no"):
        run_on_reactor(fails)
    assert run_on_reactor(three) == 3


def test_what_is_left_running_is_cancelled():
    """A task that the coroutine forgot does not run on into the next."""
    left: list[asyncio.Task[None]] = []

    async def forgets() -> None:
        left.append(asyncio.create_task(asyncio.sleep(60)))
        await asyncio.sleep(0)

    run_on_reactor(forgets)
    assert left[0].cancelled()


def test_signals_are_left_alone():
    """No handler is installed: who runs on the loop decides what SIGINT and SIGTERM mean."""
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]
    run_on_reactor(three)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)] == before


def test_the_program_ends_though_a_name_is_still_being_resolved():
    """A resolver thread that hangs does not hold up the end of the program."""
    program = (
        "import asyncio, time\n"
        "from crawler import run_on_reactor\n"
        "async def main():\n"
        "    from twisted.internet import reactor\n"
        "    reactor.callInThread(time.sleep, 30)\n"
        "    await asyncio.sleep(0.1)\n"
        "run_on_reactor(main)\n"
    )
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", program], check=True, timeout=25)
    assert time.monotonic() - began < 20
