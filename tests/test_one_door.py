"""One door to the network: nothing else in the program opens a connection over HTTP."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("pipeline", "crawler", "storage", "config", "desk")

#: Modules that open connections, and the files that may name them.
CONNECTING: dict[str, set[str]] = {
    "aiohttp": set(),
    "curl_cffi": set(),
    "ftplib": set(),
    "http.client": set(),
    "httpx": set(),
    "pycurl": set(),
    "requests": set(),
    "telnetlib": set(),
    "treq": set(),
    "urllib.request": set(),
    "urllib3": set(),
    "websockets": set(),
    "xmlrpc.client": set(),
    "twisted.web.client": set(),
    "scrapy.core.downloader.handlers": {"crawler/guard.py"},
    "playwright": {"crawler/browser.py"},
    # listening, asking whether a port is free, and the name of this machine
    "socket": {
        "desk/daemon.py",
        "desk/demo/loopback.py",
        "desk/demo/mailbox/server.py",
        "desk/doctor.py",
        # the socket of the machine's own systemd
        "desk/heartbeat.py",
        "desk/pen.py",
    },
}
#: Names that open connections, whatever they are attributes of, and the files that may use them.
OPENING: dict[str, set[str]] = {
    "urlopen": set(),
    "urlretrieve": set(),
    "open_connection": set(),
    "open_unix_connection": set(),
    "create_connection": set(),
    "connectTCP": set(),
    "connectSSL": set(),
    "fetch_url": set(),
    "fetch_response": set(),
    "getaddrinfo": set(),
    "HTTP11DownloadHandler": {"crawler/guard.py"},
}
#: Keys of Scrapy's settings that lead round the door.
HANDLER_KEYS = {"DOWNLOAD_HANDLERS": {"crawler/settings.py"}}


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def imports_of(tree: ast.Module) -> Iterator[str]:
    """Return the whole names of all that is imported, wherever in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ways_out(file: str, tree: ast.Module) -> Iterator[str]:
    """Return what opens connections in a file that may not."""
    for name in imports_of(tree):
        for module, allowed in CONNECTING.items():
            if (name == module or name.startswith(f"{module}.")) and file not in allowed:
                yield f"{file} imports {name}"
    for node in ast.walk(tree):
        used = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else None
        if used in OPENING and file not in OPENING[used]:
            yield f"{file}:{node.lineno} uses {used}"
        if isinstance(node, ast.Constant) and file not in HANDLER_KEYS.get(str(node.value), {file}):
            yield f"{file}:{node.lineno} sets {node.value}"


def test_nothing_but_the_door_opens_connections() -> None:
    """No room imports or calls what fetches past the guard."""
    assert [way for file, tree in _trees() for way in ways_out(file, tree)] == []


def test_a_way_round_the_door_would_be_found() -> None:
    """The check above sees imports, late imports, attributes and settings."""
    sly = ast.parse(
        "import httpx\n"
        "def late():\n    from urllib import request\n    from http.client import HTTPSConnection\n"
        "def reach(trafilatura, asyncio):\n    trafilatura.fetch_url('x')\n    asyncio.open_connection('x', 80)\n"
        "settings = {'DOWNLOAD_HANDLERS': {}}\n"
    )
    assert len(list(ways_out("desk/sly.py", sly))) == 6
