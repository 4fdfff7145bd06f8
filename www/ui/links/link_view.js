// link_view.js: a link as it is shown: what was entered, its state, its QR code.
import { linkPath } from "../lib/api.js";
import { el, facts, outLink } from "../lib/dom.js";
import { number, t, time, zone } from "../lib/text.js";
import { mark } from "../lib/words.js";

export function linkFacts(link) {
    return facts([["create.url", outLink(link.url)], ["create.link_title", link.title], ["create.campaign", link.campaign],
        ["create.tags", link.tags?.join(", ")], ["create.expires", link.expires_at && `${time(link.expires_at)} (${zone})`],
        ["create.max_clicks", link.max_clicks && number(link.max_clicks)]]);
}

export function qrCode(link) {
    const address = linkPath(link, "/qr");
    return el("div", {}, el("p", {}, el("img", { class: "qr", src: address, alt: t("create.qr", { url: link.short_url }), width: 176, height: 176, loading: "lazy" })),
        el("p", { class: "actions" }, el("a", { class: "button quiet small", href: address, download: `${link.code}.svg`, text: t("create.qr_svg") }),
            el("a", { class: "button quiet small", href: `${address}${address.includes("?") ? "&" : "?"}format=png&scale=16`, download: `${link.code}.png`, text: t("create.qr_png") })));
}

export function linkState(link) {
    const tone = { live: "good", deleted: "bad", disabled: "bad", expired: "warn", used_up: "warn", not_yet: "warn" }[link.state];
    return mark(t("links.state." + link.state), tone);
}
