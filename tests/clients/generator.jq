# generator.jq: makes of etc/openapi.yaml, which openapi-down-convert has turned into OpenAPI 3.0, what openapi-generator
# 5.0.0-beta2 makes a client in Python of. All fields stay; what is left out constrains them, and curt checks it anyway.
def objects(f): walk(if type == "object" then f else . end);
def alternatives(f): if (.oneOf | type) == "array" then f else . end;

# An allOf as one object. The generator takes a single one for a parent, and leaves out what the parent has.
def flat($all):
    if has("$ref") then $all[.["$ref"] | ltrimstr("#/components/schemas/")] | flat($all)
    elif has("allOf") then
        reduce (.allOf[] | flat($all)) as $part (del(.allOf);
            $part + .
            + {properties: (($part.properties // {}) + (.properties // {}))}
            + {required: (($part.required // []) + (.required // []))})
    else . end;

# "Or null" is a flag in OpenAPI 3.0, and null in an enum stops the generator.
objects(
    alternatives(
        if any(.oneOf[]; .type == "null") then .nullable = true | .oneOf |= map(select(.type != "null")) else . end
        | if .oneOf | length == 1 then .allOf = .oneOf | del(.oneOf) else . end)
    | if (.enum | type) == "array" then .enum |= map(values) else . end)
# Only objects can be alternatives.
| objects(alternatives(
    if all(.oneOf[]; has("$ref") or has("allOf") or .type == "object") then . else del(.oneOf) end))
| .components.schemas as $all
| objects(if has("allOf") then flat($all) else . end)
# A method has one type of answer, that of the lowest status, which is that of a dry run.
| (.paths[].post | values | .responses) |= if has("201") or has("202") then del(.["200"]) else . end
# A property named "/" is no name in Python.
| del(.info.summary, .paths["/.well-known/apple-app-site-association"], .components.schemas.IosApps)
