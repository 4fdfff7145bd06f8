// shorten.js: where the bookmarklet leads: hands the page's address and title to the form that creates a link.
import { translate } from "../lib/text.js";

translate(document);
const [, url, title] = location.hash.split("#").map(decodeURIComponent);
if (/^https?:/.test(url ?? ""))
    sessionStorage.setItem("curt.shorten", JSON.stringify({ url, title: (title ?? "").slice(0, 100) }));
location.replace("/ui/create");
