// text.js: texts, numbers and times in the person's language and zone. The texts are in texts.js.
import { languages, texts } from "./texts.js";

const chosen = localStorage.getItem("curt.language");
const wished = [chosen, ...navigator.languages].map((tag) => (tag ?? "").slice(0, 2));
export const language = wished.find((tag) => languages.includes(tag)) ?? "en";
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";

// The person's own habits of dates and numbers, where their language is the one that is shown: en-GB, de-CH.
export const locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;

const column = languages.indexOf(language);
const plural = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(locale);
const percents = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
const times = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const days = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

export const languageNames = { en: "English", de: "Deutsch", fr: "Français", es: "Español" };

export function chooseLanguage(tag) {
    localStorage.setItem("curt.language", tag);
    location.reload();
}

export const hasText = (key) => Boolean(texts[key]?.[column]);

// The text of this key, with its {places} filled: numbers as the language writes them.
export function t(key, values = {}) {
    let text = texts[key]?.[column];
    if (!text)
        return key;
    if (typeof text === "object")
        text = text[plural.select(values.n ?? 0)] ?? text.other;
    return text.replace(/\{(\w+)\}/g, (place, name) =>
        name in values ? (typeof values[name] === "number" ? number(values[name]) : String(values[name])) : place);
}

export const number = (n) => numbers.format(n);
export const percent = (share) => percents.format(share);
// A single message costs less than a cent or two: below 1, four digits say how much.
export const money = (amount, currency) => new Intl.NumberFormat(locale, { style: "currency", currency, ...(Math.abs(amount) < 1 ? { maximumFractionDigits: 4 } : {}) }).format(amount);
export const time = (iso) => times.format(new Date(iso));
export const day = (iso) => days.format(new Date(iso));

const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

// "5 minutes ago", "in 3 days"; beyond a month, the day.
export function ago(iso) {
    const seconds = (new Date(iso) - Date.now()) / 1000;
    if (Math.abs(seconds) > 30 * 86400)
        return day(iso);
    const [unit, length] = units.find(([, most]) => Math.abs(seconds) >= most) ?? units.at(-1);
    return relative.format(Math.trunc(seconds / length), unit);
}

// Fills what the page itself says: data-text=KEY, and data-text-ATTRIBUTE=KEY.
export function translate(root) {
    for (const node of root.querySelectorAll("[data-text]"))
        if (hasText(node.dataset.text)) // a program may have filled in a word that has none
            node.textContent = t(node.dataset.text);
    for (const name of ["placeholder", "aria-label", "title"])
        for (const node of root.querySelectorAll(`[data-text-${name}]`))
            node.setAttribute(name, t(node.getAttribute(`data-text-${name}`)));
}
