"""`throughline people`: who may use the desk, their tokens, and what was asked for."""

import secrets
import sys
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import click

from desk.cli.printing import asked_config, asked_format, configured, print_document, print_rows, prints
from desk.people import SCOPES, TOKEN_PREFIX, checked_name, hashed, key_hash, new_key
from desk.wiring import Desk, open_desk
from storage.audit import Asked
from storage.people import Person, Role, Token

_ROLE = click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.READER.value,
    show_default=True,
    help="What they may do: readers look, editors merge, split and watch, admins see the audit.",
)
_STDIN = click.option("--password-stdin", is_flag=True, help="Take the password from the first line of standard input.")
_NAME = click.argument("name")


@click.group()
def people() -> None:
    """Say who may use the desk where it is served wider than this machine."""


def _asked_password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _note(desk: Desk, what: str) -> None:
    desk.store.audit.add(Asked(at=desk.clock.now(), person="desk", via="cli", what=what))


@people.command()
@_NAME
@_ROLE
@_STDIN
@click.option("--no-password", is_flag=True, help="They come by a proxy or by token only.")
@configured
def add(name: str, role: str, *, password_stdin: bool, no_password: bool) -> None:
    """Let somebody use the desk."""
    desk = open_desk(asked_config())
    checked = checked_name(name)
    password_hash = None if no_password else hashed(_asked_password(from_stdin=password_stdin))
    desk.store.people.add(
        Person(name=checked, role=Role(role), password_hash=password_hash, created_at=desk.clock.now())
    )
    _note(desk, f"people add {checked} --role {role}")
    click.echo(f"{checked} may use the desk as {role}")


@people.command()
@_NAME
@_STDIN
@configured
def password(name: str, *, password_stdin: bool) -> None:
    """Give somebody a new password; it ends their sessions."""
    desk = open_desk(asked_config())
    desk.store.people.change(name, password_hash=hashed(_asked_password(from_stdin=password_stdin)))
    _note(desk, f"people password {name}")
    click.echo(f"{name} has a new password")


@people.command()
@_NAME
@click.argument("new_role", metavar="ROLE", type=click.Choice([one.value for one in Role]))
@configured
def role(name: str, new_role: str) -> None:
    """Give somebody another role."""
    desk = open_desk(asked_config())
    desk.store.people.change(name, role=Role(new_role))
    _note(desk, f"people role {name} {new_role}")
    click.echo(f"{name} is {new_role} now")


@people.command("list")
@prints
@configured
def list_people() -> None:
    """List who may use the desk."""
    desk = open_desk(asked_config())
    rows = (
        {
            "name": one.name,
            "role": one.role.value,
            "has_password": one.password_hash is not None,
            "created_at": one.created_at,
        }
        for one in desk.store.people.listing()
    )
    print_rows(rows, columns=("name", "role", "has_password", "created_at"), empty="nobody")


@people.command()
@_NAME
@configured
def remove(name: str) -> None:
    """Let somebody use the desk no more; their sessions and tokens end."""
    desk = open_desk(asked_config())
    desk.store.people.remove(name)
    _note(desk, f"people remove {name}")
    click.echo(f"{name} removed")


@people.command()
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 100_000), help="How many.")
@prints
@configured
def audit(limit: int) -> None:
    """List the writes that were asked for, the newest first."""
    desk = open_desk(asked_config())
    rows = (asdict(asked) for _, asked in desk.store.audit.listing(limit=limit))
    print_rows(rows, columns=("at", "person", "via", "what", "status"), empty="nothing was asked for")


@people.group()
def token() -> None:
    """Give keys to programs."""


@token.command("add")
@_NAME
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(list(SCOPES)), default=("read",), help="What it may do."
)
@click.option("--label", default="", help="What it is for.")
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it ends; without it, it does not.")
@prints
@configured
def add_token(name: str, scopes: tuple[str, ...], label: str, days: int | None) -> None:
    """Make a key for a program of somebody's; it is shown once."""
    desk = open_desk(asked_config())
    key, now = new_key(TOKEN_PREFIX), desk.clock.now()
    made = Token(
        id=secrets.token_hex(4),
        key_hash=key_hash(key),
        person=name,
        label=label,
        scopes=tuple(dict.fromkeys(scopes)),
        created_at=now,
        expires_at=now + timedelta(days=days) if days else None,
    )
    desk.store.people.add_token(made)
    _note(desk, f"people token add {name} --scope {' --scope '.join(made.scopes)} ({made.id})")
    if asked_format().is_for_people:
        click.echo(key)
        click.echo(f"{made.id}: kept nowhere else; send it as `Authorization: Bearer {TOKEN_PREFIX}…`", err=True)
    else:
        print_document({**_token_row(made), "key": key})


def _token_row(one: Token) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name != "key_hash"}


@token.command("list")
@prints
@configured
def list_tokens() -> None:
    """List keys, without what is secret in them."""
    desk = open_desk(asked_config())
    columns = ("id", "person", "label", "scopes", "created_at", "expires_at")
    print_rows((_token_row(one) for one in desk.store.people.tokens()), columns=columns, empty="no tokens")


@token.command("remove")
@click.argument("token_id")
@configured
def remove_token(token_id: str) -> None:
    """End a key."""
    desk = open_desk(asked_config())
    desk.store.people.remove_token(token_id)
    _note(desk, f"people token remove {token_id}")
    click.echo(f"{token_id} removed")
