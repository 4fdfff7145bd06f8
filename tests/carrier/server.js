// server.js: what the stand-ins for carriers share: the directory that each is run for, its files, and a server that ends
// with SIGTERM or with its parent.
"use strict";
const fs = require("fs");
const http = require("http");
const path = require("path");

const fileOf = (name) => path.join(process.argv[2], name);

// Appends lines to a file, with the time; each of them is written when the call returns.
function journal(name) {
    const file = fs.openSync(fileOf(name), "a");
    return (line) => fs.writeSync(file, JSON.stringify({ ...line, at: new Date().toISOString() }) + "\n");
}

// What settings.json has; it may be absent.
function beginning() {
    const file = fileOf("settings.json");
    return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
}

// Listens on the port, 0 for a free one, and writes it down; answer(request, response, body) has the body as a text.
function listen(port, answer) {
    const server = http.createServer((request, response) => {
        const parts = [];
        request.on("data", (part) => parts.push(part));
        request.on("end", () => answer(request, response, Buffer.concat(parts).toString()));
        request.on("error", () => {});
    });
    server.listen(port, "127.0.0.1", () => {
        fs.writeFileSync(fileOf("port.new"), String(server.address().port));
        fs.renameSync(fileOf("port.new"), fileOf("port"));
    });
    // Nobody is left behind by a test that was killed.
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || process.exit(), 200);
    process.on("SIGTERM", () => process.exit());
}

module.exports = { journal, beginning, listen };
