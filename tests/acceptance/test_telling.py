"""Telling under fire: killed while alerts flow, with a mail server that fails at random."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.acceptance

_RUN = """
import json, sys
from pathlib import Path
from benchmarks.kills_telling import run
print(json.dumps(run(kills=6, seed=3, folder=Path(sys.argv[1])), default=str))
"""


def test_nothing_is_lost_or_told_twice_while_the_mail_server_fails(tmp_path: Path) -> None:
    """Six SIGKILLs; every alert arrives, and none under two Message-IDs."""
    # in a process of its own: what its fork server has loaded would stay with the workers of later tests
    root = Path(__file__).parents[2]
    asked = [sys.executable, "-c", _RUN, str(tmp_path)]
    done = subprocess.run(asked, cwd=root, capture_output=True, text=True, check=True)
    result = json.loads(done.stdout)
    assert result["lost_or_told_twice"] == []
    assert result["damage"] == []
    assert int(str(result["alerts"])) > 0
