// blocklist.js: the page of the blocklist and of reports, and the form that reports a link.
const { scenarios, assert } = require("./browser.js");

const hostile = "<img src=x onerror=alert(1)>\u202e\"'&";

scenarios({
    "a link is reported and blocked": async ({ page, base, signIn, api, look }) => {
        await api("POST", "/api/v1/links", { url: "https://bad.example/login", alias: "parcel" });
        await page.goto(base + "/parcel+");
        await page.click("text=Report this link");
        assert.equal(await page.inputValue("#link"), base + "/parcel");
        await page.fill("#text", hostile);
        await look("report");
        await page.click("main button");
        await page.waitForSelector("[role=status]:not([hidden])");
        await look("reported");
        await signIn("admin");
        await page.goto(base + "/ui/settings/");
        await page.click("a:has-text('Blocklist and reports')");
        await page.waitForSelector("td .code");
        assert.match(await page.textContent("main"), /phishing/);
        assert.ok((await page.textContent("main")).includes(hostile));
        await look("blocklist");
        await page.click("text=Block bad.example");
        await page.click("dialog button:has-text('Block bad.example')");
        await page.waitForFunction(() => document.body.textContent.includes("Nobody has reported a link."));
        const { blocklist } = await api("GET", "/api/v1/blocklist");
        assert.deepEqual(blocklist.map(({ entry, source }) => [entry, source]), [["bad.example", "added"]]);
    },

    "entries": async ({ page, base, signIn, look, expectErrors }) => {
        await signIn("admin");
        await page.goto(base + "/ui/blocklist/");
        await page.waitForSelector("[name=entry]");
        await page.fill("[name=entry]", "com");
        await page.click("main form button");
        await page.waitForSelector("[name=entry][aria-invalid]");
        expectErrors(1);
        await page.fill("[name=entry]", "https://evil.example/a/b?c=d/e");
        await page.fill("[name=reason]", hostile);
        await page.click("main form button");
        await page.waitForFunction(() => document.querySelector("main").textContent.includes("evil.example/a/b?c=d/e"));
        await page.click("[aria-label='Remove evil.example/a/b?c=d/e']");
        await page.click("dialog button:has-text('Remove')");
        await page.waitForFunction(() => !document.querySelector("main").textContent.includes("evil.example/a/b?c=d/e"));
        await look("blocklist-empty");
    },
});
