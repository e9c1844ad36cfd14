// Who changed sides: the first article and statement on the other side, as analysis/trends.py tells it.
// @ts-check
/** @import { CorpusView, OneEach, SideChange } from "./types.d.ts" */

export const IN_SUCCESSION = 3; // articles in succession that make a side hold
export const HOLDING = 0.8; // of the articles before a change, and since, that are on one side

// A row for each change from support to oppose, or back. Only sure statements bear on it, and no article with both
// sides. A side holds once so many articles in succession took it. Copies count once, whatever is chosen.
/** @param {CorpusView} view @param {OneEach[]} some @returns {SideChange[]} */
export function changesOf(view, some) {
  const { published, rank } = view.articles;
  const groups = Map.groupBy(
    some.filter(({ sure, position, article }) => sure && published[article] && isTaken(position)),
    ({ who, what }) => `${who} ${what}`,
  );
  const found = [];
  for (const group of groups.values()) {
    const byArticle = [...Map.groupBy(group, ({ article }) => article)].map(([article, all]) => ({ article, all }));
    const articles = byArticle
      .filter(({ all }) => all.every(({ position }) => position === all[0].position))
      .map(({ article, all }) => ({ article, position: all[0].position, nth: all[0].nth, statements: all.length }))
      .sort((one, other) => {
        const [day, next] = [published[one.article], published[other.article]];
        return day === next ? rank[one.article] - rank[other.article] : day < next ? -1 : 1;
      });
    const { who, what } = group[0];
    found.push(...turnsIn(articles).map((turn) => ({ who, what, ...turn })));
  }
  return found;
}

/** @param {string} position */
function isTaken(position) {
  return position === "support" || position === "oppose";
}

// The changes in some articles in their order.
function turnsIn(articles) {
  let [held, run, since] = ["", [], 0];
  const turns = [];
  articles.forEach((one, at) => {
    run = run.at(-1)?.position === one.position ? [...run, one] : [one];
    if (one.position === held || run.length < IN_SUCCESSION) return;
    const start = at - run.length + 1;
    if (held) turns.push({ from: held, to: one.position, since, start });
    [held, since] = [one.position, held ? start : 0];
  });
  return turns.flatMap(({ from, to, since: begin, start }, number) => {
    const end = turns[number + 1]?.start ?? articles.length;
    const before = articles.slice(begin, start).filter(({ position }) => position === from);
    const after = articles.slice(start, end).filter(({ position }) => position === to);
    if (before.length < HOLDING * (start - begin) || after.length < HOLDING * (end - start)) return [];
    const count = (list) => list.reduce((sum, { statements }) => sum + statements, 0);
    const { article, nth } = articles[start];
    const counts = { before: count(before), after: count(after) };
    return [{ from, to, article, nth, ...counts, articlesBefore: before.length, articlesAfter: after.length }];
  });
}
