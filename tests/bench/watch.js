// watch.js: so many pages that ask for the same address every 1.5 s, each with the ETag that it got last.
//
//   node watch.js URL KEY PAGES SECONDS
//
// Prints how many answers there were, how many of them 304, and how long the slowest hundredth took.
'use strict';
const http = require('node:http');

const [url, key, pages, seconds] = process.argv.slice(2);
const PERIOD = 1500;
const end = Date.now() + (Number(seconds) + 4) * 1000;
const took = [];
let unchanged = 0;

function page() {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    let etag = '';
    const ask = () => {
        const began = performance.now();
        if (Date.now() > end) return agent.destroy();
        const headers = { Authorization: `Bearer ${key}`, ...(etag && { 'If-None-Match': etag }) };
        http.get(url, { agent, headers }, (answer) => {
            if (answer.statusCode !== 200 && answer.statusCode !== 304) throw new Error(`status ${answer.statusCode}`);
            unchanged += answer.statusCode === 304;
            etag = answer.headers.etag;
            answer.resume().on('end', () => took.push(performance.now() - began));
        });
        setTimeout(ask, PERIOD);
    };
    setTimeout(ask, Math.random() * PERIOD);
}

for (let i = 0; i < Number(pages); i++) page();
process.on('exit', () => {
    took.sort((a, b) => a - b);
    process.stdout.write(`${took.length} answers, ${unchanged} of them 304, 99 of 100 within ${took[Math.floor(took.length * 0.99)].toFixed(0)} ms`);
});
