// speed.js: what the pages weigh, and how soon they can be used.
const { scenarios, assert } = require("./browser.js");

// Where each page is ready: what one came for is there.
const pages = [
    ["/ui/", ".attention, .good.state"], ["/ui/links/", "#list[aria-busy=false] tbody tr"], ["/ui/links/?q=page-777", "#list[aria-busy=false]"],
    ["/ui/links/?sort=clicks", "#list[aria-busy=false] tbody tr"], ["/ui/create", "#who"], ["/ui/link/?code=spring", "canvas"], ["/ui/messages/", "main table tbody tr"],
    ["/ui/campaigns/", "main table tbody tr"], ["/ui/campaign/?name=parcels", "canvas"], ["/ui/events/#log", "#view details"], ["/ui/settings/", "#config tbody tr"],
    ["/ui/search/?q=spring", "#results h2"], ["/ui/opt-outs/", "main"],
];

// Opens the page with nothing in the cache; the bytes are those on the wire.
async function open(context, base, [where, ready]) {
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send("Network.enable");
    await client.send("Network.setCacheDisabled", { cacheDisabled: true });
    const sizes = new Map(), urls = new Map();
    client.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, new URL(response.url).pathname));
    client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
    const begin = Date.now();
    await page.goto(base + where);
    await page.waitForSelector(ready);
    const usable = Date.now() - begin;
    await page.waitForTimeout(200);
    const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
    await page.close();
    const bytes = [...sizes].filter(([id]) => urls.get(id)?.startsWith("/ui/") && urls.get(id) !== "/ui/chart.js").reduce((sum, [, size]) => sum + size, 0);
    return { where, usable, paint: Math.round(paint), bytes };
}

scenarios({
    "weight": async ({ context, base, signIn, expectErrors }) => {
        await signIn("admin");
        for (const one of pages) {
            const { where, bytes } = await open(context, base, one);
            assert.ok(bytes > 1000 && bytes < 150000, `${where} is ${bytes} bytes`);
        }
        expectErrors(1); // the search asks for a campaign of that name
    },

    "times": async ({ context, base, signIn, expectErrors }) => {
        await signIn("admin");
        console.log("page                        usable ms   first paint ms   bytes");
        for (const one of pages) {
            const found = await open(context, base, one);
            console.log(found.where.padEnd(26), String(found.usable).padStart(10), String(found.paint).padStart(16), String(found.bytes).padStart(7));
        }
        expectErrors(1);
    },
});
