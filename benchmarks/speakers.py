"""Who is meant and who is spoken for, on what was not learned from: `python -m benchmarks.speakers`.

The coded articles of PolNeAR train and the pronouns of GUM by fifths, each scored by rankers that have not seen it
(`training.speakers` leaves them in .cache/speakers); GAP's validation part, of which nothing was learned, with the
shipped ones. The encoder below has seen the train articles' spans, and nine of ten documents of GUM for its trees.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from analysis import knowledge
from analysis.coded import coded_statements
from analysis.grammar import PROPER
from analysis.ranker import chance_of
from analysis.spans import Span
from analysis.speakers import read
from benchmarks import predictors
from training import gold
from training.scores import same_names
from training.spoken import WORK, Text, all_texts, codes_of, fitted, fold_of, gap_rows, links_of, matched, spoken
from training.treebanks import NEAR_NEWS

PRONOUNS = {"he", "she", "him", "his", "her", "hers"}
BINS = 10


@dataclass
class Chances:
    """Chances and whether they came true."""

    said: list[float] = field(default_factory=list)
    true: list[bool] = field(default_factory=list)

    def add(self, chance: float, right: bool) -> None:
        """Note one."""
        self.said.append(chance)
        self.true.append(right)

    def bins(self) -> Iterator[tuple[float, float, int]]:
        """Mean chance, share that came true and number, of each tenth of the range that holds any."""
        said, true = np.array(self.said), np.array(self.true)
        for low in np.arange(0, 1, 1 / BINS):
            here = (said >= low) & ((said < low + 1 / BINS) | (low > 1 - 1.5 / BINS))
            if here.any():
                yield float(said[here].mean()), float(true[here].mean()), int(here.sum())

    def error(self) -> float:
        """The expected calibration error: how far chance and share lie apart, weighted by number."""
        return sum(n * abs(said - true) for said, true, n in self.bins()) / max(1, len(self.said))


Link = tuple[str, float, bool]  # its rule, the chance that the ranker gave it (a half without one), whether it is right


def coded_score(texts: Sequence[Text], links: list[Link]) -> Counter[str]:
    """Of the coded statements of some articles: all, those found, and of these the right speakers and actors.

    Every link of a source is added to links.
    """
    count = Counter[str]()
    for text in texts:
        doc, codes = spoken(text, WORK / f"fold{fold_of(text.key)}"), codes_of(text.key.partition(" ")[2])
        coded = {one.key: one for one in coded_statements(doc)}
        count["coded"] += len(codes)
        for code, statement in matched(doc, codes):
            one, wanted = coded[statement.key], code["A"]
            right = same_names(one.names, wanted["speakers"])
            count.update(found=1, speakers=right, actors=same_names(one.actors, wanted["actors"]))
            if one.resolution and statement.source:
                links.append((one.resolution.rule, one.resolution.confidence or 0.5, right))
    return count


def crossed(by_fold: Sequence[Sequence[Link]]) -> Chances:
    """The chances of links, each by the odds of its rule in the other folds, and whether they came true."""
    found = Chances()
    for number, links in enumerate(by_fold):
        others: dict[str, list[tuple[float, bool]]] = defaultdict(list)
        for rule, chance, right in chain.from_iterable(f for n, f in enumerate(by_fold) if n != number):
            others[rule].append((chance, right))
        odds = {rule: fitted(pairs) for rule, pairs in others.items()}
        for rule, chance, right in links:
            if rule in odds:
                found.add(chance_of(odds[rule]["slope"], odds[rule]["shift"], chance), right)
    return found


def gum_score(texts: Sequence[Text], chances: Chances) -> Counter[str]:
    """Of he, she, his and her in GUM with a named antecedent: all, those led to somebody, and to the right person."""
    count = Counter[str]()
    known = knowledge.load()
    stories = {f"gum {t.genre} {n}": t for n, t in enumerate(gold.gum_texts())}
    for text in texts:
        meanings = read(text.doc, known.lexicons, links_of(text, WORK / f"fold{fold_of(text.key)}"))
        for place, names in named_pronouns(stories[text.key]):
            meant = meanings.at(Span(place, place + 1))
            count["all"] += 1
            if meant:
                right = any(set(meanings.cast.doc[p.span].split()) & names for p in meant.entities[0].places)
                right = right and meant.entities[0].kind == "person"
                count.update(led=1, right=right)
                if meant.chance is not None:
                    chances.add(meant.chance, right)
    return count


def named_pronouns(found: gold.GumText) -> Iterator[tuple[int, set[str]]]:
    """The pronouns of a document whose entity is a named person: where each begins, and the words of its names."""
    pronouns: dict[str, list[int]] = defaultdict(list)
    names: dict[str, set[str]] = defaultdict(set)
    for id, kind, first, last in found.entities:
        words = found.words[first:last]
        forms = [found.text[a:b] for a, b, _ in words]
        if kind == "person" and len(words) == 1 and forms[0].lower() in PRONOUNS:
            pronouns[id].append(words[0][0])
        elif kind == "person" and {words[-1][2], words[0][2]} & {*PROPER}:
            names[id] |= {f for f, (_, _, tag) in zip(forms, words, strict=True) if tag in PROPER}
    for id, places in pronouns.items():
        if names[id]:
            yield from ((place, names[id]) for place in places)


def gap_score(part: str) -> dict[str, Counter[str]]:
    """By gender: names rightly and wrongly chosen, and those missed."""
    count = {"m": Counter[str](), "f": Counter[str]()}
    for row in gap_rows(part):
        answer = predictors.pronoun(row["Text"], int(row["Pronoun-offset"])) or ""
        for name in "AB":
            said, wanted = _chosen(answer, row[name]), row[f"{name}-coref"] == "TRUE"
            gender = "f" if row["Pronoun"].lower() in {"she", "her", "hers"} else "m"
            count[gender].update(right=said and wanted, wrong=said and not wanted, missed=wanted and not said)
    return count


def _chosen(answer: str, name: str) -> bool:
    """True where an answer is a name, holds it or ends with its last word."""
    ours, theirs = answer.lower(), name.lower()
    return bool(ours) and (theirs in ours or ours in theirs or ours.split()[-1] == theirs.split()[-1])


def f1(count: Counter[str]) -> float:
    """F1 in percent."""
    return 200 * count["right"] / max(1, 2 * count["right"] + count["wrong"] + count["missed"])


def main() -> int:
    """Print the tables; 0 also where the gold data or the rankers of the folds are absent, with the reason."""
    if not gold.gold_folder().is_dir() or not (WORK / "fold4" / "actors.npz").exists():
        print("speakers: no gold data, or no rankers of the folds: python -m training.speakers makes them.")
        return 0
    texts = list(all_texts())
    pronouns, by_fold = Chances(), list[list[Link]]()
    total = Counter[str]()
    print("| coded articles | statements found | speakers | actors |\n|---|---|---|---|")
    for fold in range(5):
        some = [t for t in texts if t.key.startswith("coded") and fold_of(t.key) == fold]
        by_fold.append([])
        count = coded_score(some, by_fold[-1])
        total += count
        print(f"| fold {fold} {coded_row(count)}")
    print(f"| all {coded_row(total)}")
    near = [t for t in texts if t.key.startswith("gum") and t.key.split()[1] in NEAR_NEWS]
    count = gum_score(near, pronouns)
    right, led, all_ = count["right"], count["led"], count["all"]
    print(f"GUM, he and she with a named antecedent: {100 * right / all_:.1f} of {all_} right,", end=" ")
    print(f"{100 * right / led:.1f} of those led to somebody")
    gap = gap_score("validation")
    whole, m, f = gap["m"] + gap["f"], f1(gap["m"]), f1(gap["f"])
    print(f"GAP validation: F1 {f1(whole):.1f}, masculine {m:.1f}, feminine {f:.1f}, ratio {f / m:.2f}")
    for name, chances in (("links of sources", crossed(by_fold)), ("pronouns of GUM, by the ranker", pronouns)):
        print(f"{name}: expected calibration error {chances.error():.3f}")
        for said, true, n in chances.bins():
            print(f"  said {said:.2f}  right {true:.2f}  {'█' * round(20 * true):<20} of {n}")
    return 0


def coded_row(count: Counter[str]) -> str:
    """A line of the table of coded articles."""
    found = count["found"]
    shares = (100 * found / count["coded"], 100 * count["speakers"] / found, 100 * count["actors"] / found)
    return "".join(f"| {share:.1f} " for share in shares) + "|"


if __name__ == "__main__":
    sys.exit(main())
