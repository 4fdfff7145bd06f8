// search.js: finds a code or short URL, a text in URLs and titles, a tag, a campaign, or the id of a message.
import { get, isCode, linkName, linkPage, linkPath } from "../lib/api.js";
import { byId, el, emptyState, loading } from "../lib/dom.js";
import { page, parameter } from "../lib/frame.js";
import { t } from "../lib/text.js";

const isId = (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
// Nothing of this name is an answer, or nothing that this key may see; that the server cannot say is not.
const none = (problem) => ([403, 404, 422].includes(problem.status) ? null : Promise.reject(problem));
const noLinks = (problem) => none(problem) ?? { links: [] };

// The links that a text may name: a code, or a short URL that was pasted, on any domain, with its scheme or without.
function named(text) {
    const slash = text.indexOf("/"), hasScheme = /^https?:\/\//i.test(text);
    const address = slash > 0 && parsed(hasScheme ? text : "http://" + text.slice(0, slash + 1));
    const path = hasScheme ? decoded(address?.pathname.slice(1) ?? "") : text.slice(slash + 1);
    return [address && { code: path, domain: address.hostname }, !hasScheme && { code: text }].filter((one) => one && isCode(one.code));
}

const parsed = (url) => (URL.canParse(url) ? new URL(url) : null);

// Percent-decoded once, as curt does it; what cannot be decoded names no link.
function decoded(path) {
    try {
        return decodeURIComponent(path);
    } catch {
        return "";
    }
}

// The first of these that there is.
async function firstLink(names) {
    for (const name of names) {
        const link = await get(linkPath(name)).catch(none);
        if (link)
            return link;
    }
    return null;
}

// Links with this text; curt looks through a bounded number of them per request.
async function someLinks(query) {
    const found = [];
    let cursor;
    do {
        const answer = await get("/api/v1/links", { ...query, limit: 20, cursor });
        found.push(...answer.links);
        cursor = answer.next;
    } while (cursor && found.length === 0);
    return found;
}

// Campaigns of this name, or with it in their names: of the first 200.
async function someCampaigns(text) {
    const { campaigns } = await get("/api/v1/campaigns", { limit: 200 }).catch(none) ?? { campaigns: [] };
    const exact = /^[A-Za-z0-9._-]{1,64}$/.test(text) ? await get("/api/v1/campaigns/" + encodeURIComponent(text)).catch(none) : null;
    return [...new Set([exact, ...campaigns].filter((one) => one?.name.toLowerCase().includes(text.toLowerCase())).map((one) => one.name))];
}

const linkItem = (link) => [linkPage(link), linkName(link), link.title ?? link.url];

function group(key, items) {
    return items.length === 0 ? null : el("section", {}, el("h2", { text: t(key) }), el("ul", { class: "plain-list" }, items.map(([href, name, about]) =>
        el("li", {}, el("a", { href, text: name }), about && el("div", { class: "cut quiet-text", text: about })))));
}

async function find(text) {
    const encoded = encodeURIComponent(text);
    const [link, links, tagged, labelled, campaigns, message] = await Promise.all([
        firstLink(named(text)), someLinks({ q: text }).catch((problem) => none(problem) ?? []), get("/api/v1/links", { tag: text, limit: 1 }).catch(noLinks),
        get("/api/v1/links", { campaign: text, limit: 1 }).catch(noLinks), someCampaigns(text),
        isId(text) ? get("/api/v1/messages/" + text).catch(none) : null]);
    return [group("search.code", link ? [linkItem(link)] : []), group("search.message", message ? [[`/ui/message/?id=${text}`, text, message.to]] : []),
        group("frame.campaigns", campaigns.map((name) => [`/ui/campaign/?name=${encodeURIComponent(name)}`, name])),
        group("search.labels", [...(tagged.links.length > 0 ? [[`/ui/links/?tag=${encoded}`, t("search.tag", { name: text })]] : []),
            ...(labelled.links.length > 0 ? [[`/ui/links/?campaign=${encoded}&messages=all`, t("search.campaign_links", { name: text })]] : [])]),
        group("search.links", links.filter((one) => one.short_url !== link?.short_url).map(linkItem))].filter(Boolean);
}

page({ section: "", title: "search.title", async start() {
    const text = parameter("q").trim(), place = byId("results");
    if (text === "") {
        place.replaceChildren(emptyState(t("search.what")));
        return;
    }
    place.replaceChildren(loading());
    const groups = await find(text);
    const only = groups.length === 1 ? groups[0].querySelectorAll("a") : [];
    if (only.length === 1)
        location.replace(only[0].href);
    else
        place.replaceChildren(...(groups.length > 0 ? groups : [emptyState(t("search.none", { text }), el("a", { class: "button", href: "/ui/links/", text: t("frame.links") }))]));
} });
