"""Telling under fire: killed while alerts flow, with a mail server that fails at random."""

from pathlib import Path

import pytest

from benchmarks.kills_telling import run

pytestmark = pytest.mark.acceptance


def test_nothing_is_lost_or_told_twice_while_the_mail_server_fails(tmp_path: Path) -> None:
    """Six SIGKILLs; every alert arrives, and none under two Message-IDs."""
    result = run(kills=6, seed=3, folder=tmp_path)
    assert result["lost_or_told_twice"] == []
    assert result["damage"] == []
    assert int(str(result["alerts"])) > 0
