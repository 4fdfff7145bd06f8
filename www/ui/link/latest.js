// latest.js: the newest opens of a link, asked for again and again while somebody looks at the page. An answer without
// anything new is 304, and costs next to nothing.
import { onDomain, send } from "../lib/api.js";
import { byId, el, table } from "../lib/dom.js";
import { ago, t, time } from "../lib/text.js";
import { valueName } from "./names.js";

const PERIOD = 1500, AFTER_ERROR = 5000; // milliseconds
const LIST = 10; // opens that are shown at first

const columns = [
    { label: t("link.latest_time"), class: "nowrap", cell: (open) => el("time", { datetime: open.time, title: time(open.time), text: ago(open.time) }) },
    { label: t("link.latest_by"), class: "anywhere", cell: (open) => join(open, [t("link.by_" + open.by)], open.country !== "unknown" && "country") },
    { label: t("link.latest_with"), class: "anywhere", cell: (open) => join(open, [], "browser", "system", "device") },
    { label: t("link.referrer"), class: "anywhere", cell: (open) => join(open, [], "referrer") },
];

function join(open, first, ...names) {
    return [...first, ...names.filter((name) => open[name]).map((name) => valueName(name, open[name]))].join(", ");
}

let whole = false; // are all of them shown?

function show(opens) {
    const place = byId("latest"), rows = whole ? opens : opens.slice(0, LIST);
    place.replaceChildren(opens.length > 0 ? table(columns, rows, { rowClass: (open) => open.by !== "person" && "quiet-text" })
        : el("p", { class: "quiet-text", text: t("link.latest_none") }));
    if (rows.length < opens.length)
        place.append(el("p", {}, el("button", { type: "button", class: "link", text: t("link.show_all", { n: opens.length }), onclick: () => { whole = true; show(opens); } })));
}

// Calls changed after the first answer whenever there is a new open.
export function followLatest(link, changed) {
    let etag = "", opens = [];
    const status = byId("latest-status");
    async function ask() {
        const response = await send("GET", `/api/v1/stats/links/${encodeURIComponent(link.code)}/latest${onDomain(link)}`, { headers: etag ? { "If-None-Match": etag } : {} });
        if (response.status !== 304) {
            const first = etag === "";
            etag = response.headers.get("ETag");
            ({ opens } = await response.json());
            show(opens);
            if (!first)
                changed();
        }
        if (status.textContent !== t("link.live"))
            status.textContent = t("link.live");
    }
    let timer;
    async function again() {
        clearTimeout(timer);
        let wait = PERIOD;
        try {
            if (!document.hidden)
                await ask();
        } catch {
            wait = AFTER_ERROR;
            status.textContent = t("link.not_live");
        }
        clearTimeout(timer);
        timer = setTimeout(again, wait);
    }
    document.addEventListener("visibilitychange", again);
    setInterval(() => { // how long ago it was
        for (const node of byId("latest").querySelectorAll("time"))
            node.textContent = ago(node.dateTime);
    }, 10000);
    again();
}
