// write.js: writes a message, beside the telephone that will show it.
import { newAttempt, post } from "../lib/api.js";
import { clearProblems, el, field, showProblem } from "../lib/dom.js";
import { keepDraft } from "../lib/draft.js";
import { channelField, contentOf, fromField, imageField, livePreview, trackField, ttlField } from "../lib/message_form.js";
import { t } from "../lib/text.js";
import { readTime, sendAtField } from "../lib/when.js";

function build() {
    const text = el("textarea", { name: "text", rows: 5, maxlength: 8192 });
    return el("form", {},
        el("p", { class: "error" }),
        el("div", { class: "fields" }, channelField(), fromField()),
        field(t("messages.to"), el("input", { name: "to", maxlength: 160, inputmode: "tel", autocomplete: "off" }), { hint: t("messages.to_hint") }),
        field(t("messages.text"), text, { hint: t("messages.text_hint") }),
        imageField(),
        el("details", {}, el("summary", { text: t("messages.more") }), el("div", { class: "fields" }, sendAtField(), ttlField(), trackField(),
            field(t("messages.campaign"), el("input", { name: "campaign", maxlength: 64, autocomplete: "off" }), { hint: t("messages.campaign_hint") }),
            field(t("messages.client_ref"), el("input", { name: "client_ref", maxlength: 100, autocomplete: "off" })))),
        el("p", { class: "actions" }, el("button", { text: t("messages.send") }), el("a", { class: "button quiet", href: "/ui/messages/", text: t("frame.cancel") })));
}

function messageOf(form) {
    const message = { ...contentOf(form, form.elements.text.value), to: form.elements.to.value.trim() };
    for (const name of ["campaign", "client_ref"])
        if (form.elements[name].value.trim())
            message[name] = form.elements[name].value.trim();
    if (form.elements.send_at.value)
        message.send_at = readTime(form.elements.send_at.value);
    return message;
}

function sendOnce(form, draft) {
    let attempt = newAttempt();
    const button = form.querySelector(".actions button");
    return async (event) => {
        event.preventDefault();
        clearProblems(form);
        button.disabled = true;
        try {
            const message = await post("/api/v1/messages", messageOf(form), { headers: { "Idempotency-Key": attempt } });
            draft.clear();
            location.assign(`/ui/message/?id=${message.id}`);
        } catch (problem) {
            if (problem.status !== 0)
                attempt = newAttempt();
            button.disabled = false;
            showProblem(form, problem, { "image/url": "image", "image/caption": "text" });
        }
    };
}

export function showForm(main) {
    const form = build(), image = form.elements.image.closest(".field");
    const draft = keepDraft(form, "message");
    const fit = () => { image.hidden = form.elements.channel.value !== "mms"; };
    const preview = livePreview(form, () => messageOf(form));
    form.addEventListener("change", fit);
    form.addEventListener("submit", sendOnce(form, draft));
    fit();
    main.replaceChildren(el("div", { class: "head" }, el("h1", { text: t("messages.write") })),
        el("div", { class: "columns writing" }, form, preview.node));
    form.elements.from.focus();
}
