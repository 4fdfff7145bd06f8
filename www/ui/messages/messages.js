// messages.js: the messages that were sent, and writing one (?write=1).
import { page, parameter } from "../lib/frame.js";
import { showList } from "./list.js";
import { showForm } from "./write.js";

page({ section: "messages", title: parameter("write") ? "messages.write" : "messages.title", start: (session) =>
    (parameter("write") && session.role !== "reader" ? showForm : showList)(document.querySelector("main"), session) });
