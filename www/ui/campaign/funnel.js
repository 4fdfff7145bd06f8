// funnel.js: what became of a campaign's messages: the steps as a picture, by hour, by error, and what they cost.
import { get } from "../lib/api.js";
import { chart, csvButton } from "../lib/charts.js";
import { el, table } from "../lib/dom.js";
import { money, number, percent, t, time, day, zone } from "../lib/text.js";
import { reasonText } from "../lib/words.js";

// Each step and what it is a share of.
const steps = [["submitted", "messages"], ["delivered", "submitted"], ["read", "delivered"], ["clicked", "delivered"], ["converted", "clicked"], ["stopped", "delivered"]];

function picture(name, funnel) {
    const most = Math.max(1, funnel.messages);
    const row = (step, of) => {
        const bar = el("div", { class: `bar step-${step}` });
        bar.hidden = funnel[step] === 0;
        bar.style.width = `${Math.max(funnel[step] > 0 ? 1 : 0, funnel[step] / most * 100)}%`;
        const share = of && funnel[of] > 0 ? t("funnel.share", { share: percent(funnel[step] / funnel[of]), of: t(`funnel.of_${of}`) }) : "";
        return el("tr", {}, el("th", { scope: "row", text: t(`funnel.${step}`) }), el("td", { class: "number", text: number(funnel[step]) }),
            el("td", { class: "of quiet-text", text: share }), el("td", { class: "track", "aria-hidden": "true" }, bar));
    };
    const csv = [[t("funnel.step"), t("funnel.count")], ...["messages", ...steps.map(([step]) => step)].map((step) => [t(`funnel.${step}`), funnel[step]])];
    const others = ["waiting", "unknown", "rejected", "undeliverable", "failed"].filter((step) => funnel[step] > 0);
    const shown = steps.filter(([step]) => step !== "converted" || funnel.conversions.count > 0);
    return el("section", {}, el("h2", { text: t("funnel.title") }), el("table", { class: "funnel" }, el("tbody", {}, row("messages"), shown.map(([step, of]) => row(step, of)))),
        others.length > 0 && el("p", { text: others.map((step) => `${t(`funnel.${step}`)}: ${number(funnel[step])}`).join(" · ") }),
        csvButton(t("funnel.title"), csv, `${name}-funnel`));
}

function errors(funnel) {
    if (funnel.by_error.length === 0)
        return null;
    return el("section", {}, el("h2", { text: t("funnel.errors") }), table([
        { label: t("funnel.reason"), cell: (one) => reasonText(one.reason, one.meaning, one.value) },
        { label: t("funnel.code"), cell: (one) => el("bdi", { class: "code", text: one.value }) },
        { label: t("funnel.messages"), class: "number", cell: (one) => number(one.messages) }], funnel.by_error));
}

function cost(funnel) {
    if (funnel.cost.length === 0)
        return null;
    return el("section", {}, el("h2", { text: t("funnel.cost") }), funnel.cost.map((one) => el("p", {}, el("span", { class: "figure-number", text: money(one.amount, one.currency) }), " ",
        el("span", { class: "quiet-text", text: t("funnel.priced", { n: one.messages }) }))), el("p", { class: "hint", text: t("funnel.segments", { n: funnel.segments }) }));
}

// How many conversions, and what they were worth.
function conversions({ conversions: all }) {
    if (all.count === 0)
        return null;
    return el("section", {}, el("h2", { text: t("conversions.title") }), el("p", { text: t("conversions.count", { n: all.count }) }),
        all.values.map((one) => el("p", {}, el("span", { class: "figure-number", text: money(one.amount, one.currency) }), " ",
            el("span", { class: "quiet-text", text: t("conversions.of", { n: one.count }) }))));
}

// By hour for the three days since the first message, by day beyond: points without anything at either end are left out.
async function overTime(place, name) {
    const path = `/api/v1/stats/campaigns/${encodeURIComponent(name)}/funnel`, drawn = ["submitted", "delivered", "clicked", "stopped"];
    const busy = (point) => drawn.some((step) => point[step] > 0);
    const read = async (unit, days) => (await get(path, { unit, tz: zone, from: new Date(Date.now() - days * 86400000).toISOString() })).series.points;
    const byDay = await read("day", 90), busyDays = byDay.filter(busy);
    const hourly = busyDays.length > 0 && Date.now() - new Date(busyDays[0].start) < 3 * 86400000;
    const points = hourly ? await read("hour", 3) : byDay;
    const first = points.findIndex(busy), last = points.findLastIndex(busy);
    if (first < 0)
        return place.replaceChildren();
    const shown = points.slice(first, last + 1), box = place.querySelector(".over-time") ?? el("div", { class: "over-time" });
    if (!box.isConnected)
        place.replaceChildren(el("h2", { text: t("funnel.over_time") }), box);
    await chart(box, { type: "bar", title: t("funnel.over_time"), labelHead: hourly ? t("funnel.hour") : t("funnel.day"), labels: shown.map((point) => (hourly ? time : day)(point.start)),
        series: drawn.map((step) => ({ name: t(`funnel.${step}`), values: shown.map((point) => point[step]) })) });
}

export async function showFunnel(place, name, funnel) {
    if (!funnel || funnel.messages === 0)
        return;
    const chartPlace = place.querySelector(":scope > .by-time") ?? el("section", { class: "by-time" });
    place.replaceChildren(picture(name, funnel), el("div", { class: "columns" }, errors(funnel), cost(funnel), conversions(funnel)), chartPlace);
    await overTime(chartPlace, name).catch((problem) => chartPlace.replaceChildren(el("p", { class: "hint", text: problem.message })));
}
