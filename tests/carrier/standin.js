// A stand-in for Vonage's Messages API on loopback, as strict as its reference: it takes messages, calls back with
// receipts, and misbehaves on demand.
//
//     node standin.js DIRECTORY
//
// It writes its port to DIRECTORY/port, and ends with SIGTERM or with its parent. What it begins with is in
// DIRECTORY/settings.json, which may be absent; the same JSON to POST /control changes it (receipts and callbacks member
// by member, everything else whole). GET /control answers counters.
//
//     port                          what it binds when it starts; 0: a free one
//     public_key, application_id    whose tokens are taken (PEM); both or neither
//     api_key, api_secret           whose Basic authentication is taken; both or neither
//     signature_secret              what callbacks are signed with
//     callbacks   {status, inbound} their URLs; without one, nothing is called
//     rate        requests a second, at most; 0: any
//     updates     how a change of a message is answered: 200, if it can be made, or what status refuses all
//     rules       how to answer, the first that fits: [{to: PREFIX, next: N, answer: ANSWER, ms: N}]; without `to` it fits
//                 every request, with `next` only so many. ANSWER is 400 to 599 (a problem), or
//                 "plain500" (HTML, status 500), "refuse" (ends the connection; nothing is accepted), and of what was
//                 accepted: "slow" (answers ms later), "cut" (ends the connection instead of an answer),
//                 "garbage" (202, and no JSON)
//     receipts    {statuses: [STATUS], order: "in order" | "reversed" | "shuffled", delay: ms, twice: bool,
//                 form: "v1" | "v0.1", usage: {currency, price}, seed: N,
//                 failures: [{to_suffix: TEXT, probability: P, status: "rejected" | "undeliverable", code, detail}],
//                 and as requests of their own, for that share of the receipts (0 to 1):
//                 unsigned (the true one; sent again with a signature), wrong_hash and old (false ones, with error 9999),
//                 replay (the same token and body again)}
//     inbound     only to POST /control: sends a message of a recipient: {from, to, text, channel, message_type,
//                 message_uuid, keyword, form: "v1" | "v0.1", kind: "good" | "unsigned" | "wrong-hash" | "old"}
//
// Lines of JSON: DIRECTORY/accepted.jsonl, written before a message is answered {uuid, client_ref, body, at};
// requests.jsonl, a line a request {outcome, status, client_ref, to, problem, at}; receipts.jsonl, a line an attempt to
// call back {uuid, client_ref, status, kind, answer, attempt, at}; updates.jsonl, a line a request to change a message
// {uuid, status, answer, at}. In real life a callback is tried again after 5 s to 15 min for a day; here after 0.2 s to 2 s,
// 60 times.
"use strict";
const crypto = require("crypto");
const http = require("http");
const { beginning, journal, listen } = require("./server.js");

const settings = {
    port: 0,
    public_key: "",
    application_id: "",
    api_key: "",
    api_secret: "",
    signature_secret: "",
    callbacks: { status: "", inbound: "" },
    rate: 0,
    updates: 200,
    rules: [],
    receipts: {
        statuses: ["submitted", "delivered"],
        order: "in order",
        delay: 0,
        twice: false,
        form: "v1",
        usage: null,
        seed: 1,
        failures: [],
        unsigned: 0,
        wrong_hash: 0,
        old: 0,
        replay: 0,
    },
};
const counters = { accepted: 0, outcomes: {}, receipts: { pending: 0, done: 0, dropped: 0 }, answers: {} };

// ---- Files ----

const accepted = journal("accepted.jsonl");
const requests = journal("requests.jsonl");
const receipts = journal("receipts.jsonl");
const updates = journal("updates.jsonl");
const channelsOf = {};

// ---- Settings ----

let random = generator(settings.receipts.seed);

// Numbers from 0 to 1, the same ones for the same seed (mulberry32).
function generator(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}

