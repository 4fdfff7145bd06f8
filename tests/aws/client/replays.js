// The bus, archives, replays and tags; what is replayed arrives again at a real receiver, whose requests are in $GOT.
import { assert, call, got, hook, refused, takesEffect, until } from './bus.js';

const arn = what => 'arn:aws:events:curt:000000000000:' + what;
const replayed = async path => (await got(path)).map(request => JSON.parse(request.body));

// The one bus.
const bus = { Name: 'default', Arn: arn('event-bus/default') };
assert.deepEqual(await call('DescribeEventBus'), bus);
assert.deepEqual(await call('DescribeEventBus', { Name: bus.Arn }), bus);
assert.deepEqual(await call('ListEventBuses'), { EventBuses: [bus] });
assert.deepEqual(await call('ListEventBuses', { NamePrefix: 'x' }), { EventBuses: [] });
await refused('ResourceAlreadyExistsException', 400, 'CreateEventBus', { Name: 'default' });
await refused('LimitExceededException', 400, 'CreateEventBus', { Name: 'orders' });
await refused('ResourceNotFoundException', 400, 'DescribeEventBus', { Name: 'orders' });
await refused('ValidationException', 400, 'DeleteEventBus', { Name: 'default' });
await call('DeleteEventBus', { Name: 'orders' });

// Archives, which keep no longer than the log.
const archive = await call('CreateArchive', { ArchiveName: 'all', EventSourceArn: bus.Arn, Description: 'All.', RetentionDays: 7 });
assert.deepEqual([archive.ArchiveArn, archive.State], [arn('archive/all'), 'ENABLED']);
const { CreationTime, ...shown } = await call('DescribeArchive', { ArchiveName: 'all' });
assert.ok(Math.abs(CreationTime - Date.now()) < 60000);
assert.deepEqual(shown, { ArchiveArn: arn('archive/all'), ArchiveName: 'all', EventSourceArn: bus.Arn, Description: 'All.',
    RetentionDays: 7, State: 'ENABLED' });
await call('UpdateArchive', { ArchiveName: 'all', RetentionDays: 30 });
assert.equal((await call('DescribeArchive', { ArchiveName: 'all' })).RetentionDays, 30);
await call('CreateArchive', { ArchiveName: 'more', EventSourceArn: bus.Arn, RetentionDays: 1 });
assert.deepEqual((await call('ListArchives', { NamePrefix: 'a' })).Archives.map(one => one.ArchiveName), ['all']);
assert.equal((await call('ListArchives', { Limit: 1 })).Archives.length, 1);
assert.deepEqual((await call('ListArchives', { State: 'DISABLED' })).Archives, []);
await call('DeleteArchive', { ArchiveName: 'more' });
const wanted = { ArchiveName: 'x', EventSourceArn: bus.Arn, RetentionDays: 7 };
await refused('ResourceAlreadyExistsException', 400, 'CreateArchive', { ...wanted, ArchiveName: 'all' });
await refused('ResourceNotFoundException', 400, 'CreateArchive', { ...wanted, EventSourceArn: arn('event-bus/other') });
const longer = await refused('ValidationException', 400, 'CreateArchive', { ...wanted, RetentionDays: 31 });
assert.match(longer.message, /1 to 30/);
await refused('ValidationException', 400, 'CreateArchive', { ...wanted, RetentionDays: undefined });
await refused('InvalidEventPatternException', 400, 'CreateArchive', { ...wanted, EventPattern: '{"source":"x"}' });
const some = (await call('CreateArchive', { ...wanted, ArchiveName: 'some', EventPattern: '{"source":["x"]}' })).ArchiveArn;
await refused('InvalidEventPatternException', 400, 'UpdateArchive', { ArchiveName: 'some', EventPattern: '[]' });
await call('UpdateArchive', { ArchiveName: 'some', EventPattern: '{"detail":{"n":[1]}}' });
await call('UpdateArchive', { ArchiveName: 'some', Description: 'Some.' });
const described = await call('DescribeArchive', { ArchiveName: 'some' });
assert.deepEqual([described.EventPattern, described.Description], ['{"detail":{"n":[1]}}', 'Some.']);
for (const operation of ['DescribeArchive', 'UpdateArchive', 'DeleteArchive'])
    await refused('ResourceNotFoundException', 400, operation, { ArchiveName: 'none' });

