// recipients.js: adding recipients to a campaign that is there.
import { baseUrlOf, post } from "../lib/api.js";
import { el, toast } from "../lib/dom.js";
import { recipientsFile } from "../lib/recipients_file.js";
import { recipientsPath, uploadRecipients } from "../lib/recipients_upload.js";
import { t } from "../lib/text.js";

// Every text in a part of a message: a placeholder may be in each.
const texts = (part) => (typeof part === "string" ? [part] : Object.values(part ?? {}).flatMap(texts));

export async function recipientsForm(campaign, session, redraw) {
    const path = recipientsPath(campaign.name), uploading = el("div");
    const add = el("button", { type: "button", text: t("recipients.add"), hidden: true, onclick: async () => {
        add.hidden = true;
        const result = await uploadRecipients(uploading, campaign.name, file.recipients());
        uploading.replaceChildren();
        toast(t("recipients.added", { n: result.added }));
        await redraw();
    } });
    const file = recipientsFile({ text: () => texts([campaign.message.text, campaign.message]).join("\n"), base: await baseUrlOf(campaign.message.domain, session.base_url ?? location.origin),
        ask: (some, signal) => post(path, some, { query: { dry_run: "yes" }, signal }), changed: () => { add.hidden = file.recipients().length === 0; } });
    return el("div", {}, file.node, uploading, el("p", {}, add));
}
