// A consumer of clicks: PORT=8081 KEY=... node consumer.mjs
import { createServer } from "node:http";
import { json } from "node:stream/consumers";

createServer(async (request, response) => {
    if (request.headers["x-api-key"] !== process.env.KEY) return response.writeHead(401).end();
    const { id, detail } = await json(request).catch(() => ({})); // without an id if the request is cut short
    if (!id) return response.writeHead(400).end(); // an event may come twice: by its id, it is known again
    console.log(id, detail.code, detail.at);
    response.writeHead(204).end();
}).listen(process.env.PORT, "127.0.0.1");
