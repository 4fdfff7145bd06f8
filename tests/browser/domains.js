// domains.js: links on another domain than the default one, and their redirect rules.
const { scenarios, assert } = require("./browser.js");

const domain = "go.example.com";

scenarios({
    "create": async ({ page, base, signIn, api, look }) => {
        const port = new URL(base).port, short = `http://${domain}:${port}/chosen`;
        await signIn("creator");
        await page.goto(base + "/ui/create");
        await page.waitForSelector("#who");
        await page.click("summary");
        assert.deepEqual(await page.locator("#domain option").allTextContents(), ["127.0.0.1", domain]);
        await page.selectOption("#domain", domain);
        await page.fill("#url", "https://example.com/long");
        await page.fill("#alias", "chosen");
        await page.click("details.rules > summary");
        await page.click("text=Add a rule");
        await page.fill(".rule [aria-label=Value]", "ios, android");
        await page.fill(".rule input[id^=rule-url]", "https://example.com/app");
        await page.click("text=Add a condition");
        await page.selectOption(".rule select >> nth=1", "hours");
        await page.fill(".rule [aria-label=Value] >> nth=1", "Mon-Fri 09:00-17:00 Europe/Berlin");
        await look("create-domain");
        await page.click("text=Create link");
        await page.waitForSelector("#short");
        assert.equal(await page.textContent("#short"), short);
        const link = await api("GET", `/api/v1/links/chosen?domain=${domain}`);
        assert.deepEqual(link.redirect_rules, [{ if: { device: ["android", "ios"], hours: "Mon-Fri 09:00-17:00 Europe/Berlin" }, url: "https://example.com/app" }]);
        await look("created-domain");
        await page.goto(`${base}/ui/link/?code=chosen&domain=${domain}`);
        await page.waitForSelector("ol.rules >> text=Europe/Berlin");
        assert.equal(await page.textContent("h1"), short.replace("http://", ""));
        await look("link-domain");
    },

    "names": async ({ page, base, signIn, api, keys, expectErrors, look }) => {
        const port = new URL(base).port;
        for (const on of [undefined, domain])
            await api("POST", "/api/v1/links", { url: `https://example.com/${on ?? "here"}`, alias: "same", domain: on }, keys.creator);
        await signIn("creator");
        await page.goto(base + "/ui/links/?q=same");
        await page.waitForSelector(`text=${domain}/same`);
        assert.deepEqual((await page.locator("#list a.short").allTextContents()).sort(), [domain + "/same", "same"]);
        await look("links-domain");
        await page.click(`[aria-label='Edit ${domain}/same']`);
        await page.waitForSelector(`dialog >> text=${domain}/same`);
        await look("links-edit-domain");
        await page.keyboard.press("Escape");
        for (const [text, url] of [[`http://${domain}:${port}/same`, domain], [domain + "/same", domain], [base + "/same", "here"], ["same", "here"],
            [`https://${domain.toUpperCase()}/same`, domain]]) {
            await page.goto(`${base}/ui/search/?q=${encodeURIComponent(text)}`);
            await page.waitForSelector(text === "same" ? `text=example.com/here` : "h1 >> text=/same");
            if (text !== "same")
                assert.equal(await page.textContent("h1"), url === "here" ? base.replace("http://", "") + "/same" : `${domain}:${port}/same`, text);
        }
        await api("POST", "/api/v1/links", { url: "https://example.com/odd", alias: "a/b?", domain }, keys.creator);
        for (const text of [`http://${domain}:${port}/a/b%3F`, domain + "/a/b?", domain.toUpperCase() + "/a/b?"]) {
            await page.goto(`${base}/ui/search/?q=${encodeURIComponent(text)}`);
            await page.waitForSelector("h1 >> text=a/b");
        }
        expectErrors(1); // there is no campaign of that name
    },

    "a campaign": async ({ page, base, signIn, api, keys, look }) => {
        await api("POST", "/api/v1/campaigns", { name: "on-go", channel: "sms", from: "curt", template: "See https://example.com/x", domain: "GO.example.com." }, keys.creator);
        await signIn("creator");
        await page.goto(base + "/ui/campaign/?name=on-go");
        await page.waitForSelector(`dl.facts >> text=${domain}`);
        await page.setInputFiles("main input[type=file]", { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("to\n447700900123\n") });
        await page.waitForSelector(`table .bubble .link >> text=http://${domain}:${new URL(base).port}/`);
        await look("campaign-domain");
    },
});
