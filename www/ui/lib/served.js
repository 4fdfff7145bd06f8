// served.js: puts a page that a program has filled in, and that works without JavaScript, into the person's language.
import { language, translate } from "./text.js";

document.documentElement.lang = language;
translate(document);
