/*
 * browser.js: walks through the pages in a headless Chromium, as a person does.
 *
 *     const { scenarios, assert } = require("./browser.js");
 *     scenarios({ "a link is created": async ({ page, signIn, look }) => { ... } });
 *
 * runs the scenario that the command line names; its bats file has a test for each. A scenario gets
 *
 *     page, context       of Playwright, 1280 px wide, in English, in the zone Europe/Berlin
 *     base, keys          the site's address; keys.admin, .creator, .other, .reader
 *     signIn(role)        by the form, and waits for the Overview
 *     api(method, path, body, key = admin)   the API's answer, for what a test needs to be there
 *     look(name)          axe finds nothing wrong, and nothing is wider than the window, in light and dark (where only the
 *                         colours differ), at 320 and 1280 px; with PICTURES=yes in the environment, pictures of that
 *                         go to build/screenshots
 *     expectErrors(n)     so many messages on the console are expected: an answer of 404 or 422 is one
 *
 * { ignoreConsole: true, run } does not look at the console: the answers that it makes fail are all there.
 *
 * It fails when a script fails, and when the console says anything that is not expected: Content-Security-Policy reports
 * there what it refuses.
 */
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");

const build = process.env.BUILD;
const { chromium } = require(path.join(build, "node_modules/playwright-core"));
const axe = fs.readFileSync(path.join(build, "node_modules/axe-core/axe.min.js"), "utf8");
// The same Chromium without a window to draw, which takes half the time.
const executablePath = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((file) => fs.existsSync(file));
const pictures = path.join(build, "screenshots");
const base = process.env.BASE;
const keys = { admin: process.env.ADMIN, creator: process.env.CREATOR, other: process.env.OTHER, reader: process.env.READER };

async function api(method, where, body, key = keys.admin) {
    const response = await fetch(base + where, { method, redirect: "manual",
        headers: { Authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
        body: body === undefined ? (method === "POST" ? "" : undefined) : JSON.stringify(body) });
    const text = await response.text();
    return text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text;
}

async function signIn(page, role) {
    await page.goto(base + "/ui/sign-in");
    await page.fill("#key", keys[role]);
    await Promise.all([page.waitForURL(base + "/ui/"), page.click("main button")]);
    await page.waitForSelector("#who");
}

// What axe finds in the page as it is, by these rules or all, and what is wider than the window.
async function faults(page, rules) {
    return page.evaluate(async ([source, runOnly]) => {
        if (!window.axe)
            (0, eval)(source);
        const { violations } = await window.axe.run(document, { resultTypes: ["violations"], ...(runOnly && { runOnly }) });
        const found = violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(" ") + " " + (n.any[0]?.message ?? "")).slice(0, 4).join("; ")}`);
        const wide = document.documentElement.scrollWidth - innerWidth;
        if (wide > 0)
            found.push(`the page is ${wide} px wider than the window: ` + [...document.querySelectorAll("body *")].filter((n) => n.getBoundingClientRect().right > innerWidth + 1 && !n.closest(".scroll, pre")).map((n) => n.tagName + "." + n.className + "#" + n.id).slice(0, 5).join(" "));
        return found;
    }, [axe, rules]);
}

async function look(page, name) {
    fs.mkdirSync(pictures, { recursive: true });
    const before = page.viewportSize();
    const all = [];
    for (const [colorScheme, rules] of [["light"], ["dark", ["color-contrast", "link-in-text-block"]]])
        for (const width of [1280, 320]) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width, height: 800 });
            await page.waitForTimeout(150);
            if (process.env.PICTURES)
                await page.screenshot({ path: path.join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
            all.push(...(await faults(page, rules)).map((fault) => `${name}, ${width} px, ${colorScheme}: ${fault}`));
        }
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize(before);
    assert.deepEqual(all, []);
}

async function run(scenario) {
    // bypassCSP stays off: axe is brought in by the debugger's own evaluate.
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    const said = [];
    let expected = 0;
    try {
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: process.env.LOCALE ?? "en-GB",
            timezoneId: "Europe/Berlin", acceptDownloads: true, javaScriptEnabled: !scenario.withoutJavaScript });
        await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: base });
        const page = await context.newPage();
        page.setDefaultTimeout(30000);
        context.on("console", (message) => { if (["error", "warning"].includes(message.type())) said.push(message.text()); });
        page.on("pageerror", (error) => said.push(String(error.stack ?? error)));
        await (scenario.run ?? scenario)({ page, context, base, keys, api, signIn: (role) => signIn(page, role),
            look: (name) => look(page, name), expectErrors: (n) => { expected += n; } });
        if (!scenario.ignoreConsole)
            assert.equal(said.length, expected, "on the console:\n" + said.join("\n"));
    } catch (error) {
        for (const [i, page] of browser.contexts().flatMap((c) => c.pages()).entries())
            await page.screenshot({ path: path.join(pictures, `failed-${i}.png`) }).catch(() => {});
        console.error(said.join("\n"));
        throw error;
    } finally {
        await browser.close();
    }
}

// Waits until every click is in the log, and every event counted.
async function counted(api) {
    for (let i = 0; i < 300; i++) {
        const { lag_events, spool } = await api("GET", "/api/v1/stats/health");
        if (lag_events === 0 && spool.bytes === 0)
            return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail("not counted");
}

// So many days from now, as a field for a time takes it.
function local(days) {
    const at = new Date(Date.now() + days * 86400000);
    return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

function scenarios(all) {
    const name = process.argv[2];
    if (!all[name]) {
        console.error(`no scenario "${name}"; there are:\n${Object.keys(all).join("\n")}`);
        process.exit(2);
    }
    run(all[name]).catch((error) => {
        console.error(error);
        process.exit(1);
    });
}

module.exports = { scenarios, assert, counted, local };
