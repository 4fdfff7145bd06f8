// targets.js: who gets the events of a rule: how far they are, what went wrong last, and a delivery to try them.
import { del, get, patch, post } from "../lib/api.js";
import { actionsColumn, confirm, el, emptyState, field, rowButton, select, table, toast } from "../lib/dom.js";
import { ago, t, time } from "../lib/text.js";
import { formDialog, secretDialog } from "../lib/dialog.js";
import { mark } from "../lib/words.js";
import { newRule } from "./rules.js";

const tones = { "enabled": "good", "disabled": "bad", "gone": "bad", "built in": "good" };

function progress(target) {
    if (target.lag_events === undefined)
        return "";
    return target.lag_events === 0 ? t("events.no_lag") : t("events.lag", { n: target.lag_events, time: ago(new Date(Date.now() - target.lag_seconds * 1000).toISOString()) });
}

function lastResult(target) {
    if (target.type === "count")
        return "";
    const failed = target.last_failure_at && (!target.last_success_at || target.last_failure_at > target.last_success_at);
    return el("div", {}, failed ? el("div", { class: "bad", text: `${target.last_error} (${ago(target.last_failure_at)})` })
        : target.last_success_at ? el("div", { text: t("events.last_success", { time: ago(target.last_success_at) }) }) : el("div", { class: "quiet-text", text: t("events.never") }),
    el("div", { class: "quiet-text", text: t("events.delivered", { n: target.delivered }) }), target.next_try_at && el("div", { class: "warn", text: t("events.paused_until", { time: time(target.next_try_at) }) }));
}

function create(rules, done) {
    const text = (name, properties = {}) => el("input", { id: "target-" + name, name, autocomplete: "off", ...properties });
    const numberOf = (form, name) => form.elements[name].value === "" ? undefined : Number(form.elements[name].value);
    formDialog(t("events.new_target"), el("div", {}, field(t("events.name"), text("name", { maxlength: 64 }), { hint: t("events.name_hint") }),
        field(t("events.rule"), select("rule", rules.map((rule) => [rule.name, rule.name]), rules[0].name, { id: "target-rule" })),
        field(t("events.url"), text("url", { inputmode: "url", maxlength: 8192, placeholder: "https://" }), { hint: t("events.url_hint") }),
        el("details", {}, el("summary", { text: t("create.more") }), el("div", { class: "fields" },
            field(t("events.form"), select("form", ["event", "cloudevents", "cloudevents-binary"].map((name) => [name, name]), "event", { id: "target-form" })),
            field(t("events.batch"), text("batch", { type: "number", min: 1, max: 100 })), field(t("events.rate"), text("rate", { type: "number", min: 0 })),
            field(t("events.timeout"), text("timeout", { type: "number", min: 1, max: 60 }))))),
    async (form) => {
        const value = (name) => form.elements[name].value.trim();
        const target = await post("/api/v1/targets", { type: "webhook", name: value("name"), rule: value("rule"), url: value("url"), form: value("form"),
            batch: numberOf(form, "batch"), rate: numberOf(form, "rate"), timeout: numberOf(form, "timeout") });
        secretDialog(t("events.secret"), t("events.secret_once"), target.secret);
    }).then((saved) => saved && done());
}

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// Sends the newest event that the target's rule wants once more, to it alone, and waits for what comes back.
async function tryDelivery(target, done) {
    const rule = await get("/api/v1/rules/" + target.rule);
    const { events } = await post("/api/v1/events/match", { pattern: rule.pattern });
    if (events.length === 0) {
        toast(t("events.test_none", { rule: rule.name }));
        return;
    }
    const at = Date.parse(events[0].event.time), name = `test-${Date.now()}`;
    await post("/api/v1/replays", { name, target: target.name, from: new Date(at).toISOString(), to: new Date(at + 1).toISOString() });
    toast(t("events.testing"));
    for (let i = 0; i < 40; i++) {
        await pause(500);
        const now = await get("/api/v1/targets/" + target.name);
        const replay = await get("/api/v1/replays/" + name);
        if (replay.sent > 0 || now.failed_attempts > target.failed_attempts || replay.state === "done") {
            toast(replay.sent > 0 ? t("events.test_ok", { n: replay.sent }) : t("events.test_failed", { error: now.last_error ?? t("events.never") }), { seconds: 15 });
            break;
        }
    }
    done();
}

async function remove(target, done) {
    if (await confirm(t("events.remove_target", { name: target.name }), t("events.remove"))) {
        await del("/api/v1/targets/" + target.name);
        done();
    }
}

async function rotate(target) {
    if (await confirm(t("events.rotate_sure", { name: target.name }), t("events.rotate")))
        secretDialog(t("events.secret"), t("events.secret_once"), (await post(`/api/v1/targets/${target.name}/rotate`)).secret);
}

function actions(target, done) {
    const button = (text, onclick) => rowButton(text, target.name, onclick);
    return target.type === "count" ? "" : el("div", { class: "actions wrap" }, target.state === "enabled" && button(t("events.test"), () => tryDelivery(target, done)),
        button(t(target.state === "enabled" ? "links.disable" : "links.enable"), () => patch("/api/v1/targets/" + target.name, { enabled: target.state !== "enabled" }).then(done)),
        target.type === "webhook" && button(t("events.rotate"), () => rotate(target)), button(t("events.remove"), () => remove(target, done)));
}

export async function showTargets(done) {
    const [{ targets }, { rules }] = await Promise.all([get("/api/v1/targets"), get("/api/v1/rules")]);
    if (rules.length === 0)
        return [emptyState(t("events.rule_first"), el("button", { type: "button", text: t("events.new_rule"), onclick: () => newRule(done) }))];
    const add = el("button", { type: "button", id: "new-target", text: t("events.new_target"), onclick: () => create(rules, done) });
    return [el("div", { class: "head" }, el("h2", { text: t("events.targets") }), add), table([
        { label: t("events.name"), cell: (one) => el("div", {}, el("strong", { text: one.type === "count" ? t("events.count") : one.name }), one.rule && el("div", { class: "quiet-text", text: t("events.of_rule", { rule: one.rule }) })) },
        { label: t("events.destination"), class: "wide", cell: (one) => el("div", { class: "cut", title: one.url ?? one.path, text: one.url ?? one.path ?? (one.syslog ? "syslog" : t("events.built_in")) }) },
        { label: t("events.state"), cell: (one) => mark(t("events.state." + one.state.replace(" ", "_")), tones[one.state]) },
        { label: t("events.lag_head"), cell: progress },
        { label: t("events.result"), cell: lastResult },
        actionsColumn((one) => actions(one, done)),
    ], targets, { caption: t("events.targets") })];
}
