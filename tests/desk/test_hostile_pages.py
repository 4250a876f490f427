"""Pages that are made to hurt: each ends, its worker stays small, the others are read, and it is not read twice."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import html

from benchmarks.hostile_pages import MOST_MIB, measure, ours, page_of, shipped_limits, theirs
from config.settings import read_settings
from desk.cycle import Cycle
from desk.wiring import Desk
from desk.workers import WorkerPool, WorkerRules
from pipeline.nouns import Outcome, Page
from pipeline.read.floods import FloodRules, without_floods
from pipeline.read.looks import look_at_answer
from pipeline.read.rules import ReadRules

#: Those of our own that are decided soon on any machine, or run over a limit for certain.
QUICK = ("unclosed paragraphs", "nested boxes", "attributes", "long attribute", "script", "JSON of brackets")
SLOW = "lines"
#: Seconds from a worker's limit to its end, with much room for a machine that has other things to do.
GRACE = 15.0


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """One worker at a time, under the limits that the settings ship with."""
    with WorkerPool(shipped_limits()) as opened:
        yield opened


async def _is_survived(pool: WorkerPool, name: str, body: bytes) -> None:
    cost = await measure(pool, name, body)
    assert cost.goes_on
    assert 0 < cost.mebibytes <= MOST_MIB
    assert cost.seconds <= read_settings().read.time_limit + GRACE


@pytest.mark.parametrize("name", QUICK)
async def test_a_hostile_page_of_ours_ends_within_its_limits(pool: WorkerPool, name: str) -> None:
    """Read, refused or killed; the pool goes on."""
    await _is_survived(pool, name, ours()[name])


async def test_every_hostile_page_of_the_material_ends_within_its_limits(pool: WorkerPool) -> None:
    """The same for the pages that the benchmarks' material makes."""
    pages = dict(theirs())
    if not pages:
        pytest.skip("there are no hostile pages: set THROUGHLINE_DATA")
    for name, body in pages.items():
        await _is_survived(pool, name, body)


def allocate(mebibytes: int) -> int:
    """Use so much memory."""
    return len(bytearray(b"x") * (mebibytes * 1024 * 1024))


async def test_a_worker_may_not_use_more_than_its_memory(pool: WorkerPool) -> None:
    """What is asked for beyond the limit is refused; much below it is had."""
    assert await pool.run(allocate, 100) > 0
    with pytest.raises(Exception, match="memory limit of 480 MB"):
        await pool.run(allocate, 500)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with an empty store."""
    (tmp_path / "outlets").mkdir()
    file = tmp_path / "desk.toml"
    file.write_text(f'[paths]\ndata = "{tmp_path}"\noutlets = "{tmp_path / "outlets"}"\n')
    opened = Desk(settings=read_settings(file), file=file)
    opened.store.care.upgrade()
    yield opened
    opened.store.close()


def _fetched(body: bytes) -> Page:
    return replace(page_of(body), content_hash=hashlib.sha256(body).hexdigest())


async def test_a_killed_page_is_kept_counted_and_not_read_again_until_it_changes(desk: Desk) -> None:
    """The same bytes at the next round do not wait to be read; others do."""
    slow = ours()[SLOW]
    limits = WorkerRules(n_workers=1, time_limit=timedelta(seconds=1))
    with WorkerPool(limits) as workers:
        cycle = Cycle(desk, workers, workers)
        assert desk.store.pages.take(_fetched(slow), None)
        assert await cycle.read_and_thread() == {Outcome.KILLED: 1}
        assert not desk.store.pages.take(_fetched(slow), None)
        assert desk.store.pages.n_unread() == 0
        assert await cycle.read_and_thread() == {}
        assert desk.store.pages.take(_fetched(b"<h1>Gone</h1><p>Too short to be read.</p>"), None)
        assert await cycle.read_and_thread() == {Outcome.TOO_SHORT: 1}
    assert desk.store.pages.outcomes() == {"killed": 1, "too_short": 1}
    assert desk.store.pages.mark_unread(outcome=Outcome.KILLED) == 1
    ((_, kept),) = desk.store.pages.unread(9)
    assert kept.body == slow


def test_a_tag_with_too_many_attributes_is_refused_and_long_ones_are_not() -> None:
    """Many attributes cost a parser the square; one long one, or words within marks, cost nothing."""
    many = page_of(f"<p {' '.join(f'a{n}=1' for n in range(20_000))}>".encode())
    long = page_of(f'<p title="{"word " * 20_000}">{"text " * 20_000}</p>'.encode())
    refused = look_at_answer(many, ReadRules())
    assert refused is not None
    assert refused.outcome is Outcome.TOO_LARGE
    assert look_at_answer(long, ReadRules()) is None


def test_floods_are_left_out_of_a_search_and_the_page_stays_as_it_is() -> None:
    """A common page is searched as it is; of another a copy without its long strings."""
    rules = FloodRules(longest=50, most=200)
    common = html.fromstring("<div title='t'><p>On 3 May</p>tail</div>")
    assert without_floods(common, rules) is common
    flooded = html.fromstring(f"<div title='{'t' * 60}'><p>{'1' * 60}</p>{'2' * 60}<b>On 3 May</b></div>")
    before = html.tostring(flooded)
    assert html.tostring(without_floods(flooded, rules)) == b"<div><p></p><b>On 3 May</b></div>"
    assert html.tostring(flooded) == before
    many = html.fromstring(f"<div>{'<p>On 3 May 2026</p>' * 40}</div>")
    assert 5 < html.tostring(without_floods(many, rules)).count(b"On") < 20
