// keys.js: API keys: made, shown once, revoked.
import { del, get, post } from "../lib/api.js";
import { actionsColumn, confirm, el, field, rowButton, select, table, toast } from "../lib/dom.js";
import { formDialog, secretDialog } from "../lib/dialog.js";
import { day, t, zone } from "../lib/text.js";

const scopes = ["links", "messages", "stats", "bus", "admin"];

/** What of a key is shown once: of one for AWS's clients, as they read it. */
const shownOnce = (key) => (key.aws ? `AWS_ACCESS_KEY_ID=${key.aws_access_key_id}\nAWS_SECRET_ACCESS_KEY=${key.aws_secret_access_key}` : key.key);

async function create(again) {
    const saved = await formDialog(t("settings.new_key"), el("div", {}, field(t("settings.name"), el("input", { id: "key-name", name: "name", maxlength: 64, autocomplete: "off" }), { hint: t("settings.name_hint") }),
        field(t("settings.role"), select("role", ["creator", "reader", "admin"].map((role) => [role, t("settings.role." + role)]), "creator", { id: "key-role" })),
        el("details", {}, el("summary", { text: t("create.more") }), el("fieldset", {}, el("legend", { text: t("settings.scopes") }), el("p", { class: "hint", text: t("settings.scopes_hint") }),
            scopes.map((scope) => el("label", { class: "check" }, el("input", { type: "checkbox", name: "scopes", value: scope }), t("settings.scope." + scope)))),
        field(t("settings.campaign"), el("input", { id: "key-campaign", name: "campaign", maxlength: 64, autocomplete: "off" }), { hint: t("settings.campaign_hint") }),
        field(t("settings.expires"), el("input", { id: "key-expires_at", name: "expires_at", type: "datetime-local" }), { hint: zone }),
        el("label", { class: "check" }, el("input", { type: "checkbox", name: "aws" }), t("settings.aws")), el("p", { class: "hint", text: t("settings.aws_hint") }))),
    async (form) => {
        const expires = form.elements.expires_at.value, chosen = [...form.querySelectorAll("[name=scopes]:checked")].map((box) => box.value);
        const key = await post("/api/v1/keys", { name: form.elements.name.value.trim(), role: form.elements.role.value, scopes: chosen, campaign: form.elements.campaign.value.trim() || null, expires_at: expires ? new Date(expires).toISOString() : null, aws: form.elements.aws.checked });
        secretDialog(t("settings.key_made", { name: key.name }), t("settings.key_once"), shownOnce(key));
    }, { button: t("settings.new_key") });
    if (saved)
        again();
}

async function rotate(key, again) {
    if (!await confirm(t("settings.rotate_sure", { name: key.name }), t("settings.rotate")))
        return;
    const rotated = await post(`/api/v1/keys/${key.id}/rotate`);
    secretDialog(t("settings.key_made", { name: key.name }), t("settings.key_once"), shownOnce(rotated));
    again();
}

function state(key) {
    if (key.revoked_at)
        return el("span", { class: "state bad", text: t("settings.revoked", { day: day(key.revoked_at) }) });
    if (!key.expires_at)
        return el("span", { class: "state good", text: t("settings.valid") });
    const over = new Date(key.expires_at) <= new Date();
    return el("span", { class: over ? "state bad" : "state good", text: t(over ? "settings.expired" : "settings.expires_on", { day: day(key.expires_at) }) });
}

async function revoke(key, again) {
    if (!await confirm(t("settings.revoke_sure", { name: key.name }), t("settings.revoke")))
        return;
    await del("/api/v1/keys/" + key.id).then(again, (problem) => (problem.code === "in_use" ? toast(t("settings.own_key")) : Promise.reject(problem)));
}

export async function showKeys(place, button, session) {
    const again = () => showKeys(place, button, session);
    button.onclick = () => create(again);
    const { keys } = await get("/api/v1/keys");
    place.replaceChildren(table([
        { label: t("settings.number"), class: "number", cell: (key) => String(key.id) },
        { label: t("settings.name"), class: "wide", cell: (key) => el("div", { class: "cut", title: key.name, text: key.name }) },
        { label: t("settings.role"), cell: (key) => el("div", {}, t("role." + key.role), key.scopes.length > 0 && el("div", { class: "quiet-text", text: key.scopes.map((scope) => t("settings.scope." + scope)).join(", ") }),
            key.aws && el("div", { class: "quiet-text", text: t("settings.aws") }), key.campaign && el("div", { class: "quiet-text cut", title: key.campaign, text: t("settings.only_campaign", { name: key.campaign }) })) },
        { label: t("settings.made"), cell: (key) => el("span", { class: "nowrap", text: day(key.created_at) }) },
        { label: t("settings.used"), cell: (key) => el("span", { class: "nowrap", text: key.last_used_on ? day(key.last_used_on + "T12:00:00Z") : t("settings.never_used") }) },
        { label: t("settings.state"), cell: state },
        actionsColumn((key) => key.revoked_at ? "" : el("div", { class: "actions" },
            rowButton(t("settings.rotate"), key.name, () => rotate(key, again)), rowButton(t("settings.revoke"), key.name, () => revoke(key, again)))),
    ], keys.sort((a, b) => (a.revoked_at !== null) - (b.revoked_at !== null) || a.id - b.id), { caption: t("settings.keys") }));
}
