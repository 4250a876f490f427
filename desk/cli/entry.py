"""The command `throughline`: finds the subcommand, and turns each error into one line and an exit code."""

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.errors import ThroughlineError

#: Each command with the module that holds it: imported when the command is called, so that the others start quickly.
COMMANDS = {
    "demo": "running",
    "run": "running",
    "crawl": "collecting",
    "backfill": "backfilling",
    "feed": "collecting",
    "read": "reading",
    "ingest": "ingesting",
    "export": "exporting",
    "threads": "asking",
    "thread": "asking",
    "search": "asking",
    "merge": "acting",
    "split": "acting",
    "move": "acting",
    "rename": "acting",
    "pin": "acting",
    "unpin": "acting",
    "undo": "acting",
    "history": "acting",
    "rethink": "acting",
    "followups": "following",
    "watch": "telling",
    "alerts": "telling",
    "outlets": "outlets",
    "people": "people",
    "db": "care",
    "reembed": "care",
    "doctor": "care",
    "init": "starting",
    "completion": "starting",
    "manual": "starting",
}


class _Commands(click.Group):
    """Loads a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all commands, in the order in which a newcomer meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name, or None."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"desk.cli.{COMMANDS[cmd_name]}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=_Commands,
    name="throughline",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="throughline")
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A TOML file of settings; it may also stand behind the command.",
)
@click.pass_context
def throughline(ctx: click.Context, config: Path | None) -> None:
    """Follow running news stories: collect, read and thread what outlets publish, and say what is new."""
    ctx.obj = config


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and end the process: 0 done, 1 failed, 2 misused.

    Args:
        argv: arguments without the program's name; None: those of the process.
    """
    try:
        status = throughline.main(args=None if argv is None else list(argv), standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        status = 2
    except click.UsageError as error:
        status = _complain(_usage(error), 2)
    except click.ClickException as error:
        status = _complain(error.format_message(), 1)
    except ThroughlineError as error:
        status = _complain(str(error), 1)
    except (click.Abort, KeyboardInterrupt):
        status = _complain("stopped by hand", 1)
    except BrokenPipeError:
        # whoever read our output has seen enough; python would complain again when it flushes at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    sys.exit(status if isinstance(status, int) else 0)


def _usage(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx else "throughline"
    return f"{error.format_message().rstrip('.')}; see `{path} --help`"


def _complain(sentence: str, status: int) -> int:
    click.echo(f"throughline: {' '.join(sentence.split())}", err=True)
    return status
