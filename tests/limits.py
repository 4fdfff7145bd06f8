#!/usr/bin/python3
"""limits.py FILE BASE KEY: holds a running curt against the bounds that FILE, its OpenAPI, gives for what is sent.

For each bound of a field and of a parameter: what is just within it is not refused for that field, and what is just beyond it
is, by a problem that points to it. Speaks TAP, without a plan.
"""
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

import yaml

document = yaml.load(open(sys.argv[1]), yaml.CSafeLoader)
base, key = sys.argv[2:4]
count = 0

# What is sent besides the field: for each address, the schema of its body and one that is taken.
BODIES = {
    '/api/v1/links': ('NewLink', {'url': 'https://example.com/'}),
    '/api/v1/keys': (None, {'name': 'limits', 'role': 'reader'}),
    '/api/v1/rules': (None, {'name': 'limits', 'pattern': {'source': ['a']}}),
    '/api/v1/targets': ('NewWebhook', {'name': 'limits', 'type': 'webhook', 'rule': 'there', 'url': 'https://example.com/hook'}),
    '/api/v1/events': ('NewEvent', {'source': 'limits', 'detail-type': 'limits', 'detail': {}}),
    '/api/v1/messages?dry_run=yes': ('NewSms', {'channel': 'sms', 'from': 'curt', 'to': '447700900001', 'text': 'Hello'}),
    '/api/v1/campaigns': ('NewCampaign', {'name': 'limits', 'channel': 'sms', 'from': 'curt', 'template': 'Hello'}),
}

# Of values that must look like something: one of so many characters.
SHAPES = {
    'url': lambda n: 'https://example.com/' + 'a' * (n - 20),
    'expired_url': lambda n: 'https://example.com/' + 'a' * (n - 20),
    'ios_url': lambda n: 'https://example.com/' + 'a' * (n - 20),
    'android_url': lambda n: 'https://example.com/' + 'a' * (n - 20),
    'preview_image': lambda n: 'https://example.com/' + 'a' * (n - 20),
    'event_path': lambda n: ('$.' + 'a' * n)[:n],
    'webhook': lambda n: 'https://example.com/' + 'a' * (n - 20),
    'pattern': lambda n: '{"source":["' + 'a' * (n - 15) + '"]}',
}

# Of these, what is within the bound is still refused for its form: other tests have good ones.
FORMED = {'domain', 'redirect_rules', 'scopes', 'failover', 'from', 'to', 'hours', 'variables'}
FORMED_PARAMETERS = {'domain'}


def resolved(schema):
    while '$ref' in schema:
        found = document
        for part in schema['$ref'].split('/')[1:]:
            found = found[part]
        schema = {**found, **{name: value for name, value in schema.items() if name != '$ref'}}
    for part in schema.get('allOf', []):
        part = resolved(part)
        schema = {**part, **schema, 'properties': {**part.get('properties', {}), **schema.get('properties', {})}}
    return schema


def call(method, path, body=None):
    request = urllib.request.Request(base + path, method=method, headers={'Authorization': 'Bearer ' + key})
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header('Content-Type', 'application/json')
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, {}
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def tell(good, what, *details):
    global count
    count += 1
    print('%s %d - %s' % ('ok' if good else 'not ok', count, what))
    if not good:
        print('#', *details)


def unlike(value, field, nth):
    """A name that nobody has yet, as long."""
    return '%06d' % nth + value[6:] if field in ('name', 'alias') and isinstance(value, str) and len(value) > 6 else value


def variants(field, schema, in_query=False):
    """What is just within a bound, and what is beyond it: (bound, within, beyond)."""
    make = SHAPES.get(field, lambda n: 'a' * n)
    if 'maxLength' in schema:
        most = schema['maxLength']
        yield 'maxLength %d' % most, make(most), make(most + 1)
    if schema.get('minLength', 0) > 0 and field not in SHAPES and not in_query: # an empty parameter is none
        yield 'minLength %d' % schema['minLength'], make(schema['minLength']), make(schema['minLength'] - 1)
    if 'maximum' in schema:
        yield 'maximum %d' % schema['maximum'], schema['maximum'], schema['maximum'] + 1
    if 'minimum' in schema:
        yield 'minimum %d' % schema['minimum'], schema['minimum'], schema['minimum'] - 1
    if 'maxItems' in schema:
        most = schema['maxItems']
        yield 'maxItems %d' % most, ['%d' % i for i in range(most)], ['%d' % i for i in range(most + 1)]
    items = resolved(schema.get('items', {}))
    if 'maxLength' in items and 'enum' not in items:
        yield 'maxLength %d of an item' % items['maxLength'], ['a' * items['maxLength']], ['a' * (items['maxLength'] + 1)]
    if 'maxProperties' in schema:
        most = schema['maxProperties']
        yield 'maxProperties %d' % most, {'x-%d' % i: 'a' for i in range(most)}, {'x-%d' % i: 'a' for i in range(most + 1)}


def points(problem, field):
    return problem.get('pointer', '').startswith('#/' + field)


def judge_body(path, name, sent):
    schema = document['paths'][path.split('?')[0]]['post']['requestBody']
    schema = document['components']['schemas'][name] if name else resolved(schema)['content']['application/json']['schema']
    for field, of in sorted(resolved(schema)['properties'].items()):
        of = resolved(of)
        for choice in [of] + [resolved(one) for one in of.get('oneOf', []) + of.get('anyOf', [])]:
            for bound, within, beyond in variants(field, choice):
                what = 'POST %s, %s: %s' % (path, field, bound)
                others = {name: value for name, value in sent.items() if (field, name) != ('text', 'template')}
                if field not in FORMED and (path, field) != ('/api/v1/campaigns', 'ttl'): # a channel takes less
                    status, problem = call('POST', path, {**others, field: unlike(within, field, count)})
                    tell(not (400 <= status < 500 and points(problem, field)), what + ' is taken', status, problem)
                status, problem = call('POST', path, {**others, field: unlike(beyond, field, count)})
                tell(400 <= status < 500 and points(problem, field), what + ', and one beyond refused', status, problem)


def judge_parameters(path, method, operation):
    for parameter in map(resolved, operation.get('parameters', []) + document['paths'][path].get('parameters', [])):
        if parameter['in'] != 'query' or '{' in path or method != 'get':
            continue
        for bound, within, beyond in variants(parameter['name'], resolved(parameter['schema']), True):
            name = parameter['name']
            what = 'GET %s?%s: %s' % (path, name, bound)
            if name not in FORMED_PARAMETERS:
                status, problem = call('GET', path + '?' + urllib.parse.urlencode({name: within}))
                # Another parameter may be missing.
                tell(status == 200 or (400 <= status < 500 and problem.get('pointer') != name and name not in problem['detail']),
                     what + ' is taken', status, problem)
            status, problem = call('GET', path + '?' + urllib.parse.urlencode({name: beyond}))
            tell(400 <= status < 500 and problem.get('pointer') == name, what + ', and one beyond refused', status, problem)


call('POST', '/api/v1/rules', {'name': 'there', 'pattern': {'source': ['a']}})
for path, (name, sent) in BODIES.items():
    judge_body(path, name, sent)
for path, item in document['paths'].items():
    for method, operation in item.items():
        if method == 'get' and path.startswith('/api/'):
            judge_parameters(path, method, operation)
print('1..%d' % count)
