// campaigns.js: campaigns.
const crypto = require("node:crypto");
const fs = require("node:fs");
const { scenarios, assert, local } = require("./browser.js");

const hostile = "<img src=x onerror=alert(1)>\u202e\"'&";
const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

async function open(page, base, path) {
    await page.goto(base + path);
    await page.waitForSelector("#who");
}

const file = (text, name = "list.csv") => ({ name, mimeType: "text/csv", buffer: Buffer.isBuffer(text) ? text : Buffer.from(text) });
const choose = (page, text, name) => page.setInputFiles("main input[type=file]", file(text, name));
const number = (n) => "44770090" + String(1000 + n);

// What the carrier calls back with, signed as it signs.
async function callBack(base, kind, body) {
    const text = JSON.stringify(body), part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const head = part({ alg: "HS256", typ: "JWT" }) + "." + part({ iss: "Vonage", iat: Math.floor(Date.now() / 1000), jti: crypto.randomUUID(),
        payload_hash: crypto.createHash("sha256").update(text).digest("hex") });
    const signature = crypto.createHmac("sha256", process.env.CURT_VONAGE_SIGNATURE_SECRET).update(head).digest("base64url");
    const answer = await fetch(`${base}/api/v1/receipts/vonage/${kind}`, { method: "POST", body: text, headers: { "Content-Type": "application/json", Authorization: `Bearer ${head}.${signature}` } });
    assert.ok([200, 204].includes(answer.status), await answer.text());
}

const receipt = (message, status, more = {}) => ({ message_uuid: "c-" + message.id, client_ref: message.id, to: message.to, from: message.from, channel: "sms",
    timestamp: new Date().toISOString(), status, ...more });

