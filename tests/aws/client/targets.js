// Connections, API destinations and targets, and what arrives at a real receiver, whose requests are in $GOT.
import { createHmac } from 'node:crypto';
import { api, assert, call, got, hook, refused, takesEffect, until } from './bus.js';

const key = (ApiKeyValue, more) => ({ Name: 'key', AuthorizationType: 'API_KEY',
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'X-Api-Key', ApiKeyValue } }, ...more });

// A connection: its secret is never shown.
const connection = await call('CreateConnection', key('hush', { Description: 'The shop.' }));
assert.equal(connection.ConnectionState, 'AUTHORIZED');
assert.match(connection.ConnectionArn, /^arn:aws:events:curt:000000000000:connection\/key\/[0-9a-f-]{36}$/);
assert.ok(Math.abs(connection.CreationTime - Date.now()) < 60000);
const described = await call('DescribeConnection', { Name: 'key' });
assert.deepEqual(described.AuthParameters, { ApiKeyAuthParameters: { ApiKeyName: 'X-Api-Key' } });
assert.equal(described.ConnectionArn, connection.ConnectionArn);
assert.equal(described.Description, 'The shop.');
const basic = await call('CreateConnection', { Name: 'basic', AuthorizationType: 'BASIC',
    AuthParameters: { BasicAuthParameters: { Username: 'me', Password: 'pw' } } });
