"""What IPTC's schema of ninjs 3.0 demands of the properties that we write, in our own words as a JSON Schema.

Of the standard's schema only these parts are here: what we write nothing of is left out, and would be refused as unknown,
as the standard itself refuses what it does not know. It is stricter in two places: times need a zone, and an item of type
text needs a headline.

Source: ninjs-schema_3.0.json of the repository iptc/newsinjson (IPTC, CC BY 4.0), read property by property.
"""

from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
_INSTANT: dict[str, Any] = {"type": "string", "format": "date-time"}
_URI: dict[str, Any] = {"type": "string", "format": "uri"}


def _object(required: tuple[str, ...] = (), **properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


_WORDS = _list(_object(("value",), role=_TEXT, contentType=_TEXT, value=_TEXT))
_NAMED = _object(name=_TEXT, rel=_TEXT, uri=_URI, literal=_TEXT)
_ITEM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "uri": _URI,
        "standard": _object(name=_TEXT, version=_TEXT, schema=_URI),
        "type": {
            "enum": ["text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"]
        },
        "pubStatus": {"enum": ["usable", "withheld", "canceled"]},
        "firstCreated": _INSTANT,
        "versionCreated": _INSTANT,
        # BCP 47
        "language": {"type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
        "title": _TEXT,
        "by": _TEXT,
        "slugline": _TEXT,
        "headlines": _WORDS,
        "descriptions": _WORDS,
        "bodies": _list(
            _object(
                ("value",),
                role=_TEXT,
                contentType=_TEXT,
                charCount={"type": "integer"},
                wordCount={"type": "integer"},
                value=_TEXT,
            )
        ),
        "people": _list(_NAMED),
        "organisations": _list(_NAMED),
        "places": _list(_NAMED),
        "infoSources": _list(_object(name=_TEXT, role=_TEXT, uri=_URI, literal=_TEXT)),
        "altIds": _list(_object(role=_TEXT, value=_TEXT)),
        "associations": _list(
            {
                "$ref": "#/$defs/item",
                "properties": {"name": _TEXT},
                "required": ["name", "uri"],
                "unevaluatedProperties": False,
            }
        ),
    },
    "if": {"properties": {"type": {"const": "text"}}, "required": ["type"]},
    "then": {"required": ["headlines"]},
}
NINJS_RULES: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {"item": _ITEM},
    "$ref": "#/$defs/item",
    "required": ["uri"],
    "unevaluatedProperties": False,
}
