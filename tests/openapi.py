#!/usr/bin/python3
"""openapi.py: holds etc/openapi.yaml against the rules of OpenAPI 3.1, and real answers against etc/openapi.yaml.

openapi.py check FILE           is FILE valid, as far as can be told without the network?
openapi.py answers FILE DIR     is what DIR recorded as FILE says? Prints "operationId status" of each answer.
openapi.py documented FILE TAG...  prints "operationId status" of every answer that FILE knows, of these tags.
openapi.py addresses FILE TAG...   prints the method and path of each of these tags.
openapi.py methods FILE         prints each path and its methods, as Allow names them.

DIR has for each answer N: N.call (method, path, status, the Content-Type sent; a line each), N.sent (the body sent),
N.head and N.body. Needs Debian's python3-yaml and python3-jsonschema.
"""
import json
import re
import sys
import warnings
from pathlib import Path
from urllib.parse import parse_qsl

import yaml

warnings.simplefilter('ignore', DeprecationWarning)
from jsonschema import Draft202012Validator, RefResolver, SchemaError  # noqa: E402

METHODS = 'get put post delete options head patch trace'.split()

# For each object of the specification: the fields that it must have, and those that it may have.
OBJECTS = {
    'document': ('openapi info paths', 'jsonSchemaDialect servers webhooks components security tags externalDocs'),
    'info': ('title version', 'summary description termsOfService contact license'),
    'license': ('name', 'identifier url'),
    'server': ('url', 'description variables'),
    'tag': ('name', 'description externalDocs'),
    'components': ('', 'schemas responses parameters examples requestBodies headers securitySchemes links callbacks'
                   ' pathItems'),
    'path': ('', 'summary description servers parameters ' + ' '.join(METHODS)),
    'operation': ('operationId responses summary', 'tags description externalDocs parameters requestBody callbacks'
                  ' deprecated security servers'),
    'parameter': ('name in schema', 'description required deprecated allowEmptyValue style explode allowReserved example'
                  ' examples'),
    'header': ('schema', 'description required deprecated style explode example examples'),
    'body': ('content', 'description required'),
    'media': ('schema', 'example examples encoding'),
    'response': ('description', 'headers content links'),
    'scheme': ('type', 'description name in scheme bearerFormat flows openIdConnectUrl'),
}

KEYWORDS = set('''$ref type enum const description default examples properties required additionalProperties
    unevaluatedProperties propertyNames minProperties maxProperties items minItems maxItems uniqueItems minLength maxLength pattern format minimum maximum oneOf
    allOf anyOf not contentMediaType'''.split())


class Loader(getattr(yaml, 'CSafeLoader', yaml.SafeLoader)):
    """YAML that refuses a key given twice."""


def no_twice(loader, node, deep=False):
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.YAMLError(f'line {node.start_mark.line + 1}: {key} is there twice')
    return yaml.constructor.SafeConstructor.construct_mapping(loader, node, deep)


Loader.add_constructor('tag:yaml.org,2002:map', lambda loader, node: no_twice(loader, node, True))


class Document:
    def __init__(self, path):
        self.tree = yaml.load(Path(path).read_text(encoding='utf-8'), Loader)
        self.resolver = RefResolver.from_schema(self.tree)
        self.faults = []
        self.used = set()

    def fault(self, where, what):
        self.faults.append(f'{where}: {what}')

    def follow(self, value, where=''):
        """The object itself, or the one that its $ref names."""
        while isinstance(value, dict) and '$ref' in value and set(value) <= {'$ref', 'description', 'summary'}:
            self.used.add(value['$ref'])
            try:
                value = self.resolver.resolve(value['$ref'])[1]
            except Exception:
                self.fault(where, f'{value["$ref"]} leads nowhere')
                return {}
        return value

    def says(self, value, schema):
        """What is wrong with the value, a line each."""
        try:
            # With all components in it: python3-jsonschema 4.10 looks there for what `allOf` names.
            whole = {**schema, 'components': self.tree.get('components', {})}
            wrong = list(Draft202012Validator(whole, resolver=self.resolver).iter_errors(value))
        except Exception as fault:
            return [f'the schema cannot be used: {fault}']
        return [f'{"/".join(map(str, e.absolute_path)) or "it"}: {e.message[:300]}' for e in wrong]

    def operations(self):
        for path, item in self.tree['paths'].items():
            for method in METHODS:
                if method in item:
                    yield path, method, item[method], item.get('parameters', []) + item[method].get('parameters', [])


