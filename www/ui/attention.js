// attention.js: what somebody should look at, in words, each with a way to where it is dealt with.
import { get, health } from "./lib/api.js";
import { el } from "./lib/dom.js";
import { t, time } from "./lib/text.js";

const DISK_SHARE = 0.1, DISK_BYTES = 2 ** 30; // less than either is too little
const LATE = 60; // seconds that the counts may be behind

function bytes(n) {
    const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"], at = Math.min(4, Math.floor(Math.log(Math.max(1, n)) / Math.log(1000)));
    return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: units[at], maximumFractionDigits: 1 }).format(n / 1000 ** at);
}

function target(one) {
    const error = one.error ?? t("overview.target_late");
    if (one.state !== "gone" && one.lag_events === 0) // it is behind with nothing, because what failed became dead letters
        return [t("overview.target_failing", { name: one.name, error }), "/ui/events/#targets"];
    return [one.state === "gone" ? t("overview.target_gone", { name: one.name }) : t("overview.target", { name: one.name, n: one.lag_events, error }), "/ui/events/#targets"];
}

// [text, address] of each thing that is wrong. Administrators see all; others, what the carrier and their messages do.
async function troubles(session, messages) {
    const all = session.role === "admin" ? await get("/api/v1/stats/attention")
        : { unknown_messages: messages.unknown, targets: [], carrier_pause: (await health().catch(() => ({}))).carrier_pause };
    const { carrier_pause: pause, disk } = all;
    return [
        all.dead_letters > 0 && [t("overview.dead_letters", { n: all.dead_letters }), "/ui/events/#dead-letters"],
        ...all.targets.map(target),
        pause && [t("overview.carrier_pause", { carrier: pause.carrier, reason: pause.detail || pause.reason, since: time(pause.since) }), "/ui/messages/"],
        all.unknown_messages > 0 && [t("overview.unknown_messages", { n: all.unknown_messages }), "/ui/messages/?status=unknown"],
        all.count_lag_seconds > LATE && [t("overview.late", { n: Math.round(all.count_lag_seconds / 60) }), "/ui/settings/"],
        disk && (disk.free_bytes < DISK_BYTES || disk.free_bytes / disk.size_bytes < DISK_SHARE) && [t("overview.disk", { free: bytes(disk.free_bytes), size: bytes(disk.size_bytes) }), "/ui/settings/"],
    ].filter(Boolean);
}

export async function showAttention(place, session, messages) {
    const list = await troubles(session, messages);
    place.replaceChildren(list.length === 0 ? el("p", { class: "good state", text: t("overview.all_well") })
        : el("ul", { class: "attention anywhere" }, list.map(([text, href]) => el("li", {}, el("a", { href, text })))));
    return list.length;
}
