"""Speed and memory of `throughline ingest`, and whether a second run adds nothing.

    python -m benchmarks.ingest [FILE.jsonl.gz]

Without FILE: `threads/incidents-en.jsonl.gz` of the development data (4,101 articles, full texts). The command is run
in a process of its own on a new SQLite database, as a user would, model loading included; then again. Beside the speed
stands the processor time an article: it says the same on a machine that has other work.
"""

import argparse
import gzip
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.core_time import run_watched
from benchmarks.material import data_folder


def run(file: Path) -> dict[str, Any]:
    """Ingest a file twice and export its assignments."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        ids = {str(json.loads(line)["id"]) for line in lines}
    with tempfile.TemporaryDirectory() as folder:
        environ = os.environ | {"THROUGHLINE_PATHS_DATA": folder, "THROUGHLINE_LOG_LEVEL": "warning"}
        first = _command(environ, "ingest", str(file), "--json")
        second = _command(environ, "ingest", str(file), "--json")
        out = _command(environ, "export", "assignments", "--jsonl")
    exported = {json.loads(line)["article"] for line in out["stdout"].splitlines()}
    return {
        "articles": len(ids),
        "first_run": json.loads(first["stdout"]),
        "articles_a_second_with_start": round(len(ids) / first["seconds"], 1),
        "core_ms_an_article": {name: round(1000 * used / len(ids), 2) for name, used in first["core_seconds"].items()},
        "largest_process_mb": round(first["largest_mb"]),
        "all_processes_mb": round(first["together_mb"]),
        "second_run": json.loads(second["stdout"]),
        "ids_exported": len(exported & ids),
    }


def _command(environ: dict[str, str], *words: str) -> dict[str, Any]:
    began = time.monotonic()
    asked = [sys.executable, "-m", "desk.cli", *words]
    done = run_watched(asked, environ)
    return asdict(done) | {"seconds": time.monotonic() - began}


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest")
    parser.add_argument("file", nargs="?", type=Path)
    chosen = parser.parse_args()
    file = chosen.file or data_folder() / "threads" / "incidents-en.jsonl.gz"
    if not file.exists():
        sys.exit(f"skipped: {file} is not there; name a file of articles")
    print(json.dumps(run(file), indent=1))


if __name__ == "__main__":
    main()
