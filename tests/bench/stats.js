// Asks for paths again and again, and prints how long the answers take: node stats.js PORT KEY REQUESTS WHEN PATH...
"use strict";
const http = require("http");
const [port, key, requests, when, ...paths] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

const ask = (path) =>
    new Promise((done, fail) => {
        const begun = process.hrtime.bigint();
        http.get({ host: "127.0.0.1", port, path, agent, headers: { authorization: `Bearer ${key}` } }, (answer) => {
            if (answer.statusCode !== 200) fail(new Error(`${path}: ${answer.statusCode}`));
            answer.resume();
            answer.on("end", () => done(Number(process.hrtime.bigint() - begun) / 1e6));
        }).on("error", fail);
    });

(async () => {
    for (const path of paths) {
        const times = [];
        for (let i = 0; i < Number(requests); i++) times.push(await ask(path));
        times.sort((a, b) => a - b);
        const at = (share) => times[Math.floor(times.length * share)].toFixed(2);
        console.log(`${when.padEnd(16)} ${path.padEnd(40)} ${at(0.5)} ms, of a hundred one over ${at(0.99)} ms`);
    }
    agent.destroy();
})();
