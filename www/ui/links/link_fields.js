// link_fields.js: the fields of a link as a form has them: URL, tags, times, UTM parameters.

// "shop.example.com/x" as a person types it: with https:// before it.
export function completeUrl(text) {
    const url = text.trim();
    return url === "" || /^[a-z][a-z0-9+.-]*:/i.test(url) && !/^[^/]*:\d+(\/|$)/.test(url) ? url : "https://" + url;
}

export function addUtm(url, parameters) {
    const given = parameters.filter(([, value]) => value.trim() !== "");
    if (given.length === 0 || !URL.canParse(url))
        return url;
    const all = new URL(url);
    for (const [name, value] of given)
        all.searchParams.set(name, value.trim());
    return all.href;
}

export const readTags = (text) => text.split(",").map((tag) => tag.trim()).filter(Boolean);
