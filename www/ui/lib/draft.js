// draft.js: what somebody has typed into a form is kept in this browser until it is sent: over a closed tab, and over a
// session that has ended.

const PREFIX = "curt.draft.";

// Who signs out leaves nothing for who signs in after them; a session that ends by itself leaves all.
export function forgetDrafts() {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)))
        localStorage.removeItem(key);
}

const typed = (form) => [...form.elements].filter((c) => c.name && !["password", "file", "submit"].includes(c.type));

export function keepDraft(form, name) {
    const key = PREFIX + name;
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    if (kept)
        for (const control of typed(form)) {
            if (!(control.name in kept))
                continue;
            if (control.type === "checkbox")
                control.checked = kept[control.name];
            else if (control.type === "radio")
                control.checked = control.value === kept[control.name];
            else
                control.value = kept[control.name];
        }
    form.addEventListener("input", () => {
        const values = {};
        for (const control of typed(form)) {
            if (control.type === "checkbox")
                values[control.name] = control.checked;
            else if (control.type !== "radio" || control.checked)
                values[control.name] = control.value;
        }
        localStorage.setItem(key, JSON.stringify(values));
    });
    return { found: kept !== null, clear: () => localStorage.removeItem(key) };
}
