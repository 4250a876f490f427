"""Whatever the OpenAPI document allows, and what it does not, is answered as it says; more in benchmarks/api_fuzz.py."""

from pathlib import Path

from benchmarks.api_fuzz import fuzz


def test_every_operation_answers_as_its_document_says(tmp_path: Path) -> None:
    """No server error, and no status, type, header or body that is not described."""
    told = list(fuzz(tmp_path, 4))
    assert [(one.label, one.wrong) for one in told if one.wrong] == []
    assert len(told) > 30
    assert min(one.n_asked for one in told) >= 2