function settle(changes) {
    for (const [name, value] of Object.entries(changes)) {
        if (name === "inbound") {
            call(inbound(value));
        } else if (!(name in settings)) {
            throw new Error(`${name} is no setting`);
        } else if (name === "callbacks" || name === "receipts") {
            for (const member of Object.keys(value))
                if (!(member in settings[name])) throw new Error(`${name}.${member} is no setting`);
            Object.assign(settings[name], value);
        } else {
            settings[name] = value;
        }
    }
    if (changes.receipts && "seed" in changes.receipts) random = generator(settings.receipts.seed);
}

// ---- Who asks ----

function decode(part) {
    if (!/^[A-Za-z0-9_-]+$/.test(part)) throw new Error("it is not base64url");
    return Buffer.from(part, "base64url");
}

// Why a token is refused, or "".
function tokenFault(token) {
    const now = Date.now() / 1000;
    const parts = token.split(".");
    if (!settings.public_key) return "tokens are not taken";
    if (parts.length !== 3) return "it has not three parts";
    let header, claims, signature;
    try {
        header = JSON.parse(decode(parts[0]));
        claims = JSON.parse(decode(parts[1]));
        signature = decode(parts[2]);
    } catch (error) {
        return String(error);
    }
    if (header.alg !== "RS256" || header.typ !== "JWT") return "alg must be RS256 and typ JWT";
    if (!crypto.verify("sha256", Buffer.from(parts[0] + "." + parts[1]), settings.public_key, signature))
        return "the signature is wrong";
    if (claims.application_id !== settings.application_id) return "application_id is of another application";
    if (!Number.isInteger(claims.iat) || claims.iat > now) return "iat is not a time, or in the future";
    if (!Number.isInteger(claims.exp) || claims.exp <= now) return "exp is not a time, or in the past";
    if (claims.exp > claims.iat + 86400) return "exp is more than a day after iat";
    if (!/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(claims.jti))
        return "jti is not a UUID of version 4";
    return "";
}

function basicFault(text) {
    const expected = Buffer.from(`${settings.api_key}:${settings.api_secret}`).toString("base64");
    if (!settings.api_key) return "Basic authentication is not taken";
    return text === expected ? "" : "key or secret are wrong";
}

function authorizationFault(request) {
    const lines = request.headersDistinct.authorization || [];
    if (lines.length !== 1) return `there are ${lines.length} Authorization headers`;
    const [scheme, value, more] = lines[0].split(" ");
    if (value === undefined || more !== undefined) return "it is not a scheme and a value";
    if (scheme === "Bearer") return tokenFault(value);
    return scheme === "Basic" ? basicFault(value) : `${scheme} is not taken`;
}

// ---- How fast ----

const bucket = { left: 0, at: 0, rate: 0 };

function tooFast() {
    const now = Date.now();
    if (settings.rate === 0) return false;
    if (bucket.rate !== settings.rate) Object.assign(bucket, { left: settings.rate, rate: settings.rate });
    else bucket.left = Math.min(bucket.rate, bucket.left + ((now - bucket.at) * bucket.rate) / 1000);
    bucket.at = now;
    if (bucket.left < 1) return true;
    bucket.left -= 1;
    return false;
}

function rateHeaders() {
    if (settings.rate === 0) return {};
    return {
        "X-RateLimit-Limit": settings.rate,
        "X-RateLimit-Remaining": Math.floor(bucket.left),
        "X-RateLimit-Reset": Math.ceil(Date.now() / 1000) + 1,
    };
}

// ---- What is asked ----

const isText = (value) => typeof value === "string";
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const lengthOf = (text) => [...text].length;

// A check gives a reason, or "".
const text = (least, most) => (value) =>
    isText(value) && lengthOf(value) >= least && lengthOf(value) <= most ? "" : `must be a text of ${least} to ${most} characters`;
const whole = (least, most) => (value) =>
    Number.isInteger(value) && value >= least && value <= most ? "" : `must be a whole number from ${least} to ${most}`;