# ---- check: the file itself


def check_object(doc, kind, value, where):
    must, may = (set(fields.split()) for fields in OBJECTS[kind])
    if not isinstance(value, dict):
        doc.fault(where, f'is no {kind}')
        return
    for name in must - set(value):
        doc.fault(where, f'a {kind} needs {name}')
    for name in set(value) - must - may:
        if not str(name).startswith('x-'):
            doc.fault(where, f'a {kind} has no {name}')


def check_schema(doc, schema, where, part=False):
    try:
        Draft202012Validator.check_schema(schema)
        walk_schema(doc, schema, where, part)
    except SchemaError as wrong:
        doc.fault(where, wrong.message)


def walk_schema(doc, schema, where, part=False):
    """part: of a composition, whose whole says that nothing else may be there."""
    for name in set(schema) - KEYWORDS:
        doc.fault(where, f'a schema has no {name}')
    if '$ref' in schema:
        doc.follow({'$ref': schema['$ref']}, where)
        if schema['$ref'].count('/') != 3:
            doc.fault(where, 'refers to a part of a schema, which generators do not follow')
    if ('enum' in schema or 'const' in schema) and 'type' not in schema:
        doc.fault(where, 'an enum without a type, which generators take for anything')
    closed = 'additionalProperties' in schema or 'unevaluatedProperties' in schema
    extends = any('$ref' in one for one in schema.get('allOf', []))
    if 'properties' in schema and not extends and not closed and not part:
        doc.fault(where, 'may have any other property')
    if 'object' in schema.get('type', '') and not part and not closed and not set(schema) & {'properties', 'allOf', 'oneOf'}:
        doc.fault(where, 'an object without a word on its properties, which generators take for an empty one')
    for example in schema.get('examples', []):
        for wrong in doc.says(example, schema):
            doc.fault(f'{where} example', wrong)
    for name, inner in schema.get('properties', {}).items():
        walk_schema(doc, inner, f'{where}.{name}')
    for name in set(schema.get('required', [])) - set(schema.get('properties', {})):
        if not part:
            doc.fault(where, f'requires {name}, which it does not describe')
    for name in ('additionalProperties', 'propertyNames'):
        if isinstance(schema.get(name), dict):
            walk_schema(doc, schema[name], f'{where} {name}')
    if 'items' in schema:
        walk_schema(doc, schema['items'], f'{where}[]')
    if 'not' in schema:
        walk_schema(doc, schema['not'], f'{where} not', True)
    for inner in schema.get('oneOf', []) + schema.get('allOf', []) + schema.get('anyOf', []):
        walk_schema(doc, inner, where, part or 'allOf' in schema)


def check_content(doc, content, where):
    for kind, media in content.items():
        check_object(doc, 'media', media, f'{where} {kind}')
        check_schema(doc, media.get('schema', {}), f'{where} {kind}')
        if kind == 'application/json' and '$ref' not in media.get('schema', {}):
            doc.fault(f'{where} {kind}', 'a schema without a name, for which generators make one up')
        examples = [e['value'] for e in media.get('examples', {}).values()] + [media[n] for n in ('example',) if n in media]
        for example in examples:
            for wrong in doc.says(example, media['schema']):
                doc.fault(f'{where} {kind} example', wrong)


def check_response(doc, response, where):
    response = doc.follow(response, where)
    check_object(doc, 'response', response, where)
    for name, header in response.get('headers', {}).items():
        header = doc.follow(header, where)
        check_object(doc, 'header', header, f'{where} {name}')
        check_schema(doc, header.get('schema', {}), f'{where} {name}')
    check_content(doc, response.get('content', {}), where)


