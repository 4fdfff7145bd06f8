// failures.js: the API answers 503, or with the end of a session.
const { scenarios, assert } = require("./browser.js");

const problem = (status, code, headers = {}) => (route) => route.fulfill({ status, contentType: "application/problem+json", headers,
    body: JSON.stringify({ type: "about:blank", title: "x", status, code, detail: "Not in the person's words." }) });
const busy = problem(503, "store_unavailable", { "Retry-After": "7" });
const pages = ["/ui/", "/ui/links/", "/ui/link/?code=x", "/ui/messages/", "/ui/message/?id=x", "/ui/campaigns/", "/ui/campaign/?name=x",
    "/ui/opt-outs/", "/ui/events/#rules", "/ui/events/#targets", "/ui/events/#dead-letters", "/ui/events/#replays", "/ui/events/#log",
    "/ui/settings/", "/ui/search/?q=x"];

// With a session that can be read, or not even that.
async function fail(page, session) {
    await page.unroute("**/api/**");
    await page.route("**/api/**", (route) => (session && route.request().url().endsWith("/session") ? route.continue() : busy(route)));
}

scenarios({
    "unavailable": {
        ignoreConsole: true,
        run: async ({ page, base, signIn }) => {
            await signIn("admin");
            for (const session of [false, true]) {
                await fail(page, session);
                for (const path of pages) {
                    await page.goto("about:blank"); // a hash alone loads nothing
                    await page.goto(base + path);
                    await page.waitForSelector(".error >> text=curt is not available right now. Try again in 7 seconds.");
                    assert.equal(await page.locator("h1").count(), 1, path);
                    assert.equal(await page.locator("header nav a").count() >= 5, true, path);
                    assert.equal(await page.locator(".error button").first().textContent(), "Try again", path);
                    assert.equal(await page.locator("main .loading").count(), 0, path);
                }
            }
        },
    },

    "search": {
        ignoreConsole: true,
        run: async ({ page, base, signIn }) => {
            await signIn("creator");
            await fail(page, true);
            await page.goto(base + "/ui/search/?q=parcel");
            await page.waitForSelector(".error button");
            assert.ok(!(await page.textContent("main")).includes("Nothing found"));
        },
    },

    "button": {
        ignoreConsole: true,
        run: async ({ page, base, signIn, api }) => {
            await api("POST", "/api/v1/rules", { name: "clicks", pattern: { source: ["urlshortener"] } });
            await signIn("admin");
            await page.goto(base + "/ui/events/");
            await page.waitForSelector("#view table");
            await fail(page, true);
            await page.click("#view td >> text=Disable");
            await page.waitForSelector(".toast[role=status] >> text=Try again in 7 seconds.");
        },
    },

    "file": {
        ignoreConsole: true,
        run: async ({ page, base, signIn }) => {
            await signIn("creator");
            await page.goto(base + "/ui/campaigns/?new=1");
            await page.fill("[name=name]", "kept");
            await page.fill("[name=from]", "Example");
            await page.fill("[name=text]", "Hello {name}");
            await page.setInputFiles("input[type=file]", { name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("to,name\n447700900001,Ada\n") });
            await page.waitForSelector("text=1 row is right.");
            await page.route("**/api/**", problem(401, "key_invalid"));
            await page.click("text=Save as a draft");
            await page.waitForSelector("form .error >> text=Sign in in another tab");
            await page.unroute("**/api/**");
            await page.click("text=Save as a draft");
            await page.waitForURL(/campaign\/\?name=kept/);
            await page.waitForSelector("text=/^0 of 1 recipient$/");
        },
    },

    "dialog": {
        ignoreConsole: true,
        run: async ({ page, base, signIn, api, keys }) => {
            await api("POST", "/api/v1/links", { url: "https://example.com/", alias: "kept" }, keys.creator);
            await signIn("creator");
            await page.goto(base + "/ui/links/");
            await page.click("[aria-label='Edit kept']");
            await page.fill("#edit-title", "A long thought");
            await page.route("**/api/**", problem(401, "key_invalid"));
            await page.click("dialog >> text=Save");
            await page.waitForSelector("dialog .error >> text=Sign in in another tab");
            assert.equal(await page.inputValue("#edit-title"), "A long thought");
            await page.unroute("**/api/**");
            await page.click("dialog >> text=Save");
            await page.waitForSelector("#list >> text=A long thought");
        },
    },
});
