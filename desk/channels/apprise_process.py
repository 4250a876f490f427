"""The process that sends one letter through Apprise: `python -m desk.channels.apprise_process`, JSON in, JSON out.

Apprise's channels open connections by themselves, past the crawler's door. So this process watches every connection
that Python opens in it (PEP 578), and refuses those to private addresses, at the address that is connected to; what is
refused raises in the midst of the channel's work. It starts no other program either: some channels would.
"""

import json
import sys
from typing import Any

from crawler.addresses import is_public

_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_STARTING = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "pty.spawn"}
)


class RefusedError(OSError):
    """A connection that may not be."""


class _Watcher:
    """Looks at what this process does; it cannot be taken off again."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self.refused: str | None = None

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _STARTING:
            self._refuse("it would start another program")
        if event in _CONNECTING and not self._allow_private:
            address = args[1]
            # a name here would be looked up past us, and a path leads to a program on this machine
            if not isinstance(address, tuple) or not is_public(str(address[0])):
                self._refuse("it lies on a private address (tell.allow_private)")

    def _refuse(self, why: str) -> None:
        self.refused = why
        raise RefusedError(why)


def main() -> None:
    """Do what standard input asks for, and say on standard output what came of it."""
    asked = json.load(sys.stdin)
    import apprise

    channel = apprise.Apprise.instantiate(asked["address"], suppress_exceptions=True)
    if channel is None or asked.get("only_check"):
        print(json.dumps({"ok": channel is not None, "why": "Apprise does not know this address"}))  # noqa: T201
        return
    watcher = _Watcher(allow_private=bool(asked["allow_private"]))
    sys.addaudithook(watcher)
    try:
        is_taken = bool(channel.notify(body=asked["text"], title=asked["title"], body_format=apprise.NotifyFormat.TEXT))
        why = "the channel did not take it"
    except Exception as error:  # noqa: BLE001 - whatever a channel does, its letter waits
        is_taken, why = False, f"{type(error).__name__} in the channel"
    print(json.dumps({"ok": is_taken, "why": watcher.refused or why}))  # noqa: T201


if __name__ == "__main__":
    main()
