"""The demo, played once for a file of acceptance tests: the real daemon on the local press."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.demo.show import DemoRules, play
from desk.demo.stage import Stage


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Play the script to its end, and leave everything as it is then; the daemon goes on until the file is done."""
    folder: Path = tmp_path_factory.mktemp("demo")
    with Stage(folder=folder, seconds=DemoRules().seconds) as stage:
        stage.start()
        stage.begin()
        play(stage, lambda _: None)
        yield stage
