"""Boosted trees as scikit-learn fits them, in the flat form that `pipeline.read.trees` reads."""

from collections.abc import Sequence
from typing import Any

from sklearn.ensemble import HistGradientBoostingClassifier


def flat(trees: HistGradientBoostingClassifier) -> dict[str, Any]:
    """Return the nodes of all trees, a list for each property, and where trees begin and how deep they go."""
    rows: dict[str, list[Any]] = {name: [] for name in ("roots", "column", "limit", "left", "right", "value")}
    depth = 0
    for (tree,) in trees._predictors:  # noqa: SLF001 - the library has no public form of its trees
        first = len(rows["column"])
        rows["roots"].append(first)
        for place, node in enumerate(tree.nodes):
            is_leaf = bool(node["is_leaf"])
            rows["column"].append(0 if is_leaf else int(node["feature_idx"]))
            rows["limit"].append(0.0 if is_leaf else float(f"{node['num_threshold']:.6g}"))
            rows["left"].append(first + (place if is_leaf else int(node["left"])))
            rows["right"].append(first + (place if is_leaf else int(node["right"])))
            rows["value"].append(float(f"{node['value']:.5g}") if is_leaf else 0.0)
            depth = max(depth, int(node["depth"]))
    start = float(trees._baseline_prediction.item())  # noqa: SLF001 - as above
    return {"start": start, "depth": depth, **rows}


def averaged(fitted: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return several sets of trees as one, whose log-odds are the mean of theirs; each as `flat` returns it."""
    rows: dict[str, list[Any]] = {name: [] for name in ("roots", "column", "limit", "left", "right", "value")}
    for trees in fitted:
        first = len(rows["column"])
        for name in ("roots", "left", "right"):
            rows[name] += [first + node for node in trees[name]]
        for name in ("column", "limit"):
            rows[name] += trees[name]
        rows["value"] += [float(f"{value / len(fitted):.5g}") for value in trees["value"]]
    start = sum(trees["start"] for trees in fitted) / len(fitted)
    return {"start": start, "depth": max(trees["depth"] for trees in fitted), **rows}
