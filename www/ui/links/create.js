// create.js: the form that creates a link; the form itself works without this.
import { isCode, linkPage, newAttempt, post } from "../lib/api.js";
import { byId, clearProblems, copyButton, el, explain, showProblem } from "../lib/dom.js";
import { keepDraft } from "../lib/draft.js";
import { page } from "../lib/frame.js";
import { t, zone } from "../lib/text.js";
import { readTime } from "../lib/when.js";
import { addUtm, completeUrl, readTags } from "./link_fields.js";
import { linkFacts, qrCode } from "./link_view.js";
import { rulesEditor } from "./rules.js";

const form = byId("create");
let draft, rules;

function utm() {
    return [...form.querySelectorAll("[data-utm]")].map((input) => [input.dataset.utm, input.value]);
}

function wanted() {
    const value = (name) => form.elements[name].value.trim();
    const link = { url: addUtm(completeUrl(value("url")), utm()), alias: value("alias"), domain: form.elements.domain?.value ?? "", title: value("title"), campaign: value("campaign"),
        tags: readTags(value("tags")), expires_at: readTime(value("expires_at")), max_clicks: value("max_clicks") && Number(value("max_clicks")),
        expired_url: completeUrl(value("expired_url")), ios_url: completeUrl(value("ios_url")), android_url: completeUrl(value("android_url")),
        preview_title: value("preview_title"), preview_description: value("preview_description"), preview_image: completeUrl(value("preview_image")), password: form.elements.password.value, redirect_rules: rules.value() };
    return Object.fromEntries(Object.entries(link).filter(([, v]) => v !== "" && v !== null && (!Array.isArray(v) || v.length > 0)));
}

// A new and empty list of them, among the other options.
function showRules() {
    const before = rules?.node;
    rules = rulesEditor();
    if (before)
        before.replaceWith(rules.node);
    else
        byId("expires_at").closest("details").append(rules.node);
}

function share(link) {
    return navigator.share && el("button", { type: "button", class: "quiet small", text: t("create.share"),
        onclick: () => navigator.share({ url: link.short_url, title: link.title || undefined }).catch(() => {}) });
}

function showResult(link) {
    const place = byId("result"), heading = el("h2", { tabindex: -1, text: t("create.created") });
    const again = () => { place.hidden = true; form.hidden = false; form.elements.url.focus(); };
    place.replaceChildren(heading, el("p", { class: "actions" }, el("a", { id: "short", class: "short", href: link.short_url, text: link.short_url }),
        copyButton(link.short_url), share(link)), linkFacts(link), qrCode(link),
        el("p", { class: "actions" }, el("button", { type: "button", text: t("create.another"), onclick: again }),
            el("a", { class: "button quiet", href: linkPage(link), text: t("links.statistics") })));
    form.hidden = true;
    place.hidden = false;
    heading.focus();
}

let attempt = newAttempt();

async function submit(event) {
    event.preventDefault();
    const button = form.querySelector("button:not([type])");
    clearProblems(form);
    button.disabled = true;
    try {
        const link = await post("/api/v1/links", wanted(), { headers: { "Idempotency-Key": attempt } });
        attempt = newAttempt();
        draft.clear();
        form.reset();
        showRules();
        byId("alias-state").textContent = "";
        showResult(link);
    } catch (problem) {
        if (problem.status !== 0)
            attempt = newAttempt();
        showProblem(form, problem);
    } finally {
        button.disabled = false;
    }
}

// Says while somebody types whether the alias is free, half a second after the last key.
function watchAlias() {
    const state = byId("alias-state"), input = form.elements.alias;
    let timer, last = 0;
    form.addEventListener("submit", () => { clearTimeout(timer); last++; });
    input.addEventListener("input", () => {
        clearTimeout(timer);
        state.textContent = "";
        const alias = input.value.trim(), mine = ++last;
        if (!isCode(alias))
            return;
        timer = setTimeout(async () => {
            const problem = await post("/api/v1/links", { url: "https://example.com/", alias, ...(form.elements.domain?.value && { domain: form.elements.domain.value }) }, { query: { dry_run: "yes" } })
                .then(() => null, (caught) => caught);
            if (mine !== last || problem && problem.pointer !== "#/alias")
                return;
            state.textContent = problem ? explain(problem, t("create.alias"), "alias") : t("create.alias_free");
            state.className = problem ? "hint bad" : "hint good";
        }, 400);
    });
}

page({ section: "links", title: "create.title", start(session) {
    byId("expires_at-hint").textContent = zone;
    showRules();
    byId("utm").hidden = false;
    form.noValidate = true;
    draft = keepDraft(form, "link");
    const wish = JSON.parse(sessionStorage.getItem("curt.shorten") ?? "null"); // from the bookmarklet
    sessionStorage.removeItem("curt.shorten");
    for (const [name, value] of Object.entries(wish ?? {}))
        form.elements[name].value = value;
    if (session.role === "reader") {
        form.replaceChildren(el("p", { class: "error", text: t("create.reader") }));
        return;
    }
    form.elements.url.addEventListener("blur", () => { form.elements.url.value = completeUrl(form.elements.url.value); });
    form.addEventListener("submit", submit);
    watchAlias();
    form.elements.url.focus();
} });
