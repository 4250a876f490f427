"""What letters say of alerts: one development, or a digest of several."""

from dataclasses import dataclass

from desk.shown import DevelopmentShown, Told
from pipeline.nouns import DevelopmentKind, Notice, Thread, Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertShown:
    """What the mail of one alert says."""

    thread: Thread
    #: The headline that the thread opened with: subject of all its mails.
    conversation: str
    development: DevelopmentShown
    #: Mails of this thread to this recipient before, oldest first.
    earlier_message_ids: tuple[str, ...]
    #: Threads that were put into this one of which the recipient was told; their conversations become one with its own.
    earlier_threads: tuple[str, ...] = ()
    #: Why the recipient is told; None: the watch is gone.
    watch: Watch | None
    #: First reports of other developments of the thread that the recipient neither saw nor was told, newest first.
    also_new: tuple[Told, ...] = ()
    #: That the watch is noisy, in a sentence; empty: it is not.
    noise: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """A development in a digest."""

    development_id: str
    kind: DevelopmentKind
    #: The kind in plain words.
    kind_name: str
    #: Its first report.
    told: Told
    #: Articles that carry it: a count.
    n_articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestThread:
    """A thread in a digest, with what is new to the recipient."""

    thread: Thread
    #: The headline that the thread opened with.
    conversation: str
    #: In order of time.
    lines: tuple[DigestLine, ...]
    #: As in `AlertShown`.
    earlier_threads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestShown:
    """What a letter says that tells of several developments."""

    #: In order of their first new development.
    threads: tuple[DigestThread, ...]
    #: What befell outlets, each with the outlet's name.
    notices: tuple[tuple[str, Notice], ...]
    #: Why the recipient is told, each as the end of “you watch …”.
    reasons: tuple[str, ...]
    #: Which watches are noisy, a sentence each.
    noises: tuple[str, ...] = ()

    @property
    def n_lines(self) -> int:
        """Return how many developments and notices it tells of."""
        return len(self.notices) + sum(len(thread.lines) for thread in self.threads)
