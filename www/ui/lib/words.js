// words.js: what the API's words for messages and campaigns are called on the pages.
import { el } from "./dom.js";
import { hasText, t } from "./text.js";

export const channels = ["sms", "mms", "rcs", "whatsapp", "viber_service", "messenger"];
export const statuses = ["requested", "sending", "unknown", "submitted", "delivered", "read", "rejected", "undeliverable", "failed"];

export const channelName = (channel) => t(`channel.${channel}`);

const tones = { delivered: "good", read: "good", done: "good", running: "good", rejected: "bad", undeliverable: "bad", failed: "bad",
    cancelled: "bad", unknown: "warn", paused: "warn" };

const state = (text, name) => el("span", { class: `state nowrap ${tones[name] ?? "quiet-tone"}`, text });
export const statusMark = (status) => state(t(`status.${status}`), status);
export const stateMark = (name) => state(t(`state.${name}`), name);

// Why something did not arrive: in the person's language where the reason is known, else as the carrier said it.
export function reasonText(reason, meaning, code) {
    const words = reason && hasText(`reason.${reason}`) ? t(`reason.${reason}`) : meaning;
    return words || (code === "-" ? t("reason.unknown") : code);
}

export const durations = [["", "ttl.none"], ["3600", "ttl.hour"], ["86400", "ttl.day"], ["259200", "ttl.three_days"], ["604800", "ttl.week"]];
