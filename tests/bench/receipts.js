// Calls back as the carrier does: a receipt for each line of a file (a message's id, and the carrier's), signed
// beforehand, over some connections that are kept alive, each with one request at a time. Prints a line: answers of 204,
// others, milliseconds.
//
//     node receipts.js PORT FILE CONNECTIONS        the secret is in the environment, as for any program of curt
"use strict";
const crypto = require("crypto");
const fs = require("fs");
const net = require("net");

const [port, file, connections] = process.argv.slice(2);
const secret = process.env.CURT_VONAGE_SIGNATURE_SECRET;
const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

function requestOf(line, now) {
    const [id, uuid] = line.split(" ");
    const body = JSON.stringify({
        message_uuid: uuid,
        to: "447700900000",
        from: "curt",
        timestamp: new Date(now * 1000).toISOString().replace(/\.\d+/, ""),
        status: "delivered",
        channel: "sms",
        client_ref: id,
        usage: { currency: "EUR", price: "0.0333" },
        destination: { network_code: "12345" },
        sms: { count_total: "1" },
    });
    const claims = {
        iat: now,
        jti: crypto.randomUUID(),
        iss: "Vonage",
        payload_hash: crypto.createHash("sha256").update(body).digest("hex"),
        api_key: "key",
    };
    const signed = encode({ alg: "HS256", typ: "JWT" }) + "." + encode(claims);
    const token = signed + "." + crypto.createHmac("sha256", secret).update(signed).digest("base64url");
    return Buffer.from(
        `POST /api/v1/receipts/vonage/status HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n` +
            `Authorization: Bearer ${token}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    );
}

const now = Math.floor(Date.now() / 1000);
const requests = fs.readFileSync(file, "utf8").trim().split("\n").map((line) => requestOf(line, now));
const answers = { taken: 0, others: 0 };
let next = 0;
const begun = process.hrtime.bigint();

function end() {
    const milliseconds = Number((process.hrtime.bigint() - begun) / 1000000n);
    console.log(answers.taken, answers.others, milliseconds);
    process.exit();
}

// One connection; the server may close it after some requests, and another takes its place.
function open() {
    const socket = net.connect({ port: Number(port), host: "127.0.0.1", noDelay: true });
    let received = "";
    let waiting = false;
    const send = () => {
        received = "";
        waiting = next < requests.length;
        if (waiting) socket.write(requests[next++]);
        else socket.end();
    };
    const take = () => {
        const head = received.indexOf("\r\n\r\n");
        if (head < 0) return;
        const length = Number((/\r\ncontent-length: *(\d+)/i.exec(received) || [0, 0])[1]);
        if (received.length < head + 4 + length) return;
        if (received.startsWith("HTTP/1.1 204 ")) answers.taken++;
        else answers.others++;
        waiting = false;
        if (answers.taken + answers.others === requests.length) end();
        else if (!/\r\nconnection: *close/i.test(received)) send();
    };
    socket.on("connect", send);
    socket.on("data", (data) => {
        received += data.toString("latin1");
        take();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
        if (waiting) answers.others++;
        if (answers.taken + answers.others === requests.length) end();
        else if (next < requests.length) open();
    });
}

for (let i = 0; i < Number(connections); i++) open();
