"""Holds events, a line of JSON each on standard input, against the schemas of their types in a directory."""
import json
import pathlib
import sys

import jsonschema

schemas = {s["$id"]: s for s in (json.loads(p.read_text()) for p in pathlib.Path(sys.argv[1]).glob("*.json"))}
by_type = {s["title"]: s for s in schemas.values()}
wrong = seen = 0
for line in sys.stdin:
    event = json.loads(line)
    schema = by_type[event["detail-type"]]
    resolver = jsonschema.RefResolver(schema["$id"], schema, store=schemas)
    check = jsonschema.Draft202012Validator(schema, resolver=resolver, format_checker=jsonschema.FormatChecker())
    for error in check.iter_errors(event):
        print(f"{event['detail-type']}: {error.message}")
        wrong += 1
    seen += 1
sys.exit(0 if seen > 0 and wrong == 0 else 1)
