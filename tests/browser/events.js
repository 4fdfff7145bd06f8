// events.js: the pages Events, Settings and Search.
const { scenarios, assert } = require("./browser.js");

const hook = `http://127.0.0.1:${process.env.HOOK}`;
const hostile = "<script>alert(1)</script>";

async function open(page, base, view) {
    await page.goto(`${base}/ui/events/#${view}`);
    await page.waitForSelector("#view h2, #view .empty");
}

scenarios({
    "delivery": async ({ page, base, signIn, api, expectErrors, look }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/", alias: "clicked", campaign: hostile });
        await signIn("admin");
        await open(page, base, "targets");
        await page.click(".empty >> text=New rule");
        await page.fill("#rule-name", "made");
        await page.fill("#rule-pattern", '{"detail-type": ["link.created"');
        await page.waitForFunction(() => document.querySelector("dialog [role=status]").textContent.includes("pattern"));
        expectErrors(1);
        await page.click("dialog >> text=Save");
        await page.waitForSelector("#rule-pattern[aria-invalid]");
        expectErrors(1);
        await page.fill("#rule-pattern", '{"detail-type": ["link.created"]}');
        await page.waitForSelector("dialog >> text=/Matches 1 of the newest/");
        await page.click("dialog details summary");
        assert.ok((await page.textContent("dialog pre")).includes(hostile));
        await look("events-rule");
        await page.click("dialog >> text=Save");
        await page.waitForSelector("#new-target"); // where it was wanted
        await page.click("#tabs >> text=Rules");
        await page.waitForSelector("#view table >> text=made");
        await look("events-rules");
        await page.click("#tabs >> text=Targets");
        await page.click("#new-target");
        await page.fill("#target-name", "hook");
        await page.fill("#target-url", hook + "/ok");
        await page.click("dialog >> text=Save");
        await page.waitForSelector("#secret");
        assert.match(await page.textContent("#secret"), /^whsec_/);
        await page.click("dialog >> text=Close");
        await page.click("[aria-label='Test: hook']");
        await page.waitForSelector(".toast >> text=The target accepted 1 event.", { timeout: 20000 });
        await look("events-targets");
        await page.click("#tabs >> text=Replays");
        await page.waitForSelector("#view table >> text=done");
        await page.click("#new-replay");
        await page.selectOption("#replay-target", "hook");
        await page.click("dialog >> text=Start");
        await page.waitForFunction(() => document.querySelectorAll("#view tbody tr").length === 2 && !document.querySelector("#view").textContent.includes("running"));
        await look("events-replays");
        await api("POST", "/api/v1/links", { url: "https://example.com/", alias: "w".repeat(64) });
        await page.click("#tabs >> text=Newest events");
        await page.waitForSelector("#view details");
        await look("events-log");
    },

    "dead letters": async ({ page, base, signIn, api, look }) => {
        await api("POST", "/api/v1/rules", { name: "bad", pattern: { source: ["bad"] } });
        await api("POST", "/api/v1/targets", { name: "broken", rule: "bad", type: "webhook", url: hook + "/400", retry_attempts: 0 });
        await new Promise((resolve) => setTimeout(resolve, 700));
        await api("POST", "/api/v1/events", { source: "bad", "detail-type": "t", detail: { text: hostile } });
        for (let i = 0; i < 50 && (await api("GET", "/api/v1/dead-letters")).dead_letters.length === 0; i++)
            await new Promise((resolve) => setTimeout(resolve, 200));
        await signIn("admin");
        await page.waitForSelector("text=/dead letter/i");
        await open(page, base, "dead-letters");
        await page.click("#view .plain-list summary");
        await page.waitForSelector("#view pre");
        assert.ok((await page.textContent("#view pre")).includes(hostile));
        assert.match(await page.textContent("#view dl"), /HTTP 400/);
        await look("events-dead-letters");
        await page.click("#redrive");
        await page.waitForSelector(".toast >> text=/1 dead letter is delivered again/");
        await page.click("#view >> text=Purge");
        await page.click("dialog >> text=Purge >> nth=-1");
        await page.waitForSelector("#view >> text=No dead letters");
        assert.equal((await api("GET", "/api/v1/dead-letters")).dead_letters.length, 0);
    },

    "settings": async ({ page, base, signIn, api, expectErrors, look }) => {
        await signIn("admin");
        await page.goto(base + "/ui/settings/");
        await page.waitForSelector("#keys tbody tr");
        await page.waitForSelector("#config tbody tr");
        await page.click("#new-key");
        await page.click("dialog button:text('Create key')");
        await page.waitForSelector("#key-name[aria-invalid]");
        expectErrors(1);
        await page.fill("#key-name", hostile);
        await page.click("dialog summary");
        await page.check("dialog [value=links]");
        await page.fill("#key-expires_at", "2100-01-01T12:00");
        await page.click("dialog button:text('Create key')");
        const key = await (await page.waitForSelector("#secret")).textContent();
        assert.ok(Array.isArray((await api("GET", "/api/v1/links", undefined, key)).links));
        await page.click("dialog >> text=Close");
        await page.waitForSelector(`[aria-label='Revoke: ${hostile}']`);
        await look("settings");
        await page.route("**/api/v1/stats/health", async (route) => {
            const now = await (await route.fetch()).json();
            await route.fulfill({ json: { ...now, spool: { ...now.spool, dropped: 3 } } });
        });
        await page.reload();
        await page.waitForSelector("#health .bad >> text=3 clicks were dropped");
        await page.unroute("**/api/v1/stats/health");
        assert.equal((await api("GET", "/api/v1/stats", undefined, key)).code, "scope_missing");
        await page.click(`[aria-label='Rotate: ${hostile}']`);
        await page.click("dialog >> text=Rotate >> nth=-1");
        const rotated = await (await page.waitForSelector("#secret")).textContent();
        assert.notEqual(rotated, key);
        assert.ok(Array.isArray((await api("GET", "/api/v1/links", undefined, rotated)).links));
        await page.click("dialog >> text=Close");
        await page.click(`[aria-label='Revoke: ${hostile}']`);
        await page.click("dialog >> text=Revoke >> nth=-1");
        await page.waitForSelector("#keys >> text=/Revoked/");
        assert.equal((await api("GET", "/api/v1/links", undefined, key)).code, "key_invalid");
        await page.click("#new-key");
        await page.fill("#key-name", "agency");
        await page.click("dialog summary");
        await page.fill("#key-campaign", "parcels");
        await page.click("dialog button:text('Create key')");
        const agency = await (await page.waitForSelector("#secret")).textContent();
        await page.click("dialog >> text=Close");
        await page.waitForSelector("#keys >> text=Campaign parcels");
        await page.click("#new-key");
        await page.fill("#key-name", "cloud");
        await page.click("dialog summary");
        await page.check("dialog [name=aws]");
        await look("new-key");
        await page.click("dialog button:text('Create key')");
        assert.match(await (await page.waitForSelector("#secret")).textContent(), /^AWS_ACCESS_KEY_ID=curt_[0-9]+\nAWS_SECRET_ACCESS_KEY=[0-9a-f]{64}$/);
        await look("key-for-aws");
        await page.click("dialog >> text=Close");
        assert.equal((await api("GET", "/api/v1/links", undefined, agency)).code, "scope_missing");
        await page.click("[aria-label='Revoke: admin']");
        await page.click("dialog >> text=Revoke >> nth=-1");
        await page.waitForSelector(".toast >> text=This is your own key");
        expectErrors(1);
        const limited = await api("POST", "/api/v1/keys", { name: "limited", role: "admin", scopes: ["links"] });
        await page.context().clearCookies();
        await page.goto(base + "/ui/sign-in?next=/ui/links/");
        await page.fill("#key", limited.key);
        await page.click("main button");
        await page.waitForSelector("#who");
        assert.deepEqual(await page.$$eval("nav a", (all) => all.map((one) => one.textContent)), ["Links", "Settings"]);
        await page.goto(base + "/ui/");
        await page.waitForSelector("text=Your key is limited to other parts of curt.");
        expectErrors(4);
        await page.context().clearCookies();
        await signIn("creator");
        await page.goto(base + "/ui/settings/");
        await page.waitForSelector("#health li");
        assert.equal(await page.isVisible("#keys-section"), false);
        assert.equal(await page.locator("nav >> text=Events").count(), 0);
    },

    "search": async ({ page, base, signIn, api, keys, expectErrors, look }) => {
        expectErrors(10); // what is asked for by its name or id, and is not there
        await api("POST", "/api/v1/links", { url: "https://example.com/needle", alias: "found-me", title: "A needle", tags: ["sewing"], campaign: "thread" }, keys.creator);
        await api("POST", "/api/v1/links", { url: "https://example.com/needle-2" }, keys.creator);
        const message = await api("POST", "/api/v1/messages", { channel: "sms", to: "447700900000", from: "Example", text: "Hello" }, keys.creator);
        await signIn("creator");
        const search = async (text) => {
            await page.fill("header input[type=search]", text);
            await page.press("header input[type=search]", "Enter");
        };
        for (const [text, where] of [["found-me", "/ui/link/?code=found-me"], [base + "/found-me", "/ui/link/?code=found-me"], ["sewing", "/ui/links/?tag=sewing"],
            ["thread", "/ui/links/?campaign=thread&messages=all"], [message.message_uuid ?? message.id, "/ui/message/?id="]]) {
            await search(text);
            await page.waitForURL((url) => url.href.startsWith(base + where));
            await page.waitForSelector("#who");
        }
        await search("needle");
        await page.waitForSelector("#results h2");
        assert.equal(await page.locator("#results a").count(), 2);
        await look("search");
        await search("nothing like " + hostile);
        await page.waitForSelector(`#results >> text=Nothing found`);
        assert.ok((await page.textContent("#results")).includes(hostile));
    },

    "bookmarklet": async ({ page, base, signIn }) => {
        const elsewhere = "http://shop.example/some/page?a=1#part";
        const title = "A page & more";
        await page.route("http://shop.example/**", (route) => route.fulfill({ contentType: "text/html",
            body: `<!doctype html><link rel="icon" href="data:,"><title>${title.replace("&", "&amp;")}</title>` }));
        await signIn("creator");
        await page.goto(base + "/ui/settings/");
        await page.waitForSelector("#bookmarklet[href]");
        const code = (await page.getAttribute("#bookmarklet", "href")).replace("javascript:", "");
        await page.goto(elsewhere);
        await Promise.all([page.waitForURL(base + "/ui/create"), page.evaluate(code)]);
        await page.waitForSelector("#who");
        assert.equal(await page.inputValue("#url"), elsewhere);
        assert.equal(await page.inputValue("#title"), title);
    },
});
