// conversions.js: etc/conversions/click-id.js on a shop's pages.
const fs = require("node:fs"), path = require("node:path");
const { scenarios, assert } = require("./browser.js");

const script = fs.readFileSync(path.join(__dirname, "../../etc/conversions/click-id.js"), "utf8");
const html = `<!doctype html><title>Shop</title><script>${script}</script><a href="/cart">Cart</a>
    <form action="/order" method="post"><input type="hidden" name="curt_id"><input name="email" value="a@example.com"><button>Order</button></form>`;

scenarios({
    "an order": async ({ page }) => {
        const orders = [];
        await page.route("https://shop.example/**", (route) => {
            if (route.request().method() === "POST")
                orders.push(new URLSearchParams(route.request().postData()).get("curt_id"));
            return route.fulfill({ contentType: "text/html", body: html });
        });
        await page.goto("https://shop.example/?color=red&curt_id=abc.s2fYqYI#top");
        assert.equal(page.url(), "https://shop.example/?color=red#top");
        await page.click("text=Cart"); // another page of the same visit
        await page.click("text=Order");
        await page.waitForURL("https://shop.example/order");
        assert.deepEqual(orders, ["abc.s2fYqYI"]);
    },
});
