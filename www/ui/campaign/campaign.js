// campaign.js: a campaign (?name=): how far it is, what can be done with it, and what became of its messages.
import { get } from "../lib/api.js";
import { el, facts, figure, lazyDetails } from "../lib/dom.js";
import { page, parameter } from "../lib/frame.js";
import { bubble } from "../lib/phone.js";
import { number, t, time } from "../lib/text.js";
import { watch } from "../lib/watch.js";
import { channelName, stateMark } from "../lib/words.js";
import { actions } from "./actions.js";
import { showFunnel } from "./funnel.js";

const name = parameter("name"), path = encodeURIComponent(name), linksOf = `/ui/links/?campaign=${path}&messages=all`;

const missing = (problem) => {
    if (problem.status === 404)
        return null;
    throw problem;
};

// The campaign and its funnel; messages may have the name of a campaign that is not there.
let exists = true;
async function read() {
    const [campaign, funnel] = await Promise.all([exists ? get(`/api/v1/campaigns/${path}`).catch(missing) : null, get(`/api/v1/stats/campaigns/${path}/funnel`).catch(missing)]);
    exists = campaign !== null;
    return [campaign, funnel];
}

// How many of its recipients have become messages, been left out, and still wait; true at every moment.
function progress(campaign) {
    const done = campaign.recipients - campaign.waiting;
    const notes = [["campaign.suppressed", campaign.suppressed], ["campaign.invalid", campaign.invalid]].filter(([, n]) => n > 0).map(([key, n]) => t(key, { n }));
    if (campaign.recipients === 0)
        return el("p", { text: t("campaign.no_recipients") });
    return el("div", { class: "progress" }, el("progress", { max: campaign.recipients, value: done, "aria-label": t("campaigns.progress") }),
        el("p", { role: "status", text: [t("campaigns.done_of", { done, n: campaign.recipients }), ...notes].join(" · ") }),
        campaign.carrier_pause && el("p", { class: "error", text: t("campaign.carrier_pause", { carrier: campaign.carrier_pause.carrier, detail: campaign.carrier_pause.detail ?? campaign.carrier_pause.reason }) }));
}

function details(campaign) {
    return facts([["messages.channel", channelName(campaign.message.channel)], ["messages.from", el("bdi", { text: campaign.message.from })], ["create.domain", campaign.message.domain],
        ["campaigns.rate", campaign.rate && number(campaign.rate)], ["window.title", campaign.hours], ["window.quiet_title", campaign.quiet_hours], ["messages.ttl", campaign.message.ttl && number(campaign.message.ttl)],
        ["campaigns.created", time(campaign.created_at)], ["schedule.send_at", campaign.send_at && time(campaign.send_at)], ["campaign.started", campaign.started_at && time(campaign.started_at)], ["campaign.ended", campaign.ended_at && time(campaign.ended_at)]]);
}

function text(campaign) {
    const { message } = campaign;
    return el("div", { class: "phone" }, el("div", { class: "sender", text: message.from }), el("div", { class: "screen" }, bubble(message)));
}

function lists() {
    const csv = (clicked, key) => el("li", {}, el("a", { href: `/api/v1/stats/campaigns/${path}/recipients${clicked}`, download: "", text: t(key) }));
    return el("section", {}, el("h2", { text: t("campaign.lists") }), el("ul", {}, csv("", "campaign.list_all"), csv("?clicked=yes", "campaign.list_clicked"), csv("?clicked=no", "campaign.list_not_clicked"),
        el("li", {}, el("a", { href: `/ui/messages/?campaign=${path}`, text: t("campaign.messages") })), el("li", {}, el("a", { href: linksOf, text: t("campaign.links") }))));
}

// A campaign may be no more than a name that links have in common: their clicks, and the way to them.
async function linksOnly() {
    const { clicks, visitors } = await get(`/api/v1/stats/campaigns/${path}`);
    return [el("p", { text: t("campaign.links_only") }), el("div", { class: "cards figures" }, figure(t("link.clicks"), clicks), figure(t("link.visitors"), visitors)),
        el("p", { class: "actions" }, el("a", { class: "button", href: linksOf, text: t("campaign.links") }))];
}

// Adding recipients, which is loaded when somebody wants it.
function addRecipients(campaign, session, redraw) {
    const details = lazyDetails(t("recipients.more"), async () => {
        const { recipientsForm } = await import("./recipients.js");
        return [await recipientsForm(campaign, session, redraw)];
    });
    details.open = campaign.recipients === 0;
    return details;
}

// What hardly changes: facts, lists and the text; drawn again when the campaign goes into another state.
function particulars(campaign, funnel) {
    return el("div", { class: "columns" }, el("section", {}, campaign && [el("h2", { text: t("message.facts") }), details(campaign)], funnel?.messages > 0 && lists()),
        campaign && el("section", {}, el("h2", { text: t("messages.text") }), text(campaign)));
}

page({ section: "campaigns", title: "campaign.title", async start(session) {
    const main = document.querySelector("main"), state = el("span", { role: "status" });
    const place = { progress: el("section"), actions: el("section"), funnel: el("section", { class: "parts" }), particulars: el("section") };
    let seen = "", states = "";
    const draw = async (given) => {
        const [campaign, funnel] = given ?? await read();
        if (!campaign && !funnel)
            throw Object.assign(new Error(t("campaign.missing")), { status: 404, code: "", pointer: "" });
        const now = JSON.stringify([campaign, funnel && { ...funnel, as_of: null }]);
        if (now !== seen && !document.querySelector("dialog[open]")) {
            const is = JSON.stringify([campaign?.state, campaign?.started_at, campaign?.send_at, campaign?.ended_at, campaign?.recipients > 0, campaign?.waiting > 0, funnel?.failed > 0, funnel?.messages > 0]);
            state.replaceChildren(campaign ? stateMark(campaign.state) : "");
            if (campaign)
                place.progress.replaceChildren(progress(campaign));
            if (is !== states) {
                const focused = place.actions.contains(document.activeElement);
                place.actions.replaceChildren(actions({ name, campaign, funnel, session, redraw: () => redraw() }) ?? "");
                if (focused)
                    place.actions.querySelector("button")?.focus();
                place.particulars.replaceChildren(particulars(campaign, funnel));
            }
            seen = now;
            states = is;
            await showFunnel(place.funnel, name, funnel);
        }
        return campaign?.state === "running" || campaign?.state === "scheduled" || (campaign?.state === "cancelled" && !campaign.ended_at) || funnel?.waiting > 0;
    };
    const [campaign, funnel] = await read();
    document.title = `${name} - curt`;
    main.append(el("div", { class: "head" }, el("h1", {}, el("bdi", { text: name })), state), place.progress, place.actions, place.funnel, place.particulars);
    if (!campaign && funnel?.messages === 0)
        place.progress.append(...await linksOnly());
    await draw([campaign, funnel]);
    const redraw = watch(draw);
    if (session.role !== "reader" && campaign && campaign.state !== "cancelled")
        main.append(addRecipients(campaign, session, redraw));
} });
