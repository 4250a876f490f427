"""`make bench`: every benchmark, one after another, each as its own command; those without their material say so."""

import subprocess
import sys

MODULES = (
    "threads",
    "labels",
    "novelty",
    "kinds",
    "collecting",
    "reading",
    "copies",
    "revisions",
    "hostile_pages",
    "facts",
    "ingest",
    "watches",
    "kills",
    "desk",
)


def main() -> None:
    """Run all; the exit code is the number of benchmarks that failed."""
    failed = 0
    for module in MODULES:
        print(f"== python -m benchmarks.{module}", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"benchmarks.{module}"], check=False).returncode != 0
    sys.exit(failed)


if __name__ == "__main__":
    main()
