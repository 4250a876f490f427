"""Layers in 8-bit integers, for processors with vector instructions for them (VNNI or AVX2) and none for bf16.

Weights get a scale per output; inputs one scale per layer, measured once on calibration texts, after the spread between
their channels has been moved into the weights. Scales are fixed, so a text's vector does not depend on its batch.
Sources: SmoothQuant (arXiv 2211.10438) for moving the spread; docs/decisions/0031 for what it costs and gains here.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from pipeline.read import rows as loops
from pipeline.read.fused import is_exact_gelu

#: Share of the spread between channels that moves into the weights. Source: best of 0.5 to 1.0, docs/decisions/0031.
_MOVED = 0.75
#: Inputs may be this much larger than any seen in calibration before they are cut.
_MARGIN = 1.2
_WEIGHT_STEPS = 127
#: Layers of an attention that read the same rows.
_READ_THE_SAME = ("query", "key", "value")


Layer = TypeVar("Layer", bound=nn.Module)


class _Measured(nn.Module):
    """A linear layer that notes the range of each input channel."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.layer = layer
        self.low = torch.zeros(layer.in_features)
        self.high = torch.zeros(layer.in_features)

    def forward(self, rows: Tensor) -> Tensor:
        flat = rows.reshape(-1, rows.shape[-1])
        self.low = torch.minimum(self.low, flat.amin(0))
        self.high = torch.maximum(self.high, flat.amax(0))
        measured: Tensor = self.layer(rows)
        return measured


class _Steps:
    """Turns what layers read into integers: those that read the same rows share one of these, and it is done once."""

    def __init__(self, layers: Sequence[_Measured], *, moved: float) -> None:
        low, high = layers[0].low * _MARGIN, layers[0].high * _MARGIN
        widest = torch.maximum(low.abs(), high.abs()).clamp(min=1e-4)
        heaviest = torch.stack([each.layer.weight.detach().abs().amax(0) for each in layers]).amax(0).clamp(min=1e-5)
        self.spread = widest.pow(moved) / heaviest.pow(1 - moved) if moved else torch.ones_like(widest)
        lowest, highest = float((low / self.spread).min()), float((high / self.spread).max())
        self.scale = (highest - lowest) / loops.STEPS
        self.zero = round(-lowest / self.scale)
        # value -> step in one multiply and add; the half rounds, because the conversion to integers cuts
        factors, offsets = 1 / (self.spread * self.scale), torch.full_like(self.spread, self.zero + 0.5)
        self._line = factors.numpy(), offsets.numpy()
        self._last: tuple[Tensor | None, Tensor | None] = (None, None)

    def of(self, rows: Tensor) -> Tensor:
        """Return fp32 rows as integers, shape (n, width)."""
        known, steps = self._last
        if known is not rows or steps is None:
            flat = rows.reshape(-1, rows.shape[-1])
            steps = torch.empty(flat.shape, dtype=torch.uint8)
            loops.to_steps(flat.numpy(), *self._line, steps.numpy())
            self._last = (rows, steps)
        return steps

    def of_sum(self, rows: Tensor, others: Tensor, norm: nn.LayerNorm) -> Tensor:
        """Return the sum of two matrices brought to its norm; its integers are kept for the layers that read it."""
        flat, added = rows.reshape(-1, rows.shape[-1]), others.reshape(-1, rows.shape[-1])
        out, steps = torch.empty_like(flat), torch.empty(flat.shape, dtype=torch.uint8)
        brought_to = norm.weight.detach().numpy(), norm.bias.detach().numpy(), float(norm.eps)
        loops.add_norm(flat.numpy(), added.numpy(), brought_to, self._line, (out.numpy(), steps.numpy()))
        normed = out.view(rows.shape)
        self._last = (normed, steps)
        return normed


