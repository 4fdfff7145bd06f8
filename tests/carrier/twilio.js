// A stand-in for Twilio's Messages API on loopback, as strict as its description: it takes messages, calls back with what
// became of them, and misbehaves on demand.
//
//     node twilio.js DIRECTORY
//
// It writes its port to DIRECTORY/port, and ends with SIGTERM or with its parent. What it begins with is in
// DIRECTORY/settings.json; the same JSON to POST /control changes it (callbacks and receipts member by member, everything
// else whole). GET /control answers {pending}: callbacks that are still to come.
//
//     port                        what it binds when it starts
//     account_sid, auth_token     whose requests are taken, and what signs callbacks
//     api_key, api_secret         taken as well
//     signing_key                 {name, secret}: signs callbacks instead, with HMAC-SHA256
//     services                    the account's messaging services
//     callbacks  {inbound}        where messages of people go
//     rules      how to answer, the first that fits: [{to: PREFIX, next: N, answer: ANSWER}]; without `to` it fits every
//                request, with `next` only so many. ANSWER is {status, code, message, retry_after} (an error), "plain500"
//                (HTML), "refuse" (ends the connection; nothing is taken), and of what was taken: "cut" (ends the
//                connection instead of an answer), "garbage" (201, and no JSON)
//     receipts   {statuses, failures: [{to_suffix, status, code, message}], twice, fields: {more fields}}
//     inbound    only to POST /control: fields of a message of somebody's, besides its MessageSid
//
// Lines of JSON: DIRECTORY/accepted.jsonl {sid, id, form, at}, requests.jsonl {status, form, error, at}, receipts.jsonl
// {answer, url, form, headers, at}, a line a callback: there is no second one, as in real life, unless `twice`.
"use strict";
const crypto = require("crypto");
const http = require("http");
const { beginning, journal, listen } = require("./server.js");

const settings = {
    port: 0, account_sid: "", auth_token: "", api_key: "", api_secret: "", signing_key: null, services: [],
    callbacks: { inbound: "" }, rules: [],
    receipts: { statuses: ["queued", "sent", "delivered"], failures: [], twice: false, fields: {} },
};
let pending = 0;

const accepted = journal("accepted.jsonl");
const requests = journal("requests.jsonl");
const receipts = journal("receipts.jsonl");
const sid = (letters) => letters + crypto.randomBytes(16).toString("hex");

function settle(changes) {
    for (const [name, value] of Object.entries(changes)) {
        if (name === "inbound") call(settings.callbacks.inbound, { MessageSid: sid("SM"), AccountSid: settings.account_sid, ...value });
        else if (!(name in settings)) throw new Error(`${name} is no setting`);
        else if (name === "callbacks" || name === "receipts") Object.assign(settings[name], value);
        else settings[name] = value;
    }
}

// ---- What is asked ----

const error = (status, code, message, more = {}) => ({ status, code, message, ...more });
const bad = (code, message) => error(400, code, message);

function authorized(request) {
    const pairs = [[settings.account_sid, settings.auth_token], [settings.api_key, settings.api_secret]];
    return pairs.some(([user, password]) => user && request.headers.authorization === "Basic " + Buffer.from(`${user}:${password}`).toString("base64"));
}

const fields = ["To", "From", "MessagingServiceSid", "Body", "MediaUrl", "ContentSid", "ContentVariables", "StatusCallback", "ValidityPeriod"];
const number = /^(whatsapp:)?\+[1-9][0-9]{6,14}$/;
const one = (form, ...names) => names.filter((name) => form.has(name)).length === 1;

function isUrl(text) {
    try {
        return /^https?:$/.test(new URL(text).protocol);
    } catch {
        return false;
    }
}

function isVariables(text) {
    try {
        return Object.entries(JSON.parse(text)).every(([name, value]) => /^[1-9][0-9]*$/.test(name) && typeof value === "string");
    } catch {
        return false;
    }
}

