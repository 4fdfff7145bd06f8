// message_form.js: the fields that a message and a campaign have in common, and their preview while somebody types.
import { post } from "./api.js";
import { byId, el, explain, field, select } from "./dom.js";
import { phone } from "./phone.js";
import { t } from "./text.js";
import { channelName, channels, durations } from "./words.js";

export const stranger = "10000000"; // stands for a recipient or a sender until there is one

export function channelField(onchange) {
    return field(t("messages.channel"), select("channel", channels.map((one) => [one, channelName(one)]), "sms", { onchange }));
}

export function fromField() {
    return field(t("messages.from"), el("input", { name: "from", maxlength: 64, autocomplete: "off", spellcheck: "false" }), { hint: t("messages.from_hint") });
}

export function ttlField() {
    return field(t("messages.ttl"), select("ttl", durations.map(([value, key]) => [value, t(key)]), ""), { hint: t("messages.ttl_hint") });
}

export function trackField() {
    return field(t("messages.track"), select("track", [["every", t("track.every")], ["first", t("track.first")], ["none", t("track.none")]], "every"));
}

export function imageField() {
    return field(t("messages.image"), el("input", { name: "image", type: "text", inputmode: "url", maxlength: 2000, autocomplete: "off" }));
}

// What the form says, as the API wants it: { channel, from, ttl, track, text or image, ... }
export function contentOf(form, text) {
    const value = (name) => form.elements[name]?.value.trim() ?? "";
    const channel = value("channel"), message = { channel, from: value("from") };
    if (channel === "mms" && value("image"))
        message.image = { url: value("image"), ...(text ? { caption: text } : {}) };
    else
        message.text = text;
    if (channel === "viber_service")
        message.viber_service = { category: "transaction" };
    if (value("ttl"))
        message.ttl = Number(value("ttl"));
    if (value("track") && value("track") !== "every")
        message.track = value("track");
    return message;
}

// An answer to a dry run, with somebody in the place of a recipient or sender that is not right yet.
export async function tryMessage(message, signal) {
    const tried = { ...message, to: message.to || stranger, from: message.from || stranger };
    const wrong = {};
    for (let i = 0; i < 3; i++)
        try {
            return { preview: await post("/api/v1/messages", tried, { query: { dry_run: "yes" }, signal }), wrong };
        } catch (problem) {
            if (problem.code === "carrier_unfit" && tried.to === stranger) // a recipient's route may lead to another carrier
                break;
            const name = { "#/to": "to", "#/from": "from" }[problem.pointer];
            if (!name || tried[name] === stranger)
                throw problem;
            wrong[name] = problem;
            tried[name] = stranger;
        }
    return { preview: null, wrong };
}

// Calls f a little after the last call; what it does meanwhile is given up. f(signal)
export function debounced(f, wait = 350) {
    let timer, running;
    return () => {
        clearTimeout(timer);
        running?.abort();
        timer = setTimeout(() => {
            running = new AbortController();
            f(running.signal).catch((error) => { if (error.name !== "AbortError") throw error; });
        }, wait);
    };
}

// A note at a field, as long as somebody types elsewhere: it takes no focus.
export function note(control, text) {
    byId(`${control.id}-error`).textContent = text;
}

// The telephone beside a form, kept up to date; message() gives what would be sent.
export function livePreview(form, message) {
    const control = form.elements.text;
    const shown = phone({ onReplace: (from, to) => {
        control.value = control.value.replaceAll(from, to);
        control.dispatchEvent(new Event("input", { bubbles: true }));
        control.focus();
    } });
    const update = debounced(async (signal) => {
        const wanted = message();
        if (!wanted.text && !wanted.image)
            return shown.clear(wanted.from);
        try {
            const { preview } = await tryMessage(wanted, signal);
            shown.show(preview, wanted.from);
            if (form.elements.to && !form.elements.to.hasAttribute("aria-invalid"))
                note(form.elements.to, preview.suppressed ? t("messages.suppressed") : "");
        } catch (problem) {
            if (problem.name === "AbortError")
                throw problem;
            shown.say(explain(problem, t("messages.text"), "text"), wanted.from);
        }
    });
    form.addEventListener("input", update);
    form.addEventListener("change", update);
    shown.clear("");
    update();
    return { node: shown.node, update };
}
