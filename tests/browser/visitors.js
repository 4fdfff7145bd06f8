// visitors.js: the pages of people who have no key.
const { scenarios, assert } = require("./browser.js");

const long = "l".repeat(64);
const pages = [
    // name, address, heading, a sentence, whether the console notes the status
    ["not-found", "/nowhere", "Page not found", "exactly as you received it", true], ["gone", "/closed", "This link no longer works", "Ask the sender", true],
    ["preview", `/${long}+`, "Where this link goes", "shop.example.com", false], ["root", "/", "Short links", "enter it with everything", false],
];

async function links(api) {
    await api("POST", "/api/v1/links", [{ url: "https://example.com/", alias: "closed" }, { url: "https://shop.example.com/" + "x".repeat(400) + "?<b>&", alias: long }]);
    await api("POST", "/api/v1/links/closed/disable");
}

scenarios({
    "visitors": async ({ page, base, api, look, expectErrors }) => {
        await links(api);
        for (const [name, where, heading, sentence, noted] of pages) {
            await page.goto(base + where);
            assert.equal(await page.textContent("h1"), heading);
            assert.ok((await page.textContent("main")).includes(sentence), name);
            expectErrors(noted ? 1 : 0);
            await look(name);
        }
        await page.goto(`${base}/${long}+`);
        assert.equal(await page.getAttribute("main a.button", "href"), `${base}/${long}`);
    },

    "French": async ({ page, base, api, expectErrors }) => {
        await links(api).catch(() => {});
        expectErrors(2);
        for (const [where, heading] of [["/nowhere", "Page introuvable"], ["/closed", "Ce lien ne fonctionne plus"], [`/${long}+`, "Où mène ce lien"], ["/", "Liens courts"]]) {
            await page.goto(base + where);
            await page.waitForSelector(`h1:text("${heading}")`);
        }
    },
});
