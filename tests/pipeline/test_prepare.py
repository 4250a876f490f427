"""The set-up compiles what would else be compiled while somebody waits."""

import importlib
import re
from pathlib import Path

from pipeline.prepare import compile_loops

_PIPELINE = Path(__file__).parents[2] / "pipeline"
#: Modules of compiled loops, by the name under which others call them.
_LOOPS = {
    "counting": "pipeline.thread.counting",
    "beside": "pipeline.thread.beside",
    "lettering": "pipeline.thread.lettering",
    "loops": "pipeline.read.rows",
}


def _called() -> set[tuple[str, str]]:
    calls = re.compile(rf"\b({'|'.join(_LOOPS)})\.([a-z]\w+)\(")
    return {found for file in _PIPELINE.rglob("*.py") for found in calls.findall(file.read_text(encoding="utf-8"))}


def test_all_loops_that_are_called_are_compiled() -> None:
    """Each has been called once, with arrays like those to come."""
    compile_loops()
    called = _called()
    assert {module for module, _ in called} == set(_LOOPS)
    for module, name in sorted(called):
        function = getattr(importlib.import_module(_LOOPS[module]), name)
        assert function.signatures, f"{module}.{name} was not compiled"
