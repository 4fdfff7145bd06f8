// overview.js: what happened today and in the last days, and what needs attention.
import { showAttention } from "./attention.js";
import { get, linkName, linkPage } from "./lib/api.js";
import { chart } from "./lib/charts.js";
import { byId, el, figure, table } from "./lib/dom.js";
import { mayUse, page } from "./lib/frame.js";
import { locale, number, percent, t, zone } from "./lib/text.js";
import { showMissed } from "./missed.js";

const DAYS = 30;
const dayName = (start) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: zone }).format(new Date(start));
const sum = (points, name) => points.reduce((all, point) => all + point[name], 0);

// The days of two spans, the one at hand and the one before it: today is the last.
function spans(series) {
    const { points } = series;
    return { now: points.slice(-DAYS), before: points.slice(-2 * DAYS, -DAYS), today: points.at(-1) };
}

// "12 % more than in the 30 days before"
function change(now, before) {
    if (before === 0)
        return t(now === 0 ? "overview.none_before" : "overview.new", { days: DAYS });
    const share = (now - before) / before;
    return Math.abs(share) < 0.005 ? t("overview.same", { days: DAYS }) : t(share > 0 ? "overview.more" : "overview.less", { share: percent(Math.abs(share)), days: DAYS });
}

const card = (key, n, hint) => figure(t(key, { days: DAYS }), n, hint);

function showTotals(clicks, messages) {
    const of = (span, name) => [sum(span.now, name), sum(span.before, name)];
    const clicked = of(clicks, "clicks"), sent = of(messages, "messages");
    byId("totals").replaceChildren(card("overview.clicks_today", clicks.today.clicks, t("overview.visitors_today", { n: clicks.today.visitors })),
        card("overview.messages_today", messages.today.messages, t("overview.delivered_today", { n: messages.today.delivered })),
        card("overview.clicks_days", clicked[0], change(...clicked)), card("overview.messages_days", sent[0], change(...sent)));
}

function showDays(clicks, messages) {
    const draw = (id, title, span, names) => chart(byId(id), { title, labelHead: t("overview.day"), labels: span.now.map((point) => dayName(point.start)),
        series: names.map((name) => ({ name: t("overview." + name), values: span.now.map((point) => point[name]) })) });
    return Promise.all([draw("clicks", t("overview.clicks"), clicks, ["clicks", "visitors"]), draw("messages", t("overview.messages"), messages, ["messages", "delivered"])]);
}

function showBusiest({ links, campaigns }) {
    const clicks = { label: t("overview.clicks"), class: "number", cell: (one) => number(one.clicks) };
    const host = (url) => (URL.canParse(url) ? new URL(url).host || url : url);
    const list = (id, title, columns, rows, none) => byId(id).replaceChildren(el("h3", { text: title }),
        rows.length > 0 ? table(columns, rows, { caption: title }) : el("p", { class: "quiet-text", text: none }));
    list("links", t("overview.links"), [{ label: t("overview.link"), cell: (link) => el("a", { class: "short", title: linkName(link), href: linkPage(link), text: linkName(link) }) },
        { label: t("overview.leads_to"), class: "wide", cell: (link) => el("div", { class: "cut", title: link.title ?? link.url, text: link.title ?? host(link.url) }) }, clicks], links, t("overview.no_links"));
    list("campaigns", t("overview.campaigns"), [{ label: t("overview.campaign"), class: "anywhere", cell: (one) => el("a", { href: `/ui/campaign/?name=${encodeURIComponent(one.name)}`, text: one.name }) }, clicks], campaigns, t("overview.no_campaigns"));
}

// Nothing was ever made: what to do first.
function showWelcome(session) {
    byId("welcome").replaceChildren(el("div", { class: "empty" }, el("h2", { text: t("overview.welcome") }),
        el("p", { text: t(session.role === "reader" ? "overview.welcome_reader" : "overview.welcome_hint") }),
        session.role !== "reader" && el("p", {}, el("a", { class: "button", href: "/ui/create", text: t("overview.create") }))));
}

page({ section: "overview", title: "overview.title", async start(session) {
    const from = new Date(Date.now() - (2 * DAYS - 1) * 86400e3).toISOString(), asked = { unit: "day", tz: zone, from };
    const [stats, funnel, busiest, links] = await Promise.all([get("/api/v1/stats", asked), get("/api/v1/stats/messages", asked),
        get("/api/v1/stats/busiest", { days: DAYS, limit: 10 }), get("/api/v1/links", { limit: 1 })]);
    const clicks = spans(stats.series), messages = spans(funnel.series);
    const isNew = links.links.length === 0 && funnel.messages === 0 && stats.clicks === 0;
    if (session.role !== "reader" && !isNew)
        byId("actions").replaceChildren(mayUse(session, "messages") ? el("a", { class: "button quiet", href: "/ui/messages/?write=1", text: t("messages.write") }) : "",
            el("a", { class: "button", href: "/ui/create", text: t("overview.create") }));
    byId("numbers").hidden = false;
    const troubles = await showAttention(byId("attention"), session, funnel);
    if (isNew) {
        showWelcome(session);
        for (const section of byId("numbers").children)
            section.hidden = section.id !== "attention-section" || troubles === 0;
        return;
    }
    showTotals(clicks, messages);
    showBusiest(busiest);
    await Promise.all([showDays(clicks, messages), session.role === "admin" ? showMissed(DAYS) : null]);
} });
