// links.js: the list of links: found, changed, deleted and taken back.
import { all, get, linkName, linkPage, linkPath } from "../lib/api.js";
import { actionsColumn, byId, copyButton, el, emptyState, loading, tableRow } from "../lib/dom.js";
import { fail, page, parameter, setParameters } from "../lib/frame.js";
import { ago, number, t, time } from "../lib/text.js";
import { bulkActions } from "./bulk.js";
import { editLink } from "./edit.js";
import { linkState } from "./link_view.js";

const filters = byId("filters"), list = byId("list");
const chosen = new Map(); // its path in the API -> link
const states = ["any", "live", "not_yet", "expired", "disabled", "used_up", "deleted"];
let session, shown = [], cursor = null, run = 0;

const wanted = () => Object.fromEntries([...new FormData(filters)].filter(([, value]) => value !== ""));
const mayChange = () => session.role !== "reader";

function destination(link) {
    const url = URL.canParse(link.url) ? new URL(link.url) : null;
    return el("div", {}, link.title && el("div", { class: "cut", title: link.title, text: link.title }), el("div", { class: link.title ? "cut quiet-text" : "cut", title: link.url.slice(0, 500),
        text: url?.host ? url.host + (url.pathname + url.search).slice(0, 120) : link.url.slice(0, 160) }));
}

function check(link) {
    const box = el("input", { type: "checkbox", "aria-label": t("links.choose", { code: linkName(link) }) });
    box.checked = chosen.has(linkPath(link));
    box.addEventListener("change", () => {
        box.checked ? chosen.set(linkPath(link), link) : chosen.delete(linkPath(link));
        showBulk();
    });
    return box;
}

function rowActions(link) {
    if (link.state === "deleted")
        return el("button", { type: "button", class: "quiet small", text: t("links.restore"), "aria-label": t("links.restore_code", { code: linkName(link) }),
            onclick: () => bulk.restore([link]) });
    return el("div", { class: "actions" }, copyButton(link.short_url, { "aria-label": t("links.copy_code", { code: linkName(link) }) }),
        mayChange() && el("button", { type: "button", class: "quiet small", text: t("links.edit"), "aria-label": t("links.edit_code", { code: linkName(link) }),
            data: { edit: linkName(link) }, onclick: () => editLink(link, reloadAfter) }));
}

const columns = () => [
    mayChange() && { head: el("input", { type: "checkbox", "aria-label": t("links.choose_all"), onchange: chooseAll }), class: "check", cell: check },
    { label: t("links.link"), cell: (link) => link.state === "deleted" ? el("span", { class: "short", text: linkName(link) })
        : el("div", {}, el("a", { class: "short", href: link.short_url, text: linkName(link), onclick: openStatistics, data: { page: linkPage(link), code: linkName(link) } })) },
    { label: t("links.destination"), class: "wide", cell: destination },
    { label: t("links.clicks"), class: "number", cell: (link) => number(link.clicks ?? 0) },
    { label: t("links.created"), cell: (link) => el("time", { class: "nowrap", datetime: link.created_at, title: time(link.created_at), text: ago(link.created_at) }) },
    { label: t("links.state"), cell: (link) => el("div", {}, linkState(link), link.restorable_until &&
        el("div", { class: "quiet-text", text: t("links.restorable", { time: time(link.restorable_until) }) })) },
    actionsColumn(rowActions),
].filter(Boolean);

// The address of the link is the short link, so that "copy link address" gives that; a click shows its statistics.
function openStatistics(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey)
        return;
    event.preventDefault();
    location.assign(event.currentTarget.dataset.page);
}

function chooseAll(event) {
    for (const link of shown)
        event.target.checked ? chosen.set(linkPath(link), link) : chosen.delete(linkPath(link));
    for (const box of list.querySelectorAll("tbody input[type=checkbox]"))
        box.checked = event.target.checked;
    showBulk();
}

// All that the filters find, not only what is shown.
async function downloadAll(event) {
    const button = event.currentTarget, label = button.textContent;
    button.disabled = true;
    try {
        const links = await all("/api/v1/links", { ...wanted(), clicks: "yes", limit: 200 }, "links",
            (rows) => { button.textContent = t("links.collected", { n: rows.length }); });
        bulk.download(links);
    } catch (problem) {
        fail(list, problem);
    }
    button.textContent = label;
    button.disabled = false;
}

