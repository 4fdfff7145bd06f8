// missed.js: what was asked for and does not open, each with a way to a link that does.
import { get, isCode, linkName, onDomain } from "./lib/api.js";
import { byId, el, actionsColumn, rowButton, table } from "./lib/dom.js";
import { number, t, time } from "./lib/text.js";

const reasonName = (reason) => t((["root", "not_found"].includes(reason) ? "missed." : "links.state.") + reason);
const codeOf = (one) => ({ domain: one.domain, code: one.path.slice(1) });

// Hands the path to the form that creates a link.
function create(one) {
    sessionStorage.setItem("curt.shorten", JSON.stringify({ alias: one.path.slice(1), ...(onDomain(one) ? { domain: one.domain } : {}) }));
    location.assign("/ui/create");
}

function createButton(one) {
    return one.reason === "not_found" && isCode(one.path.slice(1)) && rowButton(t("overview.missed_create"), linkName(codeOf(one)), () => create(one));
}

export async function showMissed(days) {
    const { paths } = await get("/api/v1/stats/missed", { days, limit: 10 });
    byId("missed-section").hidden = paths.length === 0;
    byId("missed").replaceChildren(table([
        { label: t("overview.missed_path"), class: "anywhere", cell: (one) => (onDomain(one) ? one.domain : "") + one.path },
        { label: t("overview.missed_reason"), cell: (one) => reasonName(one.reason) },
        { label: t("overview.missed_people"), class: "number", cell: (one) => number(one.people) },
        { label: t("overview.missed_bots"), class: "number", cell: (one) => number(one.bots) },
        { label: t("overview.missed_last"), cell: (one) => time(one.last_at) },
        actionsColumn(createButton)], paths));
}
