// overview.js: the first page.
const { scenarios, assert, counted } = require("./browser.js");

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const hostile = "<img src=x onerror=alert(1)>\u202e\"'&" + "w".repeat(150);

async function opens(base, code, times) {
    for (let i = 0; i < times; i++)
        await fetch(`${base}/${code}`, { redirect: "manual", headers: { "User-Agent": FIREFOX } });
}

async function until(what, holds) {
    for (let i = 0; i < 150; i++) {
        if (await holds())
            return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(what);
}

scenarios({
    "a first-time user": async ({ page, base, signIn, look }) => {
        await signIn("creator");
        await page.waitForSelector("text=Welcome to curt");
        assert.equal(await page.isVisible("#numbers section"), false);
        await look("overview-empty");
        await page.click("main .button");
        assert.equal(page.url(), base + "/ui/create");
    },

    "numbers": async ({ page, base, signIn, api, look }) => {
        await api("POST", "/api/v1/links", { url: "https://shop.example.com/spring", alias: "spring", title: "Spring sale", campaign: "spring-2026" });
        await api("POST", "/api/v1/links", { url: "https://example.com/a", alias: "plain" });
        await api("POST", "/api/v1/links", { url: "https://example.com/b", alias: "x".repeat(64), title: hostile, campaign: "<b>" + "y".repeat(60) });
        await opens(base, "spring", 7);
        await opens(base, "plain", 3);
        await opens(base, "x".repeat(64), 1);
        await api("POST", "/api/v1/messages", { channel: "sms", to: "447700900000", from: "curt", text: "Hello" });
        await opens(base, "spirng", 2);
        await opens(base, hostile.replaceAll("/", ""), 1);
        await counted(api);
        await signIn("admin");
        await page.waitForSelector("#messages canvas");
        const numbers = await page.locator("#totals .figure-number").allTextContents();
        assert.deepEqual(numbers, ["11", "1", "11", "1"]);
        assert.match(await page.textContent("#totals"), /None in the 30 days before/);
        assert.equal(await page.textContent("#attention"), "Nothing needs attention.");
        const cells = (place, row) => page.locator(`${place} tbody tr`).nth(row).locator("td").allTextContents();
        assert.deepEqual(await cells("#links", 0), ["spring", "Spring sale", "7"]);
        assert.deepEqual(await cells("#links", 1), ["plain", "example.com", "3"]);
        assert.deepEqual(await cells("#links", 2), ["x".repeat(64), hostile, "1"]);
        assert.deepEqual(await cells("#campaigns", 0), ["spring-2026", "7"]);
        assert.equal(await page.locator("main b, main img").count(), 0);
        assert.deepEqual((await cells("#missed", 0)).slice(0, 4), ["/spirng", "No such link", "2", "0"]);
        await look("overview");
        await page.click("#missed tbody tr:first-child button");
        await page.waitForURL(base + "/ui/create");
        await page.waitForFunction(() => document.getElementById("alias").value === "spirng");
        await page.goBack();
        await page.waitForSelector("#missed table");
        await page.click("text=spring >> nth=0");
        assert.equal(page.url(), base + "/ui/link/?code=spring");
    },

    "what needs attention": async ({ page, base, signIn, api, look }) => {
        await api("POST", "/api/v1/rules", { name: "clicks", pattern: { "detail-type": ["link.clicked"] } });
        await api("POST", "/api/v1/targets", { name: "nobody", rule: "clicks", type: "webhook", url: "http://127.0.0.1:9/" });
        await opens(base, "plain", 2);
        await until("the target fails", async () => (await api("GET", "/api/v1/stats/attention")).targets.length === 1);
        await signIn("admin");
        await page.waitForSelector("ul.attention");
        await page.waitForSelector("#messages canvas");
        assert.match(await page.textContent("ul.attention li"), /^Target nobody is \d+ events? behind: /);
        await look("overview-attention");
        assert.equal(await page.getAttribute("ul.attention a", "href"), "/ui/events/#targets");
    },

    "others than administrators": async ({ page, signIn, api }) => {
        await signIn("other");
        await page.waitForSelector("text=Welcome to curt");
        await api("POST", "/api/v1/links", { url: "https://example.com/", alias: "others" }, process.env.OTHER);
        await page.reload();
        await page.waitForSelector("#messages canvas");
        assert.equal(await page.textContent("#attention"), "Nothing needs attention.");
        assert.equal(await page.locator("#links table").count(), 0);
    },

    "keyboard": async ({ page, base, signIn }) => {
        await signIn("admin");
        await page.waitForSelector("#messages canvas");
        const reached = [];
        for (let i = 0; i < 50; i++) {
            await page.keyboard.press("Tab");
            reached.push(await page.evaluate(() => document.activeElement.textContent.trim().slice(0, 20)));
        }
        for (const name of ["Overview", "Create a link", "spring", "spring-2026", "Show as a table"])
            assert.ok(reached.includes(name), `${name} in ${reached.join(", ")}`);
        await page.focus("text=Create a link");
        await page.keyboard.press("Enter");
        await page.waitForURL(base + "/ui/create");
    },
});
