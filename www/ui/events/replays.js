// replays.js: events of a period sent once more, with progress.
import { del, get, post } from "../lib/api.js";
import { actionsColumn, el, emptyState, field, rowButton, select, table } from "../lib/dom.js";
import { t, time, zone } from "../lib/text.js";
import { formDialog } from "../lib/dialog.js";
import { stateMark } from "../lib/words.js";

const when = (text) => text === "" ? undefined : new Date(text).toISOString();

async function create(done) {
    const { targets } = await get("/api/v1/targets");
    const at = (name, label) => field(label, el("input", { id: "replay-" + name, name, type: "datetime-local" }), { hint: zone });
    const saved = await formDialog(t("events.new_replay"), el("div", {}, el("div", { class: "fields" }, at("from", t("events.from")), at("to", t("events.to"))),
        field(t("events.target"), select("target", [["", t("events.all_targets")], ...targets.filter((one) => one.type !== "count").map((one) => [one.name, one.name])], "", { id: "replay-target" }))),
    (form) => post("/api/v1/replays", { from: when(form.elements.from.value), to: when(form.elements.to.value), target: form.elements.target.value || undefined }), { button: t("events.start") });
    if (saved)
        done();
}

function bar(replay) {
    const text = t("events.looked_at", { n: replay.looked_at, of: replay.events });
    return el("div", {}, el("progress", { max: Math.max(1, replay.events), value: replay.looked_at, "aria-label": text }), el("div", { class: "quiet-text", text }),
        el("div", { class: "quiet-text", text: t("events.sent", { n: replay.sent }) }));
}

export async function showReplays(done) {
    const { replays } = await get("/api/v1/replays");
    const start = el("button", { type: "button", id: "new-replay", text: t("events.new_replay"), onclick: () => create(done) });
    if (replays.length === 0)
        return [emptyState(t("events.no_replays"), start)];
    replays.sort((a, b) => b.created_at.localeCompare(a.created_at));
    if (replays.some((one) => one.state === "running"))
        setTimeout(() => { if (location.hash === "#replays" && !document.querySelector("dialog")) done(); }, 1500);
    return [el("div", { class: "head" }, el("h2", { text: t("events.replays") }), start), table([
        { label: t("events.name"), cell: (one) => el("strong", { text: one.name }) },
        { label: t("events.period"), cell: (one) => `${one.from ? time(one.from) : t("events.beginning")} – ${time(one.to)}` },
        { label: t("events.target"), cell: (one) => one.target ?? (one.rules.join(", ") || t("events.all_targets")) },
        { label: t("events.state"), cell: (one) => stateMark(one.state) },
        { label: t("events.progress"), cell: bar },
        actionsColumn((one) => one.state === "running" ? rowButton(t("frame.cancel"), one.name, () => del("/api/v1/replays/" + one.name).then(done)) : ""),
    ], replays, { caption: t("events.replays") })];
}
