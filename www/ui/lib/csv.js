// csv.js: CSV (RFC 4180), written and read.

// A cell that a spreadsheet would take for a formula gets a quote before it.
const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+@\t\r]|^-(?![\d.,]+$)/.test(text) ? "'" + text : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const toCsv = (rows) => rows.map((row) => row.map(cell).join(",") + "\r\n").join("");

export function download(name, text, type = "text/csv;charset=utf-8") {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// The rows of a text: [{ line, raw, cells }]; line is where a row begins, raw is it as it stands, most: no more rows.
export function parseCsv(text, { separator = ",", most = Infinity } = {}) {
    const rows = [];
    let line = 1, at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    while (at < text.length && rows.length < most) {
        const row = { line, raw: "", cells: [] }, start = at;
        let value = "", quoted = false;
        for (; at < text.length; at++) {
            const c = text[at];
            if (c === "\n")
                line++;
            if (quoted) {
                if (c !== '"')
                    value += c;
                else if (text[at + 1] === '"')
                    value += text[++at];
                else
                    quoted = false;
            } else if (c === '"' && value === "") {
                quoted = true;
            } else if (c === separator) {
                row.cells.push(value);
                value = "";
            } else if (c === "\n") {
                break;
            } else if (c !== "\r" || text[at + 1] !== "\n") {
                value += c;
            }
        }
        row.cells.push(value);
        row.raw = text.slice(start, ++at).replace(/\r?\n$/, "");
        if (row.raw !== "")
            rows.push(row);
    }
    return rows;
}
