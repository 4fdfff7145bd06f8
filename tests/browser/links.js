// links.js: the list of links.
const fs = require("node:fs");
const { scenarios, assert } = require("./browser.js");

const hostile = "<img src=x onerror=alert(1)>\u202e" + "x".repeat(200);
const listed = (page) => page.$$eval("#list tbody tr .short", (all) => all.map((one) => one.textContent));

async function open(page, base, query = "") {
    await page.goto(base + "/ui/links/" + query);
    await page.waitForSelector("#list[aria-busy=false]");
}

scenarios({
    "empty": async ({ page, base, signIn, look }) => {
        await signIn("creator");
        await open(page, base);
        await look("links-empty");
        await page.click("text=Create your first link");
        assert.equal(page.url(), base + "/ui/create");
    },

    "list": async ({ page, context, base, signIn, api, keys, look }) => {
        const links = Array.from({ length: 120 }, (_, i) => ({ url: `https://example.com/page-${i}`, alias: `list-${i}`, tags: i % 2 ? ["odd"] : [] }));
        await api("POST", "/api/v1/links", links, keys.creator);
        await api("POST", "/api/v1/links", { url: "https://example.com/" + "y".repeat(300), alias: "z".repeat(64), title: hostile, campaign: "<b>spring</b>" }, keys.creator);
        await api("POST", "/api/v1/messages", { channel: "sms", to: "447700900000", from: "Example", text: "https://example.com/of-a-message" }, keys.creator);
        await signIn("creator");
        await open(page, base);
        assert.equal((await listed(page)).length, 50);
        assert.equal((await listed(page))[0], "z".repeat(64));
        assert.ok((await page.textContent("#list")).includes(hostile));
        assert.equal(await page.getAttribute("#list tbody .short", "href"), base + "/" + "z".repeat(64));
        await look("links");
        await page.click("#more");
        await page.waitForFunction(() => document.querySelectorAll("#list tbody tr").length > 50);
        await page.click("#more");
        await page.waitForFunction(() => !document.querySelector("#more"));
        assert.equal((await listed(page)).length, 121);
        await page.fill("#q", "PAGE-11");
        await page.waitForFunction(() => document.querySelectorAll("#list tbody tr").length === 11);
        assert.ok(page.url().includes("q=PAGE-11"));
        await page.fill("#tag", "odd");
        await page.waitForFunction(() => document.querySelectorAll("#list tbody tr").length === 6);
        await page.reload();
        await page.waitForFunction(() => document.querySelectorAll("#list tbody tr").length === 6);
        await page.fill("#q", "nothing like it");
        await page.waitForSelector("text=No link matches");
        await page.click("text=Clear filters");
        await page.waitForFunction(() => document.querySelectorAll("#list tbody tr").length === 50);
        await page.selectOption("#messages", "only");
        await page.waitForFunction(() => document.querySelectorAll("#list tbody tr").length === 1);
        assert.match(await page.textContent("#list tbody"), /of-a-message/);
        await page.selectOption("#messages", "none");
        const [download] = await Promise.all([page.waitForEvent("download"), page.click("#csv")]);
        const csv = fs.readFileSync(await download.path(), "utf8");
        assert.equal(csv.split("\r\n").length, 1 + 121 + 1);
        assert.ok(csv.startsWith("code,short_url,url,title,"));
    },

    "rules": async ({ page, base, signIn, api, keys, expectErrors, look }) => {
        const rules = [{ if: { after: "2026-01-01T10:00:30.000Z", device: ["ios"] }, url: "https://example.com/ios" }, { if: { share: 50 }, url: "https://example.com/half" }];
        await api("POST", "/api/v1/links", { url: "https://example.com/ruled", alias: "ruled", redirect_rules: rules }, keys.creator);
        await signIn("creator");
        const edit = async () => {
            await open(page, base, "?q=example.com/ruled");
            await page.click("[aria-label='Edit ruled']");
            await page.waitForSelector("dialog .rule");
        };
        const saved = async () => {
            await page.click("dialog >> text=Save");
            await page.waitForSelector("dialog", { state: "detached" });
            return (await api("GET", "/api/v1/links/ruled")).redirect_rules;
        };
        await edit();
        await look("links-rules");
        await page.click("dialog .rule >> nth=1 >> [aria-label='Move up']");
        await page.click("dialog >> text=Add a rule");
        const third = page.locator("dialog .rule").nth(2);
        await third.locator("select").first().selectOption("query");
        await third.locator("[aria-label=Value]").first().fill("from=sms, ref");
        await third.locator("text=Add a condition").click();
        assert.equal(await third.locator("select").nth(1).inputValue(), "language");
        assert.ok(await third.locator("select").nth(1).locator("option[value=query]").isDisabled(), "a kind of condition twice");
        await third.locator("[aria-label=Value]").nth(1).fill("de, en-GB");
        await third.locator("input[id^=rule-url]").fill("example.com/sms");
        assert.deepEqual(await saved(), [rules[1], rules[0], { if: { query: { from: "sms", ref: true }, language: ["de", "en-GB"] }, url: "https://example.com/sms" }]);
        await edit();
        await page.click("dialog .rule >> nth=0 >> text=Remove the rule");
        await page.locator("dialog .rule").nth(0).locator("[aria-label=Value]").nth(1).fill("pda");
        await page.click("dialog >> text=Save");
        await page.waitForSelector("dialog .error >> text=Rule 1");
        expectErrors(1);
        await page.locator("dialog .rule").nth(0).locator("[aria-label=Value]").nth(1).fill("Android");
        assert.deepEqual((await saved())[0].if.device, ["android"]);
        await page.goto(base + "/ui/link/?code=ruled");
        await page.waitForSelector("ol.rules >> text=from=sms, ref");
        await look("link-rules");
    },

    "edit": async ({ page, base, signIn, api, keys, expectErrors, look }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/old", alias: "edited", title: "Old", tags: ["a"], expires_at: "2030-07-01T10:00:30Z" }, keys.creator);
        await signIn("creator");
        await open(page, base, "?q=example.com/old");
        await page.click("[aria-label='Edit edited']");
        await page.waitForSelector("dialog[open]");
        assert.equal(await page.inputValue("#edit-expires_at"), "2030-07-01T12:00");
        await look("links-edit");
        await page.fill("#edit-url", "ftp://example.com/");
        await page.click("dialog >> text=Save");
        await page.waitForSelector("#edit-url[aria-invalid]");
        expectErrors(1);
        await page.fill("#edit-url", "example.com/new");
        await page.fill("#edit-title", "");
        await page.fill("#edit-tags", "a, b");
        await api("PATCH", "/api/v1/links/edited", { campaign: "theirs" });
        await page.click("dialog >> text=Save");
        await page.waitForSelector("dialog >> text=Somebody else has changed");
        expectErrors(1);
        await page.keyboard.press("Escape");
        await page.click("[aria-label='Edit edited']");
        await page.fill("#edit-url", "example.com/new");
        await page.fill("#edit-title", "");
        await page.fill("#edit-tags", "a, b");
        await page.click("dialog >> text=Save");
        await page.waitForSelector("dialog", { state: "detached" });
        await page.waitForFunction(() => document.activeElement.id === "q"); // the filter no longer finds it
        const link = await api("GET", "/api/v1/links/edited");
        assert.deepEqual([link.url, link.title, link.tags, link.campaign, link.expires_at], ["https://example.com/new", null, ["a", "b"], "theirs", "2030-07-01T10:00:30.000Z"]);
        await open(page, base, "?q=example.com/new");
        await page.click("[aria-label='Edit edited']");
        await page.click("dialog >> text=Disable");
        await page.waitForSelector("#list >> text=disabled");
        await page.click("[aria-label='Edit edited']");
        await page.click("dialog >> text=Delete");
        await page.click("dialog[aria-label=Delete] >> text=Delete >> nth=-1");
        await page.waitForSelector(".toast");
        assert.equal((await api("GET", "/api/v1/links/edited")).status, 404);
        await page.waitForFunction(() => document.activeElement.closest(".toast")?.textContent.includes("Undo"));
        await page.keyboard.press("Enter");
        await page.waitForSelector("#list >> text=edited");
        await page.waitForFunction(() => document.activeElement.dataset.edit === "edited");
        assert.equal((await api("GET", "/api/v1/links/edited")).title, null);
    },

    "bulk": async ({ page, base, signIn, api, keys, look }) => {
        await api("POST", "/api/v1/links", [1, 2, 3].map((i) => ({ url: `https://example.com/bulk-${i}`, alias: `bulk-${i}`, tags: [] })), keys.creator);
        await signIn("creator");
        await open(page, base, "?q=bulk-");
        await page.check("[aria-label='Choose all shown']");
        await page.waitForSelector("#bulk >> text=3 chosen");
        await look("links-bulk");
        await page.click("#bulk >> text=Add tags");
        await page.fill("#bulk-tags", "sale");
        await page.click("dialog >> text=Save");
        await page.waitForSelector(".toast >> text=3 links changed.");
        assert.deepEqual((await api("GET", "/api/v1/links/bulk-2")).tags, ["sale"]);
        await page.check("[aria-label='Choose bulk-3']");
        await page.click("#bulk >> text=Disable");
        await page.waitForSelector(".toast >> text=1 link changed.");
        assert.equal((await api("GET", "/api/v1/links/bulk-3")).state, "disabled");
        await page.check("[aria-label='Choose bulk-1']");
        await page.check("[aria-label='Choose bulk-2']");
        await page.click("#bulk >> text=Delete");
        await page.click("dialog >> text=Delete >> nth=-1");
        await page.waitForSelector(".toast >> text=2 links deleted.");
        await page.waitForFunction(() => document.querySelectorAll("#list tbody tr").length === 1);
        await page.selectOption("#state", "deleted");
        await page.waitForSelector("[aria-label='Restore bulk-1']");
        await look("links-deleted");
        await page.click("[aria-label='Restore bulk-1']");
        await page.waitForSelector(".toast >> text=1 link restored.");
        assert.equal((await api("GET", "/api/v1/links/bulk-1")).state, "live");
        await page.click(".toast", { position: { x: 2, y: 2 } });
    },
});
