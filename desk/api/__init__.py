"""The API, `/api/v1`: everything that the pages can, as JSON; `docs/api.md` is made from it."""

from desk.api.app import create_api

__all__ = ["create_api"]
