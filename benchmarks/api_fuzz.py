"""Asks every operation of the API for whatever its OpenAPI document allows, and for what it does not.

    python -m benchmarks.api_fuzz --examples 1000 --results fuzz.jsonl

With `--results` it goes on where it was stopped; several share the operations by `--only`, each with its own file.

Counts server errors and answers that the document does not describe: status, content type, headers or body.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
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


#: Longest that an answer is waited for: seconds; ten times what is ever seen on an idle machine.
_PATIENCE = 60.0
#: Wrong answers that are written down of one operation: a count.
_MOST_WRONG = 5


class Still:
    """A clock that stands still."""

    def now(self) -> datetime:
        """Return the morning on which the newsroom reads."""
        return NOW


@dataclass(slots=True)
class Tally:
    """What came of asking one operation."""

    #: As `GET /threads`.
    label: str
    #: Examples asked of each operation that has so many different ones.
    examples: int
    n_asked: int = 0
    #: The longest answer: seconds by the clock, on a machine that may have other work.
    slowest: float = 0.0
    #: The first few things that were wrong, each with the request.
    wrong: list[str] = field(default_factory=list)

    def ask(self, case: schemathesis.Case, mode: str) -> None:
        """Make one request, and keep what is wrong with its answer."""
        self.n_asked += 1
        began = time.monotonic()
        try:
            answer = case.call(timeout=_PATIENCE)
            self.slowest = max(self.slowest, time.monotonic() - began)
            case.validate_response(answer, checks=list(CHECKS))
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is written down and the next request made
            if len(self.wrong) < _MOST_WRONG:
                parts = " ".join(repr(one) for one in getattr(error, "exceptions", ()))
                self.wrong.append(f"{mode}: {type(error).__name__}: {error} {parts} by {case.as_curl_command()}"[:2000])


def fuzz(folder: Path, examples: int, only: Iterable[str] = (), done: Iterable[str] = ()) -> Iterator[Tally]:
    """Ask each operation, those that are done already left out; yield what came of each.

    Args:
        folder: An empty one, for the newsroom's store.
        examples: Requests of each operation, half of them allowed by the document and half of them not.
        only: Labels of the operations that are asked; none: all.
        done: Labels of those that are left out.
    """
    newsroom = Newsroom(folder)
    furnish(newsroom)
    document = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(newsroom.store, Still()))
    chosen, left_out = set(only), set(done)
    for found in document.get_all_operations():
        operation = found.ok()
        if (chosen and operation.label not in chosen) or operation.label in left_out:
            continue
        tally = Tally(label=operation.label, examples=examples)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _ask(operation, mode, examples // 2, tally)
        yield tally
    newsroom.close()


def _ask(operation: schemathesis.schemas.APIOperation, mode: GenerationMode, examples: int, tally: Tally) -> None:
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
        tally.ask(case, mode.value)

    try:
        one()
    except Unsatisfiable:
        # an operation without anything to vary has no negative cases
        return
    except Exception as error:  # noqa: BLE001 -- a failure to make requests is one of this operation's
        tally.wrong.append(f"{mode.value}: {type(error).__name__}: {error}")


def _told(results: Path | None) -> dict[str, Tally]:
    if results is None or not results.exists():
        return {}
    lines = results.read_text(encoding="utf-8").splitlines()
    return {told.label: told for told in (Tally(**json.loads(line)) for line in lines)}


def main() -> int:
    """Run, print, and return 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=1000)
    parser.add_argument("--only", nargs="*", default=(), help="operations as the document names them: 'GET /threads'")
    parser.add_argument(
        "--results", type=Path, help="file with a line for each operation; what stands in it is not asked again"
    )
    parser.add_argument("--list", action="store_true", help="print what stands in the results, and ask nothing")
    chosen = parser.parse_args()
    began = time.monotonic()
    told = {label: one for label, one in _told(chosen.results).items() if one.examples >= chosen.examples}
    with tempfile.TemporaryDirectory() as folder:
        for tally in () if chosen.list else fuzz(Path(folder), chosen.examples, chosen.only, told):
            told[tally.label] = tally
            if chosen.results:
                with chosen.results.open("a", encoding="utf-8") as written:
                    written.write(json.dumps(asdict(tally)) + "\n")
            print(_line(tally), flush=True)
    if chosen.list:
        print("\n".join(map(_line, told.values())))
    n_wrong = sum(bool(one.wrong) for one in told.values())
    counts = f"{sum(one.n_asked for one in told.values())} requests, {len(told)} operations, {n_wrong} wrong"
    print(f"{counts}; {time.monotonic() - began:.0f} s")
    return bool(n_wrong)


def _line(tally: Tally) -> str:
    return f"{tally.n_asked:6d}  {tally.slowest:6.2f} s  {tally.label}  {'; '.join(tally.wrong) or 'as described'}"


if __name__ == "__main__":
    sys.exit(main())