class _Int8Linear(nn.Module):
    """A linear layer in integers, and the activation after it where there is one; for inference only.

    Takes fp32, or integers on its own scale from the layer before it; gives fp32, or integers on the scale of the next.
    """

    def __init__(self, measured: _Measured, steps: _Steps | None = None, *, moved: float = _MOVED) -> None:
        super().__init__()
        self.steps = steps or _Steps([measured], moved=moved)
        weight = measured.layer.weight.detach() * self.steps.spread
        self._weight_scales = weight.abs().amax(1) / _WEIGHT_STEPS
        rounded = (weight / self._weight_scales[:, None]).round().to(torch.int8)
        self._weight = torch.ops.onednn.qlinear_prepack(rounded, None)
        self._weight_zeros = torch.zeros(len(weight), dtype=torch.int32)
        self._bias = measured.layer.bias.detach()
        self._has_gelu = False
        self._next: _Steps | None = None

    def with_gelu(self, following: "_Int8Linear | None") -> None:
        """Let the exact GELU follow, and, if a layer is named, give the integers that it takes."""
        self._has_gelu = True
        self._next = following.steps if following else None

    def forward(self, rows: Tensor) -> Tensor:
        """Return activation(rows @ weight + bias)."""
        integers = rows.reshape(-1, rows.shape[-1]) if rows.dtype is torch.uint8 else self.steps.of(rows)
        fused: Tensor = torch.ops.onednn.qlinear_pointwise(
            integers,
            self.steps.scale,
            self.steps.zero,
            self._weight,
            self._weight_scales,
            self._weight_zeros,
            self._bias,
            self._next.scale if self._next else 1.0,
            self._next.zero if self._next else 0,
            torch.uint8 if self._next else torch.float32,
            # GELU has two forms; the exact one is called `none`
            *(("gelu", [], "none") if self._has_gelu else ("none", [], "")),
        )
        return fused.view(*rows.shape[:-1], -1)


class _Sum(nn.Module):
    """The end of a block: its product, what went into the block, and the norm of the sum."""

    def __init__(self, block: Any, following: _Steps) -> None:
        super().__init__()
        self.dense, self._norm, self._following = block.dense, block.LayerNorm, following

    def forward(self, rows: Tensor, others: Tensor) -> Tensor:
        """Return norm(dense(rows) + others)."""
        return self._following.of_sum(self.dense(rows), others, self._norm)


def can_quantise() -> bool:
    """Tell whether this build of PyTorch has the calls."""
    available = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return bool(available) and hasattr(torch.ops.onednn, "qlinear_pointwise")


def quantise_layers(model: nn.Module, run_calibration: Callable[[], object]) -> None:
    """Replace the linear layers of an encoder in place.

    Args:
        model: in fp32, on the processor, in evaluation mode.
        run_calibration: puts texts like those to come through the model.
    """
    for block, name, layer in list(_children(model, nn.Linear)):
        setattr(block, name, _Measured(layer))
    run_calibration()
    layers: list[Any] = [block for block in model.modules() if _has_feed_forward(block)]
    for layer in layers:
        # what the first layer passes on is too uneven between channels to go over as it is
        passes_integers = layer is not layers[0]
        last = _Int8Linear(layer.output.dense, moved=0.0 if passes_integers else _MOVED)
        first = _Int8Linear(layer.intermediate.dense)
        first.with_gelu(last if passes_integers else None)
        layer.intermediate.dense, layer.output.dense = first, last
        layer.intermediate.intermediate_act_fn = nn.Identity()
    for block in list(model.modules()):
        alike = {name: layer for name, layer in block.named_children() if name in _READ_THE_SAME}
        measured_alike = [layer for layer in alike.values() if isinstance(layer, _Measured)]
        if len(measured_alike) == len(_READ_THE_SAME):
            steps = _Steps(measured_alike, moved=_MOVED)
            for name, measured in zip(alike, measured_alike, strict=True):
                setattr(block, name, _Int8Linear(measured, steps))
    for block, name, measured in list(_children(model, _Measured)):
        setattr(block, name, _Int8Linear(measured))
    for layer, after in zip(layers, [*layers[1:], None], strict=True):
        layer.attention.output = _Sum(layer.attention.output, layer.intermediate.dense.steps)
        if after is not None:
            layer.output = _Sum(layer.output, after.attention.self.query.steps)


def _has_feed_forward(block: nn.Module) -> bool:
    first, last = getattr(block, "intermediate", None), getattr(block, "output", None)
    dense = (getattr(first, "dense", None), getattr(last, "dense", None))
    return all(isinstance(each, _Measured) for each in dense) and first is not None and is_exact_gelu(first)


def _children(model: nn.Module, kind: type[Layer]) -> Iterator[tuple[nn.Module, str, Layer]]:
    for block in model.modules():
        for name, layer in block.named_children():
            if isinstance(layer, kind):
                yield block, name, layer
