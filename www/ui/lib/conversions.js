// conversions.js: how many conversions, and what they were worth.
import { el } from "./dom.js";
import { money, t } from "./text.js";

export function conversionFigures({ count, values }) {
    return [el("p", { text: t("conversions.count", { n: count }) }), values.map((one) => el("p", {}, el("span", { class: "figure-number", text: money(one.amount, one.currency) }), " ",
        el("span", { class: "quiet-text", text: t("conversions.of", { n: one.count }) })))];
}
