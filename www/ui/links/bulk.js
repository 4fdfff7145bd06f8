// bulk.js: one action on many links, one after the other, with true progress; what failed is said.
import { del, linkName, linkPath, patch, post } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { confirm, el, explain, field, toast } from "../lib/dom.js";
import { download, toCsv } from "../lib/csv.js";
import { t } from "../lib/text.js";
import { readTags } from "./link_fields.js";

// Runs action on each link; the box can be closed to stop after the link at hand. Returns the links that it went well for.
async function each(links, label, action) {
    const bar = el("progress", { max: links.length, value: 0, "aria-label": label }), count = el("p", { role: "status" });
    const failures = el("ul", {}), close = el("button", { class: "quiet", text: t("links.stop") });
    const box = el("dialog", { "aria-label": label }, el("h2", { text: label }), count, bar, failures, el("form", { method: "dialog", class: "actions" }, close));
    document.body.append(box);
    box.showModal();
    const done = [];
    for (const [i, link] of links.entries()) {
        if (!box.open)
            break;
        count.textContent = t("links.progress", { done: i, n: links.length });
        bar.value = i;
        try {
            await action(link);
            done.push(link);
        } catch (problem) {
            failures.append(el("li", { text: `${linkName(link)}: ${explain(problem)}` }));
        }
    }
    bar.value = links.length;
    count.textContent = t("links.progress", { done: done.length, n: links.length });
    if (failures.children.length > 0 && box.open) {
        close.textContent = t("frame.close");
        await new Promise((resolve) => { box.addEventListener("close", resolve); });
    }
    box.remove();
    return done;
}

async function askTags() {
    const input = el("input", { name: "tags", id: "bulk-tags", autocomplete: "off" });
    const saved = await formDialog(t("links.add_tags"), field(t("create.tags"), input, { hint: t("create.tags_hint") }), async () => {});
    return saved ? readTags(input.value) : [];
}

const csvColumns = ["code", "short_url", "url", "title", "campaign", "tags", "clicks", "state", "created_at", "expires_at", "max_clicks"];
const csvOf = (links) => toCsv([csvColumns, ...links.map((link) => csvColumns.map((name) => name === "tags" ? link.tags.join(", ") : link[name]))]);

export function bulkActions({ reload, clear }) {
    const finish = async () => { clear(); await reload(); };

    async function restore(links) {
        const done = await each(links, t("links.restoring"), (link) => post(linkPath(link, "/restore")));
        await finish();
        toast(t("links.restored", { n: done.length }));
    }

    async function remove(links) {
        if (!await confirm(t("links.delete_many", { n: links.length }), t("links.delete")))
            return;
        const done = await each(links, t("links.deleting"), (link) => del(linkPath(link)));
        await finish();
        toast(t("links.deleted", { n: done.length }), { label: t("frame.undo"), action: () => restore(done), seconds: 20 });
    }

    async function switchAll(links, what) {
        const done = await each(links, t("links." + what), (link) => post(linkPath(link, "/" + what)));
        await finish();
        toast(t("links.changed", { n: done.length }));
    }

    async function tag(links) {
        const tags = await askTags();
        if (tags.length === 0)
            return;
        const done = await each(links, t("links.add_tags"), (link) => patch(linkPath(link), { tags: [...new Set([...link.tags, ...tags])] }));
        await finish();
        toast(t("links.changed", { n: done.length }));
    }

    const button = (text, onclick, tone = "quiet") => el("button", { type: "button", class: tone + " small", text, onclick });
    return { restore, download: (links) => download("links.csv", csvOf(links)), buttons: (links, deleted) => deleted ? [button(t("links.restore"), () => restore(links))]
        : [button(t("links.enable"), () => switchAll(links, "enable")), button(t("links.disable"), () => switchAll(links, "disable")), button(t("links.add_tags"), () => tag(links)),
            button(t("chart.csv"), () => download("links.csv", csvOf(links))), button(t("links.delete"), () => remove(links), "danger")] };
}