const oneOf = (...values) => (value) => (values.includes(value) ? "" : `must be one of ${values.join(", ")}`);
const anObject = (value) => (isObject(value) ? "" : "must be an object");
const texts = (value) => (Array.isArray(value) && value.every(isText) ? "" : "must be an array of texts");
const number = (value) => (isText(value) && /^[1-9][0-9]{6,14}$/.test(value) ? "" : "must be 7 to 15 digits, without + or 0 in front");

const schemeOf = (value) => {
    try {
        return new URL(value).protocol;
    } catch {
        return "";
    }
};
const url = (...schemes) => (value) => (isText(value) && schemes.includes(schemeOf(value)) ? "" : `must be a URL, ${schemes.join(" or ")}`);

// An object of members with a check each; those in `needed` must be there.
const object = (members, ...needed) => (value) => {
    if (!isObject(value)) return "must be an object";
    for (const name of needed) if (!(name in value)) return `must have ${name}`;
    for (const name of Object.keys(value)) {
        if (!(name in members)) return `has an unknown member: ${name}`;
        const reason = members[name](value[name]);
        if (reason) return `${name} ${reason}`;
    }
    return "";
};

const media = object({ url: url("https:", "http:"), caption: text(1, 3000), name: text(1, 255) }, "url");
const template = object({ name: text(1, 512), parameters: texts }, "name");
const anyId = text(1, 128);
const aBoolean = (value) => (typeof value === "boolean" ? "" : "must be true or false");
const aTime = (value) => (isText(value) && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) ? "" : "must be a time of ISO 8601");
const degrees = (value) => (isText(value) && /^-?\d{1,3}(\.\d+)?$/.test(value) ? "" : "must be degrees, as a text");
const anyUrl = (value) => (isText(value) && schemeOf(value) ? "" : "must be a URL");
const dialled = (value) => (isText(value) && /^\+[1-9][0-9]{6,14}$/.test(value) ? "" : "must be a number with a +");
const list = (least, most, check) => (value) =>
    !Array.isArray(value) || value.length < least || value.length > most
        ? `must be an array of ${least} to ${most}`
        : value.map((item, i) => check(item) && `${i}: ${check(item)}`).find(Boolean) || "";

// What a suggestion of RCS has besides type, text and postback_data, and whether it must.
const suggestions = {
    reply: [{}],
    dial: [{ phone_number: dialled, fallback_url: anyUrl }, "phone_number"],
    open_url: [{ url: anyUrl, description: text(1, 500) }, "url"],
    open_url_in_webview: [{ url: anyUrl, description: text(1, 500), view_mode: oneOf("FULL", "TALL", "HALF") }, "url"],
    view_location: [{ latitude: degrees, longitude: degrees, pin_label: text(1, 100), fallback_url: anyUrl }, "latitude", "longitude", "pin_label"],
    share_location: [{}],
    create_calendar_event: [
        { start_time: aTime, end_time: aTime, title: text(1, 100), description: text(1, 500), fallback_url: anyUrl },
        "start_time",
        "end_time",
        "title",
    ],
};
const suggestion = (value) => {
    if (!isObject(value) || !Object.hasOwn(suggestions, value.type)) return "has no type that is known";
    const [members, ...needed] = suggestions[value.type];
    return object({ type: () => "", text: text(1, 25), postback_data: text(1, 2048), ...members }, "text", "postback_data", ...needed)(value);
};
const card = object(
    {
        title: text(1, 200),
        text: text(1, 2000),
        media_url: url("https:", "http:"),
        media_description: text(1, 500),
        media_height: oneOf("SHORT", "MEDIUM", "TALL"),
        thumbnail_url: url("https:", "http:"),
        media_force_refresh: aBoolean,
        suggestions: list(1, 4, suggestion),
    },
    "title",
    "text",
    "media_url"
);
const reaction = object({ action: oneOf("react", "unreact"), emoji: text(1, 16) }, "action");
const sticker = (value) => object({ url: url("https:", "http:") }, "url")(value) && object({ id: text(1, 128) }, "id")(value);

