// charts.js: charts by Chart.js, which is loaded when a page first draws one. Each has its numbers as a table and as CSV.
import { download, toCsv } from "./csv.js";
import { el, table } from "./dom.js";
import { number, t } from "./text.js";

let loaded;
function chartJs() {
    loaded ??= new Promise((resolve, reject) => {
        const script = el("script", { src: "/ui/chart.js" });
        script.onload = () => resolve(window.Chart);
        script.onerror = () => reject(new Error(t("chart.missing")));
        document.head.append(script);
    });
    return loaded;
}

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const drawn = new Map(); // the box of a chart -> { chart, draw }

function options(line, stacked) {
    const axis = { stacked, grid: { color: token("--line") }, ticks: { color: token("--quiet"), maxRotation: 0, autoSkipPadding: 12 } };
    const counts = { ...axis, beginAtZero: true, ticks: { ...axis.ticks, precision: 0, callback: (value) => number(value) } };
    const names = { ...axis, grid: { display: false }, ticks: { ...axis.ticks } };
    return {
        animation: false, responsive: true, maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        scales: { x: names, y: counts },
        plugins: { legend: { labels: { color: token("--ink"), ...(line ? { usePointStyle: true, pointStyle: "line" } : { boxWidth: 12 }) } } },
    };
}

const dashes = [[], [6, 3], [2, 3], [8, 3, 2, 3], [1, 2]];

function datasets(type, series) {
    return series.map((one, i) => ({
        label: one.name, data: one.values, borderColor: token(`--series-${i % 5 + 1}`), backgroundColor: token(`--series-${i % 5 + 1}`),
        borderWidth: type === "line" ? 2 : 0, borderDash: dashes[i % 5], pointRadius: one.values.length > 60 ? 0 : 2, tension: 0,
    }));
}

// A button that saves these rows as CSV.
export const csvButton = (title, rows, name = title) => el("p", {}, el("button", { type: "button", class: "quiet small", text: t("chart.csv"), "aria-label": `${t("chart.csv")}: ${title}`,
    onclick: () => download(`${name}.csv`, toCsv(rows)) }));

// The numbers of a picture as a table and as CSV; open, when they were open in place before.
export function tableOf(place, title, columns, rows, csv) {
    return el("details", { open: place.querySelector("details")?.open }, el("summary", { text: t("chart.table") }), csvButton(title, csv),
        el("div", { class: "scroll" }, table(columns, rows, { caption: title })));
}

/*
 * Draws into place: a canvas, then the table with its CSV in a details. labels: of the points; series: [{ name, values }].
 * title names the chart for a screen reader and the file. Drawn again in the same place, it changes the chart.
 */
export async function chart(place, { type = "line", title, labelHead, labels, series, stacked = false }) {
    const columns = [{ label: labelHead, cell: (i) => labels[i] }, ...series.map((one) =>
        ({ label: one.name, class: "number", cell: (i) => number(one.values[i]) }))];
    const rows = labels.map((_, i) => i);
    const details = tableOf(place, title, columns, rows, [[labelHead, ...series.map((s) => s.name)], ...rows.map((i) => [labels[i], ...series.map((s) => s.values[i])])]);
    const box = place.querySelector(".chart") ?? el("div", { class: "chart" }, el("canvas", { role: "img", "aria-label": title }));
    place.replaceChildren(box, details);
    const Chart = await chartJs();
    const draw = () => {
        drawn.get(box)?.chart.destroy();
        const data = { labels, datasets: datasets(type, series) };
        drawn.set(box, { draw, chart: new Chart(box.querySelector("canvas"), { type, data, options: options(type === "line", stacked) }) });
    };
    draw();
}

// The first of a list of values as bars of their share, and all of them as CSV: rows [{ name, count }].
export function barList(place, { title, rows, countHead, shown = rows.length }) {
    const most = Math.max(1, ...rows.map((row) => row.count));
    const bar = (row) => {
        const box = el("div", { class: "bar share", text: row.name });
        box.style.setProperty("--share", `${Math.max(2, row.count / most * 100)}%`);
        return box;
    };
    place.replaceChildren(el("table", {}, el("caption", { class: "visually-hidden", text: title }), el("thead", {}, el("tr", {}, el("th", { scope: "col", text: title }), el("th", { scope: "col", class: "number", text: countHead }))),
        el("tbody", {}, rows.slice(0, shown).map((row) => el("tr", {}, el("td", {}, bar(row)), el("td", { class: "number", text: number(row.count) }))))),
        csvButton(title, [[title, countHead], ...rows.map((row) => [row.name, row.count])]));
}

// Charts take their colours from the stylesheet.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const { draw } of drawn.values())
        draw();
});
