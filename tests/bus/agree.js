// Sends requests to a receiver of webhooks: right ones, and what is wrong in one way each. It is to take those that the public
// Standard Webhooks library takes, and no others. Says how many it took and refused.
//   node agree.js DIRECTORY SECRET URL
const assert = require("assert");
const { createRequire } = require("module");
const { Webhook } = createRequire(process.argv[2] + "/")("standardwebhooks");
const [secret, url] = process.argv.slice(3);
const webhook = new Webhook(secret);
const other = new Webhook("whsec_" + Buffer.alloc(32, "o").toString("base64"));
const body = JSON.stringify({ id: "made", "detail-type": "link.clicked", detail: { code: "é" } });

// Headers for the body, signed so many seconds ago.
function signed(id, seconds = 0, by = webhook) {
    const at = Math.floor(Date.now() / 1000) - seconds;
    return { "webhook-id": id, "webhook-timestamp": String(at), "webhook-signature": by.sign(id, new Date(at * 1000), body) };
}

const right = signed("right");
const mac = right["webhook-signature"];
const cases = {
    "signed now": right,
    "the same once more": right,
    "signed four minutes ago": signed("older", 240),
    "signed six minutes ago": signed("old", 360),
    "signed six minutes ahead": signed("ahead", -360),
    "signed by another": signed("other", 0, other),
    "another id": { ...right, "webhook-id": "wrong" },
    "another time": { ...right, "webhook-timestamp": String(right["webhook-timestamp"] - 1) },
    "no time": { ...right, "webhook-timestamp": "now" },
    "the second signature is right": { ...right, "webhook-signature": "v1,AAAA " + mac },
    "the first signature is right": { ...right, "webhook-signature": mac + " v1,AAAA" },
    "of another version": { ...right, "webhook-signature": mac.replace("v1,", "v1a,") },
    "without a version": { ...right, "webhook-signature": mac.replace("v1,", "") },
    "cut": { ...right, "webhook-signature": mac.slice(0, -1) },
    "longer": { ...right, "webhook-signature": mac + "A" },
    "empty": { ...right, "webhook-signature": "" },
    "not ASCII, of the same length": { ...right, "webhook-signature": mac.replace(/.$/, "é") },
    "no id": { ...right, "webhook-id": undefined },
    "no signature": { ...right, "webhook-signature": undefined },
};

async function agree(name, headers, sent) {
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
    let good = true;
    try {
        webhook.verify(sent, given);
    } catch {
        good = false;
    }
    const { status } = await fetch(url, { method: "POST", headers: given, body: sent });
    assert.equal(status, good ? 204 : 401, name);
    return good;
}

(async () => {
    let taken = await agree("another body", right, body + " ") ? 1 : 0;
    for (const [name, headers] of Object.entries(cases)) {
        taken += await agree(name, headers, body) ? 1 : 0;
    }
    console.log(`${taken} taken, ${Object.keys(cases).length + 1 - taken} refused`);
})();