const channels = {
    sms: {
        to: number,
        from: text(1, 15),
        ttl: whole(20, 604800),
        own: object({ encoding_type: oneOf("text", "unicode", "auto"), content_id: text(1, 40), entity_id: text(1, 40), pool_id: text(1, 64) }),
        more: { trusted_recipient: aBoolean },
        content: { text: text(1, 3200) },
    },
    mms: {
        to: number,
        from: text(1, 15),
        ttl: whole(300, 259200),
        more: { trusted_recipient: aBoolean },
        content: {
            text: text(1, Infinity),
            image: media,
            vcard: media,
            audio: media,
            video: media,
            file: media,
            content: list(1, 10, object({ type: oneOf("image", "vcard", "audio", "video", "file"), url: url("https:", "http:"), caption: text(1, 3000) }, "type", "url")),
        },
    },
    rcs: {
        to: number,
        from: anyId,
        ttl: whole(20, 259200),
        own: object({
            category: oneOf("authentication", "transaction", "promotion", "service-request", "acknowledgement"),
            card_orientation: oneOf("VERTICAL", "HORIZONTAL"),
            image_alignment: oneOf("LEFT", "RIGHT"),
            card_width: oneOf("SMALL", "MEDIUM"),
            trusted_recipient: aBoolean,
        }),
        more: { suggestions: list(1, 11, suggestion) },
        content: { text: text(1, 3072), image: media, video: media, file: media, card, carousel: list(2, 10, card), custom: anObject },
    },
    whatsapp: {
        to: number,
        from: text(1, 15),
        own: object({ policy: oneOf("deterministic"), locale: text(2, 10) }, "policy", "locale"),
        more: { context: object({ message_uuid: text(1, 64) }, "message_uuid") },
        content: {
            text: text(1, 4096),
            image: media,
            audio: media,
            video: media,
            file: media,
            template,
            sticker,
            reaction,
            custom: anObject,
        },
    },
    viber_service: {
        to: number,
        from: text(1, 50),
        own: object({
            category: oneOf("transaction", "promotion"),
            ttl: whole(30, 259200),
            type: text(1, 50),
            action: object({ url: anyUrl, text: text(1, 30) }, "url", "text"),
            duration: whole(1, 600),
            file_size: whole(1, 200),
        }),
        content: {
            text: text(1, 1000),
            image: media,
            video: object({ url: url("https:", "http:"), thumb_url: url("https:", "http:"), caption: text(1, 1000) }, "url", "thumb_url"),
            file: object({ url: url("https:", "http:"), name: text(1, 25) }, "url"),
        },
    },
    messenger: {
        to: anyId,
        from: anyId,
        own: object({ category: oneOf("response", "update", "message_tag"), tag: text(1, 100) }),
        content: { text: text(1, 640), image: media, audio: media, video: media, file: media },
    },
};

const common = {
    channel: () => "",
    message_type: () => "",
    client_ref: text(1, 100),
    webhook_url: url("https:"),
    webhook_version: oneOf("v1", "v0.1"),
};

// Every member that a message of this kind may have, with its check.
function membersOf(message, channel) {
    const members = { ...common, to: channel.to, from: channel.from };
    members[message.message_type] = channel.content[message.message_type];
    if (channel.ttl) members.ttl = channel.ttl;
    if (channel.own) members[message.channel] = channel.own;
    Object.assign(members, channel.more);
    return members;
}

