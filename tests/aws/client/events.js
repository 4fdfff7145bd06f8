// PutEvents: what is taken is in curt's log; what is not is said of each entry.
import { assert, call, published, refused } from './bus.js';

const good = { Source: 'shop', DetailType: 'order.placed', Detail: '{"n":1,"price":1.50}' };
const time = new Date('2026-05-25T16:56:50.669Z');

const one = await call('PutEvents', { Entries: [{ ...good, Time: time, Resources: ['a', 'b'], EventBusName: 'default' }] });
assert.equal(one.FailedEntryCount, 0);
assert.match(one.Entries[0].EventId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
assert.deepEqual(await published('shop'), [{
    version: '0', id: one.Entries[0].EventId, 'detail-type': 'order.placed', source: 'shop', account: '000000000000',
    time: '2026-05-25T16:56:50.669Z', region: 'curt', resources: ['a', 'b'], detail: { n: 1, price: 1.5 },
}]);

const mixed = await call('PutEvents', {
    Entries: [good, { ...good, Source: undefined }, { ...good, DetailType: '' }, { ...good, Detail: undefined },
        { ...good, Detail: '{"n":' }, { ...good, Detail: '[1]' }, { ...good, Source: 'aws.s3' },
        { ...good, Source: 'urlshortener' }, { ...good, EventBusName: 'other' },
        { ...good, EventBusName: 'arn:aws:events:curt:000000000000:event-bus/default' }],
});
assert.deepEqual(mixed.Entries.map(entry => entry.ErrorCode ?? (entry.EventId && 'taken')), ['taken', 'InvalidArgument',
    'InvalidArgument', 'InvalidArgument', 'MalformedDetail', 'MalformedDetail', 'NotAuthorizedForSourceException',
    'NotAuthorizedForSourceException', 'InvalidArgument', 'taken']);
assert.equal(mixed.FailedEntryCount, 8);
assert.ok(mixed.Entries.every(entry => entry.EventId || entry.ErrorMessage));
assert.equal((await published('shop')).length, 3);

await refused('ValidationException', 400, 'PutEvents', { Entries: [] });
await refused('ValidationException', 400, 'PutEvents', { Entries: Array(11).fill(good) });

const text = size => JSON.stringify({ text: 'x'.repeat(size - 11) });
const large = await call('PutEvents', { Entries: [{ ...good, Source: 'large', Detail: text(1000000) }] });
assert.equal(large.FailedEntryCount, 0);
assert.equal((await published('large'))[0].detail.text.length, 1000000 - 11);
await refused('ValidationException', 400, 'PutEvents', { Entries: Array(10).fill({ ...good, Detail: text(105000) }) });
const quotes = await call('PutEvents', { Entries: [{ ...good, Source: 'quotes', Detail: JSON.stringify({ text: '"'.repeat(500000) }) }] });
assert.equal(quotes.FailedEntryCount, 0); // 1 MB of Detail, and 2.5 MB of body
const error = await refused('RequestEntityTooLargeException', 413, 'PutEvents', { Entries: [{ ...good, Detail: text(4200000) }] });
assert.match(error.message, /4 MiB/);
console.log('events: ok');
