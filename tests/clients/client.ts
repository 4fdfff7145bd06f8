/* client.ts: what people do with the API, by a client that knows it from etc/openapi.yaml alone. What it sends and is told
 * has the types that the description says, or this does not compile. */
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Schemas = components["schemas"];

const [baseUrl, key] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });

function is<T>(what: string, wanted: T, got: T): void {
    if (wanted !== got) {
        throw new Error(`${what}: wanted ${wanted}, got ${got}`);
    }
}

/* What came with this status, and not with another. */
function taken<T>(what: string, wanted: number, got: { data?: T; error?: unknown; response: Response }): T {
    is(`${what}, ${JSON.stringify(got.error)}`, wanted, got.response.status);
    if (got.data === undefined) {
        throw new Error(`${what}: no body`);
    }
    return got.data;
}

function oneLink(answer: Schemas["Link"] | Schemas["Result"][] | string): Schemas["Link"] {
    if (typeof answer !== "object" || !("code" in answer)) {
        throw new Error(`no link: ${JSON.stringify(answer)}`);
    }
    return answer;
}

/* Sends a message; a dry run would be answered with less. */
async function send(body: Schemas["NewMessage"]): Promise<Schemas["SentMessage"]> {
    const sent = taken("message", 202, await client.POST("/api/v1/messages", { body }));
    if (!("id" in sent)) {
        throw new Error("a dry run");
    }
    return sent;
}

async function makeLink(): Promise<void> {
    /* No field but the URL is required, `reuse` neither. */
    const body: Schemas["NewLink"] = { url: "https://example.com/" };
    const link = oneLink(taken("link", 201, await client.POST("/api/v1/links", { body })));
    is("url", "https://example.com/", link.url);
    const path = { code: link.code };
    const read = await client.GET("/api/v1/links/{code}", { params: { path } });
    is("short URL", link.short_url, taken("read", 200, read).short_url);
    const changed = await client.PATCH("/api/v1/links/{code}", { params: { path }, body: { title: "Home", expires_at: null } });
    is("title", "Home", taken("change", 200, changed).title);
}

async function pageLinks(): Promise<void> {
    const body = ["a", "b", "c"].map(name => ({ url: `https://example.com/${name}`, campaign: "pages" }));
    const results = taken("batch", 207, await client.POST("/api/v1/links", { body: [...body, { url: "ftp://example.com/" }] }));
    if (!Array.isArray(results)) {
        throw new Error("a batch has no results");
    }
    is("results", "201 201 201 url_scheme", results.map(one => "link" in one ? one.status : one.problem.code).join(" "));
    const urls: string[] = [];
    let pages = 0;
    let cursor: string | undefined;
    do {
        const query = { campaign: "pages", limit: 2, cursor };
        const page = taken("page", 200, await client.GET("/api/v1/links", { params: { query } }));
        urls.push(...page.links.map(link => link.url));
        cursor = page.next ?? undefined;
        pages++;
    } while (cursor !== undefined);
    is("pages", 2, pages);
    is("links", body.map(link => link.url).join(" "), urls.sort().join(" "));
}

async function meetProblems(): Promise<void> {
    const none = await client.GET("/api/v1/links/{code}", { params: { path: { code: "none" } } });
    is<Schemas["Problem"]["code"] | undefined>("no such link", "not_found", none.error?.code);
    /* @ts-expect-error a field that is not described does not compile */
    const unknown: Schemas["NewLink"] = { url: "https://example.com/", maxClicks: 1 };
    const { error } = await client.POST("/api/v1/links", { body: unknown });
    if (typeof error !== "object") {
        throw new Error(`no problem: ${error}`);
    }
    is("unknown", "422 unknown_field #/maxClicks", `${error.status} ${error.code} ${error.pointer}`);
    /* @ts-expect-error nor does a channel that is none */
    const fax: Schemas["NewMessage"] = { channel: "fax", to: "447700900000", from: "Shop", text: "Hi" };
    const refused = await client.POST("/api/v1/messages", { body: fax });
    is("channel", "invalid_value #/channel", `${refused.error?.code} ${refused.error?.pointer}`);
}

