// bus.js: what the scripts here share: the client of the event bus at $AWS_ENDPOINT_URL_EVENTBRIDGE, and checks.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as eventbridge from '@aws-sdk/client-eventbridge';

export { assert, eventbridge };
export const client = new eventbridge.EventBridgeClient();

/** Sends an operation by its name, and gives back its answer without what is about the request. */
export async function call(operation, input = {}, by = client) {
    const { $metadata, ...answer } = await by.send(new eventbridge[operation + 'Command'](input));
    assert.match($metadata.requestId, /^[0-9a-f-]{36}$/);
    return answer;
}

/** The operation fails with an error of this name and status, and says why. */
export async function refused(name, status, operation, input, by = client) {
    const error = await call(operation, input, by).then(answer => assert.fail(operation + ' was taken: ' + JSON.stringify(answer)),
        reason => reason);
    assert.equal(error.name, name, operation + ': ' + error);
    assert.equal(error.$metadata.httpStatusCode, status);
    assert.ok(error.message.length > 10 && error.message !== 'UnknownError', error.message);
    return error;
}

/** Waits until something is so, at most 20 s. */
export async function until(what, holds) {
    for (let i = 0; i < 200; i++) {
        const value = await holds();
        if (value)
            return value;
        await new Promise(done => setTimeout(done, 100));
    }
    assert.fail(what);
}

/** Asks curt's own API: its answer, and the status. */
export async function api(method, path, sent) {
    const answer = await fetch(process.env.BASE + '/api/v1/' + path, {
        method, body: sent && JSON.stringify(sent),
        headers: { Authorization: 'Bearer ' + process.env.ADMIN, 'Content-Type': 'application/json' },
    });
    return { status: answer.status, ...await answer.json().catch(() => ({})) };
}

/** A receiver, and what it got at a path. */
export const hook = 'http://127.0.0.1:' + process.env.HOOK;
export async function got(path) {
    const lines = (await readFile(process.env.GOT, 'utf8')).split('\n').filter(Boolean);
    return lines.map(line => JSON.parse(line)).filter(request => request.path === path);
}

/** A rule, or a target, takes effect within that. */
export const takesEffect = () => new Promise(done => setTimeout(done, 500));

/** The events of the log, as curt's own API shows them. */
export async function published(source) {
    const events = [];
    for (let from = 1; from !== null;) {
        const page = await api('GET', `events?limit=200&from=${from}`);
        events.push(...page.events.map(one => one.event));
        from = page.next;
    }
    return events.filter(event => event.source === source);
}
