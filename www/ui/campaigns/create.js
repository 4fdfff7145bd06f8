// create.js: a new campaign: its text, its recipients out of a CSV, and when it may send.
import { post } from "../lib/api.js";
import { clearProblems, el, explain, field, select, showProblem } from "../lib/dom.js";
import { keepDraft } from "../lib/draft.js";
import { channelField, contentOf, debounced, fromField, imageField, stranger, trackField, ttlField } from "../lib/message_form.js";
import { phone } from "../lib/phone.js";
import { placeholders } from "../lib/recipients.js";
import { previewOf, recipientsFile } from "../lib/recipients_file.js";
import { uploadRecipients } from "../lib/recipients_upload.js";
import { t, zone } from "../lib/text.js";
import { readTime, sendAtField } from "../lib/when.js";

const weekdays = [["Mon-Sun", "window.every_day"], ["Mon-Fri", "window.mon_fri"], ["Mon-Sat", "window.mon_sat"], ["Sat-Sun", "window.weekend"]];

function windowFields() {
    const limited = el("input", { type: "checkbox", name: "limited", id: "limited" });
    const fields = el("div", { class: "fields", hidden: true }, field(t("window.days"), select("days", weekdays.map(([value, key]) => [value, t(key)]), "Mon-Fri")),
        field(t("window.from"), el("input", { type: "time", name: "opens", value: "09:00" })), field(t("window.to"), el("input", { type: "time", name: "closes", value: "20:00" })),
        field(t("window.zone"), el("input", { name: "zone", value: zone, maxlength: 64, autocomplete: "off" })));
    const quiet = el("input", { type: "checkbox", name: "quiet", id: "quiet" });
    const night = el("div", { class: "fields quiet", hidden: true }, field(t("window.from"), el("input", { type: "time", name: "quiet_from", value: "21:00" })),
        field(t("window.to"), el("input", { type: "time", name: "quiet_to", value: "08:00" })));
    return el("fieldset", {}, el("legend", { text: t("window.title") }), el("label", { class: "check", for: "limited" }, limited, t("window.limited")), fields,
        el("label", { class: "check", for: "quiet" }, quiet, t("window.quiet")), night, el("p", { class: "hint", text: t("window.quiet_hint") }), el("p", { class: "field-error", id: "hours-error" }));
}

function build(file) {
    const name = el("input", { name: "name", maxlength: 64, autocomplete: "off", spellcheck: "false", onblur: () => { name.value = name.value.trim().replace(/\s+/g, "-"); } });
    return el("form", {},
        el("p", { class: "error" }),
        field(t("campaigns.name"), name, { hint: t("campaigns.name_hint") }),
        el("div", { class: "fields" }, channelField(), fromField()),
        field(t("messages.text"), el("textarea", { name: "text", rows: 5, maxlength: 16384 }), { hint: t("campaigns.text_hint") }),
        el("p", { class: "actions chips", hidden: true }), imageField(),
        el("section", {}, el("h2", { text: t("recipients.title") }), el("p", { class: "hint", text: t("recipients.hint") }), file),
        el("details", {}, el("summary", { text: t("campaigns.schedule") }), windowFields(), el("div", { class: "fields" },
            field(t("campaigns.rate"), el("input", { name: "rate", type: "number", min: 1, max: 10000, inputmode: "numeric" }), { hint: t("campaigns.rate_hint") }), sendAtField(), ttlField(), trackField())),
        el("p", { class: "actions" }, el("button", { text: t("campaigns.save") }), el("a", { class: "button quiet", href: "/ui/campaigns/", text: t("frame.cancel") }),
            el("span", { class: "hint", text: t("campaigns.save_hint") })));
}

function campaignOf(form) {
    const value = (name) => form.elements[name].value.trim();
    const campaign = { name: value("name"), ...contentOf(form, form.elements.text.value) };
    if (form.elements.limited.checked)
        campaign.hours = `${value("days")} ${value("opens")}-${value("closes")} ${value("zone")}`;
    if (form.elements.quiet.checked)
        campaign.quiet_hours = `${value("quiet_from")}-${value("quiet_to")}`;
    if (value("rate"))
        campaign.rate = Number(value("rate"));
    if (form.elements.send_at.value)
        campaign.send_at = readTime(form.elements.send_at.value);
    return campaign;
}

