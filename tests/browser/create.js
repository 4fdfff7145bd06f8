// create.js: signing in, and creating a link.
const http = require("node:http");
const { scenarios, assert } = require("./browser.js");

const hostile = "<img src=x onerror=alert(1)>\u202e\"'&";

scenarios({
    "a link is created": async ({ page, base, signIn, api, look }) => {
        await page.goto(base + "/ui/create");
        assert.equal(page.url(), base + "/ui/sign-in?next=/ui/create");
        await look("sign-in");
        await page.fill("#key", process.env.CREATOR);
        await page.click("main button");
        await page.waitForURL(base + "/ui/create");
        await page.waitForSelector("#who");
        await page.click("summary");
        await look("create");
        await page.fill("#url", "shop.example.com/spring");
        await page.fill("#alias", "spring");
        await page.fill("#title", hostile);
        await page.fill("#tags", "news, parcel");
        await page.fill("#campaign", "spring-2026");
        await page.fill("#expires_at", "2030-07-01T12:00");
        await page.fill("#max_clicks", "10");
        await page.fill("#expired_url", "example.com/over");
        await page.fill("#ios_url", "apps.example/ios");
        await page.fill("#preview_title", hostile);
        await page.fill("#preview_image", "example.com/a.png");
        await page.fill("#utm_source", "sms & more");
        await page.click("text=Create link");
        await page.waitForSelector("#short");
        assert.equal(await page.textContent("#short"), base + "/spring");
        assert.equal(await page.evaluate(() => document.activeElement.textContent), "Your link is ready");
        assert.equal(await page.textContent("dl.facts dd:nth-of-type(2)"), hostile);
        await page.waitForFunction(() => document.querySelector("img.qr").naturalWidth > 0);
        await look("created");
        await page.click("text=Copy");
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), base + "/spring");
        const link = await api("GET", "/api/v1/links/spring");
        assert.deepEqual([link.url, link.title, link.tags, link.campaign, link.expires_at, link.max_clicks, link.expired_url],
            ["https://shop.example.com/spring?utm_source=sms+%26+more", hostile, ["news", "parcel"], "spring-2026", "2030-07-01T10:00:00.000Z", 10, "https://example.com/over"]);
        assert.deepEqual([link.ios_url, link.android_url, link.preview_title, link.preview_description, link.preview_image],
            ["https://apps.example/ios", null, hostile, null, "https://example.com/a.png"]);
        await page.click("text=Create another");
        assert.equal(await page.inputValue("#url"), "");
    },

    "password": async ({ page, base, api, look, expectErrors }) => {
        const server = http.createServer((request, response) => response.setHeader("Content-Type", "text/html").end("<title>secret</title>"));
        await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
        const secret = `http://127.0.0.1:${server.address().port}/`;
        await api("POST", "/api/v1/links", { url: secret, alias: "vault", password: "open sesame", forward_query: true });
        await page.goto(base + "/vault?a=1");
        await look("password");
        await page.fill("#password", "wrong");
        await page.click("main button");
        await page.waitForSelector(".error:not(:empty)");
        await look("password-wrong");
        expectErrors(2);
        await page.fill("#password", "open sesame");
        await page.click("main button");
        await page.waitForURL(secret + "?a=1");
        assert.equal(await page.title(), "secret");
        const again = await page.request.get(base + "/vault", { maxRedirects: 0 });
        assert.deepEqual([again.status(), again.headers().location], [301, secret]);
        server.close().closeAllConnections();
    },

    "without JavaScript": { withoutJavaScript: true, run: async ({ page, base, expectErrors }) => {
        await page.goto(base + "/ui/create");
        await page.fill("#key", process.env.CREATOR);
        await page.click("main button");
        assert.equal(page.url(), base + "/ui/create");
        expectErrors(1);
        await page.fill("#url", "https://example.com/plain");
        await page.click("summary");
        await page.fill("#max_clicks", "7");
        await page.fill("#alias", "api");
        await page.click("text=Create link");
        assert.match(await page.textContent("#alias-error"), /^Alias .*reserved/);
        assert.equal(await page.getAttribute("#alias", "aria-invalid"), "true");
        assert.equal(await page.inputValue("#url"), "https://example.com/plain");
        await page.fill("#alias", "plain");
        await page.click("text=Create link");
        assert.equal(page.url(), base + "/ui/created/plain");
        assert.equal(await page.textContent("#short"), base + "/plain");
    } },

    "errors": async ({ page, base, signIn, expectErrors, look }) => {
        await signIn("creator");
        await page.goto(base + "/ui/create");
        await page.waitForSelector("#who");
        await page.click("summary");
        const wrong = async (field, value, text) => {
            await page.fill("#url", "https://example.com/");
            await page.fill(field, value);
            await page.click("text=Create link");
            await page.waitForFunction(([id]) => document.querySelector(id + "-error").textContent !== "", [field]);
            assert.match(await page.textContent(field + "-error"), text);
            assert.equal(await page.evaluate(() => "#" + document.activeElement.id), field);
            assert.equal(await page.getAttribute(field, "aria-invalid"), "true");
            assert.equal(await page.getAttribute(field + "-error", "role"), "alert");
            await page.fill(field, "");
            expectErrors(1);
        };
        await wrong("#alias", "a//b", /^Alias must be/);
        await wrong("#alias", "api", /^Alias is reserved/);
        await wrong("#campaign", "x".repeat(64).replace(/x/g, "ä"), /^Campaign /);
        await wrong("#tags", "x".repeat(70), /^Tags/);
        await wrong("#max_clicks", "0", /^Click limit must be/);
        await wrong("#preview_image", "ftp://example.com/", /^Preview picture \(URL\) has the scheme ftp/);
        await wrong("#expired_url", "ftp://example.com/", /^URL once it is over has the scheme ftp/);
        await wrong("#expires_at", "2001-01-01T00:00", /^Expires must not be/);
        await wrong("#url", "https://user:pass@example.com/", /user name or password/);
        await wrong("#url", "", /^Long URL is required/);
        await page.click("text=Create link");
        await page.waitForSelector("#url[aria-invalid]");
        expectErrors(1);
        await look("create-error");
    },

    "alias": async ({ page, base, signIn, api, expectErrors }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/", alias: "mine" }, process.env.OTHER);
        await signIn("creator");
        await page.goto(base + "/ui/create");
        await page.waitForSelector("#who");
        for (const [alias, text, errors] of [["mine", "taken", 1], ["free-one", "free", 0], ["api", "reserved", 1]]) {
            await page.fill("#alias", alias);
            await page.waitForFunction((said) => document.querySelector("#alias-state").textContent.includes(said), text);
            expectErrors(errors);
        }
        await page.fill("#alias", "not an alias");
        await page.waitForFunction(() => document.querySelector("#alias-state").textContent === "");
    },

    "draft": async ({ page, context, base, signIn }) => {
        await signIn("creator");
        await page.goto(base + "/ui/create");
        await page.waitForSelector("#who");
        await page.fill("#url", "https://example.com/draft");
        await context.clearCookies();
        const second = await context.newPage();
        await page.close();
        await second.goto(base + "/ui/create");
        await second.fill("#key", process.env.CREATOR);
        await second.click("main button");
        await second.waitForSelector("#who");
        assert.equal(await second.inputValue("#url"), "https://example.com/draft");
        await second.click("text=Create link");
        await second.waitForSelector("#short");
        await second.reload();
        await second.waitForSelector("#who");
        assert.equal(await second.inputValue("#url"), "");
    },

    "keyboard": async ({ page, base, keys }) => {
        await page.goto(base + "/ui/create");
        await page.waitForFunction(() => document.activeElement.id === "key"); // a browser may focus it after it has loaded
        await page.keyboard.type(keys.creator);
        await page.keyboard.press("Enter");
        await page.waitForSelector("#who");
        await page.waitForFunction(() => document.activeElement.id === "url");
        await page.keyboard.type("example.com/keys");
        await page.keyboard.press("Tab");
        await page.keyboard.type("by-keys");
        await page.keyboard.press("Enter");
        await page.waitForSelector("#short");
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => document.activeElement.id), "short");
        await page.goto(base + "/ui/");
        await page.waitForSelector("#who");
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    },

    "reader": async ({ page, base, signIn }) => {
        await signIn("reader");
        await page.goto(base + "/ui/create");
        await page.waitForSelector("text=Your key may read links");
    },

    "German": async ({ page, base, signIn, expectErrors }) => {
        await page.goto(base + "/ui/create");
        await page.waitForSelector("text=Anmelden");
        await page.fill("#key", "wrong");
        await page.click("main button");
        await page.waitForSelector("text=Dieser Schlüssel ist unbekannt oder widerrufen.");
        await page.goto(base + "/nowhere");
        await page.waitForSelector("text=Diesen Link gibt es nicht.");
        expectErrors(2);
        await signIn("creator");
        await page.goto(base + "/ui/create");
        await page.waitForSelector("h1:text('Link erstellen')");
        await page.fill("#url", "ftp://example.com/");
        await page.click("text=Link erstellen >> nth=-1");
        await page.waitForSelector("text=Lange URL hat ein Schema, das nicht erlaubt ist.");
        expectErrors(1);
        assert.equal(await page.getAttribute("html", "lang"), "de");
        await page.selectOption("footer select", "fr");
        await page.waitForSelector("h1:text('Créer un lien')");
    },
});
