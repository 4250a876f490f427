"""The daemon as a process: killed, ended, started where something stands in its way."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.kills import run

pytestmark = pytest.mark.acceptance

OUTLET = """name = "Post"
home = "http://127.0.0.1:9/"
allow_private = true
[[feed]]
url = "http://127.0.0.1:9/rss"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Return a settings file with one outlet, whose host is dead, and a free port."""
    (tmp_path / "outlets").mkdir()
    (tmp_path / "outlets/post.toml").write_text(OUTLET, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    file = tmp_path / "throughline.toml"
    file.write_text(
        f"[paths]\ndata = '{tmp_path}'\noutlets = '{tmp_path}/outlets'\n[desk]\nport = {port}\n"
        "[daemon]\ncollect_every = 0.5\n",
        encoding="utf-8",
    )
    return file


def _start(settings: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "desk.cli", "run", "--config", str(settings)], stderr=subprocess.PIPE, text=True
    )


def test_nothing_is_lost_or_told_twice_through_kills(tmp_path: Path) -> None:
    """SIGKILL at random instants: every article is there, every alert was sent, and none under two Message-IDs."""
    result = run(kills=3, seed=11, folder=tmp_path)
    assert result["lost_or_told_twice"] == []
    assert result["damage"] == []


def test_it_ends_at_sigterm_and_says_why_a_dead_host_brought_nothing(settings: Path) -> None:
    """A host that refuses connections costs nobody anything; SIGTERM ends with 0."""
    daemon = _start(settings)
    assert daemon.stderr is not None
    said = ""
    while "collected" not in said:
        line = daemon.stderr.readline()
        assert line, said
        said += line
    daemon.send_signal(signal.SIGTERM)
    _, rest = daemon.communicate(timeout=60)
    assert daemon.returncode == 0, said + rest
    assert "Traceback" not in said + rest
    listed = subprocess.run(
        [sys.executable, "-m", "desk.cli", "outlets", "list", "--jsonl", "--config", str(settings)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "127.0.0.1:9" in listed.stdout.partition('"failures"')[2]


def test_a_port_in_use_is_one_line(settings: Path) -> None:
    """It says which port and which option, and exits with 1."""
    port = int(settings.read_text(encoding="utf-8").partition("port = ")[2].split()[0])
    with socket.create_server(("127.0.0.1", port)):
        daemon = _start(settings)
        _, said = daemon.communicate(timeout=60)
    assert daemon.returncode == 1
    assert len(said.strip().splitlines()) == 1
    assert str(port) in said
    assert "desk.port" in said


def test_a_second_daemon_stands_by_and_takes_over(settings: Path, tmp_path: Path) -> None:
    """One holds the pen; when it is killed, the other writes."""
    first = _start(settings)
    second_settings = tmp_path / "second.toml"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    text = settings.read_text(encoding="utf-8")
    old = text.partition("port = ")[2].split()[0]
    second_settings.write_text(text.replace(f"port = {old}", f"port = {port}"), encoding="utf-8")
    _read_until(first, "took_the_pen")
    second = _start(second_settings)
    _read_until(second, "started")
    time.sleep(1)
    first.kill()
    first.communicate()
    _read_until(second, "took_the_pen")
    second.send_signal(signal.SIGTERM)
    second.communicate(timeout=60)
    assert second.returncode == 0


def _read_until(daemon: subprocess.Popen[str], word: str) -> None:
    assert daemon.stderr is not None
    for line in daemon.stderr:
        if word in line:
            return
    pytest.fail(f"it ended before it said {word}")
