// keys.js: API keys: made, shown once, revoked.
import { del, get, post } from "../lib/api.js";
import { confirm, copyButton, el, explain, field, select, table, toast } from "../lib/dom.js";
import { formDialog, secretDialog } from "../lib/dialog.js";
import { day, t } from "../lib/text.js";

async function create(again) {
    const saved = await formDialog(t("settings.new_key"), el("div", {}, field(t("settings.name"), el("input", { id: "key-name", name: "name", maxlength: 64, autocomplete: "off" }), { hint: t("settings.name_hint") }),
        field(t("settings.role"), select("role", ["creator", "reader", "admin"].map((role) => [role, t("settings.role." + role)]), "creator", { id: "key-role" }))),
    async (form) => {
        const key = await post("/api/v1/keys", { name: form.elements.name.value.trim(), role: form.elements.role.value });
        secretDialog(t("settings.key_made", { name: key.name }), t("settings.key_once"), key.key, copyButton);
    }, { button: t("settings.new_key") });
    if (saved)
        again();
}

async function revoke(key, again) {
    if (!await confirm(t("settings.revoke_sure", { name: key.name }), t("settings.revoke")))
        return;
    await del("/api/v1/keys/" + key.id).then(again, (problem) => toast(problem.code === "in_use" ? t("settings.own_key") : explain(problem)));
}

export async function showKeys(place, button, session) {
    const again = () => showKeys(place, button, session);
    button.onclick = () => create(again);
    const { keys } = await get("/api/v1/keys");
    place.replaceChildren(table([
        { label: t("settings.number"), class: "number", cell: (key) => String(key.id) },
        { label: t("settings.name"), class: "wide", cell: (key) => el("div", { class: "cut", title: key.name, text: key.name }) },
        { label: t("settings.role"), cell: (key) => t("role." + key.role) },
        { label: t("settings.made"), cell: (key) => el("span", { class: "nowrap", text: day(key.created_at) }) },
        { label: t("settings.state"), cell: (key) => key.revoked_at ? el("span", { class: "state bad", text: t("settings.revoked", { day: day(key.revoked_at) }) }) : el("span", { class: "state good", text: t("settings.valid") }) },
        { head: el("span", { class: "visually-hidden", text: t("links.actions") }), cell: (key) => key.revoked_at ? "" : el("button", { type: "button", class: "quiet small", text: t("settings.revoke"),
            "aria-label": `${t("settings.revoke")}: ${key.name}`, onclick: () => revoke(key, again) }) },
    ], keys.sort((a, b) => (a.revoked_at !== null) - (b.revoked_at !== null) || a.id - b.id), { caption: t("settings.keys") }));
}
