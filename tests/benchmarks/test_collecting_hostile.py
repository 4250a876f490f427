"""The whole hostile web, where its material lies beside the checkout."""

from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import pytest

from benchmarks.collecting_hostile import hostile, ssrf
from benchmarks.material import data_folder

pytestmark = pytest.mark.skipif(
    not (data_folder() / "hostile" / "ssrf.json").exists(), reason="the hostile material is not beside the checkout"
)


def test_no_payload_reaches_a_private_address_and_the_open_web_stays_open():
    """Each payload that must be blocked opens no connection to a private address; each control is reached."""
    found = ssrf()
    assert found["wrong"] == []
    assert found["connections_to_no_public_address"] == 0


def test_each_abuse_is_decided_in_time_and_in_little_memory():
    """As pages and as feeds, with every way in which a robots.txt misbehaves."""
    # a process of its own, as a round's crawler has: what other tests left in this one's heap is not the crawl's memory
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        found = alone.submit(hostile, timedelta(seconds=1)).result()
    kept = ("late", "large", "unhandled", "undecided", "asked_before_retry_after", "canary")
    assert {name: found[name] for name in kept if found[name]} == {}
