// dom.js: builds what a page shows. What people wrote goes in as text, never as markup.
import { hasText, number, t } from "./text.js";

// el("a", { class: "short", href: "/x", text: "x", onclick: f, data: { label: "Code" } }, child, ...)
export function el(name, properties = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
        if (value === undefined || value === null || value === false)
            continue;
        if (key === "text")
            node.textContent = value;
        else if (key === "data")
            Object.assign(node.dataset, value);
        else if (key.startsWith("on"))
            node.addEventListener(key.slice(2), value);
        else
            node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
    return node;
}

export const byId = (id) => document.getElementById(id);

// A link to somewhere a stranger chose: only http and https become links.
export function outLink(url) {
    return /^https?:/i.test(url) ? el("a", { href: url, rel: "noopener noreferrer", text: url }) : el("span", { text: url });
}

// A labelled control with a place for its error. control is an input, select or textarea of the caller's.
export function field(label, control, { hint, grow } = {}) {
    const id = control.id || (control.id = "f-" + (control.name || Math.random().toString(36).slice(2)));
    const error = el("p", { class: "field-error", id: id + "-error" });
    control.setAttribute("aria-describedby", [hint && id + "-hint", id + "-error"].filter(Boolean).join(" "));
    return el("div", { class: grow ? "field grow" : "field" }, el("label", { for: id, text: label }), control,
        hint && el("p", { class: "hint", id: id + "-hint", text: hint }), error);
}

export function select(name, options, value, properties = {}) {
    return el("select", { name, ...properties }, options.map(([id, text]) =>
        el("option", { value: id, selected: id === value, text })));
}

const labelOf = (form, control) => form.querySelector(`label[for="${control.id}"]`)?.textContent.trim() ?? control.name;

// What went wrong, in the person's words: the sentence of its code, or the API's own with the label in place of the name.
export function explain(problem, label, name) {
    if (problem.status === 429 || problem.status === 503) {
        const key = problem.status === 429 ? "error.rate" : "error.busy";
        return t(key, { n: problem.retryAfter ?? 5 });
    }
    const words = hasText("problem." + problem.code) ? t("problem." + problem.code, label ? { field: label } : {}) : "";
    if (words !== "" && !words.includes("{field}")) // a sentence about a field is of no use where there is none
        return words;
    const detail = problem.message;
    return label && name && detail.startsWith(name) ? label + detail.slice(name.length) : detail;
}

export function clearProblems(form) {
    for (const control of form.querySelectorAll("[aria-invalid]"))
        control.removeAttribute("aria-invalid");
    for (const place of form.querySelectorAll(".field-error, .error"))
        place.textContent = "";
}

// Shows a problem at the field that its pointer names, else in the form's .error, and takes the focus there.
// names: the form's name for a field of the API, where they differ.
export function showProblem(form, problem, names = {}) {
    clearProblems(form);
    const name = (problem.pointer ?? "").replace(/^#?\/?/, "").replace(/\/\d+$/, "");
    const control = name && form.elements[names[name] ?? name];
    if (control instanceof Element && control.id) {
        const closed = control.closest("details:not([open])");
        if (closed)
            closed.open = true;
        control.setAttribute("aria-invalid", "true");
        const place = byId(control.id + "-error");
        place.setAttribute("role", "alert");
        place.textContent = explain(problem, labelOf(form, control), name);
        control.focus();
        control.addEventListener("input", () => {
            control.removeAttribute("aria-invalid");
            place.textContent = "";
        }, { once: true });
        return;
    }
    let place = form.querySelector(".error");
    if (!place)
        form.prepend(place = el("p", { class: "error" }));
    place.setAttribute("role", "alert");
    place.tabIndex = -1;
    place.textContent = explain(problem);
    place.focus();
}

// Sends a form, one at a time: a second click, while the first is under way, does nothing. What goes wrong is shown in it;
// what was typed and is half a date or no number is not taken for nothing.
export function onSubmit(form, send, names) {
    let sending = false;
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (sending)
            return;
        sending = true;
        clearProblems(form);
        try {
            const bad = [...form.elements].find((control) => control.validity?.badInput);
            if (bad)
                throw Object.assign(new Error(bad.validationMessage), { pointer: "#/" + bad.name });
            await send(form);
        } catch (problem) {
            showProblem(form, problem, names);
        } finally {
            sending = false;
        }
    });
}

