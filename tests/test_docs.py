"""What the program has, its documents name: options, commands, outcomes, kinds, outlets' options."""

import re
from pathlib import Path

import click
import pytest

from config.outlets import _OutletFile
from config.settings import default_sections
from desk.cli.entry import throughline
from pipeline.nouns import DevelopmentKind, Outcome, WatchKind

ROOT = Path(__file__).parent.parent


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _commands(group: click.Group, path: str = "throughline") -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append((f"{path} {name}", command))
        if isinstance(command, click.Group):
            found += _commands(command, f"{path} {name}")
    return found


def test_every_option_stands_in_the_operations_manual() -> None:
    """Each option of default.toml is named with its section."""
    manual = _text("docs/operations.md")
    options = [f"{section}.{option}" for section, found in default_sections().items() for option in found]
    assert [option for option in options if f"`{option}`" not in manual] == []


def test_every_option_has_its_reason_beside_it() -> None:
    """No option of default.toml stands without a comment in its block."""
    bare = [
        block.splitlines()[0]
        for block in re.split(r"\n\s*\n|\n\[\w+\]\n", _text("config/default.toml"))
        if "=" in block and "#" not in block
    ]
    assert bare == []


@pytest.mark.parametrize(("name", "command"), _commands(throughline))
def test_every_command_is_documented_and_has_help(name: str, command: click.Command) -> None:
    """Each command stands in docs/commands.md, and says in a sentence what it does."""
    assert f"`{name}" in _text("docs/commands.md")
    assert command.help


@pytest.mark.parametrize("name", [outcome.value for outcome in Outcome] + [kind.value for kind in DevelopmentKind])
def test_every_outcome_and_kind_stands_on_the_path(name: str) -> None:
    """Whatever a page or development can be is explained."""
    assert f"`{name}`" in _text("docs/path.md")


@pytest.mark.parametrize("kind", [kind.value for kind in WatchKind])
def test_every_kind_of_watch_is_documented(kind: str) -> None:
    """What can be watched is in the list of commands."""
    assert f"`{kind}`" in _text("docs/commands.md")


@pytest.mark.parametrize("option", [name for name in _OutletFile.model_fields if name != "feed"])
def test_every_option_of_an_outlet_is_shown(option: str) -> None:
    """The walk-through names each option of an outlet file."""
    assert re.search(rf"^#? ?{option} = ", _text("docs/add-an-outlet.md"), re.MULTILINE)


def test_links_between_documents_lead_somewhere() -> None:
    """No relative link is broken."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)} -> {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_decisions_are_numbered_once() -> None:
    """No two decisions share a number."""
    numbers = [path.name[:4] for path in (ROOT / "docs/decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))
