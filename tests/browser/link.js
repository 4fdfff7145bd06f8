// link.js: the page of a link.
const fs = require("node:fs");
const { scenarios, assert, counted } = require("./browser.js");

const odd = "%2F/<b>?#&\"'.\u05d0\u{1f389}" + "h".repeat(64);
const hostile = "<img src=x onerror=alert(1)>\u202e\"'&" + "w".repeat(200);
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

// Opens a link as somebody from that address.
async function opens(base, code, address, { agent = FIREFOX, referrer } = {}) {
    const headers = { "User-Agent": agent, "X-Forwarded-For": address, "Accept-Language": "de-AT", ...(referrer && { Referer: referrer }) };
    const answer = await fetch(`${base}/${code}`, { redirect: "manual", headers });
    assert.ok(answer.status >= 301 && answer.status <= 308, `${code} is ${answer.status}`);
}

scenarios({
    "the numbers of a link": async ({ page, base, signIn, api, look }) => {
        await api("POST", "/api/v1/links", { url: "https://shop.example.com/spring?a=1", alias: "spring", title: "Spring sale", campaign: "spring-2026", tags: ["news", "mail"] });
        for (let i = 0; i < 14; i++)
            await opens(base, "spring", `198.51.100.${i + 1}`, { referrer: `https://r${i}.example/` });
        for (let i = 0; i < 5; i++)
            await opens(base, "spring", `203.0.113.${i + 1}`, { agent: IPHONE });
        await opens(base, "spring", "10.1.2.3");
        await opens(base, "spring", "198.51.100.9", { agent: "WhatsApp/2.23.20.0" });
        await opens(base, "spring", "198.51.100.9", { agent: "curl/8.0" });
        await counted(api);
        await signIn("admin");
        await page.goto(base + "/ui/link/?code=spring");
        await page.waitForSelector("#latest td");
        await page.waitForSelector("svg.map .shade-5");
        await page.waitForSelector("#bots-series canvas");
        assert.equal(await page.textContent("h1"), base.replace("http://", "") + "/spring");
        assert.deepEqual(await page.locator("#totals .figure-number").allTextContents(), ["20", "20", "1", "1"]);
        assert.equal(await page.textContent("dl.facts dd:nth-of-type(2)"), "https://shop.example.com/spring?a=1");
        const row = async (place, n) => (await page.locator(`${place} tbody tr`).nth(n).locator("td").allTextContents()).join(" ");
        assert.equal(await row("#countries .list", 0), "Germany 14");
        assert.equal(await row("#countries .list", 1), "France 5");
        assert.equal(await page.textContent("svg.map .shade-5 title"), "Germany: 14");
        assert.equal(await page.textContent(".licence"), "Countries by <b>Tests</b>");
        assert.equal(await row("[data-dimension=browser]", 0), "Firefox 15");
        assert.equal(await row("[data-dimension=device]", 1), "Phone 5");
        assert.equal(await row("[data-dimension=language]", 0), "German 20");
        assert.equal(await page.locator("[data-dimension=referrer] tbody tr").count(), 10);
        const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-dimension=referrer] >> text=Download CSV")]);
        assert.equal(fs.readFileSync(await download.path(), "utf8").trimEnd().split("\r\n").length, 16);
        await page.click("[data-dimension=referrer] button.link");
        assert.equal(await page.locator("[data-dimension=referrer] tbody tr").count(), 15);
        assert.equal(await page.locator("#bots tbody tr").count(), 2);
        assert.match(await page.getAttribute(".week", "aria-label"), /^Hours of the week\. Most clicks on \w+ at \d\d:00: \d+ clicks?\.$/);
        assert.equal(await page.locator(".week [class^=shade]").count(), 7 * 24);
        assert.equal(await page.locator("#latest tbody tr").count(), 10);
        await page.click("#latest button.link");
        assert.equal(await page.locator("#latest tbody tr").count(), 20);
        assert.equal((await page.content()).includes("198.51.100"), false);
        await look("link");
    },

    "each chart has its table and CSV": async ({ page, base, signIn, api }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/", alias: "table" });
        await opens(base, "table", "198.51.100.1");
        await counted(api);
        await signIn("admin");
        await page.goto(base + "/ui/link/?code=table&range=week");
        for (const [place, lines, last] of [["#series", 8, /,1,1$/], ["#bots-series", 8, /,0,0$/], ["#week", 25, /^23:00,/], ["#countries .list", 2, /^Germany,1$/], ["[data-dimension=system]", 2, /^Linux,1$/]]) {
            await page.waitForSelector(`${place} button`, { state: "attached" });
            const summary = page.locator(`${place} summary`);
            if (await summary.count() > 0)
                await summary.click();
            const [download] = await Promise.all([page.waitForEvent("download"), page.click(`${place} button:has-text("Download CSV")`)]);
            const text = fs.readFileSync(await download.path(), "utf8").trimEnd().split("\r\n");
            assert.equal(text.length, lines, place);
            assert.match(text.at(-1), last);
            assert.equal(await page.locator(`${place} tbody tr`).count(), lines - 1, place);
        }
    },

    "time, unit and zone are chosen": async ({ page, base, signIn, api }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/", alias: "time" });
        await opens(base, "time", "198.51.100.1");
        await counted(api);
        await signIn("admin");
        await page.goto(base + "/ui/link/?code=time");
        const rows = (n) => page.waitForFunction((wanted) => document.querySelectorAll("#series tbody tr").length === wanted, n);
        await rows(30);
        await page.selectOption("[name=range]", "day");
        await rows(24);
        assert.equal(await page.inputValue("[name=unit]"), "hour");
        await page.selectOption("[name=range]", "week");
        await rows(7);
        await page.selectOption("[name=unit]", "hour");
        await rows(7 * 24);
        await page.selectOption("[name=tz]", "Asia/Katmandu"); // as Chromium calls it
        await page.waitForFunction(() => document.querySelector("#series tbody td").textContent.includes(":00"));
        await page.selectOption("[name=range]", "year");
        await page.waitForFunction(() => [12, 13].includes(document.querySelectorAll("#series tbody tr").length));
        await page.selectOption("[name=range]", "days");
        await page.selectOption("[name=tz]", "America/New_York");
        await page.fill("[name=from]", "2026-03-01");
        await page.fill("[name=to]", "2026-03-31");
        await page.waitForFunction(() => /1 Mar 2026/.test(document.querySelector("#series tbody td").textContent)); // the days before may be as many
        await rows(31);
        await page.reload();
        await rows(31);
        assert.equal(await page.inputValue("[name=tz]"), "America/New_York");
        await page.fill("[name=to]", "2026-02-01");
        await page.waitForSelector("#period-error:not(:empty)");
        await page.fill("[name=to]", "2026-12-31");
        await page.selectOption("[name=unit]", "hour");
        await page.waitForFunction(() => document.querySelector("#period-error").textContent.includes("too long"));
    },

    "an open appears within two seconds": async ({ page, base, signIn, api }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/", alias: "live" });
        await signIn("admin");
        await page.goto(base + "/ui/link/?code=live");
        await page.waitForSelector("text=Nobody has opened this link yet");
        await page.waitForSelector("text=No clicks yet");
        const took = [];
        for (let n = 1; n <= 3; n++) {
            await opens(base, "live", "203.0.113.7");
            const began = Date.now();
            await page.waitForFunction((wanted) => document.querySelectorAll("#latest tbody tr").length === wanted, n);
            took.push(Date.now() - began);
        }
        assert.ok(Math.min(...took) < 2200, `after ${took} ms`);
        assert.match(await page.textContent("#latest tbody tr"), /Person, FranceFirefox, Linux, DesktopDirect/);
        await page.waitForFunction(() => document.querySelector("#totals .figure-number").textContent === "3");
    },

    "nothing is asked while the page is hidden or nothing happens": async ({ page, base, signIn, api }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/", alias: "quiet" });
        await signIn("admin");
        const answers = [];
        page.on("response", (response) => { if (response.url().includes("/stats/links/quiet")) answers.push(response.status()); });
        await page.goto(base + "/ui/link/?code=quiet");
        while (answers.length < 5)
            await page.waitForTimeout(100);
        assert.deepEqual([...new Set(answers.slice(2))], [304]);
        await page.evaluate(() => { Object.defineProperty(document, "hidden", { value: true, configurable: true }); });
        await page.waitForTimeout(5000); // what is under way is answered
        const before = answers.length;
        await page.waitForTimeout(3500);
        assert.equal(answers.length, before);
    },

    "strangers' texts": async ({ page, base, signIn, api, look }) => {
        await api("POST", "/api/v1/links", { url: `https://example.com/${"x".repeat(256)}?q=%3Cscript%3E`, alias: odd, title: hostile.slice(0, 200), campaign: "<b>x</b>" + "y".repeat(50), tags: ["<i>" + "z".repeat(60)] });
        await opens(base, encodeURIComponent(odd), "198.51.100.1", { agent: `Mozilla/5.0 <script>alert(1)</script> Firefox/128.0`, referrer: "https://" + "a".repeat(60) + ".example/<b>" });
        await counted(api);
        await signIn("admin");
        await page.goto(base + "/ui/link/?code=" + encodeURIComponent(odd));
        await page.waitForSelector("#latest td");
        await page.waitForSelector("#bots-series canvas");
        assert.equal(await page.textContent("dl.facts dd:nth-of-type(3)"), hostile.slice(0, 200));
        assert.equal(await page.locator("main script, main b, main i, main img[src=x]").count(), 0);
        await look("link-hostile");
        await page.click("#actions a");
        await page.waitForSelector("dialog h2");
        assert.ok((await page.textContent("dialog")).includes(odd));
        await page.fill("dialog [name=title]", "kept");
        await page.press("dialog [name=title]", "Enter");
        await page.waitForSelector("dialog", { state: "detached" });
        assert.equal((await api("GET", "/api/v1/links/" + encodeURIComponent(odd))).title, "kept");
    },

    "a link that is not there": async ({ page, base, signIn, expectErrors }) => {
        await signIn("creator");
        await page.goto(base + "/ui/link/?code=nowhere");
        await page.waitForSelector(".error[role=alert] a[href='/ui/links/']");
        assert.match(await page.textContent(".error"), /no such link/);
        expectErrors(2);
    },

    "keyboard": async ({ page, base, signIn, api }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/", alias: "keys" });
        await opens(base, "keys", "198.51.100.1");
        await counted(api);
        await signIn("admin");
        await page.goto(base + "/ui/link/?code=keys");
        await page.waitForSelector("#bots-series canvas");
        const reached = new Set();
        for (let i = 0; i < 60; i++) {
            await page.keyboard.press("Tab");
            reached.add(await page.evaluate(() => document.activeElement.name || document.activeElement.textContent.trim().slice(0, 20)));
        }
        for (const name of ["Copy", "Edit", "QR code", "range", "unit", "tz", "Show as a table", "Download CSV"])
            assert.ok(reached.has(name), `${name} in ${[...reached].join(", ")}`);
        await page.focus("#series summary");
        await page.keyboard.press("Enter");
        assert.ok(await page.isVisible("#series table"));
    },

    "without a database of countries": async ({ page, base, signIn, api, look }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/", alias: "plain" });
        await signIn("creator");
        await api("POST", "/api/v1/links", { url: "https://example.com/", alias: "mine" }, process.env.CREATOR);
        await page.goto(base + "/ui/link/?code=mine");
        await page.waitForSelector("text=no country database is configured");
        await page.waitForSelector("#bots-series canvas");
        await look("link-empty");
    },
});
