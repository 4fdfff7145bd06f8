// recipients.js: lists of recipients out of a CSV: read, mapped to a text's {placeholders}, and sent in slices.
import { parseCsv } from "./csv.js";

// The text of a file as spreadsheets write it: UTF-8, UTF-16 with its mark, or else Windows' Western European.
export function decodeText(bytes) {
    const [a, b] = bytes;
    if (a === 0xff && b === 0xfe || a === 0xfe && b === 0xff)
        return new TextDecoder(a === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
        return new TextDecoder("windows-1252").decode(bytes);
    }
}

// What the first row is separated by, as the API decides it: a comma, else a semicolon, else a tab; sep=; decides for it.
function separatorOf(first) {
    const bare = first.replace(/"(?:[^"]|"")*"/g, "");
    return bare.includes(",") ? "," : bare.includes(";") ? ";" : bare.includes("\t") ? "\t" : ",";
}

// { columns: [name], rows: [{ line, raw, cells }], head: the first row as it stands }; null when there is nothing to read.
export function readCsv(text) {
    const plain = text.replace(/^\ufeff/, ""), said = /^sep=(.)\r?\n/i.exec(plain);
    const [first] = parseCsv(plain, { separator: "\u0000", most: said ? 2 : 1 }).slice(said ? 1 : 0);
    if (!first)
        return null;
    const separator = said?.[1] ?? separatorOf(first.raw);
    const [head, ...rows] = parseCsv(plain, { separator }).slice(said ? 1 : 0);
    const isFilled = (row) => row.cells.some((cell) => cell.trim() !== "");
    return { columns: head.cells.map((cell) => cell.trim()), rows: rows.filter(isFilled), head: head.raw, separator };
}

const numberNames = ["to", "recipient", "phone", "phoneno", "phonenumber", "mobile", "mobileno", "mobilenumber", "mobilephone", "cell", "cellnumber",
    "cellphone", "telephone", "telephonenumber", "tel", "telno", "contactnumber", "msisdn", "telefon", "handy", "téléphone", "teléfono", "móvil", "portable"];

// The column whose name says that it holds the numbers; without one, the first whose values look like numbers; -1: none.
export function numberColumn({ columns, rows }) {
    const named = columns.findIndex((name) => numberNames.includes(name.toLowerCase().replace(/[ _.#-]/g, "")));
    if (named >= 0)
        return named;
    return columns.findIndex((_, i) => rows.length > 0 && rows.slice(0, 20).every((row) => /^[+(]?[\d\s().-]{7,}$/.test(row.cells[i]?.trim() ?? "")));
}

// The names in {braces} of a text, each once; {{ and }} are braces.
export function placeholders(text) {
    const names = [...text.replaceAll("{{", "\u0000").matchAll(/\{([^{}]{1,64})\}/g)].map((match) => match[1]);
    return [...new Set(names)];
}

// What is sent of a row: every column under its name, and what was chosen for the number and for each placeholder.
export function recipientOf(row, columns, { to, fields }) {
    const recipient = {};
    const put = (name, value) => {
        if (name && value?.trim())
            recipient[name] = value.trim();
    };
    columns.forEach((name, i) => put(name, row.cells[i]));
    for (const [name, column] of Object.entries(fields))
        if (name !== "to") {
            delete recipient[name];
            put(name, row.cells[column]);
        }
    delete recipient.to;
    put("to", row.cells[to]);
    return recipient;
}

// Slices of at most `most` recipients, and of no more than so many characters of JSON: [{ from, recipients }]
export function* slices(recipients, most, size) {
    let from = 0, length = 0;
    for (let i = 0; i < recipients.length; i++) {
        const own = JSON.stringify(recipients[i]).length + 1;
        if (i > from && (i - from === most || length + own > size)) {
            yield { from, recipients: recipients.slice(from, i) };
            from = i;
            length = 0;
        }
        length += own;
    }
    if (from < recipients.length)
        yield { from, recipients: recipients.slice(from) };
}

// Why rows of a slice are faulty, all of them: an answer names only the first hundred. ask(recipients) is a dry run.
async function faultsOf({ from, recipients }, answer, ask) {
    if (answer.invalid <= answer.errors.length)
        return answer.errors.map((error) => ({ ...error, index: from + error.line - 1 }));
    const all = [];
    for (const part of slices(recipients, 100, Infinity))
        all.push(...(await ask(part.recipients)).errors.map((error) => ({ ...error, index: from + part.from + error.line - 1 })));
    return all;
}

// Tries all recipients: { valid, segments, preview, faults: [{ index, detail }] }. tell({ done, total, ... }) as it goes.
export async function checkAll(recipients, ask, tell) {
    const result = { valid: 0, segments: 0, preview: [], faults: [], done: 0, total: recipients.length };
    for (const slice of slices(recipients, 1000, 500000)) {
        const answer = await ask(slice.recipients);
        result.valid += answer.added;
        result.segments += answer.segments;
        result.preview.push(...answer.preview.map((one) => ({ ...one, index: slice.from + one.line - 1 })).slice(0, 10 - result.preview.length));
        result.faults.push(...await faultsOf(slice, answer, ask));
        result.done = slice.from + slice.recipients.length;
        tell(result);
    }
    return result;
}

// An upload that goes on where it stopped: run() again after a failure. A number that is there is not added twice.
export function upload(recipients, send, tell) {
    const result = { added: 0, duplicates: 0, invalid: 0, done: 0, total: recipients.length };
    const all = [...slices(recipients, 5000, 4000000)];
    let next = 0;
    return async () => {
        for (; next < all.length; next++) {
            const answer = await send(all[next].recipients);
            for (const name of ["added", "duplicates", "invalid"])
                result[name] += answer[name];
            result.done = all[next].from + all[next].recipients.length;
            tell(result);
        }
        return result;
    };
}
