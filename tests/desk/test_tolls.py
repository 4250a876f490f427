"""The tolls that articles state first, on the page of a thread's figures."""

from pathlib import Path

import httpx
from lxml import html

from desk.web import create_app
from tests.desk.newsroom import Newsroom
from tests.desk.test_web import Still


async def test_the_outlets_first_stated_tolls_stand_side_by_side(tmp_path: Path) -> None:
    """Killed and injured, each outlet with its sentence; who states none, and copies, have no line."""
    newsroom = Newsroom(tmp_path)
    publish = newsroom.publish
    publish("crash", "channel-nine", "7 05:30", "Coach overturns on the Tarn road",
            "Three people died and nine were injured when a coach overturned near Marlbridge.")  # fmt: skip
    publish(
        "crash-late", "the-tally", "7 09:00", "Four dead in Tarn road crash", "Police closed the road.", thread="crash"
    )
    publish("crash-road", "harbour-radio", "7 10:00", "Tarn road shut", "The road will open on Monday.", thread="crash")
    publish("crash-copy", "daily-lantern", "7 10:30", "Four dead in Tarn road crash", "Police closed the road.",
            thread="crash", copy_of="crash-late")  # fmt: skip
    transport = httpx.ASGITransport(app=create_app(newsroom.store, Still()))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        slug = newsroom.store.threads.find(newsroom.thread_id("crash")).slug
        page = html.fromstring((await client.get(f"/thread/{slug}/figures", follow_redirects=True)).text)
    newsroom.close()
    (heading,) = [each for each in page.iter("h3") if each.text == "First stated tolls"]
    rows = [
        ["".join(map(str, cell.itertext())).strip() for cell in row.iter("td")]
        for table in heading.itersiblings("table")
        for row in table.iter("tr")
    ]
    lines = [row[2:] for row in rows if row]
    assert lines == [
        ["3", "9", "Three people died and nine were injured when a coach overturned near Marlbridge."],
        ["4", "–", "Four dead in Tarn road crash"],
    ]
