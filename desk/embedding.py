"""The process that keeps the embedding model: built of the settings alone, so that it can start before all else."""

import gc
from dataclasses import replace
from datetime import timedelta
from functools import partial

from config.settings import Settings
from desk.heap import let_rest
from desk.workers import WorkerPool, WorkerRules
from pipeline.read.embed import BUNDLED_MODEL, EmbedRules, loaded_precision

#: Longest that the model's process may take for one call: the first may fetch a model that the settings name, the later
#: ones are bounded by their batch.
_TIME_LIMIT = timedelta(hours=1)


def embed_rules_of(settings: Settings, model: str = "") -> EmbedRules:
    """Return how texts become vectors.

    Args:
        settings: those in force.
        model: `bundled`, or the name or folder of another; empty: the settings' own.
    """
    embed = settings.embed
    model = model or embed.model
    rules = EmbedRules(model=BUNDLED_MODEL if model == "bundled" else model, batch_size=embed.batch_size)
    return replace(rules, max_tokens=embed.max_tokens) if embed.max_tokens else rules


def model_process(rules: EmbedRules, niceness: int = 0) -> WorkerPool:
    """Return a process of its own for the model, beside which this one can thread; it is a context manager."""
    return WorkerPool(
        WorkerRules(
            n_workers=1,
            time_limit=_TIME_LIMIT,
            memory_limit=None,
            n_tasks=0,
            niceness=niceness,
            preload=(),
            loading=partial(_load, rules),
        )
    )


def _load(rules: EmbedRules) -> None:
    # half a million objects come with the libraries and stay: looking through them as they come takes a sixth of it
    gc.disable()
    try:
        loaded_precision(rules)
    finally:
        gc.enable()
        let_rest()
