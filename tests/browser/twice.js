// twice.js: what people do twice, half, or with a session that has ended; and what the API refuses beside a form.
const { scenarios, assert } = require("./browser.js");

async function open(page, base, where) {
    await page.goto(base + where);
    await page.waitForSelector("#who");
}

async function edit(page, base, code) {
    await open(page, base, `/ui/links/?q=${code}`);
    await page.click(`[aria-label='Edit ${code}']`);
    await page.waitForSelector("dialog[open]");
}

// Slows down what is posted there, and counts it.
async function slowly(page, address) {
    const posts = [];
    await page.route(address, async (route) => {
        if (route.request().method() === "POST")
            posts.push(route.request().url());
        await new Promise((resolve) => { setTimeout(resolve, 300); });
        await route.continue();
    });
    return posts;
}

scenarios({
    "double click": async ({ page, base, signIn, api }) => {
        await signIn("admin");
        await open(page, base, "/ui/settings/");
        const keys = await slowly(page, "**/api/v1/keys");
        await page.click("#new-key");
        await page.fill("#key-name", "twice");
        await page.dblclick("dialog button >> nth=-1");
        await page.waitForSelector("#secret");
        assert.equal(keys.length, 1);
        assert.equal((await api("GET", "/api/v1/keys")).keys.filter((key) => key.name === "twice").length, 1);
        await api("POST", "/api/v1/campaigns", { name: "twice", channel: "sms", from: "curt", template: "Hi", recipients: [{ to: "447700900123" }] });
        const tests = await slowly(page, "**/api/v1/campaigns/twice/test");
        await open(page, base, "/ui/campaign/?name=twice");
        await page.fill("form.test input", "447700900124");
        await page.dblclick("form.test button");
        await page.waitForSelector(".toast");
        assert.equal(tests.length, 1);
    },

    "ended session": async ({ page, base, context, signIn, api, expectErrors }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/drafted", alias: "drafted" });
        await signIn("admin");
        const signInAgain = async (where) => {
            await page.waitForSelector("dialog .error >> text=Sign in in another tab");
            await page.reload(); // as if the tab had been closed
            await page.waitForURL(/\/ui\/sign-in/);
            expectErrors(2);
            await page.fill("#key", process.env.ADMIN);
            await page.click("main button");
            await page.waitForURL(where);
            await page.waitForSelector("#who");
        };
        await edit(page, base, "drafted");
        await page.fill("#edit-title", "Typed before");
        await context.clearCookies();
        await page.click("dialog >> text=Save");
        await signInAgain(/\/ui\/links\//);
        await page.click("[aria-label='Edit drafted']");
        assert.equal(await page.inputValue("#edit-title"), "Typed before");
        await page.keyboard.press("Escape");
        await page.click("[aria-label='Edit drafted']");
        assert.equal(await page.inputValue("#edit-title"), "");

        await open(page, base, "/ui/events/");
        await page.click("#new-rule");
        await page.fill("#rule-name", "drafted");
        await page.fill("#rule-pattern", '{"source": ["shop"]}');
        await context.clearCookies();
        await page.click("dialog >> text=Save");
        await signInAgain(/\/ui\/events\//);
        await page.click("#new-rule");
        assert.equal(await page.inputValue("#rule-name"), "drafted");
        assert.equal(await page.inputValue("#rule-pattern"), '{"source": ["shop"]}');
    },

    "refused undo": async ({ page, base, signIn, api, expectErrors }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/retaken", alias: "retaken" });
        await signIn("admin");
        await edit(page, base, "retaken");
        await page.click("dialog >> text=Delete");
        await page.click("dialog[aria-label=Delete] >> text=Delete >> nth=-1");
        await page.waitForSelector(".toast >> text=Undo");
        await api("POST", "/api/v1/links", { url: "https://example.com/2", alias: "retaken" });
        await page.click(".toast >> text=Undo");
        await page.waitForSelector(".toast:not(:has(button))");
        expectErrors(1);
        assert.match(await page.textContent(".toast"), /code|alias/i);
    },

    "half a number": async ({ page, base, signIn, api }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/limited", alias: "limited", max_clicks: 7 });
        await signIn("admin");
        await edit(page, base, "limited");
        await page.focus("#edit-max_clicks");
        await page.keyboard.press("Control+a");
        await page.keyboard.type("e");
        await page.click("dialog >> text=Save");
        await page.waitForSelector("#edit-max_clicks[aria-invalid]");
        assert.notEqual(await page.textContent("#edit-max_clicks-error"), "");
        assert.equal((await api("GET", "/api/v1/links/limited")).max_clicks, 7);
    },

    "no answer": async ({ page, base, signIn, expectErrors }) => {
        const busy = { status: 503, contentType: "application/problem+json", body: '{"status":503,"code":"store_unavailable","detail":"Later."}' };
        await signIn("admin");
        await page.route("**/api/v1/stats/health", (route) => route.fulfill(busy));
        for (const where of ["/ui/settings/", "/ui/events/#log"]) {
            await open(page, base, where);
            await page.waitForSelector(".error >> text=/not available|busy|seconds/");
            assert.ok(!/propert/.test(await page.textContent(".error")));
            expectErrors(2); // and what the page notes of it
        }
        await page.route("**/api/v1/links?*", (route) => route.fulfill({ contentType: "application/json", body: '{"links": [' }));
        await open(page, base, "/ui/links/");
        await page.waitForSelector("#list .error >> text=/connection|cannot be reached|reach/i");
        expectErrors(1);
    },

    "signing out": async ({ page, base, signIn }) => {
        await signIn("creator");
        await open(page, base, "/ui/messages/?write=1");
        await page.fill("#f-text", "For nobody else");
        await page.click("footer button");
        await page.waitForURL(/\/ui\/sign-in/);
        await signIn("other");
        await open(page, base, "/ui/messages/?write=1");
        assert.equal(await page.inputValue("#f-text"), "");
    },
});