// columns: [{ label, cell: (row) => node or text, class }]
export function table(columns, rows, { caption, rowClass } = {}) {
    return el("table", { class: "stack" }, caption && el("caption", { text: caption }),
        el("thead", {}, el("tr", {}, columns.map((c) => el("th", { scope: "col", class: c.class }, c.head ?? c.label)))),
        el("tbody", {}, rows.map((row) => tableRow(columns, row, rowClass))));
}

// The last column, of buttons: its head is for those who do not see it, and so is what a button is about.
export const actionsColumn = (cell) => ({ head: el("span", { class: "visually-hidden", text: t("links.actions") }), cell });
export const rowButton = (text, name, onclick) => el("button", { type: "button", class: "quiet small", text, "aria-label": `${text}: ${name}`, onclick });

export function tableRow(columns, row, rowClass) {
    return el("tr", { class: rowClass?.(row) }, columns.map((c) =>
        el("td", { class: c.class, data: c.label ? { label: c.label } : {} }, c.cell(row) ?? "")));
}

// A list of what is known: [key of its name, text or node]; what is not known is left out.
export function facts(rows) {
    return el("dl", { class: "facts" }, rows.filter(([, value]) => value).map(([key, value]) => [el("dt", { text: t(key) }), el("dd", {}, value)]));
}

// Details whose content load() makes when they are opened first; after a failure, when they are opened again.
export function lazyDetails(summary, load) {
    let loaded = false;
    const node = el("details", { ontoggle: async () => {
        if (!node.open || loaded)
            return;
        loaded = true;
        await load().then((content) => node.append(...content), (problem) => { loaded = false; throw problem; });
    } }, el("summary", {}, summary));
    return node;
}

// A number with what it counts.
export function figure(label, n, hint) {
    return el("div", { class: "card" }, el("div", { class: "quiet-text", text: label }), el("div", { class: "figure-number", text: number(n) }), hint && el("div", { class: "hint", text: hint }));
}

export function emptyState(text, button) {
    return el("div", { class: "empty" }, el("p", { text }), button);
}

// A short notice at the foot of the page, with a button to take it back, if undo is given: that has time, and the keyboard
// finds it at once when what it was on has gone.
export function toast(text, { label, action, seconds = action ? 20 : 8 } = {}) {
    document.querySelector(".toast")?.remove();
    const box = el("div", { class: "toast", role: "status" });
    document.body.append(box);
    box.append(el("span", { text }), ...(action ? [el("button", { type: "button", text: label, onclick: () => { box.remove(); action(); } })] : []));
    if (action && document.activeElement === document.body)
        box.querySelector("button").focus();
    const leave = () => (box.contains(document.activeElement) ? box.addEventListener("focusout", () => box.remove()) : box.remove());
    setTimeout(leave, seconds * 1000);
}

// Asks before what cannot be taken back: true when the person agrees. tone: the class of the button that
// does it; back: the text of the one that does not.
export function confirm(text, label, { tone = "danger", back = t("frame.cancel") } = {}) {
    return new Promise((resolve) => {
        const box = el("dialog", { "aria-label": label }, el("p", { text }), el("form", { method: "dialog", class: "actions" },
            el("button", { class: "quiet", value: "", text: back }), el("button", { class: tone, value: "yes", text: label })));
        box.addEventListener("close", () => { box.remove(); resolve(box.returnValue === "yes"); });
        document.body.append(box);
        box.showModal();
    });
}

export function copyButton(text, properties = {}) {
    return el("button", { type: "button", class: "quiet small", text: t("frame.copy"), ...properties, onclick: async (event) => {
        const button = event.currentTarget;
        try {
            await navigator.clipboard.writeText(text);
        } catch { // no permission, or plain http on another host
            const area = el("textarea", { readonly: true, class: "visually-hidden", text });
            document.body.append(area);
            area.select();
            document.execCommand("copy");
            area.remove();
        }
        button.textContent = t("frame.copied");
        setTimeout(() => { button.textContent = t("frame.copy"); }, 2000);
    } });
}

// A list's page shows this while it works, so that nobody takes "not yet" for "none".
export const loading = () => el("p", { class: "quiet-text loading", role: "status", text: t("frame.loading") });
