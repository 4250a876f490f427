"""Structured logs: one line an event, a fixed `event` word beside its fields; for people or for machines."""

import logging
import sys

import structlog

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
#: Libraries that say at INFO what our own lines say already.
_CHATTY = (
    "alembic",
    "uvicorn",
    "apscheduler",
    "httpx",
    "sentence_transformers",
    "transformers",
    "trafilatura",
    "twisted",
    "scrapy",
    "asyncio",
)


def set_up_logs(level: str, form: str) -> None:
    """Send our lines and those of the libraries to stderr.

    Args:
        level: `debug`, `info`, `warning` or `error`; libraries are held to warnings unless it is `debug`.
        form: `console` or `json`.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [lines]
    root.setLevel(_LEVELS[level])
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    # what kept it from fetching is told as a failure of the page or feed
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    # it warns of each tick that comes while the step before it is still at work: that is how ticks are meant
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
