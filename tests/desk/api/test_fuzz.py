"""Whatever the OpenAPI document allows is answered as the document says: schemathesis makes the requests."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from desk.web import create_app
from tests.desk.newsroom import NOW, Newsroom, furnish


class Still:
    """A clock that stands still."""

    def now(self) -> datetime:
        """Return the morning on which the tests read."""
        return NOW


CHECKS = (
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Serve the invented newsroom and read the API's document from it."""
    newsroom = Newsroom(tmp_path_factory.mktemp("fuzz"))
    furnish(newsroom)
    app = create_app(newsroom.store, Still())
    config = schemathesis.Config.from_dict({"generation": {"mode": "all"}})
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config)
    newsroom.close()


schema = schemathesis.pytest.from_fixture("document")


@schema.parametrize()
@settings(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_its_document_says(case: schemathesis.Case) -> None:
    """No server error, no status, type or body that is not described."""
    case.call_and_validate(checks=list(CHECKS))
