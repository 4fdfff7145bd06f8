// settings.js: how curt is, who may use it, and what is configured.
import { get, health } from "../lib/api.js";
import { byId, copyButton, el, table } from "../lib/dom.js";
import { fail, page } from "../lib/frame.js";
import { t } from "../lib/text.js";
import { showKeys } from "./keys.js";

function healthFacts(now) {
    const { targets, carrier_pause: pause, spool: { dropped } } = now;
    return [
        [now.status === "ok", now.status === "ok" ? t("settings.counting", { n: now.lag_events }) : t("settings.late", { n: now.lag_events, seconds: Math.round(now.oldest_unread_seconds) })],
        ...(dropped > 0 ? [[false, t("settings.dropped", { n: dropped })]] : []),
        [targets.failing === 0 && targets.gone === 0, targets.enabled + targets.failing + targets.gone === 0 ? t("settings.no_targets") : t("settings.targets_text", { n: targets.enabled, failing: targets.failing, gone: targets.gone })],
        [!pause, pause ? t("settings.carrier_paused", { carrier: pause.carrier, reason: pause.detail ?? pause.reason }) : t("settings.carrier_ok")],
    ];
}

async function showHealth() {
    const now = await health();
    byId("health").replaceChildren(el("ul", { class: "plain-list" }, healthFacts(now).map(([well, text]) => el("li", {}, el("span", { class: `state ${well ? "good" : "bad"}`, text })))),
        el("p", { class: "hint", text: t("settings.events", { n: now.last_event }) }));
}

function origin(text) {
    return text === "default" ? el("span", { class: "quiet-text", text: t("settings.default") }) : text === "environment" ? t("settings.environment") : text;
}

async function showConfig() {
    const config = Object.entries(await get("/api/v1/config"));
    byId("config").replaceChildren(el("div", { class: "scroll" }, table([
        { label: t("settings.key"), cell: ([name]) => el("code", { text: name }) },
        { label: t("settings.value"), class: "wide", cell: ([, { value }]) => el("div", { class: "cut", title: value, text: value === "" ? "–" : value }) },
        { label: t("settings.origin"), cell: ([, one]) => origin(one.origin) },
    ], config.sort(([, a], [, b]) => (a.origin === "default") - (b.origin === "default")), { caption: t("settings.config") })));
}

// A page of another site cannot send the cookie along: the bookmark opens a page that does not need it.
function setUpBookmarklet() {
    const code = `javascript:location.href='${location.origin}/ui/links/shorten.html#'+encodeURIComponent(location.href)+'#'+encodeURIComponent(document.title)`;
    byId("bookmarklet").href = code;
    byId("bookmarklet").after(copyButton(code));
}

page({ section: "settings", title: "settings.title", async start(session) {
    byId("bookmarklet-section").hidden = session.role === "reader";
    setUpBookmarklet();
    await showHealth().catch((problem) => fail(byId("health"), problem));
    if (session.role !== "admin")
        return;
    byId("keys-section").hidden = byId("blocklist-section").hidden = byId("config-section").hidden = false;
    await Promise.all([showKeys(byId("keys"), byId("new-key"), session), showConfig()]);
} });
