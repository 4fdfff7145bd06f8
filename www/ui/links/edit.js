// edit.js: changes a link, in a dialog over the list. Somebody else's change in between is not overwritten.
import { del, linkName, linkPath, patch, post, send } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { confirm, el, field, toast } from "../lib/dom.js";
import { t, zone } from "../lib/text.js";
import { readTime, writeTime } from "../lib/when.js";
import { completeUrl, readTags } from "./link_fields.js";
import { qrCode } from "./link_view.js";
import { rulesEditor } from "./rules.js";

const text = (name, value, properties = {}) => el("input", { id: "edit-" + name, name, value: value ?? "", autocomplete: "off", ...properties });

function fields(link) {
    return el("div", {}, field(t("create.url"), text("url", link.url, { maxlength: 8192, inputmode: "url" })),
        el("div", { class: "fields" }, field(t("create.link_title"), text("title", link.title, { maxlength: 256 })),
            field(t("create.campaign"), text("campaign", link.campaign, { maxlength: 64 })),
            field(t("create.tags"), text("tags", link.tags.join(", ")), { hint: t("create.tags_hint") }),
            field(t("create.expires"), text("expires_at", writeTime(link.expires_at), { type: "datetime-local" }), { hint: zone }),
            field(t("create.max_clicks"), text("max_clicks", link.max_clicks, { type: "number", min: 1 })),
            field(t("create.expired_url"), text("expired_url", link.expired_url, { maxlength: 8192, inputmode: "url" })),
            ...["ios_url", "android_url"].map((name) => field(t("create." + name), text(name, link[name], { maxlength: 2048, inputmode: "url" }), { hint: t("create.app_hint") })),
            field(t("create.preview_title"), text("preview_title", link.preview_title, { maxlength: 256 })),
            field(t("create.preview_description"), text("preview_description", link.preview_description, { maxlength: 512 })),
            field(t("create.preview_image"), text("preview_image", link.preview_image, { maxlength: 2048, inputmode: "url" })),
            field(t("create.password"), text("password", "", { type: "password", maxlength: 128, autocomplete: "new-password" }), link.has_password ? { hint: t("create.password_kept") } : {})),
        link.has_password && el("label", {}, el("input", { type: "checkbox", name: "no_password" }), " ", t("create.password_remove")));
}

// What differs from the link as it was read.
function changes(form, link, rules) {
    const value = (name) => form.elements[name].value.trim();
    const now = { url: completeUrl(value("url")), title: value("title") || null, campaign: value("campaign") || null, tags: readTags(value("tags")),
        expires_at: value("expires_at") === writeTime(link.expires_at) ? link.expires_at : readTime(value("expires_at")),
        max_clicks: value("max_clicks") === "" ? null : Number(value("max_clicks")),
        ...Object.fromEntries(["expired_url", "ios_url", "android_url", "preview_image"].map((name) => [name, completeUrl(value(name)) || null])),
        preview_title: value("preview_title") || null, preview_description: value("preview_description") || null, redirect_rules: rules.value() };
    if (form.elements.no_password?.checked)
        now.password = null;
    else if (form.elements.password.value !== "")
        now.password = form.elements.password.value;
    return Object.fromEntries(Object.entries(now).filter(([name, v]) => JSON.stringify(v) !== JSON.stringify(link[name])));
}

async function remove(link, done) {
    if (!await confirm(t("links.delete_one", { code: linkName(link) }), t("links.delete")))
        return false;
    await del(linkPath(link));
    toast(t("links.deleted", { n: 1 }), { label: t("frame.undo"), action: () => post(linkPath(link, "/restore")).then(() => done(link)) });
    return true;
}

export async function editLink(shown, done) {
    const response = await send("GET", linkPath(shown)), link = await response.json(), etag = response.headers.get("ETag");
    const rules = rulesEditor(link.redirect_rules);
    const changed = await formDialog(t("links.edit_code", { code: linkName(link) }), [fields(link), rules.node, qrCode(link)],
        (form) => patch(linkPath(link), changes(form, link, rules), { headers: { "If-Match": etag } }), { draft: "edit." + linkName(link), others: [
            { text: t("links.delete"), class: "danger", action: () => remove(link, done) },
            { text: t(link.disabled ? "links.enable" : "links.disable"), class: "quiet", action: () => post(linkPath(link, link.disabled ? "/enable" : "/disable")) }] });
    if (changed)
        done(link);
}
