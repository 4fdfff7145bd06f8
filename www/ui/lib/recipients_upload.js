// recipients_upload.js: sends recipients to a campaign, with a bar that says how far it is, and a button to go on.
import { post } from "./api.js";
import { el, explain } from "./dom.js";
import { upload } from "./recipients.js";
import { t } from "./text.js";

export const recipientsPath = (name) => `/api/v1/campaigns/${encodeURIComponent(name)}/recipients`;

// Resolves with what became of them, when all are there.
export function uploadRecipients(place, name, recipients) {
    const bar = el("progress", { max: recipients.length, value: 0, "aria-label": t("recipients.uploading") }), said = el("p", { role: "status" });
    const tell = ({ done, total }) => {
        bar.value = done;
        said.textContent = t("recipients.uploaded", { done, n: total });
    };
    const stay = (event) => event.preventDefault();
    const run = upload(recipients, (some) => post(recipientsPath(name), some), tell);
    place.replaceChildren(el("h2", { text: t("recipients.uploading") }), bar, said);
    tell({ done: 0, total: recipients.length });
    addEventListener("beforeunload", stay);
    return new Promise((resolve) => {
        const attempt = () => run().then((result) => {
            removeEventListener("beforeunload", stay);
            resolve(result);
        }, (problem) => {
            const again = el("div", { class: "error", role: "alert" }, el("p", { text: explain(problem) }), el("p", { text: t("recipients.stopped") }),
                el("button", { type: "button", text: t("recipients.continue"), onclick: () => { again.remove(); attempt(); } }));
            place.append(again);
        });
        attempt();
    });
}
