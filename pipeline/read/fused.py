"""Faster layers for fp32 on a processor: product, bias and activation in one call, over weights laid out once.

The library's own layers copy the bias, multiply, and walk over the result again for the activation. The fused call is
the one that PyTorch's compiler makes; it is used directly, because compiling takes a C++ compiler and half a minute.
Measured: 16 % less time for the same vectors (cosine 0.9999999). Source: docs/decisions/0031.
"""

import torch
from torch import Tensor, nn


class _FusedLinear(nn.Module):
    """A linear layer, and the activation after it where there is one; for inference only."""

    def __init__(self, layer: nn.Linear, activation: str, n_rows: int) -> None:
        super().__init__()
        # underlined calls are no promise of PyTorch's: hence the exact pin, `can_fuse`, and a test of equality
        self._weight = torch.ops.mkldnn._reorder_linear_weight(layer.weight.detach(), n_rows)  # noqa: SLF001
        self._bias = layer.bias.detach()
        self._activation = activation
        # `gelu` has two forms; the exact one is called `none`
        self._form = "none" if activation == "gelu" else ""

    def forward(self, rows: Tensor) -> Tensor:
        """Return activation(rows @ weight + bias)."""
        fused: Tensor = torch.ops.mkldnn._linear_pointwise(  # noqa: SLF001
            rows, self._weight, self._bias, self._activation, [], self._form
        )
        return fused


def can_fuse() -> bool:
    """Tell whether this build of PyTorch has the calls."""
    available = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return bool(available) and hasattr(torch.ops.mkldnn, "_linear_pointwise")


def fuse_layers(model: nn.Module, n_rows: int) -> None:
    """Replace the linear layers of an encoder in place; its results stay the same to the last digits.

    Args:
        model: in fp32, on the processor, in evaluation mode.
        n_rows: tokens in a batch, for which the weights are laid out; other numbers work as well.
    """
    for block in list(model.modules()):
        activation = "none"
        if isinstance(getattr(block, "dense", None), nn.Linear) and is_exact_gelu(block):
            block.intermediate_act_fn = nn.Identity()
            activation = "gelu"
        for name, layer in list(block.named_children()):
            if isinstance(layer, nn.Linear) and isinstance(layer.bias, Tensor):
                setattr(block, name, _FusedLinear(layer, activation, n_rows))


def is_exact_gelu(block: nn.Module) -> bool:
    """Tell whether a block's activation is GELU by the error function, not one of its approximations."""
    function = getattr(block, "intermediate_act_fn", None)
    return type(function).__name__ in {"GELU", "GELUActivation"} and getattr(function, "approximate", "none") == "none"
