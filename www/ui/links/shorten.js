// shorten.js: where the bookmarklet leads: puts the page's address and title into the draft of a link, and opens the form.
import { translate } from "../lib/text.js";

translate(document);
const [, url, title] = location.hash.split("#").map(decodeURIComponent);
if (/^https?:/.test(url ?? ""))
    localStorage.setItem("curt.draft.link", JSON.stringify({ url, title: (title ?? "").slice(0, 100) }));
location.replace("/ui/create");
