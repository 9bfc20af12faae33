"""Validates the golden records against their JSON Schemas, and makes sure that broken ones fail.

Usage: schemas.py SCHEMAS VECTORS. Needs the package jsonschema (Debian: python3-jsonschema).
"""

import json
import pathlib
import struct
import sys

import jsonschema

schemas = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in pathlib.Path(sys.argv[1]).glob("*.json")
}
vectors = pathlib.Path(sys.argv[2])


def valid(record):
    """Whether a record keeps the schema of its kind."""
    kind = record.get("kind")
    schema = schemas.get(kind) if isinstance(kind, str) else None
    return schema is not None and jsonschema.Draft202012Validator(schema).is_valid(record)


def entries(bundle):
    """The entries of a bundle: a length in two bytes, big-endian, before each."""
    while bundle:
        (length,) = struct.unpack(">H", bundle[:2])
        yield json.loads(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]


golden = json.loads((vectors / "records.json").read_text(encoding="utf-8"))["records"]
assert {record["kind"] for record in golden} == set(schemas), "one schema a kind"
for schema in schemas.values():
    jsonschema.Draft202012Validator.check_schema(schema)
checked = 0
for case in golden:
    record = json.loads(case["bytes"])
    validator = jsonschema.Draft202012Validator(schemas[case["kind"]])
    validator.validate(record)
    assert not valid({**record, "unknown": 1}), case["kind"]
    assert not valid({**record, "v": 2}), case["kind"]
    for field in schemas[case["kind"]]["required"]:
        assert not valid({k: v for k, v in record.items() if k != field}), (case["kind"], field)
        assert not valid({**record, field: {}}), (case["kind"], field)
for path in sorted((vectors / "public").glob("**/tile/entries/**/*")):
    if path.is_file():
        for record in entries(path.read_bytes()):
            assert valid(record), (path, record)
            checked += 1
assert checked > 20, checked
