// A statement as it is cited: as text, Markdown, footnote or link. keeping.citation is the same in Python.
// @ts-check
/** @import { Article, Statement } from "./types.d.ts" */

import { NO_XML } from "./downloads.js";
import { button, h } from "./elements.js";

const FORMS = { text: "Text", markdown: "Markdown", footnote: "Footnote", link: "Link" };
const ENDS = 5; // words at either end of a longer sentence that lead a link to it
const WEB = /^https?:\/\/[^ <>"]+$/;

/** @param {Article} article @param {Statement} statement @param {string} form */
export function citation(article, statement, form = "text") {
  const address = addressIn(article);
  if (form === "link") return address && linkTo(address, statement);
  const words = filledOf(" ", [statement.named, bracketed(howSaid(statement))]);
  const parts = [oneLine(article.author), titleIn(article), ...issued(article), paragraphOf(statement)];
  const source = filledOf(", ", parts);
  if (form === "footnote") return filledOf(": ", [filledOf(", ", [source, address]), words]);
  if (form === "text") return filledOf(" – ", [words, filledOf(", ", [source, address])]);
  return filledOf(" – ", [unmarked(words), filledOf(", ", [unmarked(source), address && `<${address}>`])]);
}

/** @param {string} joint @param {(string | null | undefined)[]} parts */
export function filledOf(joint, parts) {
  return parts.filter(Boolean).join(joint);
}

function bracketed(words, signs = "()") {
  return words && signs[0] + words + signs[1];
}

// Words on one line, without what no file can hold.
/** @param {string} words */
export function oneLine(words) {
  return words.replace(/\s+/g, " ").replace(NO_XML, "\ufffd").trim();
}

// A line in which nothing is a sign of Markdown.
/** @param {string} words */
export function unmarked(words) {
  return words.replace(/[\\`*_[\]<>#|~&$]/g, "\\$&").replace(/^([0-9]*)([-+=:.)])/, "$1\\$2");
}

/** @param {Statement} statement */
function howSaid({ kind }) {
  return { direct: "quoted", indirect: "reported", mixed: "partly quoted" }[kind] ?? "";
}

/** @param {Statement} statement */
function paragraphOf({ paragraph }) {
  return paragraph ? `paragraph ${paragraph}` : "";
}

// "(quoted, paragraph 3)", as far as it is known.
/** @param {Statement} statement */
export function howAndWhere(statement) {
  return bracketed(filledOf(", ", [howSaid(statement), paragraphOf(statement)]));
}

/** @param {Article} article */
export function titleIn({ title }) {
  return bracketed(oneLine(title), "“”");
}

// Outlet and day, as far as they are known.
/** @param {Article} article */
export function issued({ outlet, published }) {
  /** @type {Intl.DateTimeFormatOptions} */
  const look = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return [oneLine(outlet), published ? new Date(published).toLocaleDateString("en-GB", look) : ""].filter(Boolean);
}

// The address of the article where it is one of the web, else nothing.
/** @param {Article} article */
export function addressIn({ url }) {
  return WEB.test(oneLine(url)) ? oneLine(url) : "";
}

// The address of the article, with the words that a browser scrolls to.
/** @param {string} address @param {Statement} statement */
function linkTo(address, { sentence, content }) {
  const all = oneLine(sentence || content).split(" ");
  const ends = all.length <= 2 * ENDS ? [all] : [all.slice(0, ENDS), all.slice(-ENDS)];
  const told = ends.map((some) => encodeURIComponent(some.join(" ")).replaceAll("-", "%2D")).join(",");
  return `${address}${address.includes("#") ? "" : "#"}:~:text=${told}`;
}

// A button that opens the forms; each is copied, which is said, and stands there where the browser refuses.
/** @param {Article} article @param {Statement} statement */
export function citing(article, statement) {
  const status = h("p", { role: "status" });
  const offered = Object.entries(FORMS).filter(([form]) => citation(article, statement, form));
  const copy = async (form) => tellCopied(status, citation(article, statement, form));
  const forms = h("span", { class: "forms", role: "group", "aria-label": "Form of the citation" });
  forms.append(...offered.map(([form, label]) => button(label, () => copy(form), { "data-step": "cite" })));
  forms.hidden = true;
  const turn = (open) => {
    forms.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
  };
  const attributes = { "data-step": "cite", "aria-expanded": "false" };
  const opener = button("Copy a citation", () => turn(forms.hidden), attributes);
  const onkeydown = (event) => {
    if (event.key !== "Escape" || forms.hidden) return;
    event.stopPropagation(); // it closes the forms, not the statement
    turn(false);
    opener.focus();
  };
  return { status, node: h("span", { class: "citing", onkeydown }, opener, forms) };
}

// Copies a text and says so in `status`; where the browser refuses, the text stands there to be copied.
/** @param {HTMLElement} status @param {string} text */
export async function tellCopied(status, text) {
  const done = await copied(text);
  status.replaceChildren(done ? "Copied" : "Copy it from here:", h("span", { class: "citation" }, text));
  return done;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
