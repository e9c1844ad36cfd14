"""The rankers of `analysis.speakers`: whom an anaphor means (`links.npz`), and whom somebody speaks for (`actors.npz`).

    python -m training.speakers

Extra `train`. Learned from: coreference of GUM (persons, organisations), the development part of GAP, and the speakers
and actors of the coded articles of PolNeAR train. Five pairs of rankers that have not seen a fifth of the articles are
kept in .cache/speakers/fold0 to fold4: `benchmarks.speakers` scores with them, and they set the chances. Articles that
were read are kept there too: a run that was cut off goes on, to the same weights. Seeds are fixed.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis import knowledge
from analysis.actors import ActorFinder
from analysis.coded import coded_statements
from analysis.entities import Cast, Entity
from analysis.grammar import grammar_of
from analysis.links import GENDERS, Anaphor, Trail
from analysis.model import Statement
from analysis.ranker import Floats
from analysis.saving import saved
from analysis.spans import Span
from analysis.speakers import Meanings, first_word, heads_of, read
from training import gold
from training.rankers import Choice, best_heat, chances, chosen, learned
from training.scores import same_names
from training.spoken import FOLDS, WORK, Text, all_texts, codes_of, fitted, fold_of, gap_rows, links_of, matched, spoken

LOOKS = 32  # numbers kept of a word's states, for each of four looks
WEIGHTS = {"gap": 2.0}  # of choices by where they are from: GAP's, each of a text of its own, tell most
NARRATORS = 0.3  # what "I" of GUM's speeches weighs
LED = 0.998  # share of the rightly led pronouns of GUM that stays where unsure ones are left open


# ── texts ───────────────────────────────────────────────────────────────────────────────────────────────────


# ── whom an anaphor means ───────────────────────────────────────────────────────────────────────────────────

Right = Callable[[Anaphor, Sequence[Entity]], int | None]  # which is right; None where nobody knows


def recorded(text: Text, right: Callable[[Cast], Right], group: str) -> Iterator[Choice]:
    """The choices of a text, each with the right answer; what nobody knows goes to the nearest that fits."""
    cast = Cast(text.doc, grammar_of(text.doc.text, text.doc.tokens), knowledge.load().lexicons)
    answer, found = right(cast), list[Choice]()

    def choose(one: Anaphor, candidates: Sequence[Entity], table: Floats, trail: Trail) -> tuple[int, float]:
        at = answer(one, candidates)
        if at is None:
            return nearest(one, candidates), 1.0
        kind = group.partition(" ")[0]
        weight = NARRATORS if one.form == "I" and kind == "gum" else WEIGHTS.get(kind, 1.0)
        found.append(Choice(table, at, group, one.form, weight, seen_by(text, one, candidates, trail)))
        return at, 1.0

    Meanings(cast, (*text.doc.statements, *text.doc.nested), choose).read()
    return iter(found)


def nearest(one: Anaphor, candidates: Sequence[Entity]) -> int:
    """The nearest candidate of a pronoun, nobody for a noun."""
    return 0 if one.form in GENDERS else len(candidates)


def seen_by(
    text: Text, one: Anaphor, candidates: Sequence[Entity], trail: Trail
) -> tuple[NDArray[np.float16], NDArray[np.float16], NDArray[np.float16]]:
    """The states of an anaphor, and of each candidate's last and first word; nobody's are 0."""
    nobody = np.zeros((1, text.states.shape[1]), dtype=np.float16)
    last = [trail.last[c].word if c in trail.last else first_word(c, one) for c in candidates]
    first = [first_word(c, one) for c in candidates]
    return text.states[one.word], *(np.concatenate([text.states[words], nobody]) for words in (last, first))


def right_of_gum(found: gold.GumText, cast: Cast) -> Right:
    """By GUM: somebody is right of whom another place has the same entity."""
    widest: dict[int, tuple[int, str]] = {}
    for id, _, first, last in found.entities:
        span = Span(found.words[first][0], found.words[last - 1][1])
        head = cast.grammar.head(span)
        if head is not None and len(span) > widest.get(head, (0, ""))[0]:
            widest[head] = (len(span), id)
    ids = {head: id for head, (_, id) in widest.items()}

    def right(one: Anaphor, candidates: Sequence[Entity]) -> int | None:
        id = ids.get(one.word)
        if id is None:
            return len(candidates) if one.form in GENDERS else None
        same = (n for n, c in enumerate(candidates) if any(ids.get(p.word) == id for p in c.places))
        return next(same, len(candidates))

    return right


def right_of_gap(row: dict[str, str], cast: Cast) -> Right:
    """By GAP: the one of two names that the pronoun means; where it is neither, nobody knows."""

    def word(offset: str) -> int:
        return bisect_right(cast.grammar.starts, int(offset)) - 1

    pronoun = word(row["Pronoun-offset"])
    meant = next((cast.at.get(word(row[f"{k}-offset"])) for k in "AB" if row[f"{k}-coref"] == "TRUE"), None)

    def right(one: Anaphor, candidates: Sequence[Entity]) -> int | None:
        known = one.word == pronoun and meant in candidates
        return [c is meant for c in candidates].index(True) if known else None

    return right


def right_of_coded(codes: Sequence[dict], cast: Cast) -> Right:  # type: ignore[type-arg]
    """By the speakers that were coded: somebody of that name, else the source's own words."""
    names: dict[int, tuple[list[str], bool]] = {}
    for code in codes:
        words = [word for span in code["source"] or () for word in heads_of(cast, Span(*span))]
        for word in words:
            names[word] = (code["A"]["speakers"], len(words) > 1)

    def right(one: Anaphor, candidates: Sequence[Entity]) -> int | None:
        if one.word not in names:
            return None
        wanted, several = names[one.word]
        for number, candidate in enumerate(candidates):
            own = [m.name for m in candidate.members] or [candidate.name]
            if same_names(own, wanted) or (several and any(same_names(own, [w]) for w in wanted)):
                return number
        return len(candidates)

    return right


