"""The page an editor keeps open: rendered on the server, needs no JavaScript."""

from desk.web.app import WebRules, create_app

__all__ = ["WebRules", "create_app"]
