// The head of the review mode: which queue, how far, what is kept, and what could not be kept.
// @ts-check
/** @import { Attributes, Session } from "./types.d.ts" */

import { button, h, plural, redraw } from "./elements.js";
import { openGuide, openKeys } from "./reviewHelp.js";
import { acceptRemaining, ask, drop, go, queueOf, remaining, timeLeft, tryAgain, undo } from "./session.js";
import { alikeLeft } from "./settle.js";

/** @param {Session} session @param {() => HTMLElement} root */
export function headOf(session, root) {
  const [about, queues, tools] = [h("p", { class: "about" }), h("div", {}), h("div", {})];
  const [far, trouble, lost] = [h("div", { class: "so-far" }), h("div", { role: "alert" }), h("div", {})];
  const told = h("p", { class: "told", role: "status" });
  const title = h("h2", {}, "Review");
  const head = h("section", { class: "review-head", "aria-label": "Review" }, title, about, queues);
  head.append(tools, lost);
  const back = button("Undo", () => undo(session), { "data-key": "tool undo", "aria-keyshortcuts": "u Control+Z" });
  const bar = h("section", { class: "review-far", "aria-label": "How far" }, far, told, back, trouble);
  const fill = () => {
    title.textContent = session.review.between ? "Settle the differences" : "Review";
    about.replaceChildren(...aboutNodes(session));
    redraw(queues, ...queueNodes(session));
    far.replaceChildren(...farNodes(session));
    redraw(tools, toolsOf(session, root));
    lost.replaceChildren(...lostNodes(session.review.lost));
  };
  return {
    nodes: [head, bar],
    say(words) {
      session.told = words; // what is kept meanwhile does not wipe it out
      told.textContent = words;
    },
    draw() {
      if (session.review) fill();
      if (told.textContent !== session.told) told.textContent = session.told;
      redraw(trouble, ...troubleNodes(session));
    },
  };
}

/** @param {Session} session */
function aboutNodes({ review, view }) {
  const { number, of } = review.article;
  const which = of > 1 ? `article ${number} of ${of}` : "one article";
  const title = view.article.title || view.article.id;
  const issued = [view.article.outlet, view.article.published].filter(Boolean).join(", ");
  const does = review.between ? `settles between ${review.between.join(" and ")},` : "reviews";
  return [`${review.coder} ${does} ${which}: `, h("strong", {}, title), issued ? ` · ${issued}` : ""];
}

/** @param {Session} session */
function queueNodes(session) {
  const { review } = session;
  const buttons = review.queues.map(({ id, label, total, done }) => {
    const attributes = { "aria-pressed": String(id === review.queue.id), "data-key": `queue ${id}` };
    const turn = () => session.waiting || go(session, { queue: id, article: null, unit: null });
    return button(`${label} (${done} of ${total})`, turn, attributes);
  });
  const { note } = queueOf(session);
  return [
    h("p", { class: "switch", role: "group", "aria-label": "What is asked for" }, ...buttons),
    h("p", { class: "hint" }, note),
  ];
}

/** @param {Session} session */
function farNodes(session) {
  const { done, total } = queueOf(session);
  const bar = h("progress", { max: Math.max(1, total), value: done, "aria-label": "Done in this queue" });
  const [left, kept] = [timeLeft(session), session.at ? `saved ${session.at}` : ""];
  const open = session.review.between ? `${total - done} left` : "";
  const told = [`${done} of ${total} done`, open, left ? `${left} left` : "", session.pending.size ? "saving …" : kept];
  return [bar, h("span", { class: "number" }, told.filter(Boolean).join(" · "))];
}

/** @param {Session} session @param {() => HTMLElement} root */
function toolsOf(session, root) {
  /** @type {(name: string) => Attributes} */
  const key = (name) => ({ "data-key": `tool ${name}` });
  return h(
    "p",
    { class: "steps" },
    button("Coding guide", () => openGuide(root(), session), { ...key("guide"), "aria-keyshortcuts": "g" }),
    button("Keys", () => openKeys(root(), session), { ...key("keys"), "aria-keyshortcuts": "?" }),
    ...bulkNodes(session, key),
  );
}

// Accepts the rest of the article unread, after it was asked once more; not while a sample is coded.
/** @param {Session} session @param {(name: string) => Attributes} key */
function bulkNodes(session, key) {
  const { between, queue } = session.review;
  const length = between ? alikeLeft(session) : remaining(session).length;
  if (queue.id === "sample" || !length) return [];
  const turn = (asking) => () => {
    session.asking = asking;
    session.draw.head();
  };
  const offered = between ? `Take the ${length} that both have alike` : `Accept the ${length} remaining`;
  if (!session.asking) return [button(offered, turn(true), key("bulk"))];
  const ask = between
    ? `Take over ${plural(length, "answer")} in which ${between.join(" and ")} do not differ, in all articles?`
    : `Accept ${plural(length, "statement")} of this article unread? Marked as such, they feed no number.`;
  const yes = () => {
    session.asking = false;
    acceptRemaining(session, length);
  };
  return [
    h("span", { class: "ask" }, ask),
    button(between ? "Take them" : "Accept them", yes, key("bulk")),
    button("No", turn(false), key("no")),
  ];
}

// What was not kept stays on the page, with what to do about it.
/** @param {Session} session */
function troubleNodes(session) {
  const { refused, silent, pending } = session;
  if (!refused.size && !silent) return [];
  const [why] = [...new Set([...refused.values()].map((one) => one.why))];
  const waits = pending.size ? `${plural(pending.size, "decision")} not kept yet. ` : "";
  const words = why ?? `The kernel does not answer. ${waits}If it was restarted, run the cell of this view again.`;
  const several = refused.size > 1 ? ` (${refused.size} decisions)` : "";
  const letGo = refused.size ? button("Let it go", () => drop(session), { "data-key": "drop" }) : null;
  const again = button("Try again", () => (session.review ? tryAgain(session) : ask(session)), { "data-key": "again" });
  return [h("p", { class: "trouble" }, `${words}${several} `, again, " ", letGo)];
}

/** @param {string[]} lost */
function lostNodes(lost) {
  if (!lost.length) return [];
  const what = `${plural(lost.length, "decision")} on an earlier version of this article not found in it`;
  return [h("details", {}, h("summary", {}, what), h("ul", {}, ...lost.map((words) => h("li", {}, words))))];
}
