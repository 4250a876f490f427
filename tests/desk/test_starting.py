"""The first run: settings, completion, man pages, and what systemd is told."""

import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from desk.cli.entry import throughline
from desk.heartbeat import beat_every, tell_systemd


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of our own."""
    monkeypatch.setenv("THROUGHLINE_PATHS_DATA", str(tmp_path))
    return tmp_path


def test_init_writes_settings_that_the_program_takes_and_replaces_none(folder: Path) -> None:
    """The file is read by the next command; a second run changes nothing."""
    asked = ["init", "--contact", 'desk "one"@paper.example', "--mail-host", "mail.paper.example"]
    done = CliRunner().invoke(throughline, asked)
    assert done.exit_code == 0, done.output
    written = (folder / "throughline.toml").read_text(encoding="utf-8")
    assert tomllib.loads(written)["crawl"]["contact"] == 'desk "one"@paper.example'
    assert "throughline doctor" in done.output
    again = CliRunner().invoke(throughline, ["init", "--contact", "other", "--mail-host", ""])
    assert "is there already" in str(again.exception)
    assert (folder / "throughline.toml").read_text(encoding="utf-8") == written


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_completion(shell: str) -> None:
    """What is printed names the variable that asks the program to complete."""
    done = CliRunner().invoke(throughline, ["completion", shell])
    assert done.exit_code == 0
    assert "_THROUGHLINE_COMPLETE" in done.output


def test_bash_takes_the_completion() -> None:
    """It is a script without mistakes."""
    printed = CliRunner().invoke(throughline, ["completion", "bash"]).output
    assert subprocess.run(["bash", "-n"], input=printed, text=True, check=False).returncode == 0


def test_every_command_gets_a_man_page(tmp_path: Path) -> None:
    """Groups and their commands alike."""
    done = CliRunner().invoke(throughline, ["manual", str(tmp_path)])
    assert done.exit_code == 0
    for name in ("throughline", "throughline-run", "throughline-watch-add", "throughline-outlets-add"):
        assert ".SH NAME" in (tmp_path / f"{name}.1").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="systemd is Linux's")
def test_systemd_is_told_where_it_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ready, alive, and nothing at all where nobody asks."""
    tell_systemd("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "120000000")
        tell_systemd("READY=1")
        assert listening.recv(100) == b"READY=1"
    assert beat_every() == 60.0
    # nobody listens any more
    tell_systemd("WATCHDOG=1")
