"""The bundled model's encoder, written out: sentence-transformers computes the same and takes seven seconds to import.

Kept for that alone: the library loads what it does for every model (routers, losses, scikit-learn) before its
first text. Modules are called as in the published weights, so that these fit by name. A test holds its vectors to those
of the library. Source: Devlin et al. 2019 (BERT), Wang et al. 2020 (MiniLM); docs/decisions/0163.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its customary name

#: Shape of the published model, all-MiniLM-L6-v2: its `config.json`.
_WIDTH, _INNER, _N_LAYERS, _N_HEADS = 384, 1536, 6, 12
_N_WORD_PIECES, _N_PLACES, _N_KINDS = 30_522, 512, 2
_EPSILON = 1e-12
#: Word piece that fills the rest of a row.
_PADDING = 0
#: In the published file, of no use to a text's vector.
_LEFT_OUT = ("pooler.", "embeddings.position_ids")


class _Embeddings(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(_N_WORD_PIECES, _WIDTH)
        self.position_embeddings = nn.Embedding(_N_PLACES, _WIDTH)
        self.token_type_embeddings = nn.Embedding(_N_KINDS, _WIDTH)
        self.LayerNorm = nn.LayerNorm(_WIDTH, eps=_EPSILON)

    def forward(self, pieces: Tensor) -> Tensor:
        rows = self.word_embeddings(pieces) + self.token_type_embeddings.weight[0]
        placed: Tensor = self.LayerNorm(rows + self.position_embeddings.weight[: pieces.shape[1]])
        return placed


class _Projections(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(_WIDTH, _WIDTH)
        self.key = nn.Linear(_WIDTH, _WIDTH)
        self.value = nn.Linear(_WIDTH, _WIDTH)

    def forward(self, rows: Tensor, mask: Tensor | None) -> Tensor:
        heads = (*rows.shape[:-1], _N_HEADS, _WIDTH // _N_HEADS)
        query, key, value = (each(rows).view(heads).transpose(1, 2) for each in (self.query, self.key, self.value))
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return seen.transpose(1, 2).reshape(rows.shape)


class _Added(nn.Module):
    """A product that is added to what came in, and made even."""

    def __init__(self, n_in: int) -> None:
        super().__init__()
        self.dense = nn.Linear(n_in, _WIDTH)
        self.LayerNorm = nn.LayerNorm(_WIDTH, eps=_EPSILON)

    def forward(self, made: Tensor, came_in: Tensor) -> Tensor:
        even: Tensor = self.LayerNorm(self.dense(made) + came_in)
        return even


class _Inner(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.dense = nn.Linear(_WIDTH, _INNER)
        self.intermediate_act_fn: nn.Module = nn.GELU()

    def forward(self, rows: Tensor) -> Tensor:
        active: Tensor = self.intermediate_act_fn(self.dense(rows))
        return active


class _Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.ModuleDict({"self": _Projections(), "output": _Added(_WIDTH)})
        self.intermediate = _Inner()
        self.output = _Added(_INNER)

    def forward(self, rows: Tensor, mask: Tensor | None) -> Tensor:
        rows = self.attention["output"](self.attention["self"](rows, mask), rows)
        made: Tensor = self.output(self.intermediate(rows), rows)
        return made


class _Layers(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.ModuleList(_Layer() for _ in range(_N_LAYERS))


class _Bert(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embeddings = _Embeddings()
        self.encoder = _Layers()

    def forward(self, pieces: Tensor, mask: Tensor | None) -> Tensor:
        rows: Tensor = self.embeddings(pieces)
        for layer in self.encoder.layer:
            rows = layer(rows, mask)
        return rows


class MiniLM:
    """Texts to unit vectors: the mean of the vectors of their word pieces."""

    dimension = _WIDTH

    def __init__(self, folder: Path, max_tokens: int, device: str, dtype: torch.dtype) -> None:
        """Load the published files.

        Args:
            folder: where they lie, checked before.
            max_tokens: word pieces that are read of a text, the two at its ends included.
            device: `cuda` or `cpu`.
            dtype: of all that is computed but the mean.

        Raises:
            OSError: a file cannot be read.
            RuntimeError: the weights are those of another model.
        """
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(min(max_tokens, _N_PLACES))
        self._tokenizer.no_padding()
        self._device = device
        weights = load_file(folder / "model.safetensors")
        # made without memory, which loading gives: no weight is drawn by chance first
        with torch.device("meta"):
            self.layers: nn.Module = _Bert()
        kept = {name: value for name, value in weights.items() if not name.startswith(_LEFT_OUT)}
        self.layers.load_state_dict(kept, assign=True)
        self.layers.to(device=device, dtype=dtype).eval().requires_grad_(requires_grad=False)

    @torch.inference_mode()
    def encode(self, texts: Sequence[str], batch_size: int) -> Tensor:
        """Return one unit vector a text, fp32, shape (n, dimension), on the processor.

        Texts are read in batches of like length, so that little is computed for padding.
        """
        pieces = [each.ids for each in self._tokenizer.encode_batch_fast(list(texts))]
        order = sorted(range(len(texts)), key=lambda number: -len(pieces[number]))
        vectors = torch.empty(len(texts), _WIDTH)
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            vectors[batch] = self._vectors([pieces[number] for number in batch])
        return vectors

    def _vectors(self, batch: Sequence[list[int]]) -> Tensor:
        """Return the vectors of a batch, the longest text first."""
        width = len(batch[0])
        rows = torch.tensor([each + [_PADDING] * (width - len(each)) for each in batch], device=self._device)
        lengths = torch.tensor([len(each) for each in batch], device=self._device)
        is_read = torch.arange(width, device=self._device)[None, :] < lengths[:, None]
        mask = None if bool(is_read.all()) else is_read[:, None, None, :]
        made = self.layers(rows, mask).float()
        weights = is_read.float()[:, :, None]
        means = (made * weights).sum(1) / weights.sum(1)
        # twice, as the library does it: a stored vector and one made today are the same to the last digit
        return F.normalize(F.normalize(means, dim=1), dim=1).cpu()
