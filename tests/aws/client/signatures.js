// Keys and signatures, as the client says them: each error by its name; a clock that is wrong is corrected.
import { assert, call, client, eventbridge, refused } from './bus.js';

const { EventBridgeClient } = eventbridge;
const good = { Entries: [{ Source: 'signed', DetailType: 'test', Detail: '{}' }] };
const key = { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY };
const by = (credentials, more) => new EventBridgeClient({ region: 'curt', credentials, ...more });

await refused('InvalidSignatureException', 403, 'PutEvents', good, by({ ...key, secretAccessKey: 'x' }));
await refused('UnrecognizedClientException', 403, 'PutEvents', good, by({ ...key, accessKeyId: 'curt_999' }));
await refused('UnrecognizedClientException', 403, 'PutEvents', good, by({ ...key, accessKeyId: 'AKIDEXAMPLE' }));
await refused('UnrecognizedClientException', 403, 'PutEvents', good, by({ ...key, accessKeyId: process.env.UNSIGNED_ID }));

for (const region of ['eu-central-1', 'us-gov-west-1'])
    assert.equal((await call('PutEvents', good, by(key, { region }))).FailedEntryCount, 0);

// A clock that is ten minutes behind, or ahead: the first attempt fails, the next one goes by the Date of that answer.
const { now } = Date;
for (const minutes of [-10, 10]) {
    Date.now = () => now() + minutes * 60000;
    const { $metadata } = await by(key).send(new eventbridge.PutEventsCommand(good));
    Date.now = now;
    assert.equal($metadata.attempts, 2);
}

// Roles, scopes and campaigns are those of the key, whatever it signs with.
const creator = by({ accessKeyId: process.env.CREATOR_ID, secretAccessKey: process.env.CREATOR_SECRET });
assert.equal((await call('PutEvents', good, creator)).FailedEntryCount, 0);
const reader = by({ accessKeyId: process.env.READER_ID, secretAccessKey: process.env.READER_SECRET });
assert.match((await refused('AccessDeniedException', 400, 'PutEvents', good, reader)).message, /role creator/);
const links = by({ accessKeyId: process.env.LINKS_ID, secretAccessKey: process.env.LINKS_SECRET });
assert.match((await refused('AccessDeniedException', 400, 'PutEvents', good, links)).message, /scopes/);

// What EventBridge has and curt has not.
await refused('UnknownOperationException', 400, 'CreateEndpoint', { Name: 'x', RoutingConfig: {}, EventBuses: [] });
client.destroy();
console.log('signatures: ok');