// The campaign as it can be tried before it has a name or a sender.
const tried = (form) => ({ ...campaignOf(form), name: "preview", from: campaignOf(form).from || stranger, hours: undefined, quiet_hours: undefined, rate: undefined, send_at: undefined });

async function tryRecipients(form, recipients, signal) {
    return (await post("/api/v1/campaigns", { ...tried(form), recipients }, { query: { dry_run: "yes" }, signal })).import;
}

// The telephone shows the first recipient's text; before there is one, each placeholder by its own name.
function livePreview(form, file, base) {
    const text = form.elements.text;
    const shown = phone({ onReplace: (from, to) => {
        text.value = text.value.replaceAll(from, to);
        text.dispatchEvent(new Event("input", { bubbles: true }));
        text.focus();
    } });
    const update = debounced(async (signal) => {
        const from = form.elements.from.value.trim();
        if (!text.value.trim())
            return shown.clear(from);
        const standIn = { to: stranger, ...Object.fromEntries(placeholders(text.value).filter((name) => name !== "to").map((name) => [name, name])) };
        try {
            const { preview, errors } = await tryRecipients(form, [file.recipients()[0] ?? standIn], signal);
            preview.length > 0 ? shown.show(previewOf(preview[0], base), from) : shown.say(errors[0].detail, from);
        } catch (problem) {
            if (problem.name === "AbortError")
                throw problem;
            shown.say(explain(problem, t("messages.text"), "template"), from);
        }
    });
    return { node: shown.node, update };
}

function chips(form, file) {
    const place = form.querySelector(".chips"), text = form.elements.text;
    return () => {
        place.replaceChildren(...file.columns().map((name) => el("button", { type: "button", class: "quiet small", text: `{${name}}`, "aria-label": t("campaigns.insert", { name }), onclick: () => {
            text.setRangeText(`{${name}}`, text.selectionStart, text.selectionEnd, "end");
            text.dispatchEvent(new Event("input", { bubbles: true }));
            text.focus();
        } })));
        place.hidden = file.columns().length === 0;
    };
}

// Makes the draft, then sends its recipients; a second attempt after a failure goes on with the same draft.
function save(form, file, draft, place) {
    let made = null;
    return async (event) => {
        event.preventDefault();
        clearProblems(form);
        const button = form.querySelector("button:not([type])"), campaign = campaignOf(form);
        button.disabled = true;
        try {
            if (made !== campaign.name)
                await post("/api/v1/campaigns", campaign);
            made = campaign.name;
            draft.clear();
            const recipients = file.recipients();
            if (recipients.length > 0) {
                form.parentElement.hidden = true;
                await uploadRecipients(place, campaign.name, recipients);
            }
            location.assign(`/ui/campaign/?name=${encodeURIComponent(campaign.name)}`);
        } catch (problem) {
            button.disabled = false;
            form.parentElement.hidden = false;
            showProblem(form, problem, { template: "text", "image/url": "image", "image/caption": "text", hours: "zone", quiet_hours: "quiet_to" });
        }
    };
}

export function showForm(main, session) {
    const base = session.base_url ?? location.origin, uploading = el("section");
    let form = null;
    const changed = () => { insert(); preview.update(); };
    const file = recipientsFile({ text: () => form.elements.text.value, base, ask: (some, signal) => tryRecipients(form, some, signal), changed: () => changed() });
    form = build(file.node);
    const preview = livePreview(form, file, base), insert = chips(form, file), draft = keepDraft(form, "campaign");
    const limits = form.querySelector("fieldset .fields"), image = form.elements.image.closest(".field");
    const fit = () => {
        limits.hidden = !form.elements.limited.checked;
        form.querySelector("fieldset .quiet").hidden = !form.elements.quiet.checked;
        image.hidden = form.elements.channel.value !== "mms";
    };
    const again = (event) => {
        if (["text", "from", "channel", "image", "ttl", "track"].includes(event.target.name)) {
            preview.update();
            file.update();
        }
        fit();
    };
    form.addEventListener("input", again);
    form.addEventListener("submit", save(form, file, draft, uploading));
    fit();
    preview.update();
    main.replaceChildren(el("div", { class: "head" }, el("h1", { text: t("campaigns.new") })), el("div", { class: "columns writing" }, form, preview.node), uploading);
    form.elements.name.focus();
}
