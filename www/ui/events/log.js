// log.js: the newest events of the log, as they are published.
import { get, health, linkName } from "../lib/api.js";
import { el, emptyState } from "../lib/dom.js";
import { number, t, time } from "../lib/text.js";

const about = ({ detail }) => (detail.code && linkName(detail)) ?? detail.message_id ?? detail.id ?? "";

export function eventSummary({ number: at, event }) {
    return el("details", {}, el("summary", {}, el("code", { text: event["detail-type"] }), ` ${about(event)} `, el("span", { class: "quiet-text", text: `${time(event.time)} · ${number(at)}` })),
        el("pre", { tabindex: 0, text: JSON.stringify(event, null, 2) }));
}

export async function showLog(again) {
    const { last_event: last } = await health();
    const { events } = await get("/api/v1/events", { from: Math.max(1, last - 49), limit: 50 });
    if (events.length === 0)
        return [emptyState(t("events.no_events"), el("a", { class: "button", href: "/ui/create", text: t("links.create_first") }))];
    return [el("div", { class: "head" }, el("h2", { text: t("events.log") }), el("button", { type: "button", class: "quiet", text: t("events.refresh"), onclick: again })),
        el("ul", { class: "plain-list" }, events.reverse().map((one) => el("li", {}, eventSummary(one))))];
}