// What is wrong with a message: [{name, reason}].
function messageFaults(message, where = "") {
    const faults = [];
    const say = (name, reason) => reason && faults.push({ name: where + name, reason });
    const channel = Object.hasOwn(channels, message.channel) ? channels[message.channel] : null;
    if (!channel) return [{ name: where + "channel", reason: oneOf(...Object.keys(channels))(message.channel) }];
    if (!Object.hasOwn(channel.content, message.message_type))
        return [{ name: where + "message_type", reason: oneOf(...Object.keys(channel.content))(message.message_type) }];
    const members = membersOf(message, channel);
    for (const name of ["to", "from", message.message_type]) say(name, name in message ? "" : "is required");
    for (const [name, value] of Object.entries(message))
        if (name === "failover" && where === "") faults.push(...failoverFaults(value));
        else say(name, Object.hasOwn(members, name) ? members[name](value) : "is unknown here");
    if (message.message_type === "template" && !("whatsapp" in message)) say("whatsapp", "is required with a template");
    if (message.message_type === "reaction" && !("context" in message)) say("context", "is required with a reaction");
    if (message.channel === "viber_service" && message.message_type === "video")
        for (const name of ["duration", "file_size"]) say("viber_service", message.viber_service?.[name] ? "" : `must have ${name} with a video`);
    if (message.messenger?.category === "message_tag" && !message.messenger.tag) say("messenger", "must have tag");
    return faults;
}

function failoverFaults(items) {
    if (!Array.isArray(items) || items.length === 0) return [{ name: "failover", reason: "must be an array of messages" }];
    return items.flatMap((item, i) =>
        isObject(item) ? messageFaults(item, `failover[${i}].`) : [{ name: `failover[${i}]`, reason: "must be an object" }]
    );
}

// ---- Answers ----

const titles = {
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    415: "Unsupported Media Type",
    422: "Invalid params",
    429: "Rate Limit Hit",
    500: "Internal Error",
    503: "Service Unavailable",
};

function problem(status, detail, more = {}) {
    const title = titles[status] || `Status ${status}`;
    const type = `https://developer.vonage.com/api-errors#${title.toLowerCase().replaceAll(" ", "-")}`;
    return { status, type: "application/problem+json", body: { type, title, detail, instance: crypto.randomUUID(), ...more } };
}

function send(response, answer) {
    const body = isText(answer.body) ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status, {
        "Content-Type": answer.type || "application/json",
        "Content-Length": Buffer.byteLength(body),
        "X-Request-Id": crypto.randomUUID(),
        ...answer.headers,
    });
    response.end(body);
}

// The rule that fits, which may be used up by that.
function ruleFor(to) {
    const at = settings.rules.findIndex((rule) => rule.to === undefined || (isText(to) && to.startsWith(rule.to)));
    if (at < 0) return { answer: "usual" };
    const rule = settings.rules[at];
    if (rule.next !== undefined && --rule.next <= 0) settings.rules.splice(at, 1);
    return rule;
}

function parse(body) {
    try {
        const value = JSON.parse(body);
        return isObject(value) ? value : null;
    } catch {
        return null;
    }
}

// Why the request is not taken: a problem, or null.
function refusal(request, message) {
    const fault = authorizationFault(request);
    if (fault) return problem(401, `You did not provide correct credentials: ${fault}.`);
    if (tooFast()) {
        const answer = problem(429, "Please wait, then retry your request.");
        answer.headers = { "Retry-After": 1, ...rateHeaders() };
        return answer;
    }
    if (!/^application\/json *(;|$)/i.test(request.headers["content-type"] || ""))
        return problem(415, "The Content-Type must be application/json.");
    const faults = message ? messageFaults(message) : [{ name: "body", reason: "must be a JSON object" }];
    if (faults.length > 0)
        return problem(422, "The value of one or more parameters is invalid.", { invalid_parameters: faults });
    return null;
}

function accept(message) {
    const answer = { message_uuid: crypto.randomUUID() };
    if (message.failover) answer.workflow_id = "WF-" + crypto.randomUUID();
    accepted({ uuid: answer.message_uuid, client_ref: message.client_ref, body: message });
    counters.accepted++;
    channelsOf[answer.message_uuid] = message.channel;
    follow(message, answer.message_uuid, answer.workflow_id);
    return answer;
}

function note(outcome, status, message, answer) {
    counters.outcomes[outcome] = (counters.outcomes[outcome] || 0) + 1;
    requests({
        outcome,
        status,
        client_ref: message?.client_ref,
        to: message?.to,
        problem: status >= 400 && isObject(answer?.body) ? answer.body : undefined,
    });
}

