// import.js: links of another shortener, tried and then imported.
const { scenarios, assert } = require("./browser.js");

const csv = "code,url,title,clicks\nbrought,https://example.com/b,Brought,1234\ntaken,https://example.com/t,,5\n<b>,nonsense,,\n";

scenarios({
    "import": async ({ page, base, signIn, api, look }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/mine", alias: "taken" });
        await signIn("admin");
        await page.goto(base + "/ui/links/");
        await page.click("text=Import links");
        await page.waitForSelector("#try");
        assert.equal(await page.isDisabled("#import"), true);
        await page.selectOption("[name=source]", "csv");
        await page.setInputFiles("#file", { name: "links.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
        await page.click("#try");
        await page.waitForSelector("text=What would be imported");
        assert.deepEqual(await page.locator("section td[data-label=Outcome]").allTextContents(), ["Left out", "Refused"]);
        await look("import-tried");
        assert.equal((await api("GET", "/api/v1/links/brought")).status, 404);
        await page.selectOption("[name=conflict]", "rename");
        assert.equal(await page.isDisabled("#import"), true); // it is not what was tried
        await page.click("#try");
        await page.waitForSelector("text=With another code");
        await page.route("**/api/v1/imports?*", async (route) => { // the answer comes after a change
            await page.selectOption("[name=conflict]", "keep");
            await route.continue();
        }, { times: 1 });
        const late = page.waitForResponse("**/api/v1/imports?*");
        await page.click("#try");
        await late;
        await page.waitForSelector("section[role=status]:not([aria-busy])");
        assert.equal(await page.isDisabled("#import"), true);
        await page.selectOption("[name=conflict]", "rename");
        await page.click("#try");
        await page.waitForSelector("#import:not([disabled])");
        await page.click("#import");
        await page.waitForSelector("h2 >> text=/^Imported$/");
        await look("import-done");
        assert.equal((await api("GET", "/api/v1/links/brought")).imported_clicks, 1234);
        await page.goto(base + "/ui/link/?code=brought");
        await page.waitForSelector("text=Clicks before the import");
        await look("link-imported");
    },

    "what is no import": async ({ page, base, signIn, expectErrors, look }) => {
        await signIn("admin");
        await page.goto(base + "/ui/import/");
        await page.waitForSelector("#try");
        await page.setInputFiles("#file", { name: "x.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2\n") });
        await page.click("#try");
        await page.waitForSelector("[role=alert] >> text=no column");
        await look("import-refused");
        expectErrors(1);
    },

    "no admin": async ({ page, base, signIn }) => {
        await signIn("creator");
        await page.goto(base + "/ui/import/");
        await page.waitForSelector("text=Only administrators");
        await page.goto(base + "/ui/links/");
        await page.waitForSelector("#create-link");
        assert.equal(await page.locator("text=Import links").count(), 0);
    },
});