def check_operation(doc, path, method, operation, parameters):
    where = f'{method} {path}'
    check_object(doc, 'operation', operation, where)
    parameters = [doc.follow(p, where) for p in parameters]
    for p in parameters:
        check_object(doc, 'parameter', p, where)
        check_schema(doc, p.get('schema', {}), f'{where} {p.get("name")}')
        here = p.get('in')
        if 'name' not in p or here not in ('query', 'header', 'path') or (here == 'path') != p.get('required', False):
            doc.fault(where, f'{p.get("name")}: in or required is wrong')
    if sorted(p['name'] for p in parameters if p.get('in') == 'path') != sorted(re.findall(r'{(\w+)}', path)):
        doc.fault(where, 'the parameters are not those of the path')
    if 'requestBody' in operation:
        body = doc.follow(operation['requestBody'], where)
        check_object(doc, 'body', body, where)
        check_content(doc, body.get('content', {}), where)
    for tag in operation.get('tags', []):
        if tag not in [t['name'] for t in doc.tree.get('tags', [])]:
            doc.fault(where, f'the tag {tag} is not described')
    for status, response in operation.get('responses', {}).items():
        if not isinstance(status, str) or not re.fullmatch('[1-5][0-9][0-9]|default', status):
            doc.fault(where, f'{status} is no status')
        check_response(doc, response, f'{where} {status}')


def every_schema(tree):
    """Each object of the tree that could be a schema."""
    if isinstance(tree, dict):
        yield tree
    for inner in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from every_schema(inner)


def check(path):
    doc = Document(path)
    tree, components = doc.tree, doc.tree.get('components', {})
    check_object(doc, 'document', tree, 'the document')
    if not re.fullmatch(r'3\.1\.\d+', str(tree.get('openapi'))):
        doc.fault('openapi', 'is not 3.1')
    check_object(doc, 'info', tree['info'], 'info')
    check_object(doc, 'license', tree['info']['license'], 'license')
    check_object(doc, 'components', components, 'components')
    for kind in ('server', 'tag'):
        for value in tree.get(kind + 's', []):
            check_object(doc, kind, value, kind)
    for name, scheme in components.get('securitySchemes', {}).items():
        check_object(doc, 'scheme', scheme, name)
        doc.used.add(f'#/components/securitySchemes/{name}')
    for name, schema in components.get('schemas', {}).items():
        # Closed where it is used, when it is a part there.
        check_schema(doc, schema, name, any({'$ref': f'#/components/schemas/{name}'} in s.get('allOf', []) and 'unevaluatedProperties' in s
                                            for s in every_schema(tree)))
    ids = []
    for path, item in tree['paths'].items():
        check_object(doc, 'path', item, path)
        if not path.startswith('/'):
            doc.fault(path, 'does not begin with a slash')
    for path, method, operation, parameters in doc.operations():
        check_operation(doc, path, method, operation, parameters)
        ids.append(operation.get('operationId'))
        for required in operation.get('security', tree.get('security', [])):
            for name in set(required) - set(components.get('securitySchemes', {})):
                doc.fault(path, f'the security scheme {name} is not described')
    for name in {i for i in ids if ids.count(i) > 1}:
        doc.fault(name, 'is the operationId of two operations')
    for kind, named in components.items():
        for name in named:
            if f'#/components/{kind}/{name}' not in {'/'.join(u.split('/')[:4]) for u in doc.used}:
                doc.fault(f'#/components/{kind}/{name}', 'is not used')
    return doc.faults


# ---- answers: what was recorded


def find_operation(doc, method, path):
    """What is written out comes before what has parameters, as the specification wants it."""
    for template in sorted(doc.tree['paths'], key=lambda t: ('{' in t, -len(t))):
        if re.fullmatch(re.sub(r'\\{\w+\\}', '[^/]+', re.escape(template)), path):
            item = doc.tree['paths'][template]
            # HEAD is GET without the body, where it is not described itself.
            return item.get(method) or (item.get('get') if method == 'head' else None)
    return None


def is_lines(kind):
    return kind in ('application/x-ndjson', 'application/jsonl')


def parsed(kind, text):
    if is_lines(kind):
        return [json.loads(line) for line in text.split('\n') if line.strip()]
    if kind.endswith('json'):
        return json.loads(text)
    return dict(parse_qsl(text, keep_blank_values=True)) if 'urlencoded' in kind else text


