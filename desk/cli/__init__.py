"""The command line: names, fields and exit codes that people, scripts and checks rely on."""

from desk.cli.entry import main

__all__ = ["main"]
