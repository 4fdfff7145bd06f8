// actions.js: what can be done with a campaign as it is now: try, start, pause, resume, cancel, retry, remove, and asking
// again those who did not click.
import { del, patch, post } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { clearProblems, confirm, el, field, onSubmit, showProblem, toast } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { sendAtDialog } from "../lib/when.js";

const address = (name, rest = "") => `/api/v1/campaigns/${encodeURIComponent(name)}${rest}`;

// A button that does one thing, and shows what goes wrong above all of them.
function button(form, key, kind, run) {
    const node = el("button", { type: "button", class: kind, text: t(key), onclick: async () => {
        clearProblems(form);
        node.disabled = true;
        try {
            await run();
        } catch (problem) {
            showProblem(form, problem);
        } finally {
            node.disabled = false;
            if (document.activeElement === document.body) // the keyboard goes on here, or where the button has gone
                (node.isConnected ? node : document.querySelector("main .actions button"))?.focus();
        }
    } });
    return node;
}

async function retry(name) {
    let cursor, retried = 0;
    do {
        const answer = await post(address(name, "/retry"), undefined, { query: { cursor } });
        retried += answer.retried;
        cursor = answer.next;
    } while (cursor);
    toast(t("campaign.retried", { n: retried }));
}

// Sends the message as it is for the first recipient to a number of one's own.
function testForm(name) {
    const to = el("input", { name: "to", maxlength: 160, inputmode: "tel", autocomplete: "tel" });
    const form = el("form", { class: "test" }, el("p", { class: "error" }), el("div", { class: "filters" }, field(t("campaign.test_to"), to, { grow: true }), el("button", { class: "quiet", text: t("campaign.test") })),
        el("p", { class: "hint", text: t("campaign.test_hint") }));
    onSubmit(form, async () => {
        const message = await post(address(name, "/test"), { to: to.value.trim() });
        toast(t("campaign.tested"), { label: t("campaign.show"), action: () => location.assign(`/ui/message/?id=${message.id}`) });
    });
    return form;
}

// A new campaign for those who got the message and did not click: made here, its recipients copied on the server.
async function again(name, campaign) {
    const own = el("input", { name: "name", maxlength: 64, value: `${name}-2`.slice(0, 64), autocomplete: "off" });
    const text = el("textarea", { name: "text", rows: 4, text: campaign.message.text ?? "" });
    const said = el("p", { role: "status" });
    const copied = await formDialog(t("campaign.again"), [el("p", { class: "hint", text: t("campaign.again_hint") }), field(t("campaigns.name"), own), field(t("messages.text"), text), said],
        () => copyTo(own.value.trim(), text.value, campaign, name, (n) => { said.textContent = t("campaign.copied", { n }); }),
        { button: t("campaign.again"), draft: "again." + name, names: { template: "text" } });
    if (copied)
        location.assign(`/ui/campaign/?name=${encodeURIComponent(own.value.trim())}`);
}

let made = null; // the draft that a failed attempt has left

async function copyTo(own, text, campaign, name, tell) {
    const { template, ...message } = campaign.message;
    const content = typeof message.text === "string" ? { ...message, text } : { ...message, template };
    if (made !== own)
        await post("/api/v1/campaigns", { ...content, name: own, ...(campaign.rate ? { rate: campaign.rate } : {}), ...(campaign.hours ? { hours: campaign.hours } : {}), ...(campaign.quiet_hours ? { quiet_hours: campaign.quiet_hours } : {}) });
    made = own;
    let cursor, added = 0;
    do {
        const answer = await post(address(own, "/recipients/copy"), { campaign: name, clicked: "no" }, { query: { cursor } });
        added += answer.added;
        cursor = answer.next;
        tell(added);
    } while (cursor);
}

// When it begins: an empty time is at once. A draft is started by this.
function schedule(name, campaign, redraw) {
    return sendAtDialog(t("schedule.title"), campaign.send_at, async (send_at) => {
        await patch(address(name), { send_at });
        if (campaign.state === "draft")
            await post(address(name, "/start"));
        await redraw();
    });
}

export function actions({ name, campaign, funnel, session, redraw }) {
    if (!campaign || session.role === "reader")
        return null;
    const form = el("form", { onsubmit: (event) => event.preventDefault() }, el("p", { class: "error" }));
    const row = el("div", { class: "actions" });
    const step = (key, kind, rest, question, back) => row.append(button(form, key, kind, async () => {
        if (question && !await confirm(question, t(key), { tone: kind, back }))
            return;
        await post(address(name, rest));
        await redraw();
    }));
    const { state } = campaign;
    if (state === "draft" && campaign.recipients > 0)
        step("campaign.start", "", "/start", t("campaign.start_question", { n: campaign.recipients }));
    if (state === "scheduled")
        step("campaign.start_now", "quiet", "/start", t("campaign.start_question", { n: campaign.recipients }));
    if (state === "scheduled" || (state === "draft" && campaign.recipients > 0))
        row.append(button(form, "schedule.title", "quiet", () => schedule(name, campaign, redraw)));
    if (state === "running")
        step("campaign.pause", "", "/pause");
    if (state === "paused")
        step("campaign.resume", "", "/resume");
    if (funnel?.failed > 0 && !["draft", "cancelled"].includes(state))
        row.append(button(form, "campaign.retry", "quiet", async () => { await retry(name); await redraw(); }));
    if (funnel?.messages > 0)
        row.append(button(form, "campaign.again", "quiet", () => again(name, campaign)));
    if (["running", "paused", "scheduled"].includes(state))
        step("campaign.cancel", "danger", "/cancel", t("campaign.cancel_question"), t("campaign.back"));
    else if (state !== "cancelled" || campaign.ended_at) // what is being sent is waited for
        row.append(button(form, "campaign.remove", "danger", async () => {
            if (await confirm(t("campaign.remove_question"), t("campaign.remove"))) {
                await del(address(name));
                location.assign("/ui/campaigns/");
            }
        }));
    form.append(row);
    return el("div", {}, form, state !== "cancelled" && campaign.waiting > 0 && testForm(name));
}
