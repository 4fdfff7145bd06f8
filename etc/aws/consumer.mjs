// A consumer of clicks: PORT=8081 KEY=... node consumer.mjs
import { createServer } from "node:http";

createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    if (request.headers["x-api-key"] !== process.env.KEY) return response.writeHead(401).end();
    const { id, detail } = JSON.parse(body); // an event may come twice: by its id, it is known again
    console.log(id, detail.code, detail.at);
    response.writeHead(204).end();
}).listen(process.env.PORT, "127.0.0.1");