function refuse(response, message, answer, outcome = String(answer.status)) {
    note(outcome, answer.status, message, answer);
    send(response, answer);
}

function take(request, response, body) {
    const message = parse(body);
    const rule = ruleFor(message?.to);
    if (rule.answer === "refuse") {
        note("refuse", 0, message);
        request.socket.destroy();
        return;
    }
    if (rule.answer === "plain500") {
        const answer = { status: 500, type: "text/html", body: "<html><body>Internal error</body></html>" };
        refuse(response, message, answer, "plain500");
        return;
    }
    if (Number.isInteger(rule.answer)) {
        const faults = rule.answer === 422 ? { invalid_parameters: [{ name: "to", reason: "is refused by a rule" }] } : {};
        const answer = problem(rule.answer, "A rule wants it so.", faults);
        if (rule.answer === 429) answer.headers = { "Retry-After": 1 };
        refuse(response, message, answer);
        return;
    }
    const answer = refusal(request, message);
    if (answer) refuse(response, message, answer);
    else finish(request, response, message, rule);
}

// It is accepted; the rule says how that is answered.
function finish(request, response, message, rule) {
    const answer = { status: 202, body: accept(message), headers: rateHeaders() };
    const ways = {
        usual: () => send(response, answer),
        slow: () => setTimeout(() => send(response, answer), rule.ms),
        cut: () => request.socket.destroy(),
        garbage: () => send(response, { ...answer, body: "<accepted>" }),
    };
    const way = Object.hasOwn(ways, rule.answer) ? rule.answer : "usual";
    note(way === "usual" ? "accepted" : way, way === "cut" ? 0 : 202, message);
    ways[way]();
}

// ---- Callbacks ----

const channelOf = (message) => (isText(message.channel) ? message.channel : "sms");
const moment = (form) => (form === "v1" ? new Date().toISOString().replace(/\.\d+/, "") : new Date().toISOString());

function party(channel, value, form) {
    if (form === "v1") return value;
    return channel === "messenger" ? { type: channel, id: value } : { type: channel, number: value };
}

