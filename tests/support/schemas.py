"""Values that a JSON schema allows, and values that it forbids, for calls made from the served document."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]

_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
_ANY_OF_A_KIND: dict[str, st.SearchStrategy[Any]] = {
    "string": _TEXT,
    "boolean": st.booleans(),
    "null": st.none(),
    "number": st.floats(allow_nan=False, allow_infinity=False),
}


def allowed(schema: Schema, components: dict[str, Schema]) -> st.SearchStrategy[Any]:
    """Return values that the schema allows."""
    if "$ref" in schema:
        return allowed(components[schema["$ref"].rpartition("/")[2]], components)
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([allowed(one, components) for one in schema["anyOf"]])
    if schema["type"] == "integer":
        return st.integers(schema.get("minimum", -(2**53)), schema.get("maximum", 2**53))
    if schema["type"] == "array":
        return st.lists(allowed(schema["items"], components), max_size=4)
    if schema["type"] == "object":
        return _objects(schema, components)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"].removeprefix("^").removesuffix("$"), fullmatch=True)
    return _ANY_OF_A_KIND[schema["type"]]


def _objects(schema: Schema, components: dict[str, Schema]) -> st.SearchStrategy[dict[str, Any]]:
    fields = {name: allowed(one, components) for name, one in schema["properties"].items()}
    needed = {name: one for name, one in fields.items() if name in schema.get("required", ())}
    return st.fixed_dictionaries(
        needed, optional={name: one for name, one in fields.items() if name not in needed}
    )


def forbidden(schema: Schema) -> st.SearchStrategy[Any]:
    """Return values for a field that its schema forbids."""
    if schema.get("type") == "integer":
        outside = [st.just(schema[end] + step) for end, step in _ENDS if end in schema]
        return st.one_of(st.just("no number"), st.just(""), st.none(), st.just(1.5), *outside)
    if schema.get("type") == "string":
        bad = st.sampled_from(["", "a b", "血站", "x" * 65, "a\n"]) if "pattern" in schema else st.just(7)
        return st.one_of(bad, st.just(7), st.none(), st.just([]))
    if schema.get("type") == "boolean":
        return st.sampled_from([0, 1, "true", None])
    return st.sampled_from([0.5, {"not": "this"}, "nor that"])


_ENDS = (("minimum", -1), ("maximum", 1))
