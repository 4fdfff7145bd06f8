// dead_letters.js: events that a target did not take: what was sent, what came back; sent again, or thrown away.
import { get, post } from "../lib/api.js";
import { confirm, el, emptyState, facts, field, lazyDetails, select, toast } from "../lib/dom.js";
import { ago, t, time } from "../lib/text.js";

const reasons = ["CONNECTION_FAILURE", "TIMEOUT", "THROTTLING", "ERROR_FROM_TARGET", "INVALID_PARAMETER", "ADDRESS_REFUSED", "TARGET_DISABLED", "NOT_TRIED"];
let target = "", reason = "";

function letterView(letter) {
    const summary = [el("strong", { text: letter.TARGET }), " ", el("span", { class: "bad", text: t("events.reason." + letter.ERROR_CODE) }), " ",
        el("span", { class: "quiet-text", text: `${ago(letter.since)} · ${letter.event_id}` })];
    return el("li", {}, lazyDetails(summary, async () => {
        const whole = await get("/api/v1/dead-letters/" + letter.id);
        return [facts([["events.came_back", `${whole.status ? `HTTP ${whole.status}: ` : ""}${whole.ERROR_MESSAGE}`], ["events.attempts", String(whole.RETRY_ATTEMPTS)],
            ["events.last_try", whole.last_attempt_at && time(whole.last_attempt_at)], ["events.next_try", whole.next_try_at ? time(whole.next_try_at) : t("events.rests")]]),
        el("h3", { text: t("events.was_sent") }), el("pre", { tabindex: 0, text: whole.event ? JSON.stringify(whole.event, null, 2) : t("events.unreadable") })];
    }));
}

const wanted = () => ({ target: target || undefined, reason: reason || undefined });

// Works in steps of a few seconds each; the count is what is done.
async function everywhere(what, key, said) {
    let cursor, count = 0;
    do {
        const answer = await post(`/api/v1/dead-letters/${what}`, { ...wanted(), cursor });
        count += answer[key];
        cursor = answer.next ?? undefined;
        toast(t(said, { n: count }), { seconds: 15 });
    } while (cursor);
}

async function purge(done) {
    if (await confirm(t("events.purge_sure"), t("events.purge"))) {
        await everywhere("purge", "purged", "events.purged");
        done();
    }
}

function filters(targets, done) {
    const form = el("form", { class: "filters" }, field(t("events.target"), select("target", [["", t("links.state.any")], ...targets.map((one) => [one.name, one.name])], target, { id: "letter-target" })),
        field(t("events.reason"), select("reason", [["", t("links.state.any")], ...reasons.map((code) => [code, t("events.reason." + code)])], reason, { id: "letter-reason" })));
    form.addEventListener("change", () => {
        target = form.elements.target.value;
        reason = form.elements.reason.value;
        done();
    });
    return form;
}

export async function showDeadLetters(done) {
    const [{ targets }, letters] = await Promise.all([get("/api/v1/targets"), get("/api/v1/dead-letters", { ...wanted(), limit: 50 })]);
    const list = el("ul", { class: "plain-list" }, letters.dead_letters.map(letterView));
    const more = (cursor) => el("button", { type: "button", class: "quiet", text: t("frame.more"), onclick: async (event) => {
        const button = event.currentTarget, page = await get("/api/v1/dead-letters", { ...wanted(), limit: 50, cursor });
        list.append(...page.dead_letters.map(letterView));
        button.replaceWith(...(page.next ? [more(page.next)] : []));
    } });
    const none = letters.dead_letters.length === 0 && !letters.next;
    return [el("div", { class: "head" }, el("h2", { text: t("events.dead_letters") }), el("div", { class: "actions" },
        el("button", { type: "button", id: "redrive", class: "quiet", disabled: none, text: t("events.redrive"), onclick: () => everywhere("redrive", "due", "events.redriven").then(done) }),
        el("button", { type: "button", class: "danger", disabled: none, text: t("events.purge"), onclick: () => purge(done) }))),
    filters(targets.filter((one) => one.type !== "count"), done), none ? emptyState(t("events.no_dead_letters")) : list, ...(letters.next ? [more(letters.next)] : [])];
}
