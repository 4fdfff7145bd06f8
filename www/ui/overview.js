// overview.js: what happened today and in the last days, and what needs attention.
import { page } from "./lib/frame.js";

page({ section: "overview", title: "overview.title", start() {} });
