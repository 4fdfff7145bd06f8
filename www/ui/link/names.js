// names.js: what the values that are counted are called in the person's language.
import { hasText, language, t } from "../lib/text.js";

const regions = new Intl.DisplayNames(language, { type: "region" });
const languages = new Intl.DisplayNames(language, { type: "language" });

function named(names, value) {
    try {
        return names.of(value);
    } catch { // no code that Intl takes
        return value;
    }
}

export function valueName(dimension, value) {
    const special = { "(other)": "link.other", unknown: "link.unknown", direct: dimension === "referrer" && "link.direct" }[value];
    if (special)
        return t(special);
    if (dimension === "rule")
        return value === "none" ? t("link.no_rule") : t("rules.nth", { n: value });
    if (dimension === "country")
        return named(regions, value);
    if (dimension === "language")
        return named(languages, value);
    const key = `link.${dimension}_${value}`;
    return dimension === "device" && hasText(key) ? t(key) : value;
}