// Tags.
const rule = arn('rule/shop');
await call('PutRule', { Name: 'shop', EventPattern: '{"source":["shop"]}', Tags: [{ Key: 'team', Value: 'shop' }] });
await call('TagResource', { ResourceARN: rule, Tags: [{ Key: 'env', Value: 'test' }, { Key: 'team', Value: 'till' }] });
const tags = async ResourceARN => (await call('ListTagsForResource', { ResourceARN })).Tags.map(tag => tag.Key + '=' + tag.Value).sort();
assert.deepEqual(await tags(rule), ['env=test', 'team=till']);
await call('PutRule', { Name: 'shop', EventPattern: '{"source":["shop"]}', Tags: [{ Key: 'not', Value: 'taken' }] });
await call('UntagResource', { ResourceARN: rule, TagKeys: ['env', 'other'] });
assert.deepEqual(await tags(rule), ['team=till']);
await call('TagResource', { ResourceARN: bus.Arn, Tags: [{ Key: 'a', Value: '' }] });
assert.deepEqual(await tags(bus.Arn), ['a=']);
await refused('ResourceNotFoundException', 400, 'ListTagsForResource', { ResourceARN: arn('rule/none') });
await refused('ResourceNotFoundException', 400, 'TagResource', { ResourceARN: 'x', Tags: [] });
await refused('ValidationException', 400, 'TagResource', { ResourceARN: rule, Tags: [{ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }] });
const many = [...Array(50).keys()].map(i => ({ Key: 'k' + i, Value: '' }));
await refused('LimitExceededException', 400, 'TagResource', { ResourceARN: rule, Tags: many });
assert.deepEqual(await tags(rule), ['team=till']);

// What happened before the target was there, replayed to it.
const began = new Date(Date.now() - 60000);
const put = detail => call('PutEvents', { Entries: [{ Source: 'shop', DetailType: 'order.placed', Detail: JSON.stringify(detail) }] });
const ids = [];
for (let n = 0; n < 3; n++)
    ids.push((await put({ n })).Entries[0].EventId);
const connection = await call('CreateConnection', { Name: 'key', AuthorizationType: 'API_KEY',
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'X-Api-Key', ApiKeyValue: 'hush' } } });
const destination = async (Name, path) => (await call('CreateApiDestination', { Name, ConnectionArn: connection.ConnectionArn,
    InvocationEndpoint: hook + path, HttpMethod: 'POST' })).ApiDestinationArn;
await call('PutTargets', { Rule: 'shop', Targets: [{ Id: 'shop', Arn: await destination('shop', '/ok/replayed') }] });
await call('PutRule', { Name: 'slow', EventPattern: '{"source":["shop"]}' });
await call('PutTargets', { Rule: 'slow', Targets: [{ Id: 'slow', Arn: await destination('slow', '/hang/slow') }] });
await takesEffect();
const replay = { ReplayName: 'again', Description: 'Once more.', EventSourceArn: archive.ArchiveArn, EventStartTime: began,
    EventEndTime: new Date(Date.now() + 1000), Destination: { Arn: bus.Arn, FilterArns: [rule] } };
const started = await call('StartReplay', replay);
assert.equal(started.ReplayArn, arn('replay/again'));
assert.match(started.State, /^(RUNNING|COMPLETED)$/);
const ended = await until('the replay ends', async () => {
    const now = await call('DescribeReplay', { ReplayName: 'again' });
    return now.State === 'COMPLETED' && now;
});
assert.deepEqual([ended.Description, ended.EventSourceArn, ended.Destination, ended.EventStartTime], ['Once more.',
    archive.ArchiveArn, replay.Destination, began]);
