"""Worker processes: limits hold, the pool goes on, and nothing is left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from desk import workers
from desk.workers import WorkerPool, WorkerRules
from pipeline.errors import SettingsError, WorkerKilledError


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """One pool of one worker with tight limits."""
    rules = WorkerRules(n_workers=1, time_limit=timedelta(seconds=1), memory_limit=1024**3, n_tasks=5, preload=())
    with WorkerPool(rules) as opened:
        yield opened


def square(number: int) -> int:
    """Return the square."""
    return number * number


def standing() -> int:
    """Return this process's niceness."""
    return os.nice(0)


def hang() -> None:
    """Never return."""
    while True:
        time.sleep(0.01)


def hang_in_c() -> int:
    """Spend minutes in one C call."""
    return len(str(7**10_000_000))


def eat_memory() -> int:
    """Ask for more than the limit."""
    return len(bytearray(4 * 1024**3))


def kill_itself() -> None:
    """Die as if the system had killed it."""
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    """Raise an error of its own."""
    raise ValueError("not this one")


def give_up() -> None:
    """Raise a TimeoutError of its own."""
    raise TimeoutError("the function's own")


def process_id() -> int:
    """Return the number of the process it runs in."""
    return os.getpid()


def hold() -> None:
    """Load something large, as a model is, and keep it."""
    HELD.append(bytearray(900 * 1024**2))


def refuse_setting() -> None:
    """Load what is not there."""
    raise SettingsError("no such model")


def held() -> int:
    """Return what was loaded into this process, bytes, after asking for 400 MB more."""
    return len(bytearray(400 * 1024**2)) and sum(map(len, HELD))


HELD: list[bytearray] = []


async def test_what_a_worker_loads_comes_on_top_of_its_memory_limit_and_before_its_time() -> None:
    """A task may ask for its own share beside it, and for no more; what cannot be loaded is left to the tasks."""
    limits = WorkerRules(n_workers=1, time_limit=timedelta(seconds=5), memory_limit=1024**3, preload=())
    with WorkerPool(replace(limits, loading=hold)) as opened:
        assert await opened.run(held) == 900 * 1024**2
        with pytest.raises(WorkerKilledError, match="memory limit"):
            await opened.run(eat_memory)
    with WorkerPool(replace(limits, loading=refuse_setting)) as opened:
        assert await opened.run(square, 12) == 144


async def test_a_function_runs_in_another_process_and_returns_its_result(pool: WorkerPool) -> None:
    """What a function returns there comes back here."""
    assert await pool.run(square, 12) == 144
    assert await pool.run(process_id) != os.getpid()


async def test_many_tasks_come_back_in_the_order_they_were_asked(pool: WorkerPool) -> None:
    """Tasks beyond the recycling limit lose nothing."""
    assert await asyncio.gather(*(pool.run(square, n) for n in range(30))) == [n * n for n in range(30)]


@pytest.mark.parametrize("function", [hang, hang_in_c])
async def test_a_function_that_hangs_is_killed_and_the_pool_goes_on(pool: WorkerPool, function: object) -> None:
    """A hang, also one inside C code, ends at the time limit."""
    started = time.monotonic()
    with pytest.raises(WorkerKilledError, match=r"ran over its limit of 1 s"):
        await pool.run(function)  # type: ignore[arg-type]
    assert time.monotonic() - started < 10
    assert await pool.run(square, 3) == 9


async def test_a_function_that_eats_memory_is_stopped_and_the_pool_goes_on(pool: WorkerPool) -> None:
    """Memory beyond the limit ends the task, not the machine."""
    with pytest.raises(WorkerKilledError, match="memory limit of 1024 MB"):
        await pool.run(eat_memory)
    assert await pool.run(square, 3) == 9


async def test_a_worker_that_dies_is_told_and_replaced(pool: WorkerPool) -> None:
    """A process killed by the system is told as such."""
    with pytest.raises(WorkerKilledError, match="died"):
        await pool.run(kill_itself)
    assert await pool.run(square, 3) == 9


async def test_an_idle_worker_killed_from_outside_costs_nothing(pool: WorkerPool) -> None:
    """The next task finds a new pool."""
    os.kill(await pool.run(process_id), signal.SIGKILL)
    await asyncio.sleep(0.5)
    assert await pool.run(square, 4) == 16


