// list.js: the list of messages, newest first.
import { get } from "../lib/api.js";
import { el, emptyState, field, loading, select, table, tableRow } from "../lib/dom.js";
import { fail, parameter, setParameters } from "../lib/frame.js";
import { ago, t, time } from "../lib/text.js";
import { channelName, messageMark, statuses } from "../lib/words.js";

const most = 50; // rows a page

const filters = ["status", "campaign", "to"];
const wanted = () => Object.fromEntries(filters.map((name) => [name, parameter(name)]));

const columns = () => [
    { label: t("messages.to"), cell: (m) => el("a", { href: `/ui/message/?id=${m.id}`, text: m.to }) },
    { label: t("messages.status"), cell: (m) => messageMark(m) },
    { label: t("messages.channel"), cell: (m) => channelName(m.channel) },
    { label: t("messages.from"), cell: (m) => el("bdi", { text: m.from }) },
    { label: t("messages.campaign"), cell: (m) => m.campaign && el("a", { href: `/ui/campaign/?name=${encodeURIComponent(m.campaign)}`, text: m.campaign }) },
    { label: t("messages.requested"), cell: (m) => el("time", { datetime: m.requested_at, title: time(m.requested_at), text: ago(m.requested_at) }) },
];

function filterForm(session, onchange) {
    const values = wanted();
    const status = select("status", [["", t("messages.any_status")], ...statuses.map((one) => [one, t(`status.${one}`)])], values.status);
    const campaign = el("input", { name: "campaign", value: values.campaign, maxlength: 64, autocomplete: "off" });
    const to = el("input", { name: "to", value: values.to, maxlength: 160, inputmode: "tel", autocomplete: "off" });
    const form = el("form", { class: "filters", onsubmit: (event) => { event.preventDefault(); onchange(form); } },
        field(t("messages.status"), status), field(t("messages.campaign"), campaign, { grow: true }), session.role !== "reader" && field(t("messages.number"), to, { grow: true }),
        el("button", { class: "quiet", text: t("messages.filter") }));
    status.addEventListener("change", () => onchange(form));
    return form;
}

// As many rows as fill a page, or all: a page of the API may have fewer, or none, and still not be the last.
async function rowsFrom(cursor) {
    const rows = [];
    let next = cursor;
    do {
        const answer = await get("/api/v1/messages", { ...wanted(), limit: most, cursor: next });
        rows.push(...answer.messages);
        next = answer.next;
    } while (next && rows.length < most);
    return { rows, next };
}

function nothing(session) {
    if (filters.some((name) => parameter(name)))
        return emptyState(t("messages.none_found"), el("a", { class: "button quiet", href: "/ui/messages/", text: t("messages.all") }));
    return emptyState(t("messages.none"), session.role !== "reader" && el("a", { class: "button", href: "/ui/messages/?write=1", text: t("messages.write") }));
}

async function fillList(place, session) {
    place.replaceChildren(loading());
    try {
        let { rows, next } = await rowsFrom();
        if (rows.length === 0)
            return place.replaceChildren(nothing(session));
        const shown = table(columns(), rows, { caption: t("messages.newest") }), body = shown.querySelector("tbody");
        const addMore = async () => {
            ({ rows, next } = await rowsFrom(next));
            const added = rows.map((row) => tableRow(columns(), row));
            body.append(...added);
            more.hidden = !next;
            added[0]?.querySelector("a").focus();
        };
        const more = el("button", { type: "button", class: "quiet", text: t("frame.more"), hidden: !next,
            onclick: addMore });
        place.replaceChildren(shown, el("p", {}, more));
    } catch (problem) {
        fail(place, problem);
    }
}

export function showList(main, session) {
    const list = el("section", { "aria-label": t("messages.title") });
    const filter = filterForm(session, (form) => {
        setParameters(Object.fromEntries(filters.map((name) => [name, form.elements[name]?.value.trim() ?? ""])));
        fillList(list, session);
    });
    main.replaceChildren(el("div", { class: "head" }, el("h1", { text: t("messages.title") }), el("div", { class: "actions" },
        session.role === "admin" && el("a", { class: "button quiet", href: "/ui/opt-outs/", text: t("opt_outs.title") }),
        session.role !== "reader" && el("a", { class: "button", href: "/ui/messages/?write=1", text: t("messages.write") }))), filter, list);
    return fillList(list, session);
}
