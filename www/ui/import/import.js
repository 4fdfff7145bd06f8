// import.js: brings links along from another shortener, for admins: a file is tried first, then imported.
import { get, send } from "../lib/api.js";
import { el, field, figure, onSubmit, select, table } from "../lib/dom.js";
import { page } from "../lib/frame.js";
import { number, t } from "../lib/text.js";

const sources = [["yourls", "YOURLS"], ["shlink", "Shlink"], ["kutt", "Kutt"], ["bitly", "Bitly"], ["dub", "Dub"], ["sink", "Sink"], ["chhoto", "Chhoto URL"], ["polr", "Polr"], ["csv", "CSV"]];
const LARGEST = 16 * 1024 * 1024; // as POST /api/v1/imports

const columns = [
    { label: t("import.row"), cell: (row) => number(row.row), class: "number" },
    { label: t("import.code"), cell: (row) => row.short_url ? el("a", { href: row.short_url, rel: "noopener", text: row.code }) : row.code },
    { label: t("import.outcome"), cell: (row) => t("import." + row.outcome) },
    { label: t("import.reason"), cell: (row) => row.reason },
];
const dryColumns = columns.map((column) => column.label === t("import.code") ? { ...column, cell: (row) => row.code } : column);

// How many rows had which outcome, and each row that there is something to say about; all rows if there is nothing.
function outcome(answer) {
    const { counts, rows } = answer;
    const shown = ["imported", "renamed", "same", "kept", "skipped", "refused"].filter((name) => counts[name] > 0 || name === "imported");
    const told = rows.filter((row) => row.reason), list = told.length > 0 ? told : rows;
    return [el("h2", { text: t(answer.dry_run ? "import.would" : "import.done") }), answer.error && el("p", { class: "error", role: "alert", text: answer.error }),
        el("div", { class: "cards figures" }, shown.map((name) => figure(t("import." + name), counts[name])), figure(t("import.clicks"), counts.clicks),
            counts.visits.imported > 0 && figure(t("import.visits"), counts.visits.imported)),
        list.length > 0 && el("div", { class: "scroll" }, table(answer.dry_run ? dryColumns : columns, list, { caption: t(told.length > 0 ? "import.told" : "import.rows") }))];
}

async function start(session) {
    if (session.role !== "admin") {
        document.querySelector("main").append(el("p", { text: t("import.admins") }));
        return;
    }
    const { domains } = await get("/api/v1/domains");
    const file = el("input", { type: "file", name: "file", id: "file", required: true });
    const source = select("source", sources, "yourls"), result = el("section", { role: "status", "aria-label": t("import.outcomes") });
    const domain = select("domain", [["", t("import.each_domain")], ...domains.map(({ name }) => [name, name])], "");
    const conflict = select("conflict", ["skip", "keep", "rename"].map((name) => [name, t("import.conflict_" + name)]), "skip");
    const real = el("button", { type: "button", id: "import", text: t("import.import"), disabled: true });
    const form = el("form", {}, el("p", { class: "error" }), field(t("import.source"), source), field(t("import.file"), file, { hint: t("import.file_hint") }),
        domains.length > 1 && field(t("import.domain"), domain), field(t("import.conflict"), conflict, { hint: t("import.conflict_hint") }),
        el("div", { class: "actions" }, el("button", { class: "quiet", id: "try", text: t("import.try") }), real));
    let dry = true, changes = 0; // of the file and the options
    const ask = async () => {
        if (file.files.length === 0 || file.files[0].size > LARGEST)
            throw Object.assign(new Error(t(file.files.length === 0 ? "import.no_file" : "import.too_large")), { pointer: "#/file" });
        const asked = changes;
        result.setAttribute("aria-busy", "true");
        try {
            const response = await send("POST", "/api/v1/imports", { type: "application/octet-stream", body: file.files[0],
                query: { source: source.value, conflict: conflict.value, domain: domain.value, dry_run: dry ? "yes" : "no" } });
            const answer = await response.json();
            result.replaceChildren(...outcome(answer).filter(Boolean));
            real.disabled = !dry || asked !== changes;
        } finally {
            result.removeAttribute("aria-busy");
            dry = true;
        }
    };
    onSubmit(form, ask);
    real.addEventListener("click", () => { dry = false; form.requestSubmit(); });
    form.addEventListener("change", () => { changes++; real.disabled = true; }); // something else would be done than was shown
    document.querySelector("main").append(el("p", { class: "hint", text: t("import.about") }), form, result);
}

page({ section: "links", title: "import.title", start });