def link_choices(found: Sequence[Text]) -> list[Choice]:
    """All choices of anaphors."""
    gum = {f"gum {t.genre} {n}": t for n, t in enumerate(gold.gum_texts())}
    gap = gap_rows("development")
    choices: list[Choice] = []
    for text in found:
        kind, _, name = text.key.partition(" ")
        right: Callable[[Cast], Right] = (
            partial(right_of_coded, codes_of(name))
            if kind == "coded"
            else partial(right_of_gum, gum[text.key])
            if kind == "gum"
            else partial(right_of_gap, gap[int(name)])
        )
        choices += recorded(text, right, text.key)
    return choices


# ── whom somebody speaks for ────────────────────────────────────────────────────────────────────────────────


def actor_choices(text: Text, folder: Path) -> Iterator[Choice]:
    """The choices of actors of a coded article, for those of its speakers who are right by the links of a folder."""
    name = text.key.partition(" ")[2]
    meanings = read(text.doc, knowledge.load().lexicons, links_of(text, folder))
    finder, votes = ActorFinder(meanings.cast), Counter[tuple[Entity, int]]()
    tables: dict[Entity, tuple[list[str], Floats]] = {}
    for code, statement in matched(text.doc, codes_of(name)):
        wanted, entity = code["A"], _speaker(meanings, statement)
        if entity is None or not same_names([entity.name], wanted["speakers"]):
            continue
        candidates, _ = tables.setdefault(entity, finder.table(entity))
        at = right_actor(candidates, wanted["actors"])
        if at is not None:
            votes[entity, at] += 1
    for (entity, at), count in votes.items():
        yield Choice(tables[entity][1], at, text.key, entity.kind, count**0.5)


def _speaker(meanings: Meanings, statement: Statement) -> Entity | None:
    """The one speaker of a statement, None for none or several."""
    words = [word for span in statement.source for word in heads_of(meanings.cast, span)]
    entity = meanings.cast.at.get(words[0]) if len(words) == 1 else None
    return None if entity is None or entity.members else entity


def right_actor(candidates: Sequence[str], wanted: Sequence[str]) -> int | None:
    """The candidate that was coded, None where none was found; the last is nobody."""
    if not wanted:
        return len(candidates) - 1
    if wanted[0] in candidates:
        return candidates.index(wanted[0])
    return next((n for n, c in enumerate(candidates[:-1]) if same_names([c], wanted[:1])), None)


