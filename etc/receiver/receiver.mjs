// Takes webhooks of curt, each event once: PORT=8082 SECRET=whsec_... node receiver.mjs
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const key = Buffer.from(process.env.SECRET.replace("whsec_", ""), "base64");
const seen = new Set(); // the newest ids

// Is there a signature of our key? While a secret is rotated, there are two. What was sent long ago is somebody's copy.
function isSigned(id, time, signatures, body) {
    if (!id || !signatures || !/^[0-9]+$/.test(time) || Math.abs(Date.now() / 1000 - time) > 300) return false;
    const mac = createHmac("sha256", key).update(id + "." + time + ".").update(body).digest("base64");
    const wanted = Buffer.from("v1," + mac);
    return signatures.split(" ").map(text => Buffer.from(text))
        .some(got => got.length === wanted.length && timingSafeEqual(got, wanted));
}

function isNew(id) {
    if (seen.has(id)) return false;
    if (seen.add(id).size > 100000) seen.delete(seen.values().next().value);
    return true;
}

// The body, or undefined if it is cut short, or longer than curt sends any.
async function bodyOf(request) {
    const parts = [];
    let length = 0;
    try {
        for await (const part of request) {
            if ((length += part.length) > 4 * 1024 * 1024) return undefined;
            parts.push(part);
        }
    } catch {
        return undefined;
    }
    return Buffer.concat(parts);
}

function handle(event) {
    console.log(event.id, event["detail-type"], event.detail.code);
}

createServer(async (request, response) => {
    const { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": signatures } = request.headers;
    const body = await bodyOf(request);
    if (!body || !isSigned(id, time, signatures, body)) return response.writeHead(401).end();
    response.writeHead(204).end(); // before anything that takes long: curt sends an event again that is not answered
    if (isNew(id)) handle(JSON.parse(body)); // curt forgets it now: to lose none, first store event and id, then answer
}).listen(process.env.PORT, "127.0.0.1");
