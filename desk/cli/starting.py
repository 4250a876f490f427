"""`throughline init`, `completion` and `manual`: from nothing to a desk that runs."""

import importlib.metadata
import json
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from desk.cli.printing import asked_config, configured
from desk.wiring import open_desk
from pipeline.errors import InputError

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.option(
    "--contact", prompt="A page or mail address of yours, which outlets see (crawl.contact)", help="Who asks."
)
@click.option(
    "--mail-host", default="", prompt="Mail server; empty: none yet", help="SMTP server that sends the alerts."
)
@click.option("--sender", default="", help="Sender of the mails.")
@configured
def init(contact: str, mail_host: str, sender: str) -> None:
    """Write the first settings, make the database, and say what comes next; nothing that is there is replaced."""
    desk = open_desk(asked_config())
    file = asked_config() or desk.folder / "throughline.toml"
    if file.exists() and file.stat().st_size:
        raise InputError(f"{file} is there already: change it, or name another file with --config")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_settings(contact.strip(), mail_host.strip(), sender.strip()), encoding="utf-8")
    click.echo(f"settings: {file}\ndatabase: {desk.store.name}\noutlets: {len(desk.outlets)}, none of them asked yet")
    for step in _STEPS:
        click.echo(step)


_STEPS = (
    "",
    "Next:",
    "  throughline outlets add https://paper.example   add an outlet of yours; it is looked at first",
    "  throughline doctor                              what is wrong, in plain words",
    "  throughline run                                 then open the page it names, and follow a story",
)


def _settings(contact: str, mail_host: str, sender: str) -> str:
    """Return settings as TOML; JSON's strings are TOML's too."""
    lines = ["# What is not said here stands in config/default.toml, with its reason.", "[crawl]"]
    lines.append(f"contact = {json.dumps(contact)}")
    mail = {"host": mail_host, "sender": sender}
    if any(mail.values()):
        lines += ["", "[mail]", *(f"{option} = {json.dumps(value)}" for option, value in mail.items() if value)]
    return "\n".join(lines) + "\n"


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion for a shell: `throughline completion bash >> ~/.bashrc`."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(ctx.find_root().command, {}, "throughline", "_THROUGHLINE_COMPLETE").source())


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_context
def manual(ctx: click.Context, folder: Path) -> None:
    """Write man pages of all commands into FOLDER, such as ~/.local/share/man/man1."""
    from click_man.core import write_man_pages

    folder.mkdir(parents=True, exist_ok=True)
    version = importlib.metadata.version("throughline")
    root = ctx.find_root().command
    write_man_pages("throughline", root, version=version, target_dir=str(folder))
    # our commands are loaded when they are asked for, and the library asks for none
    assert isinstance(root, click.Group)
    whole = click.Context(root, info_name="throughline")
    for name in root.list_commands(whole):
        write_man_pages(name, root.get_command(whole, name), parent_ctx=whole, version=version, target_dir=str(folder))
    click.echo(f"{len(list(folder.glob('throughline*.1')))} pages in {folder}")
