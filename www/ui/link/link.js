// link.js: a link: where it leads, and who opens it.
import { get, linkPath, onDomain } from "../lib/api.js";
import { barList, chart } from "../lib/charts.js";
import { byId, copyButton, el, facts, figure, outLink } from "../lib/dom.js";
import { fail, page, parameter } from "../lib/frame.js";
import { ago, number, t, time, zone } from "../lib/text.js";
import { linkState, qrCode } from "../links/link_view.js";
import { rulesView } from "../links/rules.js";
import { followLatest } from "./latest.js";
import { valueName } from "./names.js";
import { period, pointName } from "./period.js";
import { weekMap } from "./week.js";
import { worldMap } from "./world_map.js";

const LIST = 10; // values of a breakdown that are shown at first
const CALM = 5000; // between two looks at all numbers, however often the link is opened
const code = parameter("code");
// The first lines of what may be long.
const lines = (node, title) => el("div", { class: "lines", title }, node);

function details(link) {
    return facts([["link.state", linkState(link)], ["link.leads_to", lines(outLink(link.url), link.url)], ["link.rules", link.redirect_rules.length > 0 && rulesView(link.redirect_rules)], ["link.link_title", link.title && lines(link.title)],
        ["link.campaign", link.campaign && el("a", { href: `/ui/campaign/?name=${encodeURIComponent(link.campaign)}`, text: link.campaign })],
        ["link.tags", link.tags.length > 0 && link.tags.map((tag) => [el("span", { class: "tag", text: tag }), " "])],
        ["link.message", link.message && el("a", { href: `/ui/message/?id=${link.message}`, text: link.message })],
        ["link.valid_from", link.valid_from && `${time(link.valid_from)} (${zone})`], ["link.expires", link.expires_at && `${time(link.expires_at)} (${zone})`],
        ["link.max_clicks", link.max_clicks && number(link.max_clicks)], ["link.expired_url", link.expired_url && lines(outLink(link.expired_url), link.expired_url)],
        ["link.blocked_by", link.blocked_by],
        ...["ios_url", "android_url"].map((name) => ["create." + name, link[name] && lines(outLink(link[name]), link[name])]),
        ["create.preview", link.preview_title && lines(link.preview_title)], ["create.preview_description", link.preview_description && lines(link.preview_description)],
        ["create.preview_image", link.preview_image && lines(outLink(link.preview_image), link.preview_image)],
        ["link.imported_clicks", link.imported_clicks > 0 && number(link.imported_clicks)],
        ["link.password", link.has_password && t("link.password_set")],
        ["link.created", el("span", { title: time(link.created_at), text: ago(link.created_at) })]]);
}

function showLink(link, session) {
    document.querySelector("h1").replaceChildren(el("a", { class: "code", href: link.short_url, rel: "noopener", text: link.short_url.replace(/^https?:\/\//, "") }));
    document.title = `${link.title ?? link.code} - curt`;
    byId("actions").replaceChildren(copyButton(link.short_url), session.role === "reader" ? "" : el("a", { class: "button quiet small", href: `/ui/links/?code=${encodeURIComponent(link.code)}${onDomain(link, "&")}`, text: t("link.edit") }));
    byId("about").replaceChildren(details(link), el("details", {}, el("summary", { text: t("link.qr") }), qrCode(link)));
}

function showTotals(stats) {
    const card = (key, n, hint) => figure(t(key), n, hint);
    byId("totals").replaceChildren(card("link.clicks", stats.clicks, stats.last_click ? t("link.last_click", { ago: ago(stats.last_click) }) : t("link.no_click")),
        card("link.visitors", stats.visitors, t("link.visitors_hint")), card("link.bots", stats.bots), card("link.previews", stats.previews));
}

// A breakdown as bars: the first of them, and the rest on demand.
function showList(place, dimension, values, countKey = "clicks") {
    const rows = values.map((one) => ({ name: valueName(dimension, one.value), count: one[countKey] })), title = t("link." + dimension);
    const open = place.dataset.open === "yes" || rows.length <= LIST;
    barList(place, { title, countHead: t("link." + countKey), rows, shown: open ? rows.length : LIST });
    if (rows.length === 0)
        place.replaceChildren(el("h3", { text: title }), el("p", { class: "quiet-text", text: t("link.nothing_counted") }));
    if (!open)
        place.append(el("p", {}, el("button", { type: "button", class: "link", text: t("link.show_all", { n: rows.length }), onclick: () => { place.dataset.open = "yes"; showList(place, dimension, values, countKey); } })));
}

async function showCountries(place, stats) {
    const { configured, licence } = stats.countries, values = stats.breakdown.country;
    if (values.length === 0) {
        place.replaceChildren(el("p", { class: "quiet-text", text: t(configured ? "link.nothing_counted" : "link.no_countries") }));
        return;
    }
    if (!place.querySelector(".list"))
        place.replaceChildren(el("div", { class: "columns" }, el("div", { class: "world" }), el("div", { class: "list" })), el("p", { class: "hint licence" }));
    const rows = values.filter((one) => /^[A-Z]{2}$/.test(one.value)).map((one) => ({ code: one.value, name: valueName("country", one.value), count: one.clicks }));
    showList(place.querySelector(".list"), "country", values);
    place.querySelector(".licence").textContent = licence ?? "";
    await worldMap(place.querySelector(".world"), rows);
}

async function showSeries(stats) {
    const { points, unit, time_zone: timeZone } = stats.series, labels = points.map((point) => pointName(point.start, unit, timeZone));
    const of = (...names) => names.map((name) => ({ name: t("link." + name), values: points.map((point) => point[name]) }));
    const all = { labelHead: t("link.unit_" + unit), labels };
    await chart(byId("series"), { ...all, title: t("link.over_time"), series: of("clicks", "visitors") });
    await chart(byId("bots-series"), { ...all, type: "bar", stacked: true, title: t("link.bots_heading"), series: of("bots", "previews") });
}

async function show(stats) {
    byId("numbers").hidden = false;
    showTotals(stats);
    const breakdown = byId("breakdown");
    for (const dimension of ["referrer", "browser", "system", "device", "language", ...(stats.breakdown.rule.length > 0 ? ["rule"] : [])]) {
        const place = breakdown.querySelector(`[data-dimension=${dimension}]`) ?? breakdown.appendChild(el("div", { data: { dimension } }));
        showList(place, dimension, stats.breakdown[dimension]);
    }
    showList(byId("bots"), "bot", stats.breakdown.bot, "opens");
    weekMap(byId("week"), stats.week);
    await Promise.all([showCountries(byId("countries"), stats), showSeries(stats)]);
}

page({ section: "links", title: "link.title", async start(session) {
    const link = await get(linkPath({ code, domain: parameter("domain") }));
    showLink(link, session);
    let asked = 0, waiting;
    const ask = async (query) => {
        const mine = ++asked;
        try {
            const stats = await get(`/api/v1/stats/links/${encodeURIComponent(link.code)}${onDomain(link)}`, { ...query, week: "yes", top: 200 });
            if (mine === asked) // not overtaken by a later question
                await show(stats);
        } catch (problem) {
            fail(document.querySelector("main"), problem);
        }
    };
    const again = period(byId("period"), ask);
    followLatest(link, () => { waiting ??= setTimeout(() => { waiting = undefined; again(); }, CALM); });
} });
