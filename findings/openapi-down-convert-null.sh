#!/bin/bash
# openapi-down-convert-null: what openapi-down-convert says is OpenAPI 3.0 may still be what only 3.1 allows.
#
# It makes `nullable: true` of `type: [string, "null"]`. The other way to say the same, an alternative {type: "null"} in a
# oneOf, stays as it is, which 3.0 has no type for; `summary` of info, new in 3.1, stays too. The tool says nothing and ends
# with 0. A validator of 3.0 refuses the result.
#
# Seen with npm's @apiture/openapi-down-convert 0.14.2, checked by @seriousme/openapi-schema-validator 2.4.1, Node 20.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund @apiture/openapi-down-convert@0.14.2 @seriousme/openapi-schema-validator@2.4.1 >/dev/null

api() { # its info has a summary, and "name" is of this schema
    printf '{"openapi":"3.1.0","info":{"title":"t","version":"1"%s},"paths":{},"components":{"schemas":{"Link":{"type":"object","properties":{"name":%s}}}}}' "$1" "$2"
}

# What comes of it: whether it is valid as what it says it is, before and after, and the schema.
converted() {
    api "$1" "$2" >from.json
    npx openapi-down-convert --input from.json --output to.json
    node --input-type=module -e '
        import { readFileSync } from "node:fs";
        import { Validator } from "@seriousme/openapi-schema-validator";
        for (const file of ["from.json", "to.json"]) {
            const api = JSON.parse(readFileSync(file));
            const { valid } = await new Validator().validate(structuredClone(api));
            console.log(api.openapi, valid, JSON.stringify(api.components.schemas.Link.properties.name));
        }'
}

{
    converted '' '{"type":["string","null"]}'
    converted '' '{"oneOf":[{"type":"string"},{"type":"null"}]}'
    converted ',"summary":"Links."' '{"type":"string"}'
} | tee seen
diff seen - <<'END'
3.1.0 true {"type":["string","null"]}
3.0.3 true {"type":"string","nullable":true}
3.1.0 true {"oneOf":[{"type":"string"},{"type":"null"}]}
3.0.3 false {"oneOf":[{"type":"string"},{"type":"null"}]}
3.1.0 true {"type":"string"}
3.0.3 false {"type":"string"}
END
