// Rules and patterns: the client's are curt's, and curt's are the client's.
import { api, assert, call, refused } from './bus.js';

const arn = name => 'arn:aws:events:curt:000000000000:rule/' + name;
const pattern = '{"source":["shop"]}';

// Put, shown, put again: what is left out is gone.
assert.deepEqual(await call('PutRule', { Name: 'orders', EventPattern: pattern, Description: 'All orders.', State: 'DISABLED',
    EventBusName: 'default', Tags: [{ Key: 'team', Value: 'shop' }] }), { RuleArn: arn('orders') });
const rule = { Name: 'orders', Arn: arn('orders'), EventPattern: pattern, State: 'DISABLED', EventBusName: 'default',
    Description: 'All orders.', CreatedBy: '000000000000' };
assert.deepEqual(await call('DescribeRule', { Name: 'orders' }), rule);
assert.equal((await api('GET', 'rules/orders')).enabled, false);
await call('EnableRule', { Name: 'orders' });
assert.equal((await call('DescribeRule', { Name: 'orders' })).State, 'ENABLED');
await call('DisableRule', { Name: 'orders' });
assert.equal((await api('GET', 'rules/orders')).enabled, false);
await call('PutRule', { Name: 'orders', EventPattern: '{"source":["shop","till"]}' });
const { Description, ...bare } = rule;
assert.deepEqual(await call('DescribeRule', { Name: 'orders', EventBusName: 'arn:aws:events:curt:000000000000:event-bus/default' }),
    { ...bare, EventPattern: '{"source":["shop","till"]}', State: 'ENABLED' });

// Made by one, seen by the other.
assert.equal((await api('POST', 'rules', { name: 'by-curt', pattern: { source: ['x'] } })).status, 201);
assert.equal((await call('DescribeRule', { Name: 'by-curt' })).EventPattern, '{"source":["x"]}');
assert.equal((await api('DELETE', 'rules/orders')).status, 204);
await refused('ResourceNotFoundException', 400, 'DescribeRule', { Name: 'orders' });
await call('PutRule', { Name: 'orders', EventPattern: pattern });
assert.equal((await call('DescribeRule', { Name: 'orders' })).Description, undefined);

// Pages.
for (let i = 0; i < 5; i++)
    await call('PutRule', { Name: 'page-' + i, EventPattern: pattern });
const names = [];
let page = {};
do {
    page = await call('ListRules', { NamePrefix: 'page-', Limit: 2, NextToken: page.NextToken });
    assert.ok(page.Rules.length <= 2);
    names.push(...page.Rules.map(one => one.Name));
} while (page.NextToken);
assert.deepEqual(names, ['page-0', 'page-1', 'page-2', 'page-3', 'page-4']);
assert.equal((await call('ListRules')).Rules.length, 7);
await refused('ValidationException', 400, 'ListRules', { NextToken: '!' });
await refused('ValidationException', 400, 'ListRules', { Limit: 0 });

// What is refused.
for (const operation of ['DescribeRule', 'EnableRule', 'DisableRule', 'DeleteRule'])
    await refused('ResourceNotFoundException', 400, operation, { Name: 'none' });
await refused('ResourceNotFoundException', 400, 'PutRule', { Name: 'x', EventPattern: pattern, EventBusName: 'other' });
for (const Name of ['a b', '', '.', 'x'.repeat(65), 'ü'])
    await refused('ValidationException', 400, 'PutRule', { Name, EventPattern: pattern });
await refused('ValidationException', 400, 'PutRule', { Name: 'x' });
await refused('ValidationException', 400, 'PutRule', { Name: 'x', ScheduleExpression: 'rate(5 minutes)' });
await refused('ValidationException', 400, 'PutRule', { Name: 'x', EventPattern: pattern, State: 'ON' });
await refused('ValidationException', 400, 'PutRule', { Name: 'x', EventPattern: pattern, Description: 'x'.repeat(513) });
await refused('ValidationException', 400, 'PutRule', { Name: 'x', EventPattern: pattern,
    Tags: [...Array(50).keys()].map(i => ({ Key: 'k' + i, Value: 'ä'.repeat(256) })) });
for (const EventPattern of ['{', '{}', '{"source":"shop"}', `{"source":["${'x'.repeat(2040)}"]}`, 'x'.repeat(9000)])
    await refused('InvalidEventPatternException', 400, 'PutRule', { Name: 'x', EventPattern });
for (let i = 7; i < 300; i++)
    await api('POST', 'rules', { name: 'many-' + i, pattern: { source: ['x'] } });
await refused('LimitExceededException', 400, 'PutRule', { Name: 'one-more', EventPattern: pattern });
await call('DeleteRule', { Name: 'page-4' });
await call('PutRule', { Name: 'one-more', EventPattern: pattern });

// TestEventPattern.
const event = { id: '1', account: '1', source: 'shop', time: '2026-05-25T16:56:50Z', region: 'curt', 'detail-type': 'x', detail: { n: 5 } };
const test = (EventPattern, Event = event) => ({ EventPattern, Event: JSON.stringify(Event) });
assert.deepEqual(await call('TestEventPattern', test(pattern)), { Result: true });
assert.deepEqual(await call('TestEventPattern', test('{"detail":{"n":[{"numeric":[">",5]}]}}')), { Result: false });
for (const field of ['id', 'account', 'source', 'time', 'region', 'detail-type'])
    await refused('ValidationException', 400, 'TestEventPattern', test(pattern, { ...event, [field]: undefined }));
await refused('ValidationException', 400, 'TestEventPattern', { EventPattern: pattern, Event: '{' });
await refused('ValidationException', 400, 'TestEventPattern', { EventPattern: pattern, Event: '[]' });
await refused('InvalidEventPatternException', 400, 'TestEventPattern', test('{"source":[{"prefix":1}]}'));
console.log('rules: ok');
