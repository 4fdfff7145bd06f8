// frame.js: what every page has: the header, who is signed in, the language.
import { get, Problem, setHome } from "./api.js";
import { el, explain, toast } from "./dom.js";
import { forgetDrafts } from "./draft.js";
import { chooseLanguage, language, languageNames, t, translate } from "./text.js";

// Each with the scope that its page needs.
const sections = [
    ["overview", "/ui/", "stats"], ["links", "/ui/links/", "links"], ["messages", "/ui/messages/", "messages"], ["campaigns", "/ui/campaigns/", "messages"],
    ["events", "/ui/events/", "bus", "admin"], ["settings", "/ui/settings/"],
];

export const mayUse = (session, scope) => session.scopes.length === 0 || session.scopes.includes(scope);

function navigation(session, current) {
    const shown = sections.filter(([, , scope, role]) => (!role || session.role === role) && (!scope || mayUse(session, scope)));
    return el("nav", { "aria-label": t("frame.navigation") }, el("ul", {}, shown.map(([name, href]) =>
        el("li", {}, el("a", { href, "aria-current": name === current ? "page" : undefined, text: t("frame." + name) })))));
}

function search() {
    return el("form", { class: "search", role: "search", action: "/ui/search/" }, el("input", { type: "search", name: "q",
        "aria-label": t("frame.search"), placeholder: t("frame.search"), maxlength: 256, autocomplete: "off",
        value: location.pathname === "/ui/search/" ? new URLSearchParams(location.search).get("q") ?? "" : "" }));
}

function header(session, current) {
    return el("header", { class: "frame" }, el("div", {}, el("a", { class: "brand", href: "/ui/", text: "curt" }),
        navigation(session, current), search()));
}

function footer(session) {
    const pick = el("select", { "aria-label": t("frame.language"), onchange: () => chooseLanguage(pick.value) },
        Object.entries(languageNames).map(([tag, name]) => el("option", { value: tag, lang: tag, selected: tag === language, text: name })));
    return el("footer", {}, el("span", { id: "who", text: t("frame.who", { name: session.name, role: t("role." + session.role) }) }),
        el("form", { method: "post", action: "/ui/sign-out", onsubmit: forgetDrafts }, el("button", { class: "quiet small", text: t("frame.sign_out") })), pick);
}

// Starts a page: section is the entry of the header, title the key of its title. start(session) draws the rest.
export async function page({ section, title, start }) {
    document.documentElement.lang = language;
    translate(document);
    document.title = `${t(title)} - curt`;
    const main = document.querySelector("main");
    main.id = "main";
    main.tabIndex = -1;
    let session = null;
    try {
        session = await get("/api/v1/session");
        setHome(session.base_url);
        drawFrame(session, section);
        document.body.append(footer(session));
        await start(session);
    } catch (problem) {
        if (!session)
            drawFrame({ scopes: [] }, section);
        if (!main.querySelector("h1"))
            main.prepend(el("h1", { text: t(title) }));
        fail(main, problem, sections.find(([name]) => name === section));
    }
}

function drawFrame(session, section) {
    document.body.prepend(el("a", { class: "skip", href: "#main", text: t("frame.skip") }), header(session, section));
}

// What could not be shown, and what to do: try again, or, where there is nothing of that name, go to the section's list.
export function fail(place, problem, [name, href] = []) {
    console.error(problem);
    place.querySelector(".loading")?.remove();
    const way = problem.status === 404 && name ? el("a", { class: "button quiet", href, text: t("frame." + name) })
        : el("button", { type: "button", class: "quiet", text: t("frame.again"), onclick: () => location.reload() });
    place.append(el("div", { class: "error", role: "alert" }, el("p", { text: explain(problem) }), way));
}

// What the API refuses where there is no form to show it in: a button's handler need not catch it.
addEventListener("unhandledrejection", (event) => {
    if (!(event.reason instanceof Problem))
        return;
    event.preventDefault();
    toast(explain(event.reason), { seconds: 15 });
});

// Reads a parameter of the page's own address, and writes it there without loading the page again.
export const parameter = (name) => new URLSearchParams(location.search).get(name) ?? "";
export function setParameters(values) {
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(values))
        value ? url.searchParams.set(name, value) : url.searchParams.delete(name);
    history.replaceState(null, "", url);
}
