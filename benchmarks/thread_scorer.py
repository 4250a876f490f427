"""The learned scorer as it is fitted: lessons in, weights out, as `pipeline/thread/weights.json` has them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from pipeline.thread.evidence import COLUMNS

#: Hidden units, penalty on the squares of the weights, and steps of L-BFGS. Source: decisions 0151 and 0192.
_HIDDEN, _L2, _STEPS = 16, 5e-4, 100
#: Evidence that these sets cannot teach: copies are decided before anything is weighed.
_NOT_LEARNED = ("copied",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """The evidence of the candidates of one article."""

    #: Its true group, by which lessons are held out.
    story: str
    #: Shape (candidates, columns).
    table: NDArray[np.float32]
    #: Place of the right candidate, or None: it opens a group.
    right: int | None


def fit(lessons: dict[str, list[Lesson]], share: dict[str, float], *, seed: int = 0) -> dict[str, Any]:
    """Fit the weights of one level and return them as they are written.

    Args:
        lessons: by set and stream, the numbers of the stream after it.
        share: how much each set weighs, whatever its size, in each of its streams.
        seed: of the weights that it starts from.
    """
    taught = {name: many for name, many in lessons.items() if many}
    flat = [each for many in taught.values() for each in many]
    table = np.concatenate([each.table for each in flat])
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-6
    scale[[COLUMNS.index(name) for name in _NOT_LEARNED]] = 1e9
    even = torch.tensor(((table - mean) / scale).clip(-6, 6))
    sizes = [len(each.table) for each in flat]
    lesson = torch.tensor(np.repeat(np.arange(len(flat)), sizes))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    has_right = torch.tensor([each.right is not None for each in flat])
    right = torch.tensor([start + (each.right or 0) for start, each in zip(starts, flat, strict=True)])
    weight = torch.tensor([share[kind_of(name)] / len(many) for name, many in taught.items() for _ in many])
    net = _Net(len(COLUMNS), seed)
    optimiser = torch.optim.LBFGS(net.parameters(), max_iter=_STEPS, history_size=15, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        scores = net(even).clamp(-30, 30)
        all_of = torch.log(torch.ones(len(flat)).index_add_(0, lesson, torch.exp(scores)))
        missed = (weight * (all_of - torch.where(has_right, scores[right], 0.0))).sum() / weight.sum()
        total: torch.Tensor = missed + _L2 * sum((each**2).sum() for each in net.weights())
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    return {"mean": _plain(mean), "scale": _plain(scale), **net.record()}


def kind_of(name: str) -> str:
    """Return the set that a stream is of, without the numbers that tell it from others of that set."""
    return name.rstrip("0123456789 ")


class _Net(torch.nn.Module):
    """A line with a few hidden units beside it: what `Weights` computes."""

    def __init__(self, n_columns: int, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.line = torch.nn.Linear(n_columns, 1)
        self.up = torch.nn.Linear(n_columns, _HIDDEN)
        self.down = torch.nn.Linear(_HIDDEN, 1, bias=False)
        torch.nn.init.zeros_(self.line.weight)
        torch.nn.init.normal_(self.up.weight, 0, 0.15)
        torch.nn.init.normal_(self.down.weight, 0, 0.3)

    def forward(self, even: torch.Tensor) -> torch.Tensor:
        total: torch.Tensor = self.line(even)[:, 0] + self.down(torch.tanh(self.up(even)))[:, 0]
        return total

    def weights(self) -> list[torch.Tensor]:
        return [self.line.weight, self.up.weight, self.down.weight]

    def record(self) -> dict[str, Any]:
        with torch.no_grad():
            return {
                "bias": float(self.line.bias),
                "linear": _plain(self.line.weight[0]),
                "hidden": [_plain(unit) for unit in self.up.weight],
                "hidden_bias": _plain(self.up.bias),
                "out": _plain(self.down.weight[0]),
            }


def _plain(values: Any) -> list[float]:
    return [float(f"{float(value):.6g}") for value in (values.detach() if isinstance(values, torch.Tensor) else values)]


def mean_of(ones: dict[str, Any], others: dict[str, Any], part: float = 0.5) -> dict[str, Any]:
    """Return weights of one level whose log odds are the mean of those of two, on the scale of the first.

    Args:
        ones: as `fit` returns them, with their `columns`.
        others: the same, of columns that the first knows too.
        part: how much of the mean is theirs, 0..1.
    """
    place = {name: i for i, name in enumerate(others["columns"])}
    known = np.array([place.get(name, -1) for name in ones["columns"]])

    def column(values: list[float], default: float) -> NDArray[np.float64]:
        return np.where(known >= 0, np.array(values)[known], default)

    mean, scale = np.array(ones["mean"]), np.array(ones["scale"])
    stretch = scale / column(others["scale"], 1e9)
    shift = (mean - column(others["mean"], 0.0)) / column(others["scale"], 1e9)
    hidden = [column(unit, 0.0) for unit in others["hidden"]]
    linear = column(others["linear"], 0.0)
    return {
        **ones,
        "bias": (1 - part) * ones["bias"] + part * (others["bias"] + float(shift @ linear)),
        "linear": _plain((1 - part) * np.array(ones["linear"]) + part * stretch * linear),
        "hidden": [*ones["hidden"], *(_plain(stretch * unit) for unit in hidden)],
        "hidden_bias": [
            *ones["hidden_bias"],
            *_plain([bias + shift @ unit for bias, unit in zip(others["hidden_bias"], hidden, strict=True)]),
        ],
        "out": _plain([(1 - part) * value for value in ones["out"]] + [part * value for value in others["out"]]),
    }