assert.ok(ended.ReplayEndTime >= ended.ReplayStartTime);
const arrived = await until('they arrive', async () => (await replayed('/ok/replayed')).length >= 3 && replayed('/ok/replayed'));
assert.deepEqual(arrived.map(event => event.id).sort(), [...ids].sort());
assert.ok(arrived.every(event => event['replay-name'] === 'again'));
await refused('IllegalStatusException', 400, 'CancelReplay', { ReplayName: 'again' });
await refused('ResourceAlreadyExistsException', 400, 'StartReplay', replay);

// One that is cancelled.
await call('StartReplay', { ...replay, ReplayName: 'slowly', Destination: { Arn: bus.Arn, FilterArns: [arn('rule/slow')] } });
assert.equal((await call('DescribeReplay', { ReplayName: 'slowly' })).State, 'RUNNING');
assert.deepEqual(await call('CancelReplay', { ReplayName: 'slowly' }), { ReplayArn: arn('replay/slowly'), State: 'CANCELLED' });
assert.deepEqual((await call('ListReplays', { State: 'CANCELLED' })).Replays.map(one => one.ReplayName), ['slowly']);
assert.deepEqual((await call('ListReplays')).Replays.map(one => one.ReplayName), ['again', 'slowly']);
assert.equal((await call('ListReplays', { EventSourceArn: arn('archive/none') })).Replays.length, 0);

const other = { ...replay, ReplayName: 'other' };
await refused('ResourceNotFoundException', 400, 'StartReplay', { ...other, EventSourceArn: arn('archive/none') });
await refused('ResourceNotFoundException', 400, 'StartReplay', { ...other, Destination: { Arn: bus.Arn, FilterArns: [arn('rule/none')] } });
await refused('ValidationException', 400, 'StartReplay', { ...other, EventSourceArn: bus.Arn });
await refused('ValidationException', 400, 'StartReplay', { ...other, EventEndTime: began });
await refused('ValidationException', 400, 'StartReplay', { ...other, Destination: { Arn: bus.Arn, FilterArns: ['x'] } });
await refused('ValidationException', 400, 'StartReplay', { ...other, Destination: { Arn: bus.Arn, FilterArns: Array(11).fill(rule) } });

// To the targets of several rules, and of no others.
await call('PutRule', { Name: 'all', EventPattern: '{"source":["shop"]}' });
await call('PutTargets', { Rule: 'all', Targets: [{ Id: 'all', Arn: await destination('all', '/ok/all') }] });
await call('RemoveTargets', { Rule: 'slow', Ids: ['slow'] });
await call('PutTargets', { Rule: 'slow', Targets: [{ Id: 'quick', Arn: await destination('quick', '/ok/quick') }] });
await takesEffect();
await call('StartReplay', { ...replay, ReplayName: 'both', Destination: { Arn: bus.Arn, FilterArns: [rule, arn('rule/slow')] } });
await until('both end', async () => (await call('DescribeReplay', { ReplayName: 'both' })).State === 'COMPLETED');
assert.equal((await until('they arrive at the quick one', async () => (await got('/ok/quick')).length >= 3 && got('/ok/quick'))).length, 3);
assert.equal((await got('/ok/replayed')).length, 6);
assert.equal((await got('/ok/all')).length, 0);

// Of an archive with a pattern, only its events.
await call('StartReplay', { ...replay, ReplayName: 'some', EventSourceArn: some, Destination: { Arn: bus.Arn, FilterArns: [arn('rule/all')] } });
await until('it ends', async () => (await call('DescribeReplay', { ReplayName: 'some' })).State === 'COMPLETED');
await until('its event arrives', async () => (await got('/ok/all')).length >= 1);
assert.deepEqual((await replayed('/ok/all')).map(event => [event.id, event.detail.n]), [[ids[1], 1]]);
for (const operation of ['DescribeReplay', 'CancelReplay'])
    await refused('ResourceNotFoundException', 400, operation, { ReplayName: 'none' });
console.log('replays: ok');