const bulk = bulkActions({ reload: () => reload(), clear: () => { chosen.clear(); showBulk(); } });

function showBulk() {
    byId("bulk").hidden = chosen.size === 0;
    byId("bulk").replaceChildren(el("span", { role: "status", text: t("links.chosen", { n: chosen.size }) }),
        ...bulk.buttons([...chosen.values()], filters.elements.state.value === "deleted"));
}

function nothing() {
    if (Object.keys(wanted()).some((name) => !["state", "messages", "sort"].includes(name)) || filters.elements.state.value !== "any")
        return emptyState(t("links.none_found"), el("button", { type: "button", class: "quiet", text: t("links.clear"), onclick: clearFilters }));
    return emptyState(t("links.none"), mayChange() && el("a", { class: "button", href: "/ui/create", text: t("links.create_first") }));
}

function clearFilters() {
    filters.reset();
    for (const name of ["q", "tag", "campaign"])
        filters.elements[name].value = "";
    filters.elements.state.value = "any";
    reload();
}

function show() {
    if (shown.length === 0 && !cursor) {
        list.replaceChildren(nothing());
        return;
    }
    const all = columns(), body = el("tbody", {}, shown.map((link) => tableRow(all, link)));
    list.replaceChildren(el("table", { class: "stack" }, el("caption", { class: "visually-hidden", text: t("links.title") }),
        el("thead", {}, el("tr", {}, all.map((c) => el("th", { scope: "col", class: c.class }, c.head ?? c.label)))), body),
    ...(cursor ? [el("p", {}, el("button", { type: "button", class: "quiet", id: "more", text: t("frame.more"), onclick: () => more(run).then(focusFirstOf(shown.length)) }))] : []));
}

const focusFirstOf = (before) => () => list.querySelectorAll("tbody tr")[before]?.querySelector("a, button, input")?.focus();

// The next links; curt looks through a bounded number of them per request, so that a page may be short, or empty.
async function more(mine) {
    const least = shown.length + 50;
    list.setAttribute("aria-busy", "true");
    try {
        do {
            const answer = await get("/api/v1/links", { ...wanted(), clicks: "yes", limit: 50, cursor });
            if (mine !== run)
                return;
            shown.push(...answer.links);
            cursor = answer.next;
            show();
        } while (cursor && shown.length < least);
    } catch (problem) {
        fail(list, problem);
    }
    list.setAttribute("aria-busy", "false");
}

function reload() {
    setParameters(Object.fromEntries(["q", "tag", "campaign", "state", "messages", "sort"].map((name) => {
        const { value } = filters.elements[name];
        return [name, value === "any" || value === "none" || value === "newest" ? "" : value];
    })));
    chosen.clear();
    showBulk();
    shown = [];
    cursor = null;
    list.replaceChildren(loading());
    return more(++run);
}

// The rows are new ones: the keyboard goes on at the link that was changed, or where it can be taken back.
async function reloadAfter(link) {
    await reload();
    if (document.activeElement === document.body)
        (list.querySelector(`[data-edit="${CSS.escape(linkName(link))}"]`) ?? document.querySelector(".toast button") ?? filters.elements.q).focus();
}

function setUpFilters() {
    for (const state of states)
        filters.elements.state.append(el("option", { value: state, text: t("links.state." + state) }));
    for (const kind of ["none", "only", "all"])
        filters.elements.messages.append(el("option", { value: kind, text: t("links.kind." + kind) }));
    for (const order of ["newest", "clicks"])
        filters.elements.sort.append(el("option", { value: order, text: t("links.sort." + order) }));
    for (const name of ["q", "tag", "campaign", "state", "messages", "sort"])
        if (parameter(name))
            filters.elements[name].value = parameter(name);
    let timer;
    filters.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(reload, 250);
    });
    filters.addEventListener("submit", (event) => event.preventDefault());
}

page({ section: "links", title: "links.title", async start(who) {
    session = who;
    byId("create-link").hidden = !mayChange();
    if (session.role === "admin")
        byId("csv").before(el("a", { class: "button quiet", href: "/ui/import/", text: t("import.title") }));
    byId("csv").addEventListener("click", downloadAll);
    setUpFilters();
    await reload();
    if (parameter("code") && mayChange()) // from a link's page
        {
        const link = { code: parameter("code"), domain: parameter("domain") };
        setParameters({ code: "", domain: "" }); // a reload shows the list
        await editLink(await get(linkPath(link)), reloadAfter);
    }
} });
