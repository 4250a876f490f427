"""Writes `docs/api.md` from the API's own description, so that the two cannot part."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from desk.api.app import create_api

_HEAD = """# The API

Made from the API's own description by `python -m desk.api.reference`; a test holds the two together. For machines:
`/api/v1/openapi.json`.

"""
_EXAMPLES = """
## With httpx

```python
import httpx

desk = httpx.Client(base_url="http://127.0.0.1:8420/api/v1", headers={"authorization": "Bearer tl_…"})

page = desk.get("/articles", params={"q": "weir -ferry since:7d"}).raise_for_status().json()
while page["next"]:
    page = desk.get("/articles", params={"q": "weir -ferry since:7d", "cursor": page["next"]}).json()

answer = desk.get("/threads")
again = desk.get("/threads", headers={"if-none-match": answer.headers["etag"]})  # 304 while nothing moved

problem = desk.get("/search", params={"q": "weir colour:red"}).json()
problem["detail"], problem["at"], problem["expected"]

desk.post("/watches", json={"kind": "query", "value": "weir", "recipient": "editor@paper.example"}).raise_for_status()
```
"""


def reference() -> str:
    """Return the whole of docs/api.md."""
    document = create_api(None).openapi()
    about: str = document["info"]["description"]
    return _HEAD + about.strip() + "\n" + "\n".join(_operations(document)) + _EXAMPLES


def _operations(document: Mapping[str, Any]) -> Iterator[str]:
    tag = ""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if operation["tags"][0] != tag:
                tag = operation["tags"][0]
                yield f"\n## {tag.capitalize()}\n"
            yield from _operation(f"{method.upper()} /api/v1{path}", operation, document["components"]["schemas"])


def _operation(title: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[str]:
    yield f"### `{title}`\n"
    yield operation["description"] + "\n"
    for parameter in operation.get("parameters", ()):
        needed = "" if parameter.get("required") else ", may be left out"
        says = parameter.get("description", "")
        yield f"- `{parameter['name']}` ({parameter['in']}{needed}){': ' + says if says else ''}"
    if operation.get("parameters"):
        yield ""
    if body := operation.get("requestBody"):
        yield f"Takes {_named(body['content']['application/json']['schema'], schemas)}\n"
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            content = answer.get("content", {})
            schema = next(iter(content.values()))["schema"] if content else None
            yield f"Answers {status}{': ' + _named(schema, schemas) if schema else ''}\n"


def _named(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """Return a schema in a line: its name, and its fields with an example each."""
    if "$ref" in schema:
        return _named(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if schema.get("type") == "array":
        return f"a list of {_named(schema['items'], schemas)}"
    if "properties" not in schema:
        return f"`{schema.get('type', 'string')}`"
    if "items" in schema["properties"] and "next" in schema["properties"]:
        return f"a page, `items` and `next`, of {_named(schema['properties']['items']['items'], schemas)}"
    return "`{" + ", ".join(_field(name, said) for name, said in schema["properties"].items()) + "}`"


def _field(name: str, said: Mapping[str, Any]) -> str:
    return f"{name}: {json.dumps(said['examples'][0], ensure_ascii=False)}" if said.get("examples") else name


if __name__ == "__main__":
    import sys

    sys.stdout.write(reference())
