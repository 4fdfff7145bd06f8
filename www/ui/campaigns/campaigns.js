// campaigns.js: the campaigns with their progress, and a new one (?new=1).
import { page, parameter } from "../lib/frame.js";
import { showForm } from "./create.js";
import { showList } from "./list.js";

page({ section: "campaigns", title: parameter("new") ? "campaigns.new" : "campaigns.title", start: (session) =>
    (parameter("new") && session.role !== "reader" ? showForm : showList)(document.querySelector("main"), session) });