async function until(what) {
    for (let i = 0; i < 100; i++) {
        if (await what())
            return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail("it never was so");
}

// A campaign that has sent its messages: these, by number.
async function sent(api, name, more) {
    await api("POST", "/api/v1/campaigns", { name, channel: "sms", from: "curt", template: "Hi {name}: https://example.com/{name}", start: true,
        recipients: [1, 2, 3, 4, 5].map((n) => ({ to: number(n), name: "N" + n })), ...more });
    await until(async () => (await api("GET", "/api/v1/campaigns/" + name)).state === "done");
    const { messages } = await api("GET", "/api/v1/messages?campaign=" + name);
    return messages.sort((a, b) => a.to.localeCompare(b.to));
}

async function fill(page, { name, from = "Example", text }) {
    await page.fill("#f-name", name);
    await page.fill("#f-from", from);
    await page.fill("#f-text", text);
}

scenarios({
    "a campaign is sent": async ({ page, base, signIn, api, look }) => {
        await signIn("creator");
        await open(page, base, "/ui/campaigns/");
        await page.waitForSelector("text=No campaigns yet");
        await look("campaigns-empty");
        await page.click(".empty >> text=New campaign");
        await page.waitForSelector("#f-name");
        await fill(page, { name: "spring 2026", text: "Hello {name}, it’s spring: https://example.com/sale?c={city}" });
        await page.waitForSelector(".bubble >> text=Hello name");
        await choose(page, `Mobile,name,city\n${number(1)},Ada,Paris\n12,Nobody,Rome\n${number(2)},"Grace\nHopper",New York\n\n${number(3)},,Oslo\n`);
        await page.waitForSelector("text=The first 2 texts");
        await page.waitForSelector("text=2 faulty rows");
        assert.deepEqual(await page.$$eval(".faults tbody tr td:first-child", (all) => all.map((one) => one.textContent)), ["3", "7"]);
        await page.waitForSelector(".phone .bubble >> text=Hello Ada");
        await page.click("text=When and how fast");
        await page.click("text=Send only at certain hours");
        await page.selectOption("#f-days", "Mon-Sun");
        await page.fill("#f-opens", "00:00");
        await page.fill("#f-closes", "23:59");
        await look("campaign-new");
        await page.click("text=Send only at certain hours");
        await page.click("text=Save as a draft");
        await page.waitForURL(base + "/ui/campaign/?name=spring-2026");
        await page.waitForSelector("text=0 of 2 recipients");
        await look("campaign-draft");
        await page.fill("#f-to", "+44 7700 900999");
        await page.click("text=Send a test");
        await page.waitForSelector(".toast >> text=The test is on its way.");
        const [test] = (await api("GET", "/api/v1/messages?to=447700900999")).messages;
        assert.match((await api("GET", "/api/v1/messages/" + test.id)).text, /^Hello Ada, it’s spring: /);
        await page.waitForTimeout(4500); // so that the page has seen twice that nothing happens
        await page.click("text=Start");
        await page.waitForSelector("dialog >> text=Send to 2 recipients?");
        await page.click("dialog >> text=Start");
        await page.waitForSelector("text=2 of 2 recipients");
        await page.waitForSelector(".state:text('Done')");
        await page.waitForFunction(() => document.querySelector(".funnel td.number")?.textContent === "2");
        await page.waitForSelector("canvas");
        await look("campaign-done");
        await open(page, base, "/ui/campaigns/");
        await page.waitForSelector("tbody >> text=2 of 2 recipients");
        await look("campaigns");
    },

    "scheduled": async ({ page, base, signIn, api, expectErrors, look }) => {
        await signIn("creator");
        await open(page, base, "/ui/campaigns/?new=1");
        await fill(page, { name: "later", text: "Hello {name}" });
        await choose(page, `to,name\n${number(41)},Ada\n`);
        await page.click("text=When and how fast");
        await page.click("text=Send nothing at night");
        await page.fill("#f-quiet_from", "22:00");
        await look("campaign-quiet");
        await page.fill("#f-quiet_to", "22:00");
        expectErrors(1);
        await page.click("text=Save as a draft");
        await page.waitForSelector("text=at most 20 hours");
        await page.click("text=Send nothing at night");
        await page.click("text=Save as a draft");
        await page.waitForURL(base + "/ui/campaign/?name=later");
        await page.click("text=Schedule");
        await page.fill("dialog #f-send_at", local(3));
        await look("campaign-schedule");
        await page.click("dialog button:not([type])");
        await page.waitForSelector(".state:text('Scheduled')");
        await look("campaign-scheduled");
        assert.equal((await api("GET", "/api/v1/campaigns/later")).state, "scheduled");
        await page.click("text=Start now");
        await page.click("dialog >> text=Start now");
        await page.waitForSelector(".state:text('Done')");
        await page.waitForSelector("text=1 of 1 recipient");
    },

    "columns": async ({ page, base, keys, signIn, api, look }) => {
        await signIn("creator");
        await open(page, base, "/ui/campaigns/?new=1");
        await fill(page, { name: "columns", text: "Dear {first}" });
        await choose(page, `id;Vorname;Kontakt\n1;Ada;${number(1)}\n2;Grace;+bad\n3;;${number(3)}\n`);
        await page.waitForSelector("text=Choose the column that has the numbers.");
        await page.selectOption("#map-to", { label: "Kontakt" });
        await page.waitForSelector("text=3 faulty rows");
        await page.selectOption("#map-0", { label: "Vorname" });
        await page.waitForSelector("text=2 faulty rows");
        await look("campaign-columns");
        assert.equal(await page.textContent(".recipients .bubble"), "Dear Ada");
        const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Download the faulty rows")]);
        assert.equal(download.suggestedFilename(), "list-faulty.csv");
        const faulty = fs.readFileSync(await download.path(), "utf8").split("\r\n");
        assert.equal(faulty[0], "id;Vorname;Kontakt;\"Reason\"");
        assert.match(faulty[1], /^2;Grace;\+bad;"Number must be a phone number/);
        assert.match(faulty[2], /^3;;\d+;"Nothing is given for {first}/);
        await page.click("text={Vorname}");
        assert.equal(await page.inputValue("#f-text"), "Dear {first}{Vorname}");
        await page.waitForSelector(".phone .bubble >> text=Dear AdaAda");
        await page.click("text=Save as a draft");
        await page.waitForURL(/name=columns/);
        assert.equal((await api("GET", "/api/v1/campaigns/columns")).recipients, 1);
        await api("POST", "/api/v1/campaigns", { name: "nested", channel: "rcs", from: "curt", template: "Dear {first}",
            failover: [{ channel: "mms", to: "{to}", from: "447700900000", image: { url: "https://example.com/{picture}.png", caption: "Hi" } }, { channel: "mms", to: "{to}", from: "447700900000", image: { url: "https://example.com/a.png" } }] }, keys.creator);
        await open(page, base, "/ui/campaign/?name=nested");
        await choose(page, `to,first\n${number(1)},Ada\n`);
        await page.waitForSelector("#map-1");
        assert.deepEqual(await page.$$eval(".recipients label[for^=map]", (all) => all.map((one) => one.textContent)), ["Number", "{first}", "{picture}"]);
    },

    "slices": async ({ page, base, signIn, api, expectErrors }) => {
        await signIn("creator");
        await open(page, base, "/ui/campaigns/?new=1");
        await fill(page, { name: "large", text: "Hi {name}" });
        const rows = Array.from({ length: 12000 }, (_, i) => `44770${String(9000000 + i)},N${i}`);
        for (let i = 0; i < 250; i++)
            rows[3000 + i] = `bad${i},N`;
        await choose(page, "to,name\n" + rows.join("\n"));
        await page.waitForSelector("text=250 faulty rows");
        await page.waitForSelector("text=11,750 rows are right.");
        let calls = 0;
        await page.route("**/api/v1/campaigns/large/recipients", (route) => ++calls === 2 ? route.abort() : route.continue());
        expectErrors(1);
        await page.click("text=Save as a draft");
        await page.waitForSelector("text=The server cannot be reached.");
        assert.equal(await page.getAttribute("progress[aria-label^=Uploading]", "max"), "12000");
        assert.equal(await page.evaluate(() => document.querySelector("progress[aria-label^=Uploading]").value), 5000);
        await page.click(".error button");
        await page.waitForURL(/name=large/);
        await page.waitForSelector("text=0 of 11,750 recipients");
        assert.equal((await api("GET", "/api/v1/campaigns/large")).recipients, 11750);
    },

    "life": async ({ page, base, signIn, api }) => {
        await api("POST", "/api/v1/campaigns", { name: "life", channel: "sms", from: "curt", template: "Hi", rate: 1, recipients: Array.from({ length: 60 }, (_, n) => ({ to: number(n) })) });
        await signIn("admin");
        await open(page, base, "/ui/campaign/?name=life");
        await page.click("text=Start");
        await page.click("dialog >> text=Cancel");
        assert.equal((await api("GET", "/api/v1/campaigns/life")).state, "draft");
        await page.click("text=Start");
        await page.click("dialog >> text=Start");
        await page.waitForSelector(".state:text('Running')");
        await page.click("text=Pause");
        await page.waitForSelector(".state:text('Paused')");
        await page.click("text=Resume");
        await page.waitForSelector(".state:text('Running')");
        await page.click("text=Cancel the campaign");
        await page.waitForSelector("dialog >> text=for good");
        assert.deepEqual(await page.$$eval("dialog button", (all) => all.map((one) => one.textContent)), ["Back", "Cancel the campaign"]);
        await page.click("dialog button.danger");
        await page.waitForSelector(".state:text('Cancelled')");
        await page.click("text=Delete");
        await page.click("dialog button.danger");
        await page.waitForURL(base + "/ui/campaigns/");
        await page.waitForSelector(".empty, tbody");
        assert.equal((await api("GET", "/api/v1/campaigns/life")).status, 404);
    },

    "links only": async ({ page, base, signIn, api, expectErrors, look }) => {
        await api("POST", "/api/v1/links", { url: "https://example.com/", alias: "poster", campaign: "posters" });
        await fetch(base + "/poster", { redirect: "manual", headers: { "User-Agent": chrome } });
        while ((await api("GET", "/api/v1/stats/campaigns/posters")).clicks !== 1)
            await new Promise((resolve) => { setTimeout(resolve, 100); });
        await signIn("reader");
        await open(page, base, "/ui/campaign/?name=posters");
        await page.waitForSelector("text=This campaign has links only");
        assert.deepEqual(await page.$$eval(".figure-number", (all) => all.map((one) => one.textContent)), ["1", "1"]);
        expectErrors(1); // no campaign of messages
        await look("campaign-links");
        await page.click("text=Its links");
        await page.waitForSelector("#list >> text=poster");
    },

    "again": async ({ page, base, signIn, api, look }) => {
        const messages = await sent(api, "asked");
        const first = await api("GET", "/api/v1/messages/" + messages[0].id);
        await fetch(first.links[0].short_url, { redirect: "manual", headers: { "User-Agent": chrome } });
        await until(async () => (await api("GET", "/api/v1/stats/campaigns/asked/funnel")).clicked === 1);
        await signIn("admin");
        await open(page, base, "/ui/campaign/?name=asked");
        await page.click("text=Follow up with non-clickers");
        await page.waitForSelector("dialog h2");
        assert.equal(await page.inputValue("dialog input"), "asked-2");
        await look("campaign-again");
        await page.fill("dialog textarea", "Once more, {name}: https://example.com/{name}");
        await page.click("dialog button:not(.quiet)");
        await page.waitForURL(/name=asked-2/);
        await page.waitForSelector("text=0 of 4 recipients");
        assert.equal((await api("GET", "/api/v1/campaigns/asked-2")).message.text, "Once more, {name}: https://example.com/{name}");
    },

    "funnel": async ({ page, base, signIn, api, look }) => {
        const messages = await sent(api, "funnel");
        const usage = { usage: { currency: "EUR", price: "0.05" } };
        await callBack(base, "status", receipt(messages[0], "read", usage));
        await callBack(base, "status", receipt(messages[1], "delivered", usage));
        await callBack(base, "status", receipt(messages[2], "undeliverable", { error: { title: "1190", detail: hostile } }));
        await callBack(base, "status", receipt(messages[3], "rejected", { error: { title: "4711", detail: "x" } }));
        await callBack(base, "inbound", { message_uuid: "in-1", to: "curt", from: number(1), channel: "sms", timestamp: new Date().toISOString(), message_type: "text", text: "STOP" });
        await until(async () => (await api("GET", "/api/v1/stats/campaigns/funnel/funnel")).stopped === 1);
        await signIn("admin");
        await open(page, base, "/ui/campaign/?name=funnel");
        await page.waitForSelector(".funnel");
        assert.deepEqual(await page.$$eval(".funnel tr", (all) => all.map((row) => row.querySelector("th").textContent + " " + row.querySelector("td").textContent)),
            ["Messages 5", "Sent 5", "Delivered 2", "Read 1", "Clicked 0", "Stopped 1"]);
        await page.waitForSelector("text=The number is no longer in use");
        await page.waitForSelector("text=€0.10");
        await page.waitForSelector("canvas");
        await look("campaign-funnel");
        const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Who did not click (CSV)")]);
        assert.equal(fs.readFileSync(await download.path(), "utf8").trim().split("\r\n").length, 6);
        await open(page, base, `/ui/message/?id=${messages[2].id}`);
        await page.waitForSelector(".error >> text=The number is no longer in use");
        await page.click("text=What the carrier reported");
        await page.waitForSelector("figure pre");
        await look("message-undeliverable");
        await open(page, base, `/ui/message/?id=${messages[0].id}`);
        await page.waitForSelector(".timeline >> text=Opted out");
    },

    "errors": async ({ page, context, base, signIn, api, expectErrors, look }) => {
        await api("POST", "/api/v1/campaigns", { name: "taken", channel: "sms", from: "curt", template: "Hi" });
        await signIn("creator");
        await open(page, base, "/ui/campaigns/?new=1");
        const refused = async (field) => {
            await page.click("text=Save as a draft");
            await page.waitForFunction((id) => document.activeElement.id === id && document.activeElement.getAttribute("aria-invalid") === "true" && document.querySelector(`#${id}-error`).textContent, field);
            expectErrors(1);
        };
        await page.fill("#f-text", "Hi");
        await page.fill("#f-from", "curt");
        await refused("f-name");
        await page.fill("#f-name", "taken");
        await refused("f-name");
        await look("campaign-error");
        await page.fill("#f-name", "open");
        await page.fill("#f-text", "An {open brace");
        await page.waitForFunction(() => document.querySelector(".segments").textContent.includes("brace"));
        expectErrors(1);
        await refused("f-text");
        await page.fill("#f-text", "Hi");
        await page.click("text=When and how fast");
        await page.click("text=Send only at certain hours");
        await page.fill("#f-zone", "Nowhere/City");
        await refused("f-zone");
        const second = await context.newPage();
        await page.close();
        await open(second, base, "/ui/campaigns/?new=1");
        assert.deepEqual([await second.inputValue("#f-name"), await second.inputValue("#f-text"), await second.isChecked("#limited")], ["open", "Hi", true]);
    },

    "hostile": async ({ page, base, signIn, api, expectErrors, look }) => {
        await signIn("creator");
        await open(page, base, "/ui/campaigns/?new=1");
        await fill(page, { name: "hostile", text: "Hi {x} " + hostile + " {{no}}" });
        const cell = hostile.replaceAll('"', '""');
        await choose(page, `to,x,"${cell}"\n${number(1)},"${cell}${"y".repeat(150)}",1\n"${cell}${"z".repeat(300)}",a,2\n${number(3)},"=1+1",3`, "<b>.csv");
        await page.waitForSelector("text=1 faulty row");
        await page.waitForSelector(".phone .bubble >> text={no}");
        assert.equal(await page.$("main img"), null);
        await look("campaign-hostile");
        const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Download the faulty rows")]);
        assert.ok(fs.readFileSync(await download.path(), "utf8").includes('"' + cell));
        await page.click("text=Save as a draft");
        await page.waitForURL(/name=hostile/);
        await page.waitForSelector(".bubble");
        assert.equal(await page.textContent(".bubble"), "Hi {x} " + hostile + " {{no}}");
        await api("POST", "/api/v1/messages", { channel: "rcs", to: number(7), from: "curt", text: "Hi", campaign: hostile }, process.env.CREATOR);
        await until(async () => (await api("GET", `/api/v1/stats/campaigns/${encodeURIComponent(hostile)}/funnel`)).messages === 1);
        await open(page, base, "/ui/campaign/?name=" + encodeURIComponent(hostile));
        expectErrors(1); // there is no campaign, only messages with its name
        assert.equal(await page.textContent("h1"), hostile);
    },

    "files": async ({ page, base, signIn }) => {
        await signIn("creator");
        await open(page, base, "/ui/campaigns/?new=1");
        await fill(page, { name: "files", text: "Grüße {Name}" });
        const first = async (text, name) => {
            await choose(page, text, name);
            await page.waitForSelector(`text=${name}: 1 row is right.`);
            return page.textContent(".recipients .bubble");
        };
        const row = `Name;to\r\n"Zoë; ä";${number(1)}\r\n`;
        assert.equal(await first(row, "utf8.csv"), "Grüße Zoë; ä");
        assert.equal(await first("\ufeff" + row, "mark.csv"), "Grüße Zoë; ä");
        assert.equal(await first(Buffer.from("\ufeff" + row, "utf16le"), "utf16.csv"), "Grüße Zoë; ä");
        assert.equal(await first(Buffer.from(row, "latin1"), "latin1.csv"), "Grüße Zoë; ä");
        assert.equal(await first(row.replaceAll(";", "\t").replace("Zoë\t", "Zoë;"), "tabs.tsv"), "Grüße Zoë; ä");
        assert.equal(await first(`sep=|\r\nName|to\r\nA,b|${number(1)}\r\n`, "sep.csv"), "Grüße A,b");
        await choose(page, "", "nothing.csv");
        await page.waitForSelector("text=There are no rows in this file.");
        await choose(page, "to,name\n", "head.csv");
        await page.waitForSelector("text=There are no rows in this file.");
    },

    "keyboard": async ({ page, base, signIn }) => {
        await signIn("creator");
        await open(page, base, "/ui/campaigns/?new=1");
        await page.waitForFunction(() => document.activeElement.id === "f-name");
        await page.keyboard.type("by-keys");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Tab");
        await page.keyboard.type("Example");
        await page.keyboard.press("Tab");
        await page.keyboard.type("Hello");
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => document.activeElement.type), "file");
        for (let i = 0; i < 5 && await page.evaluate(() => document.activeElement.textContent !== "Save as a draft"); i++)
            await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await page.waitForURL(/name=by-keys/);
        await page.waitForSelector("text=This campaign has no recipients yet.");
        await choose(page, `to\n${number(1)}\n${number(2)}\n`);
        await page.waitForSelector("text=2 rows are right.");
        await page.click("text=Add these recipients");
        await page.waitForSelector("text=0 of 2 recipients");
        await page.focus("main .actions button");
        await page.keyboard.press("Enter");
        await page.waitForSelector("dialog[open]");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await page.waitForSelector("text=2 of 2 recipients");
        await page.waitForFunction(() => document.activeElement.closest("main .actions"));
    },

    "reader": async ({ page, base, signIn, api }) => {
        await api("POST", "/api/v1/campaigns", { name: "looked-at", channel: "sms", from: "curt", template: "Hi", recipients: [{ to: number(1) }] });
        await signIn("reader");
        await open(page, base, "/ui/campaign/?name=looked-at");
        await page.waitForSelector("text=/^0 of 1 recipient$/");
        assert.equal(await page.$$eval("main button", (all) => all.length), 0);
        await open(page, base, "/ui/campaigns/?new=1");
        await page.waitForSelector("tbody");
        assert.equal(await page.$("text=New campaign"), null);
    },

    "French": async ({ page, base, signIn, look }) => {
        await signIn("creator");
        await open(page, base, "/ui/campaigns/?new=1");
        await fill(page, { name: "fr", text: "Bonjour {nom}" });
        await choose(page, `nom,to\nZoé,${number(1)}\nX,1\n`);
        await page.waitForSelector("text=1 ligne fautive");
        await page.waitForSelector("text=Le premier texte");
        await look("campaign-french");
    },
});