function statusBody(message, uuid, status, failure, workflow) {
    const { form, usage } = settings.receipts;
    const channel = channelOf(message);
    const body = {
        message_uuid: uuid,
        to: party(channel, message.to, form),
        from: party(channel, message.from, form),
        timestamp: moment(form),
        status,
        client_ref: message.client_ref,
    };
    if (form === "v1") body.channel = channel;
    if (failure && form === "v1")
        body.error = {
            type: `https://developer.vonage.com/api-errors/messages#${failure.code}`,
            title: String(failure.code),
            detail: failure.detail || "It failed.",
            instance: crypto.randomUUID(),
        };
    else if (failure) body.error = { code: Number(failure.code), reason: failure.detail || "It failed." };
    if (usage && !failure) body.usage = usage;
    if (form === "v1" && !failure) body.destination = { network_code: "12345" };
    if (form === "v1" && workflow) body.workflow = workflow;
    if (form === "v1" && channel === "sms") body.sms = { count_total: "1" };
    return body;
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

// A token that is the account's signature of the body.
function token(body, iat) {
    const claims = {
        iat,
        jti: crypto.randomUUID(),
        iss: "Vonage",
        payload_hash: crypto.createHash("sha256").update(body).digest("hex"),
        api_key: settings.api_key || "apikey",
    };
    if (settings.application_id) claims.application_id = settings.application_id;
    const signed = encode({ alg: "HS256", typ: "JWT" }) + "." + encode(claims);
    return signed + "." + crypto.createHmac("sha256", settings.signature_secret).update(signed).digest("base64url");
}

// What goes with this attempt, signed anew each time: a retry may come hours later.
function attemptOf(job) {
    const now = Math.floor(Date.now() / 1000);
    const body = JSON.stringify(job.body);
    switch (job.kind) {
        case "unsigned":
            return { body };
        case "wrong-hash":
            return { body, authorization: `Bearer ${token(body + " ", now)}` };
        case "old":
            return { body, authorization: `Bearer ${token(body, now - 3600)}` };
        case "replay":
            return job.same;
        default:
            return { body, authorization: `Bearer ${token(body, now)}` };
    }
}

const CALLS_AT_ONCE = 8;
const TRIES = 60;
const agent = new http.Agent({ keepAlive: true, maxSockets: CALLS_AT_ONCE });
const ready = [];
let calling = 0;

// A job is {url, kind, body, next, replayed}: `next` is the one that begins when this one is done. Each is counted as
// pending from the moment it is known.
function call(job, delay = 0) {
    counters.receipts.pending++;
    later(job, delay);
}

function later(job, delay) {
    if (delay > 0) {
        setTimeout(() => later(job, 0), delay);
        return;
    }
    ready.push(job);
    work();
}

function work() {
    while (calling < CALLS_AT_ONCE && ready.length > 0) {
        calling++;
        const job = ready.shift();
        post(job, attemptOf(job), (answer) => {
            calling--;
            answered(job, answer);
            work();
        });
    }
}

// Tells `done` once: the status, or 0 for no answer.
function post(job, attempt, done) {
    let told = false;
    const tell = (answer) => {
        if (!told) done(answer);
        told = true;
    };
    const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(attempt.body) };
    if (attempt.authorization) headers.Authorization = attempt.authorization;
    const request = http.request(job.url, { method: "POST", agent, headers, timeout: 5000 }, (response) => {
        response.resume();
        response.on("end", () => tell(response.statusCode));
        response.on("close", () => tell(0));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => tell(0));
    request.end(attempt.body);
    job.same = attempt;
}

function answered(job, answer) {
    job.attempt = (job.attempt || 0) + 1;
    receipts({
        uuid: job.body.message_uuid,
        client_ref: job.body.client_ref,
        status: job.body.status || "inbound",
        kind: job.kind,
        answer,
        attempt: job.attempt,
    });
    const answers = (counters.answers[job.kind] ||= {});
    answers[answer] = (answers[answer] || 0) + 1;
    const again = answer === 0 || answer === 429 || answer >= 500;
    if (again && job.attempt < TRIES) {
        if (job.kind === "unsigned") job.kind = "good";
        later(job, Math.min(200 * 2 ** (job.attempt - 1), 2000));
        return;
    }
    if (again) counters.receipts.dropped++;
    if (job.replayed) call({ ...job, kind: "replay", replayed: false, attempt: 0, next: undefined });
    counters.receipts.done++;
    counters.receipts.pending--;
    if (job.next) later(job.next, settings.receipts.delay);
}

// ---- Receipts ----

const failureOf = (to) =>
    settings.receipts.failures.find(
        (failure) =>
            (failure.to_suffix === undefined || String(to).endsWith(failure.to_suffix)) &&
            (failure.probability === undefined || random() < failure.probability)
    );

function ordered(list) {
    const { order } = settings.receipts;
    if (order === "reversed") return list.reverse();
    if (order !== "shuffled") return list;
    for (let i = list.length - 1; i > 0; i--) {
        const k = Math.floor(random() * (i + 1));
        [list[i], list[k]] = [list[k], list[i]];
    }
    return list;
}

// A false receipt: whoever believes it has error 9999.
function falsified(body) {
    const failure = { code: "9999", detail: "Nobody must believe this." };
    const error = settings.receipts.form === "v1" ? { title: failure.code, detail: failure.detail } : { code: 9999, reason: failure.detail };
    return { ...body, status: "rejected", error };
}

// The requests that come of one receipt.
function jobsOf(body) {
    const { unsigned, wrong_hash, old, replay, twice } = settings.receipts;
    const job = (kind, of = body) => ({ url: settings.callbacks.status, kind, body: of });
    const jobs = [];
    if (random() < unsigned) jobs.push(job("unsigned"));
    if (random() < wrong_hash) jobs.push(job("wrong-hash", falsified(body)));
    if (random() < old) jobs.push(job("old", falsified(body)));
    jobs.push({ ...job("good"), replayed: random() < replay });
    if (twice) jobs.push(job("good"));
    return jobs;
}

// Sends one after the other.
function callInTurn(jobs, delay) {
    if (jobs.length === 0) return;
    jobs.forEach((job, i) => (job.next = jobs[i + 1]));
    counters.receipts.pending += jobs.length;
    later(jobs[0], delay);
}

// Calls back about a message, and about its failovers until one does not fail.
function follow(message, uuid, workflowId) {
    const { statuses, delay } = settings.receipts;
    if (!settings.callbacks.status) return;
    const items = [message, ...(message.failover || [])];
    const bodies = [];
    for (const [i, item] of items.entries()) {
        const failure = failureOf(item.to);
        const workflow = workflowId && { workflow_id: workflowId, items_number: String(i + 1), items_total: String(items.length) };
        const itemId = i === 0 ? uuid : crypto.randomUUID();
        const story = !failure ? statuses : failure.status === "rejected" ? ["rejected"] : ["submitted", failure.status];
        for (const status of story)
            bodies.push(statusBody(item, itemId, status, status === failure?.status ? failure : null, workflow));
        if (!failure) break;
    }
    callInTurn(ordered(bodies).flatMap(jobsOf), delay);
}

// ---- What recipients write ----

function inbound(wish) {
    const { form = "v1", kind = "good", channel = "sms", message_type = "text", keyword } = wish;
    const content = wish.text === undefined ? "Hello" : wish.text;
    const body = {
        message_uuid: wish.message_uuid || crypto.randomUUID(),
        to: party(channel, wish.to || "447700900001", form),
        from: party(channel, wish.from || "447700900000", form),
        timestamp: moment(form),
    };
    if (form === "v1") {
        Object.assign(body, { channel, message_type, text: content, origin: { network_code: "12345" } });
        if (channel === "sms") body.sms = { num_messages: "1", keyword: keyword || String(content).split(" ")[0].toUpperCase() };
    } else {
        Object.assign(body, { direction: "inbound", message: { content: { type: message_type, text: content } } });
    }
    if (!settings.callbacks.inbound) throw new Error("callbacks.inbound is not set");
    return { url: settings.callbacks.inbound, kind, body };
}

// ---- The server ----

function control(request, response, body) {
    try {
        if (request.method === "POST") settle(JSON.parse(body));
        send(response, { status: 200, body: counters });
    } catch (error) {
        send(response, { status: 400, body: { error: String(error) } });
    }
}

// Revokes a message that was accepted by RCS, or marks one that somebody wrote as read.
function change(request, response, body) {
    const uuid = /^\/v1\/messages\/([0-9a-f-]{36})$/.exec(request.url)?.[1];
    const message = parse(body);
    const fault = authorizationFault(request);
    const answer = (status, detail) => {
        updates({ uuid, status: message?.status, answer: status });
        return status === 200 ? send(response, { status, body: "" }) : send(response, problem(status, detail));
    };
    if (fault) return answer(401, `You did not provide correct credentials: ${fault}.`);
    if (!uuid) return answer(404, `There is no ${request.url}.`);
    if (settings.updates !== 200) return answer(settings.updates, "The setting wants it so.");
    if (!message || Object.keys(message).length !== 1 || !["read", "revoked"].includes(message.status))
        return answer(422, "The body must be a status, read or revoked.");
    if (message.status === "revoked" && channelsOf[uuid] !== "rcs") return answer(422, "Only an RCS message can be revoked.");
    return answer(200);
}

function serve(request, response, body) {
    if (request.url === "/control") return control(request, response, body);
    if (request.method === "PATCH") return change(request, response, body);
    if (request.url !== "/v1/messages") return refuse(response, null, problem(404, `There is no ${request.url}.`));
    if (request.method !== "POST") return refuse(response, null, problem(405, "Only POST is taken."));
    return take(request, response, body);
}

settle(beginning());
listen(settings.port, serve);