// Who it is from: exactly one of a number, a short code or a word, and a service of the account.
function senderFault(form) {
    const from = form.get("From"), whatsapp = form.get("To").startsWith("whatsapp:");
    if (!one(form, "From", "MessagingServiceSid")) return bad(21603, "Exactly one of From and MessagingServiceSid is required.");
    if (from === null) return settings.services.includes(form.get("MessagingServiceSid")) ? null : bad(21701, "The Messaging Service does not exist.");
    if (from.startsWith("whatsapp:") !== whatsapp) return bad(21910, "From and To are of different channels.");
    if (!number.test(from) && (whatsapp || !/^([0-9]{3,6}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/.test(from))) return bad(21212, "From is invalid.");
    return null;
}

function contentFault(form) {
    const body = form.get("Body");
    if (!form.has("Body") && !form.has("MediaUrl") && !form.has("ContentSid")) return bad(21602, "Message body is required.");
    if (form.has("ContentSid") && (form.has("Body") || form.has("MediaUrl"))) return bad(21619, "A template has no other content.");
    if (body !== null && [...body].length > 1600) return bad(21617, "The concatenated message body exceeds the 1600 character limit.");
    if (!form.getAll("MediaUrl").every(isUrl)) return bad(21620, "MediaUrl is invalid.");
    if (form.has("ContentSid") && !/^HX[0-9a-f]{32}$/.test(form.get("ContentSid"))) return bad(21655, "ContentSid is invalid.");
    if (form.has("ContentVariables") && !(form.has("ContentSid") && isVariables(form.get("ContentVariables")))) return bad(21656, "ContentVariables is invalid.");
    return null;
}

function formFault(form) {
    const names = [...form.keys()], valid = form.get("ValidityPeriod");
    for (const name of names) {
        if (!fields.includes(name)) return bad(20001, `${name} is unknown.`);
        if (name !== "MediaUrl" && form.getAll(name).length > 1) return bad(20001, `${name} is there twice.`);
    }
    if (!form.has("To")) return bad(21604, "A 'To' phone number is required.");
    if (!number.test(form.get("To"))) return bad(21211, "The 'To' number is not a valid phone number.");
    if (valid !== null && !(/^[0-9]+$/.test(valid) && +valid >= 1 && +valid <= 36000)) return bad(21631, "ValidityPeriod is out of range.");
    if (form.has("StatusCallback") && !isUrl(form.get("StatusCallback"))) return bad(21609, "StatusCallback is not a valid URL.");
    return senderFault(form) || contentFault(form);
}

function refusal(request, form) {
    if (!authorized(request)) return error(401, 20003, "Authenticate");
    if (request.url !== `/2010-04-01/Accounts/${settings.account_sid}/Messages.json`) return error(404, 20404, "The requested resource was not found");
    if (request.method !== "POST") return error(405, 20004, "Method not allowed");
    if (!/^application\/x-www-form-urlencoded *(;|$)/i.test(request.headers["content-type"] || "")) return error(415, 20001, "It must be a form.");
    return formFault(form);
}

// ---- Answers ----

function send(response, status, body, headers = {}) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text), ...headers });
    response.end(text);
}

function refuse(response, form, { status, code, message, retry_after }) {
    requests({ status, form: Object.fromEntries(form), error: code });
    const more = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
    send(response, status, more, retry_after ? { "Retry-After": retry_after } : {});
}

function ruleFor(to) {
    const plain = (to || "").replace(/^(whatsapp:)?\+/, "");
    const at = settings.rules.findIndex((rule) => rule.to === undefined || plain.startsWith(rule.to));
    if (at < 0) return "usual";
    const rule = settings.rules[at];
    if (rule.next !== undefined && --rule.next <= 0) settings.rules.splice(at, 1);
    return rule.answer;
}

