// list.js: the campaigns, the newest first.
import { all } from "../lib/api.js";
import { el, emptyState, loading, table } from "../lib/dom.js";
import { t, time } from "../lib/text.js";
import { channelName, stateMark } from "../lib/words.js";

const address = (campaign) => `/ui/campaign/?name=${encodeURIComponent(campaign.name)}`;

function progress(campaign) {
    const done = campaign.recipients - campaign.waiting;
    if (campaign.recipients === 0)
        return t("campaigns.no_recipients");
    return el("div", { class: "progress" }, el("progress", { max: campaign.recipients, value: done, "aria-label": t("campaigns.progress") }),
        el("span", { class: "quiet-text", text: t("campaigns.done_of", { done, n: campaign.recipients }) }));
}

const columns = () => [
    { label: t("campaigns.name"), cell: (one) => el("a", { href: address(one), text: one.name }) },
    { label: t("campaigns.state"), cell: (one) => stateMark(one.state) },
    { label: t("campaigns.progress"), cell: progress },
    { label: t("messages.channel"), cell: (one) => channelName(one.message.channel) },
    { label: t("messages.from"), cell: (one) => el("bdi", { text: one.message.from }) },
    { label: t("campaigns.created"), cell: (one) => el("time", { datetime: one.created_at, text: time(one.created_at) }) },
];

const newButton = () => el("a", { class: "button", href: "/ui/campaigns/?new=1", text: t("campaigns.new") });

export async function showList(main, session) {
    const list = el("section", { "aria-label": t("campaigns.title") }, loading());
    const may = session.role !== "reader";
    main.replaceChildren(el("div", { class: "head" }, el("h1", { text: t("campaigns.title") }), may && newButton()), list);
    const campaigns = await all("/api/v1/campaigns", { limit: 200 }, "campaigns");
    campaigns.sort((a, b) => b.created_at.localeCompare(a.created_at));
    list.replaceChildren(campaigns.length > 0 ? table(columns(), campaigns, { caption: t("campaigns.newest") }) : emptyState(t("campaigns.none"), may && newButton()));
}
