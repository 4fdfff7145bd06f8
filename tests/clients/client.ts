/* client.ts: a link, a message and a campaign, made by a client that knows the API from etc/openapi.yaml alone. What it
 * is told has the types that the description says, or this does not compile. */
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

const [baseUrl, key] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });

function is<T>(what: string, wanted: T, got: T): void {
    if (wanted !== got) {
        throw new Error(`${what}: wanted ${wanted}, got ${got}`);
    }
}

async function makeLink(): Promise<void> {
    /* No field but the URL is required, `reuse` neither. */
    const body: components["schemas"]["NewLink"] = { url: "https://example.com/" };
    const { data, error, response } = await client.POST("/api/v1/links", { body });
    if (error || typeof data !== "object" || !("code" in data)) {
        throw new Error(`no link: ${JSON.stringify(error ?? data)}`);
    }
    is("link", 201, response.status);
    is("url", "https://example.com/", data.url);
    const read = await client.GET("/api/v1/links/{code}", { params: { path: { code: data.code } } });
    is("short URL", data.short_url, read.data?.short_url);
    const wrong = await client.GET("/api/v1/links/{code}", { params: { path: { code: "none" } } });
    is("problem", "not_found", wrong.error?.code);
}

async function sendMessage(): Promise<void> {
    const { data, error, response } = await client.POST("/api/v1/messages", {
        body: { channel: "sms", to: "447700900000", from: "Shop", text: "Your parcel: https://example.com/p/4711", ttl: 600 },
    });
    if (error || !data || !("id" in data)) {
        throw new Error(`no message: ${JSON.stringify(error ?? data)}`);
    }
    is("message", 202, response.status);
    const id: string = data.id;
    is("channel", "sms", (await client.GET("/api/v1/messages/{id}", { params: { path: { id } } })).data?.channel);
}

async function makeCampaign(): Promise<void> {
    const { data, error, response } = await client.POST("/api/v1/campaigns", {
        body: { name: "typed", channel: "sms", from: "Shop", template: "Hi {name}", recipients: [{ to: "447700900000", name: "Ada" }] },
    });
    if (error || !data || !("state" in data)) {
        throw new Error(`no campaign: ${JSON.stringify(error ?? data)}`);
    }
    is("campaign", 201, response.status);
    is("state", "draft", data.state);
    is("name", "typed", (await client.GET("/api/v1/campaigns/{name}", { params: { path: { name: "typed" } } })).data?.name);
}

await makeLink();
await sendMessage();
await makeCampaign();
console.log("a link, a message, a campaign");
