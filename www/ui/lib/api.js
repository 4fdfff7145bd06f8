// api.js: requests to curt's API as the person who is signed in.
import { t } from "./text.js";

// An answer that is an error (RFC 9457), or none at all: status 0.
export class Problem extends Error {
    constructor(status, body = {}) {
        super(body.detail ?? t({ 0: "error.offline", 401: "error.signed_out" }[status] ?? "error.unexpected", { status: String(status) }));
        this.status = status;
        this.code = body.code ?? "";
        this.pointer = body.pointer ?? "";
        this.retryAfter = body.retryAfter;
    }
}

function signIn() {
    location.assign("/ui/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
    return new Promise(() => {}); // the page is about to go
}

async function read(response) {
    const type = response.headers.get("Content-Type") ?? "";
    if (!type.includes("json") || type.includes("ndjson"))
        return response.text();
    try {
        return await response.json();
    } catch (error) {
        throw error.name === "AbortError" ? error : new Problem(0); // the connection broke off in the middle
    }
}

// The Response of a request; throws a Problem. A 401 leads to signing in and back; not out of an open dialog or
// with a file that was chosen (.unsent): they would be lost.
export async function send(method, path, { query = {}, body, headers = {}, type = "application/json", signal } = {}) {
    const url = new URL(path, location.origin);
    for (const [name, value] of Object.entries(query))
        if (value !== undefined && value !== null && value !== "")
            url.searchParams.set(name, value);
    const all = { Accept: "application/json", ...headers };
    if (body !== undefined)
        all["Content-Type"] = type;
    const text = body === undefined ? (method === "GET" ? undefined : "") : typeof body === "string" || body instanceof Blob ? body : JSON.stringify(body);
    let response;
    try {
        response = await fetch(url, { method, headers: all, body: text, signal });
    } catch (error) {
        if (error.name === "AbortError")
            throw error;
        throw new Problem(0);
    }
    if (response.ok || response.status === 304)
        return response;
    if (response.status === 401) {
        if (document.querySelector("dialog[open], .unsent"))
            throw new Problem(401);
        return signIn();
    }
    const answer = await read(response).catch(() => ({}));
    throw Object.assign(new Problem(response.status, typeof answer === "object" ? answer ?? {} : {}),
        { answer, retryAfter: Number(response.headers.get("Retry-After")) || undefined });
}

// An Idempotency-Key: a repetition with the same one, after a lost answer, makes nothing a second time.
export const newAttempt = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join("");

const call = (method) => async (path, body, options = {}) => read(await send(method, path, { ...options, body }));

export const get = async (path, query, options = {}) => read(await send("GET", path, { ...options, query }));
export const post = call("POST");
export const patch = call("PATCH");
export const del = async (path, options = {}) => { await send("DELETE", path, options); };

// What names a link: its code, and its domain unless that is the default one, which is base_url's.
let home;
export const setHome = (baseUrl) => { home = new URL(baseUrl).hostname; };
export const onDomain = (link, mark = "?") => !link.domain || link.domain === home ? "" : `${mark}domain=${encodeURIComponent(link.domain)}`;
export const linkName = (link) => onDomain(link) ? `${link.domain}/${link.code}` : link.code;
export const linkPath = (link, action = "") => `/api/v1/links/${encodeURIComponent(link.code)}${action}${onDomain(link)}`;
export const linkPage = (link) => `/ui/link/?code=${encodeURIComponent(link.code)}${onDomain(link, "&")}`;

// Can a text be a code? What is . or .. between slashes would make another address of the path it is part of.
export const isCode = (text) => new TextEncoder().encode(text).length <= 255 && !/[\0-\x1f\x7f-\x9f]/.test(text)
    && text.split("/").every((part) => !["", ".", ".."].includes(part));

// What short URLs on a domain begin with.
export async function baseUrlOf(domain, baseUrl) {
    const { domains } = onDomain({ domain }) ? await get("/api/v1/domains") : { domains: [] };
    return domains.find((one) => one.name === domain)?.base_url ?? baseUrl;
}

// How curt is: when that is not well, the answer is a 503 that says so all the same.
export async function health() {
    return get("/api/v1/stats/health").catch((problem) => problem.answer?.targets ? problem.answer : Promise.reject(problem));
}

// All rows of a list, page by page: answer[key] of each; stops early when onPage says false.
export async function all(path, query, key, onPage = () => true) {
    const rows = [];
    let cursor;
    do {
        const page = await get(path, { ...query, cursor });
        rows.push(...page[key]);
        cursor = page.next;
        if (onPage(rows, page) === false)
            break;
    } while (cursor);
    return rows;
}
