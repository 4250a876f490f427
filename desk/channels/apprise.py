"""A letter through Apprise, in a process of its own: what it connects to is watched there, and it can be killed."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from desk.mail.smtp import Refusal

_MODULE = "desk.channels.apprise_process"
#: Seconds for one letter, the loading of Apprise included.
_TIME_LIMIT = 60.0


def is_known_to_apprise(address: str) -> bool:
    """Tell whether Apprise knows a channel of this form; nothing is sent, and nothing connected to."""
    asked = json.dumps({"address": address, "only_check": True}).encode()
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", _MODULE], input=asked, capture_output=True, timeout=_TIME_LIMIT, check=False
    )
    return ran.returncode == 0 and bool(_answer(ran.stdout).get("ok"))


async def send_by_apprise(address: str, title: str, text: str, *, allow_private: bool) -> Refusal | None:
    """Send a letter to a channel; return why it was not taken, or None: it was."""
    said = {"address": address, "title": title, "text": text, "allow_private": allow_private}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        _MODULE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        out, _ = await asyncio.wait_for(process.communicate(json.dumps(said).encode()), _TIME_LIMIT)
    except TimeoutError:
        return Refusal(why=f"the channel did not answer in {_TIME_LIMIT:.0f} s")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    answer = _answer(out)
    return None if answer.get("ok") else Refusal(why=str(answer.get("why") or "Apprise broke on it"))


def _answer(out: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(out.decode("utf-8").splitlines()[-1])
    except (ValueError, IndexError):
        return {}
    return answer if isinstance(answer, dict) else {}
