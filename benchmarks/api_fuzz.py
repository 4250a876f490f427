"""Asks every operation of the API for whatever its OpenAPI document allows, and for what it does not.

    python -m benchmarks.api_fuzz --examples 1000

Counts server errors and answers that the document does not describe: status, content type, headers or body.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from desk.web import create_app
from tests.desk.newsroom import NOW, Newsroom, furnish

CHECKS = (
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
)


class Still:
    """A clock that stands still."""

    def now(self) -> datetime:
        """Return the morning on which the newsroom reads."""
        return NOW


def fuzz(folder: Path, examples: int, only: Iterable[str] = ()) -> tuple[Counter[str], dict[str, str]]:
    """Ask each operation; return how many requests each got, and the first failure of each that failed."""
    newsroom = Newsroom(folder)
    furnish(newsroom)
    document = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(newsroom.store, Still()))
    asked: Counter[str] = Counter()
    failed: dict[str, str] = {}
    chosen = set(only)
    for found in document.get_all_operations():
        operation = found.ok()
        if chosen and operation.label not in chosen:
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _ask(operation, mode, examples // 2, asked, failed)
        label = operation.label
        print(f"{asked[label]:6d}  {label}  {failed.get(label, 'as described')}", flush=True)
    newsroom.close()
    return asked, failed


def _ask(
    operation: schemathesis.schemas.APIOperation,
    mode: GenerationMode,
    examples: int,
    asked: Counter[str],
    failed: dict[str, str],
) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def one(case: schemathesis.Case) -> None:
        asked[operation.label] += 1
        try:
            case.call_and_validate(checks=list(CHECKS))
        except (Failure, FailureGroup) as error:
            failed.setdefault(operation.label, f"{mode.value}: {error} {getattr(error, 'exceptions', '')}")

    try:
        one()
    except Exception as error:  # noqa: BLE001 -- an operation without anything to vary has no negative cases
        failed_to_make = type(error).__name__
        if failed_to_make != "Unsatisfiable":
            failed.setdefault(operation.label, f"{mode.value}: {failed_to_make}: {error}")


def main() -> int:
    """Run, print, and return 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=1000)
    parser.add_argument("--only", nargs="*", default=())
    chosen = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        asked, failed = fuzz(Path(folder), chosen.examples, chosen.only)
    counts = f"{sum(asked.values())} requests, {len(asked)} operations, {len(failed)} failed"
    print(f"{counts}; {time.monotonic() - began:.0f} s")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
