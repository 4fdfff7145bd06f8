// dialog.js: a form in a dialog: what is wrong is shown in it; when all is well, it closes.
import { copyButton, el, onSubmit, showProblem } from "./dom.js";
import { keepDraft } from "./draft.js";
import { t } from "./text.js";

// content: nodes with the fields; save(form): sends them, throws a Problem; names as showProblem has them. draft: the name
// that it is kept under until the dialog is closed. others: what else can be done there, [{ text, class, action }], where
// action() says false when it was not. Resolves to whether something was done.
export function formDialog(title, content, save, { button = t("frame.save"), draft, names, others = [] } = {}) {
    const other = ({ text, class: tone, action }) => el("button", { type: "button", class: tone, text, onclick: async () => {
        try {
            if (await action() !== false)
                finish();
        } catch (problem) {
            showProblem(form, problem, names);
        }
    } });
    const form = el("form", { novalidate: true }, el("h2", { text: title }), el("p", { class: "error" }), content, el("div", { class: "actions" }, others.map(other),
        el("button", { type: "button", class: "quiet", text: t("frame.cancel"), onclick: () => box.close() }), el("button", { text: button })));
    const box = el("dialog", { "aria-label": title }, form);
    const kept = draft && keepDraft(form, draft);
    if (kept?.found)
        for (const control of form.elements)
            control.dispatchEvent(new Event("input", { bubbles: true }));
    let done = false;
    const finish = () => { done = true; box.close(); };
    onSubmit(form, async () => {
        await save(form);
        finish();
    }, names);
    document.body.append(box);
    box.showModal();
    return new Promise((resolve) => {
        box.addEventListener("close", () => { box.remove(); kept?.clear(); resolve(done); });
    });
}

// What is shown once, and only here.
export function secretDialog(title, text, secret) {
    const box = el("dialog", { "aria-label": title }, el("h2", { text: title }), el("p", { text }),
        el("p", { class: "actions" }, el("code", { id: "secret", text: secret }), copyButton(secret)),
        el("form", { method: "dialog", class: "actions" }, el("button", { text: t("frame.close") })));
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
}