assert.deepEqual((await call('DescribeConnection', { Name: 'basic' })).AuthParameters, { BasicAuthParameters: { Username: 'me' } });
assert.deepEqual((await call('ListConnections')).Connections.map(one => one.Name), ['basic', 'key']);
await refused('ResourceAlreadyExistsException', 400, 'CreateConnection', key('x'));
await refused('ResourceNotFoundException', 400, 'DescribeConnection', { Name: 'none' });
await refused('ValidationException', 400, 'CreateConnection', { ...key('x'), Name: 'oauth', AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS' });
await refused('ValidationException', 400, 'CreateConnection', { ...key('x'), Name: 'wrong', AuthorizationType: 'BASIC' });

// A destination of it.
const destination = await call('CreateApiDestination', { Name: 'shop', ConnectionArn: connection.ConnectionArn,
    InvocationEndpoint: hook + '/ok/*/orders', HttpMethod: 'PUT', InvocationRateLimitPerSecond: 50 });
assert.match(destination.ApiDestinationArn, /:api-destination\/shop\/[0-9a-f-]{36}$/);
assert.equal(destination.ApiDestinationState, 'ACTIVE');
const shop = await call('DescribeApiDestination', { Name: 'shop' });
assert.deepEqual([shop.InvocationEndpoint, shop.HttpMethod, shop.InvocationRateLimitPerSecond, shop.ConnectionArn],
    [hook + '/ok/*/orders', 'PUT', 50, connection.ConnectionArn]);
const other = await call('CreateApiDestination', { Name: 'other', ConnectionArn: basic.ConnectionArn,
    InvocationEndpoint: hook + '/ok/basic', HttpMethod: 'POST' });
assert.deepEqual((await call('ListApiDestinations', { ConnectionArn: basic.ConnectionArn })).ApiDestinations.map(one => one.Name), ['other']);
assert.equal((await call('ListApiDestinations', { Limit: 1 })).ApiDestinations.length, 1);
const made = { Name: 'x', ConnectionArn: basic.ConnectionArn, InvocationEndpoint: hook, HttpMethod: 'POST' };
await refused('ResourceAlreadyExistsException', 400, 'CreateApiDestination', { ...made, Name: 'shop' });
await refused('ResourceNotFoundException', 400, 'CreateApiDestination', { ...made, ConnectionArn: connection.ConnectionArn.replace(/.$/, '!') });
await refused('ValidationException', 400, 'CreateApiDestination', { ...made, HttpMethod: 'GET' });
await refused('ValidationException', 400, 'CreateApiDestination', { ...made, InvocationEndpoint: 'http://192.168.1.1/' });
await refused('ValidationException', 400, 'DeleteConnection', { Name: 'key' });

// A rule, and targets of it.
await call('PutRule', { Name: 'orders', EventPattern: '{"source":["shop"]}' });
const target = { Id: 'orders-1', Arn: destination.ApiDestinationArn,
    HttpParameters: { PathParameterValues: ['a b'], HeaderParameters: { 'X-Kind': 'order' }, QueryStringParameters: { from: 'curt & co' } },
    InputTransformer: { InputPathsMap: { n: '$.detail.n' }, InputTemplate: '{"number":<n>}' },
    RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 600 } };
const plain = { Id: 'plain', Arn: other.ApiDestinationArn };
assert.deepEqual(await call('PutTargets', { Rule: 'orders', Targets: [target, plain] }), { FailedEntryCount: 0, FailedEntries: [] });
assert.deepEqual((await call('ListTargetsByRule', { Rule: 'orders' })).Targets, [target, plain]);
await refused('ValidationException', 400, 'DeleteRule', { Name: 'orders' });
await refused('ValidationException', 400, 'DeleteApiDestination', { Name: 'shop' });

// They are curt's, and curt's are theirs.
const own = await api('GET', 'targets/orders-1');
assert.deepEqual([own.url, own.method, own.rate, own.retry_attempts, own.authorization, own.headers],
    [hook + '/ok/a%20b/orders?from=curt%20%26%20co', 'PUT', 50, 3, { name: 'X-Api-Key', value: '****' }, { 'X-Kind': 'order' }]);
assert.equal((await api('POST', 'targets', { name: 'by-curt', rule: 'orders', type: 'webhook', url: hook + '/ok/by-curt' })).status, 201);
const listed = (await call('ListTargetsByRule', { Rule: 'orders' })).Targets;
assert.deepEqual(listed.map(one => one.Id), ['by-curt', 'orders-1', 'plain']);
assert.equal((await call('ListTargetsByRule', { Rule: 'orders', Limit: 2 })).Targets.length, 2);
assert.deepEqual(await call('ListRuleNamesByTarget', { TargetArn: listed[0].Arn }), { RuleNames: ['orders'] });
assert.deepEqual(await call('ListRuleNamesByTarget', { TargetArn: plain.Arn }), { RuleNames: ['orders'] });

// Delivery.
const put = async n => {
    await takesEffect();
    await call('PutEvents', { Entries: [{ Source: 'shop', DetailType: 'order.placed', Detail: JSON.stringify({ n }) }] });
};
await put(1);
const path = '/ok/a%20b/orders?from=curt%20%26%20co';
const [order] = await until('an order arrives', async () => (await got(path)).length > 0 && got(path));
assert.deepEqual([order.method, order.body, order.headers['x-api-key'], order.headers['x-kind']], ['PUT', '{"number":1}', 'hush', 'order']);
assert.ok(order.headers['webhook-signature']);
const [whole] = await until('an event arrives', async () => (await got('/ok/basic')).length > 0 && got('/ok/basic'));
assert.equal(whole.headers.authorization, 'Basic ' + Buffer.from('me:pw').toString('base64'));
assert.deepEqual(JSON.parse(whole.body).detail, { n: 1 });

// What changes takes the targets along: their secrets and their places in the log stay.
const { secret } = await api('POST', 'targets/orders-1/rotate');
await call('UpdateConnection', key('hush 2', { Description: undefined }));
await call('UpdateApiDestination', { Name: 'shop', HttpMethod: 'POST', InvocationRateLimitPerSecond: 60 });
assert.equal((await api('GET', 'targets/orders-1')).rate, 60);
await put(2);
const second = await until('the second arrives', async () => (await got(path)).find(request => request.body === '{"number":2}'));
assert.deepEqual([second.method, second.headers['x-api-key']], ['POST', 'hush 2']);
const signed = [second.headers['webhook-id'], second.headers['webhook-timestamp'], second.body].join('.');
assert.ok(second.headers['webhook-signature'].split(' ').includes('v1,' +
    createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(signed).digest('base64')));
await refused('ValidationException', 400, 'UpdateApiDestination', { Name: 'shop', InvocationEndpoint: hook + '/*/*' });
assert.equal((await call('DescribeApiDestination', { Name: 'shop' })).InvocationEndpoint, hook + '/ok/*/orders');

// Put again: what is left out is gone. The same Id in another rule is another target.
const same = '{"same":"<b>text</b>, <n>","n":[1,"<aws.events.event>"]}';
await call('PutTargets', { Rule: 'orders', Targets: [{ ...plain, Input: same }] });
await put(3);
const constant = await until('the same text arrives', async () => (await got('/ok/basic')).find(request => request.body.startsWith('{"same"')));
assert.deepEqual(JSON.parse(constant.body), JSON.parse(same));
await call('PutRule', { Name: 'more', EventPattern: '{"source":["more"]}' });
await call('PutTargets', { Rule: 'more', Targets: [plain] });
assert.deepEqual((await call('ListTargetsByRule', { Rule: 'more' })).Targets, [plain]);
assert.equal((await call('ListTargetsByRule', { Rule: 'orders' })).Targets.find(one => one.Id === 'plain').Input, same);
assert.deepEqual((await call('ListRuleNamesByTarget', { TargetArn: plain.Arn, Limit: 1 })).RuleNames, ['more']);

// A part of the event.
await call('PutTargets', { Rule: 'orders', Targets: [{ ...plain, InputPath: '$.detail' }] });
await put(4);
await until('the part arrives', async () => (await got('/ok/basic')).find(request => request.body === '{"n":4}'));
await call('UpdateApiDestination', { Name: 'other', InvocationRateLimitPerSecond: 70 });
assert.equal((await call('ListTargetsByRule', { Rule: 'orders' })).Targets.find(one => one.Id === 'plain').InputPath, '$.detail');

// Some are refused, the others put.
const mixed = await call('PutTargets', { Rule: 'more', Targets: [{ Id: 'a', Arn: 'arn:aws:lambda:eu-west-1:1:function:x' },
    { Id: 'b', Arn: plain.Arn.replace('/other/', '/none/') }, { Id: 'c', Arn: plain.Arn, InputPath: 'detail' },
    { Id: 'd', Arn: plain.Arn, DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-west-1:1:q' } }, { Id: 'e', Arn: plain.Arn }] });
assert.deepEqual(mixed.FailedEntries.map(one => one.TargetId + ' ' + one.ErrorCode), ['a ValidationException',
    'b ResourceNotFoundException', 'c ValidationException', 'd ValidationException']);
for (const inputs of [{ InputPath: '$', Input: '1' }, { InputPath: '$', InputTransformer: { InputTemplate: '1' } },
    { Input: '1', InputTransformer: { InputTemplate: '1' } }]) {
    const twice = await call('PutTargets', { Rule: 'more', Targets: [{ Id: 'f', Arn: plain.Arn, ...inputs }] });
    assert.match(twice.FailedEntries[0].ErrorMessage, /only one of/);
}
const notJson = await call('PutTargets', { Rule: 'more', Targets: [{ Id: 'g', Arn: plain.Arn, Input: 'text' }] });
assert.equal(notJson.FailedEntries[0].ErrorCode, 'ValidationException');
assert.deepEqual((await call('ListTargetsByRule', { Rule: 'more' })).Targets.map(one => one.Id).sort(), ['e', 'plain']);
const ids = letters => [...letters].map(Id => ({ Id, Arn: plain.Arn }));
await refused('LimitExceededException', 400, 'PutTargets', { Rule: 'more', Targets: ids('fghi') });
await refused('LimitExceededException', 400, 'PutTargets', { Rule: 'more', Targets: ids('fghijk') });
await refused('ValidationException', 400, 'PutTargets', { Rule: 'more', Targets: [] });
await refused('ValidationException', 400, 'PutTargets', { Rule: 'more', Targets: ids('ff') });
await refused('ValidationException', 400, 'PutTargets', { Rule: 'more', Targets: [{ Id: 'a b', Arn: plain.Arn }] });
await refused('ResourceNotFoundException', 400, 'PutTargets', { Rule: 'none', Targets: ids('f') });
await refused('ResourceNotFoundException', 400, 'ListTargetsByRule', { Rule: 'none' });
await refused('ResourceNotFoundException', 400, 'RemoveTargets', { Rule: 'none', Ids: ['f'] });
assert.equal((await call('ListTargetsByRule', { Rule: 'more' })).Targets.length, 2);

// And all of it goes.
const removed = await call('RemoveTargets', { Rule: 'more', Ids: ['e', 'plain', 'x'] });
assert.deepEqual(removed.FailedEntries.map(one => one.TargetId + ' ' + one.ErrorCode), ['x ResourceNotFoundException']);
await call('RemoveTargets', { Rule: 'orders', Ids: ['by-curt', 'orders-1', 'plain'] });
assert.equal((await api('GET', 'targets/orders-1')).status, 404);
for (const Name of ['orders', 'more'])
    await call('DeleteRule', { Name });
for (const Name of ['shop', 'other'])
    await call('DeleteApiDestination', { Name });
for (const Name of ['key', 'basic'])
    assert.equal((await call('DeleteConnection', { Name })).ConnectionState, 'DELETING');
await refused('ResourceNotFoundException', 400, 'DescribeApiDestination', { Name: 'shop' });
console.log('targets: ok');
