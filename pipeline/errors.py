"""Every error of ours, on one page: one root, few children.

Please add no exception here without saying what happened, to which thing, and what to do about it. Expected outcomes
are values (`Rejected`, `Failure`), never exceptions.
"""


class ThroughlineError(Exception):
    """Something stopped this round: the message says what, which, and what to do."""


class SettingsError(ThroughlineError):
    """A setting or an outlet file cannot be used."""


class ModelError(ThroughlineError):
    """The embedding model is missing, or its files are not the published ones."""


class StorageError(ThroughlineError):
    """The database refused or cannot be reached."""


class NotFoundError(ThroughlineError):
    """Nothing is known under the name that was given."""


class QueryError(ThroughlineError):
    """A search or watch query cannot be read; where, and what was expected there."""

    #: The character, counted from 0; None: no single one is to blame.
    at: int | None = None
    #: What may stand there, each in a few words.
    expected: tuple[str, ...] = ()

    @classmethod
    def pointing(cls, at: int, found: str, expected: tuple[str, ...]) -> "QueryError":
        """Return the error that points at a character.

        Args:
            at: the character, counted from 0.
            found: what stands there, as half a sentence.
            expected: what may stand there; at least one.
        """
        *others, last = expected
        named = f"{', '.join(others)} or {last}" if others else last
        error = cls(f"query, character {at + 1}: {found}; expected {named}")
        error.at, error.expected = at, expected
        return error


class InputError(ThroughlineError):
    """A file or address that was handed in cannot be read."""


class WorkerKilledError(ThroughlineError):
    """A worker process ran over its time or memory limit and was killed."""
