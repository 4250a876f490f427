"""`throughline run` and `throughline demo`."""

from pathlib import Path

import click

from desk.cli.printing import asked_config, configured
from desk.daemon import run_daemon
from desk.demo.show import DemoRules, run_demo
from desk.wiring import open_desk


@click.command()
@configured
def run() -> None:
    """Run the daemon and the desk's web page until SIGTERM or Ctrl-C."""
    desk = open_desk(asked_config())
    desk.demand_contact(desk.outlets.values())
    run_daemon(desk, lambda url: click.echo(f"Throughline runs: {url} (Ctrl-C ends it)", err=True))


@click.command()
@click.option(
    "--days-in", "seconds", default=60.0, show_default=True, help="Real seconds that the ten days take at least."
)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Keep everything here.")
@click.option("--once", is_flag=True, help="End when the ten days are over, instead of waiting for Ctrl-C.")
@click.option("--open/--no-open", "opens", default=True, help="Open the page in a browser, where there is one.")
def demo(seconds: float, folder: Path | None, *, once: bool, opens: bool) -> None:
    """Show the whole system on a local press: ten days of invented news in two minutes."""
    rules = DemoRules(seconds=seconds, folder=folder, ends_by_itself=once, opens_browser=opens)
    run_demo(rules, click.echo)
