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
    """A search or watch query cannot be read."""


class InputError(ThroughlineError):
    """A file or address that was handed in cannot be read."""


class WorkerKilledError(ThroughlineError):
    """A worker process ran over its time or memory limit and was killed."""
