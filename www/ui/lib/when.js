// when.js: a point in time that somebody chooses, in the zone of the person.
import { formDialog } from "./dialog.js";
import { el, field } from "./dom.js";
import { t, zone } from "./text.js";

export const readTime = (text) => text === "" ? null : new Date(text).toISOString();

export function writeTime(iso) {
    if (!iso)
        return "";
    const at = new Date(iso);
    return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

// When something is to be sent: empty is at once.
export const sendAtField = (iso) => field(t("schedule.send_at"), el("input", { name: "send_at", type: "datetime-local", value: writeTime(iso) }), { hint: t("schedule.send_at_hint", { zone }) });

// Asks for that time: save(null) is at once.
export const sendAtDialog = (title, iso, save) => formDialog(title, [sendAtField(iso)], (form) => save(readTime(form.elements.send_at.value)), { button: title });
