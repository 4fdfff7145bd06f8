// recipients_file.js: choosing a CSV of recipients: which column is the number and which fill the placeholders, the first
// ten texts, and the faulty rows with a CSV of them to mend.
import { download } from "./csv.js";
import { el, explain, field, select, table } from "./dom.js";
import { debounced } from "./message_form.js";
import { bubble, segmentsText } from "./phone.js";
import { checkAll, decodeText, numberColumn, placeholders, readCsv, recipientOf } from "./recipients.js";
import { number, t } from "./text.js";

const shownFaults = 20;
const shortened = (row) => row.length > 100 ? `${row.slice(0, 99)}…` : row;
// Why a row is faulty, with the name of its placeholder.
function reasonOf({ code, detail, pointer = "" }) {
    if (code === "template_field")
        return t("recipients.nothing_given", { name: /\{.*\}/.exec(detail)?.[0] ?? "" });
    const name = pointer.replace(/^#\//, "");
    return explain({ code, message: detail }, name === "to" ? t("recipients.number") : name, name);
}

const linksIn = (text, base) => [...text.matchAll(new RegExp(base.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + "/[A-Za-z0-9_-]+", "g"))].map(([url]) => ({ short_url: url }));

export const previewOf = (row, base) => ({ ...row, links: linksIn(row.text, base) });

function dropZone(take) {
    const input = el("input", { type: "file", accept: ".csv,.txt,.tsv,text/csv,text/plain", class: "visually-hidden", onchange: () => input.files[0] && take(input.files[0]) });
    const zone = el("label", { class: "drop" }, input, el("span", { class: "button quiet", text: t("recipients.choose") }), el("span", { class: "hint", text: t("recipients.drop") }));
    for (const name of ["dragenter", "dragover"])
        zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
    for (const name of ["dragleave", "drop"])
        zone.addEventListener(name, () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
        event.preventDefault();
        if (event.dataTransfer.files[0])
            take(event.dataTransfer.files[0]);
    });
    return zone;
}

// The selects that say which column is what; they have no name, so that no draft keeps them.
function mapping(csv, names, chosen, onchange) {
    const options = csv.columns.map((name, i) => [String(i), name || t("recipients.column", { n: i + 1 })]);
    const pick = (id, label, value) => {
        const control = select("", [["-1", t("recipients.no_column")], ...options], String(value), { id, onchange });
        control.removeAttribute("name");
        return field(label, control);
    };
    const same = (name) => {
        const exact = csv.columns.indexOf(name);
        return exact >= 0 ? exact : csv.columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
    };
    return [pick("map-to", t("recipients.number"), chosen.to ?? numberColumn(csv)),
        ...names.map((name, i) => pick(`map-${i}`, `{${name}}`, chosen.fields[name] ?? (name === "to" ? chosen.to ?? numberColumn(csv) : same(name))))];
}

// The faulty rows as they stand in the file, so that they can be mended and chosen again, with the reason in one more column.
function faultyCsv({ columns, head, rows, separator }, faults) {
    const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
    const row = (fault) => {
        const { raw, cells } = rows[fault.index];
        return raw + separator.repeat(Math.max(1, columns.length - cells.length + 1)) + quoted(reasonOf(fault));
    };
    return [head + separator + quoted(t("recipients.reason")), ...faults.map(row)].join("\r\n") + "\r\n";
}

function faultList(csv, name, faults) {
    if (faults.length === 0)
        return null;
    const columns = [{ label: t("recipients.line"), class: "number", cell: (one) => number(csv.rows[one.index].line) },
        { label: t("recipients.row"), cell: (one) => el("bdi", { text: shortened(csv.rows[one.index].raw) }) },
        { label: t("recipients.reason"), cell: (one) => reasonOf(one) }];
    return el("div", { class: "faults" }, el("h3", { class: "bad", text: t("recipients.faulty", { n: faults.length }) }), table(columns, faults.slice(0, shownFaults)),
        faults.length > shownFaults && el("p", { class: "hint", text: t("recipients.first_faults", { n: shownFaults }) }),
        el("p", {}, el("button", { type: "button", class: "quiet small", text: t("recipients.mend"),
            onclick: () => download(`${name.replace(/\.\w+$/, "")}-faulty.csv`, faultyCsv(csv, faults)) })));
}

