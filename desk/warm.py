"""Imported once before worker processes are forked off: loads what reading a page needs, so that none loads it again.

A worker that took the place of a killed one would else spend two seconds of the next page's time on models.
"""

from datetime import UTC, datetime

from desk.heap import let_rest
from pipeline.nouns import Page
from pipeline.read.page import read_page

_TEXT = "The council voted on Tuesday to approve the new budget after a long debate about roads and schools. "
_URL = "https://press.example/news/budget"

read_page(
    Page(
        url=_URL,
        requested_url=_URL,
        outlet="",
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        status=200,
        headers={},
        body=f"<html><body><h1>Council approves budget</h1><p>{_TEXT * 3}</p></body></html>".encode(),
        content_hash="",
    )
)
# what is loaded stays, and each worker that is forked off looks for garbage as seldom as this process then does
let_rest()
