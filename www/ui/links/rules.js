// rules.js: the redirect rules of a link, edited a condition a row, and shown.
import { el, field, outLink, select } from "../lib/dom.js";
import { t, time, zone } from "../lib/text.js";
import { readTime, writeTime } from "../lib/when.js";
import { completeUrl, readTags } from "./link_fields.js";

const list = (text) => readTags(text), unlist = (values) => values.join(", ");
const lower = (text) => list(text).map((one) => one.toLowerCase());
const moment = { type: "datetime-local", read: (text) => readTime(text), write: writeTime, show: (iso) => `${time(iso)} (${zone})` };

// "from=sms, ref" and back: a parameter without = may have any value.
function readQuery(text) {
    return Object.fromEntries(list(text).map((one) => {
        const [name, ...value] = one.split("=");
        return [name, one.includes("=") ? value.join("=") : true];
    }));
}

const writeQuery = (query) => Object.entries(query).map(([name, value]) => value === true ? name : `${name}=${value}`).join(", ");

// How each condition is typed, read and written.
const KINDS = {
    device: { example: "ios, android", read: lower, write: unlist },
    browser: { example: "Firefox, Safari", read: list, write: unlist },
    language: { example: "de, en-GB", read: list, write: unlist },
    country: { example: "DE, AT", read: list, write: unlist },
    query: { example: "from=sms, ref", read: readQuery, write: writeQuery },
    network: { example: "192.0.2.0/24", read: list, write: unlist },
    hours: { example: "Mon-Fri 09:00-17:00 Europe/Berlin", read: (text) => text, write: (text) => text },
    after: moment,
    before: moment,
    share: { type: "number", example: "50", read: Number, write: String, show: (share) => share + " %" },
};

const small = (text, label, onclick, name = "") => el("button", { type: "button", class: "quiet small " + name, "aria-label": label, title: label, text, onclick });

// A row: what is compared, and with what.
function condition(kind, value) {
    const kinds = select(undefined, Object.keys(KINDS).map((one) => [one, t("rules." + one)]), kind, { "aria-label": t("rules.condition") });
    const input = el("input", { "aria-label": t("rules.value"), autocomplete: "off" });
    const fit = (text) => {
        const { type = "text", example = "" } = KINDS[kinds.value];
        input.type = type;
        input.placeholder = type === "datetime-local" ? "" : example;
        input.value = text;
    };
    const row = el("div", { class: "condition" }, kinds, input, small("×", t("rules.remove_condition"), () => {
        const rows = row.parentNode;
        row.remove();
        onlyOnce(rows);
    }));
    kinds.addEventListener("change", () => fit(""));
    const before = value === undefined ? "" : KINDS[kind].write(value);
    fit(before);
    row.read = () => {
        const text = input.value.trim();
        if (value !== undefined && kinds.value === kind && text === before) // as it was, to the second
            return [kind, value];
        return [kinds.value, text === "" ? null : KINDS[kinds.value].read(text)];
    };
    return row;
}

// A rule has each kind of condition once: those that other rows have cannot be chosen. Returns the kinds it has.
function onlyOnce(rows) {
    const kinds = [...rows.querySelectorAll("select")], used = kinds.map((one) => one.value);
    for (const one of kinds)
        for (const option of one.options)
            option.disabled = option.value !== one.value && used.includes(option.value);
    rows.nextSibling?.toggleAttribute("hidden", used.length === Object.keys(KINDS).length);
    return used;
}

function rule({ if: conditions = { device: undefined }, url = "" } = {}, renumber) {
    const rows = el("div", { onchange: () => onlyOnce(rows) }, Object.entries(conditions).map(([kind, value]) => condition(kind, value)));
    const target = el("input", { id: "rule-url-" + Math.random().toString(36).slice(2), value: url, maxlength: 8192, inputmode: "url", autocomplete: "off" });
    const add = el("button", { type: "button", class: "link", text: t("rules.add_condition"), onclick: () => {
        const used = onlyOnce(rows);
        rows.append(condition(["language", ...Object.keys(KINDS)].find((kind) => !used.includes(kind))));
        onlyOnce(rows);
        rows.lastChild.querySelector("select").focus();
    } });
    const move = (before) => {
        before ? node.previousSibling.before(node) : node.nextSibling.after(node);
        renumber();
        const [same, other] = before ? [".earlier", ".later"] : [".later", ".earlier"];
        (node.querySelector(same + ":enabled") ?? node.querySelector(other)).focus();
    };
    const node = el("fieldset", { class: "rule" }, el("legend", {}), rows, el("p", {}, add), field(t("rules.target"), target), el("p", { class: "actions" },
        small("↑", t("rules.earlier"), () => move(true), "earlier"), small("↓", t("rules.later"), () => move(false), "later"),
        el("button", { type: "button", class: "quiet small", text: t("rules.remove"), onclick: () => { node.remove(); renumber(); } })));
    onlyOnce(rows);
    node.read = () => ({ if: Object.fromEntries([...rows.children].map((row) => row.read())), url: completeUrl(target.value) });
    return node;
}

// { node, value() }: value() is what the API takes.
export function rulesEditor(rules = []) {
    const all = el("div", {});
    const renumber = () => [...all.children].forEach((one, i) => {
        one.querySelector("legend").textContent = t("rules.nth", { n: i + 1 });
        one.querySelector(".earlier").disabled = i === 0;
        one.querySelector(".later").disabled = i === all.children.length - 1;
    });
    const add = (one) => { all.append(rule(one, renumber)); renumber(); };
    rules.forEach(add);
    const node = el("details", { class: "rules", open: rules.length > 0 }, el("summary", { text: t("rules.title") }), el("p", { class: "hint", text: t("rules.hint") }), all,
        el("p", {}, el("button", { type: "button", class: "quiet small", text: t("rules.add"), onclick: () => { add(); all.lastChild.querySelector("input").focus(); } })));
    return { node, value: () => [...all.children].map((one) => one.read()) };
}

export function rulesView(rules) {
    const show = ([kind, value]) => el("div", { class: "hint", text: `${t("rules." + kind)}: ${(KINDS[kind].show ?? KINDS[kind].write)(value)}` });
    return el("ol", { class: "rules" }, rules.map((one) => el("li", {}, outLink(one.url), Object.entries(one.if).map(show))));
}
