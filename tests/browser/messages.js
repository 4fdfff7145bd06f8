// messages.js: messages and opt-outs.
const { scenarios, assert, local } = require("./browser.js");

const hostile = "<img src=x onerror=alert(1)>\u202e\"'& " + "x".repeat(200);

async function open(page, base, path) {
    await page.goto(base + path);
    await page.waitForSelector("#who");
}

const status = (page) => page.textContent(".preview .segments");
const says = (page, text) => page.waitForFunction((wanted) => document.querySelector(".preview .segments").textContent.includes(wanted), text);

scenarios({
    "a message is sent": async ({ page, base, signIn, api, look }) => {
        await signIn("creator");
        await open(page, base, "/ui/messages/");
        await page.waitForSelector("text=No messages yet");
        await look("messages-empty");
        await page.click(".empty >> text=Write a message");
        await page.waitForSelector("#f-from");
        await page.fill("#f-from", "Example");
        await page.fill("#f-text", "Your parcel: https://example.com/parcels/4711");
        await says(page, "1 segment");
        const shown = await page.textContent(".bubble");
        assert.match(shown, new RegExp("^Your parcel: " + base + "/[A-Za-z0-9]{7}$"));
        assert.equal(await page.textContent(".bubble .link"), shown.slice("Your parcel: ".length));
        await page.fill("#f-to", "+44 7700 900000");
        await page.click("summary");
        await page.fill("#f-campaign", "parcels");
        await page.selectOption("#f-ttl", "86400");
        await look("message-write");
        await page.click(".actions >> text=Send");
        await page.waitForURL(/\/ui\/message\/\?id=/);
        await page.waitForFunction(() => document.querySelectorAll(".timeline li").length === 2);
        assert.deepEqual(await page.$$eval(".timeline li strong", (all) => all.map((one) => one.textContent)), ["Requested", "Sent"]);
        assert.match(await page.textContent("dl.facts"), /44770\*+00/);
        const id = new URL(page.url()).searchParams.get("id");
        const sent = await api("GET", "/api/v1/messages/" + id);
        assert.deepEqual([sent.to, sent.from, sent.campaign, sent.ttl, sent.links[0].url], ["447700900000", "Example", "parcels", 86400, "https://example.com/parcels/4711"]);
        await fetch(sent.links[0].short_url, { redirect: "manual", headers: { "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36" } });
        await page.waitForSelector(".timeline >> text=Clicked");
        await look("message");
        await open(page, base, "/ui/messages/?write=1");
        assert.equal(await page.inputValue("#f-text"), "");
    },

    "a rich message": async ({ page, base, signIn, api, look }) => {
        const { id } = await api("POST", "/api/v1/messages", { channel: "rcs", to: "447700900000", from: "Shop", card: { title: "Your parcel", text: "It is at https://example.com/parcels/4711",
            media_url: "https://203.0.114.1/parcel.png", suggestions: [{ type: "open_url", text: "Follow it", postback_data: "f", url: "https://example.com/follow/4711" },
                { type: "reply", text: hostile.slice(0, 25), postback_data: "r" }] } });
        await signIn("admin");
        await open(page, base, "/ui/message/?id=" + id);
        await page.waitForSelector(".bubble .card");
        assert.equal(await page.textContent(".bubble .card strong"), "Your parcel");
        assert.equal(await page.$$eval(".bubble .link", (all) => all.length), 2);
        assert.match(await page.textContent(".bubble .taps li"), new RegExp("^Follow it " + base + "/[A-Za-z0-9]{7}$"));
        assert.equal(await page.textContent(".bubble .taps li:nth-child(2) bdi"), hostile.slice(0, 25));
        await look("message-rich");
        await page.waitForSelector("button:text('Revoke the message')");
        await page.click("button:text('Revoke the message')");
        await page.waitForSelector("dialog >> text=may keep it");
        await page.click("dialog button:text('Revoke the message')");
        await page.waitForSelector("dd:text('The carrier refused')"); // the console cannot
        await page.waitForSelector("button:text('Revoke the message')");
        await look("message-revocation");
    },

    "scheduled": async ({ page, base, signIn, api, expectErrors, look }) => {
        await signIn("creator");
        await open(page, base, "/ui/messages/?write=1");
        await page.fill("#f-from", "Example");
        await page.fill("#f-to", "+44 7700 900033");
        await page.fill("#f-text", "Tomorrow");
        await page.click("summary");
        await page.fill("#f-send_at", local(1));
        await look("message-write-scheduled");
        await page.click(".actions >> text=Send");
        await page.waitForSelector(".state:text('Scheduled')");
        const id = new URL(page.url()).searchParams.get("id");
        assert.equal(new Date((await api("GET", "/api/v1/messages/" + id)).send_at).getTime(), await page.evaluate((text) => new Date(text).getTime(), local(1)));
        await look("message-scheduled");
        await page.click("text=Send at another time");
        expectErrors(1);
        await page.fill("dialog #f-send_at", local(40));
        await page.click("dialog button:not([type])");
        await page.waitForSelector("dialog >> text=within the next 35 days");
        await page.fill("dialog #f-send_at", local(2));
        await page.click("dialog button:not([type])");
        await page.waitForFunction(() => !document.querySelector("dialog"));
        assert.equal(new Date((await api("GET", "/api/v1/messages/" + id)).send_at).getTime(), await page.evaluate((text) => new Date(text).getTime(), local(2)));
        await open(page, base, "/ui/messages/");
        await page.waitForSelector("tbody .state:text('Scheduled')");
        await open(page, base, "/ui/message/?id=" + id);
        await page.click("text=Cancel the message");
        await page.waitForSelector("dialog >> text=It is not sent");
        await page.click("dialog button:text('Cancel the message')");
        await page.waitForSelector(".state:text('Failed')");
    },

    "UCS-2": async ({ page, base, signIn, look }) => {
        await signIn("creator");
        await open(page, base, "/ui/messages/?write=1");
        await page.fill("#f-from", "Example");
        await page.fill("#f-text", "It’s here ’ \u200b and 😀");
        await says(page, "UCS-2");
        assert.deepEqual(await page.$$eval(".ucs2 li", (all) => all.map((one) => one.textContent)), ["’ U+2019 2 times, first at position 3 Replace by '", " U+200B once, at position 13 Remove",
            "😀 U+1F600 once, at position 19 Nothing in GSM-7 says the same."]);
        assert.deepEqual(await page.$$eval(".bubble mark", (all) => all.map((one) => one.textContent)), ["’", "’", "\u200b", "😀"]);
        await look("message-ucs2");
        await page.click("text=Replace by '");
        await page.waitForFunction(() => document.querySelectorAll(".ucs2 li").length === 2);
        assert.equal(await page.inputValue("#f-text"), "It's here ' \u200b and 😀");
        await page.click("text=Remove");
        await page.waitForFunction(() => document.querySelectorAll(".ucs2 li").length === 1);
        await page.fill("#f-text", "x".repeat(161));
        await says(page, "2 segments");
        assert.match(await status(page), /161 characters in GSM-7/);
        await page.selectOption("#f-channel", "rcs");
        await page.waitForFunction(() => document.querySelector(".preview .segments").textContent === "161 characters");
        await page.selectOption("#f-channel", "mms");
        await page.waitForSelector("#f-image:visible");
    },

    "errors": async ({ page, base, signIn, api, expectErrors, look }) => {
        await api("POST", "/api/v1/suppressions", { number: "447700900066" });
        await signIn("creator");
        await open(page, base, "/ui/messages/?write=1");
        await page.fill("#f-from", "Example");
        await page.fill("#f-text", "Hello");
        await page.fill("#f-to", "+44 7700 900066");
        await page.waitForSelector("#f-to-error >> text=opted out");
        await page.click(".actions >> text=Send");
        expectErrors(1);
        await page.waitForFunction(() => document.activeElement.id === "f-to" && document.activeElement.getAttribute("aria-invalid") === "true");
        await look("message-error");
        await page.fill("#f-to", "12");
        await page.waitForTimeout(600);
        expectErrors(1); // the preview asks with a stranger's number instead
        await page.click(".actions >> text=Send");
        expectErrors(1);
        await page.waitForFunction(() => document.querySelector("#f-to-error").textContent.startsWith("To "));
        await page.fill("#f-text", "x".repeat(3300));
        await says(page, "3300 characters");
        expectErrors(2);
    },

    "draft": async ({ page, context, base, signIn, expectErrors }) => {
        await signIn("creator");
        await open(page, base, "/ui/messages/?write=1");
        await page.fill("#f-text", "Not yet");
        await page.fill("#f-from", "Somebody");
        await page.selectOption("#f-channel", "rcs");
        const second = await context.newPage();
        await page.close();
        await open(second, base, "/ui/messages/?write=1");
        assert.deepEqual([await second.inputValue("#f-text"), await second.inputValue("#f-from"), await second.inputValue("#f-channel")], ["Not yet", "Somebody", "rcs"]);
        await second.waitForSelector(".bubble >> text=Not yet");
        await context.clearCookies();
        await second.fill("#f-to", "447700900003");
        await second.waitForURL(/\/ui\/sign-in/); // the preview has found out
        expectErrors(1);
        await second.fill("#key", process.env.CREATOR);
        await second.click("main button");
        await second.waitForSelector(".bubble >> text=Not yet");
        assert.equal(new URL(second.url()).search, "?write=1");
        await second.click(".actions >> text=Send");
        await second.waitForURL(/\/ui\/message\/\?id=/);
    },

    "list": async ({ page, base, signIn, api, look }) => {
        for (let i = 0; i < 60; i++)
            await api("POST", "/api/v1/messages", { channel: "sms", to: `4477009001${String(i).padStart(2, "0")}`, from: "curt", text: `Hello ${i}`, campaign: i % 2 ? "odd" : "even" });
        await signIn("admin");
        await open(page, base, "/ui/messages/");
        await page.waitForSelector("tbody tr");
        assert.equal(await page.$$eval("tbody tr", (all) => all.length), 50);
        await look("messages");
        await page.click("text=Show more");
        await page.waitForFunction(() => document.querySelectorAll("tbody tr").length >= 60);
        await page.fill("#f-campaign", "odd");
        await page.click("main .filters button");
        await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 30);
        assert.equal(new URL(page.url()).searchParams.get("campaign"), "odd");
        await page.fill("#f-to", "+44 7700 900101");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
        await page.selectOption("#f-status", "failed");
        await page.waitForSelector("text=No message matches.");
        await page.reload();
        await page.waitForSelector("text=No message matches.");
        assert.equal(await page.inputValue("#f-status"), "failed");
        await page.click("text=Show all messages");
        await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 50);
    },

    "hostile": async ({ page, base, signIn, api, look }) => {
        const sent = await api("POST", "/api/v1/messages", { channel: "rcs", to: "447700900001", from: "<b>&\"'", text: hostile, client_ref: hostile.slice(0, 60) });
        await signIn("admin");
        await open(page, base, `/ui/message/?id=${sent.id}`);
        await page.waitForSelector(".bubble");
        assert.equal(await page.textContent(".bubble"), hostile);
        assert.equal(await page.textContent(".phone .sender"), "<b>&\"'");
        assert.equal(await page.$("main img"), null);
        await page.click("text=What the carrier reported");
        await page.waitForSelector("text=The carrier has reported nothing yet.");
        await look("message-hostile");
        await open(page, base, "/ui/messages/?campaign=" + encodeURIComponent("\"><img src=x onerror=alert(1)>"));
        await page.waitForSelector("text=No message matches.");
        assert.equal(await page.inputValue("#f-campaign"), "\"><img src=x onerror=alert(1)>");
    },

    "reader": async ({ page, base, signIn }) => {
        await signIn("reader");
        await open(page, base, "/ui/messages/?write=1");
        await page.waitForSelector("h1:text('Messages')");
        assert.equal(await page.$("text=Write a message"), null);
        assert.equal(await page.$("text=Opt-outs"), null);
    },

    "keyboard": async ({ page, base, signIn }) => {
        await signIn("creator");
        await open(page, base, "/ui/messages/?write=1");
        await page.waitForFunction(() => document.activeElement.id === "f-from");
        await page.keyboard.type("Example");
        await page.keyboard.press("Tab");
        await page.keyboard.type("447700900002");
        await page.keyboard.press("Tab");
        await page.keyboard.type("It’s me");
        await page.waitForSelector(".ucs2 button");
        for (let i = 0; i < 6 && await page.evaluate(() => document.activeElement.textContent !== "Send"); i++)
            await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/ui\/message\/\?id=/);
        await page.waitForSelector(".bubble >> text=It’s me");
    },

    "opt-outs": async ({ page, base, signIn, expectErrors, look }) => {
        await signIn("admin");
        await open(page, base, "/ui/messages/");
        await page.click("text=Opt-outs");
        await page.waitForSelector("h1:text('Opt-outs')");
        await page.waitForSelector(".empty, tbody");
        await page.fill("#f-number", "+44 7700 900077");
        await page.click("text=Opt out");
        await page.waitForSelector("td >> text=447700900077");
        await look("opt-outs");
        await page.fill("#f-number", "447700900078");
        await page.click("text=Find");
        expectErrors(1);
        await page.waitForSelector("text=447700900078 has not opted out.");
        await page.fill("#f-number", "+447700900077");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
        await page.click("tbody button");
        await page.click("dialog button.danger");
        await page.waitForSelector(".toast");
        await page.waitForFunction(() => ![...document.querySelectorAll("td")].some((one) => one.textContent.includes("900077")));
        await page.fill("#f-number", "1");
        await page.click("text=Opt out");
        expectErrors(1);
        await page.waitForFunction(() => document.activeElement.id === "f-number" && document.querySelector("#f-number-error").textContent.startsWith("Number "));
    },

    "German": async ({ page, base, signIn, look }) => {
        await signIn("admin");
        await open(page, base, "/ui/messages/?write=1");
        await page.fill("#f-text", "Grüße – bald");
        await page.waitForSelector(".ucs2 >> text=Durch - ersetzen");
        await look("message-german");
        await open(page, base, "/ui/opt-outs/");
        await page.waitForSelector("h1:text('Abmeldungen')");
    },
});
