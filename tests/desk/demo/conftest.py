"""A script of a few articles, in all the forms that a script knows, and a clock that is set by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.demo.nouns import Script
from desk.demo.script import load_script

STORY = '''
key = "pier"
summary = "The pier is closed, and a figure is corrected."

[[article]]
key = "wire-pier"
outlet = "crown-wire"
at = "1 08:00"
headline = "Pier at Brackwell closed after 1,200 bolts fail"
byline = ["Ida Marsh"]
section = "UK"
development = "closed"
text = """
The pier at Brackwell was closed on Monday after an inspection found 1,200 failed bolts.

“Nobody was ever in danger,” said Owen Tarn, the harbour master.

The council meets on Friday to decide what happens next.
"""

[[article]]
key = "post-pier"
outlet = "aldermouth-post"
at = "1 09:30"
headline = "Pier shut & 1,200 bolts gone"
standfirst = "Council to meet <on Friday>"
byline = ["Nora Whitlock", "Sam Reeve"]
section = "News"
label = "EXCLUSIVE"
image_credit = "The pier on Sunday (Image: Aldermouth Post)"
development = "closed"
copy_of = "wire-pier"
lead = "Anglers were turned away from the pier this morning."
drop_last = 1

[[article.edit]]
at = "2 10:00"
kind = "correction"
headline = "Pier shut & 1,020 bolts gone"
development = "figure-corrected"
text = """
Anglers were turned away from the pier this morning.

An inspection found 1,020 failed bolts.
"""

[[article]]
key = "review-pier"
outlet = "civic-review"
at = "2 07:00"
headline = "What a pier is for"
standfirst = "An essay on planks."
development = "essay"
wall = true
text = "Nobody reads this."

[[article]]
key = "foghorn-pier"
outlet = "the-foghorn"
at = "1 10:00"
headline = "Pier: we told you so"
development = "closed"
text = "We told you so."

[[article]]
key = "nine-live"
outlet = "channel-nine"
at = "3 18:00"
headline = "Council debates the pier: live"
development = "debate"
text = "The council is meeting now."

[[article.live]]
at = "3 18:20"
text = "The leader has opened the debate."

[[article.live]]
at = "3 19:05"
text = "The vote is carried by 31 to 12."

[[article]]
key = "quay-pier"
outlet = "quayside-today"
at = "1 12:00"
headline = "Anglers’ café loses “half its trade”"
development = "cafe"
text = "The café on the pier has lost half its trade, its owner said."
'''
QUIET_OUTLETS = (
    "the-meridian",
    "daily-lantern",
    "northern-dispatch",
    "the-tally",
    "westbrook-gazette",
    "harbour-radio",
    "aldermouth-police",
    "city-hall",
    "evening-tide",
)
ONE_OFFS = "".join(
    f"""
[[article]]
key = "{outlet}-one"
thread = "{outlet}-thread"
outlet = "{outlet}"
at = "2 {hour:02}:15"
headline = "A quiet day at number {hour}, {outlet}"
text = "Nothing happened at number {hour} today.\\n\\nThe kettle was put on twice."
"""
    for hour, outlet in enumerate(QUIET_OUTLETS, 1)
)
WATCHES = """
[[watch]]
kind = "query"
value = '"failed bolts" pier'
recipient = "nora@desk.example"
at = "0 00:00"

[[watch]]
kind = "outlet"
value = "aldermouth-post"
recipient = "nora@desk.example"
at = "0 00:00"

[[watch]]
kind = "thread"
value = "pier"
recipient = "sam@desk.example"
at = "2 20:00"
"""


@dataclass
class HandClock:
    """Tells the time that it was set to."""

    time: datetime

    def now(self) -> datetime:
        """Return that time."""
        return self.time

    def set(self, day: int, hour: int, minute: int = 0) -> None:
        """Set it to an hour of one of the script's days."""
        self.time = datetime(2026, 3, day + 1, hour, minute, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the script's files."""
    tmp_path.joinpath("pier.toml").write_text(STORY, encoding="utf-8")
    tmp_path.joinpath("one-offs.toml").write_text(ONE_OFFS, encoding="utf-8")
    tmp_path.joinpath("watches.toml").write_text(WATCHES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def script(folder: Path) -> Script:
    """Return the script."""
    return load_script(folder)


@pytest.fixture
def clock() -> HandClock:
    """Return a clock that stands at the end of the script."""
    return HandClock(datetime(2026, 3, 12, tzinfo=UTC))