function firstTexts(csv, preview, base) {
    if (preview.length === 0)
        return null;
    const columns = [{ label: t("recipients.line"), class: "number", cell: (one) => number(csv.rows[one.index].line) },
        { label: t("messages.to"), cell: (one) => el("span", { class: "nowrap", text: one.to }) }, { label: t("messages.text"), class: "wide", cell: (one) => bubble(previewOf(one, base)) },
        { label: t("message.segments"), cell: (one) => segmentsText(one) }];
    return el("div", {}, el("h3", { text: t("recipients.first_texts", { n: preview.length }) }), table(columns, preview));
}

/*
 * text() is the text with placeholders, ask(recipients, signal) a dry run that answers as an import, base what short links
 * begin with; changed() is told of every choice. Has node, update() for when the text has changed, and recipients().
 */
export function recipientsFile({ text, ask, base, changed = () => {} }) {
    const map = el("div", { class: "fields" }), results = el("div"), said = el("p", { role: "status" }), bar = el("progress", { hidden: true, "aria-label": t("recipients.checking") });
    const chosen = { to: undefined, fields: {} };
    let csv, name = "", names = [];

    const choices = () => {
        const value = (id) => Number(map.querySelector(`#${id}`)?.value ?? -1);
        return { to: value("map-to"), fields: Object.fromEntries(names.map((one, i) => [one, value(`map-${i}`)])) };
    };
    const recipients = () => csv ? csv.rows.map((row) => recipientOf(row, csv.columns, choices())) : [];

    const show = (result) => {
        const open = result.done < result.total;
        bar.hidden = !open;
        bar.max = result.total;
        bar.value = result.done;
        said.textContent = open ? t("recipients.checked", { done: result.done, n: result.total })
            : `${name}: ${t("recipients.right", { n: result.valid })} ${result.segments > 0 ? t("recipients.segments", { n: result.segments }) : ""}`;
        if (!open || results.childElementCount === 0)
            results.replaceChildren(faultList(csv, name, result.faults) ?? "", firstTexts(csv, result.preview, base) ?? "");
    };
    const check = debounced(async (signal) => {
        if (!csv)
            return;
        results.replaceChildren();
        if (choices().to < 0) {
            said.textContent = t("recipients.which_number");
            return;
        }
        try {
            await checkAll(recipients(), (some) => ask(some, signal), (result) => signal.aborted || show(result));
        } catch (problem) {
            if (problem.name === "AbortError")
                throw problem;
            bar.hidden = true;
            said.textContent = explain(problem);
        }
    });
    const choose = () => {
        Object.assign(chosen, choices());
        changed();
        check();
    };
    const draw = () => {
        names = placeholders(text()).filter((one) => one !== "to");
        map.replaceChildren(...mapping(csv, names, chosen, choose));
    };
    const take = async (file) => {
        csv = readCsv(decodeText(new Uint8Array(await file.arrayBuffer())));
        name = file.name;
        results.replaceChildren();
        if (!csv || csv.rows.length === 0) {
            csv = undefined;
            map.replaceChildren();
            said.textContent = t("recipients.empty");
            return;
        }
        node.classList.add("unsent"); // no draft has the file
        Object.assign(chosen, { to: undefined, fields: {} });
        draw();
        changed();
        check();
    };
    const node = el("div", { class: "recipients" }, dropZone(take), map, said, bar, results);
    return {
        node,
        recipients,
        update: () => {
            if (csv && placeholders(text()).filter((one) => one !== "to").join("\n") !== names.join("\n"))
                draw();
            check();
        },
        columns: () => csv?.columns.filter(Boolean) ?? [],
    };
}
