// rules.js: rules: which events are wanted, with a pattern that is tried on the newest ones.
import { del, get, patch, post } from "../lib/api.js";
import { actionsColumn, confirm, el, emptyState, explain, field, rowButton, table } from "../lib/dom.js";
import { day, t } from "../lib/text.js";
import { formDialog } from "../lib/dialog.js";
import { mark } from "../lib/words.js";
import { eventSummary } from "./log.js";

const first = '{\n  "source": ["urlshortener"],\n  "detail-type": ["link.clicked"]\n}';

const indented = (text) => {
    try {
        return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
        return text;
    }
};

// Tries the pattern half a second after the last key.
function tester(pattern) {
    const place = el("div", { role: "status" });
    let timer, last = 0;
    const run = async () => {
        const mine = ++last;
        const answer = await post("/api/v1/events/match", { pattern: pattern.value }).catch((problem) => ({ problem }));
        if (mine !== last)
            return;
        place.replaceChildren(answer.problem ? el("p", { class: "hint", text: explain(answer.problem) })
            : el("div", {}, el("p", { class: answer.matched > 0 ? "good" : "hint", text: t("events.matched", { n: answer.matched, of: answer.looked_at }) }),
                answer.events.length > 0 && el("ul", {}, answer.events.slice(0, 5).map((one) => el("li", {}, eventSummary(one))))));
    };
    pattern.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 500); });
    run();
    return place;
}

function edit(rule, done) {
    const name = el("input", { id: "rule-name", name: "name", maxlength: 64, value: rule?.name ?? "", disabled: Boolean(rule), autocomplete: "off" });
    const pattern = el("textarea", { id: "rule-pattern", name: "pattern", class: "code", rows: 9, spellcheck: "false" });
    pattern.value = rule ? indented(rule.pattern) : first;
    formDialog(rule ? t("events.edit_rule", { name: rule.name }) : t("events.new_rule"), el("div", {}, field(t("events.name"), name, { hint: rule ? undefined : t("events.name_hint") }),
        field(t("events.pattern"), pattern, { hint: t("events.pattern_hint") }), tester(pattern)),
    () => rule ? patch("/api/v1/rules/" + rule.name, { pattern: pattern.value }) : post("/api/v1/rules", { name: name.value.trim(), pattern: pattern.value }),
    { draft: "rule." + (rule?.name ?? "") }).then((saved) => saved && done());
}

export const newRule = (done) => edit(null, done);

async function remove(rule, done) {
    if (await confirm(t("events.remove_rule", { name: rule.name }), t("events.remove"))) {
        await del("/api/v1/rules/" + rule.name);
        done();
    }
}

export async function showRules(done) {
    const { rules } = await get("/api/v1/rules");
    const create = el("button", { type: "button", id: "new-rule", text: t("events.new_rule"), onclick: () => newRule(done) });
    if (rules.length === 0)
        return [emptyState(t("events.no_rules"), create)];
    return [el("div", { class: "head" }, el("h2", { text: t("events.rules") }), create), table([
        { label: t("events.name"), cell: (rule) => el("strong", { text: rule.name }) },
        { label: t("events.pattern"), class: "wide", cell: (rule) => el("div", { class: "cut code", title: rule.pattern, text: rule.pattern }) },
        { label: t("events.state"), cell: (rule) => rule.enabled ? mark(t("events.enabled"), "good") : mark(t("events.disabled"), "bad") },
        { label: t("events.created"), cell: (rule) => el("span", { class: "nowrap", text: day(rule.created_at) }) },
        actionsColumn((rule) => el("div", { class: "actions" },
            rowButton(t("links.edit"), rule.name, () => edit(rule, done)),
            rowButton(t(rule.enabled ? "links.disable" : "links.enable"), rule.name, () => patch("/api/v1/rules/" + rule.name, { enabled: !rule.enabled }).then(done)),
            rowButton(t("events.remove"), rule.name, () => remove(rule, done)))),
    ], rules, { caption: t("events.rules") })];
}
