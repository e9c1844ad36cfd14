// Who says it and for whom: chosen among the people of the article, those used before and the table of offices.
// @ts-check
/** @import { Fields, Person, Session, Suggesting, Suggestion } from "./types.d.ts" */

import { button, h } from "./elements.js";
import { decide } from "./session.js";
import { suggestField } from "./suggest.js";

// Opens a field that suggests, in place of what was clicked or at the end of a row; one at a time.
/** @param {Session} session @param {string} place @param {Omit<Suggesting, "close">} asked */
export function openField(session, place, asked) {
  const row = session.draw.row(place);
  if (!row || row.querySelector(".suggest")) return;
  const before = document.activeElement;
  const close = () => {
    const held = node.contains(document.activeElement);
    node.remove();
    if (held) session.draw.focus(before);
  };
  const { node, field } = suggestField({ ...asked, close });
  row.append(node);
  field.focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest" });
}

/** @param {Session} session @param {Fields} fields */
export function speakersField(session, { speakers, actors }) {
  const change = (now) =>
    decide(session, "change", { speakers: now.map(([name]) => name), actors: now.map(([, a]) => a) });
  /** @type {[string, string][]} */
  const pairs = speakers.map((name, n) => [name, actors[n] ?? ""]);
  const rows = pairs.map(([name, actor], n) =>
    h(
      "span",
      { class: "who-row", "data-place": `actor ${n}` },
      h("strong", {}, name),
      button(actor ? `for ${actor}` : "for whom?", () => openActor(session, pairs, n, change), {
        class: "plain",
        "aria-label": `${name} speaks for ${actor || "no state or organisation"}: change`,
      }),
      button("×", () => change(pairs.filter((_, other) => other !== n)), { "aria-label": `Not ${name}` }),
    ),
  );
  const label = speakers.length ? "Somebody else" : "Who?";
  const nobody = session.units.get(session.current)?.hidden ? "Not told yet. " : "Nobody is named. ";
  const key = { "data-key": "field speaker", "aria-keyshortcuts": "s" };
  return h(
    "span",
    { class: "chips-row", "data-place": "speaker" },
    ...(rows.length ? rows : [h("span", { class: "hint" }, nobody)]),
    button(label, () => openSpeaker(session), key),
    speakers.length ? button("And somebody", () => openSpeaker(session, pairs)) : null,
  );
}

// Asks who says it: people of the article, then those used before and the table of offices.
/** @param {Session} session @param {[string, string][]} others */
export function openSpeaker(session, others = []) {
  const unit = session.units.get(session.current);
  const now = unit.fields.speakers;
  const all = [...session.review.people, ...session.shared.people];
  const known = new Map(all.toReversed().map((one) => [one.name, one]));
  const first = all.filter(({ name }, n) => !now.includes(name) && all.findIndex((one) => one.name === name) === n);
  const take = ({ id }) => {
    const actor = known.get(id)?.actor ?? "";
    decide(session, "change", {
      speakers: [...others.map(([name]) => name), id],
      actors: [...others.map(([, a]) => a), actor],
    });
  };
  const label = "Who says it";
  openField(session, "speaker", {
    label,
    options: peopleOptions(session, first),
    free: true,
    take,
    placeholder: "A name",
  });
}

/** @param {Session} session @param {Person[]} people @returns {Suggestion[]} */
function peopleOptions(session, people) {
  session.named ??= new Map();
  return people.map((one) => {
    const key = `${one.name}|${one.role}`;
    const { name, role, actor } = one;
    if (!session.named.has(key))
      session.named.set(key, {
        id: name,
        label: name,
        about: [role, actor === name ? "" : actor].filter(Boolean).join(" · "),
      });
    return session.named.get(key);
  });
}

/** @param {Session} session @param {[string, string][]} pairs @param {number} at */
function openActor(session, pairs, at, change) {
  const here = session.review.people.map(({ actor }) => actor);
  const names = [...new Set([...here, ...session.shared.actors])].filter(Boolean);
  const options = [...names.map((name) => ({ id: name, label: name })), { id: "", label: "no state or organisation" }];
  const take = ({ id }) => change(pairs.map((pair, n) => (n === at ? [pair[0], id] : pair)));
  openField(session, `actor ${at}`, { label: `${pairs[at][0]} speaks for`, options, free: true, take });
}
