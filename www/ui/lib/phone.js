// phone.js: a text as the telephone shows it, the segments that it takes, and the characters that make an SMS UCS-2.
import { el } from "./dom.js";
import { t } from "./text.js";

// The text in pieces: short links, characters that are not in GSM-7, and what is between them.
function pieces(text, links, characters) {
    const urls = links.map((link) => link.short_url), odd = new Set(characters.map((one) => one.character));
    const nodes = [];
    let plain = "";
    const add = (node) => {
        nodes.push(plain, node);
        plain = "";
    };
    for (let at = 0; at < text.length;) {
        const url = urls.find((one) => text.startsWith(one, at)), character = String.fromCodePoint(text.codePointAt(at));
        if (url)
            add(el("span", { class: "link", text: url }));
        else if (odd.has(character))
            add(el("mark", { text: character }));
        else
            plain += character;
        at += (url ?? character).length;
    }
    return [...nodes, plain].filter((node) => node !== "");
}

const picture = (url) => url && el("div", { class: "picture", text: url });

// What can be tapped: suggestions of RCS, Viber's button.
function taps(list, links) {
    return list?.length > 0 && el("ul", { class: "taps" }, list.map((one) => el("li", {}, el("bdi", { text: one.text }), " ",
        (one.url ?? one.fallback_url) && el("small", {}, pieces(one.url ?? one.fallback_url, links, [])))));
}

const card = (one, links) => el("div", { class: "card" }, picture(one.media_url), el("strong", { text: one.title }), el("p", {}, pieces(one.text, links, [])), taps(one.suggestions, links));

// What a message says, whatever its content is: as texts, with the addresses of media in their place.
export function bubble(message) {
    const { links = [], ucs2_characters: characters = [], template, reaction, custom } = message;
    const media = ["image", "vcard", "audio", "video", "file", "sticker"].map((type) => message[type]).find(Boolean);
    const text = message.text || media?.caption || reaction?.emoji || (template?.name && [template.name, ...(template.parameters ?? [])].join("\n")) || "";
    return el("div", { class: "bubble", dir: "auto" }, picture(media?.url ?? media?.id),
        (message.content ?? []).map((one) => [picture(one.url), one.caption && el("p", {}, pieces(one.caption, links, []))]),
        pieces(text, links, characters), [message.card ?? [], message.carousel ?? []].flat().map((one) => card(one, links)),
        custom && el("code", {}, pieces(JSON.stringify(custom, null, 1), links, [])), taps(message.suggestions ?? [message.viber_service?.action].filter(Boolean), links));
}

export function segmentsText({ segments, text = "" }) {
    if (!segments)
        return t("phone.characters", { n: [...text].length });
    return `${t("phone.segments", { n: segments.count })} · ${t("phone.units", { n: segments.units, encoding: segments.encoding })}`;
}

function character(one, onReplace) {
    const label = one.replacement === "" ? t("phone.remove") : t("phone.replace", { by: one.replacement });
    const visible = one.replacement !== "" && one.character.trim() !== "";
    return el("li", {}, visible && el("bdi", { class: "code", text: one.character }), ` ${one.code_point} `,
        el("span", { class: "quiet-text", text: t("phone.where", { n: one.count, position: one.position + 1 }) }), " ",
        one.replacement === null ? el("span", { class: "quiet-text", text: t("phone.no_replacement") })
            : onReplace && el("button", { type: "button", class: "link", text: label, onclick: () => onReplace(one.character, one.replacement) }));
}

// A telephone: show(preview, from) what the API's preview says, clear() it, say(text) what is wrong instead.
export function phone({ onReplace } = {}) {
    const from = el("div", { class: "sender" }), screen = el("div", { class: "screen" });
    const said = el("p", { class: "segments", role: "status" }), list = el("ul", { class: "ucs2" }), why = el("p", { class: "hint" });
    const node = el("div", { class: "preview" }, el("div", { class: "phone", role: "img", "aria-label": t("phone.label") }, from, screen), said, why, list);
    const fill = (sender, content, text, characters = []) => {
        from.textContent = sender || "\u00a0";
        screen.replaceChildren(...[content].filter(Boolean));
        node.querySelector(".phone").setAttribute("aria-label", `${t("phone.label")} ${content?.textContent ?? ""}`.trim());
        said.textContent = text;
        why.textContent = characters.length > 0 ? t("phone.ucs2") : "";
        list.replaceChildren(...characters.map((one) => character(one, onReplace)));
    };
    return {
        node,
        show: (preview, sender) => fill(sender, bubble(preview), segmentsText(preview), preview.ucs2_characters),
        clear: (sender) => fill(sender, null, t("phone.empty")),
        say: (text, sender) => fill(sender, null, text),
    };
}
