// pictures.js: the pictures of README.md, for doc/take-pictures.
const path = require("node:path");
const { scenarios } = require("./browser.js");

const file = (name) => path.join(__dirname, "../../doc/pictures", name + ".png");

scenarios({
    "all": async ({ page, base, signIn }) => {
        await page.setViewportSize({ width: 1100, height: 760 });
        await signIn("admin");
        const take = async (name, where, ready, height = 760) => {
            await page.setViewportSize({ width: 1100, height });
            await page.goto(base + where);
            await page.waitForSelector(ready);
            await page.waitForTimeout(500);
            await page.screenshot({ path: file(name) });
        };
        await take("overview", "/ui/", "canvas");
        await take("link", "/ui/link/?code=spring", "canvas", 1500);
        await take("campaign", "/ui/campaign/?name=vouchers", "canvas");
    },
});