async def test_what_the_function_raises_is_raised_here(pool: WorkerPool) -> None:
    """Errors of the function pass, a TimeoutError of its own included."""
    with pytest.raises(ValueError, match="not this one"):
        await pool.run(refuse)
    with pytest.raises(TimeoutError, match="the function's own"):
        await pool.run(give_up)


async def test_the_reader_runs_in_a_worker_without_loading_the_model_libraries() -> None:
    """Workers stay small: the libraries of the model, the store and the crawler are no part of reading."""
    with WorkerPool(WorkerRules(n_workers=1)) as readers:
        assert await readers.run(loaded_modules) == []


def loaded_modules() -> list[str]:
    """Return which heavy libraries the reader has loaded in its process."""
    import desk.lines
    import pipeline.read.page

    assert pipeline.read.page
    assert desk.lines
    return sorted({"torch", "sentence_transformers", "transformers", "sqlalchemy", "scrapy"} & set(sys.modules))


def test_no_worker_outlives_a_process_that_is_killed(tmp_path: Path) -> None:
    """After SIGKILL the workers go away by themselves, and a clean end leaves none and does not hang."""
    script = tmp_path / "owner.py"
    script.write_text(
        textwrap.dedent("""
        import asyncio, os, sys, time
        from desk.workers import WorkerPool, WorkerRules
        if __name__ == "__main__":
            pool = WorkerPool(WorkerRules(n_workers=1, preload=()))
            print(asyncio.run(pool.run(os.getpid)), flush=True)
            if sys.argv[1] == "wait":
                time.sleep(60)
        """)
    )
    for way in ("wait", "leave"):
        owner = subprocess.Popen([sys.executable, str(script), way], stdout=subprocess.PIPE, text=True)
        assert owner.stdout is not None
        worker = int(owner.stdout.readline())
        if way == "wait":
            owner.kill()
        owner.wait(timeout=20)
        owner.stdout.close()
        assert _goes_away(worker)


def _goes_away(process: int) -> bool:
    for _ in range(100):
        if not Path(f"/proc/{process}").exists():
            return True
        time.sleep(0.1)
    return False


async def test_tasks_whose_pool_ends_under_them_are_run_again() -> None:
    """Of many tasks that break together only the first one replaces the pool, and none is lost."""
    with WorkerPool(WorkerRules(preload=())) as pool:
        await pool.run(square, 1)
        tasks = [asyncio.create_task(pool.run(square, number)) for number in range(40)]
        await asyncio.sleep(0)
        await asyncio.to_thread(workers._end, pool._opened())
        assert await asyncio.gather(*tasks) == [number * number for number in range(40)]


async def test_a_task_that_is_given_up_stays_given_up() -> None:
    """Cancelling is not taken for a broken pool."""
    with WorkerPool(WorkerRules(preload=())) as pool:
        task = asyncio.create_task(pool.run(time.sleep, 30))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_workers_stand_back_as_far_as_they_are_told() -> None:
    """A pool that is to stand back runs its tasks at a lower priority than the process that started it."""
    with WorkerPool(WorkerRules(n_workers=1, preload=(), niceness=5)) as pool:
        assert asyncio.run(pool.run(standing)) == min(os.nice(0) + 5, 19)


def leave_mark(file: Path) -> None:
    """Write one's process number down, as something that is loaded would."""
    file.write_text(str(os.getpid()), encoding="ascii")


def await_mark(file: Path) -> int:
    """Return the process number that is written down, once it is."""
    while not (file.exists() and file.read_text(encoding="ascii")):
        time.sleep(0.01)
    return int(file.read_text(encoding="ascii"))


async def test_a_pool_that_is_started_loads_before_its_first_task_and_hears_no_interrupt(tmp_path: Path) -> None:
    """What takes long is loaded beside what the caller does; Ctrl-C, which all processes of a terminal hear, is the caller's."""
    mark = tmp_path / "loaded"
    with WorkerPool(WorkerRules(n_workers=1, preload=(), loading=partial(leave_mark, mark))) as pool:
        pool.start()
        (started,) = pool._opened()._pool_manager.worker_manager.workers
        os.kill(started, signal.SIGINT)
        assert await asyncio.to_thread(await_mark, mark) == started
        assert await pool.run(os.getpid) == started
