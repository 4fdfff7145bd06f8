// contrast.js: the colours of curt.css against each other, as WCAG 2.2 wants them: 4.5:1 for text, 3:1 for the borders of
// controls and for charts (1.4.3, 1.4.11), in the light and in the dark scheme. Prints what is too faint.
const fs = require("node:fs");
const path = require("node:path");

const css = fs.readFileSync(path.join(__dirname, "../../www/ui/curt.css"), "utf8");

const tokens = (block) => Object.fromEntries([...block.matchAll(/--([a-z0-9-]+):\s*#([0-9a-f]{6})\b/g)].map(([, name, hex]) => [name, hex]));
const [light, dark] = [css.indexOf(":root {"), css.indexOf("prefers-color-scheme: dark")].map((at) => tokens(css.slice(at, css.indexOf("}", at))));

// The relative luminance of a colour, and the contrast of two (WCAG 2.2, definitions).
const luminance = (hex) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
    const part = parseInt(hex.slice(2 * i, 2 * i + 2), 16) / 255;
    return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
}, 0);
const contrast = (a, b) => {
    const [less, more] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (more + 0.05) / (less + 0.05);
};

const backgrounds = ["paper", "surface", "raised"];
const texts = ["ink", "quiet", "accent", "good", "bad", "warn"];
const marks = ["border", "series-1", "series-2", "series-3", "series-4", "series-5"];
const pairs = [...texts.flatMap((one) => backgrounds.map((on) => [one, on, 4.5])), ["accent-ink", "accent", 4.5], ["ink", "accent-soft", 4.5],
    ...marks.flatMap((one) => backgrounds.map((on) => [one, on, 3]))];

let compared = 0;
for (const [scheme, colours] of [["light", { ...light }], ["dark", { ...light, ...dark }]])
    for (const [one, on, least] of pairs) {
        const found = contrast(colours[one], colours[on]);
        compared++;
        if (!(found >= least)) {
            console.log(`${scheme}: ${one} on ${on} is ${found.toFixed(2)}:1, not ${least}:1`);
            process.exitCode = 1;
        }
    }
console.log(`${compared} pairs`);
