// week.js: clicks by the hours of the week, as a field of seven times 24 shades, with its table and CSV.
import { tableOf } from "../lib/charts.js";
import { el } from "../lib/dom.js";
import { locale, number, t } from "../lib/text.js";

const SHADES = 5;
const MONDAY = Date.UTC(2024, 0, 1);
const dayName = (day, weekday) => new Intl.DateTimeFormat(locale, { weekday, timeZone: "UTC" }).format(MONDAY + day * 86400e3);
const hourName = (hour) => new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }).format(MONDAY + hour * 3600e3);
const hours = Array.from({ length: 24 }, (_, hour) => hour);

function cell(day, hour, clicks, most) {
    const shade = clicks === 0 ? 0 : Math.max(1, Math.ceil(clicks / most * SHADES));
    return el("span", { class: `shade-${shade}`, title: `${dayName(day, "long")}, ${hourName(hour)}: ${number(clicks)}` });
}

function busiest(week) {
    let best = [0, 0];
    week.forEach((day, d) => day.forEach((clicks, h) => { if (clicks > week[best[0]][best[1]]) best = [d, h]; }));
    return best;
}

// week: seven lists, from Monday, of 24 numbers.
export function weekMap(place, week) {
    const most = Math.max(1, ...week.flat()), [day, hour] = busiest(week), title = t("link.week");
    const label = week.flat().some(Boolean) ? t("link.week_most", { day: dayName(day, "long"), hour: hourName(hour), n: week[day][hour] }) : t("link.week_none");
    const heads = hours.map((h) => el("span", { class: "hint", text: h % 6 === 0 ? number(h) : "" }));
    const field = el("div", { class: "week", role: "img", "aria-label": `${title}. ${label}` }, el("span"), heads,
        week.map((counts, d) => [el("span", { class: "hint", text: dayName(d, "short") }), counts.map((clicks, h) => cell(d, h, clicks, most))]));
    const columns = [{ label: t("link.hour"), cell: hourName }, ...week.map((counts, d) => ({ label: dayName(d, "short"), class: "number", cell: (h) => number(counts[h]) }))];
    const csv = [[t("link.hour"), ...week.map((_, d) => dayName(d, "long"))], ...hours.map((h) => [hourName(h), ...week.map((counts) => counts[h])])];
    place.replaceChildren(field, el("p", { class: "hint", text: label }), tableOf(place, title, columns, hours, csv));
}
