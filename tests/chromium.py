"""Find a Chromium for the browser tests, or get one: Debian's package where one is root on Debian, else Playwright's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Return the path of a Chromium that is installed, or None."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    return _playwrights()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _try(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, stdout=subprocess.DEVNULL, timeout=600).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def get_chromium() -> str | None:
    """Install a Chromium and return its path, or None where none can be had."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
        if (_try(*install) or (_try("apt-get", "update", "-qq") and _try(*install))) and (found := find_chromium()):
            return found
    if _try(sys.executable, "-m", "playwright", "install", "chromium"):
        return find_chromium()
    return None


if __name__ == "__main__":
    sys.stdout.write(
        f"browser tests: {find_chromium() or get_chromium() or 'no Chromium can be had; they will be skipped'}\n"
    )