# ── the whole ───────────────────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    """Read, learn five times and once for all, and write the weights with their chances."""
    found = list(all_texts())
    links = link_choices(found)
    print(f"{len(links):,} choices of anaphors in {len(found):,} texts", flush=True)
    tested: list[tuple[Choice, Floats]] = []
    for fold in range(FOLDS):
        network = learned([c for c in links if fold_of(c.group) != fold], looks=LOOKS)
        network.save(WORK / f"fold{fold}" / "links.npz", 1.0, 0.0)
        held = [c for c in links if fold_of(c.group) == fold]
        tested += zip(held, chosen(network, held), strict=True)
        print(f"fold {fold}: {share_right(tested[-len(held) :]):.3f} of {len(held)} right", flush=True)
    heat = best_heat([s for _, s in tested], [c for c, _ in tested])
    least = least_chance(tested, heat)
    print(f"heat {heat:.2f}, left open below {least:.2f}", flush=True)
    for fold in range(FOLDS):
        reset(WORK / f"fold{fold}" / "links.npz", heat, least)
    learned(links, looks=LOOKS).save(knowledge.MODELS / "speakers" / "links.npz", heat, least)
    coded = [t for t in found if t.key.startswith("coded")]
    learn_actors(coded)
    path = saved(knowledge.MODELS / "speakers" / "rules.json", json.dumps(rule_odds(coded), indent=1) + "\n")
    print(path.read_text(encoding="utf-8"))


def rule_odds(found: Sequence[Text]) -> dict[str, dict[str, float]]:
    """For each rule the odds that its links are right, by rankers that had not seen the article (Platt 1999).

    The number of links and the share that was right; where a ranker chose, slope and shift of its odds, else the shift.
    """
    seen: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for text in found:
        doc = spoken(text, WORK / f"fold{fold_of(text.key)}")
        coded = {one.key: one for one in coded_statements(doc)}
        for code, statement in matched(doc, codes_of(text.key.partition(" ")[2])):
            one = coded[statement.key]
            if one.resolution is not None:
                right = same_names(one.names, code["A"]["speakers"])
                seen[one.resolution.rule].append((float(one.resolution.confidence or 0.5), right))
    return {rule: fitted(pairs) for rule, pairs in sorted(seen.items())}


def learn_actors(found: Sequence[Text]) -> None:
    """Learn the actors from the coded articles, with the links of the fold that has not seen them."""
    choices = [c for text in found for c in actor_choices(text, WORK / f"fold{fold_of(text.key)}")]
    settings = {"hidden": 64, "epochs": 60, "wet": 0.4, "rate": 1e-3}
    tested: list[tuple[Choice, Floats]] = []
    for fold in range(FOLDS):
        network = learned([c for c in choices if fold_of(c.group) != fold], **settings)
        network.save(WORK / f"fold{fold}" / "actors.npz", 1.0, 0.0)
        held = [c for c in choices if fold_of(c.group) == fold]
        tested += zip(held, chosen(network, held), strict=True)
    heat = best_heat([s for _, s in tested], [c for c, _ in tested])
    print(f"{len(choices):,} choices of actors, {share_right(tested):.3f} right on folds, heat {heat:.2f}", flush=True)
    for fold in range(FOLDS):
        reset(WORK / f"fold{fold}" / "actors.npz", heat, 0.0)
    learned(choices, **settings).save(knowledge.MODELS / "speakers" / "actors.npz", heat, 0.0)


def share_right(tested: Sequence[tuple[Choice, Floats]]) -> float:
    """The share of choices whose best candidate is right."""
    return sum(int(s.argmax()) == c.right for c, s in tested) / max(1, len(tested))


def least_chance(tested: Sequence[tuple[Choice, Floats]], heat: float) -> float:
    """The chance below which pronouns are left open, so that LED of those of GUM that are right still are led."""
    pronouns = [(c, chances(s, heat)) for c, s in tested if c.form in GENDERS and c.group.startswith("gum")]
    right = sorted(float(p.max()) for c, p in pronouns if int(p.argmax()) == c.right < len(p) - 1)
    return round(right[int(len(right) * (1 - LED))], 2) if right else 0.0


def reset(path: Path, heat: float, least: float) -> None:
    """Set heat and least chance of weights that were written."""
    with np.load(path) as weights:
        kept = {name: weights[name] for name in weights.files}
    np.savez(path, **(kept | {"heat": np.float32(heat), "least": np.float32(least)}))


if __name__ == "__main__":
    main()
