// texts.js: holds the table of texts against the pages that use it. Prints what is wrong.
const fs = require("node:fs");
const path = require("node:path");

const top = path.join(__dirname, "../..");
const files = fs.readdirSync(path.join(top, "www"), { recursive: true }).filter((name) => /\.(js|html)$/.test(name));
const wrong = [];

const places = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join(" ");

function checkRow(key, row, languages) {
    if (row.length !== languages.length)
        wrong.push(`${key} is in ${row.length} languages`);
    const [first] = row.filter((text) => text !== null); // in English, a problem may have the API's own sentence
    const counted = typeof first === "object";
    for (const [i, text] of row.entries()) {
        if (text === null && i === 0 && /^(problem|closed)\./.test(key))
            continue;
        const forms = typeof text === "object" ? Object.values(text) : [text];
        if ((typeof text === "object") !== counted)
            wrong.push(`${key} has a plural in some languages only`);
        if (counted && !text.other)
            wrong.push(`${key} has no form "other" in ${languages[i]}`);
        const expected = places(counted ? first.other : first);
        if (!forms.some((form) => places(form) === expected) || forms.some((form) => form.trim() === ""))
            wrong.push(`${key} has other places in ${languages[i]}, or is empty`);
    }
}

(async () => {
    const { texts, languages } = await import(path.join(top, "www/ui/lib/texts.js"));
    const source = fs.readFileSync(path.join(top, "www/ui/lib/texts.js"), "utf8");
    const keys = [...source.matchAll(/^ {4}"([a-z0-9_.-]+)":/gim)].map((match) => match[1]);
    for (const key of keys.filter((key, i) => keys.indexOf(key) !== i))
        wrong.push(`${key} is there twice`);
    for (const [key, row] of Object.entries(texts))
        checkRow(key, row, languages);
    const served = ["cgi-bin/shorten/sign_in.c", "lib/http/password_page.c"].map((name) => fs.readFileSync(path.join(top, name), "utf8")).join("\n").replaceAll('\\"', '"');
    const all = files.filter((name) => !name.endsWith("texts.js")).map((name) => fs.readFileSync(path.join(top, "www", name), "utf8")).join("\n") + served;
    for (const [, key] of all.matchAll(/data-text(?:-[a-z-]+)?="([^"]+)"/g))
        if (!(key in texts) && !key.includes("{{"))
            wrong.push(`${key} is not in the table`);
    for (const [, key] of all.matchAll(/\bt\(\s*"([a-z0-9_.]+)"\s*[,)]/g))
        if (!(key in texts))
            wrong.push(`${key} is not in the table`);
    // A key is used when it is named, or when its beginning is put together with a word: "role." + role.
    const beginnings = [...all.matchAll(/["`]([a-z_]+\.(?:[a-z_]+\.)?)(?:"|\$\{|\{\{)/g)].map((match) => match[1]);
    for (const key of Object.keys(texts))
        if (!all.includes(`"${key}"`) && !beginnings.some((beginning) => key.startsWith(beginning)))
            wrong.push(`${key} is not used`);
    // What a program fills in is in English in the file itself, for those without JavaScript.
    for (const name of files.filter((name) => name.endsWith(".html") && !name.startsWith("ui")))
        for (const [, key, text] of fs.readFileSync(path.join(top, "www", name), "utf8").matchAll(/data-text="([^"]+)"[^>]*>([^<]*)</g))
            if (!key.includes("{{") && texts[key]?.[0] !== text)
                wrong.push(`${name}: "${text}" is not the English text of ${key}`);
    console.log(wrong.join("\n"));
    process.exitCode = wrong.length > 0 ? 1 : 0;
})();
