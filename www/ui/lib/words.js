// words.js: what the API's words for messages and campaigns are called on the pages, and the colours of states.
import { el } from "./dom.js";
import { hasText, t } from "./text.js";

export const channels = ["sms", "mms", "rcs", "whatsapp", "viber_service", "messenger"];
export const statuses = ["requested", "sending", "unknown", "submitted", "delivered", "read", "rejected", "undeliverable", "failed"];

export const channelName = (channel) => t(`channel.${channel}`);

// A state, with a dot in its tone: good, bad, warn, or quiet-tone.
export const mark = (text, tone = "quiet-tone") => el("span", { class: `state nowrap ${tone}`, text });

const tones = { delivered: "good", read: "good", done: "good", running: "good", rejected: "bad", undeliverable: "bad", failed: "bad",
    cancelled: "bad", unknown: "warn", paused: "warn" };

// Does the message wait for its time?
export const isScheduled = (message) => message.status === "requested" && message.send_at !== null && new Date(message.send_at) > new Date();

const statusMark = (status) => mark(t(`status.${status}`), tones[status]);
export const messageMark = (message) => isScheduled(message) ? mark(t("state.scheduled")) : statusMark(message.status);
export const stateMark = (name) => mark(t(`state.${name}`), tones[name]);

// Why something did not arrive: in the person's language where the reason is known, else as the carrier said it.
export function reasonText(reason, meaning, code) {
    const words = reason && hasText(`reason.${reason}`) ? t(`reason.${reason}`) : meaning;
    return words || (code === "-" ? t("reason.unknown") : code);
}

export const durations = [["", "ttl.none"], ["3600", "ttl.hour"], ["86400", "ttl.day"], ["259200", "ttl.three_days"], ["604800", "ttl.week"]];
