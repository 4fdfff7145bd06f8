// events.js: the event bus for administrators, a view at a time; the address names it: #targets.
import { byId, el, loading } from "../lib/dom.js";
import { fail, page } from "../lib/frame.js";
import { t } from "../lib/text.js";
import { showDeadLetters } from "./dead_letters.js";
import { showLog } from "./log.js";
import { showReplays } from "./replays.js";
import { showRules } from "./rules.js";
import { showTargets } from "./targets.js";

const views = { "rules": showRules, "targets": showTargets, "dead-letters": showDeadLetters, "replays": showReplays, "log": showLog };
const place = byId("view");
const current = () => views[location.hash.slice(1)] ? location.hash.slice(1) : "rules";

async function show() {
    const name = current();
    byId("tabs").replaceChildren(...Object.keys(views).map((view) => el("li", {}, el("a", { href: "#" + view, "aria-current": view === name ? "page" : undefined, text: t("events." + view.replace("-", "_")) }))));
    place.replaceChildren(loading());
    try {
        const content = await views[name](show);
        if (current() === name)
            place.replaceChildren(...content);
    } catch (problem) {
        place.replaceChildren();
        fail(place, problem);
    }
}

page({ section: "events", title: "events.title", async start(session) {
    if (session.role !== "admin") {
        place.replaceChildren(el("p", { class: "error", text: t("problem.role_too_low") }));
        return;
    }
    addEventListener("hashchange", show);
    await show();
} });
