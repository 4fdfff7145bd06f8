// opt_outs.js: the numbers that get no more messages, for admins.
import { del, get, post } from "../lib/api.js";
import { actionsColumn, clearProblems, confirm, el, emptyState, field, loading, showProblem, table, tableRow, toast } from "../lib/dom.js";
import { page } from "../lib/frame.js";
import { ago, t, time } from "../lib/text.js";

const path = "/api/v1/suppressions";

const columns = (remove) => [
    { label: t("opt_outs.number"), cell: (one) => one.number ?? el("span", { class: "quiet-text", text: t("opt_outs.forgotten") }) },
    { label: t("opt_outs.reason"), cell: (one) => t(`opt_out.${one.reason}`) },
    { label: t("opt_outs.since"), cell: (one) => el("time", { datetime: one.since, title: time(one.since), text: ago(one.since) }) },
    actionsColumn((one) => one.number && el("button", { type: "button", class: "quiet small", "aria-label": t("opt_outs.remove_number", { number: one.number }), text: t("opt_outs.remove"), onclick: () => remove(one) })),
];

// One form for both: a number is looked for, or put on the list.
function numberForm(onFind, onAdd) {
    const number = el("input", { name: "number", maxlength: 160, inputmode: "tel", autocomplete: "off" });
    const form = el("form", {}, el("p", { class: "error" }), el("div", { class: "filters" }, field(t("opt_outs.number"), number, { grow: true }),
        el("button", { class: "quiet", text: t("opt_outs.find") }), el("button", { type: "button", text: t("opt_outs.add"), onclick: () => act(onAdd) })));
    const act = async (run) => {
        clearProblems(form);
        try {
            await run(number.value.trim());
        } catch (problem) {
            showProblem(form, problem);
        }
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); act(onFind); });
    return form;
}

async function start(session) {
    const main = document.querySelector("main"), list = el("section", { "aria-label": t("opt_outs.title") });
    const show = (rows, next, empty) => {
        const columnsHere = columns(remove);
        const shown = table(columnsHere, rows, { caption: t("opt_outs.title") });
        const addMore = async () => {
            const answer = await get(path, { cursor: next });
            shown.querySelector("tbody").append(...answer.suppressions.map((row) => tableRow(columnsHere, row)));
            next = answer.next;
            more.hidden = !next;
        };
        const more = el("button", { type: "button", class: "quiet", text: t("frame.more"), hidden: !next, onclick: addMore });
        list.replaceChildren(rows.length > 0 ? shown : empty, more);
    };
    const all = async () => {
        list.replaceChildren(loading());
        const { suppressions, next } = await get(path);
        show(suppressions, next, emptyState(t("opt_outs.none")));
    };
    const remove = async (one) => {
        if (!await confirm(t("opt_outs.remove_question", { number: one.number }), t("opt_outs.remove")))
            return;
        await del(`${path}/${encodeURIComponent(one.number)}`);
        toast(t("opt_outs.removed", { number: one.number }));
        await all();
    };
    const find = async (number) => {
        if (!number)
            return all();
        const found = await get(`${path}/${encodeURIComponent(number)}`).catch((problem) => {
            if (problem.status === 404)
                return null;
            throw problem;
        });
        show(found ? [found] : [], null, emptyState(t("opt_outs.not_found", { number }), el("button", { type: "button", class: "quiet", text: t("opt_outs.all"), onclick: all })));
    };
    const add = async (number) => {
        const added = await post(path, { number });
        toast(t("opt_outs.added", { number: added.number }));
        await all();
    };
    if (session.role !== "admin")
        return main.replaceChildren(el("h1", { text: t("opt_outs.title") }), el("p", { class: "error", text: t("problem.role_too_low") }));
    main.replaceChildren(el("div", { class: "head" }, el("h1", { text: t("opt_outs.title") })), el("p", { class: "hint", text: t("opt_outs.hint") }), numberForm(find, add), list);
    await all();
}

page({ section: "messages", title: "opt_outs.title", start });