async function sendMessages(): Promise<void> {
    const sms: Schemas["NewMessage"] = {
        channel: "sms", to: "447700900000", from: "Shop", text: "Your parcel: https://example.com/p/4711", ttl: 600,
    };
    const sent = await send(sms);
    is("short", `Your parcel: ${sent.links[0]?.short_url}`, sent.text);
    const card: Schemas["Card"] = {
        title: "Parcel", text: "On its way", media_url: "https://203.0.114.1/a.png",
        suggestions: [
            { type: "reply", text: "Thanks", postback_data: "thanks" },
            { type: "open_url", text: "Follow", postback_data: "follow", url: "https://example.com/p/4712" },
        ],
    };
    const rich = await send({ channel: "rcs", to: "447700900000", from: "Shop", card });
    is("tapped", "https://example.com/p/4712", rich.links[0]?.url);
    const read = taken("read", 200, await client.GET("/api/v1/messages/{id}", { params: { path: { id: rich.id } } }));
    is("read card", "rcs card Parcel", `${read.channel} ${read.message_type} ${read.card?.title}`);
    const send_at = new Date(Date.now() + 3600000).toISOString();
    const later = await send({ ...sms, send_at });
    is("send at", Date.parse(send_at), Date.parse(later.send_at ?? ""));
    const path = { id: later.id };
    const much_later = { send_at: new Date(Date.now() + 7200000).toISOString() };
    const moved = await client.PATCH("/api/v1/messages/{id}", { params: { path }, body: much_later });
    is("moved", true, (taken("moved", 200, moved).send_at ?? "") > send_at);
    const cancelled = await client.POST("/api/v1/messages/{id}/cancel", { params: { path } });
    is<Schemas["MessageStatus"]>("cancelled", "failed", taken("cancelled", 200, cancelled).status);
}

async function runCampaign(): Promise<void> {
    const body: Schemas["NewCampaign"] = {
        name: "typed", channel: "rcs", from: "Shop",
        card: { title: "For {name}", text: "See https://example.com/{name}", media_url: "https://203.0.114.1/a.png" },
        recipients: [{ to: "447700900000", name: "Ada" }],
    };
    const made = taken("campaign", 201, await client.POST("/api/v1/campaigns", { body }));
    if (!("state" in made)) {
        throw new Error("a dry run");
    }
    is("draft", "draft 1", `${made.state} ${made.import?.added}`);
    const params = { path: { name: made.name } };
    const grace = [{ to: "447700900001", name: "Grace" }];
    const added = await client.POST("/api/v1/campaigns/{name}/recipients", { params, body: grace });
    is("added", 1, taken("recipients", 200, added).added);
    let campaign = taken("started", 200, await client.POST("/api/v1/campaigns/{name}/start", { params }));
    for (let tries = 0; campaign.state !== "done" && tries < 100; tries++) {
        await new Promise(resolve => setTimeout(resolve, 100));
        campaign = taken("campaign", 200, await client.GET("/api/v1/campaigns/{name}", { params }));
    }
    is("done", "done 2 0", `${campaign.state} ${campaign.recipients} ${campaign.waiting}`);
    const list = await client.GET("/api/v1/messages", { params: { query: { campaign: "typed" } } });
    const { messages } = taken("messages", 200, list);
    is("messages", "submitted submitted", messages.map(message => message.status).join(" "));
}

async function reportConversion(): Promise<void> {
    const link = oneLink(taken("link", 201, await client.POST("/api/v1/links", { body: { url: "https://example.com/shop" } })));
    const opened = await fetch(link.short_url, { redirect: "manual" });
    const click_id = new URL(opened.headers.get("Location") ?? "").searchParams.get("curt_id");
    const body: Schemas["NewConversion"] = { click_id, id: "order-1", value: 19.9, currency: "EUR" };
    const conversion = taken("conversion", 201, await client.POST("/api/v1/conversions", { body }));
    is("conversion", `purchase 19.90 ${link.code}`, `${conversion.name} ${conversion.value} ${conversion.code}`);
    taken("the same", 200, await client.POST("/api/v1/conversions", { body }));
}

async function publishEvent(): Promise<void> {
    const body = { source: "shop", "detail-type": "order.paid", detail: { order: 17, items: ["tea"] } };
    const answer = taken("event", 201, await client.POST("/api/v1/events", { body }));
    is("event", 201, "id" in answer ? answer.status : 0);
}

for (const part of [makeLink, pageLinks, meetProblems, sendMessages, runCampaign, reportConversion, publishEvent]) {
    await part();
}
console.log("links, problems, messages, a campaign, a conversion, an event");