def judge_headers(doc, response, headers):
    for name, header in response.get('headers', {}).items():
        header = doc.follow(header)
        value = headers.get(name.lower())
        if value is None:
            if header.get('required'):
                yield f'the header {name} is missing'
            continue
        if doc.follow(header['schema']).get('type') == 'integer' and re.fullmatch('[0-9]+', value):
            value = int(value)
        yield from (f'{name}: {wrong}' for wrong in doc.says(value, header['schema']))


def judge_body(doc, response, method, headers, text):
    content = response.get('content', {})
    kind = headers.get('content-type', '').split(';')[0]
    if method == 'head' or not content:
        if text:
            yield f'there should be no body: {text[:100]}'
        return
    if kind not in content:
        yield f'the Content-Type {kind} is not documented'
        return
    value = parsed(kind, text)
    # Lines are the items of what would be an array as JSON.
    schema = content['application/json' if is_lines(kind) else kind]['schema']
    yield from doc.says(value, schema)
    if isinstance(value, dict) and kind == 'application/problem+json' and headers['status'] != str(value['status']):
        yield f'the problem has the status {value["status"]}'


def judge_sent(doc, operation, kind, text, answer):
    """What was accepted must be documented."""
    content = operation.get('requestBody', {}).get('content', {})
    if kind not in content:
        if text or content:
            yield f'a body of type {kind} was accepted, which is not documented'
        return
    value = parsed(kind, text)
    if not is_lines(kind):
        yield from (f'accepted, but {wrong}' for wrong in doc.says(value, content[kind]['schema']))
    if isinstance(value, list) and isinstance(answer, list):
        one = doc.follow(content['application/json']['schema'])['oneOf'][0]  # and then the batch of them
        for sent, got in zip(value, answer):
            if got['status'] < 400:
                yield from (f'accepted, but {w}' for w in doc.says(sent, one))


def judge(doc, call):
    method, path, status, kind = call.read_text().split('\n')[:4]
    head, text = (call.with_suffix(s).read_bytes().decode() for s in ('.head', '.body'))
    sent = call.with_suffix('.sent').read_bytes().decode(errors='replace')
    method, kind = method.lower(), kind.split(';')[0]
    lines = [line.split(': ', 1) for line in head.split('\n') if ': ' in line]
    headers = {name.lower(): value for name, value in lines} | {'status': status}
    operation = find_operation(doc, method, path.split('?')[0])
    if operation is None:
        return [f'{method} {path} is not documented'], None
    if status not in operation['responses']:
        return [f'{operation["operationId"]} does not document the status {status}: {text[:200]}'], None
    response = doc.follow(operation['responses'][status])
    faults = [*judge_headers(doc, response, headers), *judge_body(doc, response, method, headers, text)]
    if status < '300' and not faults:
        answer = parsed(headers.get('content-type', '').split(';')[0], text) if text else None
        faults += judge_sent(doc, operation, kind, sent, answer)
    return [f'{method} {path} {status}: {fault}' for fault in faults], f'{operation["operationId"]} {status}'


def answers(path, directory):
    doc = Document(path)
    calls = sorted(Path(directory).glob('*.call'))
    faults = [] if calls else ['nothing was recorded']
    for call in calls:
        wrong, seen = judge(doc, call)
        faults += wrong
        if seen:
            print(seen)
    return faults


def documented(path, *tags):
    for _, _, operation, _ in Document(path).operations():
        for status in set(operation['responses']) - {'default'} if set(operation['tags']) & set(tags) else ():
            print(operation['operationId'], status)
    return []


def addresses(path, *tags):
    for template, method, operation, _ in Document(path).operations():
        if set(operation['tags']) & set(tags):
            print(method.upper(), template)
    return []


def methods(path):
    for template, item in Document(path).tree['paths'].items():
        there = [m.upper() for m in 'get head post patch delete'.split() if m in item or (m == 'head' and 'get' in item)]
        print(template, ', '.join(there))
    return []


if __name__ == '__main__':
    commands = {'check': check, 'answers': answers, 'documented': documented, 'addresses': addresses, 'methods': methods}
    if len(sys.argv) < 3 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    found = commands[sys.argv[1]](*sys.argv[2:])
    for fault in found:
        print(fault, file=sys.stderr)
    sys.exit(1 if found else 0)
