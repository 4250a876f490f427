"""What is wrong with an installation, in plain words; one finding for each thing that can be."""

import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import aiosmtplib

from crawler import prove_guard
from desk.vigil import OUTLET_KINDS
from desk.wiring import Desk, open_desk
from pipeline.errors import ThroughlineError
from pipeline.read.embed import BUNDLED_MODEL, Embedder, check_model
from pipeline.read.spacy_names import load_names_model


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one examination found."""

    check: str
    #: What is there, where all is well.
    says: str = ""
    #: What is wrong and what to do; None: nothing.
    problem: str | None = None


async def examine(config: Path | None) -> list[Finding]:
    """Examine an installation, from its settings to its mail server; nothing is changed.

    Runs on the loop of `run_on_reactor`.
    """
    try:
        desk = open_desk(config)
    except ThroughlineError as error:
        return [Finding(check="settings", problem=str(error))]
    found = [Finding(check="settings", says=str(desk.file or "defaults and variables"))]
    for check, look in _CHECKS.items():
        found.append(await _looked(check, look, desk))
    return found


async def _looked(check: str, look: Callable[[Desk], Awaitable[str]], desk: Desk) -> Finding:
    try:
        return Finding(check=check, says=await look(desk))
    except ThroughlineError as error:
        return Finding(check=check, problem=str(error))


async def _database(desk: Desk) -> str:
    problems = desk.care.check()
    if problems:
        raise ThroughlineError("; ".join(problems))
    return f"{desk.store.name}, schema {desk.care.schema_version}"


async def _database_program(desk: Desk) -> str:
    return desk.store.care.warning() or "sound"


async def _outlets(desk: Desk) -> str:
    if not desk.outlets:
        raise ThroughlineError("there are none: add one with `throughline outlets add URL`")
    never = sum(outlet.verified_at is None for outlet in desk.outlets.values())
    said = f"{len(desk.outlets)} outlets"
    return f"{said}, {never} of them never verified: `throughline outlets check`" if never else said


async def _health(desk: Desk) -> str:
    known = desk.store.notices.listing(kinds=OUTLET_KINDS, only_open=True)
    if outside := [one for one in known if one.outlet in desk.outlets]:
        said = (f"{one.outlet}: {one.kind} since {one.began_at:%Y-%m-%d}. {one.says}" for one in outside)
        raise ThroughlineError(" ".join(said))
    return "no outlet falls outside what it did in the last four weeks"


async def _contact(desk: Desk) -> str:
    desk.demand_contact(desk.outlets.values())
    return desk.settings.crawl.contact or "not needed: all outlets are on this machine's own networks"


async def _guard(desk: Desk) -> str:
    await prove_guard(desk.crawl_rules, desk.clock)
    return "private addresses are refused: in figures, by name, and behind a redirect"


async def _model(desk: Desk) -> str:
    if desk.embed_rules.model == BUNDLED_MODEL:
        problems = check_model()
        if problems:
            raise ThroughlineError("; ".join(problems))
    dimension = Embedder(desk.embed_rules).dimension
    return f"{desk.embed_rules.model_name}, {dimension} dimensions, version {metadata.version('sentence-transformers')}"


async def _names(desk: Desk) -> str:
    model = desk.settings.read.names_model
    return f"{model}, of language {load_names_model(model).lang}" if model else "by the rules that come along"


async def _port(desk: Desk) -> str:
    place = (desk.settings.desk.host, desk.settings.desk.port)
    with socket.socket(socket.AF_INET6 if ":" in place[0] else socket.AF_INET) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(place)
        except OSError as error:
            raise ThroughlineError(
                f"{place[0]} port {place[1]} cannot be had ({error.strerror}): a daemon is running, or set desk.port"
            ) from error
    return f"{place[0]} port {place[1]} is free"


async def _mail(desk: Desk) -> str:
    rules = desk.mail_rules
    if rules is None:
        return "no mail server is named (mail.host): alerts wait in the outbox"
    try:
        async with aiosmtplib.SMTP(hostname=rules.host, port=rules.port, timeout=5, use_tls=rules.security == "tls"):
            return f"{rules.host} port {rules.port} answers"
    except (OSError, aiosmtplib.SMTPException) as error:
        raise ThroughlineError(f"{rules.host} port {rules.port} does not answer ({error}): see mail.host") from error


_CHECKS: dict[str, Callable[[Desk], Awaitable[str]]] = {
    "database": _database,
    "database program": _database_program,
    "outlets": _outlets,
    "health of outlets": _health,
    "contact": _contact,
    "guard": _guard,
    "model": _model,
    "names": _names,
    "port": _port,
    "mail": _mail,
}
