"""The house itself: where its rooms lie, how long its functions are."""

import ast
import importlib.metadata
import importlib.util
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("pipeline", "crawler", "storage", "config", "desk")


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_is_imported_from_this_tree(room: str) -> None:
    """The generic names of our rooms mean our rooms."""
    spec = importlib.util.find_spec(room)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)


def test_no_other_distribution_ships_a_room_of_ours() -> None:
    """No installed package brings a top-level name that we use."""
    owners = importlib.metadata.packages_distributions()
    for room in ROOMS:
        assert set(owners.get(room, ["throughline"])) == {"throughline"}


def test_the_command_is_the_only_entry_point() -> None:
    """One way in."""
    scripts = importlib.metadata.distribution("throughline").entry_points
    assert [(script.name, script.value) for script in scripts] == [("throughline", "desk.cli:main")]


def _files() -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts)


def _functions() -> Iterator[tuple[str, int]]:
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def test_functions_stay_short() -> None:
    """Median under 10 lines, nine in ten under 30, none over 60."""
    sizes = dict(_functions())
    lengths = sorted(sizes.values())
    assert statistics.median(lengths) < 10
    assert lengths[int(len(lengths) * 0.9)] < 30
    assert [name for name, size in sizes.items() if size > 60] == []


def test_files_stay_readable() -> None:
    """No file over 400 lines, but for the nouns: they are the table of contents, and stand on one page."""
    sizes = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in _files()}
    assert [name for name, size in sizes.items() if size > 400 and name != "pipeline/nouns.py"] == []


def test_every_folder_of_code_says_what_it_is() -> None:
    """Each package has a docstring and little else."""
    for path in _files():
        if path.name == "__init__.py":
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path
