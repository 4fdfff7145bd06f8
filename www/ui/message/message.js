// message.js: how one message went (?id=): its timeline, text and links; for admins, what the carrier reported.
import { get, linkName, linkPage, patch, post } from "../lib/api.js";
import { confirm, copyButton, el, facts, lazyDetails, onSubmit, outLink, table, toast } from "../lib/dom.js";
import { page, parameter } from "../lib/frame.js";
import { bubble, segmentsText } from "../lib/phone.js";
import { money, number, t, time } from "../lib/text.js";
import { watch } from "../lib/watch.js";
import { sendAtDialog } from "../lib/when.js";
import { channelName, isScheduled, messageMark, reasonText } from "../lib/words.js";

const id = parameter("id");

const read = () => Promise.all([get(`/api/v1/messages/${id}`), get(`/api/v1/stats/messages/${id}`)]);

function revocation(message) {
    return [t(`revoke.${message.revocation}`), message.revoked_at && [", ", time(message.revoked_at)]];
}

function details(message, timeline) {
    const campaign = message.campaign && el("a", { href: `/ui/campaign/?name=${encodeURIComponent(message.campaign)}`, text: message.campaign });
    return facts([["messages.to", message.to], ["messages.from", el("bdi", { text: message.from })], ["messages.channel", channelName(message.channel)],
        ["messages.campaign", campaign], ["messages.client_ref", message.client_ref && el("bdi", { text: message.client_ref })],
        ["schedule.send_at", message.send_at && time(message.send_at)], ["message.clicks", number(timeline.clicks)], ["message.price", message.price && money(message.price.amount, message.price.currency)],
        ["message.segments", message.segments && segmentsText(message)], ["message.attempts", message.attempts > 0 && number(message.attempts)],
        ["revoke.revocation", message.revocation && revocation(message)],
        ["message.carrier", message.carrier],
        ["message.carrier_id", message.carrier_id && el("span", { class: "code", text: message.carrier_id })],
        ["message.id", el("span", {}, el("span", { class: "code", text: message.id }), " ", copyButton(message.id))]]);
}

function step(entry) {
    const what = entry.what === "clicked" ? t(`click.${entry.by}`) : t(`status.${entry.what}`);
    const link = entry.code && el("a", { class: "short", href: linkPage(entry), text: linkName(entry) });
    const late = entry.received_at && new Date(entry.received_at) - new Date(entry.at) > 60000;
    return el("li", {}, el("strong", { text: what }), link && [" ", link], el("time", { datetime: entry.at, text: time(entry.at) }),
        late && el("span", { class: "quiet-text", text: t("message.reported", { time: time(entry.received_at) }) }));
}

function why(message, timeline) {
    if (!message.error)
        return null;
    const words = reasonText(timeline.error_reason, timeline.error_meaning, message.error.title);
    const own = [message.error.title, message.error.detail].filter((text) => text && text !== words && text !== "-").join(": ");
    return el("div", { class: "error" }, el("p", { text: words }), own && el("p", { class: "quiet-text", dir: "auto", text: own }));
}

function links(message) {
    if (message.links.length === 0)
        return null;
    return el("section", {}, el("h2", { text: t("message.links") }), table([
        { label: t("message.short"), cell: (link) => el("div", { class: "actions" }, el("a", { class: "short", href: linkPage(link), text: link.short_url.replace(/^https?:\/\//, "") }), copyButton(link.short_url, { "aria-label": t("links.copy_code", { code: linkName(link) }) })) },
        { label: t("message.target"), class: "wide", cell: (link) => outLink(link.url) }], message.links));
}

function receipts() {
    return lazyDetails(t("message.receipts"), async () => {
        const { receipts: all } = await get(`/api/v1/messages/${id}/receipts`);
        return all.length === 0 ? [el("p", { text: t("message.no_receipts") })]
            : all.map((one) => el("figure", { class: "receipt" }, el("figcaption", { class: "quiet-text", text: time(one.at) }), el("pre", { tabindex: 0, text: one.body })));
    });
}

// A form whose button does something once the question is answered.
function ask(content, question, label, send, how) {
    const form = el("form", {}, el("p", { class: "error" }), content);
    onSubmit(form, async () => {
        if (await confirm(question, label, how))
            await send();
    });
    return form;
}

// What can be done with a message that waits for its time.
function scheduled(message, draw) {
    const move = () => sendAtDialog(t("schedule.move"), message.send_at, async (send_at) => {
        await patch(`/api/v1/messages/${id}`, { send_at });
        await draw();
    });
    const buttons = el("p", { class: "actions" }, el("button", { type: "button", class: "quiet", text: t("schedule.move"), onclick: move }),
        el("button", { class: "danger", text: t("schedule.cancel") }));
    return ask(buttons, t("schedule.cancel_question"), t("schedule.cancel"), async () => {
        await post(`/api/v1/messages/${id}/cancel`);
        await draw();
    }, { back: t("campaign.back") });
}

// Whether the carrier can be asked to take it back.
const isRevocable = (message) => message.channel === "rcs" && ["submitted", "delivered", "read"].includes(message.status) &&
    message.carrier_id !== null && [null, "refused"].includes(message.revocation);

function revocable(draw) {
    const button = el("p", {}, el("button", { class: "danger", text: t("revoke.button") }));
    return ask(button, t("revoke.question"), t("revoke.button"), async () => {
        await patch(`/api/v1/messages/${id}`, { status: "revoked" });
        await draw();
    });
}

function unknown(draw) {
    const content = [el("p", { text: t("message.unknown") }), el("p", {}, el("button", { text: t("message.resend") }))];
    return ask(content, t("message.resend_warning"), t("message.resend"), async () => {
        await post(`/api/v1/messages/${id}/resend`);
        toast(t("message.resent"));
        await draw();
    }, { tone: "" });
}

function actions(message, session, draw) {
    if (session.role === "reader")
        return null;
    if (isScheduled(message))
        return scheduled(message, draw);
    if (isRevocable(message))
        return revocable(draw);
    return message.status === "unknown" ? unknown(draw) : null;
}

page({ section: "messages", title: "message.title", async start(session) {
    const main = document.querySelector("main"), state = el("p", { class: "status-line", role: "status" });
    const course = el("section"), acts = el("div"), [first] = await read();
    let seen = "";
    const draw = async () => {
        const [message, timeline] = await read(), now = JSON.stringify([message, { ...timeline, as_of: null }]);
        if (now === seen)
            return false;
        seen = now;
        state.replaceChildren(messageMark(message));
        course.replaceChildren(el("h2", { text: t("message.timeline") }), el("ol", { class: "timeline" }, timeline.timeline.map(step)), why(message, timeline) ?? "",
            el("h2", { text: t("message.facts") }), details(message, timeline));
        acts.replaceChildren(actions(message, session, () => redraw()) ?? "");
        return true;
    };
    await draw();
    main.replaceChildren(el("div", { class: "head" }, el("h1", { text: t("message.to", { to: first.to }) }), state), acts, el("div", { class: "columns" }, course,
        el("section", {}, el("h2", { text: t("messages.text") }), el("div", { class: "phone" }, el("div", { class: "sender", text: first.from }),
            el("div", { class: "screen" }, bubble(first))))), links(first) ?? "", session.role === "admin" ? receipts() : "");
    const redraw = watch(draw);
} });
