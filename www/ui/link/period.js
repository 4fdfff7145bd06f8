// period.js: which time a page shows: a range up to now or between two days, by hour, day or month, in a time zone.
import { byId, el, field, select } from "../lib/dom.js";
import { parameter, setParameters } from "../lib/frame.js";
import { locale, t, zone } from "../lib/text.js";

const HOUR = 3600e3, DAY = 24 * HOUR;
// How far each goes back, and the unit that it is shown by at first.
const ranges = { day: [DAY, "hour"], week: [7 * DAY, "day"], month: [30 * DAY, "day"], quarter: [90 * DAY, "day"], year: [365 * DAY, "month"], days: [0, "day"] };
const units = { hour: { dateStyle: "short", timeStyle: "short" }, day: { day: "numeric", month: "short", year: "numeric" }, month: { month: "short", year: "numeric" } };
const lengths = { hour: HOUR, day: DAY, month: 28 * DAY };
const POINTS_MAX = 2000; // of one answer

const zones = [...new Set([zone, "UTC", ...(Intl.supportedValuesOf?.("timeZone") ?? [])])];
const chosen = (value, values, otherwise) => (values.includes(value) ? value : otherwise);

// How far the zone's clocks are ahead of UTC then, in milliseconds.
function offset(at, timeZone) {
    const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
    const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(parts.find((part) => part.type === "timeZoneName").value);
    return sign ? (sign === "-" ? -1 : 1) * (hours * HOUR + minutes * 60e3) : 0;
}

// When the day begins in the zone, "2026-05-25" as a date input has it.
function dayStart(text, timeZone) {
    const utc = Date.parse(text + "T00:00:00Z");
    return utc - offset(utc - offset(utc, timeZone), timeZone);
}

// The query of the chosen time: { unit, tz, from, to }.
function query(form) {
    const value = (name) => form.elements[name].value;
    const [back] = ranges[value("range")], now = Date.now();
    let from = now - back, to = now;
    if (value("range") === "days") {
        from = value("from") ? dayStart(value("from"), value("tz")) : now - 30 * DAY;
        to = value("to") ? dayStart(value("to"), value("tz")) + DAY - 1 : now;
    } else if (value("unit") === "hour") {
        from += HOUR; // the hour at hand is the last of them
    } else if (value("unit") === "day") {
        from += DAY;
    }
    if (from > to)
        throw new Error(t("link.period_order"));
    if ((to - from) / lengths[value("unit")] > POINTS_MAX)
        throw new Error(t("link.period_long"));
    return { unit: value("unit"), tz: value("tz"), from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function showDays(form) {
    for (const name of ["from", "to"])
        form.elements[name].closest(".field").hidden = form.elements.range.value !== "days";
}

// Fills the form, and calls change with the query now and after each change.
export function period(form, change) {
    const range = chosen(parameter("range"), Object.keys(ranges), "month");
    const unit = chosen(parameter("unit"), Object.keys(units), ranges[range][1]);
    const options = (key, names) => names.map((name) => [name, t(`link.${key}_${name}`)]);
    form.append(field(t("link.range"), select("range", options("range", Object.keys(ranges)), range)),
        field(t("link.from"), el("input", { name: "from", type: "date", value: parameter("from") })),
        field(t("link.to"), el("input", { name: "to", type: "date", value: parameter("to") })),
        field(t("link.unit"), select("unit", options("unit", Object.keys(units)), unit)),
        field(t("link.zone"), select("tz", zones.map((name) => [name, name.replaceAll("_", " ")]), chosen(parameter("tz"), zones, zone))));
    const ask = () => {
        const error = byId("period-error");
        error.textContent = "";
        try {
            change(query(form));
        } catch (problem) {
            error.textContent = problem.message;
        }
    };
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", (event) => {
        if (event.target.name === "range")
            form.elements.unit.value = ranges[form.elements.range.value][1];
        showDays(form);
        setParameters(Object.fromEntries(["range", "unit", "tz", "from", "to"].map((name) =>
            [name, ["from", "to"].includes(name) && form.elements.range.value !== "days" ? "" : form.elements[name].value])));
        ask();
    });
    showDays(form);
    ask();
    return ask;
}

// What a point that begins then is called.
export function pointName(start, unit, timeZone) {
    return new Intl.DateTimeFormat(locale, { ...units[unit], timeZone }).format(new Date(start));
}