function take(request, response, form) {
    const rule = ruleFor(form.get("To"));
    if (rule === "refuse") return requests({ status: 0, form: Object.fromEntries(form) }), request.socket.destroy();
    if (rule === "plain500") return requests({ status: 500, form: Object.fromEntries(form) }), send(response, 500, "<html>Internal error</html>");
    const fault = typeof rule === "object" ? rule : refusal(request, form);
    if (fault) return refuse(response, form, fault);
    const message = sid(form.has("MediaUrl") ? "MM" : "SM");
    const id = new URL(form.get("StatusCallback") || "http://x/").searchParams.get("id");
    accepted({ sid: message, id, form: { ...Object.fromEntries(form), ...(form.has("MediaUrl") && { MediaUrl: form.getAll("MediaUrl").join(" ") }) } });
    requests({ status: 201, form: Object.fromEntries(form) });
    follow(form, message);
    if (rule === "cut") return request.socket.destroy();
    const body = { sid: message, account_sid: settings.account_sid, status: form.has("From") ? "queued" : "accepted", num_segments: "1",
        to: form.get("To"), from: form.get("From"), body: form.get("Body") || "", error_code: null, error_message: null, price: null, direction: "outbound-api" };
    return send(response, 201, rule === "garbage" ? "<taken>" : body);
}

// ---- Callbacks ----

// What the account's secrets make of a URL and a form: names sorted, and of each its values, sorted and once.
function headersOf(url, form) {
    const names = [...new Set(form.keys())].sort();
    const text = url + names.map((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value).join("")).join("");
    const key = settings.signing_key;
    const signature = crypto.createHmac(key ? "sha256" : "sha1", key ? key.secret : settings.auth_token).update(text).digest("base64");
    return { "X-Twilio-Signature": signature, ...(key ? { "X-Twilio-Webhooks-Signature-Settings": `key=${key.name},algorithm=HMAC_SHA256` } : {}) };
}

function call(url, members, then = () => {}) {
    const form = new URLSearchParams(members);
    const headers = { ...headersOf(url, form), "Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "I-Twilio-Idempotency-Token": crypto.randomUUID() };
    pending++;
    const done = (answer) => {
        receipts({ answer, url, form: Object.fromEntries(form), headers });
        pending--;
        then();
    };
    const request = http.request(url, { method: "POST", headers, timeout: 5000 }, (response) => response.resume().on("end", () => done(response.statusCode)));
    request.on("timeout", () => request.destroy());
    request.on("error", () => done(0));
    request.end(form.toString());
}

// Of what it took: "queued" is only the answer's, so the callbacks begin after it.
function follow(form, message) {
    const url = form.get("StatusCallback"), to = form.get("To");
    if (!url) return;
    const failure = settings.receipts.failures.find(({ to_suffix: suffix }) => to.endsWith(suffix));
    const statuses = failure ? [...(failure.status === "failed" ? [] : ["sent"]), failure.status] : settings.receipts.statuses;
    const story = (settings.receipts.twice ? statuses.flatMap((status) => [status, status]) : statuses).filter((status) => status !== "queued");
    const next = () => {
        const status = story.shift();
        if (status === undefined) return;
        const more = failure && status === failure.status ? { ErrorCode: failure.code, ErrorMessage: failure.message || "It failed." } : {};
        call(url, { SmsSid: message, SmsStatus: status, MessageStatus: status, To: to, MessageSid: message, AccountSid: settings.account_sid,
            From: form.get("From") || "+447700900009", ApiVersion: "2010-04-01", ...more, ...settings.receipts.fields }, next);
    };
    setTimeout(next, 20);
}

// ---- The server ----

function control(request, response, body) {
    try {
        if (request.method === "POST") settle(JSON.parse(body));
        send(response, 200, { pending });
    } catch (fault) {
        send(response, 400, { error: String(fault) });
    }
}

function serve(request, response, body) {
    if (request.url === "/control") control(request, response, body);
    else take(request, response, new URLSearchParams(body));
}

settle(beginning());
listen(settings.port, serve);
