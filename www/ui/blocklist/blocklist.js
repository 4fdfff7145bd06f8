// blocklist.js: where links may not lead, and what people report of links, for admins.
import { del, get, linkPage, post } from "../lib/api.js";
import { actionsColumn, clearProblems, confirm, el, emptyState, field, loading, outLink, showProblem, table, tableRow, toast } from "../lib/dom.js";
import { page } from "../lib/frame.js";
import { ago, t, time } from "../lib/text.js";

const blocklist = "/api/v1/blocklist", reports = "/api/v1/reports";

const moment = (at) => el("time", { datetime: at, title: time(at), text: ago(at) });
const small = (text, label, onclick) => el("button", { type: "button", class: "quiet small", "aria-label": label, text, onclick });

// A list that is read page by page: its rows are the member of that name of each answer.
function pages(path, name, columns, caption, none) {
    const place = el("div");
    const show = async () => {
        place.replaceChildren(loading());
        const answer = await get(path), shown = table(columns, answer[name], { caption });
        const more = el("button", { type: "button", class: "quiet", text: t("frame.more"), hidden: !answer.next, onclick: async () => {
            const rest = await get(path, { cursor: answer.next });
            shown.querySelector("tbody").append(...rest[name].map((row) => tableRow(columns, row)));
            answer.next = rest.next;
            more.hidden = !rest.next;
        } });
        place.replaceChildren(answer[name].length > 0 ? el("div", { class: "scroll" }, shown) : emptyState(none), more);
    };
    return { place, show };
}

function addForm(onAdd) {
    const form = el("form", {}, el("p", { class: "error" }), el("div", { class: "filters" },
        field(t("blocklist.entry"), el("input", { name: "entry", maxlength: 2048, inputmode: "url", autocomplete: "off" }), { grow: true }),
        field(t("blocklist.reason"), el("input", { name: "reason", maxlength: 200, autocomplete: "off" })), el("button", { text: t("blocklist.add") })));
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        clearProblems(form);
        try {
            await onAdd(form.elements.entry.value.trim(), form.elements.reason.value.trim());
            form.reset();
        } catch (problem) {
            showProblem(form, problem);
        }
    });
    return form;
}

const host = (url) => URL.canParse(url) ? new URL(url).hostname : "";

async function start(session) {
    const main = document.querySelector("main");
    if (session.role !== "admin")
        return main.replaceChildren(el("h1", { text: t("blocklist.title") }), el("p", { class: "error", text: t("problem.role_too_low") }));
    const remove = async ({ entry }) => {
        if (!await confirm(t("blocklist.remove_question", { entry }), t("blocklist.remove")))
            return;
        await del(`${blocklist}/${encodeURIComponent(entry)}`);
        toast(t("blocklist.removed", { entry }));
        await entries.show();
    };
    const add = async (entry, reason) => {
        const added = await post(blocklist, { entry, reason: reason || null });
        toast(t("blocklist.added", { entry: added.entry }));
        await entries.show();
    };
    const dismiss = async ({ id }) => {
        await del(`${reports}/${id}`);
        await reported.show();
    };
    const block = async (report) => {
        const entry = host(report.url);
        if (!await confirm(t("blocklist.block_question", { entry }), t("blocklist.block", { entry })))
            return;
        await add(entry, t("report." + report.reason));
        await dismiss(report);
    };
    const reported = pages(reports, "reports", [
        { label: t("blocklist.link"), cell: (one) => el("a", { class: "code", href: linkPage(one), text: one.short_url.replace(/^https?:\/\//, "") }) },
        { label: t("blocklist.leads_to"), class: "wide", cell: (one) => el("div", { class: "cut", title: one.url }, outLink(one.url)) },
        { label: t("blocklist.says"), class: "wide", cell: (one) => [el("strong", { text: t("report." + one.reason) }), one.text && el("div", { class: "lines", title: one.text, text: one.text })] },
        { label: t("blocklist.when"), cell: (one) => moment(one.at) },
        actionsColumn((one) => [host(one.url) && small(t("blocklist.block", { entry: host(one.url) }), t("blocklist.block", { entry: host(one.url) }), () => block(one)), " ",
            small(t("blocklist.dismiss"), t("blocklist.dismiss_report", { code: one.code }), () => dismiss(one))]),
    ], t("blocklist.reports"), t("blocklist.no_reports"));
    const entries = pages(blocklist, "blocklist", [
        { label: t("blocklist.entry"), cell: (one) => el("span", { class: "code", text: one.entry }) },
        { label: t("blocklist.reason"), class: "wide", cell: (one) => one.reason ?? (one.source === "file" ? el("span", { class: "quiet-text", text: t("blocklist.of_file") }) : "–") },
        { label: t("blocklist.since"), cell: (one) => moment(one.added_at) },
        actionsColumn((one) => small(t("blocklist.remove"), t("blocklist.remove_entry", { entry: one.entry }), () => remove(one))),
    ], t("blocklist.title"), t("blocklist.none"));
    main.replaceChildren(el("div", { class: "head" }, el("h1", { text: t("blocklist.title") })), el("p", { class: "hint", text: t("blocklist.hint") }), addForm(add), entries.place,
        el("section", { "aria-labelledby": "reports-head" }, el("h2", { id: "reports-head", text: t("blocklist.reports") }), el("p", { class: "hint", text: t("blocklist.reports_hint") }), reported.place));
    await Promise.all([entries.show(), reported.show()]);
}

page({ section: "settings", title: "blocklist.title", start });
